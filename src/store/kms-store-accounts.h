/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/kms-store-sessions.h"

G_BEGIN_DECLS

/* The verbs of accounts, for inside a KmsStoreWork. */

#define KMS_ACCOUNT_N_ADDRESS_LINES 5

/* What a dealer says in the form, valid and in normal form; texts that may be missing are "". */
typedef struct
{
  /* All owned. */
  char *company;
  char *country;
  char *postal_code;
  char *address[KMS_ACCOUNT_N_ADDRESS_LINES];
  char *phone;
  char *contact;
  char *email;
  char *language; /* of mails: "en" or "ja" */
  gboolean news;
  /* The consent. */
  char *privacy_version; /* owned */
  gint64 consented_at;   /* microseconds UTC */
} KmsAccountForm;

typedef struct
{
  char id[KMS_ACCOUNT_ID_SIZE]; /* never changes; the dealer of issuing/ */
  char login_id[KMS_LOGIN_ID_SIZE];
  char *password_hash; /* owned */
  KmsAccountForm form;
  gint64 registered_at; /* microseconds UTC */
  guint version;        /* of what the account says; from 1 */
  gboolean disabled;
} KmsAccount;

typedef enum
{
  KMS_ACCOUNT_BY_ID,
  KMS_ACCOUNT_BY_LOGIN_ID,
  KMS_ACCOUNT_BY_EMAIL, /* capitals do not matter */
} KmsAccountKey;

void kms_account_form_clear (KmsAccountForm *form);
void kms_account_form_copy (const KmsAccountForm *form, KmsAccountForm *copy);
void kms_account_free (KmsAccount *account);

gboolean
kms_store_add_account (KmsStoreSession *session, const KmsAccount *account, GError **error);
/* Writes all of it but the ID, with the version that it says. */
gboolean
kms_store_update_account (KmsStoreSession *session, const KmsAccount *account, GError **error);
gboolean kms_store_find_account (KmsStoreSession *session,
                                 KmsAccountKey key,
                                 const char *value,
                                 KmsAccount **account, /* NULL: there is none */
                                 GError **error);
/* Of KmsAccount, in the order of their login IDs. */
GPtrArray *kms_store_list_accounts (KmsStoreSession *session,
                                    const char *after_login_id, /* "": from the beginning */
                                    guint limit,
                                    GError **error);
/* With its sessions and codes. */
gboolean
kms_store_delete_account (KmsStoreSession *session, const char *account_id, GError **error);

/* Takes a login ID for good, unless another account has it or had it once. */
gboolean kms_store_take_login_id (KmsStoreSession *session,
                                  const char *login_id_hash,
                                  const char *account_id,
                                  gboolean *taken_by_other,
                                  GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KmsAccountForm, kms_account_form_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsAccount, kms_account_free)

G_END_DECLS
