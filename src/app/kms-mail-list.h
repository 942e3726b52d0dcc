/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-post-office.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsMailList:
 *
 * The mails of an issuance: to whom, and what became of each, kept up to date as long as it is on the
 * screen; and Send Again.
 */
#define KMS_TYPE_MAIL_LIST (kms_mail_list_get_type ())
G_DECLARE_FINAL_TYPE (KmsMailList, kms_mail_list, KMS, MAIL_LIST, AdwBin)

void kms_mail_list_show (KmsMailList *self, KmsPostOffice *office, const char *issuance_id);

G_END_DECLS
