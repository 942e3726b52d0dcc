/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsScenario: the files of the program, what is wrong with broken ones, and which event takes a step. */

#include "async-test.h"
#include "client/kms-scenario-shelf.h"

#include <glib/gstdio.h>
#include <string.h>

/* A whole scenario, of which the vectors replace one place. */
#define TITLE       "\"title\":{\"en\":\"T\"}"
#define GOAL        "\"goal\":{\"ja\":\"G\"}"
#define STEP        "{\"text\":{\"en\":\"S\"},\"event\":\"issued\"}"
#define STEPS       "\"steps\":[" STEP "]"
#define WHOLE(more) "{\"format\":1," TITLE "," GOAL "," STEPS more "}"

static const struct
{
  const char *json;
  const char *place; /* NULL: it is no JSON */
  KmsError code;
} broken[] = {
  /* No JSON, or no object */
  { "", NULL, KMS_ERROR_TEXT_INVALID },
  { "{\n\"format\": 1\n\"title\": 2}", NULL, KMS_ERROR_TEXT_INVALID },
  { "{\"format\":1,\"format\":1}", NULL, KMS_ERROR_TEXT_INVALID },
  { "[]", "", KMS_ERROR_TEXT_INVALID },
  /* The head */
  { "{" TITLE "," GOAL "," STEPS "}", "/format", KMS_ERROR_VALUE_MISSING },
  { "{\"format\":2," TITLE "," GOAL "," STEPS "}", "/format", KMS_ERROR_VALUE_INVALID },
  { "{\"format\":\"1\"," TITLE "," GOAL "," STEPS "}", "/format", KMS_ERROR_TEXT_INVALID },
  { "{\"format\":1," GOAL "," STEPS "}", "/title", KMS_ERROR_VALUE_MISSING },
  { "{\"format\":1," TITLE "," STEPS "}", "/goal", KMS_ERROR_VALUE_MISSING },
  { "{\"format\":1," TITLE "," GOAL "}", "/steps", KMS_ERROR_VALUE_MISSING },
  { "{\"format\":1," TITLE "," GOAL ",\"steps\":[]}", "/steps", KMS_ERROR_VALUE_INVALID },
  { "{\"format\":1," TITLE "," GOAL ",\"steps\":{}}", "/steps", KMS_ERROR_TEXT_INVALID },
  { WHOLE (",\"Steps\":[]"), "/Steps", KMS_ERROR_PARAMETER_INVALID },
  { WHOLE (",\"opens\":\"find\""), "/opens", KMS_ERROR_VALUE_INVALID },
  /* Texts */
  { "{\"format\":1,\"title\":\"T\"," GOAL "," STEPS "}", "/title", KMS_ERROR_TEXT_INVALID },
  { "{\"format\":1,\"title\":{}," GOAL "," STEPS "}", "/title/en", KMS_ERROR_VALUE_MISSING },
  { "{\"format\":1,\"title\":{\"de\":\"T\"}," GOAL "," STEPS "}", "/title/de",
    KMS_ERROR_PARAMETER_INVALID },
  { "{\"format\":1,\"title\":{\"ja\":1}," GOAL "," STEPS "}", "/title/ja", KMS_ERROR_TEXT_INVALID },
  /* What lies on the desk, and in the fields */
  { WHOLE (",\"given\":[{\"label\":{\"en\":\"L\"}}]"), "/given/0/value", KMS_ERROR_VALUE_MISSING },
  { WHOLE (",\"given\":[{\"label\":{\"en\":\"L\"},\"value\":\"V\"},3]"), "/given/1",
    KMS_ERROR_TEXT_INVALID },
  { WHOLE (",\"filled_in\":{\"devices\":\"1\"}"), "/filled_in/devices",
    KMS_ERROR_PARAMETER_INVALID },
  { WHOLE (",\"filled_in\":{\"site\":[\"a\",\"b\",\"c\"]}"), "/filled_in/site",
    KMS_ERROR_VALUE_INVALID },
  { WHOLE (",\"filled_in\":{\"site\":[\"a\",2]}"), "/filled_in/site/1", KMS_ERROR_TEXT_INVALID },
  { WHOLE (",\"filled_in\":{\"pairs\":[{\"activation_key\":\"1\"}]}"),
    "/filled_in/pairs/0/registration_id", KMS_ERROR_VALUE_MISSING },
  /* Nobody's real address */
  { WHOLE (",\"filled_in\":{\"mail_to\":[\"somebody@kms.example.org\"]}"), "/filled_in/mail_to",
    KMS_ERROR_VALUE_INVALID },
  /* What was issued before is valid */
  { WHOLE (",\"issued\":[{\"at\":\"yesterday\",\"device\":\"1234567890ABCDEF\",\"keys\":[]}]"),
    "/issued/0/at", KMS_ERROR_VALUE_INVALID },
  { WHOLE (",\"issued\":[{\"at\":\"2026-01-20T10:00:00Z\",\"device\":\"12345\",\"keys\":[]}]"),
    "/issued/0/device", KMS_ERROR_DEVICE_ID_INVALID },
  { WHOLE (",\"issued\":[{\"at\":\"2026-01-20T10:00:00Z\",\"device\":\"1234567890ABCDEF\","
           "\"keys\":[{\"activation_key\":\"1234567890ABCDEF\",\"registration_id\":\"1\"}]}]"),
    "/issued/0/keys/0/registration_id", KMS_ERROR_KEY_PAIR_INVALID },
  { WHOLE (",\"issued\":[{\"at\":\"2026-01-20T10:00:00Z\",\"device\":\"1234567890ABCDEF\","
           "\"keys\":[{\"activation_key\":\"12\",\"registration_id\":\"1\"}]}]"),
    "/issued/0/keys/0/activation_key", KMS_ERROR_ACTIVATION_KEY_INVALID },
  { WHOLE (",\"sites\":[{\"device\":\"1234567890ABCDEF\"}]"), "/sites/0/site",
    KMS_ERROR_VALUE_MISSING },
  { WHOLE (",\"sites\":[{\"device\":\"1234567890ABCDEF\",\"site\":[\"a\\nb\"]}]"), "/sites/0/site",
    KMS_ERROR_SITE_INVALID },
  /* Faults */
  { WHOLE (",\"faults\":[{\"call\":\"print\",\"error\":\"maintenance\"}]"), "/faults/0/call",
    KMS_ERROR_VALUE_INVALID },
  { WHOLE (",\"faults\":[{\"call\":\"issue\",\"error\":\"key-pair-invalid\"}]"), "/faults/0/error",
    KMS_ERROR_VALUE_INVALID },
  { WHOLE (",\"faults\":[{\"call\":\"issue\",\"error\":\"maintenance\",\"seconds\":0}]"),
    "/faults/0/seconds", KMS_ERROR_VALUE_INVALID },
  { WHOLE (",\"faults\":[{\"call\":\"preview\",\"error\":\"connection-broken\",\"carried_out\":"
           "true}]"),
    "/faults/0/carried_out", KMS_ERROR_VALUE_INVALID },
  { WHOLE (",\"faults\":[{\"call\":\"issue\",\"error\":\"session-expired\"}]"), "/faults/0/error",
    KMS_ERROR_VALUE_MISSING },
  { WHOLE (",\"log_in\":{\"login_id\":\"Trainee01\"}"), "/log_in/password",
    KMS_ERROR_VALUE_MISSING },
  /* Steps */
  { "{\"format\":1," TITLE "," GOAL ",\"steps\":[" STEP ",{\"event\":\"issued\"}]}",
    "/steps/1/text", KMS_ERROR_VALUE_MISSING },
  { "{\"format\":1," TITLE "," GOAL ",\"steps\":[{\"text\":{\"en\":\"S\"},\"event\":\"won\"}]}",
    "/steps/0/event", KMS_ERROR_VALUE_INVALID },
  { "{\"format\":1," TITLE "," GOAL ",\"steps\":[{\"text\":{\"en\":\"S\"},\"event\":\"issued\","
    "\"keys\":9}]}",
    "/steps/0/keys", KMS_ERROR_VALUE_INVALID },
  { "{\"format\":1," TITLE "," GOAL ",\"steps\":[{\"text\":{\"en\":\"S\"},\"event\":\"previewed\","
    "\"verdict\":\"good\"}]}",
    "/steps/0/verdict", KMS_ERROR_VALUE_INVALID },
  { "{\"format\":1," TITLE "," GOAL ",\"steps\":[{\"text\":{\"en\":\"S\"},\"event\":\"refused\","
    "\"error\":\"bad-luck\"}]}",
    "/steps/0/error", KMS_ERROR_VALUE_INVALID },
  { "{\"format\":1," TITLE "," GOAL ",\"steps\":[{\"text\":{\"en\":\"S\"},\"event\":\"issued\","
    "\"hints\":[{\"en\":\"H\"},{}]}]}",
    "/steps/0/hints/1/en", KMS_ERROR_VALUE_MISSING },
};

