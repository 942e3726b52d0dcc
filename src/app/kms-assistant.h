/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-assistant-page.h"

G_BEGIN_DECLS

/**
 * KmsAssistant:
 *
 * Pages one after the other, with a step header above and Back and one action below. It knows the
 * contract of its pages and nothing of what they are about.
 */
#define KMS_TYPE_ASSISTANT (kms_assistant_get_type ())
G_DECLARE_FINAL_TYPE (KmsAssistant, kms_assistant, KMS, ASSISTANT, GtkWidget)

GtkWidget *kms_assistant_new (void);

typedef KmsAssistantPage *(*KmsAssistantCreatePage) (gpointer data);

void kms_assistant_add_page (KmsAssistant *self,
                             const char *title,
                             KmsAssistantCreatePage create,
                             gpointer data);
void kms_assistant_set_leave_label (KmsAssistant *self, const char *label);
void kms_assistant_offer_cancel (KmsAssistant *self);
guint kms_assistant_get_step (KmsAssistant *self);
gboolean kms_assistant_is_committing (KmsAssistant *self);
void kms_assistant_open (KmsAssistant *self, guint step);
void kms_assistant_reopen (KmsAssistant *self);

G_END_DECLS
