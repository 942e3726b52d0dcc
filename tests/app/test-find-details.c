/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The device of a key, over the real demo with its sample: all its keys, its site, and what is done
 * with them. */

#include "app-test.h"
#include "fake-backend.h"
#include "look-test.h"

#include "app/kms-banner.h"
#include "app/kms-field.h"
#include "app/kms-find-details.h"
#include "app/kms-find-row.h"
#include "app/kms-toaster.h"
#include "client/kms-classroom.h"
#include "common/kms-clock.h"
#include "demo/kms-demo-backend.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW    G_GINT64_CONSTANT (1750000000000000)
#define DEVICE "1234567890ABCDEF"

typedef struct
{
  KmsClock *clock;
  KmsBackend *demo;
  FakeBackend *backend; /* in front of the demo */
  KmsFindDetails *details;
  GtkWidget *window;
  KmsFoundKey *found; /* the second one of the sample */
  guint n_left;
  KmsDraft *draft; /* of "issue-again" */
} Fixture;

static void
on_left (Fixture *fixture)
{
  fixture->n_left++;
}

static void
on_issue_again (Fixture *fixture, const KmsDraft *draft)
{
  g_clear_pointer (&fixture->draft, kms_draft_free);
  fixture->draft = kms_draft_copy (draft);
}

static KmsFoundKey *
find_key (KmsBackend *backend, const char *activation_key)
{
  g_autoptr (KmsSearch) search = kms_search_new (activation_key);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (KmsFoundPage) page = NULL;
  g_autoptr (GError) error = NULL;

  kms_backend_find_async (backend, search, NULL, 1, NULL, take_result, &result);
  app_test_wait_until (result != NULL);
  page = kms_backend_find_finish (backend, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->rows->len, ==, 1);
  return kms_found_key_copy (g_ptr_array_index (page->rows, 0));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GtkWidget *toaster = g_object_new (KMS_TYPE_TOASTER, NULL);

  fixture->clock = kms_clock_new_fixed (NOW);
  fixture->demo = kms_demo_backend_new (NULL, fixture->clock, &error);
  g_assert_no_error (error);
  fixture->backend = fake_backend_new (fixture->demo);
  fixture->found = find_key (fixture->demo, "9999-9999-9999-9999");
  fixture->details = g_object_ref_sink (g_object_new (KMS_TYPE_FIND_DETAILS, NULL));
  kms_find_details_set_backend (fixture->details, KMS_BACKEND (fixture->backend));
  g_signal_connect_swapped (fixture->details, "left", G_CALLBACK (on_left), fixture);
  g_signal_connect_swapped (fixture->details, "issue-again", G_CALLBACK (on_issue_again), fixture);
  g_object_set (toaster, "child", fixture->details, NULL);
  fixture->window = app_test_show (toaster);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->details);
  app_test_assert_finalized (fixture->backend);
  app_test_assert_finalized (fixture->demo);
  kms_clock_unref (fixture->clock);
  kms_found_key_free (fixture->found);
  g_clear_pointer (&fixture->draft, kms_draft_free);
}

static gpointer
get_child (Fixture *fixture, const char *name)
{
  return app_test_child (fixture->details, name);
}

static KmsFindRow *
get_row (Fixture *fixture, int index)
{
  return KMS_FIND_ROW (gtk_list_box_get_row_at_index (get_child (fixture, "list"), index));
}

static void
show (Fixture *fixture)
{
  kms_find_details_show (fixture->details, fixture->found);
  app_test_wait_until (!gtk_spinner_get_spinning (get_child (fixture, "spinner")));
}

static void
tick (Fixture *fixture, int index, gboolean ticked)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (app_test_find (
                                   GTK_WIDGET (get_row (fixture, index)), GTK_TYPE_CHECK_BUTTON)),
                               ticked);
}

static char *
read_clipboard (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fixture->window);

  gdk_clipboard_read_text_async (clipboard, NULL, take_result, &result);
  app_test_wait_until (result != NULL);
  return gdk_clipboard_read_text_finish (clipboard, result, NULL);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = NULL, *all = NULL;

  show (fixture);
  g_assert_cmpstr (gtk_label_get_label (get_child (fixture, "device")), ==, "1234-5678-90AB-CDEF");
  g_assert_cmpstr (gtk_label_get_label (get_child (fixture, "heading")), ==,
                   "8 registration keys of this device");
  g_assert_true (gtk_widget_get_visible (get_child (fixture, "demo_mark")));
  /* The one that it was opened from is open. */
  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (get_row (fixture, 0))));
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (get_row (fixture, 1))));
  look_test_assert_names (GTK_WIDGET (fixture->details), "details");
  look_test_assert_narrow (GTK_WIDGET (fixture->details), "details");

  app_test_press (app_test_find (GTK_WIDGET (get_row (fixture, 1)), GTK_TYPE_BUTTON));
  one = read_clipboard (fixture);
  g_assert_cmpstr (one, ==, "3333-3333-3333-3333 (DEMO)");
  tick (fixture, 0, FALSE);
  app_test_press (get_child (fixture, "copy_all"));
  all = read_clipboard (fixture);
  g_assert_nonnull (strstr (all, "DEMO – these registration keys work on no real device."));
  g_assert_nonnull (strstr (all, "3333-3333-3333-3333"));
  g_assert_null (strstr (all, "1111-1111-1111-1111"));
}

