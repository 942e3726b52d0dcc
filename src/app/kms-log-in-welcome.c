/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The notice of the first start. It owns its children. */

#include "app/kms-log-in-welcome.h"

#include "app/kms-wrap-layout.h"

struct _KmsLogInWelcome
{
  AdwBin parent_instance;

  /* Template */
  GtkButton *confirm;
};

enum
{
  CONFIRMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsLogInWelcome, kms_log_in_welcome, ADW_TYPE_BIN)

static void
on_confirm (KmsLogInWelcome *self)
{
  g_signal_emit (self, signals[CONFIRMED], 0);
}

static gboolean
kms_log_in_welcome_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KMS_LOG_IN_WELCOME (widget)->confirm));
}

static void
kms_log_in_welcome_class_init (KmsLogInWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = kms_log_in_welcome_grab_focus;

  /**
   * KmsLogInWelcome::confirmed:
   *
   * OK was pressed.
   */
  signals[CONFIRMED] = g_signal_new ("confirmed", KMS_TYPE_LOG_IN_WELCOME, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-log-in-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsLogInWelcome, confirm);
}

static void
kms_log_in_welcome_init (KmsLogInWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->confirm, "clicked", G_CALLBACK (on_confirm), self);
}

/**
 * kms_log_in_welcome_new:
 *
 * Returns: (transfer floating): the notice
 */
GtkWidget *
kms_log_in_welcome_new (void)
{
  return g_object_new (KMS_TYPE_LOG_IN_WELCOME, NULL);
}
