/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-online.h"
#include "client/kms-backend.h"
#include "client/kms-journal.h"
#include "client/kms-pending.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsHomePage:
 *
 * Home: what became of requests and unfinished work first, then all functions in the groups of the manual (chapter 1). Its rows
 * are actions of the window.
 */
#define KMS_TYPE_HOME_PAGE (kms_home_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsHomePage, kms_home_page, KMS, HOME_PAGE, AdwBin)

GtkWidget *kms_home_page_new (KmsBackend *backend,
                              KmsJournal *journal,
                              KmsPending *pending,
                              KmsOnline *online);

void kms_home_page_refresh (KmsHomePage *self);
const KmsDraft *kms_home_page_find_draft (KmsHomePage *self, const char *id);

G_END_DECLS
