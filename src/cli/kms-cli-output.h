/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/kms-cli.h"

G_BEGIN_DECLS

/* Data go to the standard output, and only when there is nothing wrong; sentences for people go to
 * the standard error, each after the name of the program. */

gboolean kms_cli_keep_descriptors (void);
gboolean kms_cli_write (const char *text);
void kms_cli_complain (const char *sentence);
void kms_cli_complain_of (const char *place, const char *sentence);
void kms_cli_complain_of_error (KmsCategory category,
                                const char *place, /* nullable */
                                const GError *error);
KmsCliStatus kms_cli_usage (const char *command, /* nullable */
                            const char *sentence);

G_END_DECLS
