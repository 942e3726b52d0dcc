/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsRest against a server that says anything: what goes out, what comes back. */

#include "stub-server.h"

static const StubAnswer fine = { .status = 200, .type = JSON, .body = "{\"a\":1}" };

static const struct
{
  const char *typed;
  const char *url; /* NULL: refused */
  KmsError code;
} urls[] = {
  { "https://kms.example.com", "https://kms.example.com", 0 },
  { "  https://KMS.Example.com/ ", "https://kms.example.com", 0 },
  { "kms.example.com:8443", "https://kms.example.com:8443", 0 },
  { "https://kms.example.com:443/desk//", "https://kms.example.com/desk", 0 },
  { "https://日本.example", "https://xn--wgv71a.example", 0 },
  { "http://127.0.0.1:8080/", "http://127.0.0.1:8080", 0 },
  { "http://[::1]:8080", "http://[::1]:8080", 0 },
  { "http://localhost", "http://localhost", 0 },
  /* to another computer, or one that only looks like this one */
  { "http://kms.example.com", NULL, KMS_ERROR_SERVER_URL_INSECURE },
  { "http://localhost.example.com", NULL, KMS_ERROR_SERVER_URL_INSECURE },
  { "http://127.0.0.1.example.com", NULL, KMS_ERROR_SERVER_URL_INSECURE },
  { "http://192.168.0.1", NULL, KMS_ERROR_SERVER_URL_INSECURE },
  /* not a base URL */
  { "", NULL, KMS_ERROR_SERVER_URL_INVALID },
  { "https://", NULL, KMS_ERROR_SERVER_URL_INVALID },
  { "ftp://kms.example.com", NULL, KMS_ERROR_SERVER_URL_INVALID },
  { "file:///etc/passwd", NULL, KMS_ERROR_SERVER_URL_INVALID },
  { "https://me:secret@kms.example.com", NULL, KMS_ERROR_SERVER_URL_INVALID },
  { "https://kms.example.com/?a=b", NULL, KMS_ERROR_SERVER_URL_INVALID },
  { "https://kms.example.com/#a", NULL, KMS_ERROR_SERVER_URL_INVALID },
  { "https://kms example com", NULL, KMS_ERROR_SERVER_URL_INVALID },
  { "https://kms.example.com:99999", NULL, KMS_ERROR_SERVER_URL_INVALID },
};

static void
test_urls (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url = kms_rest_check_url (urls[i].typed, &error);

      g_assert_cmpstr (url, ==, urls[i].url);
      if (urls[i].url == NULL)
        g_assert_error (error, KMS_ERROR, (int) urls[i].code);
    }
}

/* What goes out, to the letter. */
static void
test_request (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("PUT", "v1", "a b/c", "site", NULL);
  g_autoptr (KmsRestAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  static const StubAnswer say = { .status = 200,
                                  .type = JSON,
                                  .body = "{\"a\":\"\\u00e9\"}",
                                  .headers = { "ETag", "\"7\"", "Idempotent-Replayed", "true" } };

  kms_rest_request_add_parameter (request, "q", "a&b=ü");
  kms_rest_request_add_parameter (request, "n", "1");
  kms_rest_request_set_token (request, "secret-token");
  request->if_match = g_strdup ("\"6\"");
  request->idempotency_key = g_strdup ("key-1");
  request->body = kms_json_parse ("{\"b\":[true]}", -1, 100, NULL);
  stub_say (stub, &say, 1);
  answer = stub_call (rest, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->etag, ==, "\"7\"");
  g_assert_true (answer->replayed);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (answer->body), "a"), ==,
                   "é");

  g_assert_cmpuint (stub->requests->len, ==, 1);
  g_assert_cmpstr (stub_get_request (stub, 0)->method, ==, "PUT");
  g_assert_true (g_str_has_suffix (stub_get_request (stub, 0)->path,
                                   "/v1/a%20b%2Fc/site?q=a%26b%3D%C3%BC&n=1"));
  g_assert_cmpstr (stub_get_request (stub, 0)->body, ==, "{\"b\":[true]}");
  g_assert_cmpstr (stub_get_header (stub, 0, "Authorization"), ==, "Bearer secret-token");
  g_assert_cmpstr (stub_get_header (stub, 0, "If-Match"), ==, "\"6\"");
  g_assert_cmpstr (stub_get_header (stub, 0, "Idempotency-Key"), ==, "key-1");
  g_assert_cmpstr (stub_get_header (stub, 0, "Content-Type"), ==, JSON);
  g_assert_cmpstr (stub_get_header (stub, 0, "Accept"), ==, JSON);
  g_assert_cmpstr (stub_get_header (stub, 0, "User-Agent"), ==, "KMS-Desk/" KMS_VERSION);
  g_assert_nonnull (stub_get_header (stub, 0, "Accept-Language"));
  g_assert_null (stub_get_header (stub, 0, "Accept-Encoding"));
  g_assert_null (stub_get_header (stub, 0, "Cookie"));
}

