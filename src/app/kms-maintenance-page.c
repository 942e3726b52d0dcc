/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of a maintenance. It owns its children; who shows it watches the service. It takes the focus
 * itself: who is typing when it comes presses nothing. */

#include "app/kms-maintenance-page.h"

#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsMaintenancePage
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *heading;
  GtkLabel *news;
  GtkWidget *demo;
};

G_DEFINE_FINAL_TYPE (KmsMaintenancePage, kms_maintenance_page, ADW_TYPE_BIN)

static void
kms_maintenance_page_class_init (KmsMaintenancePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/kmsdesk/KmsDesk/kms-maintenance-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsMaintenancePage, heading);
  gtk_widget_class_bind_template_child (widget_class, KmsMaintenancePage, news);
  gtk_widget_class_bind_template_child (widget_class, KmsMaintenancePage, demo);
}

static void
kms_maintenance_page_init (KmsMaintenancePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kms_maintenance_page_show:
 * @announced: whether the service says itself that it is under maintenance; otherwise it does not
 *   answer
 * @until: when it should be over, in microseconds UTC; 0 when that is not known
 * @offer_demo: whether there is a demo to go to meanwhile
 */
void
kms_maintenance_page_show (KmsMaintenancePage *self,
                           gboolean announced,
                           gint64 until,
                           gboolean offer_demo)
{
  g_autofree char *time = NULL, *news = NULL;

  g_return_if_fail (KMS_IS_MAINTENANCE_PAGE (self));

  if (!announced)
    news = g_strdup (_ ("The server does not answer. Your work is kept, and goes on by itself as "
                        "soon as the server is back."));
  else if (until == 0)
    news = g_strdup (_ ("Your work is kept, and goes on by itself as soon as the maintenance is "
                        "over."));
  else
    {
      time = kms_words_date_time (until);
      /* Translators: %s is a date with a time */
      news =
          g_strdup_printf (_ ("It should be over on %s. Your work is kept, and goes on by itself "
                              "then."),
                           time);
    }
  gtk_label_set_label (self->heading,
                       announced ? _ ("Under Maintenance") : _ ("The Service Is Out of Reach"));
  gtk_label_set_label (self->news, news);
  gtk_widget_set_visible (self->demo, offer_demo);
}
