/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The reports: pages of JSON, or all of it as a stream of CSV. The stream asks the store for some rows each
 * time the client has taken what there was; in between nothing in the store is held. */

#include "issuing/kms-history.h"
#include "server/kms-routes-lists.h"

#include <string.h>

/* Some 150 KiB at a time. */
#define CHUNK_ROWS 1000

/* A report on its way. */
typedef struct
{
  gatomicrefcount ref_count;
  KmsStore *store; /* owned */
  KmsList *list;   /* owned */
  char account_id[KMS_ACCOUNT_ID_SIZE];
  KmsHistoryChunk *chunk; /* owned; the last that was loaded, its text until it is pushed */
} Stream;

/* The stream and the request that some rows are for, while the store looks for them. */
typedef struct
{
  Stream *stream;          /* owned */
  KmsHttpRequest *request; /* owned */
} Pull;

static void
stream_unref (Stream *stream)
{
  if (!g_atomic_ref_count_dec (&stream->ref_count))
    return;

  g_clear_object (&stream->store);
  kms_list_unref (stream->list);
  kms_history_chunk_free (stream->chunk);
  g_free (stream);
}

static void
pull_free (Pull *pull)
{
  stream_unref (pull->stream);
  kms_http_request_unref (pull->request);
  g_free (pull);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pull, pull_free)

/* Hands the text of the last chunk to the client. */
static void
push_chunk (Stream *stream, KmsHttpRequest *request)
{
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (g_steal_pointer (&stream->chunk->text));

  kms_http_request_push (request, bytes);
}

static gpointer
do_load_chunk (KmsStoreSession *session, gpointer data, GError **error)
{
  const Stream *stream = data;

  return kms_history_load_chunk (session, stream->account_id, stream->list, &stream->chunk->last,
                                 CHUNK_ROWS, FALSE, error);
}

/* A stream that cannot go on breaks off, which the client can tell from its end; unless it has left. */
static void
on_chunk (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Pull) pull = user_data;
  g_autoptr (GError) error = NULL;
  KmsHistoryChunk *chunk = kms_store_run_finish (KMS_STORE (store), result, &error);

  if (chunk == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("request %s: %s", kms_http_request_get_id (pull->request), error->message);
      kms_http_request_end (pull->request, FALSE);
      return;
    }
  kms_history_chunk_free (pull->stream->chunk);
  pull->stream->chunk = chunk;
  push_chunk (pull->stream, pull->request);
}

static void
pull_more (KmsHttpRequest *request, gpointer data)
{
  Stream *stream = data;
  Pull *pull;

  if (stream->chunk->text != NULL)
    {
      push_chunk (stream, request);
      return;
    }
  if (stream->chunk->complete)
    {
      kms_http_request_end (request, TRUE);
      return;
    }
  g_atomic_ref_count_inc (&stream->ref_count);
  pull = g_new0 (Pull, 1);
  pull->stream = stream;
  pull->request = kms_http_request_ref (request);
  kms_store_run_async (stream->store, KMS_STORE_READ, do_load_chunk, stream, NULL,
                       (GDestroyNotify) kms_history_chunk_free,
                       kms_http_request_get_cancellable (request), on_chunk, pull);
}

/* The first rows, in the transaction that checks the session. */
static gpointer
do_begin_stream (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  Stream *asked = data;
  KmsHistoryChunk *chunk = kms_history_load_chunk (session, caller->account->account_id,
                                                   asked->list, NULL, CHUNK_ROWS, FALSE, error);
  Stream *stream;

  if (chunk == NULL)
    return NULL;
  stream = g_new0 (Stream, 1);
  g_atomic_ref_count_init (&stream->ref_count);
  g_strlcpy (stream->account_id, caller->account->account_id, sizeof stream->account_id);
  stream->store = g_object_ref (asked->store);
  stream->list = kms_list_ref (asked->list);
  stream->chunk = chunk;
  return stream;
}

