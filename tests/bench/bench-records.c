/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a store costs that holds many issued keys: bytes a key; finding one by device or activation key as
 * the server does (parameters, statement, JSON; no socket), beside the bare prepared statement; and the
 * history of one dealer as CSV, beside the sqlite3 shell. Arguments: a folder, the number of keys, and
 * of dealers; the file is kept there for the next time. Prints figures; it judges nothing. */

#include "records-fixture.h"

#include "issuing/kms-history.h"
#include "server/kms-issuance-json.h"
#include "store/kms-store-listing-private.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define N_ROUNDS    20
#define N_PER_ROUND 1000
#define CHUNK_ROWS  1000

typedef struct
{
  char *path;
  guint n_keys;
  KmsDatabase *database; /* the server's own reading connection */
  sqlite3 *bare;
  GRand *rand;
} Bench;

/* Microseconds that this thread has worked, which other work on the machine does not disturb. */
static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* The same for programs that were started and have ended. */
static gint64
children_time (void)
{
  struct rusage usage;

  getrusage (RUSAGE_CHILDREN, &usage);
  return (gint64) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC
         + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* A device or an activation key that is there, and whose. */
static void
pick (Bench *bench, gboolean by_device, char digits[KMS_IDENTIFIER_SIZE], char dealer[8])
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT %s, dealer FROM issue JOIN issue_key ON issue = issue.id JOIN binding"
      " ON binding.id = binding WHERE issue.id = %d",
      by_device ? "binding.device_id" : "activation_key",
      g_rand_int_range (bench->rand, 1, (gint32) bench->n_keys + 1));
  sqlite3_stmt *statement;

  sqlite3_prepare_v2 (bench->bare, sql, -1, &statement, NULL);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_strlcpy (digits, (const char *) sqlite3_column_text (statement, 0), KMS_IDENTIFIER_SIZE);
  g_strlcpy (dealer, (const char *) sqlite3_column_text (statement, 1), 8);
  sqlite3_finalize (statement);
}

/* All that the server does between the request and the answer. */
static void
find_as_server (Bench *bench, gboolean by_device, const char *digits, const char *dealer)
{
  const KmsListParameters parameters = { .device_id = by_device ? digits : NULL,
                                         .activation_key = by_device ? NULL : digits };
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsList) list = kms_list_new (KMS_LIST_ISSUANCES, FALSE, &parameters, &error);
  KmsStoreSession session = { .database = bench->database };
  g_autoptr (KmsHistoryPage) page = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  kms_database_begin (bench->database, FALSE, &error);
  page = kms_history_load_page (&session, dealer, list, &error);
  kms_database_commit (bench->database, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->rows->len, ==, 1);
  node = kms_history_page_to_json (list, page);
  json = kms_json_to_string (node, FALSE);
  g_assert_nonnull (strstr (json, digits));
}

static void
bind (sqlite3_stmt *statement, const char *name, const char *value)
{
  sqlite3_bind_text (statement, sqlite3_bind_parameter_index (statement, name), value, -1,
                     SQLITE_STATIC);
}

/* The statement of the list, and every column of its rows. */
static void
find_bare (sqlite3_stmt *statement, gboolean by_device, const char *digits, const char *dealer)
{
  char end[KMS_IDENTIFIER_SIZE];
  guint n_rows = 0;

  g_strlcpy (end, digits, sizeof end);
  end[strlen (end) - 1]++;
  bind (statement, ":dealer", dealer);
  bind (statement, by_device ? ":device_id" : ":activation_key", digits);
  bind (statement, by_device ? ":device_id_end" : ":activation_key_end", end);
  sqlite3_bind_int64 (statement, sqlite3_bind_parameter_index (statement, ":from"), G_MININT64);
  sqlite3_bind_int64 (statement, sqlite3_bind_parameter_index (statement, ":to"), G_MAXINT64);
  for (; sqlite3_step (statement) == SQLITE_ROW; n_rows++)
    {
      for (int column = 0; column < sqlite3_column_count (statement); column++)
        sqlite3_column_text (statement, column);
    }
  g_assert_cmpuint (n_rows, ==, 1);
  sqlite3_reset (statement);
}

static void
measure_find (Bench *bench, gboolean by_device)
{
  KmsStoreListing listing = { 0 };
  g_autofree char *sql = NULL;
  sqlite3_stmt *statement;
  gint64 server = 0;
  gint64 bare = 0;

  g_strlcpy (by_device ? listing.device : listing.activation_key, "0123456789ABCDEF",
             KMS_IDENTIFIER_SIZE);
  sql = kms_store_listing_make_sql (&listing, by_device ? KMS_STORE_BY_DEVICE : KMS_STORE_BY_KEY,
                                    FALSE);
  g_assert_cmpint (sqlite3_prepare_v2 (bench->bare, sql, -1, &statement, NULL), ==, SQLITE_OK);
  for (guint round = 0; round < N_ROUNDS * 2; round++)
    {
      g_autofree char (*digits)[KMS_IDENTIFIER_SIZE] = g_malloc (N_PER_ROUND * sizeof *digits);
      g_autofree char (*dealers)[8] = g_malloc (N_PER_ROUND * sizeof *dealers);
      gint64 start;

      for (guint i = 0; i < N_PER_ROUND; i++)
        pick (bench, by_device, digits[i], dealers[i]);
      start = thread_time ();
      for (guint i = 0; i < N_PER_ROUND; i++)
        {
          if (round & 1)
            find_bare (statement, by_device, digits[i], dealers[i]);
          else
            find_as_server (bench, by_device, digits[i], dealers[i]);
        }
      *(round & 1 ? &bare : &server) += thread_time () - start;
    }
  sqlite3_finalize (statement);
  printf ("find by %s: %.1f us, the bare statement %.1f us: %.2f times\n",
          by_device ? "device" : "key", (double) server / (N_ROUNDS * N_PER_ROUND),
          (double) bare / (N_ROUNDS * N_PER_ROUND), (double) server / (double) bare);
}

