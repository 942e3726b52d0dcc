/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsWrapLayout:
 *
 * All children beside each other where their natural widths find room, else one below the other.
 * Room that is left over goes to the children that expand.
 */
#define KMS_TYPE_WRAP_LAYOUT (kms_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (KmsWrapLayout, kms_wrap_layout, KMS, WRAP_LAYOUT, GtkLayoutManager)

G_END_DECLS
