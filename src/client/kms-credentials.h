/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a server knows a person by. All strings are owned; they are wiped when freed. */
typedef struct
{
  char *login_id;
  char *password; /* NULL: not to be remembered */
  char *token;    /* of the session; NULL: there is none */
} KmsSecrets;

KmsSecrets *kms_secrets_new (const char *login_id,
                             const char *password, /* nullable */
                             const char *token /* nullable */);
void kms_secrets_free (KmsSecrets *secrets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsSecrets, kms_secrets_free)

/* How it stands with the keyring of the desktop, as far as is known. */
typedef enum
{
  KMS_KEYRING_IN_USE, /* also before the first call */
  KMS_KEYRING_ABSENT, /* there is no such service, or it refuses */
  KMS_KEYRING_LOCKED, /* somebody must unlock it, or make one */
  KMS_KEYRING_SILENT, /* it did not answer in time */
} KmsKeyring;

#define KMS_TYPE_KEYRING (kms_keyring_get_type ())
GType kms_keyring_get_type (void);

/**
 * KmsCredentials:
 *
 * Login ID, password and session by server, in the keyring of the desktop, and nowhere else but in
 * memory. Nothing here asks a person or blocks: a keyring that is absent, locked or silent is given
 * up, and from then on everything is kept in memory only, until kms_credentials_retry_async().
 *
 * The property "keyring" says how it stands, "memory-only" whether all is lost when the program
 * ends. Callbacks run in the thread-default main context of the caller, at most 5 seconds later.
 */
#define KMS_TYPE_CREDENTIALS (kms_credentials_get_type ())
G_DECLARE_FINAL_TYPE (KmsCredentials, kms_credentials, KMS, CREDENTIALS, GObject)

KmsCredentials *kms_credentials_new (void);

KmsKeyring kms_credentials_get_keyring (KmsCredentials *credentials);
gboolean kms_credentials_is_memory_only (KmsCredentials *credentials);

void kms_credentials_store_async (KmsCredentials *credentials,
                                  const char *server,
                                  const KmsSecrets *secrets,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean
kms_credentials_store_finish (KmsCredentials *credentials, GAsyncResult *result, GError **error);

void kms_credentials_look_up_async (KmsCredentials *credentials,
                                    const char *server,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean kms_credentials_look_up_finish (KmsCredentials *credentials,
                                         GAsyncResult *result,
                                         KmsSecrets **secrets, /* NULL: nothing is known */
                                         GError **error);

void kms_credentials_forget_async (KmsCredentials *credentials,
                                   const char *server,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean
kms_credentials_forget_finish (KmsCredentials *credentials, GAsyncResult *result, GError **error);

void kms_credentials_retry_async (KmsCredentials *credentials,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean
kms_credentials_retry_finish (KmsCredentials *credentials, GAsyncResult *result, GError **error);

G_END_DECLS
