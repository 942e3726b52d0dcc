/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"

G_BEGIN_DECLS

/* Opens the offline demo; @class_file is NULL for one in memory. It is handed in by main.c, the only
 * file that knows where the demo comes from. */
typedef KmsBackend *(*KmsCliOpenDemo) (const char *class_file, GError **error);

typedef enum
{
  KMS_CLI_DONE = 0,
  KMS_CLI_REFUSED = 1, /* by the rules, or by the computer */
  KMS_CLI_USAGE = 2,   /* the command is not written as it should be */
} KmsCliStatus;

int kms_cli_main (int argc, char **argv, KmsCliOpenDemo open_demo);

G_END_DECLS
