/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsBanner:
 *
 * A sentence across the page with at most one button, in the way of AdwBanner (libadwaita 1.3).
 */
#define KMS_TYPE_BANNER (kms_banner_get_type ())
G_DECLARE_FINAL_TYPE (KmsBanner, kms_banner, KMS, BANNER, GtkWidget)

void kms_banner_show (KmsBanner *self, const char *title, const char *button_label);
void kms_banner_hide (KmsBanner *self);
gboolean kms_banner_is_shown (KmsBanner *self);

G_END_DECLS
