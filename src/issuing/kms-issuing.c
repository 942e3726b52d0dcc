/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The use cases of issuing. Preview and issue rest on one assessment of the request; the transaction
 * around them makes them atomic, so nothing here cleans up after a failure. */

#include "issuing/kms-issuing.h"

#include "engine/kms-mail.h"
#include "engine/kms-practice-sheet.h"
#include "store/kms-store-history.h"
#include "store/kms-store-keys.h"
#include "store/kms-store-sites.h"

struct _KmsIssuing
{
  KmsSecret secret;
  KmsClock *clock; /* owned */
  gboolean demo;
};

/* What would become of one key. */
typedef struct
{
  KmsStoredKey *key;       /* owned; NULL: unknown */
  const KmsPart *practice; /* borrowed; set when it is a practice sheet that is seen first now */
  KmsVerdict verdict;
  gboolean device_full; /* the verdict would be new, but the device tries no such ordinal */
} Assessed;

/* What would become of a request, key by key, in its order. */
typedef struct
{
  guint n_keys;
  Assessed keys[KMS_REQUEST_MAX_KEYS];
} Assessment;

static void
assessment_free (Assessment *assessment)
{
  for (guint i = 0; i < assessment->n_keys; i++)
    kms_stored_key_free (assessment->keys[i].key);
  g_free (assessment);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Assessment, assessment_free)

/* A practice sheet is known to every demo before it is in its store. */
static KmsStoredKey *
stored_key_from_practice_sheet (const KmsKeyPair *pair, const KmsPart *part, gint64 part_id)
{
  KmsStoredKey *key = g_new0 (KmsStoredKey, 1);

  key->activation.pair = *pair;
  key->activation.category = part->category;
  key->part_id = part_id;
  key->part_number = g_strdup (part->part_number);
  key->purpose = g_strdup (part->purpose);
  return key;
}

static gboolean
look_up (KmsIssuing *issuing,
         KmsStoreSession *session,
         const KmsKeyPair *pair,
         Assessed *assessed,
         GError **error)
{
  const KmsPart *part;
  gint64 part_id;

  if (!kms_store_find_key (session, pair->activation_key, &assessed->key, error))
    return FALSE;
  if (assessed->key != NULL || !issuing->demo)
    return TRUE;
  part = kms_practice_sheet_recognise (pair);
  if (part == NULL)
    return TRUE;
  if (!kms_store_find_part (session, part->part_number, &part_id, error))
    return FALSE;
  assessed->key = stored_key_from_practice_sheet (pair, part, part_id);
  assessed->practice = part;
  return TRUE;
}

/* Whether the ordinal that a new key would get is more than a device tries. The keys of the request
 * that come before it count. */
static gboolean
check_ordinal (KmsStoreSession *session,
               const KmsRequest *request,
               Assessment *assessment,
               guint index,
               GError **error)
{
  Assessed *assessed = &assessment->keys[index];
  guint last = 0;

  if (assessed->verdict != KMS_VERDICT_NEW)
    return TRUE;
  if (assessed->key->part_id != 0
      && !kms_store_get_last_ordinal (session, request->device_id, assessed->key->part_id, &last,
                                      error))
    return FALSE;
  for (guint i = 0; i < index; i++)
    {
      const Assessed *earlier = &assessment->keys[i];

      if (earlier->verdict == KMS_VERDICT_NEW
          && g_str_equal (earlier->key->part_number, assessed->key->part_number))
        last++;
    }
  assessed->device_full = last >= KMS_MAX_ORDINAL;
  return TRUE;
}

static Assessment *
assess (KmsIssuing *issuing, KmsStoreSession *session, const KmsRequest *request, GError **error)
{
  g_autoptr (Assessment) assessment = g_new0 (Assessment, 1);

  if (request->n_pairs == 0)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_NO_KEYS, "the request has no keys");
      return NULL;
    }
  for (guint i = 0; i < request->n_pairs; i++)
    {
      Assessed *assessed = &assessment->keys[i];

      assessment->n_keys = i + 1;
      if (!look_up (issuing, session, &request->pairs[i], assessed, error))
        return NULL;
      assessed->verdict =
          kms_verdict_of (assessed->key == NULL ? NULL : &assessed->key->activation,
                          &request->pairs[i], request->category, request->device_id);
      if (!check_ordinal (session, request, assessment, i, error))
        return NULL;
    }
  return g_steal_pointer (&assessment);
}

/* Adds a refused key to @refusal, which is made for the first one. */
static void
add_refusal (GError **refusal, KmsError code, guint index)
{
  if (*refusal == NULL)
    *refusal = g_error_new (KMS_ERROR, (int) code, "key %u of the request is refused: %s",
                            index + 1, kms_error_to_code (code));
  kms_error_add_detail (*refusal, code, "/keys/%u", index);
}

