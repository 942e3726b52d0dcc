/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-toaster.h"

G_BEGIN_DECLS

/* A window that a class looks at: larger type, and nothing that belongs to this computer. */

void kms_presenter_begin (GtkWindow *window, KmsToaster *toaster);
void kms_presenter_end (GtkWindow *window);
gboolean kms_presenter_is_on (GtkWidget *widget);
gboolean kms_presenter_refuses_dialog (GtkWidget *widget);

G_END_DECLS
