/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-online.h"

G_BEGIN_DECLS

/**
 * KmsSearchProvider:
 *
 * What GNOME Shell finds while one types in the overview: devices and keys of the account that is logged in,
 * by the search of Find. It answers within 100 ms; what takes longer, or nobody may see, is nothing found.
 *
 * "search" tells what somebody wants to look for in the window.
 */
#define KMS_TYPE_SEARCH_PROVIDER (kms_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (KmsSearchProvider, kms_search_provider, KMS, SEARCH_PROVIDER, GObject)

KmsSearchProvider *kms_search_provider_new (KmsOnline *online);

gboolean kms_search_provider_export (KmsSearchProvider *self,
                                     GDBusConnection *connection,
                                     const char *object_path,
                                     GError **error);
void kms_search_provider_unexport (KmsSearchProvider *self);

G_END_DECLS
