/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-assistant-page.h"
#include "app/kms-issue-model.h"

G_BEGIN_DECLS

/**
 * KmsCategoryPage:
 *
 * Step 1: the category (manual chapter 5.2, step 4).
 */
#define KMS_TYPE_CATEGORY_PAGE (kms_category_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsCategoryPage, kms_category_page, KMS, CATEGORY_PAGE, KmsAssistantPage)

KmsAssistantPage *kms_category_page_new (KmsIssueModel *model);

G_END_DECLS
