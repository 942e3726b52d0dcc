/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsDemoBackend: the manual's sample exactly, practice sheets by the real rules, and class files. */

#include "async-test.h"
#include "common/kms-error.h"
#include "demo/kms-demo-backend.h"
#include "engine/kms-derivation.h"
#include "engine/kms-practice-sheet.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define NOW    G_GINT64_CONSTANT (1750000000000000) /* 2025-06-15T15:06:40Z */
#define DEVICE "0123456789ABCDEF"

typedef struct
{
  char *folder;
  GFile *file; /* a class file in the folder */
  KmsClock *clock;
  KmsBackend *backend;
} Fixture;

static KmsBackend *
new_backend (Fixture *fixture, const char *class_file)
{
  g_autoptr (GError) error = NULL;
  KmsBackend *backend = kms_demo_backend_new (class_file, fixture->clock, &error);

  g_assert_no_error (error);
  g_assert_true (KMS_IS_CLASSROOM (backend));
  return backend;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("kms-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "class.kms", NULL);
  fixture->file = g_file_new_for_path (path);
  fixture->clock = kms_clock_new_fixed (NOW);
  fixture->backend = new_backend (fixture, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->backend);
  kms_clock_unref (fixture->clock);
  g_unlink (g_file_peek_path (fixture->file));
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_object_unref (fixture->file);
  g_free (fixture->folder);
}

static KmsIssuance *
issue (KmsBackend *backend, const KmsRequest *request, GError **error)
{
  g_autofree char *attempt = g_uuid_string_random ();
  g_autoptr (GAsyncResult) result = NULL;

  kms_backend_issue_async (backend, request, attempt, NULL, take_result, &result);
  /* Never before the call returns. */
  g_assert_null (result);
  wait_for (&result);
  return kms_backend_issue_finish (backend, result, error);
}

static KmsPreview *
preview (KmsBackend *backend, const KmsRequest *request, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_backend_preview_async (backend, request, NULL, take_result, &result);
  wait_for (&result);
  return kms_backend_preview_finish (backend, result, error);
}

/* The first page of what a text finds, as keys. */
static GPtrArray *
find (KmsBackend *backend, const char *text)
{
  g_autoptr (KmsSearch) search = kms_search_new (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (KmsFoundPage) page = NULL;
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_issued_key_free);

  kms_backend_find_async (backend, search, NULL, KMS_FOUND_MAX_LIMIT, NULL, take_result, &result);
  wait_for (&result);
  page = kms_backend_find_finish (backend, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->total, ==, page->rows->len);
  for (guint i = 0; i < page->rows->len; i++)
    {
      KmsFoundKey *found = g_ptr_array_index (page->rows, i);

      g_ptr_array_add (keys, g_steal_pointer (&found->key));
    }
  return keys;
}

static gboolean
save (KmsBackend *backend, GFile *file, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_classroom_save_async (KMS_CLASSROOM (backend), file, NULL, take_result, &result);
  g_assert_null (result);
  wait_for (&result);
  return kms_classroom_save_finish (KMS_CLASSROOM (backend), result, error);
}

static gboolean
open_class (KmsBackend *backend, GFile *file, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_classroom_open_async (KMS_CLASSROOM (backend), file, NULL, take_result, &result);
  g_assert_null (result);
  wait_for (&result);
  return kms_classroom_open_finish (KMS_CLASSROOM (backend), result, error);
}

/* A request for one practice sheet. */
static KmsRequest *
practice_request (KmsCategory category,
                  const char *device_id,
                  const char *part_number,
                  const char *activation_key)
{
  g_autoptr (GError) error = NULL;
  KmsRequest *request = kms_request_new (category, device_id);
  KmsPracticeSheet sheet;

  kms_practice_sheet_make (kms_demo_catalogue_lookup (part_number), activation_key, &sheet);
  kms_request_add_pair (request, &sheet.pair, &error);
  g_assert_no_error (error);
  return request;
}

/* The table of the manual, chapter 10. */
static const struct
{
  const char *activation_key;
  const char *part_number;
  const char *registration_key;
} sample[] = {
  { "1111111111111111", "KX-VCS101DEMO", "1111111111111111" },
  { "9999999999999999", "KX-VCS101DEMO", "3333333333333333" },
  { "AAAAAAAAAAAAAAAA", "KX-VCS101DEMO", "5555555555555555" },
  { "FFFFFFFFFFFFFFFF", "KX-VCS101DEMO", "7777777777777777" },
  { "1111191919199999", "KX-VCS201DEMO", "0000000000000000" },
  { "AAAAAFAFAFAFFFFF", "KX-VCS201DEMO", "2222222222222222" },
  { "11119999AAAAFFFF", "KX-VCS201DEMO", "4444444444444444" },
  { "19AF19AF19AF19AF", "KX-VCS201DEMO", "6666666666666666" },
};

static void
assert_sample_keys (GPtrArray *keys)
{
  g_assert_cmpuint (keys->len, ==, G_N_ELEMENTS (sample));
  for (guint i = 0; i < keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (keys, i);
      g_autofree char *date = kms_time_to_string (key->issued_at);

      g_assert_cmpstr (key->activation_key, ==, sample[i].activation_key);
      g_assert_cmpstr (key->part_number, ==, sample[i].part_number);
      g_assert_cmpstr (key->purpose, ==, "DEMO Upgrade");
      g_assert_cmpstr (key->registration_key, ==, sample[i].registration_key);
      g_assert_cmpstr (key->device_id, ==, "1234567890ABCDEF");
      g_assert_cmpstr (key->site.line[0], ==, "DEMO");
      g_assert_cmpstr (key->site.line[1], ==, "DEMO-Fukuoka");
      g_assert_true (g_str_has_prefix (date, "2011-01-20T10:00:00"));
      g_assert_cmpint (key->category, ==, KMS_CATEGORY_HDVC);
    }
}

static void
test_sample (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsRequest) request = kms_classroom_get_sample (KMS_CLASSROOM (fixture->backend));
  g_autoptr (KmsPreview) verdicts = NULL;
  g_autoptr (KmsIssuance) issuance = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;

  g_assert_true (kms_backend_is_demo (fixture->backend));
  g_assert_cmpstr (kms_backend_get_account (fixture->backend), ==, "demo");
  g_assert_cmpuint (request->n_pairs, ==, 8);
  g_assert_cmpstr (request->device_id, ==, "1234567890ABCDEF");
  g_assert_cmpstr (request->site.line[0], ==, "DEMO");
  g_assert_cmpstr (request->site.line[1], ==, "DEMO-Fukuoka");
  g_assert_cmpstr (request->mail_to[0], ==, "demo@example.com");
  g_assert_cmpstr (request->mail_to[1], ==, "demo2@example.com");
  for (guint i = 0; i < request->n_pairs; i++)
    g_assert_nonnull (kms_practice_sheet_recognise (&request->pairs[i]));

  before = find (fixture->backend, "1234567890ABCDEF");
  assert_sample_keys (before);
  verdicts = preview (fixture->backend, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (verdicts->n_keys, ==, 8);
  for (guint i = 0; i < verdicts->n_keys; i++)
    g_assert_cmpint (verdicts->keys[i].verdict, ==, KMS_VERDICT_REISSUE);

  issuance = issue (fixture->backend, request, &error);
  g_assert_no_error (error);
  assert_sample_keys (issuance->keys);
  g_assert_true (issuance->demo);
  g_assert_cmpint (issuance->at, ==, NOW);
  g_assert_cmpuint (g_strv_length (issuance->mailed_to), ==, 2);
  g_assert_cmpstr (issuance->mailed_to[1], ==, "demo2@example.com");
  g_assert_nonnull (strstr (issuance->mail_subject, "DEMO"));
  /* What was issued again stands before what was issued. */
  after = find (fixture->backend, "1234567890ABCDEF");
  g_assert_cmpuint (after->len, ==, 16);
  g_ptr_array_remove_range (after, 0, 8);
  assert_sample_keys (after);
}

/* The sample occupies the ordinals 1 to 4 of both part numbers. */
static void
test_ordinal_after_sample (Fixture *fixture, gconstpointer data)
{
  static const char *const part_numbers[] = { "KX-VCS101DEMO", "KX-VCS201DEMO" };

  for (guint i = 0; i < G_N_ELEMENTS (part_numbers); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsRequest) request =
          practice_request (KMS_CATEGORY_HDVC, "1234567890ABCDEF", part_numbers[i],
                            i == 0 ? "00000000000000A1" : "00000000000000A2");
      g_autoptr (KmsIssuance) issuance = issue (fixture->backend, request, &error);
      char expected[KMS_IDENTIFIER_SIZE];
      KmsSecret device_secret;
      const KmsIssuedKey *key;

      g_assert_no_error (error);
      kms_derive_device_secret (&kms_demo_secret, KMS_CATEGORY_HDVC, "1234567890ABCDEF",
                                &device_secret);
      kms_derive_registration_key (&device_secret, part_numbers[i], 5, expected);
      key = g_ptr_array_index (issuance->keys, 0);
      g_assert_cmpstr (key->registration_key, ==, expected);
    }
}

