/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a keystroke in the search field costs, on a server with many issued keys. "fill" puts keys into the
 * file of a server that does not run; "ask" measures each text: the work in the store, the bare HTTP
 * request, and the model that the window shows, by turns. bench_find.py runs both. */

#include "client/kms-found-model.h"
#include "client/kms-remote.h"
#include "issuing/kms-history.h"
#include "store/kms-store-session.h"
#include "store/kms-store-site-words.h"

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N_ROUNDS 21
#define START    "1750000000000000"
#define STEP     "4000000" /* microseconds: ten million issues take a bit more than a year */
#define BATCH    100000

/* One key a device, identifiers at random; sites in eight towns, with the numbers 0 to 4999. What can be
 * built at the end is. */
static const char *const fill_before[] = {
  "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA cache_size = -3000000;"
  "PRAGMA temp_store = MEMORY",
  "BEGIN",
  "DROP INDEX binding_in_force; DROP INDEX binding_by_key_end; DROP INDEX binding_by_device_end;"
  "DROP INDEX issue_key_by_binding; DROP INDEX issue_by_time",
  "INSERT INTO part VALUES (1, 'VC-UP4', 'hdvc', 'Four-site upgrade') ON CONFLICT DO NOTHING",
  "CREATE TEMP TABLE town (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO temp.town VALUES"
  " (0, 'Fukuoka'), (1, 'Osaka'), (2, '東京本社ビル'), (3, '札幌支店'), (4, 'Nagoya'),"
  " (5, '横浜営業所'), (6, 'Kobe'), (7, '仙台')",
};

static const char fill_sheets[] =
    "CREATE TEMP TABLE n AS WITH RECURSIVE c (i) AS"
    " (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %u)"
    " SELECT i, hex (randomblob (8)) AS key, hex (randomblob (8)) AS device,"
    " iif (i %% %u = 0, '%s', 'bench-' || (i %% %u)) AS dealer FROM c";

static const char *const fill_after[] = {
  "INSERT INTO activation SELECT key, '1', 1 FROM temp.n ORDER BY key",
  "INSERT INTO binding SELECT i, key, 1, device, 1, hex (randomblob (8)),"
  " " START " + i * " STEP ", NULL FROM temp.n",
  "INSERT INTO counter SELECT device, 1, 1 FROM temp.n ORDER BY device",
  "INSERT INTO site SELECT i, dealer, 'hdvc', device, name || ' Example Trading ' || (i / 7 % "
  "5000),"
  " (i % 40) || iif (i % 3 = 0, '階', 'F'), 1 FROM temp.n JOIN temp.town ON town.id = i % 8",
  "INSERT INTO issue SELECT site.id, dealer, category, device_id, " START " + site.id * " STEP ","
  " line_1, line_2, NULL, NULL, NULL FROM site",
  "INSERT INTO issue_key SELECT i, 1, i, 0 FROM temp.n",
  "CREATE UNIQUE INDEX binding_in_force ON binding (activation_key) WHERE released_at IS NULL",
  "CREATE INDEX binding_by_key_end ON binding (substr (activation_key, -4))"
  " WHERE released_at IS NULL",
  "CREATE INDEX binding_by_device_end ON binding (substr (device_id, -4))"
  " WHERE released_at IS NULL",
  "CREATE INDEX issue_key_by_binding ON issue_key (binding)",
  "CREATE INDEX issue_by_time ON issue (dealer, issued_at)",
  "COMMIT",
};

static void
execute (KmsDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  kms_database_execute (database, sql, &error);
  g_assert_no_error (error);
  printf ("%6.1f s  %.60s\n", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC, sql);
  fflush (stdout);
}

static void
fill (const char *path, guint n_keys, guint n_dealers, const char *dealer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsDatabase) database = kms_database_open (path, 0, &error);
  KmsStoreSession session = { .database = database };
  g_autofree char *sheets = g_strdup_printf (fill_sheets, n_keys, n_dealers, dealer, n_dealers);
  gint64 start;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (fill_before); i++)
    execute (database, fill_before[i]);
  execute (database, sheets);
  for (guint i = 0; i < G_N_ELEMENTS (fill_after); i++)
    execute (database, fill_after[i]);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < n_keys; i += BATCH)
    {
      kms_database_begin (database, TRUE, &error);
      kms_store_index_sites (&session, BATCH, &error);
      kms_database_commit (database, &error);
      g_assert_no_error (error);
    }
  printf ("%.1f us a site to take it into the index of words\n",
          (double) (g_get_monotonic_time () - start) / n_keys);
}

typedef struct
{
  KmsDatabase *database;
  const char *dealer;
  GSocketConnection *connection; /* kept open */
  GUri *url;
  const char *token;
  KmsFoundModel *model;
} Bench;

/* Microseconds that this thread has worked, which other work on the machine does not disturb. */
static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* The work in the store; how many rows there are. */
static guint
ask_store (Bench *bench, const KmsSearch *search, gboolean *exact)
{
  g_autoptr (GError) error = NULL;
  KmsStoreSession session = { .database = bench->database };
  g_autoptr (KmsFoundPage) page = NULL;

  kms_database_begin (bench->database, FALSE, &error);
  page = kms_history_find (&session, bench->dealer, search, NULL, KMS_FOUND_MODEL_PAGE, &error);
  kms_database_commit (bench->database, NULL);
  g_assert_no_error (error);
  *exact = page->total_exact;
  return page->total;
}

