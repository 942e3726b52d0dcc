/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The panel of a scenario. It owns its children and a reference to the run that it shows; everything is
 * read from the run when that has changed. */

#include "app/kms-scenario-panel.h"

#include "app/kms-policy-bundle.h"
#include "engine/kms-identifier.h"

#include <glib/gi18n.h>

/* A line is not longer, so that the panel leaves room for the page. */
#define MAX_CHARACTERS 34

struct _KmsScenarioPanel
{
  AdwBin parent_instance;

  KmsScenarioRun *run; /* owned; NULL: nothing is shown */

  /* Template */
  GtkLabel *title;
  GtkLabel *goal;
  GtkBox *given;
  GtkBox *steps;
  GtkBox *hints;
  GtkWidget *hint_button;
  GtkWidget *reached;
  GtkWidget *end_fault;
  GtkLabel *end_fault_label;
  GtkWidget *put_away;
};

G_DEFINE_FINAL_TYPE (KmsScenarioPanel, kms_scenario_panel, ADW_TYPE_BIN)

static const char *
say (const KmsScenarioText *text)
{
  return kms_scenario_text_get (text, kms_policy_bundle_get_language ());
}

static GtkWidget *
new_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARACTERS);
  return label;
}

static void
empty (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

/* A label and what can be copied from below it. */
static void
add_given (KmsScenarioPanel *self, const char *name, const char *value)
{
  GtkWidget *label = new_label (name);
  GtkWidget *text = new_label (value);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (text, "identifier");
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  /* Nothing that looks like an identifier is broken. */
  gtk_label_set_wrap (GTK_LABEL (text), strlen (value) >= KMS_IDENTIFIER_SHOWN_SIZE);
  gtk_widget_set_margin_bottom (text, 6);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  label, NULL, -1);
  gtk_box_append (self->given, label);
  gtk_box_append (self->given, text);
}

static void
show_given (KmsScenarioPanel *self, const KmsScenario *scenario)
{
  empty (self->given);
  for (guint i = 0; i < scenario->given->len; i++)
    {
      const KmsScenarioGiven *given = g_ptr_array_index (scenario->given, i);

      add_given (self, say (&given->label), given->value);
    }
  if (scenario->login_id != NULL)
    {
      add_given (self, _ ("Login ID"), scenario->login_id);
      add_given (self, _ ("Password"), scenario->password);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->given),
                          gtk_widget_get_first_child (GTK_WIDGET (self->given)) != NULL);
}

static GtkWidget *
new_step (const KmsScenarioStep *step, gboolean done)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *icon = gtk_image_new_from_icon_name (done ? "emblem-ok-symbolic" : "radio-symbolic");
  GtkWidget *label = new_label (say (&step->text));

  gtk_widget_add_css_class (icon, done ? "success" : "dim-label");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  /* Translators: a step of a scenario */
                                  done ? _ ("Reached") : _ ("Not reached yet"), -1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  icon, NULL, -1);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  return row;
}

static void
show_steps (KmsScenarioPanel *self, const KmsScenario *scenario)
{
  guint n_reached = kms_scenario_run_get_n_reached (self->run);

  empty (self->steps);
  for (guint i = 0; i < scenario->steps->len; i++)
    gtk_box_append (self->steps, new_step (g_ptr_array_index (scenario->steps, i), i < n_reached));
}

static void
show_hints (KmsScenarioPanel *self, const KmsScenario *scenario)
{
  guint n_reached = kms_scenario_run_get_n_reached (self->run);
  guint n_hints = kms_scenario_run_get_n_hints (self->run);
  gboolean more = kms_scenario_run_has_hint (self->run);

  empty (self->hints);
  /* Before it is filled: GTK 4.8 measures a box anew that changes while it is seen. */
  gtk_widget_set_visible (GTK_WIDGET (self->hints), n_hints > 0);
  for (guint i = 0; i < n_hints; i++)
    {
      const KmsScenarioStep *step = g_ptr_array_index (scenario->steps, n_reached);
      GtkWidget *hint = new_label (say (g_ptr_array_index (step->hints, i)));

      gtk_widget_add_css_class (hint, "scenario-hint");
      gtk_box_append (self->hints, hint);
    }
  gtk_widget_set_visible (self->hint_button, !kms_scenario_run_is_reached (self->run));
  gtk_widget_set_sensitive (self->hint_button, more);
}

