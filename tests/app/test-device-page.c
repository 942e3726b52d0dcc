/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsDevicePage over the demo: the ID as it is typed, its confirmation, the site lines with Load, and
 * what Next says and saves. */

#include "page-test.h"

#include "app/kms-device-page.h"
#include "app/kms-identifier-entry.h"
#include "app/kms-status-line.h"
#include "words/kms-words.h"

#include <string.h>

#define SHOWN "0123-4567-89AB-CDEF"
#define FIFTY "12345678901234567890123456789012345678901234567890"
#define FIFTY_KANJI                                                                \
  "福岡支店三階福岡支店三階福岡支店三階福岡支店三階福岡" \
  "支店三階福岡支店三階福岡支店三階福岡支店三階福岡"
#define SITE_TOO_LONG "A line of the site information has at most 50 characters; this one has 51."

static void
set_up (PageTest *test, gconstpointer data)
{
  page_test_set_up (test);
  kms_issue_model_set_device (test->model, "");
  page_test_show (test, kms_device_page_new (test->model, KMS_BACKEND (test->backend)));
}

static void
tear_down (PageTest *test, gconstpointer data)
{
  page_test_tear_down (test);
}

static const KmsDraft *
get_draft (PageTest *test)
{
  return kms_issue_model_get_draft (test->model);
}

static const char *
get_error (PageTest *test, const char *field)
{
  return app_test_field_text (page_test_child (test, field));
}

static const char *
get_read_back (PageTest *test)
{
  return gtk_label_get_label (page_test_child (test, "read_back"));
}

static gboolean
is_confirmed (PageTest *test)
{
  return gtk_check_button_get_active (page_test_child (test, "confirm"));
}

static void
confirm (PageTest *test)
{
  gtk_check_button_set_active (page_test_child (test, "confirm"), TRUE);
}

static void
assert_refused (PageTest *test)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (page_test_apply (test, NULL));
  g_assert_false (page_test_apply (test, &error));
  g_assert_no_error (error);
}

/* What is saved for the device. The backend answers in the order of the calls. */
static void
load_directly (PageTest *test, KmsSite *site)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kms_backend_load_site_async (test->demo, KMS_CATEGORY_HDVC, PAGE_TEST_DEVICE, NULL, take_result,
                               &result);
  app_test_wait_until (result != NULL);
  kms_backend_load_site_finish (test->demo, result, site, &error);
  g_assert_no_error (error);
}

static void
test_type (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  KmsSite site;

  g_assert_true (app_test_get_focus (test->window) == page_test_child (test, "device"));
  g_assert_cmpstr (get_read_back (test), ==, "–");
  g_assert_false (gtk_widget_is_sensitive (page_test_child (test, "confirm")));
  g_assert_false (gtk_widget_is_sensitive (page_test_child (test, "load")));

  /* The last digit leads on to the confirmation. */
  app_test_type (page_test_child (test, "device"), "0123456789abcdef");
  g_assert_cmpstr (get_draft (test)->device, ==, SHOWN);
  g_assert_cmpstr (get_read_back (test), ==, SHOWN);
  g_assert_true (app_test_get_focus (test->window) == page_test_child (test, "confirm"));
  g_assert_true (kms_assistant_page_swallow_enter (test->page));
  g_assert_false (kms_assistant_page_get_complete (test->page));
  confirm (test);
  g_assert_true (get_draft (test)->device_confirmed);
  g_assert_true (kms_assistant_page_get_complete (test->page));

  app_test_type (page_test_child (test, "site_1"), "Example Inc.");
  app_test_type (page_test_child (test, "site_2"), "福岡支店");
  g_assert_cmpstr (get_draft (test)->site[0], ==, "Example Inc.");
  g_assert_cmpstr (get_draft (test)->site[1], ==, "福岡支店");
  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);

  /* Next has saved the lines. */
  load_directly (test, &site);
  g_assert_cmpstr (site.line[0], ==, "Example Inc.");
  g_assert_cmpstr (site.line[1], ==, "福岡支店");
}

