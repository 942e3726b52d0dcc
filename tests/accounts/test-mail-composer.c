/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages: headers, encodings, and that every template names just what there is for its kind. */

#include "accounts/kms-mail-composer.h"

#include "accounts/kms-mail-template.h"

#include <gmime/gmime.h>
#include <string.h>

#define QUEUED_AT G_GINT64_CONSTANT (1775004330120000) /* 2026-04-01T00:45:30.12Z */
#define MINUTES   (10 * 60 * (gint64) G_USEC_PER_SEC)

static const char *const languages[] = { "en", "ja" };

/* What the accounts say in a mail of each kind. */
static const struct
{
  const char *subject;
  const char *values;
  gboolean code;
} samples[KMS_N_MAIL_KINDS] = {
  [KMS_MAIL_REGISTRATION_CODE] = { NULL, "{\"code\":\"48213705\"}", TRUE },
  [KMS_MAIL_REGISTRATION_COMPLETE] = { NULL, "{\"login_id\":\"k7Qm2xRt\"}" },
  [KMS_MAIL_KEYS_ISSUED] = { "[Fukuoka 福岡] key", NULL },
  [KMS_MAIL_PASSWORD_CODE] = { NULL, "{\"code\":\"48213705\",\"login_id\":\"k7Qm2xRt\"}", TRUE },
  [KMS_MAIL_ADDRESS_CODE] = { NULL, "{\"code\":\"48213705\"}", TRUE },
  [KMS_MAIL_CREDENTIALS_CHANGED] = { NULL, "{\"login_id\":\"k7Qm2xRt\",\"changed\":\"password\"}" },
  [KMS_MAIL_MAINTENANCE] = { NULL, "{\"text\":\"In the night.\\nTwo lines.\"}" },
  [KMS_MAIL_NEWS] = { "News", "{\"text\":\"A new product.\"}" },
};

static KmsMailComposer *
new_composer (void)
{
  g_autoptr (GError) error = NULL;
  KmsMailComposer *composer =
      kms_mail_composer_new ("KMS <kms@example.com>", "https://kms.example.com/", &error);

  g_assert_no_error (error);
  return composer;
}

static KmsIssuance *
new_issuance (KmsCategory category)
{
  KmsIssuance *issuance = kms_issuance_new ();

  issuance->category = category;
  g_strlcpy (issuance->device_id,
             category == KMS_CATEGORY_HDVC ? "1234567890ABCDEF" : "1234567890AB",
             KMS_IDENTIFIER_SIZE);
  g_assert_true (kms_site_set_line (&issuance->site, 0, "福岡支店", NULL));
  for (guint i = 0; i < 2; i++)
    {
      KmsIssuedKey *key = g_new0 (KmsIssuedKey, 1);

      key->category = category;
      key->reissued = i == 1;
      /* 2026-03-31 in UTC, the first of April in Japan. */
      key->issued_at = G_GINT64_CONSTANT (1774998000000000) - 1;
      g_strlcpy (key->activation_key, i == 0 ? "0F1E2D3C4B5A6978" : "8877665544332211",
                 KMS_IDENTIFIER_SIZE);
      g_strlcpy (key->registration_key, i == 0 ? "FEDCBA9876543210" : "13579BDF02468ACE",
                 KMS_IDENTIFIER_SIZE);
      key->part_number = g_strdup ("VC-UP4");
      key->purpose = g_strdup ("Four-site upgrade");
      g_ptr_array_add (issuance->keys, key);
    }
  return issuance;
}

static KmsStoredMail
sample (KmsMailKind kind, const char *language)
{
  return (KmsStoredMail){ .id = 3301,
                          .kind = kind,
                          .issue = kind == KMS_MAIL_KEYS_ISSUED ? 7 : 0,
                          .to = (char *) "taro@example.com",
                          .language = (char *) language,
                          .subject = (char *) samples[kind].subject,
                          .values = (char *) samples[kind].values,
                          .queued_at = QUEUED_AT,
                          .expires_at = samples[kind].code ? QUEUED_AT + MINUTES : 0 };
}

static GBytes *
compose (KmsMailComposer *composer, const KmsStoredMail *mail, KmsCategory category, GError **error)
{
  g_autoptr (KmsIssuance) issuance =
      mail->kind == KMS_MAIL_KEYS_ISSUED ? new_issuance (category) : NULL;

  return kms_mail_composer_compose (composer, mail, issuance, KMS_MAIL_CRLF, error);
}

