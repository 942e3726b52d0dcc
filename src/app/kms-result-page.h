/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-assistant-page.h"
#include "app/kms-issue-model.h"
#include "client/kms-backend.h"

G_BEGIN_DECLS

/**
 * KmsResultPage:
 *
 * Step 5: the registration keys, to read, copy and save, and what became of the mails (manual
 * chapter 5.2, step 11).
 */
#define KMS_TYPE_RESULT_PAGE (kms_result_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsResultPage, kms_result_page, KMS, RESULT_PAGE, KmsAssistantPage)

KmsAssistantPage *kms_result_page_new (KmsIssueModel *model, KmsBackend *backend);
void kms_result_page_copy (KmsResultPage *self);
void kms_result_page_show_card (KmsResultPage *self);

G_END_DECLS
