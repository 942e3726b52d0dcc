/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads what stands behind a command, --name VALUE or --name=VALUE and one argument, and makes of each
 * value what the server takes. A value that the command line cannot have is KMS_ERROR_VALUE_INVALID; a
 * file that cannot be read is another error. */

#include "server/kms-admin-options.h"

#include <gio/gunixinputstream.h>
#include <string.h>
#include <unistd.h>

#define STANDARD_INPUT "-"

/* The largest file that is sent. */
#define INPUT_LIMIT (16 * 1024 * 1024)

static const char *const placeholders[] = {
  [KMS_ADMIN_TEXT] = "TEXT", [KMS_ADMIN_NUMBER] = "NUMBER", [KMS_ADMIN_FLAG] = "",
  [KMS_ADMIN_TIME] = "TIME", [KMS_ADMIN_INPUT] = "FILE",    [KMS_ADMIN_PATH] = "FILE",
};

/**
 * kms_admin_options_ask_help:
 * @argc: how many words stand behind the command
 * @argv: (array length=argc): the words
 *
 * Returns: whether they ask for help
 */
gboolean
kms_admin_options_ask_help (int argc, char **argv)
{
  return argc > 0 && (g_str_equal (argv[0], "--help") || g_str_equal (argv[0], "-h"));
}

/**
 * kms_admin_options_get_help:
 * @command: a command
 *
 * Returns: (transfer full): how it is called
 */
char *
kms_admin_options_get_help (const KmsAdminCommand *command)
{
  GString *help = g_string_new (NULL);

  g_string_append_printf (help, "Usage: kms-server [--config FILE] %s", command->name);
  if (command->argument != NULL)
    {
      g_autofree char *name = g_ascii_strup (command->argument->name, -1);

      g_string_append_printf (help, " %s", name);
    }
  g_string_append_printf (help, "%s\n\n%s.\n", command->options == NULL ? "" : " [OPTION…]",
                          command->summary);
  for (const KmsAdminParameter *option = command->options; option != NULL && option->name != NULL;
       option++)
    {
      g_autofree char *left = g_strdup_printf ("--%s %s", option->name, placeholders[option->kind]);

      g_string_append_printf (help, "%s  %-25s %s%s\n", option == command->options ? "\n" : "",
                              left, option->help, option->required ? " (needed)" : "");
    }
  g_string_append (help,
                   "\nA TIME is 2026-04-01T18:00:00Z, or “2026-04-01 18:00” in local time; a "
                   "FILE to read may be “-”.\nExit status: 0 done, 1 failed, 2 wrong usage.\n");
  return g_string_free (help, FALSE);
}

static const KmsAdminParameter *
find_option (const KmsAdminCommand *command, const char *name, gsize length)
{
  for (const KmsAdminParameter *option = command->options; option != NULL && option->name != NULL;
       option++)
    if (strlen (option->name) == length && strncmp (option->name, name, length) == 0)
      return option;
  return NULL;
}

/* Up to the end of the input, with a limit. */
static char *
read_input (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GInputStream) input = NULL;
  g_autofree char *text = g_malloc (INPUT_LIMIT + 1);
  gsize length;

  input = g_str_equal (path, STANDARD_INPUT) ? g_unix_input_stream_new (STDIN_FILENO, FALSE)
                                             : G_INPUT_STREAM (g_file_read (file, NULL, error));
  if (input == NULL || !g_input_stream_read_all (input, text, INPUT_LIMIT, &length, NULL, error))
    return NULL;
  text[length] = '\0';
  if (length < INPUT_LIMIT && strlen (text) == length
      && g_utf8_validate (text, (gssize) length, NULL))
    return g_strndup (text, length);
  g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID,
               length < INPUT_LIMIT ? "%s is not UTF-8 text" : "%s is too large", path);
  return NULL;
}

/* RFC 3339, or "2026-04-01 18:00" and "2026-04-01" in local time. */
static char *
read_time (const char *text, GError **error)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *whole = g_strdelimit (g_strdup (text), " ", 'T');
  gint64 exact;

  if (kms_time_from_string (text, &exact))
    return g_strdup (text);
  if (strlen (whole) == strlen ("2026-04-01"))
    {
      g_autofree char *date = g_steal_pointer (&whole);

      whole = g_strconcat (date, "T00:00:00", NULL);
    }
  else if (strlen (whole) == strlen ("2026-04-01T18:00"))
    {
      g_autofree char *minute = g_steal_pointer (&whole);

      whole = g_strconcat (minute, ":00", NULL);
    }
  time = g_date_time_new_from_iso8601 (whole, local);
  if (time != NULL)
    return kms_time_to_string (g_date_time_to_unix (time) * G_USEC_PER_SEC);
  g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
               "“%s” is no time: write “2026-04-01 18:00” or 2026-04-01T18:00:00Z", text);
  return NULL;
}

