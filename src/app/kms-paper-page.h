/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "paper/kms-paper.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsPaperPage:
 *
 * A picture of a page, as wide as there is room.
 */
#define KMS_TYPE_PAPER_PAGE (kms_paper_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsPaperPage, kms_paper_page, KMS, PAPER_PAGE, GtkWidget)

GtkWidget *kms_paper_page_new (const KmsPaperLayout *layout, KmsPaperSize size, guint page);

G_END_DECLS