/* What the field says while and after something is typed into it */
static const struct
{
  const char *typed;
  const char *at_once; /* NULL: nothing */
  const char *at_next; /* what Next makes of it; NULL: nothing */
} faults[] = {
  { "", NULL, "Enter the MPR ID" },
  { "0123", NULL, "An MPR ID has 16 digits; there are 4 so far." },
  { "01g", "Character 3, “g”", "Character 3, “g”" },
  { "0123456789ABCDEF0", "An MPR ID has 16 digits; these are 17.",
    "An MPR ID has 16 digits; these are 17." },
};

static void
assert_begins (const char *text, const char *beginning)
{
  if (beginning == NULL)
    g_assert_null (text);
  else if (text == NULL || !g_str_has_prefix (text, beginning))
    g_error ("“%s” does not begin with “%s”", text, beginning);
}

static void
test_faults (PageTest *test, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      kms_issue_model_set_device (test->model, "");
      kms_assistant_page_enter (test->page);
      kms_assistant_page_focus (test->page);
      app_test_type (page_test_child (test, "device"), faults[i].typed);
      assert_begins (get_error (test, "device_field"), faults[i].at_once);
      g_assert_cmpint (app_test_is_invalid (page_test_child (test, "device")), ==,
                       faults[i].at_once != NULL);
      g_assert_cmpstr (get_read_back (test), ==, "–");

      assert_refused (test);
      assert_begins (get_error (test, "device_field"), faults[i].at_next);
      g_assert_true (app_test_is_invalid (page_test_child (test, "device")));
      g_assert_true (app_test_get_focus (test->window) == page_test_child (test, "device"));
      g_assert_cmpuint (fake_backend_get_n_calls (test->backend, FAKE_SAVE_SITE), ==, 0);
    }
}

/* Too short is said when the field is left, not before. */
static void
test_left (PageTest *test, gconstpointer data)
{
  app_test_type (page_test_child (test, "device"), "0123");
  g_assert_null (get_error (test, "device_field"));
  gtk_widget_grab_focus (page_test_child (test, "site_1"));
  assert_begins (get_error (test, "device_field"), "An MPR ID has 16 digits; there are 4");
}

static void
test_not_confirmed (PageTest *test, gconstpointer data)
{
  KmsStatusLine *status = page_test_child (test, "confirm_status");

  app_test_type (page_test_child (test, "device"), PAGE_TEST_DEVICE);
  g_assert_cmpint (kms_status_line_get_status (status), ==, KMS_STATUS_HINT);
  assert_refused (test);
  g_assert_cmpint (kms_status_line_get_status (status), ==, KMS_STATUS_ERROR);
  g_assert_cmpstr (app_test_status_text (status), ==,
                   "Compare the ID with the device, then tick the box.");
  g_assert_true (app_test_is_invalid (page_test_child (test, "confirm")));
  g_assert_true (app_test_get_focus (test->window) == page_test_child (test, "confirm"));

  confirm (test);
  g_assert_cmpint (kms_status_line_get_status (status), ==, KMS_STATUS_HINT);
  g_assert_false (app_test_is_invalid (page_test_child (test, "confirm")));

  /* Another device has to be compared anew. */
  kms_identifier_entry_set_text (page_test_child (test, "device"), "");
  app_test_type (page_test_child (test, "device"), PAGE_TEST_OTHER_DEVICE);
  g_assert_false (is_confirmed (test));
  g_assert_false (get_draft (test)->device_confirmed);
}

static void
test_suggestion (PageTest *test, gconstpointer data)
{
  KmsStatusLine *status = app_test_child (page_test_child (test, "device_field"), "status");

  app_test_type (page_test_child (test, "device"), "O123456789ABCDEF");
  g_assert_cmpstr (app_test_status_action (status), ==, "Did you mean " SHOWN "?");
  g_assert_cmpstr (get_draft (test)->device, ==, "O123456789ABCDEF");
  app_test_press (app_test_child (status, "action"));
  g_assert_cmpstr (get_draft (test)->device, ==, SHOWN);
  g_assert_cmpstr (get_read_back (test), ==, SHOWN);
  g_assert_null (get_error (test, "device_field"));
  g_assert_null (app_test_status_action (status));
  g_assert_false (is_confirmed (test));
  g_assert_true (app_test_get_focus (test->window) == page_test_child (test, "confirm"));
}

