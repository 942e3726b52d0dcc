/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose request it is: the address of a connection, or what trusted proxies say of the client they
 * stand for. A client can write anything into these header fields, so they are read from the right, as
 * far as proxies are trusted. */

#include "server/kms-address.h"

#include <string.h>
#include <sys/socket.h>

/**
 * kms_address_normalize:
 * @address: an address
 *
 * Returns: (transfer full): the address; an IPv4 address in IPv6 (RFC 4291, section 2.5.5.2) is the
 *   IPv4 address
 */
GInetAddress *
kms_address_normalize (GInetAddress *address)
{
  static const guint8 prefix[12] = { [10] = 0xFF, [11] = 0xFF };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6
      && memcmp (bytes, prefix, sizeof prefix) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof prefix, G_SOCKET_FAMILY_IPV4);
  return g_object_ref (address);
}

/**
 * kms_address_from_socket:
 * @fd: a connected socket
 *
 * Returns: (nullable) (transfer full): the address at its other end; %NULL for a unix socket
 */
GInetAddress *
kms_address_from_socket (int fd)
{
  struct sockaddr_storage name;
  socklen_t length = sizeof name;
  g_autoptr (GSocketAddress) address = NULL;

  if (getpeername (fd, (struct sockaddr *) &name, &length) != 0)
    return NULL;
  address = g_socket_address_new_from_native (&name, length);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  return kms_address_normalize (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/**
 * kms_address_to_network:
 * @address: an address
 *
 * Returns: what stands for one customer of a network: the address, or of IPv6 the first 64 bits
 */
guint64
kms_address_to_network (GInetAddress *address)
{
  guint64 network = 0;

  /* Of 0000::/8 only ::1 is in use (RFC 4291, section 2.4), which is 0 here, so IPv4 has room there. */
  memcpy (&network, g_inet_address_to_bytes (address),
          MIN (sizeof network, g_inet_address_get_native_size (address)));
  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4
             ? GUINT64_FROM_BE (network) >> 32
             : GUINT64_FROM_BE (network);
}

/**
 * kms_address_is_trusted:
 * @address: (nullable): an address; %NULL is whoever came through a unix socket
 * @trusted: (element-type GInetAddressMask): the trusted proxies
 *
 * Returns: whether it is believed what it says of others
 */
gboolean
kms_address_is_trusted (GInetAddress *address, GList *trusted)
{
  if (address == NULL)
    return TRUE;
  for (GList *at = trusted; at != NULL; at = at->next)
    if (g_inet_address_mask_matches (at->data, address))
      return TRUE;
  return FALSE;
}

/* RFC 7239, section 6: an address, maybe with a port; IPv6 in brackets. Also what proxies write into
 * X-Forwarded-For. Anything else, as "unknown" and "_hidden", is none. */
static GInetAddress *
parse_node (const char *node)
{
  const char *bracket = strchr (node, ']');
  const char *colon = strchr (node, ':');
  g_autofree char *host = NULL;
  g_autoptr (GInetAddress) address = NULL;

  if (node[0] == '[' && bracket != NULL && (bracket[1] == '\0' || bracket[1] == ':'))
    host = g_strndup (node + 1, bracket - node - 1);
  else if (colon != NULL && strchr (colon + 1, ':') == NULL)
    host = g_strndup (node, colon - node);
  address = g_inet_address_new_from_string (host != NULL ? host : node);
  return address != NULL ? kms_address_normalize (address) : NULL;
}

/* The parameter "for" of one element of Forwarded. */
static char *
find_for (const char *element)
{
  g_auto (GStrv) pairs = g_strsplit (element, ";", -1);

  for (guint at = 0; pairs[at] != NULL; at++)
    {
      char *pair = g_strstrip (pairs[at]);
      gsize length;

      if (g_ascii_strncasecmp (pair, "for=", 4) != 0)
        continue;
      pair += 4;
      length = strlen (pair);
      if (length >= 2 && pair[0] == '"' && pair[length - 1] == '"')
        return g_strndup (pair + 1, length - 2);
      return g_strdup (pair);
    }
  return NULL;
}

/**
 * kms_address_of_client:
 * @peer: (nullable): the other end of the connection; %NULL for a unix socket
 * @trusted: (element-type GInetAddressMask): the trusted proxies
 * @forwarded: (nullable): Forwarded (RFC 7239), all fields of the name as one list
 * @x_forwarded_for: (nullable): X-Forwarded-For, likewise; not read when there is Forwarded
 *
 * Goes along the list from its right end, which the nearest proxy wrote, for as long as it is a trusted
 * proxy that speaks. What cannot be read ends the way.
 *
 * Returns: (nullable) (transfer full): the first that is no trusted proxy, or the farthest that is
 *   known; %NULL when that is a unix socket
 */
GInetAddress *
kms_address_of_client (GInetAddress *peer,
                       GList *trusted,
                       const char *forwarded,
                       const char *x_forwarded_for)
{
  g_autoptr (GInetAddress) client = peer != NULL ? g_object_ref (peer) : NULL;
  const char *list = forwarded != NULL ? forwarded : x_forwarded_for;
  g_auto (GStrv) elements = g_strsplit (list != NULL ? list : "", ",", -1);

  for (guint at = g_strv_length (elements); at > 0 && kms_address_is_trusted (client, trusted);
       at--)
    {
      g_autofree char *node = forwarded != NULL ? find_for (elements[at - 1])
                                                : g_strdup (g_strstrip (elements[at - 1]));
      GInetAddress *next = node != NULL ? parse_node (node) : NULL;

      if (next == NULL)
        break;
      g_set_object (&client, next);
      g_object_unref (next);
    }
  return g_steal_pointer (&client);
}
