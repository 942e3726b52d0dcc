/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-assistant-page.h"
#include "app/kms-issue-model.h"
#include "client/kms-backend.h"
#include "client/kms-pending.h"

G_BEGIN_DECLS

/**
 * KmsReviewPage:
 *
 * Step 4: everything once more, the keys issued before, and whom to mail; then it issues (manual
 * chapter 5.2, steps 9 and 10). When the answer does not come it waits, and can be left meanwhile.
 */
#define KMS_TYPE_REVIEW_PAGE (kms_review_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsReviewPage, kms_review_page, KMS, REVIEW_PAGE, KmsAssistantPage)

KmsAssistantPage *
kms_review_page_new (KmsIssueModel *model, KmsBackend *backend, KmsPending *pending);
gboolean kms_review_page_is_waiting (KmsReviewPage *self);

G_END_DECLS
