/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Strict JSON: what is refused, which json-glib alone would take, and what is read. */

#include "common/kms-error.h"
#include "common/kms-json.h"

#include <string.h>

typedef struct
{
  const char *text;
  gboolean valid;
} Case;

static const Case cases[] = {
  { "{}", TRUE },
  { " [ ] ", TRUE },
  { "\"text\"", TRUE },
  { "null", TRUE },
  { "true", TRUE },
  { "0", TRUE },
  { "-0", TRUE },
  { "-0.5e-3", TRUE },
  { "1E+2", TRUE },
  { "9223372036854775807", TRUE },
  { "-9223372036854775807", TRUE },
  { "{\"a\":[1,{\"a\":2}],\"b\":{\"a\":3}}", TRUE }, /* one name in different objects */
  { "\"\\u3042\\ud83d\\ude00\\/\\n\"", TRUE },
  { "\"\xE3\x81\x82\"", TRUE },
  { "{\"\":1}", TRUE }, /* an empty name is a name */

  { "", FALSE },
  { " ", FALSE },
  { "{} {}", FALSE },
  { "{},", FALSE },
  { "[1,]", FALSE },
  { "[,1]", FALSE },
  { "[1 2]", FALSE },
  { "{\"a\":1,}", FALSE },
  { "{\"a\"}", FALSE },
  { "{\"a\" 1}", FALSE },
  { "{a:1}", FALSE },
  { "{1:1}", FALSE },
  { "[1", FALSE },
  { "[1}", FALSE },
  { "{\"a\":1]", FALSE },
  { "{'a':1}", FALSE }, /* single quotes */
  { "'a'", FALSE },
  { "[1] // end", FALSE }, /* comments */
  { "/* start */ [1]", FALSE },
  { "[1] # end", FALSE },
  { "010", FALSE }, /* octal to json-glib */
  { "0x10", FALSE },
  { "+1", FALSE },
  { "-", FALSE },
  { "1.", FALSE },
  { ".5", FALSE },
  { "1e", FALSE },
  { "1e+", FALSE },
  { "1e400", FALSE },
  { "-1e400", FALSE },
  { "9223372036854775808", FALSE }, /* 2^63 */
  { "-9223372036854775808", FALSE },
  { "123456789012345678901234567890", FALSE },
  { "NaN", FALSE },
  { "Infinity", FALSE },
  { "TRUE", FALSE },
  { "nul", FALSE },
  { "truefalse", FALSE },
  { "{\"a\":1,\"a\":2}", FALSE },            /* the same name twice */
  { "{\"a\":1,\"\\u0061\":1}", FALSE },      /* written in two ways */
  { "[{\"b\":{\"a\":1,\"a\":{}}}]", FALSE }, /* deeper down */
  { "\"\\u0000\"", FALSE },
  { "{\"\\u0000\":1}", FALSE },
  { "\"\\ud83d\"", FALSE }, /* half a pair */
  { "\"\\ude00\\ud83d\"", FALSE },
  { "\"\\ud83d\\u0041\"", FALSE },
  { "\"\\ud83d", FALSE },
  { "\"\\u12", FALSE },
  { "\"\\x41\"", FALSE },
  { "\"\\", FALSE },
  { "\"\n\"", FALSE }, /* a raw line end */
  { "\"\t\"", FALSE },
  { "\"", FALSE },
  { "\xEF\xBB\xBF{}", FALSE }, /* byte order mark */
  { "\"\xFF\"", FALSE },
  { "\"\xC0\x80\"", FALSE }, /* overlong NUL */
};

