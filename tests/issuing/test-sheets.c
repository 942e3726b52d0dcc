/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the operator does: new sheets, a CSV that is imported whole or not at all, the list of sheets, and
 * the check of tables and keys. */

#include "issuing-fixture.h"

#include "issuing/kms-sheets.h"

#include <string.h>

#define HEADER "part_number,purpose,category,activation_key,registration_id\r\n"

typedef struct
{
  KmsIssuing *issuing;
  KmsPart part;
  guint n;
  GPtrArray *sheets;
  const char *after;
  gint64 after_id;
} Task;

static gpointer
do_make (KmsStoreSession *session, gpointer data, GError **error)
{
  Task *task = data;

  return kms_sheets_make (session, &task->part, task->n, error);
}

static gpointer
do_import (KmsStoreSession *session, gpointer data, GError **error)
{
  Task *task = data;

  return GINT_TO_POINTER (kms_sheets_import (session, task->sheets, error));
}

/* The details of an error, with spaces between. */
static char *
describe (const GError *error)
{
  GString *text = g_string_new (NULL);
  guint n_details;
  const KmsErrorDetail *details = kms_error_get_details (error, &n_details);

  for (guint i = 0; i < n_details; i++)
    g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "", details[i].pointer,
                            kms_error_to_code (details[i].code));
  return g_string_free (text, FALSE);
}

static void
test_new (Fixture *fixture, gconstpointer data)
{
  Task task = { .part = { "VC-UP4", "Four sites", KMS_CATEGORY_HDVC }, .n = 100 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sheets = kms_store_run (fixture->store, KMS_STORE_WRITE, do_make, &task,
                                                (GDestroyNotify) g_ptr_array_unref, &error);
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  g_autoptr (KmsIssuance) issuance = NULL;
  const KmsSheet *sheet;

  g_assert_no_error (error);
  g_assert_cmpuint (sheets->len, ==, 100);
  assert_answer (fixture, "SELECT count (DISTINCT registration_id) FROM activation", "340");
  sheet = g_ptr_array_index (sheets, 99);
  g_assert_cmpuint (strlen (sheet->pair.registration_id), ==, 8);
  add_pair (request, sheet->pair);
  issuance = issued (fixture, "dealer", request);
  g_assert_cmpstr (key_at (issuance, 0)->purpose, ==, "Four sites");
}

static void
test_new_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    Task task;
    const char *place;
  } cases[] = {
    { { .part = { "", "x", KMS_CATEGORY_HDVC }, .n = 1 }, "part-number" },
    { { .part = { "A B", "x", KMS_CATEGORY_HDVC }, .n = 1 }, "part-number" },
    { { .part = { "Ä", "x", KMS_CATEGORY_HDVC }, .n = 1 }, "part-number" },
    { { .part = { "A", "", KMS_CATEGORY_HDVC }, .n = 1 }, "purpose" },
    { { .part = { "A", "x\ny", KMS_CATEGORY_HDVC }, .n = 1 }, "purpose" },
    { { .part = { "A", "x", KMS_CATEGORY_HDVC }, .n = 0 }, "count" },
    { { .part = { "A", "x", KMS_CATEGORY_HDVC }, .n = 1001 }, "count" },
    /* known, but not so */
    { { .part = { "KX-ONE", "x", KMS_CATEGORY_HDVC }, .n = 1 }, "part-number" },
    { { .part = { "KX-ONE", "One", KMS_CATEGORY_LIVE_LINK }, .n = 1 }, "part-number" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *details = NULL;
      g_autofree char *expected = g_strconcat (cases[i].place, ":value-invalid", NULL);

      g_assert_null (kms_store_run (fixture->store, KMS_STORE_WRITE, do_make,
                                    (gpointer) &cases[i].task, NULL, &error));
      details = describe (error);
      g_test_message ("case %u", i);
      g_assert_cmpstr (details, ==, expected);
    }
  assert_answer (fixture, "SELECT count (*) FROM activation", "240");
}

/* What is written is read again, and imports. */
static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) csv = g_string_new (NULL);
  KmsSheet sheet = { .pair = { "ABCDEF0123456789", "12345678" },
                     .part_number = (char *) "=NEW-1",
                     .purpose = (char *) "Say \"four\", please",
                     .category = KMS_CATEGORY_LIVE_LINK };
  g_autoptr (GError) error = NULL;
  Task task = { 0 };

  kms_sheets_append_csv (csv, NULL);
  kms_sheets_append_csv (csv, &sheet);
  task.sheets = kms_sheets_read_csv (csv->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (task.sheets->len, ==, 1);
  kms_store_run (fixture->store, KMS_STORE_WRITE, do_import, &task, NULL, &error);
  g_assert_no_error (error);
  assert_answer (fixture,
                 "SELECT part_number || purpose || category || registration_id"
                 " FROM activation JOIN part ON id = part"
                 " WHERE activation_key = 'ABCDEF0123456789'",
                 "=NEW-1Say \"four\", pleaselive-link12345678");
  /* Once more is once too often. */
  kms_store_run (fixture->store, KMS_STORE_WRITE, do_import, &task, NULL, &error);
  g_assert_error (error, KMS_ERROR, KMS_ERROR_DUPLICATE_KEY);
  g_ptr_array_unref (task.sheets);
}