/* A cookie that is set is not kept, and an empty answer is one. */
static void
test_no_content (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("DELETE", "v1", NULL);
  static const StubAnswer say = { .status = 204, .headers = { "Set-Cookie", "a=b" } };

  stub_say (stub, &say, 1);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsRestAnswer) answer = stub_call (rest, request, &error);

      g_assert_no_error (error);
      g_assert_null (answer->body);
    }
  g_assert_null (stub_get_header (stub, 1, "Cookie"));
}

/* Every code that a server may say arrives as itself, whatever the status, with its places. */
static void
test_codes (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("GET", "v1", NULL);

  for (guint code = 0; code < KMS_ERROR_SERVER_URL_INVALID; code++)
    {
      g_autofree char *body =
          g_strdup_printf ("{\"code\":\"%s\",\"detail\":\"why\",\"errors\":[{\"pointer\":\"/a/"
                           "1\",\"code\":\"no-keys\"},"
                           "{\"parameter\":\"tz\",\"code\":\"parameter-invalid\"},{},3]}",
                           kms_error_to_code ((KmsError) code));
      const StubAnswer say = { .status = 422, .type = PROBLEM, .body = body };
      g_autoptr (GError) error = NULL;
      const KmsErrorDetail *details;
      guint n_details;

      stub_say (stub, &say, 1);
      g_assert_null (stub_call (rest, request, &error));
      g_assert_error (error, KMS_ERROR, (int) code);
      g_assert_cmpstr (error->message, ==, "why");
      g_assert_cmpuint (stub->requests->len, ==, 1);
      details = kms_error_get_details (error, &n_details);
      g_assert_cmpuint (n_details, ==, 2);
      g_assert_cmpstr (details[0].pointer, ==, "/a/1");
      g_assert_cmpint (details[0].code, ==, KMS_ERROR_NO_KEYS);
      g_assert_cmpstr (details[1].pointer, ==, "tz");
    }
}

