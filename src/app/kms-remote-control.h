/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsRemoteControl:
 *
 * The remote control of a practice device. "pressed" is emitted with a #KmsPracticeButton, "typed" with
 * a digit, 0 to 9 or A to F. The manual does not say how the original enters A to F; here they have
 * keys of their own. Clicking leaves the focus where it is.
 */
#define KMS_TYPE_REMOTE_CONTROL (kms_remote_control_get_type ())
G_DECLARE_FINAL_TYPE (KmsRemoteControl, kms_remote_control, KMS, REMOTE_CONTROL, GtkWidget)

G_END_DECLS
