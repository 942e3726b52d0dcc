/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-issuance.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Registration keys on paper: a table, which says DEMO on each page when the keys are from the demo. */
gboolean kms_print_issuance (GtkWidget *parent,
                             const KmsIssuance *issuance,
                             const char *export_path, /* nullable: a PDF instead of the dialog */
                             GError **error);

G_END_DECLS