static void
test_broken (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsScenario) scenario = kms_scenario_read ("x", broken[i].json, -1, &error);
      guint n_details;
      const KmsErrorDetail *details;
      gint64 line;

      g_test_message ("%s", broken[i].json);
      g_assert_null (scenario);
      g_assert_cmpuint (error->domain, ==, KMS_ERROR);
      g_assert_cmpint (error->code, ==, broken[i].code);
      details = kms_error_get_details (error, &n_details);
      g_assert_cmpuint (n_details, ==, broken[i].place != NULL ? 1 : 0);
      if (broken[i].place == NULL)
        continue;
      g_assert_cmpstr (details[0].pointer, ==, broken[i].place);
      g_assert_cmpint (details[0].code, ==, broken[i].code);
      g_assert_false (kms_error_get_number (error, KMS_ERROR_LINE, &line));
    }
}

/* The line that a trainer has to look at. */
static void
test_line (void)
{
  g_autoptr (GError) error = NULL;
  gint64 line = 0;

  g_assert_null (kms_scenario_read ("x", "{\n\"format\": 1\n\"title\": 2}", -1, &error));
  g_assert_true (kms_error_get_number (error, KMS_ERROR_LINE, &line));
  g_assert_cmpint (line, ==, 3);
}

static void
test_too_large (void)
{
  g_autofree char *text = g_strnfill (KMS_SCENARIO_MAX_SIZE + 1, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (kms_scenario_read ("x", text, -1, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_TEXT_TOO_LARGE);
}

/* What is left out has its default, and one language is enough. */
static void
test_smallest (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsScenario) scenario = kms_scenario_read ("small", WHOLE (""), -1, &error);
  const KmsScenarioStep *step;

  g_assert_no_error (error);
  g_assert_cmpstr (scenario->id, ==, "small");
  g_assert_cmpstr (kms_scenario_text_get (&scenario->title, "ja"), ==, "T");
  g_assert_cmpstr (kms_scenario_text_get (&scenario->goal, "en"), ==, "G");
  g_assert_false (scenario->opens_home);
  g_assert_false (scenario->has_sample);
  g_assert_cmpuint (scenario->filled_in->pairs->len, ==, 1);
  step = g_ptr_array_index (scenario->steps, 0);
  g_assert_cmpint (step->verdict, ==, -1);
  g_assert_cmpint (step->reissued, ==, -1);
  g_assert_cmpint (step->error, ==, -1);
  g_assert_cmpstr (step->device_id, ==, "");
}

/* Steps ------------------------------------------------------------------------------------------ */

static KmsIssuance *
new_issuance (guint n_keys, guint n_reissued)
{
  KmsIssuance *issuance = kms_issuance_new ();

  for (guint i = 0; i < n_keys; i++)
    {
      KmsIssuedKey *key = g_new0 (KmsIssuedKey, 1);

      key->reissued = i < n_reissued;
      g_ptr_array_add (issuance->keys, key);
    }
  return issuance;
}

static void
test_steps (void)
{
  static const struct
  {
    const char *step;
    const char *device;
    guint n_keys;
    guint n_reissued;
    gboolean fits;
  } vectors[] = {
    { "\"event\":\"issued\"", "1234567890ABCDEF", 1, 0, TRUE },
    { "\"event\":\"answered-again\"", "1234567890ABCDEF", 1, 0, FALSE },
    { "\"event\":\"issued\",\"device\":\"1234-5678-90AB-CDEF\"", "1234567890ABCDEF", 1, 0, TRUE },
    { "\"event\":\"issued\",\"device\":\"1234-5678-90AB-CDE0\"", "1234567890ABCDEF", 1, 0, FALSE },
    { "\"event\":\"issued\",\"device\":\"12:34:56:78:90:AB\"", "1234567890AB", 1, 0, TRUE },
    { "\"event\":\"issued\",\"keys\":2", "1234567890ABCDEF", 1, 0, FALSE },
    { "\"event\":\"issued\",\"keys\":2", "1234567890ABCDEF", 3, 0, TRUE },
    { "\"event\":\"issued\",\"reissued\":true", "1234567890ABCDEF", 2, 2, TRUE },
    { "\"event\":\"issued\",\"reissued\":true", "1234567890ABCDEF", 2, 1, FALSE },
    { "\"event\":\"issued\",\"reissued\":false", "1234567890ABCDEF", 2, 1, TRUE },
    { "\"event\":\"issued\",\"reissued\":false", "1234567890ABCDEF", 2, 2, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"format\":1," TITLE "," GOAL
                                               ",\"steps\":[{\"text\":{\"en\":\"S\"},%s}]}",
                                               vectors[i].step);
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsScenario) scenario = kms_scenario_read ("x", json, -1, &error);
      g_autoptr (KmsIssuance) issuance = new_issuance (vectors[i].n_keys, vectors[i].n_reissued);
      const KmsScenarioEvent event = { .kind = KMS_SCENARIO_ISSUED,
                                       .device_id = vectors[i].device,
                                       .issuance = issuance };

      g_test_message ("%s", vectors[i].step);
      g_assert_no_error (error);
      g_assert_cmpint (kms_scenario_step_fits (g_ptr_array_index (scenario->steps, 0), &event), ==,
                       vectors[i].fits);
    }
}

