/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of issuing: binding, reissue, refusals, ordinals, and that a request is all or nothing. */

#include "issuing-fixture.h"

#include <string.h>

/* Everything that a refused request must leave alone. */
#define FINGERPRINT                                                                          \
  "SELECT (SELECT count(*) FROM activation) || ',' || (SELECT count(*) FROM binding) || ','" \
  " || (SELECT ifnull (sum(last_ordinal), 0) FROM counter) || ','"                           \
  " || (SELECT count(*) FROM issue) || ',' || (SELECT count(*) FROM issue_key) || ','"       \
  " || (SELECT count(*) FROM site) || ',' || (SELECT count(*) FROM audit)"

/* "KEY", as a refusal must not show it. */
static void
assert_says_nothing_of (const GError *error, const char *secret_text)
{
  g_assert_null (strstr (error->message, secret_text));
}

static void
test_new_and_reissue (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 1);
  g_autoptr (KmsIssuance) first = issued (fixture, "dealer-a", request);
  g_autoptr (KmsIssuance) again = NULL;
  g_autoptr (KmsIssuance) by_other = NULL;

  g_assert_cmpint (first->at, ==, NOW);
  g_assert_false (first->demo);
  g_assert_cmpstr (first->device_id, ==, DEVICE);
  g_assert_false (key_at (first, 0)->reissued);
  g_assert_cmpint (key_at (first, 0)->issued_at, ==, NOW);
  g_assert_cmpstr (key_at (first, 0)->part_number, ==, "KX-ONE");
  g_assert_cmpstr (key_at (first, 0)->purpose, ==, "One");
  assert_derived (key_at (first, 0), 1);

  /* The same key, the original date; the answer itself is of now. */
  kms_clock_set (fixture->clock, NOW + 5);
  again = issued (fixture, "dealer-a", request);
  g_assert_cmpint (again->at, ==, NOW + 5);
  g_assert_true (key_at (again, 0)->reissued);
  g_assert_cmpint (key_at (again, 0)->issued_at, ==, NOW);
  g_assert_cmpstr (key_at (again, 0)->registration_key, ==, key_at (first, 0)->registration_key);

  /* Whoever holds a valid pair may reissue it. */
  by_other = issued (fixture, "dealer-b", request);
  g_assert_true (key_at (by_other, 0)->reissued);
  g_assert_cmpstr (key_at (by_other, 0)->registration_key, ==, key_at (first, 0)->registration_key);

  assert_answer (fixture, "SELECT count(*) FROM binding", "1");
  assert_answer (fixture, "SELECT sum(last_ordinal) FROM counter", "1");
  assert_answer (fixture,
                 "SELECT group_concat(dealer || ':' || reissued) FROM issue"
                 " JOIN issue_key ON issue = id",
                 "dealer-a:0,dealer-a:1,dealer-b:1");
}

/* One refusal a row, in the order of the checks: pair, then category, then binding. Sheet 0 of each
 * part is bound to another device. */
