/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsIssueFlow over the demo and a journal in a fresh folder: the sample walked through, and what is
 * kept of the work at every turn. */

#include "app-test.h"
#include "fake-backend.h"

#include "app/kms-assistant.h"
#include "app/kms-banner.h"
#include "app/kms-category-page.h"
#include "app/kms-device-page.h"
#include "app/kms-issue-flow.h"
#include "app/kms-keys-page.h"
#include "app/kms-result-page.h"
#include "app/kms-review-page.h"
#include "common/kms-clock.h"
#include "demo/kms-demo-backend.h"
#include "engine/kms-practice-sheet.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW    G_GINT64_CONSTANT (1750000000000000)
#define DEVICE "0123-4567-89AB-CDEF"

typedef struct
{
  char *folder;
  char *blocker; /* the file that stands where the journal's folder should be, or NULL */
  KmsClock *clock;
  KmsJournal *journal;
  KmsBackend *demo;
  FakeBackend *backend;
  KmsPending *pending;
  GtkWidget *window;
  KmsIssueFlow *flow; /* owned */
  guint n_ended, n_again;
} Fixture;

static void
set_up_journal (Fixture *fixture, const char *folder)
{
  g_autofree char *path = g_build_filename (fixture->folder, folder, "journal.sqlite", NULL);
  g_autoptr (GError) error = NULL;

  fixture->clock = kms_clock_new_fixed (NOW);
  fixture->journal = kms_journal_new (path, fixture->clock);
  fixture->demo = kms_demo_backend_new (NULL, fixture->clock, &error);
  g_assert_no_error (error);
  fixture->backend = fake_backend_new (fixture->demo);
  fixture->pending = kms_pending_new (KMS_BACKEND (fixture->backend), fixture->journal);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = app_test_make_folder ();
  set_up_journal (fixture, "kms-desk");
}

/* A journal that cannot be written: a regular file stands where its folder should be. */
static void
set_up_blocked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = app_test_make_folder ();
  fixture->blocker = g_build_filename (fixture->folder, "blocker", NULL);
  g_file_set_contents (fixture->blocker, "", 0, &error);
  g_assert_no_error (error);
  set_up_journal (fixture, "blocker");
}

static void
count (guint *n)
{
  (*n)++;
}

static KmsAssistant *
get_assistant (Fixture *fixture)
{
  return KMS_ASSISTANT (app_test_find (GTK_WIDGET (fixture->flow), KMS_TYPE_ASSISTANT));
}

static guint
get_step (Fixture *fixture)
{
  return kms_assistant_get_step (get_assistant (fixture));
}

static KmsBanner *
get_banner (Fixture *fixture)
{
  GtkWidget *banner = gtk_widget_get_first_child (GTK_WIDGET (fixture->flow));

  return KMS_BANNER (banner);
}

/* Opens the flow as the window does: the work from its beginning, or @draft. */
static void
open_flow (Fixture *fixture, KmsDraftFlow kind, const KmsDraft *draft)
{
  g_autoptr (KmsDraft) initial = kms_issue_flow_new_draft (KMS_BACKEND (fixture->demo), kind);
  GtkWidget *flow = kms_issue_flow_new (KMS_BACKEND (fixture->backend), fixture->journal,
                                        fixture->pending, initial, draft != NULL ? draft : initial);

  fixture->flow = KMS_ISSUE_FLOW (g_object_ref_sink (flow));
  g_signal_connect_swapped (flow, "ended", G_CALLBACK (count), &fixture->n_ended);
  g_signal_connect_swapped (flow, "again", G_CALLBACK (count), &fixture->n_again);
  fixture->window = app_test_show (flow);
  kms_issue_flow_start (fixture->flow);
}

static void
close_flow (Fixture *fixture)
{
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->flow);
  fixture->flow = NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->flow != NULL)
    close_flow (fixture);
  kms_pending_stop (fixture->pending);
  app_test_assert_finalized (fixture->pending);
  app_test_assert_finalized (fixture->backend);
  app_test_assert_finalized (fixture->demo);
  app_test_assert_finalized (fixture->journal);
  kms_clock_unref (fixture->clock);
  g_free (fixture->blocker);
  app_test_remove_folder (fixture->folder);
}

static gpointer
get_child (Fixture *fixture, GType page, const char *name)
{
  return app_test_child (app_test_find (GTK_WIDGET (fixture->flow), page), name);
}

