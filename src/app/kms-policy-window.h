/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-remote.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWindow *kms_policy_window_show (GtkWidget *widget, KmsRemote *remote, KmsPolicyKind kind);

G_END_DECLS
