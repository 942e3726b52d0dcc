/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text in columns of a monospaced face, where an East Asian character is two wide. */

guint kms_columns_of (const char *text);
void kms_columns_append (GString *page, const char *text, guint n_columns);
char *kms_columns_make_printable (const char *bytes);

G_END_DECLS
