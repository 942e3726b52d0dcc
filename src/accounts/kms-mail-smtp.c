/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SMTP by way of libcurl. One easy handle is used again and again, so its connection is kept, and
 * replaced when the server has closed it. */

#include "accounts/kms-mail-smtp.h"

#include "common/kms-error.h"

#include <curl/curl.h>
#include <string.h>

#define CONNECT_TIMEOUT 20L /* seconds */

/* How a message begins. */
#define MESSAGE "MAIL FROM:"

/* What a server says to a message before a log-in, RFC 4954 section 6. */
#define LOG_IN_FIRST "530"

/* The longest failure that is told, in characters. */
#define MAX_FAILURE 200

struct _KmsMailSmtp
{
  CURL *curl;     /* owned */
  char *refusal;  /* owned, nullable; the last line of the server that says no */
  gboolean began; /* it was told of the message */
};

/* The message on its way out. */
typedef struct
{
  const char *data; /* borrowed */
  gsize length;
  gsize done;
} Upload;

static size_t
on_read (char *buffer, size_t size, size_t n, void *data)
{
  Upload *upload = data;
  gsize length = MIN (size * n, upload->length - upload->done);

  memcpy (buffer, upload->data + upload->done, length);
  upload->done += length;
  return length;
}

static size_t
on_answer (char *line, size_t size, size_t n, void *data)
{
  KmsMailSmtp *smtp = data;

  /* What follows a refusal is its goodbye. */
  if (size * n > 0 && (line[0] == '4' || line[0] == '5'))
    {
      g_free (smtp->refusal);
      smtp->refusal = g_strndup (line, size * n);
    }
  return size * n;
}

/* libcurl tells by no other way how far it has come. */
static int
on_command (CURL *curl, curl_infotype type, char *text, size_t length, void *data)
{
  KmsMailSmtp *smtp = data;

  if (type == CURLINFO_HEADER_OUT && length >= strlen (MESSAGE)
      && strncmp (text, MESSAGE, strlen (MESSAGE)) == 0)
    smtp->began = TRUE;
  return 0;
}

static int
on_progress (void *data, curl_off_t total, curl_off_t now, curl_off_t to_send, curl_off_t sent)
{
  return g_cancellable_is_cancelled (data);
}

/* Loopback is no network: there, TLS is asked for only with an authority to check it by. */
static gboolean
is_loopback (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GInetAddress) address = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (g_uri_get_host (uri), "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (g_uri_get_host (uri));
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
is_set (const char *value)
{
  return value != NULL && value[0] != '\0';
}

static gboolean
set_login (KmsMailSmtp *smtp, const KmsMailSmtpSettings *settings, GError **error)
{
  g_autofree char *password = NULL;
  g_autoptr (GError) reason = NULL;

  if (!is_set (settings->user))
    return TRUE;
  if (!is_set (settings->password_file)
      || !g_file_get_contents (settings->password_file, &password, NULL, &reason))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "the password for the mail server: %s",
                   reason == NULL ? "no file is set" : reason->message);
      return FALSE;
    }
  g_strchomp (password);
  curl_easy_setopt (smtp->curl, CURLOPT_USERNAME, settings->user);
  curl_easy_setopt (smtp->curl, CURLOPT_PASSWORD, password);
  return TRUE;
}

/**
 * kms_mail_smtp_new:
 * @settings: the mail server
 * @error: return location for a #GError
 *
 * Nothing is connected yet. TLS is required, by STARTTLS with smtp://; a server on loopback without
 * @ca_file is spoken to in the clear.
 *
 * Returns: (transfer full): the way to the mail server, for one thread at a time; or %NULL with @error
 *   set to %KMS_ERROR_FAILED
 */
