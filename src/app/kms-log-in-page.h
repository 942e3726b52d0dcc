/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-online.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsLogInPage:
 *
 * The first page when nobody is logged in (manual chapters 4, 8 and 15): logging in, and what can be
 * done without. Before that, once, the address of the server. Its rows are actions of the window.
 * "logged-in" tells that there is a session.
 */
#define KMS_TYPE_LOG_IN_PAGE (kms_log_in_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsLogInPage, kms_log_in_page, KMS, LOG_IN_PAGE, AdwBin)

GtkWidget *kms_log_in_page_new (KmsOnline *online);
void kms_log_in_page_open (KmsLogInPage *self);
void kms_log_in_page_start (KmsLogInPage *self);
const char *kms_log_in_page_get_login_id (KmsLogInPage *self);

G_END_DECLS
