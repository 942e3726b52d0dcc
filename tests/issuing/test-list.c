/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists as they are asked for: every parameter in its bounds, all faults at once, and cursors that belong
 * to their list only. */

#include "common/kms-error.h"
#include "issuing/kms-list.h"

#include <string.h>

/* The parameters at fault, with spaces between; "" when it is in order. */
static char *
faults_of (KmsListKind kind, gboolean whole, const KmsListParameters *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsList) list = kms_list_new (kind, whole, parameters, &error);
  GString *faults = g_string_new (NULL);
  const KmsErrorDetail *details;
  guint n_details;

  g_assert_true ((list == NULL) == (error != NULL));
  details = kms_error_get_details (error, &n_details);
  for (guint i = 0; i < n_details; i++)
    {
      KmsError expected = KMS_ERROR_PARAMETER_INVALID;

      if (g_str_equal (details[i].pointer, "device_id"))
        expected = KMS_ERROR_DEVICE_ID_INVALID;
      else if (g_str_equal (details[i].pointer, "cursor") && !whole)
        expected = KMS_ERROR_CURSOR_INVALID;
      g_assert_cmpint (details[i].code, ==, expected);
      if (i == 0)
        g_assert_cmpint (error->code, ==, expected);
      g_string_append_printf (faults, "%s%s", i > 0 ? " " : "", details[i].pointer);
    }
  return g_string_free (faults, FALSE);
}

