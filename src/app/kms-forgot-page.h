/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-online.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsForgotPage:
 *
 * The way back in (manual chapter 8): login ID, a code by mail, a new password. "changed" tells that
 * the new password is set, "left" that somebody goes back without.
 */
#define KMS_TYPE_FORGOT_PAGE (kms_forgot_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsForgotPage, kms_forgot_page, KMS, FORGOT_PAGE, AdwBin)

GtkWidget *kms_forgot_page_new (KmsOnline *online, const char *login_id);
void kms_forgot_page_start (KmsForgotPage *self);

G_END_DECLS
