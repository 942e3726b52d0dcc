/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsRemote against a server that says anything: the session that ends in the middle, maintenance, and
 * answers that were lost. The real server is in tests/online. */

#include "client/kms-remote.h"
#include "stub-server.h"

#define SESSION(id)                                                                       \
  "{\"token\":\"token-" id "\",\"account_id\":\"" id "\",\"login_id\":\"login" id "\","   \
  "\"created_at\":\"2026-04-01T00:40:00Z\",\"idle_expires_at\":\"2026-04-01T01:10:00Z\"," \
  "\"expires_at\":\"2026-04-01T12:40:00Z\"}"
#define USER(company)                                                                           \
  "{\"id\":\"57\",\"login_id\":\"k7Qm2xRt\",\"company\":\"" company "\",\"country\":\"Japan\"," \
  "\"postal_code\":\"\",\"address\":[\"Osaka\",\"\",\"\",\"\",\"\"],\"phone\":\"\","            \
  "\"contact\":\"\",\"email\":\"taro@example.com\",\"news\":false,\"language\":\"ja\","         \
  "\"registered_at\":\"2026-04-01T00:36:12Z\"}"
#define SITE(line) \
  "{\"category\":\"hdvc\",\"device_id\":\"1234567890ABCDEF\",\"site\":[\"" line "\",\"\"]}"

#define OK(body_, ...)                                                       \
  {                                                                          \
    .status = 200, .type = JSON, .body = (body_), .headers = { __VA_ARGS__ } \
  }
#define P(status_, code_)                                                    \
  {                                                                          \
    .status = (status_), .type = PROBLEM, .body = "{\"code\":\"" code_ "\"}" \
  }

#define DEVICE "1234567890ABCDEF"

typedef struct
{
  Stub *stub;
  KmsRemote *remote;
  guint n_ended; /* sessions */
} Fixture;

static void
on_ended (KmsRemote *remote, Fixture *fixture)
{
  g_assert_false (kms_remote_is_logged_in (remote));
  fixture->n_ended++;
}

static gboolean
log_in (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_remote_log_in_async (fixture->remote, "login", "password", NULL, take_result, &result);
  return kms_remote_log_in_finish (fixture->remote, wait_for (&result), error);
}

