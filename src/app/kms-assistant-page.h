/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsAssistantPage:
 *
 * The contract of a page of the assistant.
 *
 * - "title" stands in the step header, "action-label" on the button that leads on.
 * - "complete" tells whether everything is there; the button then is the suggested action. It can
 *   be pressed before, too: the page then says what is missing.
 * - "applying" is TRUE between apply_async and apply_finish; the page cannot be edited meanwhile.
 * - "committing" is TRUE while what is being applied can no longer be given up: Back waits, too. A
 *   page that goes on with it by itself, after it was applied, cannot be applied meanwhile.
 *
 * A page shows what is wrong in its own fields; apply_finish returns FALSE without an error then.
 * An error is for what no field can mend; the assistant shows it with a way to try again.
 */
#define KMS_TYPE_ASSISTANT_PAGE (kms_assistant_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (KmsAssistantPage, kms_assistant_page, KMS, ASSISTANT_PAGE, AdwBin)

struct _KmsAssistantPageClass
{
  AdwBinClass parent_class;

  /* The page becomes the current one: show what the model holds now. */
  void (*enter) (KmsAssistantPage *page);
  /* The focus goes where work goes on. */
  void (*focus) (KmsAssistantPage *page);
  void (*apply_async) (KmsAssistantPage *page,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  /* The place for the error is always there. */
  gboolean (*apply_finish) (KmsAssistantPage *page, GAsyncResult *result, GError **error);
  /* What an error of applying means, in a sentence or two; by itself that of words/. */
  char *(*describe_error) (KmsAssistantPage *page, const GError *error);
};

const char *kms_assistant_page_get_title (KmsAssistantPage *self);
void kms_assistant_page_set_title (KmsAssistantPage *self, const char *title);
const char *kms_assistant_page_get_action_label (KmsAssistantPage *self);
void kms_assistant_page_set_action_label (KmsAssistantPage *self, const char *label);
gboolean kms_assistant_page_get_complete (KmsAssistantPage *self);
void kms_assistant_page_set_complete (KmsAssistantPage *self, gboolean complete);
gboolean kms_assistant_page_get_applying (KmsAssistantPage *self);
gboolean kms_assistant_page_get_committing (KmsAssistantPage *self);
void kms_assistant_page_set_committing (KmsAssistantPage *self, gboolean committing);

void kms_assistant_page_enter (KmsAssistantPage *self);
void kms_assistant_page_focus (KmsAssistantPage *self);
void kms_assistant_page_apply_async (KmsAssistantPage *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
kms_assistant_page_apply_finish (KmsAssistantPage *self, GAsyncResult *result, GError **error);
char *kms_assistant_page_describe_error (KmsAssistantPage *self, const GError *error);

/* Moving through the fields */
void kms_assistant_page_mark_field (GtkWidget *field);
void kms_assistant_page_lead_enter (GtkWidget *control, GtkWidget *field);
void kms_assistant_page_advance (KmsAssistantPage *self, GtkWidget *field, gboolean by_itself);
gboolean kms_assistant_page_swallow_enter (KmsAssistantPage *self);

G_END_DECLS
