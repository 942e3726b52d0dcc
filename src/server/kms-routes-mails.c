/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The routes of what is mailed and announced: the mails of an issuance, and the notices. */

#include "server/kms-routes.h"

#include "accounts/kms-notices.h"
#include "store/kms-store-outbox.h"

/* IDs of the path, as they were asked for. */
typedef struct
{
  gint64 issue; /* 0: no ID of anything */
  gint64 mail;
} Ids;

/* An ID is a number as we write it; anything else is the ID of nothing. */
static gint64
read_id (KmsExchange *exchange, const char *name)
{
  const char *text = kms_exchange_get_parameter (exchange, name);
  guint64 id;

  if (text == NULL || text[0] == '0'
      || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &id, NULL))
    return 0;
  return (gint64) id;
}

static void
set_id (JsonObject *object, gint64 id)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  json_object_set_string_member (object, "id", text);
}

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text == NULL)
    json_object_set_null_member (object, member);
  else
    json_object_set_string_member (object, member, text);
}

/* 0 is null. */
static void
set_time (JsonObject *object, const char *member, gint64 time)
{
  g_autofree char *text = time == 0 ? NULL : kms_time_to_string (time);

  set_text (object, member, text);
}

static JsonObject *
mail_to_json (const KmsStoredMail *mail)
{
  JsonObject *object = json_object_new ();

  set_id (object, mail->id);
  json_object_set_string_member (object, "to", mail->to);
  json_object_set_string_member (object, "subject", mail->subject == NULL ? "" : mail->subject);
  json_object_set_string_member (object, "state", kms_mail_state_to_string (mail->state));
  json_object_set_int_member (object, "attempts", mail->attempts);
  set_time (object, "queued_at", mail->queued_at);
  set_time (object, "sent_at", mail->sent_at);
  set_time (object, "next_attempt_at", mail->state == KMS_MAIL_QUEUED ? mail->due_at : 0);
  set_text (object, "failure", mail->failure);
  return object;
}

static void
answer_object (KmsExchange *exchange, guint status, JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  kms_exchange_answer (exchange, status, node);
}

/* {"member": […]} */
static void
answer_array (KmsExchange *exchange, const char *member, JsonArray *array)
{
  JsonObject *object = json_object_new ();

  json_object_set_array_member (object, member, array);
  answer_object (exchange, 200, object);
}

static gpointer
do_find (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Ids *ids = data;

  return kms_store_find_mails (session, caller->account->account_id, ids->issue, error);
}

static void
answer_mails (KmsExchange *exchange, gpointer result)
{
  GPtrArray *mails = result;
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < mails->len; i++)
    json_array_add_object_element (array, mail_to_json (g_ptr_array_index (mails, i)));
  answer_array (exchange, "mails", array);
}

static void
list_mails (KmsExchange *exchange)
{
  Ids *ids = g_new0 (Ids, 1);

  ids->issue = read_id (exchange, "issuance_id");
  kms_exchange_run (exchange, KMS_STORE_READ, do_find, ids, g_free,
                    (GDestroyNotify) g_ptr_array_unref, answer_mails);
}

/* A mail of another issuance is none. */
static gpointer
do_resend (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  const Ids *ids = data;
  g_autoptr (GPtrArray) mails =
      kms_store_find_mails (session, caller->account->account_id, ids->issue, error);

  if (mails == NULL)
    return NULL;
  for (guint i = 0; i < mails->len; i++)
    {
      const KmsStoredMail *mail = g_ptr_array_index (mails, i);

      if (mail->id != ids->mail)
        continue;
      if (!kms_store_resend_mail (session, ids->mail, caller->now, error))
        return NULL;
      return kms_store_get_mail (session, ids->mail, error);
    }
  g_set_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND, "the issuance has no such mail");
  return NULL;
}

static void
answer_mail (KmsExchange *exchange, gpointer result)
{
  answer_object (exchange, 202, mail_to_json (result));
}

static void
resend_mail (KmsExchange *exchange)
{
  Ids *ids = g_new0 (Ids, 1);

  ids->issue = read_id (exchange, "issuance_id");
  ids->mail = read_id (exchange, "mail_id");
  kms_exchange_run (exchange, KMS_STORE_WRITE, do_resend, ids, g_free,
                    (GDestroyNotify) kms_stored_mail_free, answer_mail);
}

static gpointer
do_list_notices (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  return kms_store_list_notices (session, caller->now, KMS_NOTICES_MAX, error);
}

static void
answer_notices (KmsExchange *exchange, gpointer result)
{
  const char *language = kms_exchange_get_language (exchange);
  GPtrArray *notices = result;
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < notices->len; i++)
    {
      const KmsNotice *notice = g_ptr_array_index (notices, i);
      JsonObject *object = json_object_new ();

      set_id (object, notice->id);
      json_object_set_string_member (object, "kind",
                                     notice->maintenance ? "maintenance" : "information");
      json_object_set_string_member (
          object, "text", g_str_equal (language, "ja") ? notice->text_ja : notice->text_en);
      set_time (object, "starts_at", notice->starts_at);
      set_time (object, "ends_at", notice->ends_at);
      json_array_add_object_element (array, object);
    }
  kms_exchange_set_header (exchange, "Content-Language", language);
  answer_array (exchange, "notices", array);
}

static void
list_notices (KmsExchange *exchange)
{
  kms_exchange_run (exchange, KMS_STORE_READ, do_list_notices, NULL, NULL,
                    (GDestroyNotify) g_ptr_array_unref, answer_notices);
}

const KmsRoute kms_routes_mails[] = {
  { "GET", "/v1/issuances/{issuance_id}/mails", NULL, 0, list_mails },
  { "POST", "/v1/issuances/{issuance_id}/mails/{mail_id}/resend", NULL, 0, resend_mail },
  { "GET", "/v1/notices", NULL, KMS_ROUTE_OPEN | KMS_ROUTE_ALWAYS, list_notices },
  { NULL },
};