static void
press_next (Fixture *fixture)
{
  guint step = get_step (fixture);

  app_test_press (app_test_child (get_assistant (fixture), "action"));
  app_test_wait_until (get_step (fixture) == step + 1);
}

static void
press_back (Fixture *fixture)
{
  app_test_press (app_test_child (get_assistant (fixture), "back"));
}

/* What the journal holds: (transfer full) */
static GPtrArray *
list_drafts (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *drafts;

  kms_journal_list_drafts_async (fixture->journal, kms_backend_get_account (fixture->demo), NULL,
                                 take_result, &result);
  app_test_wait_until (result != NULL);
  drafts = kms_journal_list_drafts_finish (fixture->journal, result, &error);
  g_assert_no_error (error);
  return drafts;
}

static guint
count_drafts (Fixture *fixture)
{
  g_autoptr (GPtrArray) drafts = list_drafts (fixture);

  return drafts->len;
}

/* Leaves the flow as the window does. Returns: whether a draft was kept */
static gboolean
keep (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean kept = FALSE;

  kms_issue_flow_keep_async (fixture->flow, take_result, &result);
  app_test_wait_until (result != NULL);
  kms_issue_flow_keep_finish (fixture->flow, result, &kept, error);
  return kept;
}

static gboolean
keep_well (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gboolean kept = keep (fixture, &error);

  g_assert_no_error (error);
  return kept;
}

/* Everything that the labels below @widget say, line by line. */
static void
collect_labels (GtkWidget *widget, GString *text)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_label (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_labels (child, text);
}

/* The manual's sample, as the product description has it. */
static const struct
{
  const char *activation_key;
  const char *part_number;
  const char *registration_key;
} sample[] = {
  { "1111-1111-1111-1111", "KX-VCS101DEMO", "1111-1111-1111-1111" },
  { "9999-9999-9999-9999", "KX-VCS101DEMO", "3333-3333-3333-3333" },
  { "AAAA-AAAA-AAAA-AAAA", "KX-VCS101DEMO", "5555-5555-5555-5555" },
  { "FFFF-FFFF-FFFF-FFFF", "KX-VCS101DEMO", "7777-7777-7777-7777" },
  { "1111-1919-1919-9999", "KX-VCS201DEMO", "0000-0000-0000-0000" },
  { "AAAA-AFAF-AFAF-FFFF", "KX-VCS201DEMO", "2222-2222-2222-2222" },
  { "1111-9999-AAAA-FFFF", "KX-VCS201DEMO", "4444-4444-4444-4444" },
  { "19AF-19AF-19AF-19AF", "KX-VCS201DEMO", "6666-6666-6666-6666" },
};

/* Next alone, and the manual's table. */
static void
test_sample (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  open_flow (fixture, KMS_DRAFT_SAMPLE, NULL);
  g_assert_cmpstr (kms_issue_flow_get_title (fixture->flow), ==, "Issuing Demo");
  for (guint step = 0; step < 4; step++)
    press_next (fixture);
  g_assert_cmpuint (get_step (fixture), ==, 4);

  row = gtk_widget_get_first_child (get_child (fixture, KMS_TYPE_RESULT_PAGE, "list"));
  for (guint i = 0; i < G_N_ELEMENTS (sample); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *expected =
          g_strdup_printf ("%u\n%s\n%s · DEMO Upgrade\nActivation Key %s\nIssued before on ", i + 1,
                           sample[i].registration_key, sample[i].part_number,
                           sample[i].activation_key);

      g_assert_nonnull (row);
      collect_labels (row, text);
      if (!g_str_has_prefix (text->str, expected))
        g_error ("row %u says:\n%s\nnot:\n%s", i + 1, text->str, expected);
      g_assert_nonnull (strstr (text->str, "2011"));
      row = gtk_widget_get_next_sibling (row);
    }
  g_assert_null (row);
  g_assert_true (gtk_widget_get_visible (get_child (fixture, KMS_TYPE_RESULT_PAGE, "demo_mark")));

  /* Nothing was typed, so nothing is kept; and the way on begins anew. */
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
  app_test_press (app_test_child (get_assistant (fixture), "action"));
  app_test_wait_until (fixture->n_again == 1);
  g_assert_cmpuint (fixture->n_ended, ==, 0);
}

