/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What comes again or meets something newer: attempts under an Idempotency-Key, versions of site lines,
 * one issuance by its ID; and the release of a key. */

#include "issuing-fixture.h"

#include <string.h>

#define DAY (24 * 3600 * (gint64) G_USEC_PER_SEC)

static KmsIssuance *
attempt (Fixture *fixture,
         const char *dealer,
         const char *idempotency_key,
         const KmsRequest *request,
         GError **error)
{
  Call call = { .issuing = fixture->issuing,
                .dealer = dealer,
                .request = request,
                .idempotency_key = idempotency_key };

  return kms_store_run (fixture->store, KMS_STORE_WRITE, do_issue, &call,
                        (GDestroyNotify) kms_issuance_free, error);
}

static void
assert_same_issuance (const KmsIssuance *a, const KmsIssuance *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpint (a->at, ==, b->at);
  g_assert_cmpint (a->category, ==, b->category);
  g_assert_cmpstr (a->device_id, ==, b->device_id);
  g_assert_true (kms_site_equal (&a->site, &b->site));
  g_assert_cmpstrv (a->mailed_to, b->mailed_to);
  g_assert_cmpstr (a->mail_subject, ==, b->mail_subject);
  g_assert_cmpuint (a->keys->len, ==, b->keys->len);
  for (guint i = 0; i < a->keys->len; i++)
    {
      g_assert_cmpint (key_at (a, i)->issued_at, ==, key_at (b, i)->issued_at);
      g_assert_cmpint (key_at (a, i)->reissued, ==, key_at (b, i)->reissued);
      g_assert_cmpstr (key_at (a, i)->activation_key, ==, key_at (b, i)->activation_key);
      g_assert_cmpstr (key_at (a, i)->part_number, ==, key_at (b, i)->part_number);
      g_assert_cmpstr (key_at (a, i)->purpose, ==, key_at (b, i)->purpose);
      g_assert_cmpstr (key_at (a, i)->registration_key, ==, key_at (b, i)->registration_key);
    }
}

/* The same attempt gets the same answer, whatever happened meanwhile, and writes nothing. */
static void
test_replay (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) early = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 1, 1);
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 3);
  g_autoptr (KmsIssuance) before = issued (fixture, "dealer-b", early);
  g_autoptr (KmsIssuance) first = NULL;
  g_autoptr (KmsIssuance) second = NULL;
  g_autoptr (KmsIssuance) other = NULL;
  g_autoptr (GError) error = NULL;

  kms_site_set_line (&request->site, 0, "本社", NULL);
  kms_request_add_mail (request, "a@example.com", NULL);
  kms_request_add_mail (request, "b@example.com", NULL);
  kms_clock_set (fixture->clock, NOW + 7);
  first = attempt (fixture, "dealer-a", "key-1", request, &error);
  g_assert_no_error (error);
  g_assert_false (first->replayed);
  g_assert_true (key_at (first, 1)->reissued);

  kms_clock_set (fixture->clock, NOW + 9);
  g_assert_true (release (fixture, "1000000000000000", &error));
  second = attempt (fixture, "dealer-a", "key-1", request, &error);
  g_assert_no_error (error);
  g_assert_true (second->replayed);
  assert_same_issuance (first, second);
  assert_answer (fixture, "SELECT count (*) FROM issue", "2");

  /* Another dealer's key of that name is another key. */
  other = attempt (fixture, "dealer-b", "key-1", request, &error);
  g_assert_no_error (error);
  g_assert_false (other->replayed);
  g_assert_cmpstr (other->id, !=, first->id);
}

/* Whatever is different in the request; the order of the keys and of the addresses is part of it. */
static void
test_other_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 2);
  g_autoptr (KmsIssuance) first = attempt (fixture, "dealer-a", "key", request, NULL);
  KmsRequest *others[6];

  others[0] = request_for (KMS_CATEGORY_HDVC, OTHER, 0, 0, 2);
  others[1] = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 1);
  others[2] = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 1, 1);
  add_pair (others[2], sheet (0, 0));
  for (guint i = 3; i < 6; i++)
    others[i] = kms_request_copy (request);
  kms_site_set_line (&others[3]->site, 1, "x", NULL);
  kms_request_add_mail (others[4], "a@example.com", NULL);
  kms_request_set_mail_subject (others[5], "x", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GError) error = NULL;
      guint n_details;

      g_assert_null (attempt (fixture, "dealer-a", "key", others[i], &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_IDEMPOTENCY_KEY_REUSED);
      g_assert_cmpstr (kms_error_get_details (error, &n_details)->pointer, ==, "Idempotency-Key");
      kms_request_free (others[i]);
    }
  assert_answer (fixture, "SELECT count (*) FROM issue", "1");
}

