/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists as JSON: from the query to a page, with the link to the next one. */

#include "server/kms-routes-lists.h"

#include "server/kms-issuance-json.h"

/* A page, and what it is a page of. */
typedef struct
{
  const KmsList *list;  /* borrowed from the work, which lives as long */
  KmsHistoryPage *page; /* owned */
} Answer;

static void
answer_free (Answer *answer)
{
  kms_history_page_free (answer->page);
  g_free (answer);
}

static gpointer
do_load_page (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  KmsList *list = data;
  KmsHistoryPage *page = kms_history_load_page (session, caller->account->account_id, list, error);
  Answer *answer;

  if (page == NULL)
    return NULL;
  answer = g_new0 (Answer, 1);
  answer->list = list;
  answer->page = page;
  return answer;
}

/* The same list from the cursor on; RFC 8288. */
static void
set_link (KmsExchange *exchange, const char *cursor)
{
  static const char *const names[] = { "device_id", "activation_key", "q",    "from", "to",
                                       "tz",        "order",          "limit" };
  const char *path = kms_http_request_get_path (kms_exchange_get_request (exchange));
  g_autoptr (GString) link = g_string_new ("<");

  g_string_append_printf (link, "%s?cursor=%s", path, cursor);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = kms_exchange_get_query (exchange, names[i]);

      if (value == NULL)
        continue;
      g_string_append_printf (link, "&%s=", names[i]);
      g_string_append_uri_escaped (link, value, NULL, FALSE);
    }
  g_string_append (link, ">; rel=\"next\"");
  kms_exchange_set_header (exchange, "Link", link->str);
}

static void
answer_page (KmsExchange *exchange, gpointer result)
{
  const Answer *answer = result;

  if (answer->page->next_cursor != NULL)
    set_link (exchange, answer->page->next_cursor);
  kms_exchange_answer (exchange, 200, kms_history_page_to_json (answer->list, answer->page));
}

KmsList *
kms_routes_read_list (KmsExchange *exchange, KmsListKind kind, gboolean whole)
{
  const KmsListParameters parameters = {
    .device_id = kms_exchange_get_query (exchange, "device_id"),
    .activation_key = kms_exchange_get_query (exchange, "activation_key"),
    .q = kms_exchange_get_query (exchange, "q"),
    .from = kms_exchange_get_query (exchange, "from"),
    .to = kms_exchange_get_query (exchange, "to"),
    .tz = kms_exchange_get_query (exchange, "tz"),
    .order = kms_exchange_get_query (exchange, "order"),
    .cursor = kms_exchange_get_query (exchange, "cursor"),
    .limit = kms_exchange_get_query (exchange, "limit"),
  };
  GError *error = NULL;
  KmsList *list = kms_list_new (kind, whole, &parameters, &error);

  if (list == NULL)
    kms_exchange_fail (exchange, error);
  return list;
}

void
kms_routes_answer_page (KmsExchange *exchange, KmsListKind kind)
{
  KmsList *list = kms_routes_read_list (exchange, kind, FALSE);

  if (list != NULL)
    kms_exchange_run (exchange, KMS_STORE_READ, do_load_page, list, (GDestroyNotify) kms_list_unref,
                      (GDestroyNotify) answer_free, answer_page);
}
