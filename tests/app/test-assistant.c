/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsAssistant with pages that answer as the test wants: where each answer leads, what Back gives up,
 * and which Enter is swallowed. */

#include "app-test.h"

#include "app/kms-assistant.h"
#include "app/kms-banner.h"
#include "app/kms-step-header.h"
#include "common/kms-error.h"

#define N_PAGES 3

/* A page with two fields. */
#define TEST_TYPE_PAGE (test_page_get_type ())
G_DECLARE_FINAL_TYPE (TestPage, test_page, TEST, PAGE, KmsAssistantPage)

struct _TestPage
{
  KmsAssistantPage parent_instance;

  GtkWidget *fields[2];
  gboolean valid; /* what applying says, unless there is an error */
  GError *error;  /* owned, nullable */
  gboolean slow;  /* applying waits to be cancelled or answered */
  GTask *task;    /* owned; what is being applied slowly */
  guint n_entered, n_focused, n_applied;
};

G_DEFINE_FINAL_TYPE (TestPage, test_page, KMS_TYPE_ASSISTANT_PAGE)

static void
answer (TestPage *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_boolean (task, self->valid);
}

static void
test_page_enter (KmsAssistantPage *page)
{
  TEST_PAGE (page)->n_entered++;
}

static void
test_page_focus (KmsAssistantPage *page)
{
  TEST_PAGE (page)->n_focused++;
  gtk_widget_grab_focus (TEST_PAGE (page)->fields[0]);
}

static void
test_page_apply_async (KmsAssistantPage *page,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  TestPage *self = TEST_PAGE (page);

  g_assert_null (self->task);
  self->n_applied++;
  self->task = g_task_new (self, cancellable, callback, user_data);
  if (!self->slow)
    answer (self);
}

static void
test_page_finalize (GObject *object)
{
  TestPage *self = TEST_PAGE (object);

  g_assert_null (self->task);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (test_page_parent_class)->finalize (object);
}

static void
test_page_class_init (TestPageClass *klass)
{
  KmsAssistantPageClass *page_class = KMS_ASSISTANT_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_page_finalize;
  page_class->enter = test_page_enter;
  page_class->focus = test_page_focus;
  page_class->apply_async = test_page_apply_async;
}

static void
test_page_init (TestPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->valid = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (self->fields); i++)
    {
      self->fields[i] = gtk_entry_new ();
      kms_assistant_page_mark_field (self->fields[i]);
      gtk_box_append (GTK_BOX (box), self->fields[i]);
    }
  adw_bin_set_child (ADW_BIN (self), box);
}

typedef struct
{
  GtkWidget *window;
  KmsAssistant *assistant;
  TestPage *pages[N_PAGES]; /* owned */
  KmsBanner *banner;
  GtkWidget *back;
  GtkWidget *action;
  guint n_left, n_finished;
  int opened; /* the step of the last "step-opened" */
} Fixture;

static void
count (guint *n)
{
  (*n)++;
}

static void
on_step_opened (KmsAssistant *assistant, guint step, Fixture *fixture)
{
  g_assert_cmpuint (kms_assistant_get_step (assistant), ==, step);
  fixture->opened = (int) step;
}

static KmsAssistantPage *
get_made_page (gpointer data)
{
  return data;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const titles[N_PAGES] = { "One", "Two", "Three" };

  fixture->assistant = KMS_ASSISTANT (kms_assistant_new ());
  for (guint i = 0; i < N_PAGES; i++)
    {
      fixture->pages[i] =
          g_object_ref_sink (g_object_new (TEST_TYPE_PAGE, "title", titles[i], NULL));
      kms_assistant_add_page (fixture->assistant, titles[i], get_made_page, fixture->pages[i]);
    }
  fixture->banner = app_test_child (fixture->assistant, "banner");
  fixture->back = app_test_child (fixture->assistant, "back");
  fixture->action = app_test_child (fixture->assistant, "action");
  fixture->opened = -1;
  g_signal_connect_swapped (fixture->assistant, "left", G_CALLBACK (count), &fixture->n_left);
  g_signal_connect_swapped (fixture->assistant, "finished", G_CALLBACK (count),
                            &fixture->n_finished);
  g_signal_connect (fixture->assistant, "step-opened", G_CALLBACK (on_step_opened), fixture);
  fixture->window = app_test_show (GTK_WIDGET (fixture->assistant));
  kms_assistant_open (fixture->assistant, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->assistant);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->assistant);
  for (guint i = 0; i < N_PAGES; i++)
    app_test_assert_finalized (fixture->pages[i]);
}