/* A whole mail is no MPR ID: that is said, and what was typed stays. */
static void
test_paste_large (PageTest *test, gconstpointer data)
{
  g_autofree char *large = g_strnfill (1000, 'A');

  app_test_type (page_test_child (test, "device"), "0123");
  app_test_paste (page_test_child (test, "device"), large);
  app_test_wait_until (get_error (test, "device_field") != NULL);
  g_assert_cmpstr (get_error (test, "device_field"), ==,
                   "This is too long for an MPR ID. Paste or type the 16 digits alone.");
  g_assert_cmpstr (app_test_text (page_test_child (test, "device")), ==, "0123");
  app_test_type (page_test_child (test, "device"), "4");
  g_assert_null (get_error (test, "device_field"));
}

/* The focus goes on, and the Enter that follows is meant. */
static void
test_paste (PageTest *test, gconstpointer data)
{
  app_test_paste (page_test_child (test, "device"), PAGE_TEST_DEVICE);
  app_test_wait_until (app_test_get_focus (test->window) == page_test_child (test, "confirm"));
  g_assert_false (kms_assistant_page_swallow_enter (test->page));
}

static void
test_practice (PageTest *test, gconstpointer data)
{
  KmsIdentifierReading reading;

  app_test_press (page_test_child (test, "practice"));
  g_assert_true (kms_issue_model_read_device (test->model, &reading));
  g_assert_cmpstr (get_read_back (test), ==, get_draft (test)->device);
  g_assert_false (is_confirmed (test));
}

static void
test_site_too_long (PageTest *test, gconstpointer data)
{
  GtkWidget *site = page_test_child (test, "site_2");
  g_autoptr (GError) error = NULL;

  app_test_type (page_test_child (test, "device"), PAGE_TEST_DEVICE);
  confirm (test);
  gtk_editable_set_text (GTK_EDITABLE (site), FIFTY);
  g_assert_null (get_error (test, "site_field_2"));
  app_test_type (site, "");
  gtk_editable_set_text (GTK_EDITABLE (site), FIFTY "1");
  /* Nothing is cut off. */
  g_assert_cmpstr (get_draft (test)->site[1], ==, FIFTY "1");
  g_assert_cmpstr (get_error (test, "site_field_2"), ==, SITE_TOO_LONG);
  g_assert_null (get_error (test, "site_field_1"));
  g_assert_true (app_test_is_invalid (site));
  g_assert_false (kms_assistant_page_get_complete (test->page));
  assert_refused (test);
  g_assert_true (app_test_get_focus (test->window) == site);
  g_assert_cmpuint (fake_backend_get_n_calls (test->backend, FAKE_SAVE_SITE), ==, 0);

  /* It is characters that count, not bytes. */
  gtk_editable_set_text (GTK_EDITABLE (site), FIFTY_KANJI);
  g_assert_cmpint (g_utf8_strlen (FIFTY_KANJI, -1), ==, 50);
  g_assert_null (get_error (test, "site_field_2"));
  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
}

static KmsStatus
get_load_status (PageTest *test)
{
  return kms_status_line_get_status (page_test_child (test, "load_status"));
}

static void
load (PageTest *test)
{
  guint n_calls = fake_backend_get_n_calls (test->backend, FAKE_LOAD_SITE);

  app_test_press (page_test_child (test, "load"));
  g_assert_cmpuint (fake_backend_get_n_calls (test->backend, FAKE_LOAD_SITE), ==, n_calls + 1);
  app_test_wait_until (get_load_status (test) != KMS_STATUS_BUSY);
}

