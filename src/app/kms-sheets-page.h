/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsSheetsPage:
 *
 * Practice sheets: makes random activation key sheets that every demo accepts, as a page of text, or as
 * paper for a class, with answers.
 */
#define KMS_TYPE_SHEETS_PAGE (kms_sheets_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsSheetsPage, kms_sheets_page, KMS, SHEETS_PAGE, AdwBin)

GtkWidget *kms_sheets_page_new (void);
void kms_sheets_page_start (KmsSheetsPage *self);

G_END_DECLS
