/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A button with a spinner. It owns label and spinner; it keeps its width when they change places. */

#include "app/kms-busy-button.h"

struct _KmsBusyButton
{
  GtkButton parent_instance;

  /* Template */
  GtkStack *stack;
  GtkLabel *label;
  GtkSpinner *spinner;
};

typedef enum
{
  PROP_TEXT = 1,
} KmsBusyButtonProps;

static GParamSpec *properties[PROP_TEXT + 1];

G_DEFINE_FINAL_TYPE (KmsBusyButton, kms_busy_button, GTK_TYPE_BUTTON)

static void
kms_busy_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KmsBusyButton *self = KMS_BUSY_BUTTON (object);

  switch ((KmsBusyButtonProps) id)
    {
    case PROP_TEXT:
      g_value_set_string (value, gtk_label_get_label (self->label));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_busy_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KmsBusyButton *self = KMS_BUSY_BUTTON (object);

  switch ((KmsBusyButtonProps) id)
    {
    case PROP_TEXT:
      gtk_label_set_label (self->label, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_busy_button_class_init (KmsBusyButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kms_busy_button_get_property;
  object_class->set_property = kms_busy_button_set_property;

  properties[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-busy-button.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsBusyButton, stack);
  gtk_widget_class_bind_template_child (widget_class, KmsBusyButton, label);
  gtk_widget_class_bind_template_child (widget_class, KmsBusyButton, spinner);
}

static void
kms_busy_button_init (KmsBusyButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "text-button");
}

/**
 * kms_busy_button_set_busy:
 * @busy: whether what the button does is under way
 *
 * It keeps the focus meanwhile, so who uses it passes over further presses.
 */
void
kms_busy_button_set_busy (KmsBusyButton *self, gboolean busy)
{
  g_return_if_fail (KMS_IS_BUSY_BUTTON (self));

  gtk_stack_set_visible_child_name (self->stack, busy ? "busy" : "label");
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}