static void
test_unchanged (Fixture *fixture, gconstpointer data)
{
  open_flow (fixture, KMS_DRAFT_PRACTICE, NULL);
  g_assert_cmpstr (kms_issue_flow_get_title (fixture->flow), ==, "Free Practice");
  press_next (fixture);
  g_assert_false (keep_well (fixture));
  press_back (fixture);
  press_back (fixture);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_false (keep_well (fixture));
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
}

/* Whoever crashes loses next to nothing: the work is written while it is being done. */
static void
test_crash (Fixture *fixture, gconstpointer data)
{
  open_flow (fixture, KMS_DRAFT_PRACTICE, NULL);
  press_next (fixture);
  app_test_type (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device"), "0123");
  app_test_wait_until (count_drafts (fixture) == 1);

  /* Taken back, it is no work any more. */
  for (guint i = 0; i < 4; i++)
    g_signal_emit_by_name (
        gtk_editable_get_delegate (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device")),
        "backspace");
  app_test_wait_until (count_drafts (fixture) == 0);
}

/* When the work is written next, in microseconds of the monotonic clock; 0 when it need not be. */
static gint64
get_save_time (Fixture *fixture)
{
  GSource *timer = g_main_context_find_source_by_user_data (NULL, fixture->flow);

  return timer != NULL ? g_source_get_ready_time (timer) : 0;
}

/* That is within two seconds of the first change, and however fast one types, no later. */
static void
test_save_time (Fixture *fixture, gconstpointer data)
{
  gint64 before, planned;

  open_flow (fixture, KMS_DRAFT_PRACTICE, NULL);
  press_next (fixture);
  g_assert_cmpint (get_save_time (fixture), ==, 0);

  before = g_get_monotonic_time ();
  app_test_type (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device"), "0");
  planned = get_save_time (fixture);
  g_assert_cmpint (planned, >, before);
  g_assert_cmpint (planned, <=, g_get_monotonic_time () + 2 * G_TIME_SPAN_SECOND);
  app_test_type (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device"), "123");
  g_assert_cmpint (get_save_time (fixture), ==, planned);

  app_test_wait_until (count_drafts (fixture) == 1);
  g_assert_cmpint (get_save_time (fixture), ==, 0);
}

static void
type_all (Fixture *fixture)
{
  GtkWidget *row;

  gtk_check_button_set_active (get_child (fixture, KMS_TYPE_CATEGORY_PAGE, "hdvc"), TRUE);
  press_next (fixture);
  app_test_type (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device"), DEVICE);
  gtk_check_button_set_active (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "confirm"), TRUE);
  app_test_type (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "site_1"), "Example Inc.");
  app_test_type (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "site_2"), "福岡");
  press_next (fixture);
  row = gtk_widget_get_first_child (get_child (fixture, KMS_TYPE_KEYS_PAGE, "rows"));
  app_test_type (app_test_child (row, "key"), "A111222233334444");
}

/* Wrong or unfinished as it may be: a draft gives back everything, at its step. */
static void
test_resume (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;
  GtkWidget *row;

  open_flow (fixture, KMS_DRAFT_PRACTICE, NULL);
  type_all (fixture);
  row = gtk_widget_get_first_child (get_child (fixture, KMS_TYPE_KEYS_PAGE, "rows"));
  app_test_type (app_test_child (row, "id"), "12x");
  app_test_press (get_child (fixture, KMS_TYPE_KEYS_PAGE, "add"));
  app_test_type (app_test_child (gtk_widget_get_next_sibling (row), "key"), "B1");
  g_assert_true (keep_well (fixture));
  close_flow (fixture);

  drafts = list_drafts (fixture);
  g_assert_cmpuint (drafts->len, ==, 1);
  open_flow (fixture, KMS_DRAFT_PRACTICE, g_ptr_array_index (drafts, 0));
  g_assert_cmpuint (get_step (fixture), ==, 2);
  row = gtk_widget_get_first_child (get_child (fixture, KMS_TYPE_KEYS_PAGE, "rows"));
  g_assert_cmpstr (app_test_text (app_test_child (row, "key")), ==, "A111-2222-3333-4444");
  g_assert_cmpstr (app_test_text (app_test_child (row, "id")), ==, "12x");
  row = gtk_widget_get_next_sibling (row);
  g_assert_cmpstr (app_test_text (app_test_child (row, "key")), ==, "B1");
  g_assert_null (gtk_widget_get_next_sibling (row));

  press_back (fixture);
  g_assert_cmpstr (app_test_text (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device")), ==, DEVICE);
  g_assert_true (
      gtk_check_button_get_active (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "confirm")));
  g_assert_cmpstr (app_test_text (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "site_1")), ==,
                   "Example Inc.");
  g_assert_cmpstr (app_test_text (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "site_2")), ==, "福岡");

  /* Only looked at, it stays the one draft that it is. */
  g_assert_true (keep_well (fixture));
  g_assert_cmpuint (count_drafts (fixture), ==, 1);
}

/* From the first page to the review. */
static void
go_to_review (Fixture *fixture)
{
  KmsPracticeSheet sheet;
  GtkWidget *row;

  kms_practice_sheet_make (kms_demo_catalogue_lookup ("KX-VCS101DEMO"), "A111222233334444", &sheet);
  open_flow (fixture, KMS_DRAFT_PRACTICE, NULL);
  type_all (fixture);
  row = gtk_widget_get_first_child (get_child (fixture, KMS_TYPE_KEYS_PAGE, "rows"));
  app_test_type (app_test_child (row, "id"), sheet.pair.registration_id);
  press_next (fixture);
}

static void
press_issue (Fixture *fixture)
{
  go_to_review (fixture);
  app_test_press (app_test_child (get_assistant (fixture), "action"));
}

/* Work that was issued is done. */
static void
test_issued (Fixture *fixture, gconstpointer data)
{
  go_to_review (fixture);
  g_assert_true (keep_well (fixture));
  g_assert_cmpuint (count_drafts (fixture), ==, 1);

  press_next (fixture);
  g_assert_cmpuint (get_step (fixture), ==, 4);
  /* Its answer is kept until it was on the screen, and the draft as long. */
  app_test_wait_until (kms_pending_get_attempts (fixture->pending)->len == 0);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
  g_assert_false (keep_well (fixture));
}

static const KmsAttempt *
get_attempt (Fixture *fixture)
{
  GPtrArray *attempts = kms_pending_get_attempts (fixture->pending);

  g_assert_cmpuint (attempts->len, ==, 1);
  return g_ptr_array_index (attempts, 0);
}

static gboolean
is_waiting (Fixture *fixture)
{
  return kms_review_page_is_waiting (
      KMS_REVIEW_PAGE (app_test_find (GTK_WIDGET (fixture->flow), KMS_TYPE_REVIEW_PAGE)));
}

/* The answer is lost: the flow can be left, its draft waits as it does, and the keys lead on from
 * wherever they come. */
static void
test_answer_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) drafts = NULL;

  kms_pending_set_interval (fixture->pending, 100000);
  fake_backend_lose (fixture->backend, FAKE_ISSUE);
  press_issue (fixture);
  g_assert_true (kms_issue_flow_is_committing (fixture->flow));
  app_test_wait_until (is_waiting (fixture));
  g_assert_false (kms_issue_flow_is_committing (fixture->flow));
  g_assert_false (gtk_widget_is_sensitive (app_test_child (get_assistant (fixture), "back")));
  g_assert_false (keep_well (fixture));
  close_flow (fixture);

  drafts = list_drafts (fixture);
  g_assert_cmpuint (drafts->len, ==, 1);
  open_flow (fixture, KMS_DRAFT_PRACTICE, g_ptr_array_index (drafts, 0));
  g_assert_true (is_waiting (fixture));
  fake_backend_mend (fixture->backend);
  kms_pending_check (fixture->pending);
  app_test_wait_until (get_step (fixture) == 4);
  app_test_wait_until (kms_pending_get_attempts (fixture->pending)->len == 0);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
}