static void
measure_bytes (Bench *bench)
{
  static const char sql[] = "SELECT name, sum (pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC";
  sqlite3_stmt *statement;
  double all = 0;

  g_assert_cmpint (sqlite3_prepare_v2 (bench->bare, sql, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      double bytes = sqlite3_column_double (statement, 1) / bench->n_keys;

      all += bytes;
      if (bytes >= 1)
        printf ("  %-28s %6.1f bytes a key\n", sqlite3_column_text (statement, 0), bytes);
    }
  printf ("  %-28s %6.1f bytes a key\n", "all of it", all);
  sqlite3_finalize (statement);
}

static long
peak_kib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/* All rows of the dealer "1", as the stream of the server asks for them; into a pipe's end. */
static guint
write_csv (Bench *bench, FILE *out)
{
  const KmsListParameters parameters = { .tz = "Asia/Tokyo" };
  g_autoptr (KmsList) list = kms_list_new (KMS_LIST_HISTORY, TRUE, &parameters, NULL);
  KmsStoreSession session = { .database = bench->database };
  KmsStorePlace last;
  gboolean complete = FALSE;
  guint n_chunks = 0;

  for (; !complete; n_chunks++)
    {
      g_autoptr (KmsHistoryChunk) chunk = NULL;

      kms_database_begin (bench->database, FALSE, NULL);
      chunk = kms_history_load_chunk (&session, "1", list, n_chunks == 0 ? NULL : &last, CHUNK_ROWS,
                                      FALSE, NULL);
      kms_database_commit (bench->database, NULL);
      fwrite (chunk->text->str, 1, chunk->text->len, out);
      last = chunk->last;
      complete = chunk->complete;
    }
  return n_chunks;
}

static void
measure_csv (Bench *bench)
{
  static const char query[] =
      "SELECT issue.issued_at, iif (issue_key.reissued, 'reissued', 'issued'), part.category,"
      " binding.device_id, issue.line_1, issue.line_2, binding.activation_key, part.part_number,"
      " part.purpose, binding.registration_key, ifnull (issue.mail_to_1, '') FROM issue CROSS JOIN"
      " issue_key ON issue_key.issue = issue.id CROSS JOIN binding ON binding.id ="
      " issue_key.binding CROSS JOIN part ON part.id = binding.part WHERE issue.dealer = '1'"
      " ORDER BY issue.issued_at DESC, issue.id DESC, issue_key.position";
  g_autofree char *command =
      g_strdup_printf ("sqlite3 -readonly -csv '%s' \"%s\" > /dev/null", bench->path, query);
  FILE *out = fopen ("/dev/null", "w");
  long before = peak_kib ();
  guint n_chunks = 0;

  for (guint round = 0; round < 5; round++)
    {
      gint64 start = thread_time ();
      gint64 children = children_time ();
      double own;
      double shell;

      n_chunks = write_csv (bench, out);
      own = (double) (thread_time () - start) / G_USEC_PER_SEC;
      g_assert_cmpint (system (command), ==, 0);
      shell = (double) (children_time () - children) / G_USEC_PER_SEC;
      printf ("CSV, some %u rows: %.2f s, the shell %.2f s: %.2f times its speed\n",
              n_chunks * CHUNK_ROWS, own, shell, shell / own);
    }
  printf ("CSV: at most %.1f MiB more memory than before\n",
          (double) (peak_kib () - before) / 1024);
  fclose (out);
}

int
main (int argc, char *argv[])
{
  const char *folder = argc > 1 ? argv[1] : ".";
  guint n_keys = argc > 2 ? (guint) atoi (argv[2]) : 10000;
  guint n_dealers = argc > 3 ? (guint) atoi (argv[3]) : N_DEALERS;
  g_autofree char *name = g_strdup_printf ("records-%u-%u.db", n_keys, n_dealers);
  g_autoptr (GError) error = NULL;
  Bench bench = { .n_keys = n_keys, .path = g_build_filename (folder, name, NULL) };

  make_file (bench.path, n_keys, n_dealers);
  bench.database = kms_database_open (bench.path, KMS_DATABASE_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open_v2 (bench.path, &bench.bare, SQLITE_OPEN_READWRITE, NULL), ==,
                   SQLITE_OK);
  bench.rand = g_rand_new_with_seed (1);

  printf ("%u keys of %u dealers\n", n_keys, n_dealers);
  measure_find (&bench, TRUE);
  measure_find (&bench, FALSE);
  measure_csv (&bench);
  measure_bytes (&bench);

  g_rand_free (bench.rand);
  sqlite3_close (bench.bare);
  kms_database_close (bench.database);
  g_free (bench.path);
  return 0;
}
