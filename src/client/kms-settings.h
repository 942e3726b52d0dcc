/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-policy.h"

G_BEGIN_DECLS

/**
 * KmsSettings:
 *
 * What the programs keep from one start to the next and is no secret, in the GSettings of the desktop.
 * Where the schema is not installed, it lasts as long as the object.
 */
#define KMS_TYPE_SETTINGS (kms_settings_get_type ())
G_DECLARE_FINAL_TYPE (KmsSettings, kms_settings, KMS, SETTINGS, GObject)

KmsSettings *kms_settings_new (void);

/* Each text is the caller's; "" as long as nothing was set. */
char *kms_settings_get_server (KmsSettings *settings);
void kms_settings_set_server (KmsSettings *settings, const char *url);
char *kms_settings_get_authority_file (KmsSettings *settings);
void kms_settings_set_authority_file (KmsSettings *settings, const char *path);
char *kms_settings_get_login_id (KmsSettings *settings);
void kms_settings_set_login_id (KmsSettings *settings, const char *login_id);

/* The version that was confirmed at the first start. */
char *kms_settings_get_confirmed_version (KmsSettings *settings, KmsPolicyKind kind);
void kms_settings_confirm_policy (KmsSettings *settings, KmsPolicyKind kind, const char *version);

/* Notices that were shown as a notification, each once. */
gboolean
kms_settings_was_notified (KmsSettings *settings, const char *server, const char *notice_id);
void kms_settings_add_notified (KmsSettings *settings, const char *server, const char *notice_id);

/* How the list of keys that were found is arranged: its columns as "a(sib)" of ID, width in pixels or
 * -1, and whether it is shown. */
GVariant *kms_settings_get_find_columns (KmsSettings *settings);
void kms_settings_set_find_columns (KmsSettings *settings, GVariant *columns);
gboolean kms_settings_get_find_oldest_first (KmsSettings *settings);
void kms_settings_set_find_oldest_first (KmsSettings *settings, gboolean oldest_first);

/* The window: its size when it is not maximised, in pixels, and the page that was open. */
void kms_settings_get_window (KmsSettings *settings, int *width, int *height, gboolean *maximized);
void kms_settings_set_window (KmsSettings *settings, int width, int height, gboolean maximized);
char *kms_settings_get_last_page (KmsSettings *settings);
void kms_settings_set_last_page (KmsSettings *settings, const char *page);

void kms_settings_flush (KmsSettings *settings);

G_END_DECLS
