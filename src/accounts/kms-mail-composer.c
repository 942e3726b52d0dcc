/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages of mails. The templates are resources of the program and are all read at the start, so that
 * a bad one is found there. GMime encodes headers and body; what goes into a header is checked before. */

#include "accounts/kms-mail-composer.h"

#include "accounts/kms-accounts-resources.h"
#include "accounts/kms-mail-template.h"

#include "engine/kms-identifier.h"
#include "engine/kms-mail.h"

#include <gmime/gmime.h>
#include <string.h>

#define JAPAN (9 * 3600) /* seconds before UTC; there is no summer time */

static const char *const languages[] = { "en", "ja" };

struct _KmsMailComposer
{
  char *name;    /* owned, nullable; of the sender */
  char *from;    /* owned */
  char *service; /* owned */
  KmsMailTemplate *templates[KMS_N_MAIL_KINDS][G_N_ELEMENTS (languages)]; /* owned */
};

static const char *const registration_code_names[] = { "code", "minutes", "service", NULL };
static const char *const registration_complete_names[] = { "login_id", "service", NULL };
static const char *const keys_issued_names[] = {
  "subject",     "hdvc",    "device",        "live_link",        "site",
  "line",        "keys",    "number",        "registration_key", "activation_key",
  "part_number", "purpose", "issued_before", "service",          NULL
};
static const char *const password_code_names[] = { "login_id", "code", "minutes", "service", NULL };
static const char *const address_code_names[] = { "code", "minutes", "service", NULL };
static const char *const credentials_changed_names[] = { "login_id_changed", "login_id",
                                                         "password_changed", "address_changed",
                                                         "service",          NULL };
static const char *const maintenance_names[] = { "text", "service", NULL };
static const char *const news_names[] = { "subject", "text", "service", NULL };

static const char *const *const names[KMS_N_MAIL_KINDS] = {
  [KMS_MAIL_REGISTRATION_CODE] = registration_code_names,
  [KMS_MAIL_REGISTRATION_COMPLETE] = registration_complete_names,
  [KMS_MAIL_KEYS_ISSUED] = keys_issued_names,
  [KMS_MAIL_PASSWORD_CODE] = password_code_names,
  [KMS_MAIL_ADDRESS_CODE] = address_code_names,
  [KMS_MAIL_CREDENTIALS_CHANGED] = credentials_changed_names,
  [KMS_MAIL_MAINTENANCE] = maintenance_names,
  [KMS_MAIL_NEWS] = news_names,
};

/**
 * kms_mail_composer_get_names:
 * @kind: what a mail is about
 *
 * Returns: (transfer none) (array zero-terminated=1): the names of the values there are for its
 *   template
 */
const char *const *
kms_mail_composer_get_names (KmsMailKind kind)
{
  return names[kind];
}

/**
 * kms_mail_composer_get_template:
 * @kind: what a mail is about
 * @language: "en" or "ja"
 *
 * Returns: (transfer full): the text of its template
 */
char *
kms_mail_composer_get_template (KmsMailKind kind, const char *language)
{
  g_autofree char *path = g_strdup_printf ("/io/github/kmsdesk/KmsDesk/mails/%s.%s.txt",
                                           kms_mail_kind_to_string (kind), language);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (kms_accounts_get_resource (), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_return_val_if_fail (bytes != NULL, NULL);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* The host may be one without a dot, as that of a machine that keeps its mail to itself. */
static gboolean
read_sender (KmsMailComposer *composer, const char *from)
{
  InternetAddressList *list = internet_address_list_parse (NULL, from);
  InternetAddress *sender = NULL;
  const char *address = NULL;

  if (list != NULL && internet_address_list_length (list) == 1)
    sender = internet_address_list_get_address (list, 0);
  if (sender != NULL && INTERNET_ADDRESS_IS_MAILBOX (sender))
    address = internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (sender));
  if (address != NULL && g_regex_match_simple ("^[!-;=?A-~]+@[A-Za-z0-9.-]+$", address, 0, 0))
    {
      composer->name = g_strdup (internet_address_get_name (sender));
      composer->from = g_strdup (address);
    }
  g_clear_object (&list);
  return composer->from != NULL;
}

/**
 * kms_mail_composer_new:
 * @from: the address that mails come from, "kms@example.com" or "KMS <kms@example.com>"
 * @service_address: how people reach the service
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the composer, for one thread at a time; or %NULL with @error set:
 *   %KMS_ERROR_MAIL_ADDRESS_INVALID, or %KMS_ERROR_FAILED for a bad template
 */
KmsMailComposer *
kms_mail_composer_new (const char *from, const char *service_address, GError **error)
{
  g_autoptr (KmsMailComposer) composer = g_new0 (KmsMailComposer, 1);

  g_mime_init ();
  if (!read_sender (composer, from))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_MAIL_ADDRESS_INVALID, "mails cannot come from “%s”",
                   from);
      return NULL;
    }
  composer->service = g_strdup (service_address);
  for (guint kind = 0; kind < KMS_N_MAIL_KINDS; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
      {
        g_autofree char *text = kms_mail_composer_get_template (kind, languages[i]);

        composer->templates[kind][i] = kms_mail_template_parse (text, error);
        if (composer->templates[kind][i] == NULL)
          return NULL;
      }
  return g_steal_pointer (&composer);
}

