/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Errors on the wire: every code that leaves the server has a status, and nothing of the inside is
 * told. */

#include "server/kms-problem.h"

#include "common/kms-clock.h"
#include "common/kms-json.h"

#include <gio/gio.h>
#include <string.h>

static JsonObject *
to_json (const GError *error, JsonNode **node)
{
  g_autoptr (KmsProblem) problem = kms_problem_new_from_error (error);
  g_autoptr (GBytes) bytes = kms_problem_to_bytes (problem, "/v1/x", "id-1");

  *node = kms_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), 65536,
                          NULL);
  g_assert_nonnull (*node);
  return json_node_get_object (*node);
}

/* Those that never go over the wire: about files of the demo, or places in errors only. */
static gboolean
stays_inside (KmsError code)
{
  return code == KMS_ERROR_STORE_FOREIGN || code == KMS_ERROR_STORE_NEWER
         || code == KMS_ERROR_STORE_SECRET || code >= KMS_ERROR_PASSWORD_LENGTH;
}

static void
test_codes (void)
{
  for (guint i = 0; i < KMS_N_ERRORS; i++)
    {
      g_autoptr (GError) error = g_error_new (KMS_ERROR, (int) i, "the inside");
      g_autoptr (JsonNode) node = NULL;
      JsonObject *object = to_json (error, &node);

      g_assert_cmpstr (json_object_get_string_member (object, "code"), ==,
                       stays_inside ((KmsError) i) ? "failed" : kms_error_to_code ((KmsError) i));
      if (json_object_get_int_member (object, "status") >= 500)
        g_assert_null (strstr (json_object_get_string_member (object, "detail"), "inside"));
    }
}

static void
test_foreign (void)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "/secret/path");
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = to_json (error, &node);

  g_assert_cmpint (json_object_get_int_member (object, "status"), ==, 500);
  g_assert_cmpstr (json_object_get_string_member (object, "detail"), ==, "Something went wrong.");
}

static void
test_places_and_figures (void)
{
  g_autoptr (GError) error = g_error_new (KMS_ERROR, KMS_ERROR_CODE_INVALID, "wrong");
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  JsonArray *errors;

  kms_error_add_detail (error, KMS_ERROR_CODE_INVALID, "/code");
  kms_error_add_detail (error, KMS_ERROR_PARAMETER_INVALID, "tz");
  kms_error_set_number (error, KMS_ERROR_TRIES_LEFT, 0);
  object = to_json (error, &node);
  errors = json_object_get_array_member (object, "errors");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (errors, 0),
                                                  "pointer"),
                   ==, "/code");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (errors, 1),
                                                  "parameter"),
                   ==, "tz");
  g_assert_cmpint (json_object_get_int_member (object, "tries_left"), ==, 0);
  g_assert_false (json_object_has_member (object, "until"));
}

static void
test_maintenance (void)
{
  g_autoptr (GError) error = g_error_new (KMS_ERROR, KMS_ERROR_MAINTENANCE, "maintenance");
  g_autoptr (KmsProblem) problem = NULL;
  g_autoptr (JsonNode) unknown = NULL;
  g_autoptr (JsonNode) known = NULL;

  g_assert_true (json_object_get_null_member (to_json (error, &unknown), "until"));
  kms_error_set_number (error, KMS_ERROR_UNTIL, G_USEC_PER_SEC);
  g_assert_cmpstr (json_object_get_string_member (to_json (error, &known), "until"), ==,
                   "1970-01-01T00:00:01Z");
  problem = kms_problem_new_from_error (error);
  g_assert_cmpuint (kms_problem_get_retry_after (problem), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problem/codes", test_codes);
  g_test_add_func ("/problem/foreign", test_foreign);
  g_test_add_func ("/problem/places-and-figures", test_places_and_figures);
  g_test_add_func ("/problem/maintenance", test_maintenance);
  return g_test_run ();
}