static void
test_verdicts (void)
{
  g_autoptr (KmsScenario) scenario =
      kms_scenario_read ("x",
                         "{\"format\":1," TITLE "," GOAL
                         ",\"steps\":[{\"text\":{\"en\":\"S\"},\"event\":\"previewed\","
                         "\"verdict\":\"bound-elsewhere\"}]}",
                         -1, NULL);
  g_autoptr (KmsPreview) preview = kms_preview_new ();
  const KmsScenarioEvent event = { .kind = KMS_SCENARIO_PREVIEWED, .preview = preview };
  const KmsScenarioStep *step = g_ptr_array_index (scenario->steps, 0);

  preview->n_keys = 2;
  g_assert_false (kms_scenario_step_fits (step, &event));
  preview->keys[1].verdict = KMS_VERDICT_BOUND_ELSEWHERE;
  g_assert_true (kms_scenario_step_fits (step, &event));
}

/* Files ------------------------------------------------------------------------------------------ */

static GPtrArray *
list (const char *const *paths)
{
  g_autoptr (GListStore) folders = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *files;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (GFile) folder = g_file_new_for_path (paths[i]);

      g_list_store_append (folders, folder);
    }
  kms_scenario_shelf_list_async (G_LIST_MODEL (folders), NULL, take_result, &result);
  wait_for (&result);
  files = kms_scenario_shelf_list_finish (result, &error);
  g_assert_no_error (error);
  return files;
}

