/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *kms_cli_read_line (const char *question, gboolean secret);
void kms_cli_wipe (char *text);

G_END_DECLS
