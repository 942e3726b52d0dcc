/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the service and its accounts say: a sentence or two for each code. */

#include "words/kms-words-service.h"

#include "words/kms-words.h"

#include <glib/gi18n.h>

static const struct
{
  KmsError code;
  const char *sentence;
} sentences[] = {
  { KMS_ERROR_MAINTENANCE, N_ ("The service is under maintenance. Your work is kept; it goes on "
                               "when the maintenance is over.") },
  { KMS_ERROR_SERVER_BUSY, N_ ("The service has too much to do just now. Try again in a moment.") },
  { KMS_ERROR_RATE_LIMITED, N_ ("This was tried too often in a short time. Wait a while, then try "
                                "again.") },
  { KMS_ERROR_IDEMPOTENCY_KEY_REUSED,
    N_ ("Another request was carried out under the same number. Look it up with Find Registration "
        "Keys before you issue again.") },
  { KMS_ERROR_REQUEST_IN_FLIGHT,
    N_ ("The same request is being carried out already. Wait a moment, then try again.") },
  { KMS_ERROR_STALE_VERSION,
    N_ ("Somebody else has changed this meanwhile. Look at the change, then save again.") },
  { KMS_ERROR_CURSOR_INVALID, N_ ("The list has changed. Load it again.") },
  { KMS_ERROR_PARAMETER_INVALID,
    N_ ("The search or the period cannot be read. Check the dates and the time zone.") },
  { KMS_ERROR_VALUE_INVALID, N_ ("This has characters that cannot be used here.") },
  { KMS_ERROR_VALUE_MISSING, N_ ("Fill this in.") },
  { KMS_ERROR_VALUE_TOO_LONG, N_ ("This is too long.") },
  { KMS_ERROR_SESSION_EXPIRED, N_ ("The session has ended. Log in again.") },
  { KMS_ERROR_CREDENTIALS_INVALID, N_ ("The login ID or the password is wrong. Capitals matter.") },
  { KMS_ERROR_ACCOUNT_DISABLED, N_ ("This account is disabled. Ask the operator of the service.") },
  { KMS_ERROR_LOGIN_ID_INVALID, N_ ("A login ID has 8 to 10 characters: A–Z, a–z and 0–9.") },
  { KMS_ERROR_LOGIN_ID_TAKEN, N_ ("This login ID is taken. Choose another one.") },
  { KMS_ERROR_ADDRESS_REGISTERED,
    N_ ("This e-mail address is registered already. Overwrite what is registered, keep it, or use "
        "another address.") },
  { KMS_ERROR_POLICY_OUTDATED,
    N_ ("The privacy policy has changed. Read it again, then agree to it.") },
  { KMS_ERROR_CODE_INVALID, N_ ("The code is wrong. Compare it with the mail.") },
  { KMS_ERROR_CODE_EXPIRED, N_ ("The code is no longer good. Ask for another one.") },
  { KMS_ERROR_PASSWORD_TOO_WEAK, N_ ("This password is too easy to guess. Choose another one.") },
  { KMS_ERROR_PASSWORD_LENGTH, N_ ("A password has 8 to 64 characters.") },
  { KMS_ERROR_PASSWORD_RUN,
    N_ ("A password is no run such as 12345678, abcdefgh or aaaaaaaa. Choose another one.") },
  { KMS_ERROR_PASSWORD_LOGIN_ID, N_ ("The password is the login ID. Choose another one.") },
  { KMS_ERROR_PASSWORD_COMMON,
    N_ ("Many people use this password, so it is tried first. Choose another one.") },
  { KMS_ERROR_SERVER_URL_INVALID,
    N_ ("This is not the address of a server. It looks like https://kms.example.com.") },
  { KMS_ERROR_SERVER_URL_INSECURE,
    N_ ("Passwords and keys are sent encrypted only. Begin the address of the server with "
        "https://.") },
  { KMS_ERROR_AUTHORITY_INVALID,
    N_ ("This file holds no certificate. Choose the file of your certificate authority (PEM).") },
  { KMS_ERROR_SERVER_UNREACHABLE,
    N_ ("The server cannot be reached. Check the network connection and the address of the "
        "server.") },
  { KMS_ERROR_SERVER_SILENT,
    N_ ("The server does not answer. Check the network connection, then try again.") },
  { KMS_ERROR_SERVER_DOWN, N_ ("The service is not running just now. Try again in a while.") },
  { KMS_ERROR_CONNECTION_BROKEN,
    N_ ("The connection to the server broke off. Check the network connection, then try again.") },
  { KMS_ERROR_CERTIFICATE_UNTRUSTED,
    N_ ("This is perhaps not the right server: nobody this computer trusts vouches for its "
        "certificate. Nothing was sent. Ask the operator of the service which certificate "
        "authority to set.") },
  { KMS_ERROR_CERTIFICATE_HOST,
    N_ ("This is not the right server: its certificate is for another host. Nothing was sent. "
        "Check the address of the server.") },
  { KMS_ERROR_CERTIFICATE_EXPIRED,
    N_ ("The certificate of the server has expired, or the clock of this computer is wrong. "
        "Nothing was sent. Check date and time; if they are right, ask the operator of the "
        "service.") },
  { KMS_ERROR_CERTIFICATE_NOT_YET,
    N_ ("The certificate of the server is not valid yet: the clock of this computer seems to be "
        "wrong. Nothing was sent. Set date and time, then try again.") },
  { KMS_ERROR_CERTIFICATE_INVALID,
    N_ ("The certificate of the server cannot be trusted: it is revoked, weak or broken. Nothing "
        "was sent. Ask the operator of the service.") },
  { KMS_ERROR_NO_KMS_SERVER,
    N_ ("What answers at this address does not speak as a KMS server does. Check the address of "
        "the server, and whether the network asks you to log in first.") },
};

