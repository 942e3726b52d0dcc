/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KmsStatusLine:
 *
 * One line below a field or row: a hint, or what is wrong or right, as icon, words and colour, with
 * at most one thing to do about it ("activated"). It keeps its room when it is empty.
 */
#define KMS_TYPE_STATUS_LINE (kms_status_line_get_type ())
G_DECLARE_FINAL_TYPE (KmsStatusLine, kms_status_line, KMS, STATUS_LINE, GtkWidget)

typedef enum
{
  KMS_STATUS_HINT,
  KMS_STATUS_BUSY,
  KMS_STATUS_SUCCESS,
  KMS_STATUS_NOTICE,
  KMS_STATUS_WARNING,
  KMS_STATUS_ERROR,
} KmsStatus;

void kms_status_line_set (KmsStatusLine *self,
                          KmsStatus status,
                          const char *text,
                          const char *action_label);
void kms_status_line_make_alert (KmsStatusLine *self);
KmsStatus kms_status_line_get_status (KmsStatusLine *self);
void kms_status_line_describe (KmsStatusLine *self, GtkWidget *control);

G_END_DECLS
