/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-found-model.h"
#include "client/kms-settings.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsFindList:
 *
 * The keys that were found: in columns where there is room for them ("wide"), as cards where there is
 * not. "opened" tells that somebody wants to see more of one, a #KmsFoundKey.
 */
#define KMS_TYPE_FIND_LIST (kms_find_list_get_type ())
G_DECLARE_FINAL_TYPE (KmsFindList, kms_find_list, KMS, FIND_LIST, GtkWidget)

void kms_find_list_set_up (KmsFindList *self, KmsFoundModel *model, KmsSettings *settings);
void kms_find_list_scroll_up (KmsFindList *self);
GMenuModel *kms_find_list_get_menu (KmsFindList *self);
GActionGroup *kms_find_list_get_actions (KmsFindList *self);

G_END_DECLS
