/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "accounts/kms-mailer.h"
#include "server/kms-http-server.h"

G_BEGIN_DECLS

/**
 * KmsConfiguration:
 *
 * kms-server.conf, with a default for every key. The file is strict: a group, a key or a value that
 * is not known is an error.
 */
typedef struct
{
  /* [server] */
  char *listen;      /* "127.0.0.1:8642", "[::1]:8642" or "unix:/run/kms-server/http" */
  char *data_folder; /* the store, its issuer secret, the socket of the administration */
  int connections;   /* at a time */
  int connections_per_address;
  int idle_timeout; /* seconds, as all timeouts */
  int header_timeout;
  int body_timeout;
  int stop_timeout;
  char **trusted_proxies; /* addresses or networks, "10.0.0.0/8" */

  /* [limits] */
  int session_requests; /* a minute */
  int address_requests; /* a minute, without a session */

  /* [issuer] */
  char *secret_file;

  /* [mail] */
  char *smtp;      /* "smtp://mail.example.com:587", "smtps://…"; empty: into the Maildir */
  char *smtp_user; /* empty: without log-in */
  char *smtp_password_file; /* holds the password, and maybe a line end */
  char *smtp_ca_file;       /* empty: the ones of the system */
  char *maildir;
  char *from;
  char *service_address; /* how people reach the service, as the mails give it */

  /* [texts] */
  char *policies_folder; /* empty: the ones that come with the server */
  char *manual_folder;   /* has manual-en.pdf and manual-ja.pdf */
} KmsConfiguration;

KmsConfiguration *kms_configuration_load (const char *path, /* NULL: defaults only */
                                          GError **error);
char **kms_configuration_list_keys (void); /* "server/listen" and so on */
void kms_configuration_free (KmsConfiguration *configuration);

void kms_configuration_get_http (const KmsConfiguration *configuration, KmsHttpSettings *settings);
void kms_configuration_get_mail (const KmsConfiguration *configuration, KmsMailSettings *settings);
char *kms_configuration_get_store_path (const KmsConfiguration *configuration);
char *kms_configuration_get_admin_socket (const KmsConfiguration *configuration);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsConfiguration, kms_configuration_free)

G_END_DECLS