static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    KmsCategory category;
    const char *device_id;
    const char *activation_key;
    const char *registration_id;
    KmsVerdict verdict;
    int error;
  } cases[] = {
    { KMS_CATEGORY_HDVC, DEVICE, "FFFFFFFFFFFFFFFF", "ABC00001", /* unknown key */
      KMS_VERDICT_INVALID_PAIR, KMS_ERROR_KEY_PAIR_INVALID },
    { KMS_CATEGORY_HDVC, DEVICE, "1000000000000001", "ABC00002", /* the ID of another sheet */
      KMS_VERDICT_INVALID_PAIR, KMS_ERROR_KEY_PAIR_INVALID },
    { KMS_CATEGORY_HDVC, DEVICE, "1000000000000001", "ABC0000", /* only the beginning of it */
      KMS_VERDICT_INVALID_PAIR, KMS_ERROR_KEY_PAIR_INVALID },
    { KMS_CATEGORY_HDVC, DEVICE, "3000000000000001", "ABC20001", /* of the other category */
      KMS_VERDICT_WRONG_CATEGORY, KMS_ERROR_WRONG_CATEGORY },
    { KMS_CATEGORY_LIVE_LINK, MAC, "1000000000000001", "ABC00001", /* and the other way round */
      KMS_VERDICT_WRONG_CATEGORY, KMS_ERROR_WRONG_CATEGORY },
    { KMS_CATEGORY_HDVC, DEVICE, "1000000000000000", "ABC00000", /* bound */
      KMS_VERDICT_BOUND_ELSEWHERE, KMS_ERROR_KEY_BOUND_ELSEWHERE },
    { KMS_CATEGORY_HDVC, DEVICE, "1000000000000000", "ABC00001", /* bound, and a wrong ID */
      KMS_VERDICT_INVALID_PAIR, KMS_ERROR_KEY_PAIR_INVALID },
    { KMS_CATEGORY_HDVC, DEVICE, "3000000000000000", "ABC20000", /* bound, wrong category */
      KMS_VERDICT_WRONG_CATEGORY, KMS_ERROR_WRONG_CATEGORY },
    { KMS_CATEGORY_HDVC, DEVICE, "3000000000000000", "ABC20001", /* all three */
      KMS_VERDICT_INVALID_PAIR, KMS_ERROR_KEY_PAIR_INVALID },
  };
  g_autoptr (KmsRequest) elsewhere = request_for (KMS_CATEGORY_HDVC, OTHER, 0, 0, 1);
  g_autoptr (KmsRequest) link = request_for (KMS_CATEGORY_LIVE_LINK, "BA9876543210", 2, 0, 1);
  g_autoptr (KmsIssuance) a = issued (fixture, "dealer-b", elsewhere);
  g_autoptr (KmsIssuance) b = issued (fixture, "dealer-b", link);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (KmsRequest) request = kms_request_new (cases[i].category, cases[i].device_id);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) preview_error = NULL;
      g_autoptr (KmsPreview) verdicts = NULL;
      KmsKeyPair pair;
      const KmsErrorDetail *details;
      guint n_details;

      g_test_message ("row %u", i);
      g_strlcpy (pair.activation_key, cases[i].activation_key, KMS_IDENTIFIER_SIZE);
      g_strlcpy (pair.registration_id, cases[i].registration_id, KMS_IDENTIFIER_SIZE);
      add_pair (request, pair);
      verdicts = preview (fixture, request, &preview_error);
      g_assert_no_error (preview_error);
      g_assert_cmpint (verdicts->keys[0].verdict, ==, cases[i].verdict);
      g_assert_cmpint (verdicts->keys[0].issued_at, ==, 0);
      if (cases[i].verdict == KMS_VERDICT_INVALID_PAIR)
        g_assert_null (verdicts->keys[0].part_number);
      else
        g_assert_nonnull (verdicts->keys[0].part_number);

      g_assert_null (issue (fixture, "dealer-a", request, &error));
      g_assert_error (error, KMS_ERROR, cases[i].error);
      details = kms_error_get_details (error, &n_details);
      g_assert_cmpuint (n_details, ==, 1);
      g_assert_cmpstr (details[0].pointer, ==, "/keys/0");
      g_assert_cmpint (details[0].code, ==, cases[i].error);
      assert_says_nothing_of (error, OTHER);
      assert_says_nothing_of (error, "BA9876543210");
    }
  assert_answer (fixture, FINGERPRINT, "240,2,2,2,2,0,2");
}

/* An unknown activation key and a wrong registration ID cannot be told apart by anything. */
static void
test_same_refusal (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
      KmsKeyPair pair = sheet (0, i == 0 ? 1 : 5000);

      g_strlcpy (pair.registration_id, "12345678", KMS_IDENTIFIER_SIZE);
      add_pair (request, pair);
      g_assert_null (issue (fixture, "dealer-a", request, &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_KEY_PAIR_INVALID);
      if (i > 0)
        g_assert_cmpstr (error->message, ==, message);
      else
        message = g_strdup (error->message);
    }
}

/* One bad key, wherever it stands, and nothing at all is written. */
static void
test_atomic (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) elsewhere = request_for (KMS_CATEGORY_HDVC, OTHER, 0, 70, 1);
  g_autoptr (KmsIssuance) bound = issued (fixture, "dealer-b", elsewhere);

  for (guint bad = 0; bad < 3; bad++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
      const KmsErrorDetail *details;
      guint n_details;

      kms_site_set_line (&request->site, 0, "Fukuoka", NULL);
      for (guint i = 0; i < 3; i++)
        add_pair (request, sheet (0, i == bad ? 70 : i));
      g_assert_null (issue (fixture, "dealer-a", request, &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_KEY_BOUND_ELSEWHERE);
      details = kms_error_get_details (error, &n_details);
      g_assert_cmpuint (n_details, ==, 1);
      g_assert_cmpstr (details[0].pointer + strlen ("/keys/"), ==,
                       bad == 0 ? "0" : (bad == 1 ? "1" : "2"));
      assert_answer (fixture, FINGERPRINT, "240,1,1,1,1,0,1");
    }
}