/* What was refused is not kept: the same key, for a request that is in order now. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) wrong = request_for (KMS_CATEGORY_LIVE_LINK, MAC, 0, 0, 1);
  g_autoptr (KmsRequest) right = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 1);
  g_autoptr (KmsIssuance) issuance = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (attempt (fixture, "dealer-a", "key", wrong, &refusal));
  g_assert_error (refusal, KMS_ERROR, KMS_ERROR_WRONG_CATEGORY);
  issuance = attempt (fixture, "dealer-a", "key", right, &error);
  g_assert_no_error (error);
  g_assert_false (issuance->replayed);
}

/* Thirty days, and then they go a few at a time, the oldest first. */
static void
test_forgotten (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, i, 1);
      g_autofree char *key = g_strdup_printf ("key-%u", i);
      g_autoptr (KmsIssuance) issuance = NULL;

      kms_clock_set (fixture->clock, NOW + i);
      issuance = attempt (fixture, "dealer-a", key, request, NULL);
      g_assert_nonnull (issuance);
    }
  for (guint i = 0; i < 4; i++)
    {
      /* The last moment at which all are kept; four, four again, and the two that are left. */
      static const char *const left[] = { "11", "8", "5", "4" };
      g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 20 + i, 1);
      g_autofree char *key = g_strdup_printf ("later-%u", i);
      g_autoptr (KmsIssuance) issuance = NULL;

      kms_clock_set (fixture->clock, NOW + 30 * DAY + (i == 0 ? 0 : 10));
      issuance = attempt (fixture, "dealer-a", key, request, NULL);
      g_assert_nonnull (issuance);
      assert_answer (fixture, "SELECT count (*) FROM attempt", left[i]);
    }
  assert_answer (fixture, "SELECT count (*) FROM issue", "14");
}

typedef struct
{
  Call call;
  KmsSite site;
  gint64 version;
  gint64 new_version;
} SiteCall;

static gpointer
do_save_site (KmsStoreSession *session, gpointer data, GError **error)
{
  SiteCall *site_call = data;
  Call *call = &site_call->call;

  return GINT_TO_POINTER (
      kms_issuing_save_site (call->issuing, session, call->dealer, call->category, call->device_id,
                             &site_call->site, site_call->version, &site_call->new_version, error));
}

/* Saves the line under a version; the new one, or -1 when it was stale. */
static gint64
save_site (Fixture *fixture, const char *dealer, const char *line, gint64 version)
{
  SiteCall call = { .call = { .issuing = fixture->issuing,
                              .dealer = dealer,
                              .category = KMS_CATEGORY_HDVC,
                              .device_id = DEVICE },
                    .version = version };
  g_autoptr (GError) error = NULL;

  kms_site_set_line (&call.site, 0, line, NULL);
  if (kms_store_run (fixture->store, KMS_STORE_WRITE, do_save_site, &call, NULL, &error) != NULL)
    return call.new_version;
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STALE_VERSION);
  return -1;
}

static void
test_site_versions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 1);
  g_autoptr (KmsIssuance) issuance = NULL;
  g_autofree KmsSite *site = NULL;

  g_assert_cmpint (save_site (fixture, "dealer-a", "A", 1), ==, -1);
  g_assert_cmpint (save_site (fixture, "dealer-a", "A", 0), ==, 1);
  g_assert_cmpint (save_site (fixture, "dealer-a", "B", 0), ==, -1);
  g_assert_cmpint (save_site (fixture, "dealer-a", "B", 1), ==, 2);
  /* The same again is no change; another dealer's lines are other lines. */
  g_assert_cmpint (save_site (fixture, "dealer-a", "B", 2), ==, 2);
  g_assert_cmpint (save_site (fixture, "dealer-b", "C", 0), ==, 1);
  /* Issuing saves whatever the version is, and makes one. */
  kms_site_set_line (&request->site, 0, "D", NULL);
  issuance = issued (fixture, "dealer-a", request);
  g_assert_cmpint (save_site (fixture, "dealer-a", "E", 2), ==, -1);
  g_assert_cmpint (save_site (fixture, "dealer-a", "E", KMS_ISSUING_ANY_VERSION), ==, 4);
  site = load_site (fixture, "dealer-a", DEVICE);
  g_assert_cmpstr (site->line[0], ==, "E");
}

