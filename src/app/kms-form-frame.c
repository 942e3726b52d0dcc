/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The frame of a form. It owns its children, the form among them.
 *
 * States: ready → ("applied") busy, which its user sets and takes back → ready, or the banner with a
 * way to try again. What is under way may be done, so its answer is waited for. */

#include "app/kms-form-frame.h"

#include "app/kms-banner.h"
#include "app/kms-wrap-layout.h"
#include "words/kms-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _KmsFormFrame
{
  GtkWidget parent_instance;

  gboolean busy;

  /* Template */
  KmsBanner *banner;
  AdwBin *form;
  GtkButton *cancel;
  GtkButton *action;
  GtkStack *action_stack;
  GtkLabel *action_label;
  GtkSpinner *spinner;
};

typedef enum
{
  PROP_CHILD = 1,
  PROP_ACTION_LABEL,
} KmsFormFrameProps;

enum
{
  CANCELLED,
  APPLIED,
  N_SIGNALS,
};

static GParamSpec *properties[PROP_ACTION_LABEL + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsFormFrame, kms_form_frame, GTK_TYPE_WIDGET)

static void
on_cancel_clicked (KmsFormFrame *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

static gboolean
on_apply_shortcut (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  kms_form_frame_apply (KMS_FORM_FRAME (widget));
  return TRUE;
}

static void
kms_form_frame_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KmsFormFrame *self = KMS_FORM_FRAME (object);

  switch ((KmsFormFrameProps) id)
    {
    case PROP_CHILD:
      g_value_set_object (value, adw_bin_get_child (self->form));
      break;
    case PROP_ACTION_LABEL:
      g_value_set_string (value, gtk_label_get_label (self->action_label));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_form_frame_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KmsFormFrame *self = KMS_FORM_FRAME (object);

  switch ((KmsFormFrameProps) id)
    {
    case PROP_CHILD:
      adw_bin_set_child (self->form, g_value_get_object (value));
      break;
    case PROP_ACTION_LABEL:
      kms_form_frame_set_action_label (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_form_frame_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_form_frame_parent_class)->dispose (object);
}

static void
kms_form_frame_class_init (KmsFormFrameClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kms_form_frame_get_property;
  object_class->set_property = kms_form_frame_set_property;
  object_class->dispose = kms_form_frame_dispose;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_ACTION_LABEL] = g_param_spec_string ("action-label", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * KmsFormFrame::cancelled:
   *
   * Cancel was pressed.
   */
  signals[CANCELLED] = g_signal_new ("cancelled", KMS_TYPE_FORM_FRAME, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  /**
   * KmsFormFrame::applied:
   *
   * The action was pressed, or Try Again.
   */
  signals[APPLIED] = g_signal_new ("applied", KMS_TYPE_FORM_FRAME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, on_apply_shortcut,
                                NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, on_apply_shortcut,
                                NULL);
  g_type_ensure (KMS_TYPE_BANNER);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-form-frame.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsFormFrame, banner);
  gtk_widget_class_bind_template_child (widget_class, KmsFormFrame, form);
  gtk_widget_class_bind_template_child (widget_class, KmsFormFrame, cancel);
  gtk_widget_class_bind_template_child (widget_class, KmsFormFrame, action);
  gtk_widget_class_bind_template_child (widget_class, KmsFormFrame, action_stack);
  gtk_widget_class_bind_template_child (widget_class, KmsFormFrame, action_label);
  gtk_widget_class_bind_template_child (widget_class, KmsFormFrame, spinner);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
kms_form_frame_init (KmsFormFrame *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (on_cancel_clicked), self);
  g_signal_connect_swapped (self->action, "clicked", G_CALLBACK (kms_form_frame_apply), self);
  g_signal_connect_swapped (self->banner, "button-clicked", G_CALLBACK (kms_form_frame_apply),
                            self);
}

/**
 * kms_form_frame_set_action_label:
 * @label: what the action says, with a mnemonic
 */
void
kms_form_frame_set_action_label (KmsFormFrame *self, const char *label)
{
  g_return_if_fail (KMS_IS_FORM_FRAME (self));

  gtk_label_set_label (self->action_label, label);
}

/**
 * kms_form_frame_make_destructive:
 *
 * Marks the action as one that loses something.
 */
void
kms_form_frame_make_destructive (KmsFormFrame *self)
{
  g_return_if_fail (KMS_IS_FORM_FRAME (self));

  gtk_widget_remove_css_class (GTK_WIDGET (self->action), "suggested-action");
  gtk_widget_add_css_class (GTK_WIDGET (self->action), "destructive-action");
}

/**
 * kms_form_frame_set_busy:
 * @busy: whether the action is being carried out
 */
void
kms_form_frame_set_busy (KmsFormFrame *self, gboolean busy)
{
  g_return_if_fail (KMS_IS_FORM_FRAME (self));

  self->busy = busy;
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), !busy);
  gtk_stack_set_visible_child_name (self->action_stack, busy ? "busy" : "label");
  gtk_spinner_set_spinning (self->spinner, busy);
}

/**
 * kms_form_frame_is_busy:
 *
 * Returns: whether the action is being carried out
 */
gboolean
kms_form_frame_is_busy (KmsFormFrame *self)
{
  g_return_val_if_fail (KMS_IS_FORM_FRAME (self), FALSE);
  return self->busy;
}

/**
 * kms_form_frame_apply:
 *
 * Does what pressing the action does; nothing while it is being carried out.
 */
void
kms_form_frame_apply (KmsFormFrame *self)
{
  g_return_if_fail (KMS_IS_FORM_FRAME (self));

  if (self->busy)
    return;
  kms_banner_hide (self->banner);
  /* Out of the fields first: they cannot be edited while the action is carried out. */
  gtk_widget_grab_focus (GTK_WIDGET (self->action));
  g_signal_emit (self, signals[APPLIED], 0);
}

/**
 * kms_form_frame_show_error:
 * @error: what went wrong; being cancelled is passed over in silence
 *
 * Says it across the page, with a way to try again.
 */
void
kms_form_frame_show_error (KmsFormFrame *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (KMS_IS_FORM_FRAME (self));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = kms_words_error (error);
  kms_banner_show (self->banner, sentence, _ ("_Try Again"));
}