static void
test_practice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsRequest) request = practice_request (KMS_CATEGORY_LIVE_LINK, "1234567890AB",
                                                     "LIVELINK-DEMO", "ABCDEF0000000001");
  g_autoptr (KmsRequest) elsewhere = practice_request (KMS_CATEGORY_LIVE_LINK, "BA0987654321",
                                                       "LIVELINK-DEMO", "ABCDEF0000000001");
  g_autoptr (KmsIssuance) first = NULL;
  g_autoptr (KmsIssuance) again = NULL;
  const KmsIssuedKey *key;
  const KmsIssuedKey *same;

  first = issue (fixture->backend, request, &error);
  g_assert_no_error (error);
  kms_clock_set (fixture->clock, NOW + G_TIME_SPAN_DAY);
  again = issue (fixture->backend, request, &error);
  g_assert_no_error (error);
  key = g_ptr_array_index (first->keys, 0);
  same = g_ptr_array_index (again->keys, 0);
  g_assert_false (key->reissued);
  g_assert_true (same->reissued);
  g_assert_cmpstr (key->registration_key, ==, same->registration_key);
  g_assert_cmpint (same->issued_at, ==, NOW);
  g_assert_cmpstr (key->purpose, ==, "DEMO Live Link");
  g_assert_cmpuint (g_strv_length (first->mailed_to), ==, 0);
  g_assert_null (first->mail_subject);

  g_assert_null (issue (fixture->backend, elsewhere, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_KEY_BOUND_ELSEWHERE);
}

