/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenarios: choosing one, playing it in a classroom of its own, beginning anew and leaving. The panel
 * beside the pages shows the run, which the window owns. */

#include "app/kms-window-private.h"

#include "app/kms-dialogs.h"
#include "app/kms-policy-bundle.h"
#include "app/kms-scenarios-page.h"
#include "client/kms-classroom.h"

#include <glib/gi18n.h>

static void play (KmsWindow *self);

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!kms_journal_forget_finish (KMS_JOURNAL (source), result, &error))
    g_message ("Drafts of a scenario stay in the journal: %s", error->message);
}

/* Beside the button of the panel a narrow window has no room for a title in large type. */
static void
update_fold (KmsWindow *self)
{
  gboolean folded = adw_flap_get_folded (self->flap);

  kms_scenario_panel_set_over_page (self->panel, folded);
  gtk_widget_set_visible (GTK_WIDGET (self->title), self->run == NULL || !folded);
}

static void
update_actions (KmsWindow *self)
{
  gboolean playing = self->run != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.restart-scenario", playing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.leave-scenario", playing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.keep-class", !playing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open-class", !playing);
  gtk_widget_set_visible (GTK_WIDGET (self->panel_button), playing);
  adw_flap_set_reveal_flap (self->flap, playing);
  update_fold (self);
}

/* A service that was out of reach is asked at once. The panel shows the rest; when it is put away, the
 * goal is told all the same. */
static void
on_run_changed (KmsWindow *self)
{
  if (kms_scenario_run_is_reached (self->run) && !adw_flap_get_reveal_flap (self->flap))
    kms_dialogs_toast (GTK_WIDGET (self->stack), _ ("The goal is reached. Well done!"));
  if (!kms_scenario_run_get_fault (self->run, NULL))
    kms_pending_check (self->pending);
}

static void
go_chosen (KmsWindow *self)
{
  play (self);
}

static void
on_chosen (KmsWindow *self, KmsScenario *scenario)
{
  g_clear_pointer (&self->next_scenario, kms_scenario_unref);
  self->next_scenario = kms_scenario_ref (scenario);
  kms_window_leave (self, go_chosen);
}

static void
go_scenarios (KmsWindow *self)
{
  GtkWidget *page = kms_scenarios_page_new ();

  g_signal_connect_object (page, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  kms_window_show_page (self, page, _ ("Scenarios"));
}

/**
 * kms_window_new_draft:
 * @flow: how the assistant is opened
 *
 * Returns: (transfer full): the work before anything is typed, as the scenario has it when one is
 *   played
 */
KmsDraft *
kms_window_new_draft (KmsWindow *self, KmsDraftFlow flow)
{
  const KmsScenario *scenario =
      self->run != NULL ? kms_scenario_run_get_scenario (self->run) : NULL;
  KmsDraft *draft;

  if (scenario == NULL || flow == KMS_DRAFT_SAMPLE)
    draft = kms_issue_flow_new_draft (self->backend, flow);
  else
    {
      draft = kms_draft_copy (scenario->filled_in);
      g_free (draft->id);
      draft->id = g_uuid_string_random ();
    }
  kms_window_present_draft (self, draft);
  return draft;
}

static void
set_run (KmsWindow *self, KmsScenarioRun *run) /* (transfer full), nullable */
{
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
  self->run = run;
  if (run != NULL)
    g_signal_connect_object (run, "changed", G_CALLBACK (on_run_changed), self, G_CONNECT_SWAPPED);
  kms_scenario_panel_set_run (self->panel, run);
  update_actions (self);
}

/**
 * kms_window_end_run:
 *
 * Nothing is played any more, and nothing is kept of it; to be called when the backend changes.
 */
void
kms_window_end_run (KmsWindow *self)
{
  if (self->run == NULL)
    return;
  kms_service_give_up_log_in (KMS_SERVICE (self->backend));
  g_clear_object (&self->classroom);
  set_run (self, NULL);
  kms_journal_forget_async (self->journal, KMS_CLASSROOM_PLAYED, on_forgotten, NULL);
}

/* Plays the next scenario from its beginning. */
static void
play (KmsWindow *self)
{
  g_autoptr (KmsScenario) scenario = g_steal_pointer (&self->next_scenario);
  KmsClassroom *beside = self->run != NULL ? self->classroom : KMS_CLASSROOM (self->backend);
  g_autoptr (KmsClassroom) classroom = g_object_ref (beside);
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsBackend) backend = kms_classroom_play (classroom, scenario, &error);

  if (backend == NULL)
    {
      kms_dialogs_toast_error (GTK_WIDGET (self->stack), error);
      return;
    }
  kms_window_set_backend (self, backend);
  self->classroom = g_steal_pointer (&classroom);
  kms_window_watch_service (self, KMS_SERVICE (backend));
  set_run (self, kms_scenario_run_new (scenario, KMS_CLASSROOM (backend)));
  if (scenario->opens_home)
    {
      kms_window_go_home (self);
      return;
    }
  if (scenario->has_sample)
    {
      g_autoptr (KmsDraft) sample = kms_issue_flow_new_draft (backend, KMS_DRAFT_SAMPLE);

      kms_window_open_flow (self, sample, sample);
    }
  else
    {
      g_autoptr (KmsDraft) draft = kms_window_new_draft (self, KMS_DRAFT_PRACTICE);

      kms_window_open_flow (self, draft, draft);
    }
}