/* Nothing in a refusal tells of another dealer's device, or whether an activation key exists. */
static gboolean
refuse_keys (const Assessment *assessment, GError **error)
{
  GError *refusal = NULL;

  for (guint i = 0; i < assessment->n_keys; i++)
    {
      const Assessed *assessed = &assessment->keys[i];

      if (kms_verdict_is_refusal (assessed->verdict))
        add_refusal (&refusal, kms_verdict_to_error (assessed->verdict), i);
      else if (assessed->device_full)
        add_refusal (&refusal, KMS_ERROR_DEVICE_FULL, i);
    }
  if (refusal == NULL)
    return TRUE;
  g_propagate_error (error, refusal);
  return FALSE;
}

/* There is no verdict for a full device: it is a fault of the request as a whole. */
static gboolean
refuse_full_device (const Assessment *assessment, GError **error)
{
  GError *refusal = NULL;

  for (guint i = 0; i < assessment->n_keys; i++)
    {
      if (assessment->keys[i].device_full)
        add_refusal (&refusal, KMS_ERROR_DEVICE_FULL, i);
    }
  if (refusal == NULL)
    return TRUE;
  g_propagate_error (error, refusal);
  return FALSE;
}

/* Binds a key that was never issued: the next ordinal of its part on the device, and what follows
 * from it. */
