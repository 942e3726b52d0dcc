/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"
#include "client/kms-draft.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsFindDetails:
 *
 * A device with all its keys: its site lines to edit, its keys to copy, save, print and issue again.
 * "left" asks for the list; "issue-again" hands over a #KmsDraft.
 */
#define KMS_TYPE_FIND_DETAILS (kms_find_details_get_type ())
G_DECLARE_FINAL_TYPE (KmsFindDetails, kms_find_details, KMS, FIND_DETAILS, GtkWidget)

void kms_find_details_set_backend (KmsFindDetails *self, KmsBackend *backend);
void kms_find_details_show (KmsFindDetails *self, const KmsFoundKey *found);

G_END_DECLS