/* Those of the program are whole, in both languages. */
static void
test_own_files (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "scenarios", NULL);
  g_autoptr (GPtrArray) files = list ((const char *const[]){ path, NULL });

  g_assert_cmpuint (files->len, ==, 9);
  for (guint i = 0; i < files->len; i++)
    {
      const KmsScenarioFile *file = g_ptr_array_index (files, i);

      g_test_message ("%s", file->name);
      g_assert_no_error (file->error);
      for (guint j = 0; j < file->scenario->steps->len; j++)
        {
          const KmsScenarioStep *step = g_ptr_array_index (file->scenario->steps, j);

          g_assert_true (step->text.en != NULL && step->text.ja != NULL);
          g_assert_cmpuint (step->hints->len, >=, 1);
        }
      g_assert_true (file->scenario->goal.en != NULL && file->scenario->goal.ja != NULL);
    }
}

/* A folder may be missing; a broken file is among the others. */
static void
test_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("kms-XXXXXX", &error);
  const char *const names[] = { "b.json", "a.json", "c.txt" };
  const char *const texts[] = { "{", WHOLE (""), "{" };
  g_autoptr (GPtrArray) files = NULL;
  const KmsScenarioFile *first, *second;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_true (g_file_set_contents (path, texts[i], -1, &error));
    }
  files = list ((const char *const[]){ "/nowhere/at/all", folder, NULL });
  g_assert_cmpuint (files->len, ==, 2);
  first = g_ptr_array_index (files, 0);
  second = g_ptr_array_index (files, 1);
  g_assert_cmpstr (first->name, ==, "a.json");
  g_assert_cmpuint (first->folder, ==, 1);
  g_assert_cmpstr (first->scenario->id, ==, "a");
  g_assert_null (second->scenario);
  g_assert_error (second->error, KMS_ERROR, KMS_ERROR_TEXT_INVALID);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scenario/broken", test_broken);
  g_test_add_func ("/scenario/line", test_line);
  g_test_add_func ("/scenario/too-large", test_too_large);
  g_test_add_func ("/scenario/smallest", test_smallest);
  g_test_add_func ("/scenario/steps", test_steps);
  g_test_add_func ("/scenario/verdicts", test_verdicts);
  g_test_add_func ("/scenario/own-files", test_own_files);
  g_test_add_func ("/scenario/folder", test_folder);
  return g_test_run ();
}
