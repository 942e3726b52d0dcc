/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KmsSystemd:
 *
 * What the server and its service manager tell each other (sd_listen_fds(3), sd_notify(3)). Without a
 * service manager nothing is told, and there are no sockets. Main thread only.
 */
typedef struct _KmsSystemd KmsSystemd;

KmsSystemd *kms_systemd_new (void);
void kms_systemd_free (KmsSystemd *systemd);
GArray *kms_systemd_take_sockets (KmsSystemd *systemd);
void kms_systemd_ready (KmsSystemd *systemd);
void kms_systemd_reloading (KmsSystemd *systemd);
void kms_systemd_stopping (KmsSystemd *systemd);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsSystemd, kms_systemd_free)

G_END_DECLS