static void
assert_step (Fixture *fixture, guint step)
{
  GtkStack *stack = app_test_child (fixture->assistant, "stack");

  g_assert_cmpuint (kms_assistant_get_step (fixture->assistant), ==, step);
  g_assert_true (gtk_stack_get_visible_child (stack) == GTK_WIDGET (fixture->pages[step]));
}

static gboolean
is_applying (TestPage *page)
{
  return kms_assistant_page_get_applying (KMS_ASSISTANT_PAGE (page));
}

/* Presses the action and waits for what comes of it. */
static void
apply (Fixture *fixture)
{
  TestPage *page = fixture->pages[kms_assistant_get_step (fixture->assistant)];

  app_test_press (fixture->action);
  app_test_wait_until (!is_applying (page));
}

static void
test_valid (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (fixture->opened, ==, 0);
  g_assert_cmpuint (fixture->pages[0]->n_entered, ==, 1);
  g_assert_cmpuint (fixture->pages[0]->n_focused, ==, 1);

  apply (fixture);
  assert_step (fixture, 1);
  g_assert_cmpint (fixture->opened, ==, 1);
  g_assert_cmpuint (fixture->pages[1]->n_entered, ==, 1);
  g_assert_cmpuint (fixture->pages[1]->n_focused, ==, 1);
  g_assert_true (app_test_get_focus (fixture->window) == fixture->pages[1]->fields[0]);

  app_test_press (fixture->back);
  assert_step (fixture, 0);
  g_assert_cmpuint (fixture->pages[0]->n_entered, ==, 2);
  g_assert_cmpuint (fixture->n_left, ==, 0);
  app_test_press (fixture->back);
  assert_step (fixture, 0);
  g_assert_cmpuint (fixture->n_left, ==, 1);
}

/* A page is made when it is opened, or before, when there is time. */
static void
test_made (Fixture *fixture, gconstpointer data)
{
  g_assert_null (gtk_widget_get_parent (GTK_WIDGET (fixture->pages[2])));
  app_test_wait_until (gtk_widget_get_parent (GTK_WIDGET (fixture->pages[2])) != NULL);
  g_assert_nonnull (gtk_widget_get_parent (GTK_WIDGET (fixture->pages[1])));
  assert_step (fixture, 0);
  g_assert_cmpuint (fixture->pages[1]->n_entered, ==, 0);
  apply (fixture);
  assert_step (fixture, 1);
}

static void
test_invalid (Fixture *fixture, gconstpointer data)
{
  fixture->pages[0]->valid = FALSE;
  apply (fixture);
  assert_step (fixture, 0);
  g_assert_false (kms_banner_is_shown (fixture->banner));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (fixture->pages[0])));
  /* And again, as often as one likes. */
  apply (fixture);
  g_assert_cmpuint (fixture->pages[0]->n_applied, ==, 2);
  fixture->pages[0]->valid = TRUE;
  apply (fixture);
  assert_step (fixture, 1);
}

static void
test_error (Fixture *fixture, gconstpointer data)
{
  TestPage *page = fixture->pages[0];

  page->error = g_error_new_literal (KMS_ERROR, KMS_ERROR_STORE_FULL, "Full");
  apply (fixture);
  assert_step (fixture, 0);
  g_assert_true (kms_banner_is_shown (fixture->banner));
  g_assert_nonnull (
      strstr (gtk_label_get_label (app_test_child (fixture->banner, "title")), "disk is full"));
  g_assert_cmpstr (gtk_button_get_label (app_test_child (fixture->banner, "button")), ==,
                   "_Try Again");

  /* It still fails, then it does not. */
  app_test_press (app_test_child (fixture->banner, "button"));
  app_test_wait_until (!is_applying (page));
  g_assert_cmpuint (page->n_applied, ==, 2);
  g_assert_true (kms_banner_is_shown (fixture->banner));
  g_clear_error (&page->error);
  app_test_press (app_test_child (fixture->banner, "button"));
  app_test_wait_until (!is_applying (page));
  g_assert_cmpuint (page->n_applied, ==, 3);
  g_assert_false (kms_banner_is_shown (fixture->banner));
  assert_step (fixture, 1);
}

