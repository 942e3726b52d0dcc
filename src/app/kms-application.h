/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-online.h"
#include "client/kms-backend.h"
#include "client/kms-journal.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsApplication:
 *
 * KMS Desk, over the server, the journal and the demo that its main() gives it.
 */
#define KMS_TYPE_APPLICATION (kms_application_get_type ())
G_DECLARE_FINAL_TYPE (KmsApplication, kms_application, KMS, APPLICATION, AdwApplication)

/**
 * KmsApplicationMakeDemo:
 * @data: what was given with it
 * @error: why there is none
 *
 * Returns: (transfer full): the demo; on failure %NULL
 */
typedef KmsBackend *(*KmsApplicationMakeDemo) (gpointer data, GError **error);

KmsApplication *kms_application_new (KmsOnline *online,
                                     KmsJournal *journal,
                                     KmsApplicationMakeDemo make_demo,
                                     gpointer data);

G_END_DECLS
