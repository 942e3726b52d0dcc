/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void kms_csv_append_row (GString *csv, const char *const *fields);

GPtrArray *kms_csv_parse (const char *text, gssize length, GError **error);

/* The same, and the line of the text on which each row ends, as guint, from 1. */
GPtrArray *kms_csv_parse_lines (const char *text, gssize length, GArray **lines, GError **error);

G_END_DECLS
