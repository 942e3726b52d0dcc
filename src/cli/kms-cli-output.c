/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing to the two standard outputs, in UTF-8 whatever the locale: what is written is also read by
 * programs. Nothing is owned here. */

#include "cli/kms-cli-output.h"

#include "words/kms-columns.h"
#include "words/kms-words.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

/**
 * kms_cli_keep_descriptors:
 *
 * Makes sure that none of the descriptors 0 to 2 is free: a file opened later would get it, and be
 * written into. One that was closed is opened in the wrong direction, so that using it fails.
 *
 * Returns: %FALSE when that could not be done
 */
gboolean
kms_cli_keep_descriptors (void)
{
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
    if (fcntl (descriptor, F_GETFD) < 0
        && open ("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) != descriptor)
      return FALSE;

  return TRUE;
}

static gboolean
write_all (int descriptor, const char *text)
{
  gsize left = strlen (text);

  while (left > 0)
    {
      ssize_t n = write (descriptor, text, left);

      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          text += n;
          left -= (gsize) n;
        }
    }

  return TRUE;
}

/**
 * kms_cli_write:
 * @text: data, in UTF-8
 *
 * Writes @text to the standard output, and complains when that fails.
 *
 * Returns: whether all of it was written
 */
gboolean
kms_cli_write (const char *text)
{
  int reason = 0;

  if (write_all (STDOUT_FILENO, text))
    return TRUE;

  reason = errno;
  kms_cli_complain_of (_ ("The output could not be written"), g_strerror (reason));
  return FALSE;
}

/**
 * kms_cli_complain:
 * @sentence: what is wrong, in UTF-8
 *
 * Writes a line to the standard error.
 */
void
kms_cli_complain (const char *sentence)
{
  g_autofree char *line = g_strconcat ("kms: ", sentence, "\n", NULL);

  /* Nobody is left to tell when this fails. */
  write_all (STDERR_FILENO, line);
}

/**
 * kms_cli_complain_of:
 * @place: an option, an argument or a file name, in any encoding
 * @sentence: what is wrong there, in UTF-8
 *
 * Writes a line to the standard error.
 */
void
kms_cli_complain_of (const char *place, const char *sentence)
{
  g_autofree char *shown = kms_columns_make_printable (place);
  g_autofree char *line = g_strconcat (shown, ": ", sentence, NULL);

  kms_cli_complain (line);
}

/**
 * kms_cli_complain_of_error:
 * @category: the category of the device
 * @place: (nullable): an option, an argument or a file name, in any encoding
 * @error: what went wrong
 *
 * Writes a line to the standard error for each thing that is wrong.
 */
void
kms_cli_complain_of_error (KmsCategory category, const char *place, const GError *error)
{
  guint n_details = 0;
  const KmsErrorDetail *details = kms_error_get_details (error, &n_details);

  for (guint i = 0; i < MAX (n_details, 1); i++)
    {
      g_autofree char *sentence = n_details > 0 ? kms_words_error_detail_in (category, &details[i])
                                                : kms_words_error_in (category, error);

      if (place != NULL)
        kms_cli_complain_of (place, sentence);
      else
        kms_cli_complain (sentence);
    }
}

/**
 * kms_cli_usage:
 * @command: (nullable): which command was meant
 * @sentence: what is not as it should be
 *
 * Says so, and where the right way is described.
 *
 * Returns: %KMS_CLI_USAGE
 */
KmsCliStatus
kms_cli_usage (const char *command, const char *sentence)
{
  g_autofree char *help = g_strdup_printf ("kms %s%s--help", command != NULL ? command : "",
                                           command != NULL ? " " : "");
  /* Translators: %s is a command line */
  g_autofree char *hint = g_strdup_printf (_ ("“%s” explains how it is used."), help);

  kms_cli_complain (sentence);
  kms_cli_complain (hint);
  return KMS_CLI_USAGE;
}
