/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsMaintenancePage:
 *
 * What stands over everything while the service is under maintenance (manual chapter 15) or gone:
 * until when, that the work is kept, and that it goes on by itself.
 */
#define KMS_TYPE_MAINTENANCE_PAGE (kms_maintenance_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsMaintenancePage, kms_maintenance_page, KMS, MAINTENANCE_PAGE, AdwBin)

void kms_maintenance_page_show (KmsMaintenancePage *self,
                                gboolean announced,
                                gint64 until,
                                gboolean offer_demo);

G_END_DECLS
