/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to kms-online*.c. */

#pragma once

#include "app/kms-online.h"

G_BEGIN_DECLS

struct _KmsOnline
{
  GObject parent_instance;

  /* Owned */
  KmsSettings *settings;
  KmsCredentials *credentials;
  KmsRemote *remote;         /* NULL: no server is known */
  KmsSecrets *secrets;       /* what is remembered, or used for the session; NULL: nothing */
  GPtrArray *announcements;  /* of KmsAnnouncement */
  char *given_url;           /* of the command line; the settings are not looked at; NULL: none */
  KmsSecrets *given_secrets; /* of the command line, to log in with once; NULL: none */
  GCancellable *refreshing;
  guint refresh_timeout;

  gboolean remembered; /* @secrets are in the keyring */
};

void kms_online_set_remote (KmsOnline *self, KmsRemote *remote);
void kms_online_set_secrets (KmsOnline *self, KmsSecrets *secrets, gboolean remembered);
void kms_online_write_secrets (KmsOnline *self);

G_END_DECLS
