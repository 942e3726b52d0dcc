/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void kms_csv_append_row (GString *csv, const char *const *fields);

GPtrArray *kms_csv_parse (const char *text, gssize length, GError **error);

G_END_DECLS
