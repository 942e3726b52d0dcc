/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *kms_sheet_text_decode (const char *bytes, gssize length, GError **error);
const char *kms_sheet_text_next_line (const char *line, gsize *length);

G_END_DECLS
