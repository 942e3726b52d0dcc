/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsKeysPage takes whole sheets: what finds room, what is told of the rest, and that nothing typed is
 * lost. */

#include "keys-test.h"

#include "app/kms-identifier-entry.h"
#include "words/kms-words.h"

#include <string.h>

static char *
make_sheet (guint n_keys)
{
  g_autoptr (GString) sheet = g_string_new ("Dear customer,\r\n\r\n");

  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *key = g_strdup_printf ("A11122223333444%u", i);
      KmsKeyPair pair = page_test_pair (PART_A, key);

      g_string_append_printf (sheet, "Activation Key: %s\r\nRegistration ID: %s\r\n\r\n",
                              pair.activation_key, pair.registration_id);
    }
  return g_strdup (sheet->str);
}

static const char *
get_notice (PageTest *test)
{
  g_assert_true (gtk_widget_get_visible (page_test_child (test, "leftovers")));
  return gtk_label_get_label (page_test_child (test, "leftovers_title"));
}

static const char *
get_leftovers (PageTest *test)
{
  return gtk_label_get_label (page_test_child (test, "leftovers_text"));
}

static void
paste_sheet (PageTest *test, const char *text)
{
  gtk_widget_set_visible (page_test_child (test, "leftovers"), FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (test->window), text);
  app_test_press (page_test_child (test, "paste"));
  app_test_wait_until (gtk_widget_get_visible (page_test_child (test, "leftovers")));
}

static void
test_nine_keys (PageTest *test, gconstpointer data)
{
  g_autofree char *sheet = make_sheet (9);
  KmsKeyPair ninth = page_test_pair (PART_A, "A111222233334448");
  g_autoptr (GError) error = NULL;

  paste_sheet (test, sheet);
  g_assert_cmpuint (keys_test_count_rows (test), ==, 8);
  g_assert_cmpstr (get_notice (test), ==, "8 keys were filled in.");
  g_assert_nonnull (strstr (get_leftovers (test), "A111-2222-3333-4448"));
  g_assert_nonnull (strstr (get_leftovers (test), ninth.registration_id));
  g_assert_nonnull (strstr (get_leftovers (test), "eight keys at most"));

  app_test_wait_until (kms_assistant_page_get_complete (test->page));
  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (keys_test_get_status (test, i), ==, KMS_STATUS_SUCCESS);
  g_assert_true (gtk_widget_get_visible (page_test_child (test, "full")));
  g_assert_false (gtk_widget_is_sensitive (page_test_child (test, "add")));

  /* The same sheet once more changes nothing. */
  paste_sheet (test, sheet);
  g_assert_cmpuint (keys_test_count_rows (test), ==, 8);
  g_assert_cmpstr (get_notice (test), ==, "Nothing was taken from this text.");
  g_assert_nonnull (strstr (get_leftovers (test), "A111-2222-3333-4440 stands here already."));
  g_assert_nonnull (strstr (get_leftovers (test), "And 1 more."));

  g_assert_true (page_test_apply (test, &error));
  app_test_press (keys_test_get_entry (test, 3, "remove"));
  g_assert_false (gtk_widget_get_visible (page_test_child (test, "full")));
  g_assert_true (gtk_widget_is_sensitive (page_test_child (test, "add")));
}

/* A sheet fills the empty rows first, beside what was typed already. */
static void
test_sheet_beside (PageTest *test, gconstpointer data)
{
  g_autofree char *sheet = make_sheet (2);

  keys_test_type_pair (test, 0, page_test_pair (PART_A, KEY_B));
  keys_test_add_row (test);
  paste_sheet (test, sheet);
  g_assert_cmpstr (get_notice (test), ==, "2 keys were filled in.");
  g_assert_cmpuint (keys_test_count_rows (test), ==, 3);
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "B111-2222-3333-4444");
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 1, "key")), ==, "A111-2222-3333-4440");
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 2, "key")), ==, "A111-2222-3333-4441");
  app_test_wait_until (kms_assistant_page_get_complete (test->page));
}

static void
test_misread (PageTest *test, gconstpointer data)
{
  paste_sheet (test, "Activation Key: A111-2222-3333-444O\nRegistration ID: 12345678\n"
                     "Activation Key: B111-2222-3333-4444\n");
  g_assert_cmpstr (get_notice (test), ==, "Nothing was taken from this text.");
  g_assert_nonnull (strstr (get_leftovers (test), "Line 1: “A111-2222-3333-444O”"));
  g_assert_nonnull (strstr (get_leftovers (test), "Did you mean A111-2222-3333-4440?"));
  g_assert_nonnull (strstr (get_leftovers (test), "Line 3: no registration ID was found"));

  paste_sheet (test, "Nothing of the kind.");
  g_assert_cmpstr (get_notice (test), ==, "No activation key was found in this text.");
  g_assert_false (gtk_widget_get_visible (page_test_child (test, "leftovers_text")));
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "");
}

