/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "paper/kms-paper.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

KmsPaperSize kms_print_get_default_size (void);

gboolean kms_print_paper (GtkWidget *parent,
                          KmsPaper *paper,
                          KmsPaperSize size,
                          const char *export_path, /* nullable: a PDF instead of the dialog */
                          GError **error);

G_END_DECLS