/* The flow is closed before the answer comes: it is there when one asks for it. */
static void
test_shown_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsDraft) draft = kms_issue_flow_new_draft (fixture->demo, KMS_DRAFT_PRACTICE);
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *flow;

  fake_backend_hold (fixture->backend, FAKE_ISSUE);
  press_issue (fixture);
  app_test_wait_until (fake_backend_get_n_held (fixture->backend) == 1);
  close_flow (fixture);
  fake_backend_release (fixture->backend);
  app_test_wait_until (get_attempt (fixture)->answer != NULL);
  g_assert_cmpuint (count_drafts (fixture), ==, 1);

  flow = kms_issue_flow_new (KMS_BACKEND (fixture->backend), fixture->journal, fixture->pending,
                             draft, draft);
  fixture->flow = KMS_ISSUE_FLOW (g_object_ref_sink (flow));
  fixture->window = app_test_show (flow);
  kms_issue_flow_show (fixture->flow, get_attempt (fixture));
  g_assert_cmpuint (get_step (fixture), ==, 4);
  collect_labels (get_child (fixture, KMS_TYPE_RESULT_PAGE, "list"), text);
  g_assert_nonnull (strstr (text->str, "Issued on "));
  app_test_wait_until (kms_pending_get_attempts (fixture->pending)->len == 0);
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
}