/* A sheet that is pasted into one of the fields is a sheet all the same; one number is not. */
static void
test_paste_into_row (PageTest *test, gconstpointer data)
{
  g_autofree char *sheet = make_sheet (2);

  app_test_paste (keys_test_get_entry (test, 0, "id"), sheet);
  app_test_wait_until (keys_test_count_rows (test) == 2);
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "A111-2222-3333-4440");
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 1, "key")), ==, "A111-2222-3333-4441");

  keys_test_add_row (test);
  app_test_paste (keys_test_get_entry (test, 2, "key"), "Ａ１１１－２２２２－３３３３－４４４４");
  app_test_wait_until (*app_test_text (keys_test_get_entry (test, 2, "key")) != '\0');
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 2, "key")), ==, "A111-2222-3333-4444");
  g_assert_cmpuint (keys_test_count_rows (test), ==, 3);
}

/* One wrong character, or one too many: it is one number all the same, and its row says so. */
static void
test_paste_wrong_number (PageTest *test, gconstpointer data)
{
  GtkWidget *key = keys_test_get_entry (test, 0, "key");
  GtkWidget *status = keys_test_get_entry (test, 0, "status");

  app_test_paste (key, " A111-2222-3333-444O\r\n");
  app_test_wait_until (*app_test_text (key) != '\0');
  g_assert_false (gtk_widget_get_visible (page_test_child (test, "leftovers")));
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_ERROR);
  g_assert_true (app_test_is_invalid (key));
  g_assert_cmpstr (app_test_status_action (status), ==, "Did you mean A111-2222-3333-4440?");
  app_test_press (app_test_child (status, "action"));
  g_assert_cmpstr (app_test_text (key), ==, "A111-2222-3333-4440");

  gtk_editable_set_text (GTK_EDITABLE (key), "");
  app_test_paste (key, "A1112222333344445");
  app_test_wait_until (*app_test_text (key) != '\0');
  keys_test_assert_text_begins (test, 0, "An activation key has 16 digits; these are 17.");

  /* A key and its ID in one line are more than one number. */
  app_test_paste (key, "A111-2222-3333-4444,8");
  app_test_wait_until (gtk_widget_get_visible (page_test_child (test, "leftovers")));
}

static gboolean
is_in_view (PageTest *test)
{
  GtkWidget *note = page_test_child (test, "leftovers");
  GtkWidget *view = gtk_widget_get_ancestor (note, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (note) && gtk_widget_get_height (note) > 0
         && gtk_widget_compute_bounds (note, view, &bounds) && bounds.origin.y >= 0
         && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (view);
}

/* The note is above the rows: whoever pastes into the last one sees it all the same. */
static void
test_note_in_view (PageTest *test, gconstpointer data)
{
  g_autofree char *sheet = make_sheet (8);
  GtkWidget *view =
      gtk_widget_get_ancestor (page_test_child (test, "rows"), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (view));

  gtk_widget_set_size_request (view, 360, 400);
  paste_sheet (test, sheet);
  app_test_press (page_test_child (test, "leftovers_close"));
  app_test_wait_until (gtk_adjustment_get_upper (adjustment)
                       > 2 * gtk_adjustment_get_page_size (adjustment));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  app_test_paste (keys_test_get_entry (test, 7, "key"), "Nothing of the kind, and no key.");
  app_test_wait_until (is_in_view (test));
  g_assert_cmpstr (get_notice (test), ==, "No activation key was found in this text.");
}

/* The note is about the work it was made for. */
static void
test_note_of_others (PageTest *test, gconstpointer data)
{
  GtkWidget *note = page_test_child (test, "leftovers");

  paste_sheet (test, "Nothing of the kind.");
  kms_assistant_page_enter (test->page);
  g_assert_true (gtk_widget_get_visible (note));
  kms_issue_model_set_device (test->model, PAGE_TEST_OTHER_DEVICE);
  kms_assistant_page_enter (test->page);
  g_assert_false (gtk_widget_get_visible (note));

  paste_sheet (test, "Nothing of the kind.");
  kms_issue_model_set_category (test->model, KMS_CATEGORY_LIVE_LINK);
  kms_assistant_page_enter (test->page);
  g_assert_false (gtk_widget_get_visible (note));

  /* Nor does an old one stand beside a new paste. */
  paste_sheet (test, "Nothing of the kind.");
  app_test_press (page_test_child (test, "paste"));
  g_assert_false (gtk_widget_get_visible (note));
}

/* The page was left, or is gone, before the clipboard answers. */
static void
test_paste_left (PageTest *test, gconstpointer data)
{
  g_autofree char *sheet = make_sheet (2);
  g_autofree char *text = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (test->window);

  gdk_clipboard_set_text (clipboard, sheet);
  app_test_press (page_test_child (test, "paste"));
  gtk_widget_set_visible (GTK_WIDGET (test->page), FALSE);
  gdk_clipboard_read_text_async (clipboard, NULL, take_result, &result);
  app_test_wait_until (result != NULL);
  text = gdk_clipboard_read_text_finish (clipboard, result, NULL);
  g_assert_cmpstr (text, ==, sheet);
  app_test_settle ();
  g_assert_cmpuint (keys_test_count_rows (test), ==, 1);
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "");
  g_assert_false (gtk_widget_get_visible (page_test_child (test, "leftovers")));

  gtk_widget_set_visible (GTK_WIDGET (test->page), TRUE);
  app_test_press (page_test_child (test, "paste"));
}

