/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/kms-store-codes.h"
#include "store/kms-store-outbox.h"

G_BEGIN_DECLS

/* Mailed codes: 8 digits that are good for one use, for 10 minutes and for 5 tries; and what one opens
 * is there for 60 minutes. For inside a KmsStoreWork. */

#define KMS_CODE_TIME      (10 * G_TIME_SPAN_MINUTE)
#define KMS_CODE_LIFE_TIME (60 * G_TIME_SPAN_MINUTE)
#define KMS_CODE_MAX_TRIES 5

/* What whoever asked for a code is told. */
typedef struct
{
  char *id;          /* owned */
  gint64 expires_at; /* of the code; microseconds UTC */
} KmsCodeMailed;

void kms_code_mailed_free (KmsCodeMailed *mailed);

/* A code to be: all borrowed. */
typedef struct
{
  KmsCodeKind kind;
  const char *account_id; /* NULL: of no account */
  const char *target;     /* the login ID or mail address that was typed */
  /* Where to; NULL for an account that is not there: nothing is mailed, and no code is right. */
  const char *to;
  const char *language;
  const char *login_id; /* NULL unless the mail says it */
} KmsNewCode;

KmsCodeMailed *
kms_codes_mail (KmsStoreSession *session, const KmsNewCode *code, gint64 now, GError **error);

/* Before a code goes to an address that anybody may type: not too many of late. */
gboolean
kms_codes_pass_address (KmsStoreSession *session, const char *address, gint64 now, GError **error);

/* Finds what has been asked for and has not ended; KMS_ERROR_NOT_FOUND otherwise. */
KmsStoredCode *kms_codes_find (KmsStoreSession *session,
                               KmsCodeKind kind,
                               const char *id,
                               const char *account_id, /* NULL: of whomever */
                               gint64 now,
                               GError **error);

/* One try. A wrong one is a @refusal, and written down: the transaction is to be kept. */
gboolean kms_codes_try (KmsStoreSession *session,
                        KmsStoredCode *code,
                        const char *id,
                        const char *typed,
                        gint64 now,
                        GError **refusal,
                        GError **error);

/* Whether what is registered under a proven address may be replaced. */
gboolean kms_codes_may_overwrite (const KmsAccount *existing, /* NULL: nothing is */
                                  gboolean overwrite,
                                  GError **error);

gboolean kms_codes_tidy (KmsStoreSession *session, gint64 now, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsCodeMailed, kms_code_mailed_free)

G_END_DECLS
