/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Issuing, once for each attempt: what was answered to an Idempotency-Key is told by the row that was
 * written with the issue, whichever thread or process asks, so two can never both issue. */

#include "engine/kms-mail.h"
#include "issuing/kms-issuing-private.h"
#include "store/kms-store-attempts.h"
#include "store/kms-store-history.h"
#include "store/kms-store-outbox.h"
#include "store/kms-store-sites.h"

/* At least as long an attempt is known, as the contract says. */
#define ATTEMPT_DAYS 30

/* Binds a key that was never issued: the next ordinal of its part on the device, and what follows
 * from it. */
static gboolean
bind_key (KmsIssuing *issuing,
          KmsStoreSession *session,
          const KmsRequest *request,
          guint index,
          gint64 at,
          KmsAssessed *assessed,
          GError **error)
{
  KmsStoredKey *key = assessed->key;
  KmsSecret device_secret;

  if (assessed->practice != NULL
      && (!kms_store_add_part (session, assessed->practice, &key->part_id, error)
          || !kms_store_add_key (session, &key->activation.pair, key->part_id, error)))
    return FALSE;
  if (!kms_store_take_ordinal (session, request->device_id, key->part_id, &key->ordinal, error))
    return FALSE;
  /* The counter has the last word, whatever was read before. */
  if (key->ordinal > KMS_MAX_ORDINAL)
    {
      g_propagate_error (error, kms_assessment_new_refusal (KMS_ERROR_DEVICE_FULL, index));
      return FALSE;
    }
  kms_derive_device_secret (&issuing->secret, request->category, request->device_id,
                            &device_secret);
  kms_derive_registration_key (&device_secret, key->part_number, key->ordinal,
                               key->registration_key);
  g_strlcpy (key->activation.device_id, request->device_id, KMS_IDENTIFIER_SIZE);
  key->issued_at = at;
  return kms_store_bind_key (session, key, error);
}

static KmsIssuedKey *
issued_key_new (const KmsRequest *request, const KmsAssessed *assessed)
{
  KmsIssuedKey *issued = g_new0 (KmsIssuedKey, 1);
  const KmsStoredKey *key = assessed->key;

  issued->issued_at = key->issued_at;
  issued->reissued = assessed->verdict == KMS_VERDICT_REISSUE;
  issued->category = request->category;
  g_strlcpy (issued->device_id, request->device_id, KMS_IDENTIFIER_SIZE);
  issued->site = request->site;
  g_strlcpy (issued->activation_key, key->activation.pair.activation_key, KMS_IDENTIFIER_SIZE);
  issued->part_number = g_strdup (key->part_number);
  issued->purpose = g_strdup (key->purpose);
  g_strlcpy (issued->registration_key, key->registration_key, KMS_IDENTIFIER_SIZE);
  return issued;
}

/* The answer to a request, as yet without its keys. */
static KmsIssuance *
issuance_new (KmsIssuing *issuing, const KmsRequest *request)
{
  KmsIssuance *issuance = kms_issuance_new ();

  issuance->at = kms_clock_now (issuing->clock);
  issuance->demo = issuing->demo;
  issuance->category = request->category;
  g_strlcpy (issuance->device_id, request->device_id, KMS_IDENTIFIER_SIZE);
  issuance->site = request->site;
  if (request->mail_to[0] != NULL)
    {
      g_strfreev (issuance->mailed_to);
      issuance->mailed_to = g_strdupv ((char **) request->mail_to);
      issuance->mail_subject =
          request->mail_subject != NULL
              ? g_strdup (request->mail_subject)
              : kms_mail_default_subject (&request->site, request->category, request->device_id);
    }
  return issuance;
}