/* A fault below the rules, in the last statement: what came before it is undone too. */
static void
test_atomic_store_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 2);

  /* The audit refuses an empty actor; history would have taken one with a space. */
  assert_answer (fixture, "ALTER TABLE audit RENAME TO hidden", "-");
  g_assert_null (issue (fixture, "dealer-a", request, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
  assert_answer (fixture, "ALTER TABLE hidden RENAME TO audit", "-");
  assert_answer (fixture, FINGERPRINT, "240,0,0,0,0,0,0");
}

static void
test_several_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *pointer;
    int code;
  } expected[] = {
    { "/keys/1", KMS_ERROR_WRONG_CATEGORY },
    { "/keys/2", KMS_ERROR_KEY_PAIR_INVALID },
    { "/keys/4", KMS_ERROR_KEY_BOUND_ELSEWHERE },
  };
  g_autoptr (KmsRequest) elsewhere = request_for (KMS_CATEGORY_HDVC, OTHER, 1, 0, 1);
  g_autoptr (KmsIssuance) bound = issued (fixture, "dealer-b", elsewhere);
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  g_autoptr (GError) error = NULL;
  const KmsErrorDetail *details;
  guint n_details;

  add_pair (request, sheet (0, 0));    /* fine */
  add_pair (request, sheet (2, 0));    /* of the other category */
  add_pair (request, sheet (0, 5000)); /* unknown */
  add_pair (request, sheet (0, 1));    /* fine */
  add_pair (request, sheet (1, 0));    /* bound */
  g_assert_null (issue (fixture, "dealer-a", request, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_WRONG_CATEGORY);
  details = kms_error_get_details (error, &n_details);
  g_assert_cmpuint (n_details, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < n_details; i++)
    {
      g_assert_cmpstr (details[i].pointer, ==, expected[i].pointer);
      g_assert_cmpint (details[i].code, ==, expected[i].code);
    }
}

static void
test_no_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) preview_error = NULL;

  g_assert_null (issue (fixture, "dealer-a", request, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_NO_KEYS);
  g_assert_null (preview (fixture, request, &preview_error));
  g_assert_error (preview_error, KMS_ERROR, KMS_ERROR_NO_KEYS);
}

/* What the preview says is what the issue then does; it changes nothing itself. */
static void
test_preview (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsRequest) before = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 1);
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 3);
  g_autoptr (KmsIssuance) first = issued (fixture, "dealer-b", before);
  g_autoptr (KmsPreview) verdicts = NULL;
  g_autoptr (KmsIssuance) issuance = NULL;

  kms_clock_set (fixture->clock, NOW + 9);
  verdicts = preview (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (verdicts->n_keys, ==, 3);
  g_assert_false (kms_preview_is_refusal (verdicts));
  assert_answer (fixture, FINGERPRINT, "240,1,1,1,1,0,1");
  issuance = issued (fixture, "dealer-a", request);
  for (guint i = 0; i < 3; i++)
    {
      const KmsKeyPreview *key = &verdicts->keys[i];

      g_assert_true (kms_key_pair_equal (&key->pair, &request->pairs[i]));
      g_assert_cmpint (key->verdict, ==, i == 0 ? KMS_VERDICT_REISSUE : KMS_VERDICT_NEW);
      g_assert_cmpint (key->issued_at, ==, i == 0 ? NOW : 0);
      g_assert_cmpstr (key->part_number, ==, "KX-ONE");
      g_assert_cmpstr (key->purpose, ==, "One");
      g_assert_cmpint (key_at (issuance, i)->reissued, ==, i == 0);
    }
}

/* Ordinals count in the order of the request, for each device and part by itself. */
static void
test_ordinals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) mixed = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  g_autoptr (KmsRequest) other = request_for (KMS_CATEGORY_HDVC, OTHER, 0, 50, 1);
  g_autoptr (KmsRequest) link = request_for (KMS_CATEGORY_LIVE_LINK, MAC, 2, 50, 2);
  g_autoptr (KmsIssuance) a = NULL;
  g_autoptr (KmsIssuance) b = NULL;
  g_autoptr (KmsIssuance) c = NULL;
  static const guint expected[] = { 1, 1, 2, 2, 3 };

  add_pair (mixed, sheet (0, 9));
  add_pair (mixed, sheet (1, 9));
  add_pair (mixed, sheet (0, 3));
  add_pair (mixed, sheet (1, 3));
  add_pair (mixed, sheet (0, 6));
  a = issued (fixture, "dealer-a", mixed);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpstr (key_at (a, i)->activation_key, ==, mixed->pairs[i].activation_key);
      assert_derived (key_at (a, i), expected[i]);
    }
  b = issued (fixture, "dealer-a", other);
  assert_derived (key_at (b, 0), 1);
  c = issued (fixture, "dealer-a", link);
  assert_derived (key_at (c, 0), 1);
  assert_derived (key_at (c, 1), 2);
}

