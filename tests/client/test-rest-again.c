/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsRest when things go wrong: what is sent again and when, what ends a call, and what an error tells of
 * the outcome. */

#include "stub-server.h"

static const StubAnswer fine = { .status = 200, .type = JSON, .body = "{}" };

typedef enum
{
  GET,
  PUT,
  PUT_BLIND, /* without If-Match */
  DELETE,
  POST,
  POST_KEY,
  PREVIEW,
} Kind;

static KmsRestRequest *
make_request (Kind kind)
{
  static const char *const methods[] = { "GET", "PUT", "PUT", "DELETE", "POST", "POST", "POST" };
  KmsRestRequest *request = kms_rest_request_new (methods[kind], "v1", NULL);

  if (kind == PUT)
    request->if_match = g_strdup ("\"1\"");
  if (kind == POST_KEY)
    request->idempotency_key = g_strdup ("the-key");
  request->repeatable = kind == PREVIEW;
  return request;
}

static const StubAnswer passing[] = {
  { .what = STUB_CUT },
  { .status = 408, .type = PROBLEM, .body = "{\"code\":\"request-timeout\"}" },
  { .status = 409, .type = PROBLEM, .body = "{\"code\":\"request-in-flight\"}" },
  { .status = 429, .type = PROBLEM, .body = "{\"code\":\"rate-limited\"}" },
  { .status = 500, .type = PROBLEM, .body = "{\"code\":\"failed\"}" },
  { .status = 502, .type = "text/html", .body = "<html>" },
  { .status = 503, .type = PROBLEM, .body = "{\"code\":\"server-busy\"}" },
  { .status = 504 },
};

/* What passes is tried again where it may be, under the same key, and not for ever. */
static void
test_again (void)
{
  g_autoptr (Stub) stub = stub_new ();

  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    for (Kind kind = GET; kind <= PREVIEW; kind++)
      {
        const StubAnswer say[] = { passing[i], fine };
        /* One of its own: libsoup by itself repeats what a connection used before has lost. */
        g_autoptr (KmsRest) rest = stub_rest_new (stub);
        gboolean again = kind != PUT_BLIND && kind != POST;
        g_autoptr (KmsRestRequest) request = make_request (kind);
        g_autoptr (KmsRestAnswer) answer = NULL;
        g_autoptr (GError) error = NULL;

        stub_say (stub, say, 2);
        answer = stub_call (rest, request, &error);
        g_assert_cmpint (answer != NULL, ==, again);
        g_assert_cmpuint (stub->requests->len, ==, again ? 2 : 1);
        if (kind == POST_KEY)
          g_assert_cmpstr (stub_get_header (stub, 1, "Idempotency-Key"), ==, "the-key");
        g_clear_error (&error);

        g_object_unref (rest);
        rest = stub_rest_new (stub);
        stub_say (stub, &passing[i], 1);
        g_assert_null (stub_call (rest, request, &error));
        g_assert_nonnull (error);
        g_assert_cmpuint (stub->requests->len, ==, again ? stub_limits.max_attempts : 1);
      }
}

/* What goes out on a connection that is lost meanwhile is repeated whole. */
static void
test_connection_lost (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  static const StubAnswer say[] = { fine, { .what = STUB_CUT }, fine };

  for (Kind kind = PUT; kind <= PREVIEW; kind++)
    {
      g_autoptr (KmsRestRequest) first = make_request (GET);
      g_autoptr (KmsRestRequest) request = make_request (kind);
      g_autoptr (KmsRestAnswer) answer = NULL;
      g_autoptr (GError) error = NULL;

      if (kind == PUT_BLIND || kind == DELETE || kind == POST)
        continue;
      request->body = json_from_string ("{\"site\":[\"Fukuoka\",\"\"]}", NULL);
      stub_say (stub, say, G_N_ELEMENTS (say));
      answer = stub_call (rest, first, &error);
      g_assert_no_error (error);
      g_clear_pointer (&answer, kms_rest_answer_free);
      answer = stub_call (rest, request, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (stub->requests->len, ==, 3);
      for (guint i = 1; i < 3; i++)
        {
          g_assert_cmpstr (stub_get_request (stub, i)->body, ==, "{\"site\":[\"Fukuoka\",\"\"]}");
          g_assert_cmpstr (stub_get_header (stub, i, "Content-Type"), ==, JSON);
        }
    }
}

static const StubAnswer lasting[] = {
  { .status = 400, .type = PROBLEM, .body = "{\"code\":\"text-invalid\"}" },
  { .status = 401, .type = PROBLEM, .body = "{\"code\":\"session-expired\"}" },
  { .status = 409, .type = PROBLEM, .body = "{\"code\":\"key-bound-elsewhere\"}" },
  { .status = 412, .type = PROBLEM, .body = "{\"code\":\"stale-version\"}" },
  { .status = 503, .type = PROBLEM, .body = "{\"code\":\"maintenance\"}" },
  { .status = 200, .type = "text/html", .body = "<html>" },
};

static void
test_not_again (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);

  for (guint i = 0; i < G_N_ELEMENTS (lasting); i++)
    {
      g_autoptr (KmsRestRequest) request = make_request (POST_KEY);
      g_autoptr (GError) error = NULL;

      stub_say (stub, &lasting[i], 1);
      g_assert_null (stub_call (rest, request, &error));
      g_assert_cmpuint (stub->requests->len, ==, 1);
    }
}

