/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The error domain of the project: its codes on the wire, and the details an error may carry. The
 * details live and die with their GError and are copied with it. */

#include "common/kms-error.h"

#include <gio/gio.h>

typedef struct
{
  GArray *details; /* owned, of KmsErrorDetail; NULL as long as there are none */
  gint64 numbers[KMS_N_ERROR_NUMBERS];
  guint has_numbers; /* a bit for each */
} KmsErrorPrivate;

static const char *const codes[KMS_N_ERRORS] = {
  [KMS_ERROR_FAILED] = "failed",
  [KMS_ERROR_TEXT_INVALID] = "text-invalid",
  [KMS_ERROR_TEXT_TOO_LARGE] = "text-too-large",
  [KMS_ERROR_DEVICE_ID_INVALID] = "device-id-invalid",
  [KMS_ERROR_ACTIVATION_KEY_INVALID] = "activation-key-invalid",
  [KMS_ERROR_REGISTRATION_ID_INVALID] = "registration-id-invalid",
  [KMS_ERROR_SITE_INVALID] = "site-invalid",
  [KMS_ERROR_MAIL_ADDRESS_INVALID] = "mail-address-invalid",
  [KMS_ERROR_MAIL_SUBJECT_INVALID] = "mail-subject-invalid",
  [KMS_ERROR_NO_KEYS] = "no-keys",
  [KMS_ERROR_TOO_MANY_KEYS] = "too-many-keys",
  [KMS_ERROR_DUPLICATE_KEY] = "duplicate-key",
  [KMS_ERROR_KEY_PAIR_INVALID] = "key-pair-invalid",
  [KMS_ERROR_WRONG_CATEGORY] = "wrong-category",
  [KMS_ERROR_KEY_BOUND_ELSEWHERE] = "key-bound-elsewhere",
  [KMS_ERROR_DEVICE_FULL] = "device-full",
  [KMS_ERROR_NOT_FOUND] = "not-found",
  [KMS_ERROR_STORE_FULL] = "store-full",
  [KMS_ERROR_STORE_READ_ONLY] = "store-read-only",
  [KMS_ERROR_STORE_BUSY] = "store-busy",
  [KMS_ERROR_STORE_FOREIGN] = "store-foreign",
  [KMS_ERROR_STORE_NEWER] = "store-newer",
  [KMS_ERROR_STORE_CORRUPT] = "store-corrupt",
  [KMS_ERROR_STORE_SECRET] = "store-secret",
  [KMS_ERROR_STORE_FAILED] = "store-failed",
  [KMS_ERROR_MAINTENANCE] = "maintenance",
  [KMS_ERROR_SERVER_BUSY] = "server-busy",
  [KMS_ERROR_RATE_LIMITED] = "rate-limited",
  [KMS_ERROR_IDEMPOTENCY_KEY_REUSED] = "idempotency-key-reused",
  [KMS_ERROR_REQUEST_IN_FLIGHT] = "request-in-flight",
  [KMS_ERROR_STALE_VERSION] = "stale-version",
  [KMS_ERROR_CURSOR_INVALID] = "cursor-invalid",
  [KMS_ERROR_PARAMETER_INVALID] = "parameter-invalid",
  [KMS_ERROR_VALUE_INVALID] = "value-invalid",
  [KMS_ERROR_VALUE_MISSING] = "value-missing",
  [KMS_ERROR_VALUE_TOO_LONG] = "value-too-long",
  [KMS_ERROR_SESSION_EXPIRED] = "session-expired",
  [KMS_ERROR_CREDENTIALS_INVALID] = "credentials-invalid",
  [KMS_ERROR_ACCOUNT_DISABLED] = "account-disabled",
  [KMS_ERROR_LOGIN_ID_INVALID] = "login-id-invalid",
  [KMS_ERROR_LOGIN_ID_TAKEN] = "login-id-taken",
  [KMS_ERROR_ADDRESS_REGISTERED] = "address-registered",
  [KMS_ERROR_POLICY_OUTDATED] = "policy-outdated",
  [KMS_ERROR_CODE_INVALID] = "code-invalid",
  [KMS_ERROR_CODE_EXPIRED] = "code-expired",
  [KMS_ERROR_PASSWORD_TOO_WEAK] = "password-too-weak",
  [KMS_ERROR_PASSWORD_LENGTH] = "password-length",
  [KMS_ERROR_PASSWORD_RUN] = "password-run",
  [KMS_ERROR_PASSWORD_LOGIN_ID] = "password-login-id",
  [KMS_ERROR_PASSWORD_COMMON] = "password-common",
  [KMS_ERROR_SERVER_URL_INVALID] = "server-url-invalid",
  [KMS_ERROR_SERVER_URL_INSECURE] = "server-url-insecure",
  [KMS_ERROR_AUTHORITY_INVALID] = "authority-invalid",
  [KMS_ERROR_SERVER_UNREACHABLE] = "server-unreachable",
  [KMS_ERROR_SERVER_SILENT] = "server-silent",
  [KMS_ERROR_SERVER_DOWN] = "server-down",
  [KMS_ERROR_CONNECTION_BROKEN] = "connection-broken",
  [KMS_ERROR_CERTIFICATE_UNTRUSTED] = "certificate-untrusted",
  [KMS_ERROR_CERTIFICATE_HOST] = "certificate-host",
  [KMS_ERROR_CERTIFICATE_EXPIRED] = "certificate-expired",
  [KMS_ERROR_CERTIFICATE_NOT_YET] = "certificate-not-yet",
  [KMS_ERROR_CERTIFICATE_INVALID] = "certificate-invalid",
  [KMS_ERROR_NO_KMS_SERVER] = "no-kms-server",
};

