/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A banner that slides in and out. It owns its children; "button-clicked" tells its user. */

#include "app/kms-banner.h"

#include "app/kms-wrap-layout.h"

struct _KmsBanner
{
  GtkWidget parent_instance;

  /* Template */
  GtkRevealer *revealer;
  GtkLabel *title;
  GtkButton *button;
};

enum
{
  BUTTON_CLICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsBanner, kms_banner, GTK_TYPE_WIDGET)

static void
on_button_clicked (KmsBanner *self)
{
  g_signal_emit (self, signals[BUTTON_CLICKED], 0);
}

static void
kms_banner_dispose (GObject *object)
{
  KmsBanner *self = KMS_BANNER (object);

  if (self->revealer != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->revealer));
  self->revealer = NULL;

  G_OBJECT_CLASS (kms_banner_parent_class)->dispose (object);
}

static void
kms_banner_class_init (KmsBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_banner_dispose;

  /**
   * KmsBanner::button-clicked:
   *
   * The button of the banner was pressed.
   */
  signals[BUTTON_CLICKED] = g_signal_new ("button-clicked", KMS_TYPE_BANNER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, KmsBanner, title);
  gtk_widget_class_bind_template_child (widget_class, KmsBanner, button);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kms_banner_init (KmsBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_button_clicked), self);
}

/**
 * kms_banner_show:
 * @title: the sentence
 * @button_label: (nullable): what the button does, or %NULL for none
 */
void
kms_banner_show (KmsBanner *self, const char *title, const char *button_label)
{
  g_return_if_fail (KMS_IS_BANNER (self));

  gtk_label_set_label (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button_label != NULL);
  if (button_label != NULL)
    gtk_button_set_label (self->button, button_label);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

/**
 * kms_banner_hide:
 *
 * Slides the banner away.
 */
void
kms_banner_hide (KmsBanner *self)
{
  g_return_if_fail (KMS_IS_BANNER (self));
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

/**
 * kms_banner_is_shown:
 *
 * Returns: whether the banner shows something
 */
gboolean
kms_banner_is_shown (KmsBanner *self)
{
  g_return_val_if_fail (KMS_IS_BANNER (self), FALSE);
  return gtk_revealer_get_reveal_child (self->revealer);
}
