/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A scenario in the demo: its beginning, its faults as a server would have them, and how far a run has
 * come. */

#include "async-test.h"
#include "client/kms-scenario-run.h"
#include "client/kms-service.h"
#include "demo/kms-demo-backend.h"
#include "engine/kms-practice-sheet.h"

#include <string.h>

#define NOW    G_GINT64_CONSTANT (1750000000000000) /* 2025-06-15T15:06:40Z */
#define DEVICE "0123456789ABCDEF"
#define OTHER  "FEDCBA9876543210"
#define KEY    "ABCDABCDABCDABCD"

#define HEAD        "{\"format\":1,\"title\":{\"en\":\"T\"},\"goal\":{\"en\":\"G\"},"
#define STEP(event) "{\"text\":{\"en\":\"S\"},\"event\":\"" event "\",\"hints\":[{\"en\":\"H\"}]}"

typedef struct
{
  KmsClock *clock;
  KmsBackend *class;
  KmsBackend *backend; /* where the scenario is played */
  KmsScenarioRun *run;
  guint n_ended; /* sessions */
} Fixture;

static void
on_session_ended (Fixture *fixture)
{
  fixture->n_ended++;
}

static void
play (Fixture *fixture, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsScenario) scenario = kms_scenario_read ("test", json, -1, &error);

  g_assert_no_error (error);
  fixture->backend = kms_classroom_play (KMS_CLASSROOM (fixture->class), scenario, &error);
  g_assert_no_error (error);
  fixture->run = kms_scenario_run_new (scenario, KMS_CLASSROOM (fixture->backend));
  g_signal_connect_swapped (fixture->backend, "session-ended", G_CALLBACK (on_session_ended),
                            fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->clock = kms_clock_new_fixed (NOW);
  fixture->class = kms_demo_backend_new (NULL, fixture->clock, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->run);
  g_assert_finalize_object (fixture->backend);
  g_assert_finalize_object (fixture->class);
  kms_clock_unref (fixture->clock);
}

static KmsRequest *
new_request (const char *device)
{
  KmsRequest *request = kms_request_new (KMS_CATEGORY_HDVC, device);
  KmsPracticeSheet sheet;

  kms_practice_sheet_make (kms_demo_catalogue_lookup ("KX-VCS101DEMO"), KEY, &sheet);
  g_assert_true (kms_request_add_pair (request, &sheet.pair, NULL));
  return request;
}

static KmsPreview *
preview (Fixture *fixture, const char *device, GError **error)
{
  g_autoptr (KmsRequest) request = new_request (device);
  g_autoptr (GAsyncResult) result = NULL;

  kms_backend_preview_async (fixture->backend, request, NULL, take_result, &result);
  wait_for (&result);
  return kms_backend_preview_finish (fixture->backend, result, error);
}

static KmsIssuance *
issue (Fixture *fixture, const char *idempotency_key, GError **error)
{
  g_autoptr (KmsRequest) request = new_request (DEVICE);
  g_autoptr (GAsyncResult) result = NULL;

  kms_backend_issue_async (fixture->backend, request, idempotency_key, NULL, take_result, &result);
  wait_for (&result);
  return kms_backend_issue_finish (fixture->backend, result, error);
}

