/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The category of the product. It borrows nothing and owns a reference to the model. */

#include "app/kms-category-page.h"

struct _KmsCategoryPage
{
  KmsAssistantPage parent_instance;

  KmsIssueModel *model; /* owned */

  /* Template */
  GtkCheckButton *hdvc;
  GtkCheckButton *live_link;
};

G_DEFINE_FINAL_TYPE (KmsCategoryPage, kms_category_page, KMS_TYPE_ASSISTANT_PAGE)

static void
on_toggled (KmsCategoryPage *self)
{
  kms_issue_model_set_category (self->model, gtk_check_button_get_active (self->live_link)
                                                 ? KMS_CATEGORY_LIVE_LINK
                                                 : KMS_CATEGORY_HDVC);
}

static void
kms_category_page_enter (KmsAssistantPage *page)
{
  KmsCategoryPage *self = KMS_CATEGORY_PAGE (page);
  KmsCategory category = kms_issue_model_get_draft (self->model)->category;

  gtk_check_button_set_active (category == KMS_CATEGORY_LIVE_LINK ? self->live_link : self->hdvc,
                               TRUE);
}

/* The preselected category is nearly always the right one: Enter goes on. */
static void
kms_category_page_focus (KmsAssistantPage *page)
{
  kms_assistant_page_advance (page, GTK_WIDGET (KMS_CATEGORY_PAGE (page)->live_link), FALSE);
}

static void
kms_category_page_dispose (GObject *object)
{
  KmsCategoryPage *self = KMS_CATEGORY_PAGE (object);

  g_clear_object (&self->model);

  G_OBJECT_CLASS (kms_category_page_parent_class)->dispose (object);
}

static void
kms_category_page_class_init (KmsCategoryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  KmsAssistantPageClass *page_class = KMS_ASSISTANT_PAGE_CLASS (klass);

  object_class->dispose = kms_category_page_dispose;
  page_class->enter = kms_category_page_enter;
  page_class->focus = kms_category_page_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-category-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsCategoryPage, hdvc);
  gtk_widget_class_bind_template_child (widget_class, KmsCategoryPage, live_link);
}

static void
kms_category_page_init (KmsCategoryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kms_assistant_page_lead_enter (GTK_WIDGET (self->hdvc), GTK_WIDGET (self->live_link));
  kms_assistant_page_lead_enter (GTK_WIDGET (self->live_link), GTK_WIDGET (self->live_link));
}

/**
 * kms_category_page_new:
 * @model: the work
 *
 * Returns: (transfer floating): the page
 */
KmsAssistantPage *
kms_category_page_new (KmsIssueModel *model)
{
  KmsCategoryPage *self = g_object_new (KMS_TYPE_CATEGORY_PAGE, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_swapped (self->live_link, "toggled", G_CALLBACK (on_toggled), self);
  return KMS_ASSISTANT_PAGE (self);
}
