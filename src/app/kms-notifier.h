/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-announcement.h"
#include "client/kms-pending.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsNotifier:
 *
 * What the desktop tells while nobody has a window of KMS Desk before them. A notification may be read on a
 * locked screen: it says that something happened and how much, never which key, which device or whose. Its
 * buttons are actions of the application, so that they do something when the window was closed meanwhile.
 */
#define KMS_TYPE_NOTIFIER (kms_notifier_get_type ())
G_DECLARE_FINAL_TYPE (KmsNotifier, kms_notifier, KMS, NOTIFIER, GObject)

KmsNotifier *kms_notifier_new (GtkWindow *window);
void kms_notifier_tell_outcomes (KmsNotifier *self, KmsPending *pending);
void kms_notifier_tell_session_ended (KmsNotifier *self);
void kms_notifier_tell_service_back (KmsNotifier *self, gboolean logged_in);

void kms_notifier_announce (GApplication *application, const KmsAnnouncement *announcement);

G_END_DECLS
