/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A table for people; its first line is the head. */

GArray *kms_cli_table_new (void);
void kms_cli_table_add (GArray *table, const char *const *cells, guint n_cells);
void kms_cli_table_append_to (GArray *table, GString *page);

G_END_DECLS
