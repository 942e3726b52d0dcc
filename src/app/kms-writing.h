/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is being written is written to its end, also when the last window closes meanwhile. */

void kms_writing_begin (void);
void kms_writing_end (void);

G_END_DECLS
