/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsSheetsPage:
 *
 * Practice sheets: makes a page of random activation key sheets that every demo accepts.
 */
#define KMS_TYPE_SHEETS_PAGE (kms_sheets_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsSheetsPage, kms_sheets_page, KMS, SHEETS_PAGE, AdwBin)

GtkWidget *kms_sheets_page_new (void);
void kms_sheets_page_start (KmsSheetsPage *self);

G_END_DECLS
