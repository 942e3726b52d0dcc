/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Talks to the service manager through libsystemd. The watchdog is fed from the main loop, so a main
 * loop that hangs is a server that is started again. */

#include "server/kms-systemd.h"

#include <systemd/sd-daemon.h>

struct _KmsSystemd
{
  guint watchdog; /* the source that feeds it; 0: none */
};

static gboolean
feed_watchdog (gpointer data)
{
  sd_notify (0, "WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

/**
 * kms_systemd_new:
 *
 * Returns: (transfer full): the service manager, if there is one
 */
KmsSystemd *
kms_systemd_new (void)
{
  return g_new0 (KmsSystemd, 1);
}

/**
 * kms_systemd_free:
 * @systemd: (transfer full): the service manager
 */
void
kms_systemd_free (KmsSystemd *systemd)
{
  if (systemd->watchdog != 0)
    g_source_remove (systemd->watchdog);
  g_free (systemd);
}

/**
 * kms_systemd_take_sockets:
 * @systemd: the service manager
 *
 * Returns: (transfer full) (element-type int): the descriptors that the service manager hands over, the
 *   caller's from now on; empty when there are none, or they were taken before
 */
GArray *
kms_systemd_take_sockets (KmsSystemd *systemd)
{
  GArray *sockets = g_array_new (FALSE, FALSE, sizeof (int));
  int n_sockets = sd_listen_fds (1);

  for (int fd = SD_LISTEN_FDS_START; fd < SD_LISTEN_FDS_START + n_sockets; fd++)
    g_array_append_val (sockets, fd);
  return sockets;
}

/**
 * kms_systemd_ready:
 * @systemd: the service manager
 *
 * The server serves, for the first time or after it has read its configuration again.
 */
void
kms_systemd_ready (KmsSystemd *systemd)
{
  guint64 microseconds;

  sd_notify (0, "READY=1\nSTATUS=Serving");
  if (systemd->watchdog == 0 && sd_watchdog_enabled (0, &microseconds) > 0)
    systemd->watchdog = g_timeout_add (microseconds / 2000, feed_watchdog, NULL);
}

/**
 * kms_systemd_reloading:
 * @systemd: the service manager
 *
 * The configuration is read again; kms_systemd_ready() is to follow.
 */
void
kms_systemd_reloading (KmsSystemd *systemd)
{
  sd_notifyf (0,
              "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT "\nSTATUS=Reading the configuration",
              g_get_monotonic_time ());
}

/**
 * kms_systemd_stopping:
 * @systemd: the service manager
 */
void
kms_systemd_stopping (KmsSystemd *systemd)
{
  sd_notify (0, "STOPPING=1\nSTATUS=Finishing what began");
}
