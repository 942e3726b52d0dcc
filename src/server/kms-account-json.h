/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "accounts/kms-account-form.h"
#include "accounts/kms-codes.h"
#include "accounts/kms-sessions.h"
#include "server/kms-exchange.h"

G_BEGIN_DECLS

/* What the routes of registrations, sessions and the account say and hear alike. Where one of them
 * returns FALSE or NULL, it has answered. */

#define KMS_JSON_MAX_LOGIN_ID 64 /* characters of the request */
#define KMS_JSON_MAX_CODE     64
#define KMS_JSON_MAX_PASSWORD 256
#define KMS_JSON_MAX_TOKEN    64

gboolean kms_account_json_check_members (KmsExchange *exchange, const char *const *known);
/* (transfer none): of the body; a longer one than @max_length characters is refused. */
const char *kms_account_json_get_text (KmsExchange *exchange, const char *member, guint max_length);
gboolean
kms_account_json_get_flag (KmsExchange *exchange, const char *member, gboolean *flag /* inout */);

typedef enum
{
  KMS_ACCOUNT_JSON_REGISTRATION,
  KMS_ACCOUNT_JSON_UPDATE,
} KmsAccountJsonKind;

gboolean kms_account_json_read_form (KmsExchange *exchange,
                                     KmsAccountJsonKind kind,
                                     KmsAccountForm *form,
                                     const char **login_id); /* of the body, in an update */

/* Answers. */
void kms_account_json_answer (KmsExchange *exchange, const KmsAccount *account); /* with its ETag */
void kms_account_json_answer_mailed (KmsExchange *exchange, const KmsCodeMailed *mailed);
void kms_account_json_answer_object (KmsExchange *exchange,
                                     guint status,
                                     JsonObject *object); /* (transfer full) */

JsonObject *kms_account_json_object (const KmsAccount *account);
/* @existing is null where nothing is registered. */
void kms_account_json_set_existing (JsonObject *object, const KmsAccount *existing);
void kms_account_json_set_time (JsonObject *object, const char *member, gint64 time);

/* What a try of a mailed code came to: a refusal, or what follows. */
typedef struct
{
  GError *refusal; /* owned; NULL: it was right */
  gpointer result; /* owned */
  GDestroyNotify free_result;
} KmsTried;

void kms_tried_free (KmsTried *tried);
/* Whether it was right; otherwise it has answered. */
gboolean kms_tried_check (KmsExchange *exchange, KmsTried *tried);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsTried, kms_tried_free)

G_END_DECLS
