/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-assistant-page.h"
#include "app/kms-issue-model.h"
#include "client/kms-backend.h"

G_BEGIN_DECLS

/**
 * KmsDevicePage:
 *
 * Step 2: the device, its confirmation and the site information (manual chapter 5.2, steps 5 and
 * 6; where to find the ID: chapter 3.1).
 */
#define KMS_TYPE_DEVICE_PAGE (kms_device_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsDevicePage, kms_device_page, KMS, DEVICE_PAGE, KmsAssistantPage)

KmsAssistantPage *kms_device_page_new (KmsIssueModel *model, KmsBackend *backend);

G_END_DECLS
