/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to the administration: a command line, read by the table of the commands. */

#pragma once

#include "server/kms-admin.h"

G_BEGIN_DECLS

gboolean kms_admin_options_ask_help (int argc, char **argv);
char *kms_admin_options_get_help (const KmsAdminCommand *command);

/* Of strings, as the server takes them: files are read, paths made absolute, times put into UTC. */
JsonObject *
kms_admin_options_read (const KmsAdminCommand *command, int argc, char **argv, GError **error);

G_END_DECLS
