/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The command line of kms-server: which configuration, which command. */

#include "server/kms-server.h"

#include "server/kms-admin-main.h"
#include "server/kms-serve.h"

#include <locale.h>

/* What a shell expects of a command that was called wrongly. */
#define STATUS_USAGE 2

static char *
make_description (void)
{
  g_autofree char *commands = kms_admin_get_help ();

  return g_strconcat ("Commands:\n"
                      "  serve             Answer clients, until SIGTERM; the default\n",
                      commands, "\n“kms-server COMMAND --help” explains a command.\n", NULL);
}

/* Nothing may stand behind serve but the wish for help. Returns the exit status, or -1 to serve. */
static int
check_serve (int argc, char **argv)
{
  if (argc == 0)
    return -1;
  if (!g_str_equal (argv[0], "--help") && !g_str_equal (argv[0], "-h"))
    {
      g_printerr ("kms-server: “%s” is too much here\n", argv[0]);
      return STATUS_USAGE;
    }
  g_print (
      "Usage: kms-server [--config FILE] serve\n\nAnswer clients, until SIGTERM. SIGHUP makes it "
      "read the configuration anew.\n");
  return 0;
}

/**
 * kms_server_main:
 * @argc: the number of arguments
 * @argv: (array length=argc): the command line
 *
 * Returns: the exit status: 0 when it is done, 1 when it failed, 2 when the command line is wrong
 */
int
kms_server_main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &path, "The configuration", "FILE" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("[COMMAND]");
  g_autofree char *description = make_description ();
  g_autoptr (KmsConfiguration) configuration = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_description (context, description);
  g_option_context_set_strict_posix (context, TRUE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("kms-server: %s\n", error->message);
      return STATUS_USAGE;
    }
  if (version)
    {
      g_print ("kms-server %s\n", KMS_VERSION);
      return 0;
    }
  configuration = kms_configuration_load (path, &error);
  if (configuration == NULL)
    {
      g_printerr ("kms-server: %s\n", error->message);
      return 1;
    }
  if (argc < 2 || g_str_equal (argv[1], "serve"))
    {
      int status = check_serve (MAX (argc - 2, 0), argv + MIN (argc, 2));

      return status >= 0 ? status : kms_serve (path, g_steal_pointer (&configuration));
    }
  return kms_admin_main (g_steal_pointer (&configuration), argc - 1, argv + 1);
}
