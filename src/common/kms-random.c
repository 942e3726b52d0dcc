/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where all randomness comes from: the kernel. */

#include "common/kms-random.h"

#include <errno.h>
#include <sys/random.h>

/**
 * kms_random_bytes:
 * @bytes: (out caller-allocates) (array length=length): where they go
 * @length: how many
 *
 * Fills @bytes with bytes fit for secrets. Ends the program when the kernel has none to give:
 * nothing that follows would be safe.
 */
void
kms_random_bytes (guint8 *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n_read = getrandom (bytes, length, 0);

      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read <= 0)
        g_error ("The kernel gives no random bytes: %s", g_strerror (errno));
      bytes += n_read;
      length -= (gsize) n_read;
    }
}

/**
 * kms_random_hex:
 * @n_digits: how many digits
 *
 * Returns: (transfer full): @n_digits random hexadecimal digits in upper case
 */
char *
kms_random_hex (guint n_digits)
{
  static const char digits[] = "0123456789ABCDEF";
  g_autofree guint8 *bytes = g_malloc (n_digits + 1);
  char *hex = g_malloc (n_digits + 1);

  kms_random_bytes (bytes, n_digits);
  for (guint i = 0; i < n_digits; i++)
    hex[i] = digits[bytes[i] & 0x0F];
  hex[n_digits] = '\0';
  return hex;
}
