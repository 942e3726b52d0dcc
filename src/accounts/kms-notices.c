/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notices, maintenance and news: what may be said, to whom, and that it was. */

#include "accounts/kms-notices.h"

#include "common/kms-json.h"
#include "engine/kms-mail.h"
#include "store/kms-store-history.h"

#define ACTOR "operator"

/* Plain text with line ends, and nothing that a terminal or a screen would obey. */
static gboolean
check_text (const char *text, const char *pointer, GError **error)
{
  GError *fault = NULL;
  glong length;

  if (text == NULL || text[0] == '\0' || !g_utf8_validate (text, -1, NULL))
    fault = g_error_new (KMS_ERROR, KMS_ERROR_VALUE_INVALID, "the text is empty or no text");
  for (const char *p = text; fault == NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      if (*p != '\n' && !kms_site_allows_character (g_utf8_get_char (p)))
        fault = g_error_new (KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                             "the text has the control character U+%04X", g_utf8_get_char (p));
    }
  length = fault == NULL ? g_utf8_strlen (text, -1) : 0;
  if (length > KMS_NOTICE_MAX_TEXT)
    fault = g_error_new (KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                         "the text has %ld characters, more than %d", length, KMS_NOTICE_MAX_TEXT);
  if (fault == NULL)
    return TRUE;
  kms_error_add_detail (fault, KMS_ERROR_VALUE_INVALID, "%s", pointer);
  g_propagate_error (error, fault);
  return FALSE;
}

/* {"text": …}, for a template. */
static char *
values_of (const char *text)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "text", text);
  json_node_take_object (node, object);
  return kms_json_to_string (node, FALSE);
}

static gboolean
mail_to_accounts (KmsStoreSession *session,
                  gint64 now,
                  KmsMailKind kind,
                  const char *language,
                  const char *subject,
                  const char *text,
                  guint *n_mails,
                  GError **error)
{
  g_autofree char *values = values_of (text);
  KmsNewMail mail = {
    .kind = kind, .language = language, .subject = subject, .values = values, .queued_at = now
  };

  return kms_store_mail_accounts (session, &mail, kind == KMS_MAIL_NEWS, n_mails, error);
}

static gboolean
audit (KmsStoreSession *session,
       gint64 now,
       const char *action,
       const char *subject,
       const char *member,
       gint64 value,
       GError **error)
{
  g_autofree char *details = g_strdup_printf ("{\"%s\":%" G_GINT64_FORMAT "}", member, value);

  return kms_store_add_audit (session, now, ACTOR, action, subject, details, error);
}

/**
 * kms_notices_add:
 * @session: a transaction that writes
 * @now: the time
 * @notice: the notice; its ID is not looked at
 * @announce: %TRUE to mail it to all accounts, whether they want news or not; maintenance only
 * @id: (out): its ID
 * @n_mails: (out): how many mails are on their way
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_VALUE_INVALID, or one of KMS_ERROR_STORE_*
 */
gboolean
kms_notices_add (KmsStoreSession *session,
                 gint64 now,
                 const KmsNotice *notice,
                 gboolean announce,
                 gint64 *id,
                 guint *n_mails,
                 GError **error)
{
  g_autofree char *subject = NULL;

  *n_mails = 0;
  if (!check_text (notice->text_en, "text_en", error)
      || !check_text (notice->text_ja, "text_ja", error))
    return FALSE;
  if (notice->starts_at != 0 && notice->ends_at != 0 && notice->ends_at <= notice->starts_at)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "it ends before it starts");
      return FALSE;
    }
  if (announce && !notice->maintenance)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                   "only maintenance is mailed to everybody");
      return FALSE;
    }
  if (!kms_store_add_notice (session, notice, id, error))
    return FALSE;
  if (announce
      && (!mail_to_accounts (session, now, KMS_MAIL_MAINTENANCE, "en", NULL, notice->text_en,
                             n_mails, error)
          || !mail_to_accounts (session, now, KMS_MAIL_MAINTENANCE, "ja", NULL, notice->text_ja,
                                n_mails, error)))
    return FALSE;
  subject = g_strdup_printf ("notice/%" G_GINT64_FORMAT, *id);
  return audit (session, now, "add-notice", subject, "mails", *n_mails, error);
}

/**
 * kms_notices_remove:
 * @session: a transaction that writes
 * @now: the time
 * @id: a notice
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_NOT_FOUND, or one of KMS_ERROR_STORE_*
 */
gboolean
kms_notices_remove (KmsStoreSession *session, gint64 now, gint64 id, GError **error)
{
  g_autofree char *subject = g_strdup_printf ("notice/%" G_GINT64_FORMAT, id);

  return kms_store_remove_notice (session, id, error)
         && kms_store_add_audit (session, now, ACTOR, "remove-notice", subject, "{}", error);
}

/**
 * kms_notices_set_maintenance:
 * @session: a transaction that writes
 * @now: the time
 * @on: whether there is maintenance from here on
 * @ends_at: when it should be over; 0 when nobody knows
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_VALUE_INVALID when that is over already, or one
 *   of KMS_ERROR_STORE_*
 */
gboolean
kms_notices_set_maintenance (KmsStoreSession *session,
                             gint64 now,
                             gboolean on,
                             gint64 ends_at,
                             GError **error)
{
  if (on && ends_at != 0 && ends_at <= now)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                   "the end of the maintenance is in the past");
      return FALSE;
    }
  return kms_store_set_maintenance (session, on, ends_at, error)
         && audit (session, now, on ? "begin-maintenance" : "end-maintenance", "service", "until",
                   ends_at, error);
}

/**
 * kms_notices_mail_news:
 * @session: a transaction that writes
 * @now: the time
 * @english: for the accounts that read English
 * @japanese: for those that read Japanese
 * @n_mails: (out): how many mails are on their way
 * @error: return location for a #GError
 *
 * Mails product news to the accounts that want them.
 *
 * Returns: %TRUE, or %FALSE with @error set: %KMS_ERROR_MAIL_SUBJECT_INVALID, %KMS_ERROR_VALUE_INVALID,
 *   or one of KMS_ERROR_STORE_*
 */
gboolean
kms_notices_mail_news (KmsStoreSession *session,
                       gint64 now,
                       const KmsNews *english,
                       const KmsNews *japanese,
                       guint *n_mails,
                       GError **error)
{
  *n_mails = 0;
  if (!kms_mail_subject_is_valid (english->subject)
      || !kms_mail_subject_is_valid (japanese->subject))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_MAIL_SUBJECT_INVALID,
                   "a subject is one line of 1 to %d characters", KMS_MAIL_MAX_SUBJECT);
      return FALSE;
    }
  if (!check_text (english->text, "text_en", error)
      || !check_text (japanese->text, "text_ja", error))
    return FALSE;
  return mail_to_accounts (session, now, KMS_MAIL_NEWS, "en", english->subject, english->text,
                           n_mails, error)
         && mail_to_accounts (session, now, KMS_MAIL_NEWS, "ja", japanese->subject, japanese->text,
                              n_mails, error)
         && audit (session, now, "mail-news", "accounts", "mails", *n_mails, error);
}
