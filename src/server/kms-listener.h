/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int kms_listener_open (const char *listen, GError **error);
char *kms_listener_get_url (int fd);

G_END_DECLS
