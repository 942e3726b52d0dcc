/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A request for registration keys. It owns its strings; what gets in is checked here, so whoever
 * holds one need not check again. */

#include "engine/kms-request.h"

#include "common/kms-error.h"
#include "engine/kms-mail.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (KmsRequest, kms_request, kms_request_copy, kms_request_free)

/* Sets @error with one detail at the place that the rest of the arguments name. */
G_GNUC_PRINTF (4, 5)
static void
refuse (GError **error, KmsError code, const char *message, const char *pointer_format, ...)
{
  g_autofree char *pointer = NULL;
  g_autoptr (GError) refusal = g_error_new_literal (KMS_ERROR, (int) code, message);
  va_list arguments;

  va_start (arguments, pointer_format);
  pointer = g_strdup_vprintf (pointer_format, arguments);
  va_end (arguments);
  kms_error_add_detail (refusal, code, "%s", pointer);
  g_propagate_error (error, g_steal_pointer (&refusal));
}

static gboolean
read_digits (KmsIdentifierKind kind, const char *digits, char canonical[KMS_IDENTIFIER_SIZE])
{
  KmsIdentifierReading reading;

  if (!kms_identifier_read (kind, digits, (gssize) strnlen (digits, KMS_IDENTIFIER_SIZE), &reading))
    return FALSE;
  memcpy (canonical, reading.digits, KMS_IDENTIFIER_SIZE);
  return TRUE;
}

/**
 * kms_request_new:
 * @category: the category of the device
 * @device_id: its identifier, already read by kms_identifier_read(); it is copied
 *
 * Returns: (transfer full): a request without keys
 */
KmsRequest *
kms_request_new (KmsCategory category, const char *device_id)
{
  g_autoptr (KmsRequest) request = g_new0 (KmsRequest, 1);

  g_return_val_if_fail (device_id != NULL, NULL);

  request->category = category;
  g_return_val_if_fail (
      read_digits (kms_identifier_device_kind (category), device_id, request->device_id), NULL);
  return g_steal_pointer (&request);
}

/**
 * kms_request_copy:
 * @request: (nullable): a request
 *
 * Returns: (transfer full) (nullable): another with the same content
 */
KmsRequest *
kms_request_copy (const KmsRequest *request)
{
  KmsRequest *copy;

  if (request == NULL)
    return NULL;

  copy = g_memdup2 (request, sizeof *request);
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    copy->mail_to[i] = g_strdup (request->mail_to[i]);
  copy->mail_subject = g_strdup (request->mail_subject);
  return copy;
}

/**
 * kms_request_free:
 * @request: (transfer full) (nullable): a request
 */
void
kms_request_free (KmsRequest *request)
{
  if (request == NULL)
    return;

  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    g_free (request->mail_to[i]);
  g_free (request->mail_subject);
  g_free (request);
}

/**
 * kms_request_add_pair:
 * @request: a request
 * @pair: a pair; it is copied
 * @error: return location
 *
 * Adds a key behind the others. Fails with %KMS_ERROR_ACTIVATION_KEY_INVALID,
 * %KMS_ERROR_REGISTRATION_ID_INVALID, %KMS_ERROR_DUPLICATE_KEY when the activation key is in
 * @request already, or %KMS_ERROR_TOO_MANY_KEYS; each has one detail that points at the refused
 * member, "/keys/N/activation_key" for instance, with N from 0.
 *
 * Returns: %TRUE when it was added; on failure @request stays as it is
 */