static void
detail_clear (gpointer data)
{
  KmsErrorDetail *detail = data;

  g_free (detail->pointer);
}

static GArray *
details_new (void)
{
  GArray *details = g_array_new (FALSE, FALSE, sizeof (KmsErrorDetail));

  g_array_set_clear_func (details, detail_clear);
  return details;
}

static void
kms_error_private_init (KmsErrorPrivate *priv)
{
  *priv = (KmsErrorPrivate){ NULL };
}

static void
kms_error_private_copy (const KmsErrorPrivate *source, KmsErrorPrivate *target)
{
  *target = *source;
  if (source->details == NULL)
    return;

  target->details = details_new ();
  for (guint i = 0; i < source->details->len; i++)
    {
      KmsErrorDetail detail = g_array_index (source->details, KmsErrorDetail, i);

      detail.pointer = g_strdup (detail.pointer);
      g_array_append_val (target->details, detail);
    }
}

static void
kms_error_private_clear (KmsErrorPrivate *priv)
{
  g_clear_pointer (&priv->details, g_array_unref);
}

G_DEFINE_EXTENDED_ERROR (KmsError, kms_error)

/**
 * kms_error_to_code:
 * @error: a code of the domain
 *
 * Returns: (transfer none): the stable kebab-case name that stands for @error on the wire, in files
 *   and in the log
 */
const char *
kms_error_to_code (KmsError error)
{
  g_return_val_if_fail ((guint) error < KMS_N_ERRORS, codes[KMS_ERROR_FAILED]);

  return codes[error];
}

/**
 * kms_error_from_code:
 * @code: a name as kms_error_to_code() gives it
 * @error: (out): what it stands for
 *
 * Returns: whether @code is one of ours
 */
gboolean
kms_error_from_code (const char *code, KmsError *error)
{
  for (guint i = 0; i < KMS_N_ERRORS; i++)
    {
      if (g_str_equal (codes[i], code))
        {
          *error = (KmsError) i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * kms_error_from_disk:
 * @error: what GIO says about a file
 *
 * Returns: (transfer full): the same as an error of ours; cancelled stays what it is
 */
GError *
kms_error_from_disk (const GError *error)
{
  KmsError code = KMS_ERROR_STORE_FAILED;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    code = KMS_ERROR_STORE_FULL;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)
           || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY))
    code = KMS_ERROR_STORE_READ_ONLY;
  return g_error_new_literal (KMS_ERROR, (int) code, error->message);
}

/**
 * kms_error_add_detail:
 * @error: an error of the domain %KMS_ERROR
 * @code: what is wrong at that place
 * @pointer_format: a printf() format for a JSON pointer into the request, such as
 *   "/keys/%u/registration_id" (RFC 6901), or for the name of a parameter in path, query or header
 * @...: its arguments
 *
 * Adds one detail, behind those that are there.
 */
void
kms_error_add_detail (GError *error, KmsError code, const char *pointer_format, ...)
{
  KmsErrorPrivate *priv;
  KmsErrorDetail detail = { .code = code };
  va_list arguments;

  g_return_if_fail (error != NULL && error->domain == KMS_ERROR);

  va_start (arguments, pointer_format);
  detail.pointer = g_strdup_vprintf (pointer_format, arguments);
  va_end (arguments);

  priv = kms_error_get_private (error);
  if (priv->details == NULL)
    priv->details = details_new ();
  g_array_append_val (priv->details, detail);
}

/**
 * kms_error_get_details:
 * @error: (nullable): any error
 * @n_details: (out): how many there are
 *
 * Returns: (transfer none) (nullable) (array length=n_details): the details, valid as long as
 *   @error; %NULL when there are none or the domain is another one
 */
const KmsErrorDetail *
kms_error_get_details (const GError *error, guint *n_details)
{
  const KmsErrorPrivate *priv;

  *n_details = 0;
  if (error == NULL || error->domain != KMS_ERROR)
    return NULL;

  priv = kms_error_get_private (error);
  if (priv->details == NULL)
    return NULL;

  *n_details = priv->details->len;
  return (const KmsErrorDetail *) priv->details->data;
}

/**
 * kms_error_set_number:
 * @error: an error of the domain %KMS_ERROR
 * @number: which figure
 * @value: its value
 */
void
kms_error_set_number (GError *error, KmsErrorNumber number, gint64 value)
{
  KmsErrorPrivate *priv;

  g_return_if_fail (error != NULL && error->domain == KMS_ERROR);
  g_return_if_fail ((guint) number < KMS_N_ERROR_NUMBERS);

  priv = kms_error_get_private (error);
  priv->numbers[number] = value;
  priv->has_numbers |= 1u << number;
}

/**
 * kms_error_get_number:
 * @error: (nullable): any error
 * @number: which figure
 * @value: (out): its value, when there is one
 *
 * Returns: whether @error tells it
 */
gboolean
kms_error_get_number (const GError *error, KmsErrorNumber number, gint64 *value)
{
  const KmsErrorPrivate *priv;

  if (error == NULL || error->domain != KMS_ERROR)
    return FALSE;

  priv = kms_error_get_private (error);
  if ((priv->has_numbers & (1u << number)) == 0)
    return FALSE;
  *value = priv->numbers[number];
  return TRUE;
}
