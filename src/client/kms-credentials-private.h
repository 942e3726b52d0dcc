/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to the credentials and their test. */

#pragma once

#include "client/kms-credentials.h"

#include <libsecret/secret.h>

G_BEGIN_DECLS

struct _KmsCredentials
{
  GObject parent_instance;

  guint limit;        /* milliseconds */
  KmsKeyring keyring; /* how it stands */
  GHashTable *memory; /* owned: server → KmsSecrets; NULL for one to be forgotten */
};

typedef enum
{
  KMS_CREDENTIALS_STORE,
  KMS_CREDENTIALS_LOOK_UP,
  KMS_CREDENTIALS_FORGET,
  KMS_CREDENTIALS_RETRY,
} KmsCredentialsKind;

/* The data of a task. */
typedef struct
{
  KmsCredentialsKind kind;
  char *server;           /* owned; of a retry: the one being written, nullable */
  GCancellable *inner;    /* owned; what libsecret is called with */
  GSource *timer;         /* owned, nullable */
  GSource *cancelled;     /* owned, nullable */
  SecretService *service; /* owned; NULL for a keyring without collections */
  GPtrArray *unwritten;   /* owned, of a retry: servers */
  gboolean over;          /* the task has returned */
} KmsCredentialsCall;

KmsCredentials *kms_credentials_new_with_limit (guint milliseconds);

/* kms-credentials.c, for the steps */
void kms_credentials_set_keyring (KmsCredentials *credentials, KmsKeyring keyring);

/* kms-credentials-steps.c */
void kms_credentials_start (GTask *task);
void kms_credentials_answer (GTask *task);
void kms_credentials_call_free (gpointer call);

/* kms-secrets.c */
KmsSecrets *kms_secrets_copy (const KmsSecrets *secrets);
void kms_secrets_wipe_text (char *text);
char *kms_secrets_to_json (const KmsSecrets *secrets);
KmsSecrets *kms_secrets_from_json (const char *json, gsize length, GError **error);

G_END_DECLS