/* A failure belongs to its page. */
static void
test_error_left_behind (Fixture *fixture, gconstpointer data)
{
  apply (fixture);
  fixture->pages[1]->error = g_error_new_literal (KMS_ERROR, KMS_ERROR_STORE_BUSY, "Busy");
  apply (fixture);
  g_assert_true (kms_banner_is_shown (fixture->banner));
  app_test_press (fixture->back);
  g_assert_false (kms_banner_is_shown (fixture->banner));
}

static void
test_applying (Fixture *fixture, gconstpointer data)
{
  GtkStack *action_stack = app_test_child (fixture->assistant, "action_stack");
  TestPage *page = fixture->pages[0];

  page->slow = TRUE;
  app_test_press (fixture->action);
  g_assert_true (is_applying (page));
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (page)));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (action_stack), ==, "applying");
  /* Impatience does not apply twice. */
  app_test_press (fixture->action);
  g_assert_cmpuint (page->n_applied, ==, 1);

  answer (page);
  app_test_wait_until (!is_applying (page));
  assert_step (fixture, 1);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (action_stack), ==, "label");
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (page)));
}

/* Back gives up what is being applied, and nothing is said of it: neither when the page gives up, too,
 * nor when it is done with it all the same, nor when it failed. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  TestPage *page = fixture->pages[1];

  for (guint i = 0; i < 3; i++)
    {
      kms_assistant_open (fixture->assistant, 1);
      page->slow = TRUE;
      app_test_press (fixture->action);
      app_test_press (fixture->back);
      assert_step (fixture, 0);
      g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (page->task)));
      if (i == 1)
        g_task_set_check_cancellable (page->task, FALSE);
      if (i == 2)
        page->error = g_error_new_literal (KMS_ERROR, KMS_ERROR_STORE_FULL, "Full");
      answer (page);
      app_test_wait_until (!is_applying (page));
      assert_step (fixture, 0);
      g_assert_false (kms_banner_is_shown (fixture->banner));
      g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (fixture->pages[0])));
    }

  /* Nothing of it is left: the way on is open. */
  apply (fixture);
  assert_step (fixture, 1);
}

/* Given up, come back to, and only then answered: that page is not applied by the old answer. */
static void
test_given_up_late (Fixture *fixture, gconstpointer data)
{
  TestPage *page = fixture->pages[0];

  page->slow = TRUE;
  app_test_press (fixture->action);
  kms_assistant_open (fixture->assistant, 1);
  app_test_press (fixture->back);
  g_task_set_check_cancellable (page->task, FALSE);
  answer (page);
  app_test_wait_until (!is_applying (page));
  assert_step (fixture, 0);
  g_assert_false (kms_banner_is_shown (fixture->banner));
}

static void
test_last (Fixture *fixture, gconstpointer data)
{
  KmsStepHeader *header = app_test_child (fixture->assistant, "header");

  apply (fixture);
  apply (fixture);
  assert_step (fixture, 2);
  g_assert_false (gtk_widget_get_visible (fixture->back));
  /* Neither the steps nor the keyboard lead back. */
  g_signal_emit_by_name (header, "step-chosen", 0);
  assert_step (fixture, 2);
  g_signal_emit_by_name (fixture->back, "clicked");
  assert_step (fixture, 2);
  g_assert_cmpuint (fixture->n_left, ==, 0);

  apply (fixture);
  g_assert_cmpuint (fixture->n_finished, ==, 1);
  assert_step (fixture, 2);
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  KmsStepHeader *header = app_test_child (fixture->assistant, "header");

  apply (fixture);
  g_signal_emit_by_name (header, "step-chosen", 1);
  assert_step (fixture, 1);
  g_signal_emit_by_name (header, "step-chosen", 2);
  assert_step (fixture, 1);
  g_assert_cmpuint (fixture->pages[1]->n_applied, ==, 0);
  g_signal_emit_by_name (header, "step-chosen", 0);
  assert_step (fixture, 0);
}

