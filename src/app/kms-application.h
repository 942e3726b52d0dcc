/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"
#include "client/kms-journal.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsApplication:
 *
 * KMS Desk, over the backend and the journal that its main() gives it.
 */
#define KMS_TYPE_APPLICATION (kms_application_get_type ())
G_DECLARE_FINAL_TYPE (KmsApplication, kms_application, KMS, APPLICATION, AdwApplication)

KmsApplication *kms_application_new (KmsBackend *backend, KmsJournal *journal);

G_END_DECLS