/* "kms-history-Asia-Tokyo.csv" */
static void
set_file_name (KmsExchange *exchange, const KmsList *list)
{
  g_autofree char *zone = g_strdelimit (g_strdup (list->tz), "/", '-');
  g_autofree char *disposition =
      g_strdup_printf ("attachment; filename=\"kms-%s-%s.csv\"",
                       list->kind == KMS_LIST_DAILY ? "daily" : "history", zone);

  kms_exchange_set_header (exchange, "Content-Disposition", disposition);
}

static void
answer_stream (KmsExchange *exchange, gpointer result)
{
  Stream *stream = result;

  g_atomic_ref_count_inc (&stream->ref_count);
  set_file_name (exchange, stream->list);
  kms_exchange_answer_stream (exchange, 200, "text/csv; charset=utf-8", pull_more, stream,
                              (GDestroyNotify) stream_unref);
}

static void
stream_csv (KmsExchange *exchange, KmsListKind kind)
{
  KmsList *list = kms_routes_read_list (exchange, kind, TRUE);
  Stream *asked;

  if (list == NULL)
    return;
  asked = g_new0 (Stream, 1);
  g_atomic_ref_count_init (&asked->ref_count);
  asked->store = g_object_ref (kms_exchange_get_service (exchange)->store);
  asked->list = list;
  kms_exchange_run (exchange, KMS_STORE_READ, do_begin_stream, asked, (GDestroyNotify) stream_unref,
                    (GDestroyNotify) stream_unref, answer_stream);
}

/* How much a media type is wanted by one range of Accept, in thousandths; 0 when the range is another.
 * RFC 9110, section 12.5.1. */
static guint
weigh (const char *range, const char *type)
{
  g_auto (GStrv) parts = g_strsplit (range, ";", -1);
  gsize slash = strcspn (type, "/");
  const char *name = g_strstrip (parts[0]);
  double weight = 1;

  if (g_ascii_strcasecmp (name, type) != 0
      && !(g_ascii_strncasecmp (name, type, slash + 1) == 0 && g_str_equal (name + slash + 1, "*"))
      && !g_str_equal (name, "*/*"))
    return 0;
  for (guint i = 1; parts[i] != NULL; i++)
    {
      const char *parameter = g_strstrip (parts[i]);

      if (g_ascii_strncasecmp (parameter, "q=", 2) == 0)
        weight = CLAMP (g_ascii_strtod (parameter + 2, NULL), 0, 1);
    }
  return (guint) (weight * 1000);
}

static void
report (KmsExchange *exchange, KmsListKind kind)
{
  const char *accept = kms_http_request_get_header (kms_exchange_get_request (exchange), "Accept");
  g_auto (GStrv) ranges = g_strsplit (accept == NULL ? "*/*" : accept, ",", -1);
  guint json = 0;
  guint csv = 0;

  for (guint i = 0; ranges[i] != NULL; i++)
    {
      json = MAX (json, weigh (ranges[i], "application/json"));
      csv = MAX (csv, weigh (ranges[i], "text/csv"));
    }
  if (json == 0 && csv == 0)
    kms_exchange_refuse (exchange, kms_problem_new (406, "not-acceptable",
                                                    "There is application/json and text/csv."));
  else if (json >= csv)
    kms_routes_answer_page (exchange, kind);
  else
    stream_csv (exchange, kind);
}

static void
report_daily (KmsExchange *exchange)
{
  report (exchange, KMS_LIST_DAILY);
}

static void
report_history (KmsExchange *exchange)
{
  report (exchange, KMS_LIST_HISTORY);
}

const KmsRoute kms_routes_reports[] = {
  { "GET", "/v1/reports/daily", "from to tz order cursor limit", 0, report_daily },
  { "GET", "/v1/reports/history", "from to tz order cursor limit", 0, report_history },
  { NULL },
};