static void
test_bar (Fixture *fixture, gconstpointer data)
{
  KmsAssistantPage *page = KMS_ASSISTANT_PAGE (fixture->pages[0]);
  GtkLabel *label = app_test_child (fixture->assistant, "action_label");

  g_assert_cmpstr (gtk_label_get_label (label), ==, "_Next");
  kms_assistant_page_set_action_label (page, "_Issue 3 Keys");
  g_assert_cmpstr (gtk_label_get_text (label), ==, "Issue 3 Keys");
  gtk_test_accessible_assert_relation (GTK_ACCESSIBLE (fixture->action),
                                       GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL);

  /* The suggested action, once everything is there; pressed it can be before. */
  g_assert_false (gtk_widget_has_css_class (fixture->action, "suggested-action"));
  g_assert_true (gtk_widget_is_sensitive (fixture->action));
  kms_assistant_page_set_complete (page, TRUE);
  g_assert_true (gtk_widget_has_css_class (fixture->action, "suggested-action"));
  kms_assistant_page_set_complete (page, FALSE);
  g_assert_false (gtk_widget_has_css_class (fixture->action, "suggested-action"));

  /* Another page's news are not of this one. */
  kms_assistant_page_set_complete (KMS_ASSISTANT_PAGE (fixture->pages[1]), TRUE);
  kms_assistant_page_set_action_label (KMS_ASSISTANT_PAGE (fixture->pages[1]), "Other");
  g_assert_false (gtk_widget_has_css_class (fixture->action, "suggested-action"));
  g_assert_cmpstr (gtk_label_get_text (label), ==, "Issue 3 Keys");
}

static void
test_advance (Fixture *fixture, gconstpointer data)
{
  TestPage *page = fixture->pages[0];
  KmsAssistantPage *base = KMS_ASSISTANT_PAGE (page);

  kms_assistant_page_advance (base, page->fields[0], FALSE);
  g_assert_true (app_test_get_focus (fixture->window) == page->fields[1]);
  /* Enter was pressed there: the next one is another. */
  g_assert_false (kms_assistant_page_swallow_enter (base));

  /* Behind the last field comes the button that leads on. */
  kms_assistant_page_advance (base, page->fields[1], FALSE);
  g_assert_true (app_test_get_focus (fixture->window) == fixture->action);

  /* A field that cannot be edited is passed over. */
  gtk_widget_set_sensitive (page->fields[1], FALSE);
  kms_assistant_page_advance (base, page->fields[0], FALSE);
  g_assert_true (app_test_get_focus (fixture->window) == fixture->action);
}

/* The assistant's controller that sees every key first. */
static GtkEventController *
get_key_controller (Fixture *fixture)
{
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (GTK_WIDGET (fixture->assistant));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller)
          && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        return controller;
    }
  g_assert_not_reached ();
}

static gboolean
is_swallowed (Fixture *fixture, guint keyval, GdkModifierType state)
{
  gboolean swallowed = FALSE;

  g_signal_emit_by_name (get_key_controller (fixture), "key-pressed", keyval, 0, state, &swallowed);
  return swallowed;
}

static void
test_swallow (Fixture *fixture, gconstpointer data)
{
  TestPage *page = fixture->pages[0];
  KmsAssistantPage *base = KMS_ASSISTANT_PAGE (page);

  g_assert_false (is_swallowed (fixture, GDK_KEY_Return, 0));

  /* A scanner's Enter, once. */
  kms_assistant_page_advance (base, page->fields[0], TRUE);
  g_assert_true (is_swallowed (fixture, GDK_KEY_Return, 0));
  g_assert_false (is_swallowed (fixture, GDK_KEY_Return, 0));
  kms_assistant_page_advance (base, page->fields[1], TRUE);
  g_assert_true (app_test_get_focus (fixture->window) == fixture->action);
  g_assert_true (is_swallowed (fixture, GDK_KEY_KP_Enter, 0));
  g_assert_false (is_swallowed (fixture, GDK_KEY_KP_Enter, 0));
  kms_assistant_page_advance (base, page->fields[0], TRUE);
  g_assert_true (is_swallowed (fixture, GDK_KEY_ISO_Enter, GDK_LOCK_MASK));

  /* Any other key says that a person goes on, and is none of it. */
  kms_assistant_page_advance (base, page->fields[0], TRUE);
  g_assert_false (is_swallowed (fixture, GDK_KEY_a, 0));
  g_assert_false (is_swallowed (fixture, GDK_KEY_Return, 0));

  /* An Enter that led here by itself is not followed by another of its own. */
  kms_assistant_page_advance (base, page->fields[0], FALSE);
  g_assert_false (is_swallowed (fixture, GDK_KEY_Return, 0));
}