/* Puts the mails into the outbox. A practice store sends none, and keeps whom they would be for. */
static gboolean
queue_mails (KmsStoreSession *session,
             const KmsAttempt *attempt,
             const KmsIssuance *issuance,
             gint64 issue,
             GError **error)
{
  KmsNewMail mail = { .kind = KMS_MAIL_KEYS_ISSUED,
                      .account = attempt->dealer,
                      .issue = issue,
                      .language = attempt->language,
                      .subject = issuance->mail_subject,
                      .queued_at = issuance->at };

  for (guint i = 0; attempt->language != NULL && issuance->mailed_to[i] != NULL; i++)
    {
      mail.to = issuance->mailed_to[i];
      if (!kms_store_add_mail (session, &mail, error))
        return FALSE;
    }
  return TRUE;
}

/* History, site lines, attempt and audit of an issuance. A request without site lines says nothing about
 * the site: what is saved stays. The audit points to the history, which keeps keys and device. */
static gboolean
write_down (KmsStoreSession *session,
            const KmsAttempt *attempt,
            const char *digest,
            KmsIssuance *issuance,
            GError **error)
{
  g_autofree char *details = NULL;
  guint n_reissued = 0;
  gint64 issue;

  if (!kms_store_add_issue (session, attempt->dealer, issuance, &issue, error))
    return FALSE;
  issuance->id = g_strdup_printf ("%" G_GINT64_FORMAT, issue);
  if (!queue_mails (session, attempt, issuance, issue, error))
    return FALSE;
  if (!kms_site_is_empty (&issuance->site)
      && !kms_store_save_site (session, attempt->dealer, issuance->category, issuance->device_id,
                               &issuance->site, error))
    return FALSE;
  if (digest != NULL
      && (!kms_store_add_attempt (session, attempt->dealer, attempt->idempotency_key, digest, issue,
                                  error)
          || !kms_store_drop_attempts (session, issuance->at - ATTEMPT_DAYS * G_TIME_SPAN_DAY,
                                       error)))
    return FALSE;
  for (guint i = 0; i < issuance->keys->len; i++)
    n_reissued += ((KmsIssuedKey *) g_ptr_array_index (issuance->keys, i))->reissued ? 1 : 0;
  details = g_strdup_printf ("{\"issued\":%u,\"reissued\":%u}", issuance->keys->len - n_reissued,
                             n_reissued);
  return kms_store_add_audit (session, issuance->at, attempt->dealer, "issue", issuance->id,
                              details, error);
}