KmsMailSmtp *
kms_mail_smtp_new (const KmsMailSmtpSettings *settings, GError **error)
{
  g_autoptr (KmsMailSmtp) smtp = g_new0 (KmsMailSmtp, 1);
  gboolean tls = !is_loopback (settings->url) || is_set (settings->ca_file);

  smtp->curl = curl_easy_init ();
  if (smtp->curl == NULL)
    {
      g_set_error_literal (error, KMS_ERROR, KMS_ERROR_FAILED, "libcurl does not start");
      return NULL;
    }
  if (curl_easy_setopt (smtp->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps") != CURLE_OK
      || (!g_str_has_prefix (settings->url, "smtp://")
          && !g_str_has_prefix (settings->url, "smtps://")))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "“%s” is no mail server", settings->url);
      return NULL;
    }
  curl_easy_setopt (smtp->curl, CURLOPT_URL, settings->url);
  curl_easy_setopt (smtp->curl, CURLOPT_USE_SSL, tls ? CURLUSESSL_ALL : CURLUSESSL_NONE);
  if (is_set (settings->ca_file))
    curl_easy_setopt (smtp->curl, CURLOPT_CAINFO, settings->ca_file);
  curl_easy_setopt (smtp->curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (smtp->curl, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT);
  curl_easy_setopt (smtp->curl, CURLOPT_TIMEOUT, (long) settings->timeout);
  curl_easy_setopt (smtp->curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt (smtp->curl, CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt (smtp->curl, CURLOPT_HEADERFUNCTION, on_answer);
  curl_easy_setopt (smtp->curl, CURLOPT_HEADERDATA, smtp);
  curl_easy_setopt (smtp->curl, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt (smtp->curl, CURLOPT_DEBUGFUNCTION, on_command);
  curl_easy_setopt (smtp->curl, CURLOPT_DEBUGDATA, smtp);
  curl_easy_setopt (smtp->curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (smtp->curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  return set_login (smtp, settings, error) ? g_steal_pointer (&smtp) : NULL;
}

/**
 * kms_mail_smtp_free:
 * @smtp: (transfer full) (nullable): a way to a mail server
 *
 * Says goodbye to the server, if it listens.
 */
void
kms_mail_smtp_free (KmsMailSmtp *smtp)
{
  if (smtp == NULL)
    return;

  curl_easy_cleanup (smtp->curl);
  g_free (smtp->refusal);
  g_free (smtp);
}

/* What a foreign server says becomes one line of printable UTF-8. */
static char *
make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_new (NULL);

  g_strstrip (valid);
  for (const char *p = valid; *p != '\0' && g_utf8_strlen (line->str, -1) < MAX_FAILURE;
       p = g_utf8_next_char (p))
    g_string_append_unichar (line,
                             g_unichar_isprint (g_utf8_get_char (p)) ? g_utf8_get_char (p) : ' ');
  return g_string_free (line, FALSE);
}

/* Why it failed: the server's own word where it refused, the state of the connection otherwise. */
static void
fail (KmsMailSmtp *smtp, CURLcode result, gboolean *permanent, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  /* 5yz says that trying again is of no use (RFC 5321 section 4.2.1). But a server that says so before the
   * message begins refuses us: that is for the operator to mend, and no fault of the mail. */
  *permanent = smtp->began && smtp->refusal != NULL && smtp->refusal[0] == '5'
               && !g_str_has_prefix (smtp->refusal, LOG_IN_FIRST);
  if (smtp->refusal != NULL)
    text = g_strdup_printf ("The mail server answered %s", smtp->refusal);
  else if (result == CURLE_OPERATION_TIMEDOUT)
    text = g_strdup ("The mail server did not answer in time.");
  else
    text =
        g_strdup_printf ("The mail server could not be reached: %s.", curl_easy_strerror (result));
  line = make_printable (text);
  g_set_error_literal (error, KMS_ERROR, KMS_ERROR_FAILED, line);
}

/**
 * kms_mail_smtp_send:
 * @smtp: a way to a mail server
 * @from: the address of the sender
 * @to: the address of the recipient
 * @message: the message, with CR LF at its line ends
 * @cancellable: (nullable): ends it within about a second
 * @permanent: (out): on failure, whether trying again is of no use
 * @error: return location for a #GError
 *
 * Returns: %TRUE when the server has taken the message; or %FALSE with @error set: %KMS_ERROR_FAILED
 *   with a sentence of at most 200 characters, or %G_IO_ERROR_CANCELLED. Then the server may have taken
 *   it all the same, when its answer was lost
 */
gboolean
kms_mail_smtp_send (KmsMailSmtp *smtp,
                    const char *from,
                    const char *to,
                    GBytes *message,
                    GCancellable *cancellable,
                    gboolean *permanent,
                    GError **error)
{
  struct curl_slist *recipients = curl_slist_append (NULL, to);
  Upload upload = { .data = g_bytes_get_data (message, NULL),
                    .length = g_bytes_get_size (message) };
  CURLcode result;

  curl_easy_setopt (smtp->curl, CURLOPT_MAIL_FROM, from);
  curl_easy_setopt (smtp->curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt (smtp->curl, CURLOPT_READDATA, &upload);
  curl_easy_setopt (smtp->curl, CURLOPT_XFERINFODATA, cancellable);
  smtp->began = FALSE;
  g_clear_pointer (&smtp->refusal, g_free);
  result = curl_easy_perform (smtp->curl);
  curl_easy_setopt (smtp->curl, CURLOPT_MAIL_RCPT, NULL);
  curl_slist_free_all (recipients);
  if (result == CURLE_OK)
    return TRUE;
  *permanent = FALSE;
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    fail (smtp, result, permanent, error);
  return FALSE;
}
