/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A Maildir: a folder that mail programs read, in place of a mail server. */
gboolean kms_mail_maildir_deliver (const char *folder, /* made when it is missing */
                                   const char *name,   /* the same for the same mail */
                                   GBytes *message,
                                   GError **error);

G_END_DECLS