/* Issuing is refused: the work stays, and its draft. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  KmsBanner *banner;

  go_to_review (fixture);
  fake_backend_break (fixture->backend, FAKE_ISSUE, KMS_ERROR_STORE_FULL);
  banner = app_test_child (get_assistant (fixture), "banner");
  app_test_press (app_test_child (get_assistant (fixture), "action"));
  app_test_wait_until (kms_banner_is_shown (banner));
  g_assert_cmpuint (get_step (fixture), ==, 3);
  g_assert_true (keep_well (fixture));

  /* Trying again goes on where it stopped. */
  fake_backend_mend (fixture->backend);
  app_test_press (app_test_child (banner, "button"));
  app_test_wait_until (get_step (fixture) == 4);
  app_test_wait_until (count_drafts (fixture) == 0);
}

/* The journal cannot be written: it is said, and what was typed stays. */
static void
test_blocked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *sentence;

  open_flow (fixture, KMS_DRAFT_PRACTICE, NULL);
  press_next (fixture);
  app_test_type (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device"), "0123");
  app_test_wait_until (kms_banner_is_shown (get_banner (fixture)));
  sentence = gtk_label_get_label (app_test_child (get_banner (fixture), "title"));
  g_assert_true (g_str_has_prefix (sentence, "No draft could be kept. "));
  g_assert_nonnull (strstr (sentence, "What you typed stays here"));
  g_assert_cmpstr (app_test_text (get_child (fixture, KMS_TYPE_DEVICE_PAGE, "device")), ==, "0123");

  g_assert_false (keep (fixture, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, KMS_ERROR);

  /* When it is mended, trying again writes it. */
  g_assert_cmpint (g_remove (fixture->blocker), ==, 0);
  app_test_press (app_test_child (get_banner (fixture), "button"));
  app_test_wait_until (!kms_banner_is_shown (get_banner (fixture)));
  g_assert_cmpuint (count_drafts (fixture), ==, 1);
}

/* The window closes while a page is being applied: nothing calls into what is gone. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  gpointer assistant;

  open_flow (fixture, KMS_DRAFT_SAMPLE, NULL);
  press_next (fixture);
  fake_backend_hold (fixture->backend, FAKE_SAVE_SITE);
  app_test_press (app_test_child (get_assistant (fixture), "action"));
  app_test_wait_until (fake_backend_get_n_held (fixture->backend) == 1);
  assistant = get_assistant (fixture);
  g_object_add_weak_pointer (assistant, &assistant);
  close_flow (fixture);
  fake_backend_release (fixture->backend);
  app_test_wait_until (assistant == NULL);
}

/* And before there was time to make the pages. */
static void
test_closed_at_once (Fixture *fixture, gconstpointer data)
{
  open_flow (fixture, KMS_DRAFT_SAMPLE, NULL);
  g_assert_null (app_test_find (GTK_WIDGET (fixture->flow), KMS_TYPE_RESULT_PAGE));
  close_flow (fixture);
  app_test_settle ();
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
  add ("/issue-flow/sample", test_sample);
  add ("/issue-flow/unchanged", test_unchanged);
  add ("/issue-flow/crash", test_crash);
  add ("/issue-flow/save-time", test_save_time);
  add ("/issue-flow/resume", test_resume);
  add ("/issue-flow/issued", test_issued);
  add ("/issue-flow/answer-lost", test_answer_lost);
  add ("/issue-flow/shown-again", test_shown_again);
  add ("/issue-flow/refused", test_refused);
  g_test_add ("/issue-flow/blocked", Fixture, NULL, set_up_blocked, test_blocked, tear_down);
  add ("/issue-flow/closed", test_closed);
  add ("/issue-flow/closed-at-once", test_closed_at_once);
  return g_test_run ();
}
