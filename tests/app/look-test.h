/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What holds for every page, whatever is on it. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

guint look_test_assert_names (GtkWidget *widget, const char *page);
void look_test_assert_mnemonics (GtkWidget *widget, const char *page);
void look_test_assert_narrow (GtkWidget *widget, const char *page);

G_END_DECLS