/* A key that was issued again stands here once, and tells of both. */
static void
test_issued_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  g_autoptr (KmsRequest) sample = kms_classroom_get_sample (KMS_CLASSROOM (fixture->demo));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (KmsIssuance) issuance = NULL;

  g_assert_true (kms_request_add_pair (request, &sample->pairs[1], NULL));
  kms_backend_issue_async (fixture->demo, request, "again", NULL, take_result, &result);
  app_test_wait_until (result != NULL);
  issuance = kms_backend_issue_finish (fixture->demo, result, NULL);
  g_assert_nonnull (issuance);
  show (fixture);
  g_assert_cmpstr (gtk_label_get_label (get_child (fixture, "heading")), ==,
                   "8 registration keys of this device");
  g_assert_true (kms_find_row_get_found (get_row (fixture, 0))->key->reissued);
  g_assert_cmpint (kms_find_row_get_found (get_row (fixture, 0))->at, ==, NOW);
}

static void
test_draft (Fixture *fixture, gconstpointer data)
{
  GtkButton *again = get_child (fixture, "again");

  show (fixture);
  g_assert_cmpstr (gtk_button_get_label (again), ==, "_Issue 8 Keys Again");
  for (int i = 0; i < 8; i++)
    tick (fixture, i, i == 1);
  g_assert_cmpstr (gtk_button_get_label (again), ==, "_Issue 1 Key Again");
  app_test_press (again);
  g_assert_nonnull (fixture->draft);
  g_assert_cmpint (fixture->draft->flow, ==, KMS_DRAFT_PRACTICE);
  g_assert_cmpuint (fixture->draft->step, ==, 2);
  g_assert_cmpstr (fixture->draft->device, ==, "1234-5678-90AB-CDEF");
  g_assert_cmpstr (fixture->draft->site[1], ==, "DEMO-Fukuoka");
  g_assert_cmpuint (fixture->draft->pairs->len, ==, 1);
  g_assert_cmpstr (((KmsDraftPair *) g_ptr_array_index (fixture->draft->pairs, 0))->activation_key,
                   ==, "9999-9999-9999-9999");
  g_assert_cmpstr (((KmsDraftPair *) g_ptr_array_index (fixture->draft->pairs, 0))->registration_id,
                   ==, "");
  tick (fixture, 1, FALSE);
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (again)));
  g_assert_false (gtk_widget_get_sensitive (get_child (fixture, "actions")));
}

static void
test_site (Fixture *fixture, gconstpointer data)
{
  GtkEditable *line = get_child (fixture, "site_1");
  GtkWidget *save = get_child (fixture, "save_site");
  g_autofree char *long_line = g_strnfill (51, 'x');
  g_autoptr (GAsyncResult) result = NULL;
  KmsSite site = { 0 };

  show (fixture);
  g_assert_cmpstr (app_test_text (line), ==, "DEMO");
  g_assert_false (gtk_widget_get_sensitive (save));
  gtk_editable_set_text (line, long_line);
  g_assert_nonnull (app_test_field_text (get_child (fixture, "site_field_1")));
  g_assert_false (gtk_widget_get_sensitive (save));

  gtk_editable_set_text (line, "Hakata");
  fake_backend_break (fixture->backend, FAKE_SAVE_SITE, KMS_ERROR_SERVER_UNREACHABLE);
  app_test_press (save);
  app_test_wait_until (gtk_widget_get_sensitive (save));
  fake_backend_mend (fixture->backend);
  app_test_press (save);
  app_test_wait_until (!gtk_widget_get_sensitive (save));
  kms_backend_load_site_async (fixture->demo, KMS_CATEGORY_HDVC, DEVICE, NULL, take_result,
                               &result);
  app_test_wait_until (result != NULL);
  g_assert_true (kms_backend_load_site_finish (fixture->demo, result, &site, NULL));
  g_assert_cmpstr (site.line[0], ==, "Hakata");

  /* What is registered now is shown, not what stands with the key. */
  kms_find_details_show (fixture->details, fixture->found);
  app_test_wait_until (g_str_equal (app_test_text (line), "Hakata"));
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  KmsBanner *banner = get_child (fixture, "banner");

  fake_backend_break (fixture->backend, FAKE_FIND, KMS_ERROR_SERVER_UNREACHABLE);
  show (fixture);
  g_assert_true (kms_banner_is_shown (banner));
  fake_backend_mend (fixture->backend);
  app_test_press (app_test_child (banner, "button"));
  app_test_wait_until (get_row (fixture, 7) != NULL);
  g_assert_false (kms_banner_is_shown (banner));
}

/* It is left, or gone, while it asks. */
static void
test_left (Fixture *fixture, gconstpointer data)
{
  fake_backend_hold (fixture->backend, FAKE_FIND);
  kms_find_details_show (fixture->details, fixture->found);
  app_test_press (get_child (fixture, "back"));
  app_test_settle ();
  g_assert_cmpuint (fixture->n_left, ==, 1);
  g_assert_cmpuint (fake_backend_get_n_held (fixture->backend), ==, 0);
  kms_find_details_show (fixture->details, fixture->found);
  g_assert_cmpuint (fake_backend_get_n_held (fixture->backend), ==, 1);
}

#define add(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);

  add ("/find-details/keys", test_keys);
  add ("/find-details/issued-again", test_issued_again);
  add ("/find-details/draft", test_draft);
  add ("/find-details/site", test_site);
  add ("/find-details/failed", test_failed);
  add ("/find-details/left", test_left);
  return g_test_run ();
}