static gpointer
do_load_issuance (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;

  return kms_issuing_load_issuance (call->issuing, session, call->dealer, call->idempotency_key,
                                    error);
}

/* One's own, under its ID only; everything else is not there, alike. */
static void
test_by_id (Fixture *fixture, gconstpointer data)
{
  static const char *const none[] = {
    "", "0", "01", "+1", "-1", " 1", "1 ", "a", "1.0", "2", "99999999999999999999"
  };
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 8);
  g_autoptr (KmsIssuance) issuance = issued (fixture, "dealer-a", request);
  g_autoptr (KmsIssuance) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) foreign = NULL;
  Call call = { .issuing = fixture->issuing, .dealer = "dealer-a", .idempotency_key = "1" };

  again = kms_store_run (fixture->store, KMS_STORE_READ, do_load_issuance, &call,
                         (GDestroyNotify) kms_issuance_free, &error);
  g_assert_no_error (error);
  g_assert_false (again->replayed);
  assert_same_issuance (issuance, again);
  call.dealer = "dealer-b";
  g_assert_null (
      kms_store_run (fixture->store, KMS_STORE_READ, do_load_issuance, &call, NULL, &foreign));
  g_assert_error (foreign, KMS_ERROR, KMS_ERROR_NOT_FOUND);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_autoptr (GError) unknown = NULL;

      call.dealer = "dealer-a";
      call.idempotency_key = none[i];
      g_assert_null (
          kms_store_run (fixture->store, KMS_STORE_READ, do_load_issuance, &call, NULL, &unknown));
      g_assert_error (unknown, KMS_ERROR, KMS_ERROR_NOT_FOUND);
      g_assert_cmpstr (unknown->message, ==, foreign->message);
    }
}

/* Released, a key can be issued for another device; ordinals go on, and it is in the audit. */
static void
test_release (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 1);
  g_autoptr (KmsRequest) elsewhere = request_for (KMS_CATEGORY_HDVC, OTHER, 0, 0, 1);
  g_autoptr (KmsIssuance) first = issued (fixture, "dealer-a", request);
  g_autoptr (KmsIssuance) moved = NULL;
  g_autoptr (KmsIssuance) back = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *details = NULL;

  g_assert_true (release (fixture, "1000000000000000", &error));
  g_assert_no_error (error);
  details = g_strdup_printf ("operator 1000000000000000 {\"device\":\"" DEVICE
                             "\",\"registration_key\":\"%s\","
                             "\"reason\":\"a \\\"wrong\\\" device\"}",
                             key_at (first, 0)->registration_key);
  assert_answer (fixture,
                 "SELECT actor || ' ' || subject || ' ' || details FROM audit"
                 " WHERE action = 'release'",
                 details);
  /* Not bound, and not known. */
  g_assert_false (release (fixture, "1000000000000000", &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (release (fixture, "AAAAAAAAAAAAAAAA", &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_NOT_FOUND);

  moved = issued (fixture, "dealer-b", elsewhere);
  g_assert_false (key_at (moved, 0)->reissued);
  assert_derived (key_at (moved, 0), 1);
  g_clear_error (&error);
  g_assert_true (release (fixture, "1000000000000000", &error));
  back = issued (fixture, "dealer-a", request);
  g_assert_false (key_at (back, 0)->reissued);
  assert_derived (key_at (back, 0), 2);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "replay", test_replay },
    { "other-request", test_other_request },
    { "refused", test_refused },
    { "forgotten", test_forgotten },
    { "site-versions", test_site_versions },
    { "by-id", test_by_id },
    { "release", test_release },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/issuing/issuing-attempts/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  return g_test_run ();
}
