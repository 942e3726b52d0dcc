/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A page of registering: what all five have in common. What it is about is in its step, a table of
 * functions over the flow. The flow is borrowed, since it owns the page; an application under way keeps
 * a reference, in its task. */

#include "app/kms-register-private.h"

#include <glib/gi18n.h>

struct _KmsRegisterPage
{
  KmsAssistantPage parent_instance;

  KmsRegisterFlow *flow; /* borrowed */
  const KmsRegisterStep *step;
};

G_DEFINE_FINAL_TYPE (KmsRegisterPage, kms_register_page, KMS_TYPE_ASSISTANT_PAGE)

static void
kms_register_page_enter (KmsAssistantPage *page)
{
  KmsRegisterPage *self = KMS_REGISTER_PAGE (page);

  if (self->step->enter != NULL)
    self->step->enter (self->flow, page);
}

static void
kms_register_page_focus (KmsAssistantPage *page)
{
  KmsRegisterPage *self = KMS_REGISTER_PAGE (page);

  if (self->step->focus != NULL)
    self->step->focus (self->flow);
}

static void
kms_register_page_apply_async (KmsAssistantPage *page,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  KmsRegisterPage *self = KMS_REGISTER_PAGE (page);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kms_register_page_apply_async);
  g_task_set_task_data (task, g_object_ref (self->flow), g_object_unref);
  if (self->step->apply != NULL)
    {
      self->step->apply (self->flow, page, task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
is_open (KmsRegisterPage *self, KmsRegisterFlow *flow)
{
  return flow->assistant != NULL && gtk_widget_get_root (GTK_WIDGET (self)) != NULL
         && flow->pages[kms_assistant_get_step (flow->assistant)].step == self->step;
}

static gboolean
kms_register_page_apply_finish (KmsAssistantPage *page, GAsyncResult *result, GError **error)
{
  KmsRegisterPage *self = KMS_REGISTER_PAGE (page);
  KmsRegisterFlow *flow = kms_register_page_flow_of (G_TASK (result));
  gboolean valid = g_task_propagate_boolean (G_TASK (result), error);

  /* Not before: as long as the page was applied, nothing on it could have the focus. */
  if (!valid && *error == NULL && is_open (self, flow))
    kms_assistant_page_focus (page);
  if (*error != NULL && flow->assistant != NULL && self->step->show_error != NULL
      && self->step->show_error (flow, *error))
    g_clear_error (error);
  return valid;
}

static void
kms_register_page_class_init (KmsRegisterPageClass *klass)
{
  KmsAssistantPageClass *page_class = KMS_ASSISTANT_PAGE_CLASS (klass);

  page_class->enter = kms_register_page_enter;
  page_class->focus = kms_register_page_focus;
  page_class->apply_async = kms_register_page_apply_async;
  page_class->apply_finish = kms_register_page_apply_finish;
}

static void
kms_register_page_init (KmsRegisterPage *self)
{
}

static GtkWidget *
new_scroller (GtkWidget *content)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  g_object_set (clamp, "maximum-size", 640, "tightening-threshold", 600, "child", content, NULL);
  gtk_widget_add_css_class (content, "assistant-page");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

/**
 * kms_register_page_new:
 * @flow: what it is a page of
 * @step: what it is about
 *
 * Returns: (transfer floating): the page
 */
KmsAssistantPage *
kms_register_page_new (KmsRegisterFlow *flow, const KmsRegisterStep *step)
{
  KmsRegisterPage *self =
      g_object_new (KMS_TYPE_REGISTER_PAGE, "title", _ (step->title), "action-label",
                    _ (step->action_label), "complete", TRUE, NULL);
  GtkWidget *content;

  self->flow = flow;
  self->step = step;
  content = step->create (flow, KMS_ASSISTANT_PAGE (self));
  adw_bin_set_child (ADW_BIN (self), step->scrolled ? new_scroller (content) : content);
  return KMS_ASSISTANT_PAGE (self);
}

/**
 * kms_register_page_flow_of:
 * @task: an application
 *
 * Returns: (transfer none): the flow, which may be gone from the screen
 */
KmsRegisterFlow *
kms_register_page_flow_of (GTask *task)
{
  return g_task_get_task_data (task);
}

/**
 * kms_register_page_add_label:
 * @box: a page
 * @text: a sentence, or a heading
 * @css_class: (nullable): its class
 *
 * Returns: (transfer none): the label, at the end of @box
 */
GtkWidget *
kms_register_page_add_label (GtkBox *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
  return label;
}
