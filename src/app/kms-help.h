/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The help: which topic is about what is shown, and showing it. */

void kms_help_set_topic (GtkWidget *widget, const char *topic);
const char *kms_help_find_topic (GtkWidget *root);
void kms_help_show (GtkWidget *widget, const char *topic);

G_END_DECLS
