/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A form field. It owns label, control and status line. Where the line stands there is always room
 * for it, so nothing moves when an error appears. */

#include "app/kms-field.h"

struct _KmsField
{
  GtkWidget parent_instance;

  char *hint;       /* owned */
  char *warning;    /* owned; NULL for none */
  GtkWidget *child; /* owned as a child */

  /* Template */
  GtkLabel *label;
  KmsStatusLine *status;
};

typedef enum
{
  PROP_LABEL = 1,
  PROP_HINT,
  PROP_CHILD,
} KmsFieldProps;

enum
{
  SUGGESTION_ACCEPTED,
  N_SIGNALS,
};

static GParamSpec *properties[PROP_CHILD + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsField, kms_field, GTK_TYPE_WIDGET)

static void
show_hint (KmsField *self)
{
  if (self->warning != NULL)
    kms_status_line_set (self->status, KMS_STATUS_WARNING, self->warning, NULL);
  else
    kms_status_line_set (self->status, KMS_STATUS_HINT, self->hint, NULL);
}

static void
on_status_activated (KmsField *self)
{
  g_signal_emit (self, signals[SUGGESTION_ACCEPTED], 0);
}

static void
kms_field_set_child (KmsField *self, GtkWidget *child)
{
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child == NULL)
    return;

  gtk_widget_insert_after (child, GTK_WIDGET (self), GTK_WIDGET (self->label));
  gtk_label_set_mnemonic_widget (self->label, child);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  self->label, NULL, -1);
  kms_status_line_describe (self->status, child);
}

static void
kms_field_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KmsField *self = KMS_FIELD (object);

  switch ((KmsFieldProps) id)
    {
    case PROP_LABEL:
      g_value_set_string (value, gtk_label_get_label (self->label));
      break;
    case PROP_HINT:
      g_value_set_string (value, self->hint);
      break;
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_field_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KmsField *self = KMS_FIELD (object);

  switch ((KmsFieldProps) id)
    {
    case PROP_LABEL:
      kms_field_set_label (self, g_value_get_string (value));
      break;
    case PROP_HINT:
      kms_field_set_hint (self, g_value_get_string (value));
      break;
    case PROP_CHILD:
      kms_field_set_child (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
kms_field_grab_focus (GtkWidget *widget)
{
  KmsField *self = KMS_FIELD (widget);

  return self->child != NULL && gtk_widget_grab_focus (self->child);
}

static void
kms_field_dispose (GObject *object)
{
  KmsField *self = KMS_FIELD (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  self->child = NULL;

  G_OBJECT_CLASS (kms_field_parent_class)->dispose (object);
}

static void
kms_field_finalize (GObject *object)
{
  KmsField *self = KMS_FIELD (object);

  g_clear_pointer (&self->hint, g_free);
  g_clear_pointer (&self->warning, g_free);

  G_OBJECT_CLASS (kms_field_parent_class)->finalize (object);
}

static void
kms_field_class_init (KmsFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kms_field_get_property;
  object_class->set_property = kms_field_set_property;
  object_class->dispose = kms_field_dispose;
  object_class->finalize = kms_field_finalize;
  widget_class->grab_focus = kms_field_grab_focus;

  properties[PROP_LABEL] =
      g_param_spec_string ("label", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HINT] =
      g_param_spec_string ("hint", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * KmsField::suggestion-accepted:
   *
   * The suggestion beside the error was pressed.
   */
  signals[SUGGESTION_ACCEPTED] =
      g_signal_new ("suggestion-accepted", KMS_TYPE_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_STATUS_LINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-field.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsField, label);
  gtk_widget_class_bind_template_child (widget_class, KmsField, status);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "field");
}

static void
kms_field_init (KmsField *self)
{
  GtkLayoutManager *layout;

  self->hint = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  g_signal_connect_swapped (self->status, "activated", G_CALLBACK (on_status_activated), self);
}

/**
 * kms_field_set_label:
 * @label: the name of the field, with a mnemonic
 */
void
kms_field_set_label (KmsField *self, const char *label)
{
  g_return_if_fail (KMS_IS_FIELD (self));

  gtk_label_set_label (self->label, label);
}

/**
 * kms_field_set_hint:
 * @hint: what the status line says as long as nothing is wrong
 */
void
kms_field_set_hint (KmsField *self, const char *hint)
{
  g_return_if_fail (KMS_IS_FIELD (self));

  g_free (self->hint);
  self->hint = g_strdup (hint);
  if (!kms_field_has_error (self))
    show_hint (self);
}

/**
 * kms_field_set_warning:
 * @sentence: (nullable): what one should know while typing, or %NULL for nothing
 *
 * Says it in place of the hint, as long as nothing is wrong.
 */
void
kms_field_set_warning (KmsField *self, const char *sentence)
{
  g_return_if_fail (KMS_IS_FIELD (self));

  g_free (self->warning);
  self->warning = g_strdup (sentence);
  if (!kms_field_has_error (self))
    show_hint (self);
}

/**
 * kms_field_set_error:
 * @sentence: (nullable): what is wrong with what is in the control, or %NULL for nothing
 * @suggestion: (nullable): the label of a button that offers a correction
 */
void
kms_field_set_error (KmsField *self, const char *sentence, const char *suggestion)
{
  g_return_if_fail (KMS_IS_FIELD (self));

  if (sentence != NULL)
    kms_status_line_set (self->status, KMS_STATUS_ERROR, sentence, suggestion);
  else
    show_hint (self);
  if (self->child != NULL)
    kms_status_line_describe (self->status, self->child);
}

/**
 * kms_field_has_error:
 *
 * Returns: whether the field shows an error
 */
gboolean
kms_field_has_error (KmsField *self)
{
  g_return_val_if_fail (KMS_IS_FIELD (self), FALSE);
  return kms_status_line_get_status (self->status) == KMS_STATUS_ERROR;
}