static char *
read_value (const KmsAdminParameter *parameter, const char *text, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "the value of %s is not UTF-8",
                   parameter->name);
      return NULL;
    }
  switch (parameter->kind)
    {
    case KMS_ADMIN_NUMBER:
      if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, NULL, NULL))
        return g_strdup (text);
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "“%s” is no number from 1 on", text);
      return NULL;
    case KMS_ADMIN_TIME:
      return read_time (text, error);
    case KMS_ADMIN_INPUT:
      return read_input (text, error);
    case KMS_ADMIN_PATH:
      return g_canonicalize_filename (text, NULL);
    case KMS_ADMIN_TEXT:
    case KMS_ADMIN_FLAG:
    default:
      return g_strdup (text);
    }
}

static gboolean
set_value (JsonObject *values, const KmsAdminParameter *parameter, const char *text, GError **error)
{
  g_autofree char *value = NULL;

  if (json_object_has_member (values, parameter->name))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "%s is there twice", parameter->name);
      return FALSE;
    }
  value = read_value (parameter, text, error);
  if (value == NULL)
    return FALSE;
  json_object_set_string_member (values, parameter->name, value);
  return TRUE;
}

/* One option, and its value in the same word or the next; @used says how many words that were. */
static gboolean
read_option (const KmsAdminCommand *command,
             JsonObject *values,
             int argc,
             char **argv,
             int *used,
             GError **error)
{
  const char *name = argv[0] + 2;
  gsize length = strcspn (name, "=");
  const KmsAdminParameter *option = find_option (command, name, length);
  const char *text = name[length] == '=' ? name + length + 1 : NULL;

  *used = 1;
  if (option == NULL)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                   "“%s” has no option “%s”; --help lists them", command->name, argv[0]);
      return FALSE;
    }
  if (option->kind == KMS_ADMIN_FLAG)
    {
      if (text == NULL)
        return set_value (values, option, "yes", error);
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "--%s takes no value", option->name);
      return FALSE;
    }
  if (text == NULL && argc > 1)
    {
      text = argv[1];
      *used = 2;
    }
  if (text != NULL)
    return set_value (values, option, text, error);
  g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "the value of --%s is missing",
               option->name);
  return FALSE;
}

static gboolean
check_required (const KmsAdminCommand *command, JsonObject *values, GError **error)
{
  if (command->argument != NULL && !json_object_has_member (values, command->argument->name))
    {
      g_autofree char *name = g_ascii_strup (command->argument->name, -1);

      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "“%s” needs %s", command->name, name);
      return FALSE;
    }
  for (const KmsAdminParameter *option = command->options; option != NULL && option->name != NULL;
       option++)
    {
      if (!option->required || json_object_has_member (values, option->name))
        continue;
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "“%s” needs --%s", command->name,
                   option->name);
      return FALSE;
    }
  return TRUE;
}

/**
 * kms_admin_options_read:
 * @command: the command
 * @argc: how many words stand behind it
 * @argv: (array length=argc): the words
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the values, or %NULL with @error set: %KMS_ERROR_VALUE_INVALID for wrong
 *   usage, another error for a file that cannot be read
 */
JsonObject *
kms_admin_options_read (const KmsAdminCommand *command, int argc, char **argv, GError **error)
{
  g_autoptr (JsonObject) values = json_object_new ();

  for (int i = 0, used = 1; i < argc; i += used)
    {
      if (g_str_has_prefix (argv[i], "--"))
        {
          if (!read_option (command, values, argc - i, argv + i, &used, error))
            return NULL;
        }
      else if (command->argument == NULL)
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "“%s” is too much here", argv[i]);
          return NULL;
        }
      else
        {
          used = 1;
          if (!set_value (values, command->argument, argv[i], error))
            return NULL;
        }
    }
  return check_required (command, values, error) ? g_steal_pointer (&values) : NULL;
}