/* The request and the bytes of its answer. */
static void
ask_http (Bench *bench, const KmsSearch *search)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (bench->connection));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (bench->connection));
  g_autofree char *text = g_uri_escape_string (search->text, NULL, FALSE);
  g_autofree char *request =
      g_strdup_printf ("GET /v1/issuances?q=%s&limit=%u HTTP/1.1\r\nHost: %s:%d\r\n"
                       "Authorization: Bearer %s\r\n\r\n",
                       text, KMS_FOUND_MODEL_PAGE, g_uri_get_host (bench->url),
                       g_uri_get_port (bench->url), bench->token);
  g_autoptr (GString) answer = g_string_new (NULL);
  char buffer[65536];
  const char *head_end = NULL;
  gsize size = 0;

  g_output_stream_write_all (output, request, strlen (request), NULL, NULL, NULL);
  while (head_end == NULL || answer->len < size)
    {
      gssize n_read = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL);

      g_assert_cmpint (n_read, >, 0);
      g_string_append_len (answer, buffer, n_read);
      head_end = strstr (answer->str, "\r\n\r\n");
      if (head_end != NULL && size == 0)
        size = (gsize) (head_end - answer->str) + 4
               + (gsize) atoi (strcasestr (answer->str, "content-length:") + 15);
    }
  g_assert_true (g_str_has_prefix (answer->str, "HTTP/1.1 200 "));
}

/* From the keystroke to the rows. */
static void
ask_model (Bench *bench, const KmsSearch *search)
{
  kms_found_model_set_search (bench->model, search);
  while (kms_found_model_get_state (bench->model) == KMS_FOUND_MODEL_LOADING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (kms_found_model_get_error (bench->model));
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return (*(const gint64 *) a > *(const gint64 *) b) - (*(const gint64 *) a < *(const gint64 *) b);
}

static double
median_ms (gint64 times[N_ROUNDS])
{
  qsort (times, N_ROUNDS, sizeof times[0], compare);
  return (double) times[N_ROUNDS / 2] / 1000;
}

static void
measure (Bench *bench, const char *text)
{
  gint64 times[3][N_ROUNDS];
  g_autoptr (KmsSearch) search = kms_search_new (text);
  gboolean exact = TRUE;
  guint total = 0;
  double store, http, model;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gint64 start = thread_time ();

      total = ask_store (bench, search, &exact);
      times[0][round] = thread_time () - start;
      start = g_get_monotonic_time ();
      ask_http (bench, search);
      times[1][round] = g_get_monotonic_time () - start;
      kms_found_model_set_search (bench->model, NULL);
      start = g_get_monotonic_time ();
      ask_model (bench, search);
      times[2][round] = g_get_monotonic_time () - start;
      /* The page that is fetched beforehand is none of it. */
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  store = median_ms (times[0]);
  http = median_ms (times[1]);
  model = median_ms (times[2]);
  printf ("%-20s %s%5u rows  store %8.2f ms  HTTP %8.2f ms  model %8.2f ms, %.2f times\n", text,
          exact ? " " : ">", total, store, http, model, model / http);
  fflush (stdout);
}

static long
resident_kib (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  g_file_get_contents ("/proc/self/statm", &text, NULL, NULL);
  sscanf (text, "%*s %ld", &pages);
  return pages * 4;
}

/* All rows of the dealer from the newest to the oldest, as somebody would scroll. */
static void
scroll (Bench *bench)
{
  g_autoptr (KmsSearch) search = kms_search_new (NULL);
  long before;
  gint64 start = g_get_monotonic_time ();
  guint i;

  ask_model (bench, search);
  before = resident_kib ();
  for (i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (bench->model)); i += 25)
    {
      g_autoptr (KmsFoundItem) item = g_list_model_get_item (G_LIST_MODEL (bench->model), i);

      while (kms_found_item_get (item) == NULL
             && i < g_list_model_get_n_items (G_LIST_MODEL (bench->model)))
        g_main_context_iteration (NULL, TRUE);
    }
  printf ("scrolled over %u rows in %.1f s; %.1f MiB more memory\n",
          g_list_model_get_n_items (G_LIST_MODEL (bench->model)),
          (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC,
          (double) (resident_kib () - before) / 1024);
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
ask (const char *path, const char *dealer, const char *url, const char *token, char **texts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (
      client, g_uri_get_host (uri), (guint16) g_uri_get_port (uri), NULL, &error);
  g_autoptr (KmsDatabase) database = kms_database_open (path, KMS_DATABASE_READ_ONLY, NULL);
  g_autoptr (KmsRest) rest = kms_rest_new (url, NULL, NULL);
  g_autoptr (KmsRemote) remote = kms_remote_new (rest);
  g_autoptr (KmsFoundModel) model = kms_found_model_new (KMS_BACKEND (remote));
  g_autoptr (GAsyncResult) result = NULL;
  Bench bench = { .database = database,
                  .dealer = dealer,
                  .connection = connection,
                  .url = uri,
                  .token = token,
                  .model = model };

  g_assert_no_error (error);
  kms_remote_resume_async (remote, token, NULL, take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (kms_remote_resume_finish (remote, result, &error));
  for (; *texts != NULL; texts++)
    measure (&bench, *texts);
  scroll (&bench);
}

int
main (int argc, char *argv[])
{
  if (argc == 6 && g_str_equal (argv[1], "fill"))
    fill (argv[2], (guint) atoi (argv[3]), (guint) atoi (argv[4]), argv[5]);
  else if (argc > 6 && g_str_equal (argv[1], "ask"))
    ask (argv[2], argv[3], argv[4], argv[5], argv + 6);
  else
    return 2;
  return 0;
}
