/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The place of the toasts. It owns its children. AdwToastOverlay of libadwaita 1.2 would do the same,
 * but ends the program: a toast that goes before its coming was drawn to the end (the screen was slow,
 * or the window covered) is used after it is freed by show_done_cb(), and one that made way for another
 * must not come back while it still fades ("assertion failed: (!info->widget)"). */

#include "app/kms-toaster.h"

#define SHOWN_FOR 5000 /* milliseconds, as AdwToast */

struct _KmsToaster
{
  GtkWidget parent_instance;

  guint timeout; /* while there is a toast */
  KmsToasterGone gone;
  gpointer gone_data;
  GtkEventController *pointer; /* borrowed from the revealer */
  GtkEventController *focus;   /* borrowed from the revealer */

  /* Template */
  GtkOverlay *overlay;
  GtkRevealer *revealer;
  GtkLabel *title;
  GtkButton *button;
  GtkButton *close;
};

typedef enum
{
  PROP_CHILD = 1,
} KmsToasterProps;

static GParamSpec *properties[PROP_CHILD + 1];

G_DEFINE_FINAL_TYPE (KmsToaster, kms_toaster, GTK_TYPE_WIDGET)

static gboolean
has_focus (KmsToaster *self)
{
  return gtk_event_controller_focus_contains_focus (GTK_EVENT_CONTROLLER_FOCUS (self->focus));
}

/* The toast that is there goes, if there is one. */
static void
end (KmsToaster *self, gboolean pressed)
{
  KmsToasterGone gone = self->gone;

  self->gone = NULL;
  g_clear_handle_id (&self->timeout, g_source_remove);
  /* Out of it first: what is folded away cannot keep the focus. */
  if (has_focus (self) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_child_focus (gtk_overlay_get_child (self->overlay), GTK_DIR_TAB_FORWARD);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  if (gone != NULL)
    gone (pressed, g_steal_pointer (&self->gone_data));
}

static void
on_button_clicked (KmsToaster *self)
{
  end (self, TRUE);
}

static void
on_close_clicked (KmsToaster *self)
{
  end (self, FALSE);
}

static gboolean
on_timeout (gpointer user_data)
{
  KmsToaster *self = user_data;

  /* Nobody loses what he is about to press. */
  if (has_focus (self)
      || gtk_event_controller_motion_contains_pointer (GTK_EVENT_CONTROLLER_MOTION (self->pointer)))
    return G_SOURCE_CONTINUE;
  self->timeout = 0;
  end (self, FALSE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  KmsToaster *self = KMS_TOASTER (widget);

  if (self->timeout == 0)
    return FALSE;
  end (self, FALSE);
  return TRUE;
}

static void
kms_toaster_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KmsToaster *self = KMS_TOASTER (object);

  switch ((KmsToasterProps) id)
    {
    case PROP_CHILD:
      g_value_set_object (value, gtk_overlay_get_child (self->overlay));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_toaster_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KmsToaster *self = KMS_TOASTER (object);

  switch ((KmsToasterProps) id)
    {
    case PROP_CHILD:
      gtk_overlay_set_child (self->overlay, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* Out of its window: nobody can press anything any more. */
static void
kms_toaster_unroot (GtkWidget *widget)
{
  end (KMS_TOASTER (widget), FALSE);

  GTK_WIDGET_CLASS (kms_toaster_parent_class)->unroot (widget);
}

static void
kms_toaster_dispose (GObject *object)
{
  KmsToaster *self = KMS_TOASTER (object);

  if (self->overlay != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->overlay));
  self->overlay = NULL;

  G_OBJECT_CLASS (kms_toaster_parent_class)->dispose (object);
}

static void
kms_toaster_class_init (KmsToasterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kms_toaster_get_property;
  object_class->set_property = kms_toaster_set_property;
  object_class->dispose = kms_toaster_dispose;
  widget_class->unroot = kms_toaster_unroot;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-toaster.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsToaster, overlay);
  gtk_widget_class_bind_template_child (widget_class, KmsToaster, revealer);
  gtk_widget_class_bind_template_child (widget_class, KmsToaster, title);
  gtk_widget_class_bind_template_child (widget_class, KmsToaster, button);
  gtk_widget_class_bind_template_child (widget_class, KmsToaster, close);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
kms_toaster_init (KmsToaster *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->pointer = gtk_event_controller_motion_new ();
  self->focus = gtk_event_controller_focus_new ();
  gtk_widget_add_controller (GTK_WIDGET (self->revealer), self->pointer);
  gtk_widget_add_controller (GTK_WIDGET (self->revealer), self->focus);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_button_clicked), self);
  g_signal_connect_swapped (self->close, "clicked", G_CALLBACK (on_close_clicked), self);
}

/**
 * kms_toaster_show:
 * @title: what happened
 *
 * Says so for some seconds.
 */
void
kms_toaster_show (KmsToaster *self, const char *title)
{
  kms_toaster_offer (self, title, NULL, NULL, NULL);
}

/**
 * kms_toaster_offer:
 * @title: what happened
 * @button_label: (nullable): what can be done about it, with a mnemonic
 * @gone: (nullable): called once, when the button was pressed or the toast is gone without: its time
 *   is over, it was closed, another one came, or the window goes
 * @data: for @gone
 *
 * Says what happened and offers to do something about it for some seconds.
 */
void
kms_toaster_offer (KmsToaster *self,
                   const char *title,
                   const char *button_label,
                   KmsToasterGone gone,
                   gpointer data)
{
  g_return_if_fail (KMS_IS_TOASTER (self));

  end (self, FALSE);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    {
      if (gone != NULL)
        gone (FALSE, data);
      return;
    }
  self->gone = gone;
  self->gone_data = data;
  gtk_label_set_label (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button_label != NULL);
  if (button_label != NULL)
    gtk_button_set_label (self->button, button_label);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  self->timeout = g_timeout_add (SHOWN_FOR, on_timeout, self);
}
