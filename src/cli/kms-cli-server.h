/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/kms-cli-options.h"
#include "cli/kms-cli-wait.h"
#include "client/kms-credentials.h"
#include "client/kms-remote.h"
#include "client/kms-settings.h"

G_BEGIN_DECLS

/* The server that a command is about, and what this person is known by there. What returns a gboolean
 * has complained when it is FALSE. */
typedef struct
{
  KmsCliWait wait;
  KmsSettings *settings;       /* owned */
  KmsCredentials *credentials; /* owned */
  KmsRemote *remote;           /* owned */
  char *url;                   /* owned */
  char *token;                 /* owned; what KMS_TOKEN says; NULL when it is not set */
  KmsSecrets *secrets; /* owned; from the keyring; NULL when it has none, or with KMS_TOKEN */
} KmsCliServer;

gboolean kms_cli_server_open (KmsCliServer *server,
                              const char *command,
                              const char *url, /* what --server says; nullable */
                              KmsCliStatus *status);
gboolean kms_cli_server_resume (KmsCliServer *server);
gboolean kms_cli_server_log_in (KmsCliServer *server, const char *login_id, const char *password);
gboolean kms_cli_server_keep (KmsCliServer *server, const char *password);
gboolean kms_cli_server_look_up (KmsCliServer *server);
void kms_cli_server_forget (KmsCliServer *server);
void kms_cli_server_complain (KmsCliServer *server, const GError *error);
void kms_cli_server_clear (KmsCliServer *server);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KmsCliServer, kms_cli_server_clear)

G_END_DECLS