/* What stands for a request as it was read: no text in it holds a line end. */
static char *
digest_request (const KmsRequest *request)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GString) text = g_string_new (kms_category_to_string (request->category));

  g_string_append_printf (text, "\n%s\n%s\n%s\n%u\n", request->device_id, request->site.line[0],
                          request->site.line[1], request->n_pairs);
  for (guint i = 0; i < request->n_pairs; i++)
    g_string_append_printf (text, "%s\n%s\n", request->pairs[i].activation_key,
                            request->pairs[i].registration_id);
  for (guint i = 0; request->mail_to[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", request->mail_to[i]);
  if (request->mail_subject != NULL)
    g_string_append_printf (text, "\n%s", request->mail_subject);
  g_checksum_update (checksum, (const guchar *) text->str, (gssize) text->len);
  return g_strdup (g_checksum_get_string (checksum));
}

/* The answer of an attempt that was carried out already: NULL without an error when it was not. */
static KmsIssuance *
replay (KmsStoreSession *session, const KmsAttempt *attempt, const char *digest, GError **error)
{
  g_autofree char *known = NULL;
  KmsIssuance *issuance;
  gint64 issue;

  if (!kms_store_find_attempt (session, attempt->dealer, attempt->idempotency_key, &issue, &known,
                               error)
      || issue == 0)
    return NULL;
  if (!g_str_equal (known, digest))
    {
      GError *reused = g_error_new (KMS_ERROR, KMS_ERROR_IDEMPOTENCY_KEY_REUSED,
                                    "another request was carried out under this Idempotency-Key");

      kms_error_add_detail (reused, KMS_ERROR_IDEMPOTENCY_KEY_REUSED, "Idempotency-Key");
      g_propagate_error (error, reused);
      return NULL;
    }
  issuance = kms_store_load_issue (session, attempt->dealer, issue, error);
  if (issuance != NULL)
    issuance->replayed = TRUE;
  return issuance;
}

static KmsIssuance *
issue (KmsIssuing *issuing,
       KmsStoreSession *session,
       const KmsAttempt *attempt,
       const char *digest,
       const KmsRequest *request,
       GError **error)
{
  g_autoptr (KmsAssessment) assessment = kms_issuing_assess (issuing, session, request, error);
  g_autoptr (KmsIssuance) issuance = NULL;

  if (assessment == NULL || !kms_assessment_refuse_keys (assessment, error))
    return NULL;
  issuance = issuance_new (issuing, request);
  for (guint i = 0; i < assessment->n_keys; i++)
    {
      KmsAssessed *assessed = &assessment->keys[i];

      if (assessed->verdict == KMS_VERDICT_NEW
          && !bind_key (issuing, session, request, i, issuance->at, assessed, error))
        return NULL;
      g_ptr_array_add (issuance->keys, issued_key_new (request, assessed));
    }
  if (!write_down (session, attempt, digest, issuance, error))
    return NULL;
  return g_steal_pointer (&issuance);
}

/**
 * kms_issuing_issue:
 * @issuing: the use cases
 * @session: a transaction that writes
 * @attempt: who asks, and under which Idempotency-Key
 * @request: what to issue
 * @error: return location for a #GError
 *
 * Issues all keys of a request or none. A key that was issued to the same device before is issued
 * again: its registration key and its date stay. History, site lines, the mails asked for and the
 * audit row are written in the same transaction, which must be rolled back when this fails.
 *
 * An attempt that was carried out is known for 30 days at least: the same request under the same
 * Idempotency-Key gets what was answered then, and nothing is written. A refused one is not kept.
 *
 * Returns: (transfer full): the keys, or %NULL with @error set: %KMS_ERROR_IDEMPOTENCY_KEY_REUSED when
 *   another request was carried out under the Idempotency-Key; %KMS_ERROR_NO_KEYS; the code of the
 *   first refused key (%KMS_ERROR_KEY_PAIR_INVALID, %KMS_ERROR_WRONG_CATEGORY,
 *   %KMS_ERROR_KEY_BOUND_ELSEWHERE, %KMS_ERROR_DEVICE_FULL) with a detail at "/keys/N" for each
 *   refused one; or one of KMS_ERROR_STORE_*
 */
KmsIssuance *
kms_issuing_issue (KmsIssuing *issuing,
                   KmsStoreSession *session,
                   const KmsAttempt *attempt,
                   const KmsRequest *request,
                   GError **error)
{
  g_autofree char *digest = NULL;
  g_autoptr (GError) failure = NULL;

  if (attempt->idempotency_key != NULL)
    {
      KmsIssuance *replayed;

      digest = digest_request (request);
      replayed = replay (session, attempt, digest, &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      if (replayed != NULL)
        {
          replayed->demo = issuing->demo;
          return replayed;
        }
    }
  return issue (issuing, session, attempt, digest, request, error);
}

/**
 * kms_issuing_load_issuance:
 * @issuing: the use cases
 * @session: the transaction
 * @dealer: the account's stable ID
 * @id: what may be the ID of an issuance
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the issuance as it was answered; or %NULL with @error set:
 *   %KMS_ERROR_NOT_FOUND when it does not exist or is another dealer's, or one of KMS_ERROR_STORE_*
 */
KmsIssuance *
kms_issuing_load_issuance (KmsIssuing *issuing,
                           KmsStoreSession *session,
                           const char *dealer,
                           const char *id,
                           GError **error)
{
  g_autofree char *again = NULL;
  guint64 issue = 0;

  /* One issuance has one ID: no sign, no zero in front. */
  if (g_ascii_string_to_unsigned (id, 10, 1, G_MAXINT64, &issue, NULL))
    again = g_strdup_printf ("%" G_GUINT64_FORMAT, issue);
  if (g_strcmp0 (again, id) != 0)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "no such issuance");
      return NULL;
    }
  return kms_store_load_issue (session, dealer, (gint64) issue, error);
}