/* Reads a message back by GMime's own parser: the body as text. */
static GMimeMessage *
read_back (GBytes *bytes, char **body)
{
  GMimeStream *stream =
      g_mime_stream_mem_new_with_buffer (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);
  GMimeObject *part = g_mime_message_get_mime_part (message);
  g_autofree char *text = NULL;
  g_auto (GStrv) without_cr = NULL;

  g_assert_true (GMIME_IS_TEXT_PART (part));
  text = g_mime_text_part_get_text (GMIME_TEXT_PART (part));
  g_object_unref (parser);
  g_object_unref (stream);
  without_cr = g_strsplit (text, "\r", -1);
  /* In every encoding the text has the line ends of the Internet (RFC 2046 section 4.1.1). */
  g_assert_cmpint (strstr (text, "\r\n") - text, ==, strchr (text, '\n') - 1 - text);
  *body = g_strjoinv ("", without_cr);
  return message;
}

/* RFC 5322 and 5321: lines of at most 998 characters of ASCII that end in CR LF. */
static void
assert_fit_for_smtp (GBytes *bytes)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  g_assert_true (g_str_is_ascii (text));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_null (strpbrk (lines[i], "\r\n"));
      g_assert_cmpuint (strlen (lines[i]), <=, 998);
    }
}

static void
test_kinds (void)
{
  g_autoptr (KmsMailComposer) composer = new_composer ();

  for (guint kind = 0; kind < KMS_N_MAIL_KINDS; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
      {
        KmsStoredMail mail = sample (kind, languages[i]);
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) bytes = compose (composer, &mail, KMS_CATEGORY_HDVC, &error);
        g_autoptr (GBytes) again = compose (composer, &mail, KMS_CATEGORY_HDVC, NULL);
        g_autofree char *body = NULL;
        GMimeMessage *message;

        g_test_message ("%s.%s", kms_mail_kind_to_string (kind), languages[i]);
        g_assert_no_error (error);
        g_assert_true (g_bytes_equal (bytes, again));
        assert_fit_for_smtp (bytes);
        message = read_back (bytes, &body);
        g_test_message ("%s", body);
        g_assert_nonnull (strstr (body, "https://kms.example.com/"));
        g_assert_null (strchr (body, '{'));
        g_assert_true (strstr (body, "48213705") != NULL || !samples[kind].code);
        g_assert_true (strstr (body, "10") != NULL || !samples[kind].code);
        g_assert_true (
            samples[kind].subject == NULL
            || g_str_equal (g_mime_message_get_subject (message), samples[kind].subject));
        /* Each language in its own words. */
        g_assert_cmpint (strstr (body, "KMSサービス") != NULL, ==, i == 1);
        g_object_unref (message);
      }
}

static void
test_headers (void)
{
  static const struct
  {
    const char *name;
    const char *value;
  } headers[] = {
    { "From", "KMS <kms@example.com>" },
    { "To", "taro@example.com" },
    { "Subject", "[Fukuoka =?UTF-8?B?" },
    { "Date", "Wed, 01 Apr 2026 00:45:30 +0000" },
    { "Message-Id", "<3301.1775004330120000@example.com>" },
    { "Auto-Submitted", "auto-generated" },
    { "MIME-Version", "1.0" },
    { "Content-Type", "text/plain; charset=utf-8" },
  };
  g_autoptr (KmsMailComposer) composer = new_composer ();
  KmsStoredMail mail = sample (KMS_MAIL_KEYS_ISSUED, "ja");
  g_autoptr (GBytes) bytes = compose (composer, &mail, KMS_CATEGORY_HDVC, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  char *end = strstr (text, "\r\n\r\n");

  g_assert_nonnull (end);
  end[2] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *name = g_strconcat ("\r\n", headers[i].name, ": ", NULL);
      g_autofree char *framed = g_strconcat ("\r\n", text, NULL);
      const char *found = strcasestr (framed, name);

      g_test_message ("%s", headers[i].name);
      g_assert_nonnull (found);
      g_assert_true (g_str_has_prefix (found + strlen (name), headers[i].value));
      g_assert_null (strcasestr (found + 1, name));
    }
}

