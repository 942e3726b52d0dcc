/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands about what is announced and mailed: notices, maintenance, mails. */

#include "server/kms-admin.h"

#include "accounts/kms-notices.h"
#include "engine/kms-mail.h"

#include <string.h>

#define MAILS_SHOWN 100

/* Files end with a line end, which is none of the text. */
static char *
get_input (const KmsAdminCall *call, const char *name)
{
  return g_strchomp (g_strdup (kms_admin_get_text (call, name)));
}

static const char *
plural (guint n)
{
  return n == 1 ? "" : "s";
}

static char *
add_notice (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  g_autoptr (KmsNotice) notice = g_new0 (KmsNotice, 1);
  GString *out;
  guint n_mails;
  gint64 id;

  notice->maintenance = kms_admin_get_flag (call, "maintenance");
  notice->text_en = get_input (call, "english");
  notice->text_ja = get_input (call, "japanese");
  notice->starts_at = kms_admin_get_time (call, "from");
  notice->ends_at = kms_admin_get_time (call, "until");
  if (!kms_notices_add (session, call->now, notice, kms_admin_get_flag (call, "mail"), &id,
                        &n_mails, error))
    return NULL;
  out = g_string_new (NULL);
  g_string_append_printf (out, "Notice %" G_GINT64_FORMAT " is shown now.\n", id);
  if (kms_admin_get_flag (call, "mail"))
    g_string_append_printf (out, "%u mail%s on the way.\n", n_mails, plural (n_mails));
  return g_string_free (out, FALSE);
}