/* As account 1. */
static void
set_up (Fixture *fixture, gconstpointer unused)
{
  static const StubAnswer session = OK (SESSION ("1"));
  g_autoptr (KmsRest) rest = NULL;
  g_autoptr (GError) error = NULL;

  fixture->stub = stub_new ();
  rest = stub_rest_new (fixture->stub);
  fixture->remote = kms_remote_new (rest);
  g_signal_connect (fixture->remote, "session-ended", G_CALLBACK (on_ended), fixture);
  stub_say (fixture->stub, &session, 1);
  log_in (fixture, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_assert_finalize_object (fixture->remote);
  stub_free (fixture->stub);
}

static void
test_log_in (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *account = g_strconcat (fixture->stub->url, "#1", NULL);

  g_assert_true (kms_remote_is_logged_in (fixture->remote));
  g_assert_cmpstr (kms_remote_get_login_id (fixture->remote), ==, "login1");
  g_assert_cmpstr (kms_remote_get_token (fixture->remote), ==, "token-1");
  g_assert_cmpstr (kms_backend_get_account (KMS_BACKEND (fixture->remote)), ==, account);
  g_assert_false (kms_backend_is_demo (KMS_BACKEND (fixture->remote)));
  g_assert_cmpstr (stub_get_request (fixture->stub, 0)->body, ==,
                   "{\"login_id\":\"login\",\"password\":\"password\"}");
  g_assert_null (stub_get_header (fixture->stub, 0, "Authorization"));
}

static KmsUser *
get_user (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_remote_get_user_async (fixture->remote, NULL, take_result, &result);
  return kms_remote_get_user_finish (fixture->remote, wait_for (&result), error);
}

static void
wait_for_requests (Fixture *fixture, guint n_requests)
{
  while (fixture->stub->requests->len < n_requests)
    g_main_context_iteration (NULL, TRUE);
}

/* Two calls meet the end; both wait, one log-in is asked for, and both go on. */
static void
test_session_ended (Fixture *fixture, gconstpointer unused)
{
  static const StubAnswer say[] = { P (401, "session-expired"), P (401, "session-expired"),
                                    OK (SESSION ("1")), OK (USER ("A"), "ETag", "\"1\"") };
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsUser) user = NULL;
  g_autoptr (KmsUser) other = NULL;

  stub_say (fixture->stub, say, G_N_ELEMENTS (say));
  kms_remote_get_user_async (fixture->remote, NULL, take_result, &first);
  kms_remote_get_user_async (fixture->remote, NULL, take_result, &second);
  while (fixture->stub->requests->len < 2 || g_main_context_pending (NULL) || fixture->n_ended == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (first);
  g_assert_null (second);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpstr (kms_remote_get_login_id (fixture->remote), ==, "login1");

  g_assert_true (log_in (fixture, &error));
  user = kms_remote_get_user_finish (fixture->remote, wait_for (&first), &error);
  other = kms_remote_get_user_finish (fixture->remote, wait_for (&second), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (user->form->company, ==, "A");
  g_assert_cmpstr (user->etag, ==, "\"1\"");
  g_assert_nonnull (other);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
}

typedef enum
{
  BY_GIVING_UP,
  BY_LOG_OUT,
  BY_OTHER_ACCOUNT,
  BY_CANCELLING,
  N_ENDS,
} End;

/* A call that waits ends in other ways too; never in another account. */
static void
test_waiting_ends (Fixture *fixture, gconstpointer unused)
{
  static const StubAnswer say[] = { P (401, "session-expired"), OK (SESSION ("2")),
                                    OK (USER ("A"), "ETag", "\"1\"") };
  static const StubAnswer again = OK (SESSION ("1"));

  for (End end = 0; end < N_ENDS; end++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GAsyncResult) log_out = NULL;
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      guint n_ended = fixture->n_ended;

      stub_say (fixture->stub, say, G_N_ELEMENTS (say));
      kms_remote_get_user_async (fixture->remote, cancellable, take_result, &result);
      while (fixture->n_ended == n_ended)
        g_main_context_iteration (NULL, TRUE);
      if (end == BY_GIVING_UP)
        kms_service_give_up_log_in (KMS_SERVICE (fixture->remote));
      else if (end == BY_LOG_OUT)
        kms_remote_log_out_async (fixture->remote, NULL, take_result, &log_out);
      else if (end == BY_OTHER_ACCOUNT)
        g_assert_true (log_in (fixture, NULL));
      else
        g_cancellable_cancel (cancellable);
      g_assert_null (kms_remote_get_user_finish (fixture->remote, wait_for (&result), &error));
      if (end == BY_CANCELLING)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_error (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED);
      g_assert_cmpuint (fixture->stub->requests->len, ==, end == BY_OTHER_ACCOUNT ? 2 : 1);

      stub_say (fixture->stub, &again, 1);
      g_assert_true (log_in (fixture, NULL));
    }
}

/* Without a session nothing is sent. */
static void
test_log_out (Fixture *fixture, gconstpointer unused)
{
  static const StubAnswer gone = { .status = 204 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stub_say (fixture->stub, &gone, 1);
  kms_remote_log_out_async (fixture->remote, NULL, take_result, &result);
  g_assert_false (kms_remote_is_logged_in (fixture->remote));
  g_assert_cmpstr (kms_backend_get_account (KMS_BACKEND (fixture->remote)), ==, fixture->stub->url);
  g_assert_true (kms_remote_log_out_finish (fixture->remote, wait_for (&result), &error));
  g_assert_cmpstr (stub_get_header (fixture->stub, 0, "Authorization"), ==, "Bearer token-1");

  g_assert_null (get_user (fixture, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED);
  g_assert_cmpuint (fixture->stub->requests->len, ==, 1);
  g_assert_cmpuint (fixture->n_ended, ==, 0);
}

/* A call fails, and the object itself finds out when it is over. */
static void
test_maintenance (Fixture *fixture, gconstpointer unused)
{
  static const StubAnswer say[] = {
    { .status = 503,
      .type = PROBLEM,
      .body = "{\"code\":\"maintenance\",\"until\":\"2000-01-01T00:00:00Z\"}" },
    { .what = STUB_CUT },
    { .status = 502 },
    { .status = 200, .type = "text/html", .body = "<html>" },
    OK ("{\"service\":\"kms\",\"version\":\"1\",\"state\":\"maintenance\","
        "\"time\":\"2026-04-01T00:00:00Z\",\"maintenance_until\":null}"),
    OK ("{\"service\":\"kms\",\"version\":\"1\",\"state\":\"up\","
        "\"time\":\"2026-04-01T00:00:00Z\",\"maintenance_until\":null}"),
  };
  g_autoptr (GError) error = NULL;

  kms_remote_set_watch_interval (fixture->remote, 5);
  stub_say (fixture->stub, say, G_N_ELEMENTS (say));
  g_assert_null (get_user (fixture, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_MAINTENANCE);
  g_assert_true (kms_service_is_in_maintenance (KMS_SERVICE (fixture->remote)));
  g_assert_cmpint (kms_service_get_maintenance_until (KMS_SERVICE (fixture->remote)), ==,
                   G_GINT64_CONSTANT (946684800000000));
  while (kms_service_is_in_maintenance (KMS_SERVICE (fixture->remote)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (kms_service_get_maintenance_until (KMS_SERVICE (fixture->remote)), ==, 0);
  g_assert_cmpuint (fixture->stub->requests->len, ==, G_N_ELEMENTS (say));
  g_assert_true (g_str_has_suffix (stub_get_request (fixture->stub, 5)->path, "/v1/status"));
  g_assert_null (stub_get_header (fixture->stub, 5, "Authorization"));
}

/* The answer to an update was lost: sent again, it meets its own new version. */
static void
test_update_lost (Fixture *fixture, gconstpointer unused)
{
  static const StubAnswer get = OK (USER ("A"), "ETag", "\"1\"");
  static const StubAnswer mine[] = { { .what = STUB_CUT },
                                     P (412, "stale-version"),
                                     OK (USER ("B"), "ETag", "\"2\"") };
  static const StubAnswer other[] = { P (412, "stale-version"), OK (USER ("C"), "ETag", "\"2\"") };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsUser) user = NULL;
      g_autoptr (KmsUser) updated = NULL;

      stub_say (fixture->stub, &get, 1);
      user = get_user (fixture, &error);
      g_assert_no_error (error);
      g_free (user->form->company);
      user->form->company = g_strdup ("B");
      stub_say (fixture->stub, i == 0 ? mine : other, i == 0 ? 3 : 2);
      kms_remote_update_user_async (fixture->remote, user, NULL, take_result, &result);
      updated = kms_remote_update_user_finish (fixture->remote, wait_for (&result), &error);
      g_assert_cmpstr (stub_get_header (fixture->stub, 0, "If-Match"), ==, "\"1\"");
      if (i == 0)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (updated->etag, ==, "\"2\"");
          g_assert_null (strstr (stub_get_request (fixture->stub, 0)->body, "email"));
        }
      else
        g_assert_error (error, KMS_ERROR, KMS_ERROR_STALE_VERSION);
    }
}

/* Site lines are saved over whatever somebody else saved meanwhile. */
static void
test_save_site (Fixture *fixture, gconstpointer unused)
{
  static const StubAnswer say[] = { OK (SITE ("old"), "ETag", "\"1\""), P (412, "stale-version"),
                                    OK (SITE ("other"), "ETag", "\"2\""),
                                    OK (SITE ("new"), "ETag", "\"3\"") };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  KmsSite site = { .line = { "new", "" } };

  stub_say (fixture->stub, say, G_N_ELEMENTS (say));
  kms_backend_save_site_async (KMS_BACKEND (fixture->remote), KMS_CATEGORY_HDVC, DEVICE, &site,
                               NULL, take_result, &result);
  g_assert_true (
      kms_backend_save_site_finish (KMS_BACKEND (fixture->remote), wait_for (&result), &error));
  g_assert_cmpuint (fixture->stub->requests->len, ==, 4);
  g_assert_cmpstr (stub_get_header (fixture->stub, 3, "If-Match"), ==, "\"2\"");
  g_assert_cmpstr (stub_get_request (fixture->stub, 3)->body, ==, "{\"site\":[\"new\",\"\"]}");
}

#define ROW(device, key, event)                                                                \
  "{\"issuance_id\":\"1\",\"event\":\"" event "\",\"issued_at\":\"2026-04-01T00:45:30Z\","     \
  "\"first_issued_at\":\"2026-01-20T10:00:00Z\",\"category\":\"hdvc\",\"device_id\":\"" device \
  "\",\"site\":[\"\",\"\"],\"activation_key\":\"" key                                          \
  "\",\"part_number\":\"VC\",\"purpose\":\"P\","                                               \
  "\"registration_key\":\"13579BDF02468ACE\",\"mailed_to\":[],\"unknown\":{}}"
#define LIST(rows) "{\"rows\":[" rows "],\"total\":1,\"total_exact\":true,\"next_cursor\":null}"
#define PAGE(rows, cursor) \
  OK ("{\"rows\":[" rows "],\"total\":4,\"total_exact\":true,\"next_cursor\":" cursor "}")

static KmsFoundPage *
find (Fixture *fixture, const KmsSearch *search, const char *cursor)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  KmsFoundPage *page;

  kms_backend_find_async (KMS_BACKEND (fixture->remote), search, cursor, 20, NULL, take_result,
                          &result);
  page = kms_backend_find_finish (KMS_BACKEND (fixture->remote), wait_for (&result), &error);
  g_assert_no_error (error);
  return page;
}

static void
test_find (Fixture *fixture, gconstpointer unused)
{
  static const StubAnswer say[] = {
    PAGE (ROW (DEVICE, "00000000000000BB", "reissued") "," ROW (DEVICE, "00000000000000CC",
                                                                "issued"),
          "\"next\""),
    PAGE ("", "null"),
  };
  g_autoptr (KmsSearch) search = kms_search_new ("3F & 福岡");
  g_autoptr (KmsFoundPage) page = NULL;
  g_autoptr (KmsFoundPage) last = NULL;
  const KmsFoundKey *row;

  search->from = g_strdup ("2026-04-01");
  search->tz = g_strdup ("Asia/Tokyo");
  search->oldest_first = TRUE;
  stub_say (fixture->stub, say, 2);
  page = find (fixture, search, NULL);
  g_assert_cmpstr (strstr (stub_get_request (fixture->stub, 0)->path, "/v1/"), ==,
                   "/v1/issuances?q=3F%20%26%20%E7%A6%8F%E5%B2%A1&from=2026-04-01"
                   "&tz=Asia%2FTokyo&order=asc&limit=20");
  g_assert_cmpuint (page->rows->len, ==, 2);
  g_assert_cmpuint (page->total, ==, 4);
  g_assert_true (page->total_exact);
  g_assert_cmpstr (page->next_cursor, ==, "next");
  row = g_ptr_array_index (page->rows, 0);
  g_assert_cmpstr (row->issuance_id, ==, "1");
  g_assert_cmpint (row->at, ==, G_GINT64_CONSTANT (1775004330000000));
  g_assert_cmpint (row->key->issued_at, ==, G_GINT64_CONSTANT (1768903200000000));
  g_assert_cmpstr (row->key->activation_key, ==, "00000000000000BB");
  g_assert_true (row->key->reissued);
  g_assert_cmpstr (row->mailed_to[0], ==, NULL);

  last = find (fixture, search, page->next_cursor);
  g_assert_nonnull (strstr (stub_get_request (fixture->stub, 1)->path, "&cursor=next&"));
  g_assert_cmpuint (last->rows->len, ==, 0);
  g_assert_null (last->next_cursor);
}

static const char *const unlike_the_contract[] = {
  "[]",
  "{}",
  "{\"rows\":[],\"total\":0,\"total_exact\":true}",
  "{\"rows\":[],\"total\":10001,\"total_exact\":true,\"next_cursor\":null}",
  "{\"rows\":[],\"total\":0,\"next_cursor\":null}",
  LIST ("{}"),
  LIST (ROW ("12345", "00000000000000BB", "issued")),
  LIST (ROW (DEVICE, "00000000000000BB", "given")),
};

static void
test_unlike_the_contract (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (KmsSearch) search = kms_search_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (unlike_the_contract); i++)
    {
      const StubAnswer say = OK (unlike_the_contract[i]);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      stub_say (fixture->stub, &say, 1);
      kms_backend_find_async (KMS_BACKEND (fixture->remote), search, NULL, 20, NULL, take_result,
                              &result);
      g_assert_null (
          kms_backend_find_finish (KMS_BACKEND (fixture->remote), wait_for (&result), &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER);
    }
}

/* Issuing that met the end of the session after an answer was lost still knows that it was. */
static void
test_uncertain_goes_along (Fixture *fixture, gconstpointer unused)
{
  static const StubAnswer say[] = { { .what = STUB_CUT }, P (401, "session-expired") };
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 value;

  g_assert_true (kms_request_add_pair (
      request, &(KmsKeyPair){ .activation_key = "00000000000000BB", .registration_id = "1" },
      NULL));
  stub_say (fixture->stub, say, 2);
  kms_backend_issue_async (KMS_BACKEND (fixture->remote), request, "the-key", NULL, take_result,
                           &result);
  wait_for_requests (fixture, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (stub_get_header (fixture->stub, i, "Idempotency-Key"), ==, "the-key");
  while (fixture->n_ended == 0)
    g_main_context_iteration (NULL, TRUE);
  kms_service_give_up_log_in (KMS_SERVICE (fixture->remote));
  g_assert_null (
      kms_backend_issue_finish (KMS_BACKEND (fixture->remote), wait_for (&result), &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED);
  g_assert_true (kms_error_get_number (error, KMS_ERROR_UNCERTAIN, &value));
}

#define ADD(name, function) g_test_add ("/remote/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("log-in", test_log_in);
  ADD ("session-ended", test_session_ended);
  ADD ("waiting-ends", test_waiting_ends);
  ADD ("log-out", test_log_out);
  ADD ("maintenance", test_maintenance);
  ADD ("update-lost", test_update_lost);
  ADD ("save-site", test_save_site);
  ADD ("find", test_find);
  ADD ("unlike-the-contract", test_unlike_the_contract);
  ADD ("uncertain-goes-along", test_uncertain_goes_along);

  return g_test_run ();
}
