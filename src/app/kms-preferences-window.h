/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-online.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsPreferencesWindow:
 *
 * The preferences: the server and its certificate authority.
 */
#define KMS_TYPE_PREFERENCES_WINDOW (kms_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (KmsPreferencesWindow,
                      kms_preferences_window,
                      KMS,
                      PREFERENCES_WINDOW,
                      AdwWindow)

GtkWidget *kms_preferences_window_new (GtkWindow *parent, KmsOnline *online);

G_END_DECLS
