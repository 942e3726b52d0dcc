/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int kms_listener_open (const char *listen, char **url, GError **error);

G_END_DECLS
