/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/kms-store-accounts.h"

G_BEGIN_DECLS

/* The verbs of mailed codes and what they open, for inside a KmsStoreWork. IDs, codes and tokens are
 * hashes here: SHA-256 or HMAC-SHA256 in hexadecimal. */

#define KMS_STORED_HASH_SIZE 65 /* with the zero */

typedef enum
{
  KMS_CODE_REGISTRATION,
  KMS_CODE_PASSWORD,
  KMS_CODE_EMAIL_CHANGE,
} KmsCodeKind;

typedef struct
{
  char id_hash[KMS_STORED_HASH_SIZE];
  KmsCodeKind kind;
  char account_id[KMS_ACCOUNT_ID_SIZE]; /* "": of no account */
  char *target;                         /* owned; the login ID or mail address that was typed */
  char code_hash[KMS_STORED_HASH_SIZE];
  gint64 created_at; /* microseconds UTC */
  guint tries;       /* that were wrong */
  gboolean spent;    /* used, or ended by something else */
  gboolean proven;   /* used, and something is still to follow */
} KmsStoredCode;

void kms_stored_code_free (KmsStoredCode *code);

gboolean kms_store_add_code (KmsStoreSession *session, const KmsStoredCode *code, GError **error);
gboolean kms_store_find_code (KmsStoreSession *session,
                              const char *id_hash,
                              KmsCodeKind kind,
                              KmsStoredCode **code, /* NULL: there is none */
                              GError **error);
/* Writes tries, spent and proven. */
gboolean
kms_store_update_code (KmsStoreSession *session, const KmsStoredCode *code, GError **error);
/* With its mail and what it opens. */
gboolean kms_store_delete_code (KmsStoreSession *session, const char *id_hash, GError **error);
/* All of the kind that the account has. */
gboolean kms_store_spend_codes (KmsStoreSession *session,
                                const char *account_id,
                                KmsCodeKind kind,
                                GError **error);
gboolean kms_store_prune_codes (KmsStoreSession *session, gint64 created_until, GError **error);

/* The form of a registration, whose code and mail address are a KmsStoredCode. */
gboolean kms_store_add_registration (KmsStoreSession *session,
                                     const char *id_hash,
                                     const KmsAccountForm *form,
                                     GError **error);
gboolean kms_store_set_completion (KmsStoreSession *session,
                                   const char *id_hash,
                                   const char *completion_hash,
                                   GError **error);
gboolean kms_store_find_registration (KmsStoreSession *session,
                                      const char *id_hash,
                                      const char *completion_hash,
                                      KmsAccountForm *form, /* without the mail address */
                                      gboolean *found,
                                      GError **error);

/* How often something happened of late. */
gboolean kms_store_get_throttle (KmsStoreSession *session,
                                 const char *key_hash,
                                 guint *count, /* 0: not of late */
                                 gint64 *last_at,
                                 GError **error);
gboolean kms_store_set_throttle (KmsStoreSession *session,
                                 const char *key_hash,
                                 guint count, /* 0: forget it */
                                 gint64 last_at,
                                 GError **error);
gboolean kms_store_prune_throttles (KmsStoreSession *session, gint64 last_until, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsStoredCode, kms_stored_code_free)

G_END_DECLS
