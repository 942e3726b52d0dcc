/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What issuing leaves behind: site lines, mails, history, audit, and what is found again; and the
 * practice sheets of the demo. */

#include "issuing-fixture.h"

#include "engine/kms-mail.h"
#include "engine/kms-practice-sheet.h"

static void
assert_site (Fixture *fixture, const char *dealer, const char *line_1, const char *line_2)
{
  g_autofree KmsSite *site = load_site (fixture, dealer, DEVICE);

  g_assert_cmpstr (site->line[0], ==, line_1);
  g_assert_cmpstr (site->line[1], ==, line_2);
}

/* Saved per dealer and device, at the issue and at the reissue; a request without says nothing. */
static void
test_site (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 1);
  g_autoptr (KmsIssuance) first = NULL;
  g_autoptr (KmsIssuance) second = NULL;
  g_autoptr (KmsIssuance) third = NULL;
  g_autoptr (KmsIssuance) fourth = NULL;

  assert_site (fixture, "dealer-a", "", "");
  kms_site_set_line (&request->site, 0, "本社", NULL);
  kms_site_set_line (&request->site, 1, "3F", NULL);
  first = issued (fixture, "dealer-a", request);
  g_assert_true (kms_site_equal (&first->site, &request->site));
  assert_site (fixture, "dealer-a", "本社", "3F");
  assert_site (fixture, "dealer-b", "", "");
  assert_answer (fixture, "SELECT version FROM site", "1");

  second = issued (fixture, "dealer-a", request);
  assert_answer (fixture, "SELECT version FROM site", "1");
  kms_site_set_line (&request->site, 1, "4F", NULL);
  third = issued (fixture, "dealer-a", request);
  assert_site (fixture, "dealer-a", "本社", "4F");
  assert_answer (fixture, "SELECT version FROM site", "2");

  kms_site_set_line (&request->site, 0, "", NULL);
  kms_site_set_line (&request->site, 1, "", NULL);
  fourth = issued (fixture, "dealer-a", request);
  assert_site (fixture, "dealer-a", "本社", "4F");
  assert_answer (fixture, "SELECT group_concat(line_2) FROM issue", "3F,3F,4F,");
}

static void
test_mails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 1);
  g_autoptr (KmsIssuance) none = NULL;
  g_autoptr (KmsIssuance) one = NULL;
  g_autoptr (KmsIssuance) two = NULL;
  g_autofree char *subject = NULL;

  kms_site_set_line (&request->site, 0, "Fukuoka", NULL);
  subject = kms_mail_default_subject (&request->site, KMS_CATEGORY_HDVC, DEVICE);
  none = issued (fixture, "dealer-a", request);
  g_assert_cmpuint (g_strv_length (none->mailed_to), ==, 0);
  g_assert_null (none->mail_subject);

  kms_request_add_mail (request, "a@example.com", &error);
  g_assert_no_error (error);
  one = issued (fixture, "dealer-a", request);
  g_assert_cmpstr (one->mailed_to[0], ==, "a@example.com");
  g_assert_null (one->mailed_to[1]);
  g_assert_cmpstr (one->mail_subject, ==, subject);

  kms_request_add_mail (request, "b@example.com", &error);
  kms_request_set_mail_subject (request, "Keys", &error);
  g_assert_no_error (error);
  two = issued (fixture, "dealer-a", request);
  g_assert_cmpstr (two->mailed_to[1], ==, "b@example.com");
  g_assert_cmpstr (two->mail_subject, ==, "Keys");
  assert_answer (fixture,
                 "SELECT group_concat(ifnull (mail_to_1, '-') || ' ' || ifnull (mail_to_2, '-')"
                 " || ' ' || ifnull (mail_subject = 'Keys', '-')) FROM issue",
                 "- - -,a@example.com - 0,a@example.com b@example.com 1");
}

/* One row a request, with what was done and nothing personal. */
static void
test_audit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) first = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 1);
  g_autoptr (KmsRequest) second = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 3);
  g_autoptr (KmsIssuance) a = NULL;
  g_autoptr (KmsIssuance) b = NULL;

  kms_site_set_line (&second->site, 0, "Mr. Tanaka", NULL);
  kms_request_add_mail (second, "tanaka@example.com", NULL);
  a = issued (fixture, "dealer-a", first);
  kms_clock_set (fixture->clock, NOW + 1);
  b = issued (fixture, "dealer-b", second);
  assert_answer (fixture,
                 "SELECT group_concat((at - 1750000000000000) || ' ' || actor || ' ' || action"
                 " || ' ' || subject || ' ' || details, ';') FROM audit",
                 "0 dealer-a issue 1 {\"issued\":1,\"reissued\":0};"
                 "1 dealer-b issue 2 {\"issued\":2,\"reissued\":1}");
  assert_answer (fixture, "SELECT min(json_valid (details)) FROM audit", "1");
}