/**
 * kms_mail_composer_free:
 * @composer: (transfer full) (nullable): a composer
 */
void
kms_mail_composer_free (KmsMailComposer *composer)
{
  if (composer == NULL)
    return;

  for (guint kind = 0; kind < KMS_N_MAIL_KINDS; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
      g_clear_pointer (&composer->templates[kind][i], kms_mail_template_free);
  g_free (composer->name);
  g_free (composer->from);
  g_free (composer->service);
  g_free (composer);
}

/**
 * kms_mail_composer_get_sender:
 * @composer: a composer
 *
 * Returns: (transfer none): the address that mails come from, without a name
 */
const char *
kms_mail_composer_get_sender (KmsMailComposer *composer)
{
  return composer->from;
}

/* The day, where people who read Japanese look at their calendar, and in UTC for the others. */
static char *
format_day (gint64 at, gboolean japanese)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / G_USEC_PER_SEC);
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (japanese ? JAPAN : 0);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  return g_date_time_format (local, japanese ? "%Y年%-m月%-d日" : "%Y-%m-%d (UTC)");
}

static JsonObject *
key_values (const KmsIssuedKey *key, guint number, gboolean japanese)
{
  JsonObject *values = json_object_new ();
  g_autofree char *shown_number = g_strdup_printf ("%u", number);
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  json_object_set_string_member (values, "number", shown_number);
  json_object_set_string_member (values, "registration_key",
                                 kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY,
                                                        key->registration_key, shown));
  json_object_set_string_member (values, "activation_key",
                                 kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY,
                                                        key->activation_key, shown));
  json_object_set_string_member (values, "part_number", key->part_number);
  json_object_set_string_member (values, "purpose", key->purpose);
  if (key->reissued)
    {
      g_autofree char *day = format_day (key->issued_at, japanese);

      json_object_set_string_member (values, "issued_before", day);
    }
  return values;
}

static void
add_issuance (JsonObject *values, const KmsIssuance *issuance, gboolean japanese)
{
  JsonArray *site = json_array_new ();
  JsonArray *keys = json_array_new ();
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  json_object_set_string_member (
      values, "device",
      kms_identifier_format (kms_identifier_device_kind (issuance->category), issuance->device_id,
                             shown));
  json_object_set_string_member (
      values, issuance->category == KMS_CATEGORY_HDVC ? "hdvc" : "live_link", "yes");
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    {
      JsonObject *line;

      if (issuance->site.line[i][0] == '\0')
        continue;
      line = json_object_new ();
      json_object_set_string_member (line, "line", issuance->site.line[i]);
      json_array_add_object_element (site, line);
    }
  json_object_set_array_member (values, "site", site);
  for (guint i = 0; i < issuance->keys->len; i++)
    json_array_add_object_element (keys, key_values (g_ptr_array_index (issuance->keys, i), i + 1,
                                                     japanese));
  json_object_set_array_member (values, "keys", keys);
}

/* "changed": "login-id" lets the template say {#login_id_changed}. */
static gboolean
add_change (JsonObject *values, GError **error)
{
  static const char *const changes[][2] = { { "login-id", "login_id_changed" },
                                            { "password", "password_changed" },
                                            { "address", "address_changed" } };
  const char *changed = kms_json_get_string (values, "changed", error);

  if (changed == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      if (!g_str_equal (changes[i][0], changed))
        continue;
      json_object_set_string_member (values, changes[i][1], "yes");
      return TRUE;
    }
  g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "a mail cannot tell of the change of “%s”",
               changed);
  return FALSE;
}

/* All the template may name. */
static JsonNode *
collect_values (KmsMailComposer *composer,
                const KmsStoredMail *mail,
                const KmsIssuance *issuance,
                GError **error)
{
  gboolean japanese = g_str_equal (mail->language, "ja");
  g_autoptr (JsonNode) node = NULL;
  JsonObject *values;

  node = kms_json_parse (mail->values != NULL ? mail->values : "{}", -1, G_MAXINT, error);
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "the values of a mail are no object");
      return NULL;
    }
  values = json_node_get_object (node);
  json_object_set_string_member (values, "service", composer->service);
  if (mail->subject != NULL)
    json_object_set_string_member (values, "subject", mail->subject);
  if (mail->expires_at != 0)
    {
      g_autofree char *minutes = g_strdup_printf (
          "%" G_GINT64_FORMAT, (mail->expires_at - mail->queued_at) / (60 * G_USEC_PER_SEC));

      json_object_set_string_member (values, "minutes", minutes);
    }
  if (issuance != NULL)
    add_issuance (values, issuance, japanese);
  if (mail->kind == KMS_MAIL_CREDENTIALS_CHANGED && !add_change (values, error))
    return NULL;
  return g_steal_pointer (&node);
}

