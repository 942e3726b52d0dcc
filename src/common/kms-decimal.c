/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers in text where a format would be most of the work: each answer of a server and each line of
 * its log has some. Nothing is owned. */

#include "common/kms-decimal.h"

/**
 * kms_decimal_write:
 * @text: (out caller-allocates): room for %KMS_DECIMAL_SIZE bytes
 * @number: a number
 *
 * Writes the number in decimal digits, and a NUL.
 *
 * Returns: (transfer none): the NUL, where the text goes on
 */
char *
kms_decimal_write (char *text, guint64 number)
{
  char digits[KMS_DECIMAL_SIZE];
  guint n_digits = 0;

  do
    digits[n_digits++] = '0' + number % 10;
  while ((number /= 10) > 0);
  while (n_digits > 0)
    *text++ = digits[--n_digits];
  *text = '\0';
  return text;
}
