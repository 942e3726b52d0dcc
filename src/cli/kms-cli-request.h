/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/kms-cli-options.h"

G_BEGIN_DECLS

/* The options of issue and preview; all owned, NULL when not given. */
typedef struct
{
  gboolean demo;
  gboolean partial;
  char *server;
  char *device;
  char *category;
  char **site;
  char *class_file;
  char *sheet;
  char *format_name;
  char **pairs;

  KmsCliFormat format; /* what --format says */
} KmsCliRequestOptions;

gboolean kms_cli_request_options_parse (KmsCliRequestOptions *options,
                                        const char *command,
                                        const char *description,
                                        int argc,
                                        char **argv,
                                        KmsCliStatus *status);
gboolean kms_cli_read_identifier (KmsIdentifierKind kind,
                                  const char *place,
                                  const char *text,
                                  gssize length,
                                  char digits[KMS_IDENTIFIER_SIZE]);
void kms_cli_request_options_clear (KmsCliRequestOptions *options);
KmsRequest *
kms_cli_request_make (KmsCliRequestOptions *options, const char *command, KmsCliStatus *status);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KmsCliRequestOptions, kms_cli_request_options_clear)

G_END_DECLS
