/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/kms-cli.h"
#include "paper/kms-paper.h"

G_BEGIN_DECLS

/* What the commands write as PDF. */

gboolean kms_cli_read_paper (const char *command,
                             const char *value, /* nullable: A4 */
                             KmsPaperSize *size,
                             KmsCliStatus *status);
KmsPaper *kms_cli_make_cards (GPtrArray *found, gboolean demo);
KmsCliStatus kms_cli_save_paper (KmsPaper *paper, KmsPaperSize size, const char *path);

G_END_DECLS
