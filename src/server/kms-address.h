/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GInetAddress *kms_address_normalize (GInetAddress *address);
GInetAddress *kms_address_from_socket (int fd);
guint64 kms_address_to_network (GInetAddress *address);
gboolean kms_address_is_trusted (GInetAddress *address, GList *trusted);
GInetAddress *kms_address_of_client (GInetAddress *peer,
                                     GList *trusted,
                                     const char *forwarded,
                                     const char *x_forwarded_for);

G_END_DECLS