static void
release (Fixture *fixture, guint keyval)
{
  g_signal_emit_by_name (get_key_controller (fixture), "key-released", keyval, 0, 0);
}

/* Ctrl+Enter is Next, once for each press, but not on the result. */
static void
test_ctrl_enter (Fixture *fixture, gconstpointer data)
{
  for (guint step = 0; step + 1 < N_PAGES; step++)
    {
      g_assert_cmpuint (kms_assistant_get_step (fixture->assistant), ==, step);
      g_assert_true (is_swallowed (fixture, GDK_KEY_Return, GDK_CONTROL_MASK));
      app_test_wait_until (kms_assistant_get_step (fixture->assistant) == step + 1);
      /* The key repeats as long as it is held: it issues nothing unread. */
      g_assert_true (is_swallowed (fixture, GDK_KEY_Return, GDK_CONTROL_MASK));
      g_assert_true (is_swallowed (fixture, GDK_KEY_Return, 0));
      g_assert_cmpuint (fixture->pages[step + 1]->n_applied, ==, 0);
      release (fixture, GDK_KEY_Return);
    }
  g_assert_true (is_swallowed (fixture, GDK_KEY_Return, GDK_CONTROL_MASK));
  g_assert_cmpuint (fixture->pages[N_PAGES - 1]->n_applied, ==, 0);
}

/* What can no longer be given up is waited for. */
static void
test_committing (Fixture *fixture, gconstpointer data)
{
  TestPage *page = fixture->pages[1];

  kms_assistant_open (fixture->assistant, 1);
  page->slow = TRUE;
  app_test_press (fixture->action);
  kms_assistant_page_set_committing (KMS_ASSISTANT_PAGE (page), TRUE);
  g_assert_true (kms_assistant_is_committing (fixture->assistant));
  g_assert_false (gtk_widget_is_sensitive (fixture->back));
  kms_assistant_page_set_committing (KMS_ASSISTANT_PAGE (page), FALSE);
  g_assert_true (gtk_widget_is_sensitive (fixture->back));
  answer (page);
  app_test_wait_until (kms_assistant_get_step (fixture->assistant) == 2);
}

/* Closing while a page is being applied: the answer comes to nobody. */
static void
test_closed (void)
{
  GtkWidget *assistant = kms_assistant_new ();
  TestPage *page = g_object_ref_sink (g_object_new (TEST_TYPE_PAGE, NULL));
  TestPage *last = g_object_ref_sink (g_object_new (TEST_TYPE_PAGE, NULL));
  GtkWidget *window;

  kms_assistant_add_page (KMS_ASSISTANT (assistant), "Page", get_made_page, page);
  kms_assistant_add_page (KMS_ASSISTANT (assistant), "Page", get_made_page, last);
  window = app_test_show (assistant);
  kms_assistant_open (KMS_ASSISTANT (assistant), 0);
  page->slow = TRUE;
  app_test_press (app_test_child (assistant, "action"));
  g_object_ref (assistant);
  app_test_close (window);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (page->task)));
  g_task_set_check_cancellable (page->task, FALSE);
  answer (page);
  app_test_wait_until (!is_applying (page));
  app_test_assert_finalized (assistant);
  app_test_assert_finalized (page);
  app_test_assert_finalized (last);
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
  add ("/assistant/valid", test_valid);
  add ("/assistant/made", test_made);
  add ("/assistant/invalid", test_invalid);
  add ("/assistant/error", test_error);
  add ("/assistant/error-left-behind", test_error_left_behind);
  add ("/assistant/applying", test_applying);
  add ("/assistant/given-up", test_given_up);
  add ("/assistant/given-up-late", test_given_up_late);
  add ("/assistant/last", test_last);
  add ("/assistant/steps", test_steps);
  add ("/assistant/bar", test_bar);
  add ("/assistant/advance", test_advance);
  add ("/assistant/swallow", test_swallow);
  add ("/assistant/ctrl-enter", test_ctrl_enter);
  add ("/assistant/committing", test_committing);
  g_test_add_func ("/assistant/closed", test_closed);
  return g_test_run ();
}