static void
test_site (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) reloaded = NULL;
  KmsSite site;

  kms_backend_load_site_async (fixture->backend, KMS_CATEGORY_HDVC, DEVICE, NULL, take_result,
                               &loaded);
  wait_for (&loaded);
  g_assert_true (kms_backend_load_site_finish (fixture->backend, loaded, &site, &error));
  g_assert_true (kms_site_is_empty (&site));

  g_assert_true (kms_site_set_line (&site, 1, "福岡 3F", NULL));
  kms_backend_save_site_async (fixture->backend, KMS_CATEGORY_HDVC, DEVICE, &site, NULL,
                               take_result, &saved);
  kms_backend_load_site_async (fixture->backend, KMS_CATEGORY_HDVC, DEVICE, NULL, take_result,
                               &reloaded);
  wait_for (&reloaded);
  g_assert_true (kms_backend_save_site_finish (fixture->backend, saved, &error));
  memset (&site, 0, sizeof site);
  g_assert_true (kms_backend_load_site_finish (fixture->backend, reloaded, &site, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (site.line[0], ==, "");
  g_assert_cmpstr (site.line[1], ==, "福岡 3F");
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    guint n_found;
  } cases[] = {
    { "9999-9999-9999-9999", 1 },
    { "123456789ABCDEF0", 0 },
    { "FFFF", 3 },
    { "1234-5678-90AB-CDEF", 8 },
    { "demo fukuoka", 8 },
    { "osaka", 0 },
    { "aaaa-a", 2 },
    { "", 8 },
    { NULL, 8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) found = find (fixture->backend, cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (found->len, ==, cases[i].n_found);
    }
}

/* Page by page, oldest first; and what is no search. */
static void
test_find_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsSearch) search = kms_search_new ("demo");
  g_autofree char *cursor = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GError) refusal = NULL;

  search->oldest_first = TRUE;
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (KmsFoundPage) page = NULL;
      const KmsFoundKey *first;

      kms_backend_find_async (fixture->backend, search, cursor, 3, NULL, take_result, &result);
      wait_for (&result);
      page = kms_backend_find_finish (fixture->backend, result, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (page->rows->len, ==, i < 2 ? 3 : 2);
      g_assert_cmpuint (page->total, ==, 8);
      g_assert_true (page->total_exact);
      first = g_ptr_array_index (page->rows, 0);
      g_assert_cmpstr (first->key->activation_key, ==, sample[3 * i].activation_key);
      g_assert_cmpstr (first->issuance_id, ==, "1");
      g_assert_cmpint (first->at, ==, first->key->issued_at);
      g_assert_true ((page->next_cursor == NULL) == (i == 2));
      g_free (cursor);
      cursor = g_steal_pointer (&page->next_cursor);
    }

  search->from = g_strdup ("2011-02-30");
  kms_backend_find_async (fixture->backend, search, NULL, 3, NULL, take_result, &refused);
  wait_for (&refused);
  g_assert_null (kms_backend_find_finish (fixture->backend, refused, &refusal));
  g_assert_error (refusal, KMS_ERROR, KMS_ERROR_PARAMETER_INVALID);
}

