/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "server/kms-configuration.h"

G_BEGIN_DECLS

/* The lines of --help about the commands. */
char *kms_admin_get_help (void);

int kms_admin_main (KmsConfiguration *configuration, /* (transfer full) */
                    int argc,
                    char **argv);

G_END_DECLS
