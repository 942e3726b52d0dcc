/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Previews and issuances as values, and the table that is saved. */

#include "engine/kms-issuance.h"
#include "engine/kms-preview.h"

#include "common/kms-csv.h"

#include <string.h>

static KmsIssuance *
make_issuance (gboolean demo)
{
  KmsIssuance *issuance = kms_issuance_new ();
  KmsIssuedKey first = {
    .issued_at = G_GINT64_CONSTANT (1295517600000000),
    .reissued = TRUE,
    .category = KMS_CATEGORY_HDVC,
    .device_id = "1234567890ABCDEF",
    .site = { { "DEMO, \"1\"", "=DEMO-福岡" } },
    .activation_key = "1111111111111111",
    .part_number = (char *) "KX-VCS101DEMO",
    .purpose = (char *) "DEMO Upgrade",
    .registration_key = "5555555555555555",
  };
  KmsIssuedKey second = first;

  second.reissued = FALSE;
  second.category = KMS_CATEGORY_LIVE_LINK;
  strcpy (second.device_id, "1234567890AB");
  second.site.line[0][0] = '\0';

  issuance->demo = demo;
  g_ptr_array_add (issuance->keys, kms_issued_key_copy (&first));
  g_ptr_array_add (issuance->keys, kms_issued_key_copy (&second));
  g_strfreev (issuance->mailed_to);
  issuance->mailed_to = g_strsplit ("a@example.com b@example.com", " ", -1);
  issuance->mail_subject = g_strdup ("subject");
  return issuance;
}

static void
test_csv (void)
{
  g_autoptr (KmsIssuance) issuance = make_issuance (FALSE);
  g_autofree char *csv = kms_issuance_to_csv (issuance);

  g_assert_cmpstr (
      csv, ==,
      "\"issued_at\",\"event\",\"category\",\"device_id\",\"site_1\",\"site_2\",\"activation_key\","
      "\"part_number\",\"purpose\",\"registration_key\",\"mailed_to\"\r\n"
      "\"2011-01-20T10:00:00Z\",\"reissued\",\"hdvc\",\"1234-5678-90AB-CDEF\",\"DEMO, \"\"1\"\"\","
      "\"'=DEMO-福岡\",\"1111-1111-1111-1111\",\"KX-VCS101DEMO\",\"DEMO Upgrade\","
      "\"5555-5555-5555-5555\",\"a@example.com b@example.com\"\r\n"
      "\"2011-01-20T10:00:00Z\",\"issued\",\"live-link\",\"12:34:56:78:90:AB\",\"\","
      "\"'=DEMO-福岡\",\"1111-1111-1111-1111\",\"KX-VCS101DEMO\",\"DEMO Upgrade\","
      "\"5555-5555-5555-5555\",\"a@example.com b@example.com\"\r\n");
}

static void
test_csv_demo (void)
{
  g_autoptr (KmsIssuance) issuance = make_issuance (TRUE);
  g_autofree char *csv = kms_issuance_to_csv (issuance);
  g_autoptr (GPtrArray) rows = kms_csv_parse (csv, -1, NULL);

  g_assert_cmpuint (rows->len, ==, 3);
  for (guint i = 0; i < rows->len; i++)
    {
      char **fields = rows->pdata[i];

      g_assert_cmpuint (g_strv_length (fields), ==, 12);
      g_assert_cmpstr (fields[11], ==, i == 0 ? "note" : "DEMO: not for real devices");
    }
  g_assert_cmpstr (((char **) rows->pdata[1])[4], ==, "DEMO, \"1\"");
  g_assert_cmpstr (((char **) rows->pdata[1])[5], ==, "=DEMO-福岡");
}

static void
test_copy (void)
{
  g_autoptr (KmsIssuance) empty = kms_issuance_new ();
  KmsIssuance *issuance = make_issuance (TRUE);
  g_autoptr (KmsIssuance) copy = g_boxed_copy (KMS_TYPE_ISSUANCE, issuance);
  g_autofree char *before = kms_issuance_to_csv (issuance);
  g_autofree char *after = NULL;

  g_assert_nonnull (empty->mailed_to);
  g_assert_null (empty->mail_subject);
  g_boxed_free (KMS_TYPE_ISSUANCE, issuance);
  after = kms_issuance_to_csv (copy);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (copy->mail_subject, ==, "subject");
  g_assert_null (kms_issuance_copy (NULL));
  g_assert_null (kms_issued_key_copy (NULL));
}

static void
test_preview (void)
{
  KmsPreview *preview = kms_preview_new ();
  g_autoptr (KmsPreview) copy = NULL;

  g_assert_false (kms_preview_is_refusal (preview));
  preview->n_keys = 2;
  preview->keys[0].verdict = KMS_VERDICT_NEW;
  preview->keys[0].part_number = g_strdup ("KX-VCS101DEMO");
  preview->keys[0].purpose = g_strdup ("DEMO Upgrade");
  preview->keys[1].verdict = KMS_VERDICT_REISSUE;
  preview->keys[1].issued_at = 7;
  g_assert_false (kms_preview_is_refusal (preview));
  preview->keys[1].verdict = KMS_VERDICT_INVALID_PAIR;
  g_assert_true (kms_preview_is_refusal (preview));

  copy = g_boxed_copy (KMS_TYPE_PREVIEW, preview);
  g_assert_true (kms_preview_equal (copy, preview));
  preview->keys[1].issued_at = 8;
  g_assert_false (kms_preview_equal (copy, preview));
  preview->keys[1].issued_at = 7;
  preview->keys[1].verdict = KMS_VERDICT_NEW;
  g_assert_false (kms_preview_equal (copy, preview));
  preview->n_keys = 1;
  g_assert_false (kms_preview_equal (copy, preview));
  g_boxed_free (KMS_TYPE_PREVIEW, preview);
  g_assert_cmpuint (copy->n_keys, ==, 2);
  g_assert_cmpstr (copy->keys[0].part_number, ==, "KX-VCS101DEMO");
  g_assert_cmpstr (copy->keys[0].purpose, ==, "DEMO Upgrade");
  g_assert_null (copy->keys[1].part_number);
  g_assert_cmpint (copy->keys[1].issued_at, ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/issuance/csv", test_csv);
  g_test_add_func ("/issuance/csv-demo", test_csv_demo);
  g_test_add_func ("/issuance/copy", test_copy);
  g_test_add_func ("/issuance/preview", test_preview);
  return g_test_run ();
}