/* A mail keeps its Message-ID, so that who gets it twice can tell; sent again on purpose it is another
 * one, or it would be thrown away as the same. */
static void
set_message_id (GMimeMessage *message, KmsMailComposer *composer, const KmsStoredMail *mail)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT "%s", mail->id,
                                         mail->queued_at, strchr (composer->from, '@'));

  g_mime_message_set_message_id (message, id);
}

/* The line ends of a text are CR LF also inside an encoding (RFC 2046 section 4.1.1), where no writing
 * of the message reaches them. */
static void
set_body (GMimeMessage *message, const char *body)
{
  g_auto (GStrv) lines = g_strsplit (body, "\n", -1);
  g_autofree char *text = g_strjoinv ("\r\n", lines);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (text, strlen (text));
  GMimeDataWrapper *content =
      g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);
  GMimePart *part = g_mime_part_new_with_type ("text", "plain");

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset", "utf-8");
  g_mime_part_set_content (part, content);
  g_mime_part_set_content_encoding (
      part, g_mime_part_get_best_content_encoding (part, GMIME_ENCODING_CONSTRAINT_7BIT));
  g_mime_message_set_mime_part (message, GMIME_OBJECT (part));
  g_object_unref (part);
  g_object_unref (content);
  g_object_unref (stream);
}

static GBytes *
write_message (GMimeMessage *message, KmsMailLineEnds line_ends)
{
  GMimeFormatOptions *options = g_mime_format_options_new ();
  GMimeStream *stream = g_mime_stream_mem_new ();
  GByteArray *bytes;
  GBytes *result;

  g_mime_format_options_set_newline_format (
      options, line_ends == KMS_MAIL_CRLF ? GMIME_NEWLINE_FORMAT_DOS : GMIME_NEWLINE_FORMAT_UNIX);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream);
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  result = g_bytes_new (bytes->data, bytes->len);
  g_object_unref (stream);
  g_mime_format_options_free (options);
  return result;
}

static GBytes *
make_message (KmsMailComposer *composer,
              const KmsStoredMail *mail,
              const char *subject,
              const char *body,
              KmsMailLineEnds line_ends)
{
  GMimeMessage *message = g_mime_message_new (FALSE);
  g_autoptr (GDateTime) date =
      g_date_time_new_from_unix_utc (mail->queued_at / (gint64) G_USEC_PER_SEC);
  GBytes *bytes;

  g_mime_message_add_mailbox (message, GMIME_ADDRESS_TYPE_FROM, composer->name, composer->from);
  g_mime_message_add_mailbox (message, GMIME_ADDRESS_TYPE_TO, NULL, mail->to);
  g_mime_message_set_subject (message, subject, "utf-8");
  g_mime_message_set_date (message, date);
  set_message_id (message, composer, mail);
  /* RFC 3834: nobody's computer should answer. */
  g_mime_object_set_header (GMIME_OBJECT (message), "Auto-Submitted", "auto-generated", NULL);
  set_body (message, body);
  bytes = write_message (message, line_ends);
  g_object_unref (message);
  return bytes;
}

/**
 * kms_mail_composer_compose:
 * @composer: a composer
 * @mail: a mail
 * @issuance: (nullable): what was issued, of a mail of %KMS_MAIL_KEYS_ISSUED
 * @line_ends: those of SMTP, or those of a file
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the message; or %NULL with @error set:
 *   %KMS_ERROR_MAIL_ADDRESS_INVALID, %KMS_ERROR_MAIL_SUBJECT_INVALID, or %KMS_ERROR_FAILED when a
 *   value of the template is missing
 */
GBytes *
kms_mail_composer_compose (KmsMailComposer *composer,
                           const KmsStoredMail *mail,
                           const KmsIssuance *issuance,
                           KmsMailLineEnds line_ends,
                           GError **error)
{
  guint language = g_str_equal (mail->language, "ja") ? 1 : 0;
  g_autoptr (JsonNode) values = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *body = NULL;

  if (!kms_mail_address_is_valid (mail->to))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_MAIL_ADDRESS_INVALID, "this is no mail address");
      return NULL;
    }
  values = collect_values (composer, mail, issuance, error);
  if (values == NULL
      || !kms_mail_template_fill (composer->templates[mail->kind][language],
                                  json_node_get_object (values), &subject, &body, error))
    return NULL;
  if (!kms_mail_subject_is_valid (subject))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_MAIL_SUBJECT_INVALID, "this is no subject");
      return NULL;
    }
  return make_message (composer, mail, subject, body, line_ends);
}