/* The device of the manual's sample has its site information. */
static void
test_load (PageTest *test, gconstpointer data)
{
  app_test_type (page_test_child (test, "device"), "1234567890ABCDEF");
  app_test_type (page_test_child (test, "site_1"), "what was typed");
  load (test);
  g_assert_cmpint (get_load_status (test), ==, KMS_STATUS_SUCCESS);
  g_assert_cmpstr (app_test_text (page_test_child (test, "site_1")), ==, "DEMO");
  g_assert_cmpstr (app_test_text (page_test_child (test, "site_2")), ==, "DEMO-Fukuoka");
  g_assert_cmpstr (get_draft (test)->site[0], ==, "DEMO");
  g_assert_cmpstr (get_draft (test)->site[1], ==, "DEMO-Fukuoka");

  /* What was said of one device is not said of another. */
  kms_identifier_entry_set_text (page_test_child (test, "device"), "");
  app_test_type (page_test_child (test, "device"), PAGE_TEST_DEVICE);
  g_assert_cmpstr (app_test_status_text (page_test_child (test, "load_status")), ==, "");
  load (test);
  g_assert_cmpint (get_load_status (test), ==, KMS_STATUS_HINT);
  g_assert_cmpstr (app_test_status_text (page_test_child (test, "load_status")), ==,
                   "No site information is saved for this device yet.");
  g_assert_cmpstr (get_draft (test)->site[0], ==, "DEMO");
}

static void
test_load_fails (PageTest *test, gconstpointer data)
{
  g_autofree char *sentence = kms_words_error_code (KMS_ERROR_STORE_CORRUPT);

  app_test_type (page_test_child (test, "device"), PAGE_TEST_DEVICE);
  app_test_type (page_test_child (test, "site_1"), "typed");
  fake_backend_break (test->backend, FAKE_LOAD_SITE, KMS_ERROR_STORE_CORRUPT);
  load (test);
  g_assert_cmpint (get_load_status (test), ==, KMS_STATUS_ERROR);
  g_assert_cmpstr (app_test_status_text (page_test_child (test, "load_status")), ==, sentence);
  g_assert_cmpstr (get_draft (test)->site[0], ==, "typed");
}

/* Another device is typed while the lines of the first one are on their way: they are not filled in
 * as if they were its own. */
static void
test_load_overtaken (PageTest *test, gconstpointer data)
{
  KmsSite site;

  app_test_type (page_test_child (test, "device"), "1234567890ABCDEF");
  fake_backend_hold (test->backend, FAKE_LOAD_SITE);
  app_test_press (page_test_child (test, "load"));
  g_assert_cmpint (get_load_status (test), ==, KMS_STATUS_BUSY);
  g_assert_true (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (page_test_child (test, "load")),
                                                   GTK_ACCESSIBLE_RELATION_DESCRIBED_BY));
  kms_identifier_entry_set_text (page_test_child (test, "device"), "");
  app_test_type (page_test_child (test, "device"), PAGE_TEST_DEVICE);
  fake_backend_release (test->backend);
  load_directly (test, &site);
  app_test_settle ();
  g_assert_cmpstr (get_draft (test)->site[0], ==, "");
  g_assert_cmpstr (app_test_text (page_test_child (test, "site_1")), ==, "");
  g_assert_cmpstr (app_test_status_text (page_test_child (test, "load_status")), ==, "");
}

/* The page closes while something is being loaded. */
static void
test_load_closed (PageTest *test, gconstpointer data)
{
  app_test_type (page_test_child (test, "device"), PAGE_TEST_DEVICE);
  fake_backend_hold (test->backend, FAKE_LOAD_SITE);
  app_test_press (page_test_child (test, "load"));
  g_assert_cmpuint (fake_backend_get_n_held (test->backend), ==, 1);
}

