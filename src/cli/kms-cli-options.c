/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all commands read alike: their options, and the file that a sheet is in. Texts handed back
 * are the caller's. */

#include "cli/kms-cli-options.h"

#include "cli/kms-cli-output.h"
#include "common/kms-error.h"
#include "words/kms-columns.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <unistd.h>

#define CHUNK (64 * 1024)

const char *const kms_cli_server_help =
    N_ ("The address of the server; otherwise that of KMS_SERVER, or the last one");
const char *const kms_cli_server_argument = N_ ("URL");

static gboolean
refuse_surplus (const char *command, const char *argument, KmsCliStatus *status)
{
  g_autofree char *shown = kms_columns_make_printable (argument);
  /* Translators: %s is what was typed */
  g_autofree char *sentence = g_strdup_printf (_ ("“%s” is too much here."), shown);

  *status = kms_cli_usage (command, sentence);
  return FALSE;
}

/**
 * kms_cli_parse:
 * @command: the name of the command
 * @parameters: (nullable): what stands behind the options, for the help
 * @description: what the command does, for the help
 * @entries: its options, which are set
 * @argc: how many arguments there are, the name of the command included
 * @argv: (array length=argc): the arguments
 * @status: (out): how to end
 *
 * Returns: %TRUE to go on; %FALSE when the help was shown or the options are wrong
 */
gboolean
kms_cli_parse (const char *command,
               const char *parameters,
               const char *description,
               const GOptionEntry *entries,
               int argc,
               char **argv,
               KmsCliStatus *status)
{
  gboolean help = FALSE;
  const GOptionEntry help_entry[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_ ("Show this help"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);
  g_autofree char *name = g_strconcat ("kms ", command, NULL);
  g_autofree char *page = NULL;
  g_autoptr (GError) error = NULL;

  g_set_prgname (name);
  /* GLib's own help would end the program, and not tell when it cannot be written. */
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, help_entry, GETTEXT_PACKAGE);

  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_autofree char *sentence = kms_columns_make_printable (error->message);

      *status = kms_cli_usage (command, sentence);
      return FALSE;
    }
  if (help)
    {
      page = g_option_context_get_help (context, TRUE, NULL);
      *status = kms_cli_write (page) ? KMS_CLI_DONE : KMS_CLI_REFUSED;
      return FALSE;
    }

  return argc == 1 || refuse_surplus (command, argv[1], status);
}
/**
 * kms_cli_check_text:
 * @command: the name of the command
 * @place: an option, or which argument it is
 * @value: (nullable): the bytes behind it
 * @status: (out): how to end
 *
 * Returns: whether @value is text, or not given
 */
gboolean
kms_cli_check_text (const char *command, const char *place, const char *value, KmsCliStatus *status)
{
  g_autofree char *shown = NULL;
  g_autofree char *sentence = NULL;

  if (value == NULL || g_utf8_validate (value, -1, NULL))
    return TRUE;

  shown = kms_columns_make_printable (value);
  /* Translators: the first %s is an option or the number of an argument, the second one its value */
  sentence = g_strdup_printf (_ ("%s is not text in UTF-8: “%s”"), place, shown);
  *status = kms_cli_usage (command, sentence);
  return FALSE;
}

/**
 * kms_cli_refuse_value:
 * @command: the name of the command
 * @option: the name of the option
 * @value: what stands behind it
 * @allowed: what may stand there, as a list
 * @status: (out): how to end
 *
 * Returns: %FALSE; it has told why
 */
gboolean
kms_cli_refuse_value (const char *command,
                      const char *option,
                      const char *value,
                      const char *allowed,
                      KmsCliStatus *status)
{
  g_autofree char *shown = kms_columns_make_printable (value);
  /* Translators: an option, what stands behind it, and what may stand there */
  g_autofree char *sentence =
      g_strdup_printf (_ ("%s cannot be “%s”: choose one of %s."), option, shown, allowed);

  *status = kms_cli_usage (command, sentence);
  return FALSE;
}

/**
 * kms_cli_read_category:
 * @command: the name of the command
 * @value: (nullable): what stands behind --category
 * @category: (out): the category
 * @status: (out): how to end
 *
 * Returns: whether there is such a category
 */
gboolean
kms_cli_read_category (const char *command,
                       const char *value,
                       KmsCategory *category,
                       KmsCliStatus *status)
{
  *category = KMS_CATEGORY_HDVC;
  if (value == NULL || kms_category_from_string (value, category))
    return TRUE;

  return kms_cli_refuse_value (command, "--category", value, "hdvc, live-link", status);
}

/**
 * kms_cli_read_format:
 * @command: the name of the command
 * @value: (nullable): what stands behind --format
 * @format: (out): the form
 * @status: (out): how to end
 *
 * Returns: whether there is such a form
 */
gboolean
kms_cli_read_format (const char *command,
                     const char *value,
                     KmsCliFormat *format,
                     KmsCliStatus *status)
{
  *format = KMS_CLI_TABLE;
  if (value == NULL || kms_cli_format_from_string (value, format))
    return TRUE;

  return kms_cli_refuse_value (command, "--format", value, "table, json, csv", status);
}

static gboolean
fail (GError **error)
{
  int reason = errno;

  g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (reason),
                       g_strerror (reason));
  return FALSE;
}

static gboolean
read_all (int descriptor, gsize max_length, GByteArray *bytes, GError **error)
{
  while (bytes->len <= max_length)
    {
      gsize length = bytes->len;
      ssize_t n = 0;

      g_byte_array_set_size (bytes, (guint) length + CHUNK);
      n = read (descriptor, bytes->data + length, CHUNK);
      g_byte_array_set_size (bytes, (guint) (length + (gsize) MAX (n, 0)));
      if (n == 0)
        return TRUE;
      if (n < 0 && errno != EINTR)
        return fail (error);
    }

  g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_TOO_LARGE, "more than %" G_GSIZE_FORMAT " bytes",
               max_length);
  return FALSE;
}

/**
 * kms_cli_read_file:
 * @path: (type filename): a file of any kind, or "-" for the standard input
 * @max_length: how many bytes are too many but one, less than 1 GiB
 * @length: (out): how many bytes there are
 * @error: return location
 *
 * Reads to the end, but not further than is allowed.
 *
 * Returns: (transfer full): the bytes, which need not be text, and a NUL; or %NULL with @error set to
 *   %KMS_ERROR_TEXT_TOO_LARGE or a G_IO_ERROR
 */
char *
kms_cli_read_file (const char *path, gsize max_length, gsize *length, GError **error)
{
  gboolean standard = g_str_equal (path, "-");
  int descriptor = standard ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean done = FALSE;

  if (descriptor < 0)
    {
      fail (error);
      return NULL;
    }

  done = read_all (descriptor, max_length, bytes, error);
  if (!standard)
    close (descriptor);
  if (!done)
    return NULL;

  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
}