static void
test_parameters (void)
{
  g_autofree char *long_q = g_strnfill (257, 'a');
  g_autofree char *long_id = g_strdup_printf ("1234%*s", 253, "");
  const struct
  {
    KmsListParameters parameters;
    const char *faults;
  } cases[] = {
    { { 0 }, "" },
    { { .device_id = "1234" }, "" },
    { { .device_id = "１２３４-ab cd" }, "" },
    { { .device_id = "12:34:56:78:90:AB" }, "" },
    { { .device_id = "123" }, "device_id" },
    { { .device_id = "" }, "device_id" },
    { { .device_id = "123G" }, "device_id" },
    { { .device_id = "12345678901234567" }, "device_id" },
    { { .device_id = long_id }, "device_id" },
    { { .activation_key = "1111-1111-1111-1111" }, "" },
    { { .activation_key = "11O1" }, "activation_key" },
    { { .q = "" }, "" },
    { { .q = "　本社 3f " }, "" },
    { { .q = long_q }, "q" },
    { { .q = "\xff" }, "q" },
    { { .from = "2026-04-01", .to = "2026-04-01" }, "" },
    { { .from = "2026-04-02", .to = "2026-04-01" }, "to" },
    { { .from = "2026-02-30", .to = "2026-04-01" }, "from" },
    { { .from = "9999-12-31", .to = "9999-12-31" }, "" },
    { { .from = "0001-01-01", .tz = "Pacific/Kiritimati" }, "" },
    { { .tz = "Asia/Tokio" }, "tz" },
    { { .order = "asc" }, "" },
    { { .order = "DESC" }, "order" },
    { { .limit = "200" }, "" },
    { { .limit = "0" }, "limit" },
    { { .limit = "201" }, "limit" },
    { { .limit = "1.5" }, "limit" },
    { { .limit = "-1" }, "limit" },
    { { .cursor = "" }, "cursor" },
    { { .cursor = "eyJiIjoyfQ" }, "cursor" },
    { { .device_id = "x", .from = "x", .tz = "x", .order = "x", .cursor = "x", .limit = "x" },
      "device_id from tz order cursor limit" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *faults = faults_of (KMS_LIST_ISSUANCES, FALSE, &cases[i].parameters);

      g_test_message ("case %u", i);
      g_assert_cmpstr (faults, ==, cases[i].faults);
    }
}

/* A report as a file is whole. */
static void
test_whole (void)
{
  const KmsListParameters both = { .cursor = "x", .limit = "50" };
  const KmsListParameters days = { .from = "2026-04-01", .order = "asc" };
  g_autofree char *faults = faults_of (KMS_LIST_HISTORY, TRUE, &both);
  g_autofree char *none = faults_of (KMS_LIST_DAILY, TRUE, &days);

  g_assert_cmpstr (faults, ==, "cursor limit");
  g_assert_cmpstr (none, ==, "");
}

static void
test_days (void)
{
  const KmsListParameters parameters = { .from = "2026-03-08",
                                         .to = "2026-03-08",
                                         .tz = "America/New_York" };
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsList) list = kms_list_new (KMS_LIST_HISTORY, FALSE, &parameters, &error);

  g_assert_no_error (error);
  /* a day of 23 hours */
  g_assert_cmpint (list->listing.from, ==, 1772946000 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (list->listing.to, ==, (1772946000 + 23 * 3600) * (gint64) G_USEC_PER_SEC);
}

/* A cursor is good in its list, whatever the limit, and in no other. */
static void
test_cursors (void)
{
  const KmsStorePlace place = { .at = G_GINT64_CONSTANT (1750000000123456),
                                .issue = 90210,
                                .position = 8 };
  const KmsListParameters own = { .device_id = "1234-abcd", .q = "a", .from = "2026-04-01" };
  g_autoptr (KmsList) list = kms_list_new (KMS_LIST_ISSUANCES, FALSE, &own, NULL);
  g_autofree char *cursor = kms_list_make_cursor (list, &place, 10000, FALSE);
  g_autofree char *short_cursor = g_strndup (cursor, strlen (cursor) - 1);
  g_autofree char *long_cursor = g_strconcat (cursor, "A", NULL);
  g_autofree char *spoilt = g_strdup (cursor);
  const struct
  {
    KmsListKind kind;
    KmsListParameters parameters;
    const char *faults;
  } cases[] = {
    { 0, { .device_id = "1234ABCD", .q = "a", .from = "2026-04-01", .limit = "7" }, "" },
    { 0, { .device_id = "1234ABCD", .q = "a", .from = "2026-04-01", .tz = "UTC" }, "" },
    { KMS_LIST_HISTORY, { .device_id = "1234ABCD", .q = "a", .from = "2026-04-01" }, "cursor" },
    { 0, { .device_id = "1234ABCE", .q = "a", .from = "2026-04-01" }, "cursor" },
    { 0, { .activation_key = "1234ABCD", .q = "a", .from = "2026-04-01" }, "cursor" },
    { 0, { .device_id = "1234ABCD", .q = "b", .from = "2026-04-01" }, "cursor" },
    { 0, { .device_id = "1234ABCD", .q = "a", .to = "2026-04-01" }, "cursor" },
    { 0, { .device_id = "1234ABCD", .q = "a", .from = "2026-04-01", .order = "asc" }, "cursor" },
    { 0,
      { .device_id = "1234ABCD", .q = "a", .from = "2026-04-01", .tz = "Asia/Tokyo" },
      "cursor" },
  };
  const char *bad[] = { short_cursor, long_cursor, spoilt };

  g_assert_true (g_regex_match_simple ("^[A-Za-z0-9_-]+$", cursor, 0, 0));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      KmsListParameters parameters = cases[i].parameters;
      g_autofree char *faults = NULL;

      parameters.cursor = cursor;
      faults = faults_of (cases[i].kind, FALSE, &parameters);
      g_test_message ("case %u", i);
      g_assert_cmpstr (faults, ==, cases[i].faults);
    }
  spoilt[0]++;
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      KmsListParameters parameters = own;
      g_autofree char *faults = NULL;

      parameters.cursor = bad[i];
      faults = faults_of (KMS_LIST_ISSUANCES, FALSE, &parameters);
      g_assert_cmpstr (faults, ==, "cursor");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/issuing/list/parameters", test_parameters);
  g_test_add_func ("/issuing/list/whole", test_whole);
  g_test_add_func ("/issuing/list/days", test_days);
  g_test_add_func ("/issuing/list/cursors", test_cursors);
  return g_test_run ();
}