/* What was issued elsewhere is bound, and who it was is not told; the class knows nothing of it. */
static void
test_beginning (Fixture *fixture, gconstpointer data)
{
  g_autofree char *json = NULL;
  g_autoptr (KmsRequest) request = new_request (OTHER);
  g_autoptr (KmsPreview) here = NULL;
  KmsSite site;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  json = g_strdup_printf (
      HEAD "\"issued\":[{\"at\":\"2025-01-20T10:00:00Z\",\"elsewhere\":true,\"device\":\"" OTHER
           "\",\"keys\":[{\"activation_key\":\"" KEY "\",\"registration_id\":\"%s\"}]}],"
           "\"sites\":[{\"device\":\"" DEVICE "\",\"site\":[\"Line 1\"]}],"
           "\"steps\":[{\"text\":{\"en\":\"S\"},\"event\":\"previewed\","
           "\"verdict\":\"bound-elsewhere\",\"device\":\"" DEVICE "\"}," STEP ("site-loaded") "]}",
      request->pairs[0].registration_id);
  play (fixture, json);

  g_assert_true (
      g_str_has_prefix (kms_backend_get_account (fixture->backend), KMS_CLASSROOM_PLAYED));
  g_assert_cmpstr (kms_backend_get_account (fixture->class), ==, "demo");
  here = preview (fixture, DEVICE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (here->keys[0].verdict, ==, KMS_VERDICT_BOUND_ELSEWHERE);
  g_assert_cmpuint (kms_scenario_run_get_n_reached (fixture->run), ==, 1);
  g_assert_true (kms_scenario_run_has_hint (fixture->run));
  kms_scenario_run_give_hint (fixture->run);
  g_assert_cmpuint (kms_scenario_run_get_n_hints (fixture->run), ==, 1);
  g_assert_false (kms_scenario_run_has_hint (fixture->run));

  kms_backend_load_site_async (fixture->backend, KMS_CATEGORY_HDVC, DEVICE, NULL, take_result,
                               &result);
  wait_for (&result);
  g_assert_true (kms_backend_load_site_finish (fixture->backend, result, &site, &error));
  g_assert_cmpstr (site.line[0], ==, "Line 1");
  g_assert_true (kms_scenario_run_is_reached (fixture->run));
  g_assert_cmpuint (kms_scenario_run_get_n_hints (fixture->run), ==, 0);

  /* The class stays as it is. */
  g_clear_object (&result);
  kms_backend_preview_async (fixture->class, request, NULL, take_result, &result);
  wait_for (&result);
  g_clear_pointer (&here, kms_preview_free);
  here = kms_backend_preview_finish (fixture->class, result, &error);
  g_assert_cmpint (here->keys[0].verdict, ==, KMS_VERDICT_NEW);
}

/* Everything fails, with the time that it should be over, until somebody ends it. */
static void
test_maintenance (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsPreview) first = NULL, third = NULL;
  gint64 until = 0;
  KmsError fault = KMS_ERROR_FAILED;

  play (fixture,
        HEAD "\"faults\":[{\"call\":\"preview\",\"number\":2,\"error\":\"maintenance\","
             "\"seconds\":3600}],\"steps\":[" STEP ("fault-began") "," STEP ("fault-ended") "]}");
  first = preview (fixture, DEVICE, &error);
  g_assert_no_error (error);
  g_assert_false (kms_service_is_in_maintenance (KMS_SERVICE (fixture->backend)));

  g_assert_null (preview (fixture, DEVICE, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_MAINTENANCE);
  g_assert_true (kms_error_get_number (error, KMS_ERROR_UNTIL, &until));
  g_assert_cmpint (until, ==, NOW + 3600 * G_TIME_SPAN_SECOND);
  g_assert_true (kms_service_is_in_maintenance (KMS_SERVICE (fixture->backend)));
  g_assert_cmpint (kms_service_get_maintenance_until (KMS_SERVICE (fixture->backend)), ==, until);
  g_assert_true (kms_scenario_run_get_fault (fixture->run, &fault));
  g_assert_cmpint (fault, ==, KMS_ERROR_MAINTENANCE);
  g_clear_error (&error);
  g_assert_null (issue (fixture, "a", &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_MAINTENANCE);
  g_clear_error (&error);

  kms_classroom_end_fault (KMS_CLASSROOM (fixture->backend));
  g_assert_false (kms_service_is_in_maintenance (KMS_SERVICE (fixture->backend)));
  g_assert_false (kms_scenario_run_get_fault (fixture->run, NULL));
  g_assert_true (kms_scenario_run_is_reached (fixture->run));
  third = preview (fixture, DEVICE, &error);
  g_assert_no_error (error);
}

/* The keys are issued, and the same request under the same key has the same answer. */
static void
test_answer_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsIssuance) again = NULL;
  g_autoptr (KmsPreview) meanwhile = NULL;
  const KmsIssuedKey *key;
  gint64 uncertain = 0;

  play (fixture, HEAD "\"faults\":[{\"call\":\"issue\",\"error\":\"connection-broken\","
                      "\"carried_out\":true}],\"steps\":[" STEP ("answered-again") "]}");
  g_assert_null (issue (fixture, "a", &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_CONNECTION_BROKEN);
  g_assert_true (kms_error_get_number (error, KMS_ERROR_UNCERTAIN, &uncertain));
  g_clear_error (&error);
  g_assert_false (kms_service_is_gone (KMS_SERVICE (fixture->backend)));
  meanwhile = preview (fixture, DEVICE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (meanwhile->keys[0].verdict, ==, KMS_VERDICT_REISSUE);
  g_assert_null (issue (fixture, "a", &error));
  g_clear_error (&error);

  kms_classroom_end_fault (KMS_CLASSROOM (fixture->backend));
  again = issue (fixture, "a", &error);
  g_assert_no_error (error);
  g_assert_true (again->replayed);
  g_assert_true (again->demo);
  key = g_ptr_array_index (again->keys, 0);
  g_assert_false (key->reissued);
  g_assert_true (kms_scenario_run_is_reached (fixture->run));
}

static void
test_session (Fixture *fixture, gconstpointer data)
{
  KmsService *service;
  g_autoptr (KmsRequest) request = new_request (DEVICE);
  g_autoptr (GAsyncResult) called = NULL, logged_in = NULL, cancelled = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsPreview) answer = NULL;

  play (fixture, HEAD "\"log_in\":{\"login_id\":\"Trainee01\",\"password\":\"Practice9\"},"
                      "\"faults\":[{\"call\":\"preview\",\"error\":\"session-expired\"}],"
                      "\"steps\":[" STEP ("logged-in") "]}");
  service = KMS_SERVICE (fixture->backend);
  g_assert_cmpstr (kms_service_get_login_id (service), ==, "Trainee01");
  kms_backend_preview_async (fixture->backend, request, NULL, take_result, &called);
  kms_backend_preview_async (fixture->backend, request, cancellable, take_result, &cancelled);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_cancellable_cancel (cancellable);
  wait_for (&cancelled);
  g_assert_null (kms_backend_preview_finish (fixture->backend, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  kms_service_log_in_async (service, "Trainee01", "practice9", NULL, take_result, &logged_in);
  wait_for (&logged_in);
  g_assert_false (kms_service_log_in_finish (service, logged_in, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_CREDENTIALS_INVALID);
  g_clear_error (&error);
  g_clear_object (&logged_in);
  g_assert_null (called);

  kms_service_log_in_async (service, "Trainee01", "Practice9", NULL, take_result, &logged_in);
  wait_for (&logged_in);
  g_assert_true (kms_service_log_in_finish (service, logged_in, &error));
  wait_for (&called);
  answer = kms_backend_preview_finish (fixture->backend, called, &error);
  g_assert_no_error (error);
  g_assert_true (kms_scenario_run_is_reached (fixture->run));
}

/* Whoever comes after it was given up is asked again. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) request = new_request (DEVICE);
  g_autoptr (GError) error = NULL;

  play (fixture, HEAD "\"log_in\":{\"login_id\":\"Trainee01\",\"password\":\"Practice9\"},"
                      "\"faults\":[{\"call\":\"preview\",\"error\":\"session-expired\"}],"
                      "\"steps\":[" STEP ("logged-in") "]}");
  for (guint i = 1; i <= 2; i++)
    {
      g_autoptr (GAsyncResult) called = NULL;

      kms_backend_preview_async (fixture->backend, request, NULL, take_result, &called);
      g_assert_cmpuint (fixture->n_ended, ==, i);
      kms_service_give_up_log_in (KMS_SERVICE (fixture->backend));
      wait_for (&called);
      g_assert_null (kms_backend_preview_finish (fixture->backend, called, &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED);
      g_clear_error (&error);
    }
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/demo-scenario/beginning", test_beginning);
  add ("/demo-scenario/maintenance", test_maintenance);
  add ("/demo-scenario/answer-lost", test_answer_lost);
  add ("/demo-scenario/session", test_session);
  add ("/demo-scenario/given-up", test_given_up);
  return g_test_run ();
}