/* What was done is in the file, and in another demo after opening it there. */
static void
test_save_and_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsRequest) request =
      practice_request (KMS_CATEGORY_HDVC, DEVICE, "KX-VCS101DEMO", "0000000000000001");
  g_autoptr (KmsIssuance) first = issue (fixture->backend, request, &error);
  g_autoptr (KmsIssuance) again = NULL;
  g_autoptr (KmsBackend) other = new_backend (fixture, NULL);
  struct stat status;

  g_assert_no_error (error);
  g_assert_true (save (fixture->backend, fixture->file, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stat (g_file_peek_path (fixture->file), &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);

  g_assert_true (open_class (other, fixture->file, &error));
  g_assert_no_error (error);
  again = issue (other, request, &error);
  g_assert_no_error (error);
  g_assert_true (((KmsIssuedKey *) g_ptr_array_index (again->keys, 0))->reissued);
}

static void
test_save_and_open_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) remote = g_file_new_for_uri ("https://example.com/class.kms");
  g_autoptr (KmsRequest) sample_request =
      kms_classroom_get_sample (KMS_CLASSROOM (fixture->backend));
  g_autoptr (KmsIssuance) issuance = NULL;

  g_assert_false (save (fixture->backend, remote, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
  g_clear_error (&error);
  g_assert_false (open_class (fixture->backend, remote, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (g_file_peek_path (fixture->file),
                                      "this is no class file, however long it is", -1, &error));
  g_assert_false (open_class (fixture->backend, fixture->file, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FOREIGN);
  g_clear_error (&error);

  /* All goes on as before. */
  issuance = issue (fixture->backend, sample_request, &error);
  g_assert_no_error (error);
  assert_sample_keys (issuance->keys);
}

/* As one command after another works on it. */
static void
test_class_file (Fixture *fixture, gconstpointer data)
{
  const char *path = g_file_peek_path (fixture->file);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsBackend) backend = new_backend (fixture, path);
      g_autoptr (KmsRequest) request =
          practice_request (KMS_CATEGORY_HDVC, DEVICE, "KX-VCS201DEMO", "0000000000000001");
      g_autoptr (KmsIssuance) issuance = issue (backend, request, &error);
      g_autoptr (GPtrArray) keys = NULL;
      const KmsIssuedKey *key;

      g_assert_no_error (error);
      key = g_ptr_array_index (issuance->keys, 0);
      g_assert_cmpint (key->reissued, ==, i > 0);
      /* The sample was put in once. */
      keys = find (backend, "1234567890ABCDEF");
      assert_sample_keys (keys);
      /* Saving where it is already is fine, and the file is still the one in use. */
      g_assert_true (save (backend, fixture->file, &error));
      g_assert_no_error (error);
    }
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (KmsRequest) request =
      practice_request (KMS_CATEGORY_HDVC, DEVICE, "KX-VCS101DEMO", "0000000000000001");
  g_autoptr (GPtrArray) keys = NULL;

  g_cancellable_cancel (cancellable);
  kms_backend_issue_async (fixture->backend, request, "attempt", cancellable, take_result, &result);
  wait_for (&result);
  g_assert_null (kms_backend_issue_finish (fixture->backend, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  keys = find (fixture->backend, DEVICE);
  g_assert_cmpuint (keys->len, ==, 0);
}

/* Enters a key by the short way of the yellow button, and tells what the device says to it. */
static KmsPracticeMessage
register_key (KmsPracticeDevice *device, const char *registration_key)
{
  static const char way[] = "mY00000000eeeG";
  g_autofree char *keys = g_strconcat (way, registration_key, "Gle", NULL);

  g_object_set (device, "restart-time", 0, NULL);
  for (const char *key = keys; *key != '\0'; key++)
    {
      gboolean done = *key == 'm'   ? kms_practice_device_press (device, KMS_PRACTICE_BUTTON_MENU)
                      : *key == 'Y' ? kms_practice_device_press (device, KMS_PRACTICE_BUTTON_YELLOW)
                      : *key == 'G' ? kms_practice_device_press (device, KMS_PRACTICE_BUTTON_GREEN)
                      : *key == 'l' ? kms_practice_device_press (device, KMS_PRACTICE_BUTTON_LEFT)
                      : *key == 'e' ? kms_practice_device_press (device, KMS_PRACTICE_BUTTON_ENTER)
                                    : kms_practice_device_type_digit (device, *key);

      if (!done)
        break;
    }
  while (kms_practice_device_get_screen (device) == KMS_PRACTICE_SCREEN_RESTARTING)
    g_main_context_iteration (NULL, TRUE);
  return kms_practice_device_get_message (device);
}

/* The sample's device takes its eight keys, and what is issued to it after them. */
static void
test_sample_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  KmsClassroom *classroom = KMS_CLASSROOM (fixture->backend);
  KmsPracticeDevice *device =
      kms_classroom_get_device (classroom, KMS_CATEGORY_HDVC, "1234567890ABCDEF");
  g_autoptr (KmsRequest) request =
      practice_request (KMS_CATEGORY_HDVC, "1234567890ABCDEF", "KX-VCS101DEMO", "0000000000000001");
  g_autoptr (KmsIssuance) issuance = issue (fixture->backend, request, &error);
  g_autoptr (GPtrArray) keys = find (fixture->backend, "1234567890ABCDEF");

  g_assert_no_error (error);
  g_assert_cmpuint (keys->len, ==, 9);
  for (guint i = 0; i < keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (keys, i);

      g_assert_cmpint (register_key (device, key->registration_key), ==, KMS_PRACTICE_MESSAGE_NONE);
      g_assert_cmpstr (kms_practice_device_get_extension (device, i)->part_number, ==,
                       key->part_number);
    }
  /* It is one and the same device whenever it is asked for; another one takes none of these. */
  g_assert_true (kms_classroom_get_device (classroom, KMS_CATEGORY_HDVC, "1234567890ABCDEF")
                 == device);
  device = kms_classroom_get_device (classroom, KMS_CATEGORY_HDVC, DEVICE);
  g_assert_cmpint (register_key (device, "1111111111111111"), ==, KMS_PRACTICE_MESSAGE_KEY_REFUSED);

  /* In another class nothing is registered. */
  g_assert_true (save (fixture->backend, fixture->file, &error));
  g_assert_no_error (error);
  g_assert_true (open_class (fixture->backend, fixture->file, &error));
  g_assert_no_error (error);
  g_assert_cmpint (kms_practice_device_get_message (device), ==, KMS_PRACTICE_MESSAGE_NONE);
  device = kms_classroom_get_device (classroom, KMS_CATEGORY_HDVC, "1234567890ABCDEF");
  g_assert_cmpuint (kms_practice_device_get_n_extensions (device), ==, 0);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "sample", test_sample },
    { "ordinal-after-sample", test_ordinal_after_sample },
    { "practice", test_practice },
    { "site", test_site },
    { "find", test_find },
    { "find-pages", test_find_pages },
    { "sample-device", test_sample_device },
    { "save-and-open", test_save_and_open },
    { "save-and-open-refused", test_save_and_open_refused },
    { "class-file", test_class_file },
    { "cancelled", test_cancelled },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/demo/demo-backend/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