static void
test_senders (void)
{
  static const struct
  {
    const char *from;
    const char *sender; /* NULL: refused */
  } rows[] = {
    { "kms@example.com", "kms@example.com" },
    { "KMS <kms@example.com>", "kms@example.com" },
    { "KMS <kms@localhost>", "kms@localhost" },
    { "", NULL },
    { "KMS", NULL },
    { "kms@", NULL },
    { "kms@example.com, eve@example.com", NULL },
    { "all: kms@example.com;", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsMailComposer) composer = kms_mail_composer_new (rows[i].from, "x", &error);

      g_test_message ("%s", rows[i].from);
      if (rows[i].sender == NULL)
        g_assert_error (error, KMS_ERROR, KMS_ERROR_MAIL_ADDRESS_INVALID);
      else
        g_assert_cmpstr (kms_mail_composer_get_sender (composer), ==, rows[i].sender);
    }
}

/* Sent again on purpose it is another message, or it would be thrown away as the same. */
static void
test_resent (void)
{
  g_autoptr (KmsMailComposer) composer = new_composer ();
  KmsStoredMail mail = sample (KMS_MAIL_NEWS, "en");
  g_autoptr (GBytes) first = compose (composer, &mail, KMS_CATEGORY_HDVC, NULL);
  g_autoptr (GBytes) second = NULL;
  g_autofree char *text = NULL;

  mail.queued_at++;
  second = compose (composer, &mail, KMS_CATEGORY_HDVC, NULL);
  text = g_strndup (g_bytes_get_data (second, NULL), g_bytes_get_size (second));
  g_assert_false (g_bytes_equal (first, second));
  g_assert_nonnull (strstr (text, "3301.1775004330120001@example.com"));
}

static void
test_keys (void)
{
  static const struct
  {
    KmsCategory category;
    const char *language;
    const char *there[10];
    const char *not_there;
  } rows[] = {
    { KMS_CATEGORY_HDVC,
      "en",
      { "MPR ID:      1234-5678-90AB-CDEF\nSite:        福岡支店\n\n1. Registration key:",
        "FEDC-BA98-7654-3210\n   Activation key:    0F1E-2D3C-4B5A-6978\n", "VC-UP4",
        "Four-site upgrade\n\n2. ", "Issued before on:  2026-03-31 (UTC)" },
      "License" },
    { KMS_CATEGORY_LIVE_LINK,
      "en",
      { "MAC address: 12:34:56:78:90:AB", "License No.:       0F1E-2D3C-4B5A-6978" },
      "Activation" },
    { KMS_CATEGORY_HDVC,
      "ja",
      { "MPR ID: 1234-5678-90AB-CDEF", "アクティベーションキー: 0F1E-2D3C-4B5A-6978",
        "品番: VC-UP4", "用途: Four-site upgrade", "2026年4月1日" },
      "ライセンス" },
    { KMS_CATEGORY_LIVE_LINK,
      "ja",
      { "MACアドレス: 12:34:56:78:90:AB", "ライセンスNo.: 8877-6655-4433-2211" },
      "アクティベーション" },
  };
  g_autoptr (KmsMailComposer) composer = new_composer ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      KmsStoredMail mail = sample (KMS_MAIL_KEYS_ISSUED, rows[i].language);
      g_autoptr (GBytes) bytes = compose (composer, &mail, rows[i].category, NULL);
      g_autofree char *body = NULL;
      GMimeMessage *message = read_back (bytes, &body);

      g_test_message ("%s", body);
      for (guint j = 0; rows[i].there[j] != NULL; j++)
        g_assert_nonnull (strstr (body, rows[i].there[j]));
      g_assert_null (strstr (body, rows[i].not_there));
      g_object_unref (message);
    }
}