/**
 * kms_words_service_sentence:
 * @code: what went wrong
 *
 * Returns: (transfer none) (nullable): a sentence or two: what is wrong and what to do next; %NULL
 *   when @code is not one of the service
 */
const char *
kms_words_service_sentence (KmsError code)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].code == code)
      return _ (sentences[i].sentence);
  return NULL;
}

static char *
wait_sentence (gint64 seconds)
{
  guint minutes = (guint) ((seconds + 59) / 60);

  if (seconds > 60)
    return g_strdup_printf (ngettext ("This was tried too often in a short time. Wait %u minute, "
                                      "then try again.",
                                      "This was tried too often in a short time. Wait %u minutes, "
                                      "then try again.",
                                      minutes),
                            minutes);
  return g_strdup_printf (
      ngettext ("This was tried too often in a short time. Wait %u second, then try again.",
                "This was tried too often in a short time. Wait %u seconds, then try again.",
                (gulong) seconds),
      (guint) seconds);
}

static char *
tries_sentence (gint64 tries)
{
  if (tries == 0)
    return g_strdup (_ ("The code is wrong, and was tried too often. Ask for another one."));
  return g_strdup_printf (
      ngettext ("The code is wrong. Compare it with the mail; it can be tried %u more time.",
                "The code is wrong. Compare it with the mail; it can be tried %u more times.",
                (gulong) tries),
      (guint) tries);
}

static char *
maintenance_sentence (gint64 until)
{
  g_autofree char *time = kms_words_date_time (until);

  /* Translators: %s is a date with a time */
  return g_strdup_printf (_ ("The service is under maintenance until %s. Your work is kept; it "
                             "goes on when the maintenance is over."),
                          time);
}

/**
 * kms_words_service_figure:
 * @error: what went wrong
 *
 * Returns: (transfer full) (nullable): the sentence with what the error tells in figures: how long to
 *   wait, how many tries are left, until when; %NULL when it tells none
 */
char *
kms_words_service_figure (const GError *error)
{
  gint64 figure = 0;

  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_RATE_LIMITED)
      && kms_error_get_number (error, KMS_ERROR_RETRY_AFTER, &figure))
    return wait_sentence (CLAMP (figure, 1, G_MAXINT32));
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_CODE_INVALID)
      && kms_error_get_number (error, KMS_ERROR_TRIES_LEFT, &figure))
    return tries_sentence (CLAMP (figure, 0, G_MAXINT32));
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_MAINTENANCE)
      && kms_error_get_number (error, KMS_ERROR_UNTIL, &figure) && figure > 0)
    return maintenance_sentence (figure);
  return NULL;
}
