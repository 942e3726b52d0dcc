/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line of state below a field. The meaning is never in the colour alone: each status has an icon
 * of its own, and the words say it. It owns its children. */

#include "app/kms-status-line.h"

#include "app/kms-label.h"

#include <glib/gi18n.h>

struct _KmsStatusLine
{
  GtkWidget parent_instance;

  KmsStatus status;

  /* Template */
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *label;
  GtkButton *action;
};

static const struct
{
  const char *css_class;
  const char *icon;
} looks[] = {
  [KMS_STATUS_HINT] = { "dim-label", NULL },
  [KMS_STATUS_BUSY] = { "dim-label", NULL },
  [KMS_STATUS_SUCCESS] = { "success", "emblem-ok-symbolic" },
  [KMS_STATUS_NOTICE] = { "accent", "view-refresh-symbolic" },
  [KMS_STATUS_WARNING] = { "warning", "dialog-warning-symbolic" },
  [KMS_STATUS_ERROR] = { "error", "dialog-error-symbolic" },
};

enum
{
  ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsStatusLine, kms_status_line, GTK_TYPE_WIDGET)

static void
on_action_clicked (KmsStatusLine *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
kms_status_line_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_status_line_parent_class)->dispose (object);
}

static void
kms_status_line_class_init (KmsStatusLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_status_line_dispose;

  /**
   * KmsStatusLine::activated:
   *
   * The button of the line was pressed.
   */
  signals[ACTIVATED] = g_signal_new ("activated", KMS_TYPE_STATUS_LINE, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-status-line.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsStatusLine, icon);
  gtk_widget_class_bind_template_child (widget_class, KmsStatusLine, spinner);
  gtk_widget_class_bind_template_child (widget_class, KmsStatusLine, label);
  gtk_widget_class_bind_template_child (widget_class, KmsStatusLine, action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "status-line");
}

static void
kms_status_line_init (KmsStatusLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->action, "clicked", G_CALLBACK (on_action_clicked), self);
}

/**
 * kms_status_line_make_alert:
 *
 * Has a screen reader say the news when they come, since the line describes no control. To be called
 * before the line is in a window.
 */
void
kms_status_line_make_alert (KmsStatusLine *self)
{
  g_return_if_fail (KMS_IS_STATUS_LINE (self));

  g_object_set (self->label, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
}

/**
 * kms_status_line_set:
 * @status: what kind of news it is
 * @text: the sentence, or "" for none
 * @action_label: (nullable): the label of the button, or %NULL for no button
 */
void
kms_status_line_set (KmsStatusLine *self,
                     KmsStatus status,
                     const char *text,
                     const char *action_label)
{
  gboolean news = *text != '\0';

  g_return_if_fail (KMS_IS_STATUS_LINE (self));

  if (self->status != status)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), looks[self->status].css_class);
      self->status = status;
    }
  gtk_widget_add_css_class (GTK_WIDGET (self), looks[status].css_class);

  gtk_image_set_from_icon_name (self->icon, looks[status].icon);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), news && looks[status].icon != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), status == KMS_STATUS_BUSY);
  gtk_spinner_set_spinning (self->spinner, status == KMS_STATUS_BUSY);
  kms_label_set_text (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->action), action_label != NULL);
  if (action_label != NULL)
    {
      gtk_button_set_label (self->action, action_label);
      /* A suggestion beside its sentence would be wider than a narrow window. */
      gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (self->action)), TRUE);
    }
}

/**
 * kms_status_line_get_status:
 *
 * Returns: what kind of news the line shows
 */
KmsStatus
kms_status_line_get_status (KmsStatusLine *self)
{
  g_return_val_if_fail (KMS_IS_STATUS_LINE (self), KMS_STATUS_HINT);
  return self->status;
}

/**
 * kms_status_line_describe:
 * @control: the control this line speaks of
 *
 * Makes the line the accessible description of @control, and the invalid state follow the status.
 */
void
kms_status_line_describe (KmsStatusLine *self, GtkWidget *control)
{
  gboolean invalid = self->status == KMS_STATUS_ERROR;

  g_return_if_fail (KMS_IS_STATUS_LINE (self));

  gtk_accessible_update_relation (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self->label, NULL, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_STATE_INVALID,
                               invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (invalid)
    gtk_widget_add_css_class (control, "error");
  else
    gtk_widget_remove_css_class (control, "error");
}