static void
test_changes (void)
{
  static const char *const changes[][2] = {
    { "login-id", "From now on it is:\n\n    k7Qm2xRt\n\nIf" },
    { "password", "The password of the account with the login ID k7Qm2xRt" },
    { "address", "The mail address of the account with the login ID k7Qm2xRt" },
  };
  g_autoptr (KmsMailComposer) composer = new_composer ();

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      KmsStoredMail mail = sample (KMS_MAIL_CREDENTIALS_CHANGED, "en");
      g_autofree char *values =
          g_strdup_printf ("{\"login_id\":\"k7Qm2xRt\",\"changed\":\"%s\"}", changes[i][0]);
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *body = NULL;
      GMimeMessage *message;

      mail.values = values;
      bytes = compose (composer, &mail, KMS_CATEGORY_HDVC, NULL);
      message = read_back (bytes, &body);
      g_test_message ("%s", body);
      g_assert_nonnull (strstr (body, changes[i][1]));
      for (guint j = 0; j < G_N_ELEMENTS (changes); j++)
        g_assert_true (i == j || strstr (body, changes[j][1]) == NULL);
      g_object_unref (message);
    }
}

/* Whatever stands in the store, nobody adds a header by it, and nothing is sent that says nothing. */
static void
test_refused (void)
{
  static const struct
  {
    const char *comment;
    KmsMailKind kind;
    const char *to;
    const char *subject;
    const char *values;
    KmsError code;
  } rows[] = {
    { "a header in the subject", KMS_MAIL_NEWS, NULL, "News\r\nBcc: eve@example.com", NULL,
      KMS_ERROR_MAIL_SUBJECT_INVALID },
    { "a header in the address", KMS_MAIL_NEWS, "a@example.com\r\nBcc: eve@example.com", NULL, NULL,
      KMS_ERROR_MAIL_ADDRESS_INVALID },
    { "two addresses", KMS_MAIL_NEWS, "a@example.com, eve@example.com", NULL, NULL,
      KMS_ERROR_MAIL_ADDRESS_INVALID },
    { "no text", KMS_MAIL_NEWS, NULL, NULL, "{}", KMS_ERROR_FAILED },
    { "no JSON", KMS_MAIL_NEWS, NULL, NULL, "x", KMS_ERROR_TEXT_INVALID },
    { "no object", KMS_MAIL_NEWS, NULL, NULL, "[]", KMS_ERROR_FAILED },
    { "an unknown change", KMS_MAIL_CREDENTIALS_CHANGED, NULL, NULL,
      "{\"login_id\":\"k7Qm2xRt\",\"changed\":\"colour\"}", KMS_ERROR_FAILED },
  };
  g_autoptr (KmsMailComposer) composer = new_composer ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      KmsStoredMail mail = sample (rows[i].kind, "en");
      g_autoptr (GError) error = NULL;

      if (rows[i].to != NULL)
        mail.to = (char *) rows[i].to;
      if (rows[i].subject != NULL)
        mail.subject = (char *) rows[i].subject;
      if (rows[i].values != NULL)
        mail.values = (char *) rows[i].values;
      g_test_message ("%s", rows[i].comment);
      g_assert_null (compose (composer, &mail, KMS_CATEGORY_HDVC, &error));
      g_assert_error (error, KMS_ERROR, (int) rows[i].code);
    }
}

/* A name in a template that nobody fills in, or a value that a template forgets. */
static void
test_names (void)
{
  for (guint kind = 0; kind < KMS_N_MAIL_KINDS; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
      {
        g_autofree char *text = kms_mail_composer_get_template (kind, languages[i]);
        g_autoptr (GError) error = NULL;
        g_autoptr (KmsMailTemplate) mail_template = kms_mail_template_parse (text, &error);
        const char *const *found = kms_mail_template_get_names (mail_template);
        const char *const *known = kms_mail_composer_get_names (kind);

        g_test_message ("%s.%s", kms_mail_kind_to_string (kind), languages[i]);
        g_assert_no_error (error);
        for (guint j = 0; found[j] != NULL; j++)
          g_assert_true (g_strv_contains (known, found[j]));
        for (guint j = 0; known[j] != NULL; j++)
          g_assert_true (g_strv_contains (found, known[j]));
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accounts/mail-composer/kinds", test_kinds);
  g_test_add_func ("/accounts/mail-composer/headers", test_headers);
  g_test_add_func ("/accounts/mail-composer/senders", test_senders);
  g_test_add_func ("/accounts/mail-composer/resent", test_resent);
  g_test_add_func ("/accounts/mail-composer/keys", test_keys);
  g_test_add_func ("/accounts/mail-composer/changes", test_changes);
  g_test_add_func ("/accounts/mail-composer/refused", test_refused);
  g_test_add_func ("/accounts/mail-composer/names", test_names);
  return g_test_run ();
}