gboolean
kms_request_add_pair (KmsRequest *request, const KmsKeyPair *pair, GError **error)
{
  KmsKeyPair canonical;

  g_return_val_if_fail (request != NULL && pair != NULL, FALSE);

  if (!read_digits (KMS_IDENTIFIER_ACTIVATION_KEY, pair->activation_key, canonical.activation_key))
    {
      refuse (error, KMS_ERROR_ACTIVATION_KEY_INVALID, "No activation key",
              "/keys/%u/activation_key", request->n_pairs);
      return FALSE;
    }
  if (!read_digits (KMS_IDENTIFIER_REGISTRATION_ID, pair->registration_id,
                    canonical.registration_id))
    {
      refuse (error, KMS_ERROR_REGISTRATION_ID_INVALID, "No registration ID",
              "/keys/%u/registration_id", request->n_pairs);
      return FALSE;
    }
  for (guint i = 0; i < request->n_pairs; i++)
    if (strcmp (request->pairs[i].activation_key, canonical.activation_key) == 0)
      {
        refuse (error, KMS_ERROR_DUPLICATE_KEY, "The activation key is there already",
                "/keys/%u/activation_key", request->n_pairs);
        return FALSE;
      }
  if (request->n_pairs == KMS_REQUEST_MAX_KEYS)
    {
      refuse (error, KMS_ERROR_TOO_MANY_KEYS, "More keys than a request may have", "/keys/%u",
              request->n_pairs);
      return FALSE;
    }

  request->pairs[request->n_pairs++] = canonical;
  return TRUE;
}

/**
 * kms_request_add_mail:
 * @request: a request
 * @address: whom to mail the keys; it is copied
 * @error: return location
 *
 * Adds an address; one that is there already is not added again. Fails with
 * %KMS_ERROR_MAIL_ADDRESS_INVALID, and a detail that points at it, when it is none or when there are
 * %KMS_REQUEST_MAX_MAILS already.
 *
 * Returns: %TRUE when @address is in @request
 */
gboolean
kms_request_add_mail (KmsRequest *request, const char *address, GError **error)
{
  guint n_mails = 0;

  g_return_val_if_fail (request != NULL, FALSE);

  for (; n_mails < KMS_REQUEST_MAX_MAILS && request->mail_to[n_mails] != NULL; n_mails++)
    if (g_strcmp0 (request->mail_to[n_mails], address) == 0)
      return TRUE;

  if (n_mails == KMS_REQUEST_MAX_MAILS || !kms_mail_address_is_valid (address))
    {
      refuse (error, KMS_ERROR_MAIL_ADDRESS_INVALID,
              n_mails == KMS_REQUEST_MAX_MAILS ? "More addresses than a request may have"
                                               : "No mail address",
              "/mail_to/%u", n_mails);
      return FALSE;
    }

  request->mail_to[n_mails] = g_strdup (address);
  return TRUE;
}

/**
 * kms_request_set_mail_subject:
 * @request: a request
 * @subject: (nullable): the subject of the mail; it is copied. %NULL for the default
 * @error: return location
 *
 * Fails with %KMS_ERROR_MAIL_SUBJECT_INVALID, and a detail that points at it, when
 * kms_mail_subject_is_valid() says no.
 *
 * Returns: %TRUE when it was set
 */
gboolean
kms_request_set_mail_subject (KmsRequest *request, const char *subject, GError **error)
{
  char *copy;

  g_return_val_if_fail (request != NULL, FALSE);

  if (subject != NULL && !kms_mail_subject_is_valid (subject))
    {
      refuse (error, KMS_ERROR_MAIL_SUBJECT_INVALID, "No mail subject", "/mail_subject");
      return FALSE;
    }

  copy = g_strdup (subject);
  g_free (request->mail_subject);
  request->mail_subject = copy;
  return TRUE;
}

/**
 * kms_request_same_keys:
 * @a: a request
 * @b: another one
 *
 * Returns: whether both ask for the same keys for the same device, in the same order
 */
gboolean
kms_request_same_keys (const KmsRequest *a, const KmsRequest *b)
{
  if (a->category != b->category || !g_str_equal (a->device_id, b->device_id)
      || a->n_pairs != b->n_pairs)
    return FALSE;

  for (guint i = 0; i < a->n_pairs; i++)
    if (!kms_key_pair_equal (&a->pairs[i], &b->pairs[i]))
      return FALSE;
  return TRUE;
}