/* @expected: the activation keys' last digits, as they must come, with the site in brackets. */
static void
assert_found (Fixture *fixture,
              const char *dealer,
              const char *device_id,
              const char *activation_key,
              const char *expected)
{
  const KmsSearch search = { .device_id = (char *) device_id,
                             .activation_key = (char *) activation_key };
  g_autoptr (KmsFoundPage) page = find (fixture, dealer, &search);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < page->rows->len; i++)
    {
      const KmsIssuedKey *key = ((KmsFoundKey *) g_ptr_array_index (page->rows, i))->key;

      g_string_append_printf (text, "%s(%s)%s ", key->activation_key + 15, key->site.line[0],
                              key->reissued ? "r" : "");
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
issue_at (Fixture *fixture, const char *dealer, KmsRequest *request, const char *site, gint64 at)
{
  g_autoptr (KmsIssuance) issuance = NULL;

  kms_clock_set (fixture->clock, at);
  kms_site_set_line (&request->site, 0, site, NULL);
  issuance = issued (fixture, dealer, request);
}

/* The dealer's own, newest first, each time that a key was issued, with the site as it is now. */
static void
test_find (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) old = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 2);
  g_autoptr (KmsRequest) young = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 2, 1);
  g_autoptr (KmsRequest) of_other = request_for (KMS_CATEGORY_HDVC, DEVICE, 1, 7, 1);
  g_autoptr (KmsRequest) reissue = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 1, 1);
  g_autoptr (KmsRequest) moved = request_for (KMS_CATEGORY_HDVC, OTHER, 0, 0, 1);

  issue_at (fixture, "dealer-a", old, "A", NOW);
  issue_at (fixture, "dealer-a", young, "B", NOW + 1);
  issue_at (fixture, "dealer-b", of_other, "C", NOW + 2);
  issue_at (fixture, "dealer-b", reissue, "D", NOW + 3);
  issue_at (fixture, "dealer-a", reissue, "E", NOW + 4);
  issue_at (fixture, "dealer-a", reissue, "F", NOW + 5);

  assert_found (fixture, "dealer-a", DEVICE, NULL, "1(F)r 1(F)r 2(F) 0(F) 1(F) ");
  assert_found (fixture, "dealer-b", DEVICE, NULL, "1(D)r 7(D) ");
  assert_found (fixture, "dealer-a", NULL, "1000000000000001", "1(F)r 1(F)r 1(F) ");
  /* What only another dealer issued is not there. */
  assert_found (fixture, "dealer-a", NULL, "2000000000000007", "");
  assert_found (fixture, "dealer-a", OTHER, NULL, "");

  /* A key that was released is the device's no more. */
  assert_answer (
      fixture, "UPDATE binding SET released_at = 1 WHERE activation_key = '1000000000000000'", "-");
  assert_found (fixture, "dealer-a", DEVICE, NULL, "1(F)r 1(F)r 2(F) 1(F) ");
  /* And where another dealer has it now is not told. */
  issue_at (fixture, "dealer-b", moved, "G", NOW + 6);
  assert_found (fixture, "dealer-a", NULL, "1000000000000000", "");
}

/* The real store knows the sheets it was loaded with; the demo every practice sheet. */
static void
test_practice_sheets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsIssuing) demo = kms_issuing_new (&secret, fixture->clock, TRUE);
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  g_autoptr (KmsRequest) other_part = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  g_autoptr (KmsRequest) other_category = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  g_autoptr (KmsPreview) verdicts = NULL;
  g_autoptr (KmsPreview) wrong = NULL;
  g_autoptr (KmsIssuance) issuance = NULL;
  g_autoptr (GError) error = NULL;
  Call call = { .issuing = demo, .dealer = "demo", .request = request };
  KmsPracticeSheet sheets[3];

  kms_practice_sheet_make (kms_demo_catalogue_lookup ("KX-VCS101DEMO"), "ABCD000000000001",
                           &sheets[0]);
  kms_practice_sheet_make (kms_demo_catalogue_lookup ("KX-VCS101DEMO"), "ABCD000000000002",
                           &sheets[1]);
  kms_practice_sheet_make (kms_demo_catalogue_lookup ("KX-VCS201DEMO"), "ABCD000000000001",
                           &sheets[2]);
  add_pair (request, sheets[0].pair);
  add_pair (request, sheets[1].pair);
  add_pair (other_part, sheets[2].pair);
  kms_practice_sheet_make (kms_demo_catalogue_lookup ("LIVELINK-DEMO"), "ABCD000000000003",
                           &sheets[2]);
  add_pair (other_category, sheets[2].pair);

  g_assert_null (issue (fixture, "dealer-a", request, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_KEY_PAIR_INVALID);
  g_clear_error (&error);

  /* A look writes nothing, not even the sheet. */
  verdicts = kms_store_run (fixture->store, KMS_STORE_READ, do_preview, &call, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (kms_preview_is_refusal (verdicts));
  g_assert_cmpstr (verdicts->keys[0].part_number, ==, "KX-VCS101DEMO");
  assert_answer (fixture, "SELECT count(*) FROM activation", "240");
  issuance = kms_store_run (fixture->store, KMS_STORE_WRITE, do_issue, &call, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (issuance->demo);
  assert_derived (key_at (issuance, 0), 1);
  assert_derived (key_at (issuance, 1), 2);
  assert_answer (fixture, "SELECT count(*) FROM activation", "242");

  /* The same activation key as a sheet of another part, now that it is known, and the other way. */
  call.request = other_part;
  g_assert_null (kms_store_run (fixture->store, KMS_STORE_WRITE, do_issue, &call, NULL, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_KEY_PAIR_INVALID);
  g_clear_error (&error);
  call.request = other_category;
  wrong = kms_store_run (fixture->store, KMS_STORE_READ, do_preview, &call, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (wrong->keys[0].verdict, ==, KMS_VERDICT_WRONG_CATEGORY);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "site", test_site },
    { "mails", test_mails },
    { "audit", test_audit },
    { "find", test_find },
    { "practice-sheets", test_practice_sheets },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/issuing/issuing-records/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  return g_test_run ();
}
