/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Room for any number, and the NUL. */
#define KMS_DECIMAL_SIZE 21

char *kms_decimal_write (char *text, guint64 number);

G_END_DECLS
