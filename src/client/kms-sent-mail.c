/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of a mail: the value, and the schemas Mail and MailList of the contract. */

#include "client/kms-sent-mail.h"

#include "client/kms-wire.h"
#include "common/kms-json.h"

G_DEFINE_BOXED_TYPE (KmsSentMail, kms_sent_mail, kms_sent_mail_copy, kms_sent_mail_free)

static const char *const states[] = {
  [KMS_SENT_MAIL_QUEUED] = "queued",
  [KMS_SENT_MAIL_SENDING] = "sending",
  [KMS_SENT_MAIL_SENT] = "sent",
  [KMS_SENT_MAIL_FAILED] = "failed",
  NULL,
};

/**
 * kms_sent_mail_copy:
 * @mail: a mail
 *
 * Returns: (transfer full): a copy
 */
KmsSentMail *
kms_sent_mail_copy (const KmsSentMail *mail)
{
  KmsSentMail *copy = g_new0 (KmsSentMail, 1);

  *copy = *mail;
  copy->id = g_strdup (mail->id);
  copy->to = g_strdup (mail->to);
  copy->subject = g_strdup (mail->subject);
  copy->failure = g_strdup (mail->failure);
  return copy;
}

/**
 * kms_sent_mail_free:
 * @mail: (transfer full) (nullable): a mail
 */
void
kms_sent_mail_free (KmsSentMail *mail)
{
  if (mail == NULL)
    return;
  g_free (mail->id);
  g_free (mail->to);
  g_free (mail->subject);
  g_free (mail->failure);
  g_free (mail);
}

/**
 * kms_sent_mail_from_json:
 * @node: a Mail of the contract
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the mail
 */
KmsSentMail *
kms_sent_mail_from_json (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsSentMail) mail = g_new0 (KmsSentMail, 1);
  guint state = 0;
  gint64 attempts = 0;

  if (object == NULL || !kms_wire_read_string (object, "id", &mail->id, error)
      || !kms_wire_read_string (object, "to", &mail->to, error)
      || !kms_wire_read_string (object, "subject", &mail->subject, error)
      || !kms_wire_read_word (object, "state", states, &state, error)
      || !kms_json_get_int (object, "attempts", 0, G_MAXINT, &attempts, error)
      || !kms_wire_read_time (object, "queued_at", &mail->queued_at, error)
      || !kms_wire_read_time_or_null (object, "sent_at", &mail->sent_at, error)
      || !kms_wire_read_time_or_null (object, "next_attempt_at", &mail->next_attempt_at, error)
      || !kms_wire_read_string_or_null (object, "failure", &mail->failure, error))
    return NULL;
  mail->state = (KmsSentMailState) state;
  mail->attempts = (guint) attempts;
  return g_steal_pointer (&mail);
}

static gpointer
read_mail (JsonNode *node, GError **error)
{
  return kms_sent_mail_from_json (node, error);
}

/**
 * kms_sent_mails_from_json:
 * @node: a MailList of the contract
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type KmsSentMail): the mails
 */
GPtrArray *
kms_sent_mails_from_json (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);

  return object == NULL ? NULL
                        : kms_wire_read_objects (object, "mails", read_mail,
                                                 (GDestroyNotify) kms_sent_mail_free, error);
}
