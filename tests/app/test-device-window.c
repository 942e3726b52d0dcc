/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice device in its window: every screen of it has names and fits into 360 pixels, the remote
 * control and the keyboard do the same, and which devices there are to choose from. */

#include "app-test.h"
#include "look-test.h"

#include "app/kms-device-chooser.h"
#include "app/kms-device-screen.h"
#include "app/kms-device-window.h"
#include "app/kms-field.h"
#include "app/kms-remote-control.h"
#include "client/kms-classroom.h"
#include "common/kms-clock.h"
#include "demo/kms-demo-backend.h"
#include "engine/kms-practice-sheet.h"

#define NOW    G_GINT64_CONSTANT (1750000000000000)
#define DEVICE "0123456789ABCDEF"
#define SAMPLE "1234567890ABCDEF"

typedef struct
{
  KmsClock *clock;
  KmsBackend *backend;
  GtkWidget *window; /* owned by GTK; NULL when it is closed */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->clock = kms_clock_new_fixed (NOW);
  fixture->backend = kms_demo_backend_new (NULL, fixture->clock, &error);
  g_assert_no_error (error);
  fixture->window = kms_device_window_new (fixture->backend);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait_until (gtk_widget_get_mapped (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    app_test_close (fixture->window);
  app_test_assert_finalized (fixture->backend);
  kms_clock_unref (fixture->clock);
}

static KmsPracticeDevice *
get_device (Fixture *fixture, const char *device_id)
{
  KmsPracticeDevice *device =
      kms_classroom_get_device (KMS_CLASSROOM (fixture->backend), KMS_CATEGORY_HDVC, device_id);

  g_object_set (device, "restart-time", 0, NULL);
  return device;
}

static KmsPracticeDevice *
open_device (Fixture *fixture, const char *device_id)
{
  kms_device_window_open (KMS_DEVICE_WINDOW (fixture->window), device_id);
  app_test_settle ();
  return get_device (fixture, device_id);
}

static const char *
get_status (Fixture *fixture)
{
  return gtk_label_get_label (app_test_child (fixture->window, "status"));
}

/* Whether a label on the television has that text. */
static gboolean
shows (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

static void
assert_shows (Fixture *fixture, const char *text)
{
  app_test_settle ();
  if (!shows (app_test_child (fixture->window, "screen"), text))
    g_error ("the screen does not show \"%s\"", text);
}

static void
assert_look (Fixture *fixture, const char *page)
{
  app_test_settle ();
  assert_shows (fixture, "DEMO");
  g_assert_cmpuint (look_test_assert_names (fixture->window, page), >, 20);
  look_test_assert_mnemonics (fixture->window, page);
  look_test_assert_narrow (fixture->window, page);
}

/* Clicks the buttons of the remote control, by their labels; icons by their names. */
static void
click (Fixture *fixture, const char *label)
{
  GtkWidget *button = app_test_find_button (app_test_child (fixture->window, "remote"), label);

  g_assert_nonnull (button);
  app_test_press (button);
}

static void
click_digits (Fixture *fixture, const char *digits)
{
  for (const char *digit = digits; *digit != '\0'; digit++)
    click (fixture, (const char[]){ *digit, '\0' });
}

static void
press (KmsPracticeDevice *device, KmsPracticeButton button)
{
  g_assert_true (kms_practice_device_press (device, button));
}

/* The whole way of the manual by clicks, looking at every screen that one comes by. */
static void
test_remote (Fixture *fixture, gconstpointer data)
{
  KmsPracticeDevice *device = open_device (fixture, SAMPLE);

  g_assert_cmpstr (get_status (fixture), ==, "Home · Menu");
  assert_look (fixture, "home");
  click (fixture, "Menu");
  assert_look (fixture, "menu");
  click (fixture, "Yellow");
  assert_look (fixture, "log-in");
  click_digits (fixture, "00000001");
  assert_shows (fixture, "••••••••__");
  click (fixture, "Enter");
  click (fixture, "Enter");
  g_assert_cmpstr (get_status (fixture), ==, "The password is wrong.");
  assert_look (fixture, "wrong password");
  click (fixture, "Enter");
  click_digits (fixture, "00000000");
  click (fixture, "Enter");
  click (fixture, "Enter");
  assert_look (fixture, "administrator");
  click (fixture, "Enter");
  assert_shows (fixture, "No software extension is registered.");
  assert_look (fixture, "software");
  click (fixture, "Green");
  click_digits (fixture, "11111111ABCDEF");
  assert_shows (fixture, "1111-1111-ABCD-EF__");
  assert_look (fixture, "key");
  click (fixture, "Blue");
  assert_shows (fixture, "____-____-____-____");
  click_digits (fixture, "1111111111111112");
  click (fixture, "Green");
  g_assert_cmpstr (get_status (fixture), ==, "Authentication of the Registration Key failed.");
  assert_look (fixture, "refused");
  click (fixture, "Enter");
  click (fixture, "Red");
  click_digits (fixture, "1");
  click (fixture, "Green");
  assert_shows (fixture, "Save the settings and restart?");
  assert_look (fixture, "confirm");
  press (device, KMS_PRACTICE_BUTTON_LEFT);
  click (fixture, "Enter");
  assert_look (fixture, "restarting");
  app_test_wait_until (kms_practice_device_get_n_extensions (device) == 1);
  g_assert_cmpstr (get_status (fixture), ==, "Home · Menu");
}

/* What does nothing says so, and the arrows that are icons are named. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  open_device (fixture, DEVICE);
  click (fixture, "Green");
  g_assert_cmpstr (get_status (fixture), ==, "This button does nothing here.");
  click (fixture, "A");
  g_assert_cmpstr (get_status (fixture), ==, "This button does nothing here.");
  click (fixture, "Menu");
  g_assert_cmpstr (get_status (fixture), ==, "Menu · Make a Call");
}

/* The extensions of a page of the list, and the next page. */
static void
test_extensions (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[] = { "1111111111111111", "3333333333333333", "5555555555555555",
                                      "7777777777777777", "0000000000000000" };
  KmsPracticeDevice *device = open_device (fixture, SAMPLE);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      click (fixture, "Menu");
      click (fixture, "Yellow");
      click_digits (fixture, "00000000");
      click (fixture, "Enter");
      click (fixture, "Enter");
      click (fixture, "Enter");
      click (fixture, "Green");
      g_assert_true (kms_practice_device_paste (device, keys[i]));
      click (fixture, "Green");
      press (device, KMS_PRACTICE_BUTTON_LEFT);
      click (fixture, "Enter");
      app_test_wait_until (kms_practice_device_get_n_extensions (device) == i + 1);
    }
  click (fixture, "Menu");
  press (device, KMS_PRACTICE_BUTTON_DOWN);
  press (device, KMS_PRACTICE_BUTTON_DOWN);
  click (fixture, "Enter");
  click (fixture, "Enter");
  assert_shows (fixture, "1234-5678-90AB-CDEF");
  assert_shows (fixture, "1. DEMO Upgrade · KX-VCS101DEMO");
  assert_shows (fixture, "Registered software extensions, 1–4 of 5");
  g_assert_cmpstr (get_status (fixture), ==, "Check Extensions · 5 extensions are registered");
  assert_look (fixture, "extensions");
  for (guint i = 0; i < 4; i++)
    press (device, KMS_PRACTICE_BUTTON_DOWN);
  assert_shows (fixture, "5. DEMO Upgrade · KX-VCS201DEMO");
  assert_shows (fixture, "Registered software extensions, 5–5 of 5");
}

/* Choosing ---------------------------------------------------------------------------------------- */

static GtkWidget *
get_chosen_child (Fixture *fixture, const char *name)
{
  return app_test_child (app_test_child (fixture->window, "chooser"), name);
}

static gboolean
is_open (Fixture *fixture)
{
  return gtk_stack_get_visible_child (app_test_child (fixture->window, "stack"))
         == app_test_child (fixture->window, "page");
}

static const char *
get_subtitle (Fixture *fixture)
{
  return adw_window_title_get_subtitle (app_test_child (fixture->window, "title"));
}

static void
choose (Fixture *fixture, const char *row)
{
  kms_device_window_choose (KMS_DEVICE_WINDOW (fixture->window));
  g_assert_false (is_open (fixture));
  g_signal_emit_by_name (get_chosen_child (fixture, row), "activated");
  g_assert_true (is_open (fixture));
}

static void
issue (Fixture *fixture, KmsCategory category, const char *device_id, const char *part_number)
{
  g_autoptr (KmsRequest) request = kms_request_new (category, device_id);
  g_autoptr (KmsIssuance) issuance = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  KmsPracticeSheet sheet;

  kms_practice_sheet_make (kms_demo_catalogue_lookup (part_number),
                           category == KMS_CATEGORY_HDVC ? "0000000000000001" : "0000000000000002",
                           &sheet);
  g_assert_true (kms_request_add_pair (request, &sheet.pair, &error));
  kms_backend_issue_async (fixture->backend, request, device_id, NULL, take_result, &result);
  app_test_wait_until (result != NULL);
  issuance = kms_backend_issue_finish (fixture->backend, result, &error);
  g_assert_no_error (error);
}

static void
test_choose (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  GtkWidget *last;

  kms_device_window_choose (KMS_DEVICE_WINDOW (fixture->window));
  app_test_settle ();
  g_assert_cmpuint (look_test_assert_names (fixture->window, "chooser"), >, 3);
  look_test_assert_mnemonics (fixture->window, "chooser");
  look_test_assert_narrow (fixture->window, "chooser");
  choose (fixture, "sample");
  g_assert_cmpstr (get_subtitle (fixture), ==, "MPR ID 1234-5678-90AB-CDEF");

  /* A new one each time */
  choose (fixture, "fresh");
  first = g_strdup (get_subtitle (fixture));
  choose (fixture, "fresh");
  g_assert_cmpstr (get_subtitle (fixture), !=, first);

  /* The sample is not the last issue of anybody; and only these devices can be practised on. */
  last = get_chosen_child (fixture, "last");
  g_assert_false (gtk_widget_get_visible (last));
  issue (fixture, KMS_CATEGORY_HDVC, DEVICE, "KX-VCS101DEMO");
  kms_clock_set (fixture->clock, NOW + G_TIME_SPAN_SECOND);
  issue (fixture, KMS_CATEGORY_LIVE_LINK, "0123456789AB", "LIVELINK-DEMO");
  kms_device_window_choose (KMS_DEVICE_WINDOW (fixture->window));
  app_test_wait_until (gtk_widget_get_visible (last));
  g_signal_emit_by_name (last, "activated");
  g_assert_cmpstr (get_subtitle (fixture), ==, "MPR ID 0123-4567-89AB-CDEF");
}

static void
test_type_device (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry = NULL, *field = NULL;

  kms_device_window_choose (KMS_DEVICE_WINDOW (fixture->window));
  entry = get_chosen_child (fixture, "entry");
  field = get_chosen_child (fixture, "field");
  app_test_press (get_chosen_child (fixture, "open"));
  g_assert_true (kms_field_has_error (KMS_FIELD (field)));
  gtk_editable_set_text (GTK_EDITABLE (entry), "O123-4567-89AB-CDEF");
  g_assert_false (kms_field_has_error (KMS_FIELD (field)));
  app_test_press (get_chosen_child (fixture, "open"));
  g_assert_true (kms_field_has_error (KMS_FIELD (field)));
  g_assert_false (is_open (fixture));
  gtk_editable_set_text (GTK_EDITABLE (entry), "0123-4567-89ab-cdef");
  app_test_press (get_chosen_child (fixture, "open"));
  g_assert_true (is_open (fixture));
  g_assert_cmpstr (get_subtitle (fixture), ==, "MPR ID 0123-4567-89AB-CDEF");
}

/* A device stays as one left it, and Reset, which asks, makes it as it was delivered. */
static void
test_reset (Fixture *fixture, gconstpointer data)
{
  KmsPracticeDevice *device = open_device (fixture, DEVICE);

  click (fixture, "Menu");
  kms_device_window_choose (KMS_DEVICE_WINDOW (fixture->window));
  kms_device_window_open (KMS_DEVICE_WINDOW (fixture->window), DEVICE);
  g_assert_cmpstr (get_status (fixture), ==, "Menu · Make a Call");

  gtk_widget_activate_action (fixture->window, "device.reset", NULL);
  app_test_answer ("_Cancel");
  g_assert_cmpint (kms_practice_device_get_screen (device), ==, KMS_PRACTICE_SCREEN_MENU);
  gtk_widget_activate_action (fixture->window, "device.reset", NULL);
  app_test_answer ("_Reset");
  app_test_wait_until (kms_practice_device_get_screen (device) == KMS_PRACTICE_SCREEN_HOME);
  g_assert_cmpstr (get_status (fixture), ==, "Home · Menu");
}

static void
test_paste (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fixture->window);

  open_device (fixture, SAMPLE);
  gdk_clipboard_set_text (clipboard, "1111-1111-1111-1111 (DEMO)");
  gtk_widget_activate_action (fixture->window, "device.paste", NULL);
  app_test_wait_until (g_str_has_prefix (get_status (fixture), "A registration key is pasted"));
  click (fixture, "Menu");
  click (fixture, "Yellow");
  click_digits (fixture, "00000000");
  for (guint i = 0; i < 3; i++)
    click (fixture, "Enter");
  click (fixture, "Green");
  gtk_widget_activate_action (fixture->window, "device.paste", NULL);
  app_test_wait_until (shows (app_test_child (fixture->window, "screen"), "1111-1111-1111-1111"));

  /* The window may go before the clipboard has answered. */
  gtk_widget_activate_action (fixture->window, "device.paste", NULL);
  app_test_close (g_steal_pointer (&fixture->window));
}

/* Of 16:9, whatever room there is. */
static void
test_proportions (Fixture *fixture, gconstpointer data)
{
  GtkWidget *screen;
  int natural, minimum;

  open_device (fixture, DEVICE);
  screen = app_test_child (fixture->window, "screen");
  gtk_widget_measure (screen, GTK_ORIENTATION_VERTICAL, 320, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 180);
  g_assert_cmpint (minimum, <=, natural);
  gtk_widget_measure (screen, GTK_ORIENTATION_VERTICAL, 1600, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 900);
}

static int
get_natural_width (Fixture *fixture, const char *name)
{
  int natural;

  gtk_widget_measure (app_test_child (fixture->window, name), GTK_ORIENTATION_HORIZONTAL, -1, NULL,
                      &natural, NULL, NULL);
  return natural;
}

/* Whether the remote control stands beside or below the screen follows from these two, not from the
 * sentences under them; also with text of twice the size, which the screen's does not follow. */
static void
test_layout (Fixture *fixture, gconstpointer data)
{
  open_device (fixture, SAMPLE);
  click (fixture, "Menu");
  click (fixture, "Yellow");
  app_test_settle ();
  g_assert_cmpint (2 * get_natural_width (fixture, "status"), <=,
                   get_natural_width (fixture, "screen"));
  g_assert_cmpint (get_natural_width (fixture, "hint"), <=, get_natural_width (fixture, "remote"));
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  add ("/device-window/remote", test_remote);
  add ("/device-window/nothing", test_nothing);
  add ("/device-window/extensions", test_extensions);
  add ("/device-window/choose", test_choose);
  add ("/device-window/type-device", test_type_device);
  add ("/device-window/reset", test_reset);
  add ("/device-window/paste", test_paste);
  add ("/device-window/proportions", test_proportions);
  add ("/device-window/layout", test_layout);
  return g_test_run ();
}
