/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/kms-cli.h"

G_BEGIN_DECLS

/* What each command of the table runs; @argv[0] is the name of the command. */
typedef KmsCliStatus (*KmsCliRun) (int argc, char **argv, KmsCliOpenDemo open_demo);

KmsCliStatus kms_cli_login (int argc, char **argv, KmsCliOpenDemo open_demo);
KmsCliStatus kms_cli_logout (int argc, char **argv, KmsCliOpenDemo open_demo);
KmsCliStatus kms_cli_whoami (int argc, char **argv, KmsCliOpenDemo open_demo);
KmsCliStatus kms_cli_find (int argc, char **argv, KmsCliOpenDemo open_demo);
KmsCliStatus kms_cli_report (int argc, char **argv, KmsCliOpenDemo open_demo);
KmsCliStatus kms_cli_issue (int argc, char **argv, KmsCliOpenDemo open_demo);
KmsCliStatus kms_cli_preview (int argc, char **argv, KmsCliOpenDemo open_demo);
KmsCliStatus kms_cli_sheets (int argc, char **argv, KmsCliOpenDemo open_demo);

G_END_DECLS
