/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-field.h"

G_BEGIN_DECLS

void kms_caps_lock_watch (KmsField *field, GtkWidget *entry);

G_END_DECLS
