/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void kms_random_bytes (guint8 *bytes, gsize length);

char *kms_random_hex (guint n_digits);

G_END_DECLS