static void
test_save_fails (PageTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  app_test_type (page_test_child (test, "device"), PAGE_TEST_DEVICE);
  confirm (test);
  app_test_type (page_test_child (test, "site_1"), "typed");
  fake_backend_break (test->backend, FAKE_SAVE_SITE, KMS_ERROR_STORE_FULL);
  g_assert_false (page_test_apply (test, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FULL);
  g_clear_error (&error);
  g_assert_cmpstr (app_test_text (page_test_child (test, "site_1")), ==, "typed");
  g_assert_true (is_confirmed (test));

  fake_backend_mend (test->backend);
  g_assert_true (page_test_apply (test, &error));
  g_assert_no_error (error);
}

/* Going back and forth shows everything as it was, and says nothing of what is missing yet. */
static void
test_enter (PageTest *test, gconstpointer data)
{
  assert_refused (test);
  g_assert_nonnull (get_error (test, "device_field"));
  kms_assistant_page_enter (test->page);
  g_assert_null (get_error (test, "device_field"));

  app_test_type (page_test_child (test, "device"), PAGE_TEST_DEVICE);
  confirm (test);
  app_test_type (page_test_child (test, "site_1"), "typed");
  kms_assistant_page_enter (test->page);
  g_assert_cmpstr (app_test_text (page_test_child (test, "device")), ==, SHOWN);
  g_assert_true (is_confirmed (test));
  g_assert_cmpstr (app_test_text (page_test_child (test, "site_1")), ==, "typed");
  g_assert_true (kms_assistant_page_get_complete (test->page));

  /* All is there: the focus goes past the end. */
  kms_assistant_page_focus (test->page);
  g_assert_true (gtk_widget_get_visible (page_test_child (test, "practice")));
}

/* In the other category everything speaks of the MAC address. */
static void
test_mac_address (PageTest *test, gconstpointer data)
{
  kms_issue_model_set_category (test->model, KMS_CATEGORY_LIVE_LINK);
  kms_assistant_page_enter (test->page);
  g_assert_cmpstr (kms_assistant_page_get_title (test->page), ==, "MAC address");
  app_test_type (page_test_child (test, "device"), "0123456789ab");
  g_assert_cmpstr (get_read_back (test), ==, "01:23:45:67:89:AB");
  g_assert_true (gtk_widget_get_visible (page_test_child (test, "where_mac")));
  g_assert_false (gtk_widget_get_visible (page_test_child (test, "where_mpr_id")));

  kms_identifier_entry_set_text (page_test_child (test, "device"), "");
  app_test_type (page_test_child (test, "device"), "0123456789ABCDEF");
  g_assert_cmpstr (get_error (test, "device_field"), ==,
                   "A MAC address has 12 digits; these are 16.");
}

/* Enter leads through the fields, and past the last one. */
static void
test_enter_key (PageTest *test, gconstpointer data)
{
  const char *const fields[] = { "device", "confirm", "site_1", "site_2" };
  gboolean past_end = FALSE;

  app_test_type (page_test_child (test, "device"), PAGE_TEST_DEVICE);
  for (guint i = 0; i + 1 < G_N_ELEMENTS (fields); i++)
    {
      kms_assistant_page_advance (test->page, page_test_child (test, fields[i]), FALSE);
      g_assert_true (app_test_get_focus (test->window) == page_test_child (test, fields[i + 1]));
    }
  g_signal_connect_swapped (test->page, "advanced-past-end", G_CALLBACK (g_atomic_int_inc),
                            &past_end);
  g_signal_emit_by_name (gtk_editable_get_delegate (page_test_child (test, "site_2")), "activate");
  g_assert_true (past_end);
  g_signal_handlers_disconnect_by_data (test->page, &past_end);
}

static void
add (const char *path, void (*test) (PageTest *, gconstpointer))
{
  g_test_add (path, PageTest, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  add ("/device-page/type", test_type);
  add ("/device-page/faults", test_faults);
  add ("/device-page/left", test_left);
  add ("/device-page/not-confirmed", test_not_confirmed);
  add ("/device-page/suggestion", test_suggestion);
  add ("/device-page/paste-large", test_paste_large);
  add ("/device-page/paste", test_paste);
  add ("/device-page/practice", test_practice);
  add ("/device-page/site-too-long", test_site_too_long);
  add ("/device-page/load", test_load);
  add ("/device-page/load-fails", test_load_fails);
  add ("/device-page/load-overtaken", test_load_overtaken);
  add ("/device-page/load-closed", test_load_closed);
  add ("/device-page/save-fails", test_save_fails);
  add ("/device-page/enter", test_enter);
  add ("/device-page/mac-address", test_mac_address);
  add ("/device-page/enter-key", test_enter_key);
  return g_test_run ();
}
