/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-assistant-page.h"
#include "app/kms-issue-model.h"
#include "client/kms-backend.h"

G_BEGIN_DECLS

/**
 * KmsKeysPage:
 *
 * Step 3: up to eight activation keys with their registration IDs, typed, scanned or taken from a
 * whole sheet or mail, each with its verdict at once (manual chapter 5.2, step 7).
 */
#define KMS_TYPE_KEYS_PAGE (kms_keys_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsKeysPage, kms_keys_page, KMS, KEYS_PAGE, KmsAssistantPage)

KmsAssistantPage *kms_keys_page_new (KmsIssueModel *model, KmsBackend *backend);

gboolean kms_keys_page_take_sheet (KmsKeysPage *self, const char *text, gssize length);

G_END_DECLS