/* An entry that somebody still holds says nothing to the row that it was in. */
static void
test_row_outlived (PageTest *test, gconstpointer data)
{
  const char *const names[] = { "edited", "ended", "filled", "pasted" };
  GtkWidget *entry;

  keys_test_add_row (test);
  entry = g_object_ref (keys_test_get_entry (test, 1, "key"));
  app_test_paste (entry, KEY_A);
  app_test_press (keys_test_get_entry (test, 1, "remove"));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_false (g_signal_has_handler_pending (
        entry, g_signal_lookup (names[i], KMS_TYPE_IDENTIFIER_ENTRY), 0, TRUE));
  paste_sheet (test, "Nothing of the kind.");
  g_assert_cmpstr (app_test_text (entry), ==, "");
  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "");
  g_object_unref (entry);
}

/* 10 MB, or no text at all: it is said, and what was typed stays. */
static void
test_unusable (PageTest *test, gconstpointer data)
{
  g_autofree char *large = g_strnfill (10 * 1024 * 1024, 'A');
  g_autofree char *too_large = kms_words_error_code (KMS_ERROR_TEXT_TOO_LARGE);

  keys_test_type_pair (test, 0, page_test_pair (PART_A, KEY_A));
  app_test_wait_until (keys_test_is_judged (test, 0));
  app_test_paste (keys_test_get_entry (test, 0, "key"), large);
  app_test_wait_until (gtk_widget_get_visible (page_test_child (test, "leftovers")));
  g_assert_cmpstr (get_notice (test), ==, too_large);
  paste_sheet (test, large);
  g_assert_cmpstr (get_notice (test), ==, too_large);

  app_test_press (page_test_child (test, "leftovers_close"));
  g_assert_false (gtk_widget_get_visible (page_test_child (test, "leftovers")));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (test->window), NULL);
  app_test_press (page_test_child (test, "paste"));
  app_test_wait_until (gtk_widget_get_visible (page_test_child (test, "leftovers")));
  g_assert_cmpstr (get_notice (test), ==,
                   "There is no text on the clipboard. Copy the mail or sheet first.");

  g_assert_cmpstr (app_test_text (keys_test_get_entry (test, 0, "key")), ==, "A111-2222-3333-4444");
  g_assert_cmpint (keys_test_get_status (test, 0), ==, KMS_STATUS_SUCCESS);
  g_assert_true (kms_assistant_page_get_complete (test->page));
}

static void
add (const char *path, void (*test) (PageTest *, gconstpointer))
{
  g_test_add (path, PageTest, NULL, keys_test_set_up, test, keys_test_tear_down);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  add ("/keys-page-sheet/nine-keys", test_nine_keys);
  add ("/keys-page-sheet/sheet-beside", test_sheet_beside);
  add ("/keys-page-sheet/misread", test_misread);
  add ("/keys-page-sheet/paste-into-row", test_paste_into_row);
  add ("/keys-page-sheet/paste-wrong-number", test_paste_wrong_number);
  add ("/keys-page-sheet/note-in-view", test_note_in_view);
  add ("/keys-page-sheet/note-of-others", test_note_of_others);
  add ("/keys-page-sheet/paste-left", test_paste_left);
  add ("/keys-page-sheet/row-outlived", test_row_outlived);
  add ("/keys-page-sheet/unusable", test_unusable);
  return g_test_run ();
}
