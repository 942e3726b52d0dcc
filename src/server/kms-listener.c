/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opens the socket that clients connect to. The descriptor is the caller's. */

#include "server/kms-listener.h"

#include "common/kms-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKLOG 1024

/* "127.0.0.1:8642", "[::1]:8642" or "unix:/run/kms-server/http" */
static GSocketAddress *
parse_address (const char *listen, GError **error)
{
  g_autoptr (GSocketConnectable) parsed = NULL;
  GSocketAddress *address = NULL;

  if (g_str_has_prefix (listen, "unix:/"))
    return g_unix_socket_address_new (listen + strlen ("unix:"));
  parsed = g_network_address_parse (listen, 0, NULL);
  if (parsed != NULL && strrchr (listen, ':') != NULL)
    address = g_inet_socket_address_new_from_string (
        g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed)),
        g_network_address_get_port (G_NETWORK_ADDRESS (parsed)));
  if (address == NULL)
    g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                 "\"%s\" is no place to listen at: write it like 127.0.0.1:8642, [::1]:8642 or "
                 "unix:/run/kms-server/http",
                 listen);
  return address;
}

/* The lock of the store says that no other server of ours is alive: its socket is a leftover. */
static void
remove_leftover (GSocketAddress *address)
{
  const char *path;
  struct stat status;

  if (!G_IS_UNIX_SOCKET_ADDRESS (address))
    return;
  path = g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (address));
  if (lstat (path, &status) == 0 && S_ISSOCK (status.st_mode))
    unlink (path);
}

/**
 * kms_listener_get_url:
 * @fd: a socket that listens
 *
 * Returns: (transfer full): how clients reach it, "http://ADDRESS:PORT" or "unix:/path"
 */
char *
kms_listener_get_url (int fd)
{
  struct sockaddr_storage name = { .ss_family = AF_UNSPEC };
  socklen_t length = sizeof name;
  g_autoptr (GSocketAddress) address = NULL;
  GInetAddress *host;
  g_autofree char *text = NULL;
  gboolean ipv6;

  getsockname (fd, (struct sockaddr *) &name, &length);
  address = g_socket_address_new_from_native (&name, length);
  if (G_IS_UNIX_SOCKET_ADDRESS (address))
    return g_strconcat ("unix:", g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (address)),
                        NULL);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("an unknown place");
  host = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  text = g_inet_address_to_string (host);
  ipv6 = g_inet_address_get_family (host) == G_SOCKET_FAMILY_IPV6;
  return g_strdup_printf ("http://%s%s%s:%u", ipv6 ? "[" : "", text, ipv6 ? "]" : "",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

/**
 * kms_listener_open:
 * @listen: "127.0.0.1:8642" (port 0: any that is free), "[::1]:8642" or "unix:/path"
 * @error: return location for a #GError
 *
 * Returns: a descriptor that listens, the caller's; or -1 with @error set
 */
int
kms_listener_open (const char *listen, GError **error)
{
  g_autoptr (GSocketAddress) address = parse_address (listen, error);
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) local = NULL;
  int fd;

  if (address == NULL)
    return -1;
  remove_leftover (address);
  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_DEFAULT, &local);
  if (socket != NULL)
    {
      g_socket_set_listen_backlog (socket, BACKLOG);
      g_socket_set_blocking (socket, FALSE);
    }
  if (socket == NULL || !g_socket_bind (socket, address, TRUE, &local)
      || !g_socket_listen (socket, &local))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "listening at %s: %s", listen,
                   local->message);
      return -1;
    }
  fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0);
  if (fd < 0)
    g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "listening at %s: %s", listen,
                 g_strerror (errno));
  return fd;
}