static void
on_scenarios (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);

  if (KMS_IS_CLASSROOM (self->backend))
    kms_window_leave (self, go_scenarios);
}

/* What is open is not kept: it begins anew. */
static void
on_restart (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);

  if (self->flow != NULL && kms_issue_flow_is_committing (self->flow))
    return;
  g_clear_pointer (&self->next_scenario, kms_scenario_unref);
  self->next_scenario = kms_scenario_ref (kms_scenario_run_get_scenario (self->run));
  play (self);
}

static void
on_leave (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);
  g_autoptr (KmsBackend) classroom = NULL;

  if (self->flow != NULL && kms_issue_flow_is_committing (self->flow))
    return;
  classroom = KMS_BACKEND (g_object_ref (self->classroom));
  kms_window_set_backend (self, classroom);
  go_scenarios (self);
}

static void
on_hide (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_flap_set_reveal_flap (KMS_WINDOW (widget)->flap, FALSE);
}

static void
on_end_fault (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsWindow *self = KMS_WINDOW (widget);

  if (self->run != NULL)
    kms_classroom_end_fault (KMS_CLASSROOM (self->backend));
}

/**
 * kms_window_name_flow:
 * @flow: the assistant
 *
 * Returns: (transfer none): what the window calls it, valid as long as a scenario is played
 */
const char *
kms_window_name_flow (KmsWindow *self, KmsIssueFlow *flow)
{
  if (self->run == NULL)
    return kms_issue_flow_get_title (flow);
  return kms_scenario_text_get (&kms_scenario_run_get_scenario (self->run)->title,
                                kms_policy_bundle_get_language ());
}

/**
 * kms_window_note_resumed:
 *
 * A draft was opened again.
 */
void
kms_window_note_resumed (KmsWindow *self)
{
  const KmsScenarioEvent event = { .kind = KMS_SCENARIO_RESUMED };

  if (self->run != NULL)
    kms_scenario_run_note (self->run, &event);
}

/**
 * kms_window_tell_password:
 * @dialog: what asks for it, over the panel that tells it, too
 */
void
kms_window_tell_password (KmsWindow *self, KmsLogInDialog *dialog)
{
  const KmsScenario *scenario = kms_scenario_run_get_scenario (self->run);
  /* Translators: %s is a password */
  g_autofree char *note =
      g_strdup_printf (_ ("For practice: the password is %s"), scenario->password);

  kms_log_in_dialog_set_note (dialog, note);
}

/**
 * kms_window_init_scenario:
 *
 * No scenario is played yet.
 */
void
kms_window_init_scenario (KmsWindow *self)
{
  g_signal_connect_swapped (self->flap, "notify::folded", G_CALLBACK (update_fold), self);
  update_actions (self);
}

/**
 * kms_window_install_scenario_actions:
 *
 * Adds what has to do with scenarios.
 */
void
kms_window_install_scenario_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.scenarios", NULL, on_scenarios);
  gtk_widget_class_install_action (widget_class, "win.restart-scenario", NULL, on_restart);
  gtk_widget_class_install_action (widget_class, "win.leave-scenario", NULL, on_leave);
  gtk_widget_class_install_action (widget_class, "win.hide-scenario", NULL, on_hide);
  gtk_widget_class_install_action (widget_class, "win.end-fault", NULL, on_end_fault);
}