static gboolean
bind_key (KmsIssuing *issuing,
          KmsStoreSession *session,
          const KmsRequest *request,
          guint index,
          gint64 at,
          Assessed *assessed,
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
      GError *refusal = NULL;

      add_refusal (&refusal, KMS_ERROR_DEVICE_FULL, index);
      g_propagate_error (error, refusal);
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
issued_key_new (const KmsRequest *request, const Assessed *assessed)
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

/* Which keys were issued and which again, as JSON; they are digits, so nothing needs escaping. */
static char *
audit_details (const KmsIssuance *issuance)
{
  static const char *const members[] = { "issued", "reissued" };
  GString *json = g_string_new ("{");

  for (guint reissued = 0; reissued < G_N_ELEMENTS (members); reissued++)
    {
      const char *separator = "";

      g_string_append_printf (json, "%s\"%s\":[", reissued ? "," : "", members[reissued]);
      for (guint i = 0; i < issuance->keys->len; i++)
        {
          const KmsIssuedKey *key = g_ptr_array_index (issuance->keys, i);

          if (key->reissued != (gboolean) reissued)
            continue;
          g_string_append_printf (json, "%s\"%s\"", separator, key->activation_key);
          separator = ",";
        }
      g_string_append_c (json, ']');
    }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/* History, site lines and audit of an issuance. A request without site lines says nothing about the
 * site: what is saved stays. */
static gboolean
write_down (KmsStoreSession *session,
            const char *dealer,
            const KmsIssuance *issuance,
            GError **error)
{
  g_autofree char *subject =
      g_strdup_printf ("%s/%s", kms_category_to_string (issuance->category), issuance->device_id);
  g_autofree char *details = audit_details (issuance);

  if (!kms_store_add_issue (session, dealer, issuance, error))
    return FALSE;
  if (!kms_site_is_empty (&issuance->site)
      && !kms_store_save_site (session, dealer, issuance->category, issuance->device_id,
                               &issuance->site, error))
    return FALSE;
  return kms_store_add_audit (session, issuance->at, dealer, "issue", subject, details, error);
}

/**
 * kms_issuing_new:
 * @issuer_secret: what registration keys are derived from; it is copied
 * @clock: where the date of an issue comes from; referenced
 * @demo: %TRUE when practice sheets are valid
 *
 * Returns: (transfer full): the use cases; any threads may use them, several at a time
 */
KmsIssuing *
kms_issuing_new (const KmsSecret *issuer_secret, KmsClock *clock, gboolean demo)
{
  KmsIssuing *issuing = g_new0 (KmsIssuing, 1);

  issuing->secret = *issuer_secret;
  issuing->clock = kms_clock_ref (clock);
  issuing->demo = demo;
  return issuing;
}

/**
 * kms_issuing_free:
 * @issuing: (transfer full) (nullable): the use cases
 */
void
kms_issuing_free (KmsIssuing *issuing)
{
  if (issuing == NULL)
    return;

  kms_clock_unref (issuing->clock);
  g_free (issuing);
}

/**
 * kms_issuing_load_site:
 * @issuing: the use cases
 * @session: the transaction
 * @dealer: the account's stable ID
 * @category: the category of the device
 * @device_id: the device, canonical
 * @site: (out caller-allocates): the lines this dealer saved for it; empty when there are none
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_issuing_load_site (KmsIssuing *issuing,
                       KmsStoreSession *session,
                       const char *dealer,
                       KmsCategory category,
                       const char *device_id,
                       KmsSite *site,
                       GError **error)
{
  return kms_store_load_site (session, dealer, category, device_id, site, error);
}

/**
 * kms_issuing_save_site:
 * @issuing: the use cases
 * @session: a transaction that writes
 * @dealer: the account's stable ID
 * @category: the category of the device
 * @device_id: the device, canonical
 * @site: its lines
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_issuing_save_site (KmsIssuing *issuing,
                       KmsStoreSession *session,
                       const char *dealer,
                       KmsCategory category,
                       const char *device_id,
                       const KmsSite *site,
                       GError **error)
{
  return kms_store_save_site (session, dealer, category, device_id, site, error);
}

/**
 * kms_issuing_preview:
 * @issuing: the use cases
 * @session: the transaction; one that only reads will do
 * @request: what would be issued
 * @error: return location for a #GError
 *
 * The dry run: the verdict on each key, by the same assessment that kms_issuing_issue() makes.
 *
 * Returns: (transfer full): the verdicts, or %NULL with @error set: %KMS_ERROR_NO_KEYS;
 *   %KMS_ERROR_DEVICE_FULL with a detail for each key that the device has no room for; or one of
 *   KMS_ERROR_STORE_*
 */
KmsPreview *
kms_issuing_preview (KmsIssuing *issuing,
                     KmsStoreSession *session,
                     const KmsRequest *request,
                     GError **error)
{
  g_autoptr (Assessment) assessment = assess (issuing, session, request, error);
  KmsPreview *preview;

  if (assessment == NULL || !refuse_full_device (assessment, error))
    return NULL;
  preview = kms_preview_new ();
  preview->n_keys = assessment->n_keys;
  for (guint i = 0; i < assessment->n_keys; i++)
    {
      Assessed *assessed = &assessment->keys[i];
      KmsKeyPreview *shown = &preview->keys[i];

      shown->pair = request->pairs[i];
      shown->verdict = assessed->verdict;
      /* What the key is for is told to nobody who has not the sheet. */
      if (assessed->verdict == KMS_VERDICT_INVALID_PAIR)
        continue;
      shown->part_number = g_steal_pointer (&assessed->key->part_number);
      shown->purpose = g_steal_pointer (&assessed->key->purpose);
      if (assessed->verdict == KMS_VERDICT_REISSUE)
        shown->issued_at = assessed->key->issued_at;
    }
  return preview;
}

/**
 * kms_issuing_issue:
 * @issuing: the use cases
 * @session: a transaction that writes
 * @dealer: the account's stable ID
 * @request: what to issue
 * @error: return location for a #GError
 *
 * Issues all keys of a request or none. A key that was issued to the same device before is issued
 * again: its registration key and its date stay. History, site lines, the mails asked for and the
 * audit row are written in the same transaction, which must be rolled back when this fails.
 *
 * Returns: (transfer full): the keys, or %NULL with @error set: %KMS_ERROR_NO_KEYS; the code of the
 *   first refused key (%KMS_ERROR_KEY_PAIR_INVALID, %KMS_ERROR_WRONG_CATEGORY,
 *   %KMS_ERROR_KEY_BOUND_ELSEWHERE, %KMS_ERROR_DEVICE_FULL) with a detail at "/keys/N" for each
 *   refused one; or one of KMS_ERROR_STORE_*
 */
KmsIssuance *
kms_issuing_issue (KmsIssuing *issuing,
                   KmsStoreSession *session,
                   const char *dealer,
                   const KmsRequest *request,
                   GError **error)
{
  g_autoptr (Assessment) assessment = assess (issuing, session, request, error);
  g_autoptr (KmsIssuance) issuance = NULL;

  if (assessment == NULL || !refuse_keys (assessment, error))
    return NULL;
  issuance = issuance_new (issuing, request);
  for (guint i = 0; i < assessment->n_keys; i++)
    {
      Assessed *assessed = &assessment->keys[i];

      if (assessed->verdict == KMS_VERDICT_NEW
          && !bind_key (issuing, session, request, i, issuance->at, assessed, error))
        return NULL;
      g_ptr_array_add (issuance->keys, issued_key_new (request, assessed));
    }
  if (!write_down (session, dealer, issuance, error))
    return NULL;
  return g_steal_pointer (&issuance);
}

/**
 * kms_issuing_find_by_device:
 * @issuing: the use cases
 * @session: the transaction
 * @dealer: the account's stable ID
 * @category: the category of the device
 * @device_id: the device, canonical
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type KmsIssuedKey): the keys of the device that this dealer
 *   issued or issued again, each once, with the site as it was the last time, newest first; or %NULL
 *   with @error set to one of KMS_ERROR_STORE_*
 */
GPtrArray *
kms_issuing_find_by_device (KmsIssuing *issuing,
                            KmsStoreSession *session,
                            const char *dealer,
                            KmsCategory category,
                            const char *device_id,
                            GError **error)
{
  return kms_store_find_by_device (session, dealer, category, device_id, error);
}

/**
 * kms_issuing_find_by_key:
 * @issuing: the use cases
 * @session: the transaction
 * @dealer: the account's stable ID
 * @activation_key: the activation key, canonical
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type KmsIssuedKey): what this dealer issued for it, one element or
 *   none; or %NULL with @error set to one of KMS_ERROR_STORE_*
 */
GPtrArray *
kms_issuing_find_by_key (KmsIssuing *issuing,
                         KmsStoreSession *session,
                         const char *dealer,
                         const char *activation_key,
                         GError **error)
{
  return kms_store_find_by_key (session, dealer, activation_key, error);
}