static void
test_figures (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("GET", "v1", NULL);
  g_autoptr (GError) error = NULL;
  gint64 value = 0;
  static const StubAnswer say = { .status = 503,
                                  .type = PROBLEM "; charset=utf-8",
                                  .body = "{\"code\":\"maintenance\",\"tries_left\":0,"
                                          "\"until\":\"1970-01-01T00:00:07Z\"}",
                                  .headers = { "Retry-After", "60" } };

  stub_say (stub, &say, 1);
  g_assert_null (stub_call (rest, request, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_MAINTENANCE);
  g_assert_true (kms_error_get_number (error, KMS_ERROR_TRIES_LEFT, &value));
  g_assert_cmpint (value, ==, 0);
  g_assert_true (kms_error_get_number (error, KMS_ERROR_UNTIL, &value));
  g_assert_cmpint (value, ==, 7 * G_USEC_PER_SEC);
  g_assert_true (kms_error_get_number (error, KMS_ERROR_RETRY_AFTER, &value));
  g_assert_cmpint (value, ==, 60);
  /* It is shown, not waited for. */
  g_assert_cmpuint (stub->requests->len, ==, 1);
}

static const struct
{
  guint status;
  const char *type;
  const char *body;
  KmsError code;
} strange[] = {
  /* codes that are not known: by their status */
  { 400, PROBLEM, "{\"code\":\"x\"}", KMS_ERROR_FAILED },
  { 401, PROBLEM, "{\"code\":\"x\"}", KMS_ERROR_SESSION_EXPIRED },
  { 404, PROBLEM, "{\"code\":\"x\"}", KMS_ERROR_NOT_FOUND },
  { 412, PROBLEM, "{\"code\":\"x\"}", KMS_ERROR_STALE_VERSION },
  { 422, PROBLEM, "{\"code\":\"x\"}", KMS_ERROR_VALUE_INVALID },
  { 429, PROBLEM, "{}", KMS_ERROR_RATE_LIMITED },
  { 503, PROBLEM, "{\"code\":7}", KMS_ERROR_SERVER_BUSY },
  { 599, PROBLEM, "{\"code\":\"x\"}", KMS_ERROR_FAILED },
  /* codes that only this side says */
  { 422, PROBLEM, "{\"code\":\"certificate-expired\"}", KMS_ERROR_VALUE_INVALID },
  /* a gateway speaks for the server */
  { 502, "text/html", "<html>", KMS_ERROR_SERVER_DOWN },
  { 503, "text/html", "<html>", KMS_ERROR_SERVER_BUSY },
  { 504, NULL, NULL, KMS_ERROR_SERVER_DOWN },
  { 429, NULL, NULL, KMS_ERROR_RATE_LIMITED },
  { 500, "text/plain", "oh", KMS_ERROR_FAILED },
  /* no KMS server */
  { 401, "text/html", "<html>", KMS_ERROR_NO_KMS_SERVER },
  { 404, "text/html", "<html>", KMS_ERROR_NO_KMS_SERVER },
  { 301, "text/html", "<html>", KMS_ERROR_NO_KMS_SERVER },
  { 407, NULL, NULL, KMS_ERROR_NO_KMS_SERVER },
  { 404, PROBLEM, "{\"code\":", KMS_ERROR_NO_KMS_SERVER },
  { 404, PROBLEM, "[]", KMS_ERROR_NO_KMS_SERVER },
  { 200, "text/html", "<html>", KMS_ERROR_NO_KMS_SERVER },
  { 200, JSON, "{\"a\":", KMS_ERROR_NO_KMS_SERVER },
  { 200, JSON, "", KMS_ERROR_NO_KMS_SERVER },
  { 200, JSON, "{\"a\":1,\"a\":2}", KMS_ERROR_NO_KMS_SERVER },
  { 200, JSON, "\xFF", KMS_ERROR_NO_KMS_SERVER },
  { 200, NULL, NULL, KMS_ERROR_NO_KMS_SERVER },
};

static void
test_strange_answers (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("POST", "v1", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      const StubAnswer say = { .status = strange[i].status,
                               .type = strange[i].type,
                               .body = strange[i].body };
      g_autoptr (GError) error = NULL;

      stub_say (stub, &say, 1);
      g_assert_null (stub_call (rest, request, &error));
      g_assert_error (error, KMS_ERROR, (int) strange[i].code);
      g_assert_cmpuint (stub->requests->len, ==, 1);
    }
}

/* A redirect is not followed, least of all with a token. */
static void
test_redirect (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (Stub) other = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("GET", "v1", NULL);
  g_autoptr (GError) error = NULL;
  const StubAnswer say = { .status = 307, .headers = { "Location", other->url } };

  kms_rest_request_set_token (request, "secret");
  stub_say (stub, &say, 1);
  stub_say (other, &fine, 1);
  g_assert_null (stub_call (rest, request, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER);
  g_assert_cmpuint (other->requests->len, ==, 0);
}

/* As much as is allowed is read, and not a byte more. */
static void
test_cap (void)
{
  g_autoptr (Stub) stub = stub_new ();
  g_autoptr (KmsRest) rest = stub_rest_new (stub);
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("GET", "v1", NULL);

  for (guint more = 0; more < 2; more++)
    {
      g_autofree char *text = g_strnfill (stub_limits.max_body + more, '1');
      const StubAnswer say = { .status = 200, .type = JSON, .body = text };
      g_autoptr (KmsRestAnswer) answer = NULL;
      g_autoptr (GError) error = NULL;

      text[0] = text[stub_limits.max_body + more - 1] = '"';
      stub_say (stub, &say, 1);
      answer = stub_call (rest, request, &error);
      if (more == 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER);
      g_assert_cmpuint (stub->requests->len, ==, 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rest/urls", test_urls);
  g_test_add_func ("/rest/request", test_request);
  g_test_add_func ("/rest/no-content", test_no_content);
  g_test_add_func ("/rest/codes", test_codes);
  g_test_add_func ("/rest/figures", test_figures);
  g_test_add_func ("/rest/strange-answers", test_strange_answers);
  g_test_add_func ("/rest/redirect", test_redirect);
  g_test_add_func ("/rest/cap", test_cap);

  return g_test_run ();
}