static void
test_grammar (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = kms_json_parse (cases[i].text, -1, 1000, &error);

      g_test_message ("case %u", i);
      g_assert_cmpint (node != NULL, ==, cases[i].valid);
      if (!cases[i].valid)
        g_assert_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID);
    }
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) at_limit = NULL;
  g_autofree char *deep = g_malloc (2 * 100000);

  memset (deep, '[', 100000);
  memset (deep + 100000, ']', 100000);

  at_limit = kms_json_parse (deep + 100000 - KMS_JSON_MAX_DEPTH, 2 * KMS_JSON_MAX_DEPTH,
                             2 * KMS_JSON_MAX_DEPTH, &error);
  g_assert_no_error (error);
  g_assert_nonnull (at_limit);

  g_assert_null (kms_json_parse (deep + 100000 - KMS_JSON_MAX_DEPTH - 1, 2 * KMS_JSON_MAX_DEPTH + 2,
                                 G_MAXSIZE, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID);
  g_clear_error (&error);
  g_assert_null (kms_json_parse (deep, 2 * 100000, G_MAXSIZE, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID);
  g_clear_error (&error);
  g_assert_null (kms_json_parse ("[1]", -1, 2, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_TEXT_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (kms_json_parse ("[1\0]", 4, 10, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID);
}

static void
test_values (void)
{
  static const char text[] = "{\"s\":\"\\ud83d\\ude00\",\"i\":-9223372036854775807,"
                             "\"d\":1.0,\"b\":true,\"a\":[1],\"n\":null}";
  static const char *const all[] = { "s", "i", "d", "b", "a", "n", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = kms_json_parse (text, -1, 1000, &error);
  g_autofree char *again = NULL;
  JsonObject *object;
  gint64 number = 5;
  gboolean truth = FALSE;

  g_assert_no_error (error);
  object = json_node_get_object (node);
  g_assert_cmpstr (kms_json_get_string (object, "s", &error), ==, "\xF0\x9F\x98\x80");
  g_assert_true (kms_json_get_int (object, "i", G_MININT64, 0, &number, &error));
  g_assert_cmpint (number, ==, -G_MAXINT64);
  g_assert_true (kms_json_get_boolean (object, "b", &truth, &error));
  g_assert_true (truth);
  g_assert_cmpuint (json_array_get_length (kms_json_get_array (object, "a", &error)), ==, 1);
  g_assert_true (kms_json_check_members (object, all, &error));
  g_assert_no_error (error);
  again = kms_json_to_string (node, FALSE);
  g_assert_cmpstr (again, ==,
                   "{\"s\":\"\xF0\x9F\x98\x80\",\"i\":-9223372036854775807,"
                   "\"d\":1.0,\"b\":true,\"a\":[1],\"n\":null}");
}

#define assert_refused(call)                                     \
  G_STMT_START                                                   \
  {                                                              \
    g_autoptr (GError) refusal = NULL;                           \
    GError **error = &refusal;                                   \
    g_assert_false (call);                                       \
    g_assert_error (refusal, KMS_ERROR, KMS_ERROR_TEXT_INVALID); \
  }                                                              \
  G_STMT_END

static void
test_wrong_types (void)
{
  static const char *const some[] = { "s", "i", NULL };
  g_autoptr (JsonNode) node =
      kms_json_parse ("{\"s\":\"1\",\"i\":7,\"d\":1.0,\"n\":null,\"o\":{}}", -1, 1000, NULL);
  JsonObject *object = json_node_get_object (node);
  gint64 number = 5;
  gboolean truth;

  assert_refused (kms_json_get_string (object, "missing", error) != NULL);
  assert_refused (kms_json_get_string (object, "i", error) != NULL);
  assert_refused (kms_json_get_string (object, "n", error) != NULL);
  assert_refused (kms_json_get_int (object, "s", 0, 9, &number, error));
  assert_refused (kms_json_get_int (object, "d", 0, 9, &number, error));
  assert_refused (kms_json_get_int (object, "i", 0, 6, &number, error));
  assert_refused (kms_json_get_int (object, "i", 8, 9, &number, error));
  assert_refused (kms_json_get_boolean (object, "i", &truth, error));
  assert_refused (kms_json_get_array (object, "o", error) != NULL);
  assert_refused (kms_json_get_array (object, "n", error) != NULL);
  assert_refused (kms_json_check_members (object, some, error));
  g_assert_cmpint (number, ==, 5);
}

/* A fault says where it is, in the words of RFC 6901. */
static void
test_places (void)
{
  g_autoptr (JsonNode) node = kms_json_parse ("{\"a/b~c\":1}", -1, 1000, NULL);
  static const char *const none[] = { NULL };
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) missing = NULL;
  const KmsErrorDetail *details;
  guint n_details;

  g_assert_false (kms_json_check_members (json_node_get_object (node), none, &unknown));
  details = kms_error_get_details (unknown, &n_details);
  g_assert_cmpuint (n_details, ==, 1);
  g_assert_cmpstr (details[0].pointer, ==, "/a~1b~0c");
  g_assert_null (kms_json_get_string (json_node_get_object (node), "name", &missing));
  details = kms_error_get_details (missing, &n_details);
  g_assert_cmpuint (n_details, ==, 1);
  g_assert_cmpstr (details[0].pointer, ==, "/name");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/grammar", test_grammar);
  g_test_add_func ("/json/limits", test_limits);
  g_test_add_func ("/json/values", test_values);
  g_test_add_func ("/json/wrong-types", test_wrong_types);
  g_test_add_func ("/json/places", test_places);
  return g_test_run ();
}