static void
test_csv_refused (void)
{
  static const struct
  {
    const char *csv;
    const char *details;
  } cases[] = {
    { HEADER, "" },
    { "\xEF\xBB\xBF"
      "registration_id,note,activation_key,category,purpose,part_number\n"
      "１２３４,x,1111-2222-3333-4444,hdvc,P,N\n",
      "" },
    { "", "/lines/1/part_number:value-missing /lines/1/purpose:value-missing"
          " /lines/1/category:value-missing /lines/1/activation_key:value-missing"
          " /lines/1/registration_id:value-missing" },
    { "part_number,purpose,activation_key\r\n",
      "/lines/1/category:value-missing /lines/1/registration_id:value-missing" },
    { HEADER "N,P,hdvc,1111222233334444,1\r\n"
             "\r\n"
             "N,P,hdcv,111122223333444,\r\n"
             "N,P\r\n",
      "/lines/4/category:value-invalid /lines/4/activation_key:activation-key-invalid"
      " /lines/4/registration_id:registration-id-invalid /lines/5/category:value-invalid"
      " /lines/5/activation_key:activation-key-invalid"
      " /lines/5/registration_id:registration-id-invalid" },
    { HEADER "N,P,hdvc,1111222233334444,1\r\nN,P,hdvc,1111-2222-3333-4444,2\r\n",
      "/lines/3/activation_key:duplicate-key" },
    /* a line end in a field: the lines behind it count right */
    { HEADER "N,\"P\nQ\",hdvc,1111222233334444,1\r\nN,P,hdvc,x,2\r\n",
      "/lines/3/purpose:value-invalid /lines/4/activation_key:activation-key-invalid" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) sheets = kms_sheets_read_csv (cases[i].csv, -1, &error);
      g_autofree char *details = describe (error);

      g_test_message ("case %u", i);
      g_assert_cmpstr (details, ==, cases[i].details);
      g_assert_true ((sheets == NULL) == (error != NULL));
    }
}

/* One bad line keeps all out; a hundred of them are named. */
static void
test_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) csv = g_string_new (HEADER);
  g_autoptr (GError) error = NULL;
  g_autofree char *details = NULL;
  Task task = { 0 };
  guint n_details;

  g_string_append (csv, "NEW,P,hdvc,AAAA000000000001,1\r\n"
                        "KX-ONE,other,hdvc,AAAA000000000002,1\r\n"
                        "KX-ONE,One,hdvc,1000000000000000,1\r\n"
                        "NEW,P,live-link,AAAA000000000003,1\r\n");
  task.sheets = kms_sheets_read_csv (csv->str, -1, &error);
  g_assert_no_error (error);
  kms_store_run (fixture->store, KMS_STORE_WRITE, do_import, &task, NULL, &error);
  details = describe (error);
  /* The last line: the part that the first one made known is another. */
  g_assert_cmpstr (details, ==,
                   "/lines/3/part_number:value-invalid /lines/4/activation_key:duplicate-key"
                   " /lines/5/part_number:value-invalid");
  assert_answer (fixture, "SELECT count (*) FROM activation", "240");
  assert_answer (fixture, "SELECT count (*) FROM part", "3");
  g_ptr_array_unref (task.sheets);

  g_clear_error (&error);
  g_string_truncate (csv, strlen (HEADER));
  for (guint i = 0; i < 300; i++)
    g_string_append (csv, "N,P,hdvc,x,1\r\n");
  g_assert_null (kms_sheets_read_csv (csv->str, -1, &error));
  kms_error_get_details (error, &n_details);
  g_assert_cmpuint (n_details, ==, 100);
}

static void
take_sheet (const KmsStoreSheet *sheet, gpointer data)
{
  g_string_append_printf (data, "%s%s ", sheet->pair.activation_key + 14,
                          sheet->device_id == NULL ? "" : sheet->device_id);
}