/* The counter never goes back, not even when a binding is released. */
static void
test_counter_after_release (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 0, 2);
  g_autoptr (KmsRequest) elsewhere = request_for (KMS_CATEGORY_HDVC, OTHER, 0, 1, 1);
  g_autoptr (KmsRequest) back = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 2, 1);
  g_autoptr (KmsIssuance) first = issued (fixture, "dealer-a", request);
  g_autoptr (KmsIssuance) moved = NULL;
  g_autoptr (KmsIssuance) next = NULL;

  assert_answer (
      fixture, "UPDATE binding SET released_at = 1 WHERE activation_key = '1000000000000001'", "-");
  moved = issued (fixture, "dealer-a", elsewhere);
  assert_derived (key_at (moved, 0), 1);
  next = issued (fixture, "dealer-a", back);
  assert_derived (key_at (next, 0), 3);
}

/* A device tries the ordinals 1 to 64. */
static void
test_device_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) beyond = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 60, 8);
  g_autoptr (KmsRequest) last = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 60, 4);
  g_autoptr (KmsRequest) one_more = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, 64, 1);
  g_autoptr (KmsRequest) two = request_for (KMS_CATEGORY_HDVC, DEVICE, 1, 0, 1);
  g_autoptr (KmsIssuance) filled = NULL;
  g_autoptr (KmsIssuance) again = NULL;
  g_autoptr (KmsIssuance) other_part = NULL;
  g_autoptr (GError) error = NULL;
  const KmsErrorDetail *details;
  guint n_details;

  for (guint i = 0; i < 60; i += 4)
    {
      g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, DEVICE, 0, i, 4);
      g_autoptr (KmsIssuance) issuance = issued (fixture, "dealer-a", request);
    }
  for (guint dry = 0; dry < 2; dry++)
    {
      if (dry)
        g_assert_null (preview (fixture, beyond, &error));
      else
        g_assert_null (issue (fixture, "dealer-a", beyond, &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_DEVICE_FULL);
      details = kms_error_get_details (error, &n_details);
      g_assert_cmpuint (n_details, ==, 4);
      g_assert_cmpstr (details[0].pointer, ==, "/keys/4");
      g_assert_cmpstr (details[3].pointer, ==, "/keys/7");
      g_clear_error (&error);
    }
  filled = issued (fixture, "dealer-a", last);
  assert_derived (key_at (filled, 3), KMS_MAX_ORDINAL);
  g_assert_null (issue (fixture, "dealer-a", one_more, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_DEVICE_FULL);
  /* What is there is issued again as ever, and another part has room. */
  again = issued (fixture, "dealer-a", last);
  g_assert_true (key_at (again, 0)->reissued);
  other_part = issued (fixture, "dealer-a", two);
  assert_derived (key_at (other_part, 0), 1);
}

typedef struct
{
  Fixture *fixture;
  guint number;
} Contender;

static void
contend (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Contender *contender = data;
  g_autofree char *device_id = g_strdup_printf ("%016X", contender->number + 1);
  g_autoptr (KmsRequest) request = request_for (KMS_CATEGORY_HDVC, device_id, 0, 0, 1);
  GError *error = NULL;
  g_autoptr (KmsIssuance) issuance = issue (contender->fixture, "dealer-a", request, &error);

  if (issuance == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

typedef struct
{
  guint n_won;
  guint n_lost;
} Score;

static void
on_contended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Score *score = user_data;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    score->n_won++;
  else
    {
      g_assert_error (error, KMS_ERROR, KMS_ERROR_KEY_BOUND_ELSEWHERE);
      score->n_lost++;
    }
}

/* A hundred at once want one key, each for another device. */
static void
test_contention (Fixture *fixture, gconstpointer data)
{
  Score score = { 0 };

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, on_contended, &score);
      Contender *contender = g_new0 (Contender, 1);

      contender->fixture = fixture;
      contender->number = i;
      g_task_set_task_data (task, contender, g_free);
      g_task_run_in_thread (task, contend);
    }
  while (score.n_won + score.n_lost < 100)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (score.n_won, ==, 1);
  assert_answer (fixture, FINGERPRINT, "240,1,1,1,1,0,1");
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "new-and-reissue", test_new_and_reissue },
    { "refusals", test_refusals },
    { "same-refusal", test_same_refusal },
    { "atomic", test_atomic },
    { "atomic-store-fails", test_atomic_store_fails },
    { "several-refused", test_several_refused },
    { "no-keys", test_no_keys },
    { "preview", test_preview },
    { "ordinals", test_ordinals },
    { "counter-after-release", test_counter_after_release },
    { "device-full", test_device_full },
    { "contention", test_contention },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/issuing/issuing/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  return g_test_run ();
}
