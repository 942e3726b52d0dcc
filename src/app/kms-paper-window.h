/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "paper/kms-paper.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsPaperWindow:
 *
 * Shows a paper as it comes out of the printer, to print it, to save it as PDF, or to take its text for
 * a mail.
 */
#define KMS_TYPE_PAPER_WINDOW (kms_paper_window_get_type ())
G_DECLARE_FINAL_TYPE (KmsPaperWindow, kms_paper_window, KMS, PAPER_WINDOW, AdwWindow)

void kms_paper_window_show (GtkWidget *widget,
                            KmsPaper *paper,
                            const char *title,
                            const char *file_name,
                            const char *text,
                            const char *topic); /* nullable: it has none for a mail */

G_END_DECLS