static char *
list_notices (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  g_autoptr (GPtrArray) notices =
      kms_store_list_notices (session, call->now, KMS_NOTICES_MAX, error);
  GString *out;

  if (notices == NULL)
    return NULL;
  out = g_string_new (NULL);
  for (guint i = 0; i < notices->len; i++)
    {
      const KmsNotice *notice = g_ptr_array_index (notices, i);

      g_string_append_printf (out, "%" G_GINT64_FORMAT "\t%s\t", notice->id,
                              notice->maintenance ? "maintenance" : "information");
      kms_admin_append_time (out, notice->starts_at);
      g_string_append_c (out, '\t');
      kms_admin_append_time (out, notice->ends_at);
      g_string_append_c (out, '\t');
      kms_admin_append_text (out, notice->text_en);
      g_string_append (out, " / ");
      kms_admin_append_text (out, notice->text_ja);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

static char *
remove_notice (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  gint64 id = kms_admin_get_number (call, "id", 0);

  if (!kms_notices_remove (session, call->now, id, error))
    return NULL;
  return g_strdup_printf ("Notice %" G_GINT64_FORMAT " is gone.\n", id);
}

static char *
begin_maintenance (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  gint64 until = kms_admin_get_time (call, "until");
  GString *out;

  if (!kms_notices_set_maintenance (session, call->now, TRUE, until, error))
    return NULL;
  out = g_string_new ("The service is under maintenance");
  if (until != 0)
    {
      g_string_append (out, ", until ");
      kms_admin_append_time (out, until);
    }
  g_string_append (out, ". It ends with “kms-server maintenance off”.\n");
  return g_string_free (out, FALSE);
}

static void
then_maintenance (const KmsAdminCall *call)
{
  call->service->maintenance = TRUE;
  call->service->maintenance_until = kms_admin_get_time (call, "until");
}

static char *
end_maintenance (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  if (!kms_notices_set_maintenance (session, call->now, FALSE, 0, error))
    return NULL;
  return g_strdup ("The service is open.\n");
}

static void
then_open (const KmsAdminCall *call)
{
  call->service->maintenance = FALSE;
  call->service->maintenance_until = 0;
}

static void
append_mail (GString *out, const KmsStoredMail *mail)
{
  g_string_append_printf (out, "%" G_GINT64_FORMAT "\t%s\t%s\t%u\t", mail->id,
                          kms_mail_kind_to_string (mail->kind),
                          kms_mail_state_to_string (mail->state), mail->attempts);
  kms_admin_append_time (out, mail->queued_at);
  g_string_append_c (out, '\t');
  kms_admin_append_time (out, mail->state == KMS_MAIL_QUEUED ? mail->due_at : mail->sent_at);
  g_string_append_c (out, '\t');
  kms_admin_append_text (out, mail->to);
  g_string_append_c (out, '\t');
  kms_admin_append_text (out, mail->failure);
  g_string_append_c (out, '\n');
}

static char *
list_mails (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  gint64 limit = kms_admin_get_number (call, "limit", MAILS_SHOWN);
  g_autoptr (GPtrArray) mails = kms_store_list_mails (session, kms_admin_get_flag (call, "all"),
                                                      (guint) MIN (limit, G_MAXINT), error);
  GString *out;

  if (mails == NULL)
    return NULL;
  out = g_string_new (NULL);
  for (guint i = 0; i < mails->len; i++)
    append_mail (out, g_ptr_array_index (mails, i));
  return g_string_free (out, FALSE);
}

static char *
resend_mail (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  gint64 id = kms_admin_get_number (call, "id", 0);

  if (!kms_store_resend_mail (session, id, call->now, error))
    return NULL;
  return g_strdup_printf ("Mail %" G_GINT64_FORMAT " is on the way again.\n", id);
}

static char *
mail_news (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  g_autofree char *english_text = get_input (call, "english");
  g_autofree char *japanese_text = get_input (call, "japanese");
  KmsNews english = { kms_admin_get_text (call, "subject-english"), english_text };
  KmsNews japanese = { kms_admin_get_text (call, "subject-japanese"), japanese_text };
  guint n_mails;

  if (!kms_notices_mail_news (session, call->now, &english, &japanese, &n_mails, error))
    return NULL;
  return g_strdup_printf ("%u mail%s on the way.\n", n_mails, plural (n_mails));
}

static const KmsAdminParameter id_argument = { "id", KMS_ADMIN_NUMBER, TRUE, NULL };

static const KmsAdminParameter add_notice_options[] = {
  { "english", KMS_ADMIN_INPUT, TRUE, "A file with the text in English" },
  { "japanese", KMS_ADMIN_INPUT, TRUE, "A file with the text in Japanese" },
  { "maintenance", KMS_ADMIN_FLAG, FALSE, "It announces maintenance" },
  { "from", KMS_ADMIN_TIME, FALSE, "When what is announced begins" },
  { "until", KMS_ADMIN_TIME, FALSE, "When it ends, and the notice with it" },
  { "mail", KMS_ADMIN_FLAG, FALSE, "Mail the text to all accounts (maintenance only)" },
  { NULL },
};

static const KmsAdminParameter maintenance_options[] = {
  { "until", KMS_ADMIN_TIME, FALSE, "When it should be over" },
  { NULL },
};

static const KmsAdminParameter list_mails_options[] = {
  { "all", KMS_ADMIN_FLAG, FALSE, "Those that were sent as well" },
  { "limit", KMS_ADMIN_NUMBER, FALSE, "At most so many (100)" },
  { NULL },
};

static const KmsAdminParameter mail_news_options[] = {
  { "subject-english", KMS_ADMIN_TEXT, TRUE, "The subject in English" },
  { "english", KMS_ADMIN_INPUT, TRUE, "A file with the text in English" },
  { "subject-japanese", KMS_ADMIN_TEXT, TRUE, "The subject in Japanese" },
  { "japanese", KMS_ADMIN_INPUT, TRUE, "A file with the text in Japanese" },
  { NULL },
};

const KmsAdminCommand kms_admin_mail_commands[] = {
  { "notice add", "Show a notice at log-in and Home", NULL, add_notice_options, KMS_STORE_WRITE,
    add_notice, NULL },
  { "notice list", "List the notices: number, kind, beginning, end, texts", NULL, NULL,
    KMS_STORE_READ, list_notices, NULL },
  { "notice remove", "Take a notice away", &id_argument, NULL, KMS_STORE_WRITE, remove_notice,
    NULL },
  { "maintenance on", "Close the service", NULL, maintenance_options, KMS_STORE_WRITE,
    begin_maintenance, then_maintenance },
  { "maintenance off", "Open the service again", NULL, NULL, KMS_STORE_WRITE, end_maintenance,
    then_open },
  { "mail list", "List the mails that wait or failed: number, kind, state, attempts, times, reason",
    NULL, list_mails_options, KMS_STORE_READ, list_mails, NULL },
  { "mail resend", "Send a mail again", &id_argument, NULL, KMS_STORE_WRITE, resend_mail, NULL },
  { "mail news", "Mail product news to the accounts that want them", NULL, mail_news_options,
    KMS_STORE_WRITE, mail_news, NULL },
  { NULL },
};
