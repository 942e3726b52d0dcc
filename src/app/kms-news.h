/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-online.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsNews:
 *
 * The banners on top of the log-in page and Home: what the operator announces (manual chapter 15),
 * and that nothing can be remembered, when the keyring is out of reach.
 */
#define KMS_TYPE_NEWS (kms_news_get_type ())
G_DECLARE_FINAL_TYPE (KmsNews, kms_news, KMS, NEWS, GtkWidget)

void kms_news_set_online (KmsNews *self, KmsOnline *online);
char *kms_news_describe (const KmsAnnouncement *announcement);

G_END_DECLS
