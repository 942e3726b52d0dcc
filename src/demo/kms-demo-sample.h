/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to demo/: the manual's sample. */

#pragma once

#include "client/kms-practice-device.h"
#include "engine/kms-request.h"
#include "store/kms-store.h"

G_BEGIN_DECLS

/* Whose issues the demo's are. */
#define KMS_DEMO_DEALER "demo"

KmsRequest *kms_demo_sample_new_request (void);

/* Has the sample's device accept its keys; leaves every other as it is. */
void kms_demo_sample_teach (KmsPracticeDevice *device);

/* Puts it into a store that is empty; leaves every other as it is. */
gboolean kms_demo_sample_load (KmsStoreSession *session, GError **error);

G_END_DECLS
