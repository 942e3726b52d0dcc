/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"
#include "client/kms-settings.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsFindPage:
 *
 * Find Registration Keys (manual chapter 7): one field and a period, what is found as one types, and
 * the device of a key. "issue-again" hands over a #KmsDraft.
 */
#define KMS_TYPE_FIND_PAGE (kms_find_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsFindPage, kms_find_page, KMS, FIND_PAGE, GtkWidget)

GtkWidget *kms_find_page_new (KmsBackend *backend, KmsSettings *settings);

void kms_find_page_start (KmsFindPage *self, const char *text);

G_END_DECLS