static void
show_fault (KmsScenarioPanel *self)
{
  KmsError error = KMS_ERROR_FAILED;
  gboolean lasts = kms_scenario_run_get_fault (self->run, &error);

  gtk_widget_set_visible (self->end_fault, lasts);
  gtk_label_set_label (self->end_fault_label, error == KMS_ERROR_MAINTENANCE
                                                  ? _ ("_End the Maintenance")
                                                  : _ ("_End the Outage"));
}

static void
on_run_changed (KmsScenarioPanel *self)
{
  const KmsScenario *scenario = kms_scenario_run_get_scenario (self->run);

  show_steps (self, scenario);
  show_hints (self, scenario);
  show_fault (self);
  gtk_widget_set_visible (self->reached, kms_scenario_run_is_reached (self->run));
}

static void
on_hint_clicked (KmsScenarioPanel *self)
{
  kms_scenario_run_give_hint (self->run);
}

static void
kms_scenario_panel_dispose (GObject *object)
{
  KmsScenarioPanel *self = KMS_SCENARIO_PANEL (object);

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);

  G_OBJECT_CLASS (kms_scenario_panel_parent_class)->dispose (object);
}

static void
kms_scenario_panel_class_init (KmsScenarioPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kms_scenario_panel_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-scenario-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsScenarioPanel, title);
  gtk_widget_class_bind_template_child (widget_class, KmsScenarioPanel, goal);
  gtk_widget_class_bind_template_child (widget_class, KmsScenarioPanel, given);
  gtk_widget_class_bind_template_child (widget_class, KmsScenarioPanel, steps);
  gtk_widget_class_bind_template_child (widget_class, KmsScenarioPanel, hints);
  gtk_widget_class_bind_template_child (widget_class, KmsScenarioPanel, hint_button);
  gtk_widget_class_bind_template_child (widget_class, KmsScenarioPanel, reached);
  gtk_widget_class_bind_template_child (widget_class, KmsScenarioPanel, end_fault);
  gtk_widget_class_bind_template_child (widget_class, KmsScenarioPanel, end_fault_label);
  gtk_widget_class_bind_template_child (widget_class, KmsScenarioPanel, put_away);
}

static void
kms_scenario_panel_init (KmsScenarioPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->hint_button, "clicked", G_CALLBACK (on_hint_clicked), self);
}

/**
 * kms_scenario_panel_set_run:
 * @run: (nullable): what is played; %NULL for nothing
 */
void
kms_scenario_panel_set_run (KmsScenarioPanel *self, KmsScenarioRun *run)
{
  const KmsScenario *scenario;

  g_return_if_fail (KMS_IS_SCENARIO_PANEL (self));

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_set_object (&self->run, run);
  if (run == NULL)
    return;
  scenario = kms_scenario_run_get_scenario (run);
  gtk_label_set_label (self->title, say (&scenario->title));
  gtk_label_set_label (self->goal, say (&scenario->goal));
  show_given (self, scenario);
  g_signal_connect_swapped (run, "changed", G_CALLBACK (on_run_changed), self);
  on_run_changed (self);
}

/**
 * kms_scenario_panel_set_over_page:
 * @over_page: whether it covers the page, so that it needs to be put away
 */
void
kms_scenario_panel_set_over_page (KmsScenarioPanel *self, gboolean over_page)
{
  g_return_if_fail (KMS_IS_SCENARIO_PANEL (self));

  gtk_widget_set_visible (self->put_away, over_page);
}