static gpointer
do_list (KmsStoreSession *session, gpointer data, GError **error)
{
  Task *task = data;
  GString *rows = g_string_new (NULL);

  g_assert_true (kms_store_list_sheets (session, task->after, task->n, take_sheet, rows, error));
  return g_string_free (rows, FALSE);
}

static void
test_sheets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 1, 2);
  g_autoptr (KmsIssuance) issuance = issued (fixture, "dealer", request);
  Task task = { .after = "", .n = 3 };
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_true (release (fixture, "1000000000000002", &error));
  first = kms_store_run (fixture->store, KMS_STORE_READ, do_list, &task, g_free, &error);
  g_assert_cmpstr (first, ==, "00 01" DEVICE " 02 ");
  task.after = "1000000000000002";
  second = kms_store_run (fixture->store, KMS_STORE_READ, do_list, &task, g_free, &error);
  g_assert_cmpstr (second, ==, "03 04 05 ");
}

static gpointer
do_check (KmsStoreSession *session, gpointer data, GError **error)
{
  Task *task = data;

  return kms_issuing_check_keys (task->issuing, session, task->after_id, task->n, error);
}

/* In pages of two: how many keys were right, or -1. */
static int
check_keys (Fixture *fixture)
{
  Task task = { .issuing = fixture->issuing, .n = 2 };
  int n_checked = 0;
  gboolean complete;

  do
    {
      g_autoptr (GError) error = NULL;
      g_autofree KmsKeyCheck *check =
          kms_store_run (fixture->store, KMS_STORE_READ, do_check, &task, g_free, &error);

      if (check == NULL)
        {
          g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT);
          return -1;
        }
      n_checked += (int) check->n_checked;
      task.after_id = check->last;
      complete = check->complete;
    }
  while (!complete);
  return n_checked;
}

static void
test_check_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) hdvc = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 4);
  g_autoptr (KmsRequest) link = request_for (KMS_CATEGORY_LIVE_LINK, MAC, 2, 0, 1);
  g_autoptr (KmsIssuance) first = issued (fixture, "dealer", hdvc);
  g_autoptr (KmsIssuance) second = issued (fixture, "dealer", link);
  g_autofree char *fingerprint = kms_issuing_get_fingerprint (fixture->issuing);

  assert_answer (fixture, "SELECT issuer_fingerprint FROM meta", fingerprint);
  g_assert_true (release (fixture, "1000000000000001", NULL));
  g_assert_cmpint (check_keys (fixture), ==, 5);
  assert_answer (fixture, "UPDATE counter SET last_ordinal = 3 WHERE last_ordinal = 4", "-");
  g_assert_cmpint (check_keys (fixture), ==, -1);
  assert_answer (fixture, "UPDATE counter SET last_ordinal = 4 WHERE last_ordinal = 3", "-");
  g_assert_cmpint (check_keys (fixture), ==, 5);
  assert_answer (fixture, "UPDATE binding SET registration_key = '0000000000000000' WHERE id = 2",
                 "-");
  g_assert_cmpint (check_keys (fixture), ==, -1);
}

static gpointer
do_check_tables (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autofree char *table = g_strdup ("");
  guint n_tables = 0;

  while (TRUE)
    {
      g_autofree char *next = NULL;

      if (!kms_store_check_next_table (session, table, &next, error))
        return NULL;
      if (next == NULL)
        return GUINT_TO_POINTER (n_tables);
      n_tables++;
      g_free (table);
      table = g_steal_pointer (&next);
    }
}

static void
test_check_tables (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = NULL;
  gpointer n_tables =
      kms_store_run (fixture->store, KMS_STORE_READ, do_check_tables, NULL, NULL, &error);

  g_assert_no_error (error);
  expected = g_strdup_printf ("%u", GPOINTER_TO_UINT (n_tables));
  assert_answer (fixture, "SELECT count (*) FROM sqlite_schema WHERE type = 'table'", expected);
  assert_answer (fixture, "PRAGMA ignore_check_constraints = ON", "-");
  assert_answer (fixture, "UPDATE part SET category = 'x' WHERE id = 1", "-");
  assert_answer (fixture, "PRAGMA ignore_check_constraints = OFF", "-");
  g_assert_null (
      kms_store_run (fixture->store, KMS_STORE_READ, do_check_tables, NULL, NULL, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_CORRUPT);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "new", test_new },
    { "new-refused", test_new_refused },
    { "round-trip", test_round_trip },
    { "all-or-nothing", test_all_or_nothing },
    { "list", test_sheets },
    { "check-keys", test_check_keys },
    { "check-tables", test_check_tables },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/issuing/sheets/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  g_test_add_func ("/issuing/sheets/csv-refused", test_csv_refused);
  return g_test_run ();
}
