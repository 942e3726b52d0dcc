/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/kms-cli-format.h"
#include "cli/kms-cli.h"

G_BEGIN_DECLS

/* Reading a command line. What returns a gboolean has complained when it is FALSE, and @status says
 * how to end. All values are the bytes of the command line until they were checked. */

/* The option of all commands that may talk to a server; @value is a char *. */
extern const char *const kms_cli_server_help;
extern const char *const kms_cli_server_argument;
#define KMS_CLI_SERVER_ENTRY(value)                                                               \
  {                                                                                               \
    "server", 0, 0, G_OPTION_ARG_FILENAME, &(value), kms_cli_server_help, kms_cli_server_argument \
  }

gboolean kms_cli_parse (const char *command,
                        const char *parameters, /* what stands behind the options; nullable */
                        const char *description,
                        const GOptionEntry *entries,
                        int argc,
                        char **argv,
                        KmsCliStatus *status);
gboolean kms_cli_check_text (const char *command,
                             const char *place, /* an option, or a description of the argument */
                             const char *value, /* nullable: not given */
                             KmsCliStatus *status);
gboolean kms_cli_refuse_value (const char *command,
                               const char *option,
                               const char *value,
                               const char *allowed,
                               KmsCliStatus *status);
gboolean kms_cli_read_category (const char *command,
                                const char *value, /* nullable: hdvc */
                                KmsCategory *category,
                                KmsCliStatus *status);
gboolean kms_cli_read_format (const char *command,
                              const char *value, /* nullable: table */
                              KmsCliFormat *format,
                              KmsCliStatus *status);

char *kms_cli_read_file (const char *path, /* "-": the standard input */
                         gsize max_length,
                         gsize *length,
                         GError **error);

G_END_DECLS
