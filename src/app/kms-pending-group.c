/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of the requests that wait for their answer, or to be seen. It owns a reference to them. The
 * rows are made anew when they would say something else, so that the focus stays where it is. */

#include "app/kms-pending-group.h"

#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsPendingGroup
{
  AdwPreferencesGroup parent_instance;

  KmsPending *pending; /* owned; NULL before the first update */
  GPtrArray *rows;     /* owned; of borrowed rows */
  GPtrArray *spinners; /* owned; of borrowed spinners in them */
  char *shown;         /* owned; what the rows say */
};

G_DEFINE_FINAL_TYPE (KmsPendingGroup, kms_pending_group, ADW_TYPE_PREFERENCES_GROUP)

static GtkWidget *
new_row (const KmsAttempt *attempt, const char *state, const char *icon, const char *css_class)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  char device[KMS_IDENTIFIER_SHOWN_SIZE];

  kms_identifier_format (kms_identifier_device_kind (attempt->request->category),
                         attempt->request->device_id, device);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), device);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (image, css_class);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  return row;
}

static GtkWidget *
new_button (const char *icon, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static void
make_activatable (GtkWidget *row, const char *action, const char *target)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", target);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
}

static GtkWidget *
new_unknown_row (KmsPendingGroup *self, const KmsAttempt *attempt)
{
  GtkWidget *row = new_row (attempt, _ ("Outcome unknown, checking. Nothing is issued twice."),
                            "emblem-synchronizing-symbolic", "dim-label");
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *button = new_button ("view-refresh-symbolic", _ ("Check Now"));

  g_signal_connect_object (button, "clicked", G_CALLBACK (kms_pending_check), self->pending,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spinner);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_ptr_array_add (self->spinners, spinner);
  return row;
}

static GtkWidget *
new_answered_row (const KmsAttempt *attempt)
{
  guint n_keys = attempt->answer->keys->len;
  g_autofree char *state =
      g_strdup_printf (ngettext ("%u registration key is issued. Look at it.",
                                 "%u registration keys are issued. Look at them.", n_keys),
                       n_keys);
  GtkWidget *row = new_row (attempt, state, "emblem-ok-symbolic", "success");

  make_activatable (row, "win.show-issued", attempt->idempotency_key);
  return row;
}

static void
on_dismissed (GtkWidget *button, KmsPendingGroup *self)
{
  const KmsAttempt *row = g_object_get_data (G_OBJECT (button), "kms-attempt");
  const KmsAttempt *attempt = row->idempotency_key != NULL
                                  ? kms_pending_find (self->pending, row->idempotency_key)
                                  : kms_pending_find_draft (self->pending, row->draft_id);

  if (attempt != NULL)
    kms_pending_dismiss (self->pending, attempt);
}

static GtkWidget *
new_over_row (KmsPendingGroup *self, const KmsAttempt *attempt, gboolean has_draft)
{
  g_autofree char *reason = kms_words_error_in (attempt->request->category, attempt->error);
  /* Translators: %s is why, as a sentence */
  g_autofree char *state = g_strdup_printf (_ ("Nothing was issued. %s"), reason);
  GtkWidget *row = new_row (attempt, state, "dialog-warning-symbolic", "error");

  if (has_draft)
    make_activatable (row, "win.resume", attempt->draft_id);
  else
    {
      GtkWidget *button = new_button ("window-close-symbolic", _ ("Close"));

      g_object_set_data_full (G_OBJECT (button), "kms-attempt", kms_attempt_copy (attempt),
                              (GDestroyNotify) kms_attempt_free);
      g_signal_connect (button, "clicked", G_CALLBACK (on_dismissed), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  return row;
}

static gboolean
has_draft (GPtrArray *drafts, const char *id)
{
  for (guint i = 0; i < drafts->len; i++)
    if (g_strcmp0 (((const KmsDraft *) g_ptr_array_index (drafts, i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

static GtkWidget *
new_row_for (KmsPendingGroup *self, const KmsAttempt *attempt, GPtrArray *drafts)
{
  if (attempt->answer != NULL)
    return new_answered_row (attempt);
  if (kms_attempt_is_over (attempt))
    return new_over_row (self, attempt, has_draft (drafts, attempt->draft_id));
  return new_unknown_row (self, attempt);
}

static char *
describe (GPtrArray *attempts, GPtrArray *drafts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < attempts->len; i++)
    {
      const KmsAttempt *attempt = g_ptr_array_index (attempts, i);
      gboolean over = kms_attempt_is_over (attempt);

      g_string_append_printf (text, "%s %s %d %d %d\n", attempt->request->device_id,
                              attempt->answer != NULL ? attempt->idempotency_key : "",
                              over ? attempt->error->code : -1, over,
                              has_draft (drafts, attempt->draft_id));
    }
  return g_string_free (text, FALSE);
}

static void
kms_pending_group_finalize (GObject *object)
{
  KmsPendingGroup *self = KMS_PENDING_GROUP (object);

  g_clear_object (&self->pending);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->spinners);
  g_free (self->shown);

  G_OBJECT_CLASS (kms_pending_group_parent_class)->finalize (object);
}

static void
kms_pending_group_class_init (KmsPendingGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_pending_group_finalize;
}

static void
kms_pending_group_init (KmsPendingGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->spinners = g_ptr_array_new ();
}

/**
 * kms_pending_group_update:
 * @pending: the requests
 * @drafts: (element-type KmsDraft): the drafts that there are
 *
 * Shows the requests as they are now; nothing when there are none.
 */
void
kms_pending_group_update (KmsPendingGroup *self, KmsPending *pending, GPtrArray *drafts)
{
  GPtrArray *attempts = kms_pending_get_attempts (pending);
  g_autofree char *shown = describe (attempts, drafts);

  g_set_object (&self->pending, pending);
  if (g_strcmp0 (self->shown, shown) != 0)
    {
      for (guint i = 0; i < self->rows->len; i++)
        adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self),
                                      g_ptr_array_index (self->rows, i));
      g_ptr_array_set_size (self->rows, 0);
      g_ptr_array_set_size (self->spinners, 0);
      for (guint i = 0; i < attempts->len; i++)
        {
          GtkWidget *row = new_row_for (self, g_ptr_array_index (attempts, i), drafts);

          adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
          g_ptr_array_add (self->rows, row);
        }
      g_free (self->shown);
      self->shown = g_steal_pointer (&shown);
    }
  for (guint i = 0; i < self->spinners->len; i++)
    gtk_spinner_set_spinning (g_ptr_array_index (self->spinners, i),
                              kms_pending_is_checking (pending));
  gtk_widget_set_visible (GTK_WIDGET (self), attempts->len > 0);
}