/* The server says when; when that is too late, it is told at once. */
static void
test_retry_after (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  g_autoptr (KmsRestRequest) request = make_request (GET);
  g_autoptr (KmsRestAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  KmsRestLimits limits = stub_limits;
  static const StubAnswer say[] = {
    { .status = 429,
      .type = PROBLEM,
      .body = "{\"code\":\"rate-limited\"}",
      .headers = { "Retry-After", "1" } },
    { .status = 200, .type = JSON, .body = "{}" },
  };
  gint64 start = g_get_monotonic_time ();
  gint64 value = 0;

  stub_say (stub, say, 2);
  answer = stub_call (rest, request, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC);

  limits.overall = 900;
  kms_rest_set_limits (rest, &limits);
  stub_say (stub, say, 2);
  g_assert_null (stub_call (rest, request, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_RATE_LIMITED);
  g_assert_true (kms_error_get_number (error, KMS_ERROR_RETRY_AFTER, &value));
  g_assert_cmpint (value, ==, 1);
  g_assert_cmpuint (stub->requests->len, ==, 1);
}

/* Silence ends at the deadline of an attempt, and all attempts at that of the call. */
static void
test_deadlines (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  g_autoptr (KmsRestRequest) request = make_request (POST_KEY);
  KmsRestLimits limits = stub_limits;
  static const StubAnswer silence = { .what = STUB_HANG };

  limits.attempt = 30;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      kms_rest_set_limits (rest, &limits);
      stub_say (stub, &silence, 1);
      g_assert_null (stub_call (rest, request, &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_SERVER_SILENT);
      g_assert_cmpuint (stub->requests->len, ==, i == 0 ? limits.max_attempts : 1);
      limits.attempt = stub_limits.attempt;
      limits.overall = 50;
    }
}

/* Nobody listens any more; what was never sent is tried again, even what may not be repeated. */
static void
test_refused (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  g_autoptr (KmsRestRequest) request = make_request (POST);
  g_autoptr (GError) error = NULL;
  KmsRestLimits limits = stub_limits;
  gint64 start = g_get_monotonic_time ();
  gint64 value;

  limits.back_off = 100;
  kms_rest_set_limits (rest, &limits);
  stub_say (stub, &fine, 1);
  soup_server_disconnect (stub->server);
  g_assert_null (stub_call (rest, request, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_SERVER_UNREACHABLE);
  /* Two waits, at least the half of 100 and of 200 ms. */
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 150 * 1000);
  g_assert_false (kms_error_get_number (error, KMS_ERROR_UNCERTAIN, &value));
  g_assert_false (kms_error_get_number (error, KMS_ERROR_FINAL, &value));
}

static void
test_no_such_host (void)
{
  g_autoptr (KmsRest) rest = kms_rest_new ("https://no-such-host.invalid", NULL, NULL);
  g_autoptr (KmsRestRequest) request = make_request (GET);
  g_autoptr (GError) error = NULL;

  kms_rest_set_limits (rest, &stub_limits);
  g_assert_null (stub_call (rest, request, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_SERVER_UNREACHABLE);
}

/* Cancelling ends an attempt, and the waiting for the next one. */
static void
test_cancel (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  g_autoptr (KmsRestRequest) request = make_request (POST_KEY);
  KmsRestLimits limits = stub_limits;
  static const StubAnswer say[] = { { .what = STUB_HANG }, { .status = 504 } };

  limits.back_off = 60000;
  limits.overall = 600000;
  kms_rest_set_limits (rest, &limits);
  for (guint i = 0; i < G_N_ELEMENTS (say); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      stub_say (stub, &say[i], 1);
      kms_rest_call_async (rest, request, cancellable, take_result, &result);
      while (stub->requests->len == 0 || g_main_context_pending (NULL))
        g_main_context_iteration (NULL, TRUE);
      g_assert_null (result);
      g_cancellable_cancel (cancellable);
      g_assert_null (kms_rest_call_finish (rest, wait_for (&result), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (stub->requests->len, ==, 1);
    }
}

typedef enum
{
  SAYS_NOTHING,
  UNCERTAIN,
  FINAL,
} Outcome;

#define P(status_, code_)                                                    \
  {                                                                          \
    .status = (status_), .type = PROBLEM, .body = "{\"code\":\"" code_ "\"}" \
  }

/* What an error says of the outcome; attempts are three at most. */
static const struct
{
  Kind kind;
  StubAnswer say[2]; /* the second for all further ones */
  Outcome outcome;
} outcomes[] = {
  /* refused for what it says: also nothing was done before */
  { POST_KEY, { P (422, "key-pair-invalid") }, FINAL },
  { POST_KEY, { { .what = STUB_CUT }, P (422, "key-pair-invalid") }, FINAL },
  { POST_KEY, { { .status = 502 }, P (409, "key-bound-elsewhere") }, FINAL },
  /* refused at the door: nothing was done now, but perhaps before */
  { POST_KEY, { P (401, "session-expired") }, SAYS_NOTHING },
  { POST_KEY, { { .what = STUB_CUT }, P (401, "session-expired") }, UNCERTAIN },
  { POST_KEY, { P (503, "maintenance") }, SAYS_NOTHING },
  { POST_KEY, { { .what = STUB_CUT }, P (503, "maintenance") }, UNCERTAIN },
  { POST_KEY, { P (429, "rate-limited"), P (429, "rate-limited") }, SAYS_NOTHING },
  { POST_KEY, { { .status = 504 }, P (429, "rate-limited") }, UNCERTAIN },
  { POST_KEY, { P (503, "server-busy"), P (503, "server-busy") }, SAYS_NOTHING },
  /* who knows */
  { POST_KEY, { { .what = STUB_CUT }, { .what = STUB_CUT } }, UNCERTAIN },
  { POST_KEY, { P (500, "failed"), P (500, "failed") }, UNCERTAIN },
  { POST_KEY, { { .status = 503 }, { .status = 503 } }, UNCERTAIN },
  { POST_KEY, { P (409, "request-in-flight"), P (409, "request-in-flight") }, UNCERTAIN },
  { POST_KEY, { { .status = 201, .type = "text/html", .body = "<html>" } }, UNCERTAIN },
  { POST_KEY, { { .status = 201, .type = JSON, .body = "{" } }, UNCERTAIN },
  { POST_KEY, { { .status = 302 } }, UNCERTAIN },
  { POST, { { .what = STUB_CUT } }, UNCERTAIN },
  /* what changes nothing has no outcome */
  { GET, { { .what = STUB_CUT }, { .what = STUB_CUT } }, SAYS_NOTHING },
  { PREVIEW, { { .what = STUB_CUT }, P (422, "no-keys") }, SAYS_NOTHING },
};

static void
test_outcome (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autoptr (KmsRestRequest) request = make_request (outcomes[i].kind);
      g_autoptr (GError) error = NULL;
      gint64 value = 0;

      stub_say (stub, outcomes[i].say, 2);
      g_assert_null (stub_call (rest, request, &error));
      g_assert_cmpint (kms_error_get_number (error, KMS_ERROR_UNCERTAIN, &value), ==,
                       outcomes[i].outcome == UNCERTAIN);
      g_assert_cmpint (kms_error_get_number (error, KMS_ERROR_FINAL, &value), ==,
                       outcomes[i].outcome == FINAL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rest-again/again", test_again);
  g_test_add_func ("/rest-again/connection-lost", test_connection_lost);
  g_test_add_func ("/rest-again/not-again", test_not_again);
  g_test_add_func ("/rest-again/retry-after", test_retry_after);
  g_test_add_func ("/rest-again/deadlines", test_deadlines);
  g_test_add_func ("/rest-again/refused", test_refused);
  g_test_add_func ("/rest-again/no-such-host", test_no_such_host);
  g_test_add_func ("/rest-again/cancel", test_cancel);
  g_test_add_func ("/rest-again/outcome", test_outcome);

  return g_test_run ();
}
