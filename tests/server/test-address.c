/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tests of kms-address: whose request it is, when everybody writes what they like. */

#include "server/kms-address.h"

#include <sys/socket.h>
#include <unistd.h>

/* Trusted are 10.0.0.0/8, 192.0.2.1 and 2001:db8:a::/48. */
static GList *
new_trusted (void)
{
  GList *trusted = NULL;
  const char *masks[] = { "10.0.0.0/8", "192.0.2.1", "2001:db8:a::/48" };

  for (guint at = 0; at < G_N_ELEMENTS (masks); at++)
    trusted = g_list_prepend (trusted, g_inet_address_mask_new_from_string (masks[at], NULL));
  return trusted;
}

static const struct
{
  const char *peer; /* NULL: a unix socket */
  const char *forwarded;
  const char *x_forwarded_for;
  const char *client; /* NULL: a unix socket */
} rows[] = {
  /* nobody says anything */
  { "203.0.113.9", NULL, NULL, "203.0.113.9" },
  { "10.1.1.1", NULL, NULL, "10.1.1.1" },
  { NULL, NULL, NULL, NULL },
  /* whoever is no trusted proxy is not believed */
  { "203.0.113.9", NULL, "198.51.100.7", "203.0.113.9" },
  { "203.0.113.9", "for=198.51.100.7", NULL, "203.0.113.9" },
  /* one proxy, and a chain */
  { "10.1.1.1", NULL, "198.51.100.7", "198.51.100.7" },
  { NULL, NULL, "198.51.100.7", "198.51.100.7" },
  { "10.1.1.1", NULL, "198.51.100.7, 10.2.2.2,192.0.2.1", "198.51.100.7" },
  { "10.1.1.1", NULL, "2001:db8:b::1, 2001:db8:a::7", "2001:db8:b::1" },
  /* what a client wrote is left of what the proxy wrote */
  { "10.1.1.1", NULL, "10.9.9.9, 203.0.113.9, 198.51.100.7", "198.51.100.7" },
  { "10.1.1.1", NULL, "127.0.0.1, 198.51.100.7", "198.51.100.7" },
  /* all are trusted: the farthest */
  { "10.1.1.1", NULL, "10.3.3.3, 10.2.2.2", "10.3.3.3" },
  /* what cannot be read ends the way */
  { "10.1.1.1", NULL, "198.51.100.7, unknown", "10.1.1.1" },
  { "10.1.1.1", NULL, "198.51.100.7, , 10.2.2.2", "10.2.2.2" },
  { "10.1.1.1", NULL, "", "10.1.1.1" },
  { "10.1.1.1", NULL, ",", "10.1.1.1" },
  { "10.1.1.1", NULL, "198.51.100.7; DROP", "10.1.1.1" },
  { "10.1.1.1", NULL, "999.1.1.1", "10.1.1.1" },
  { "10.1.1.1", NULL, "0x7f000001", "10.1.1.1" },
  { "10.1.1.1", NULL, "127.1", "10.1.1.1" },
  { "10.1.1.1", NULL, "fe80::1%eth0", "10.1.1.1" },
  { "10.1.1.1", NULL, "[2001:db8:b::1", "10.1.1.1" },
  { "10.1.1.1", NULL, "[2001:db8:b::1]x", "10.1.1.1" },
  /* ports, brackets, IPv4 in IPv6 */
  { "10.1.1.1", NULL, "198.51.100.7:4711", "198.51.100.7" },
  { "10.1.1.1", NULL, "[2001:db8:b::1]:4711", "2001:db8:b::1" },
  { "10.1.1.1", NULL, "[2001:db8:b::1]", "2001:db8:b::1" },
  { "::ffff:10.1.1.1", NULL, "::ffff:198.51.100.7", "198.51.100.7" },
  /* Forwarded, RFC 7239 */
  { "10.1.1.1", "for=198.51.100.7", NULL, "198.51.100.7" },
  { "10.1.1.1", "For=\"198.51.100.7:4711\"; proto=https;by=10.1.1.1", NULL, "198.51.100.7" },
  { "10.1.1.1", "proto=https; for=\"[2001:db8:b::1]:4711\"", NULL, "2001:db8:b::1" },
  { "10.1.1.1", "for=203.0.113.9, for=198.51.100.7, for=10.2.2.2", NULL, "198.51.100.7" },
  { "10.1.1.1", "for=198.51.100.7, for=_hidden", NULL, "10.1.1.1" },
  { "10.1.1.1", "for=198.51.100.7, proto=https", NULL, "10.1.1.1" },
  { "10.1.1.1", "for=\"203.0.113.9, for=198.51.100.7", NULL, "198.51.100.7" }, /* a torn quote */
  { "10.1.1.1", "for=\"", NULL, "10.1.1.1" },
  { "10.1.1.1", "for=", NULL, "10.1.1.1" },
  { "10.1.1.1", "", "198.51.100.7", "10.1.1.1" }, /* there is Forwarded */
};

static void
test_client (void)
{
  GList *trusted = new_trusted ();

  for (guint at = 0; at < G_N_ELEMENTS (rows); at++)
    {
      g_autoptr (GInetAddress) raw =
          rows[at].peer != NULL ? g_inet_address_new_from_string (rows[at].peer) : NULL;
      g_autoptr (GInetAddress) peer = raw != NULL ? kms_address_normalize (raw) : NULL;
      g_autoptr (GInetAddress) client =
          kms_address_of_client (peer, trusted, rows[at].forwarded, rows[at].x_forwarded_for);
      g_autofree char *text = client != NULL ? g_inet_address_to_string (client) : NULL;

      g_test_message ("row %u: %s, %s, %s", at, rows[at].peer, rows[at].forwarded,
                      rows[at].x_forwarded_for);
      g_assert_cmpstr (text, ==, rows[at].client);
    }
  g_list_free_full (trusted, g_object_unref);
}

static void
test_network (void)
{
  static const struct
  {
    const char *one;
    const char *other;
    gboolean same;
  } pairs[] = {
    { "192.0.2.1", "192.0.2.1", TRUE },
    { "192.0.2.1", "192.0.2.2", FALSE },
    { "192.0.2.1", "::ffff:192.0.2.1", TRUE },
    { "2001:db8:1:2::1", "2001:db8:1:2:ffff::1", TRUE },
    { "2001:db8:1:2::1", "2001:db8:1:3::1", FALSE },
    { "0.0.0.1", "::1", FALSE },
  };

  for (guint at = 0; at < G_N_ELEMENTS (pairs); at++)
    {
      g_autoptr (GInetAddress) raw_one = g_inet_address_new_from_string (pairs[at].one);
      g_autoptr (GInetAddress) raw_other = g_inet_address_new_from_string (pairs[at].other);
      g_autoptr (GInetAddress) one = kms_address_normalize (raw_one);
      g_autoptr (GInetAddress) other = kms_address_normalize (raw_other);

      g_assert_cmpint (kms_address_to_network (one) == kms_address_to_network (other), ==,
                       pairs[at].same);
    }
}

/* A socket without a name, and no socket at all. */
static void
test_socket (void)
{
  int pair[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, pair), ==, 0);
  g_assert_null (kms_address_from_socket (pair[0]));
  close (pair[0]);
  close (pair[1]);
  g_assert_null (kms_address_from_socket (-1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address/client", test_client);
  g_test_add_func ("/address/network", test_network);
  g_test_add_func ("/address/socket", test_socket);
  return g_test_run ();
}
