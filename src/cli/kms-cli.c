/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of the commands, and the choice among them. */

#include "cli/kms-cli.h"

#include "cli/kms-cli-commands.h"
#include "cli/kms-cli-output.h"
#include "words/kms-columns.h"

#include <glib/gi18n.h>

static const struct
{
  const char *name;
  const char *summary;
  KmsCliRun run;
} commands[] = {
  { "login", N_ ("Log in to a server"), kms_cli_login },
  { "logout", N_ ("Log out"), kms_cli_logout },
  { "whoami", N_ ("Say who is logged in"), kms_cli_whoami },
  { "issue", N_ ("Issue registration keys for a device"), kms_cli_issue },
  { "preview", N_ ("Say what issuing would do with each key, and issue nothing"), kms_cli_preview },
  { "find", N_ ("Find the keys of a device, or the device of a key"), kms_cli_find },
  { "report", N_ ("List what was issued: daily totals, or every key"), kms_cli_report },
  { "sheets", N_ ("Make activation key sheets for practice"), kms_cli_sheets },
};

static KmsCliStatus
show_help (void)
{
  g_autoptr (GString) help = g_string_new (NULL);

  g_string_append_printf (help, "%s\n\n%s\n", _ ("Usage: kms COMMAND [OPTION…]"), _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_string_append (help, "  ");
      kms_columns_append (help, commands[i].name, 9);
      g_string_append_printf (help, "%s\n", _ (commands[i].summary));
    }
  g_string_append_printf (help, "\n%s\n%s\n", _ ("“kms COMMAND --help” explains a command."),
                          _ ("Exit status: 0 done, 1 refused, 2 wrong usage."));

  return kms_cli_write (help->str) ? KMS_CLI_DONE : KMS_CLI_REFUSED;
}

static KmsCliStatus
run (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  g_autofree char *shown = NULL;
  g_autofree char *sentence = NULL;

  if (argc < 2)
    return kms_cli_usage (NULL, _ ("Which command is missing."));
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    return show_help ();
  if (g_str_equal (argv[1], "--version"))
    return kms_cli_write ("kms " KMS_VERSION " (KMS Desk)\n") ? KMS_CLI_DONE : KMS_CLI_REFUSED;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1, open_demo);

  shown = kms_columns_make_printable (argv[1]);
  /* Translators: %s is what was typed */
  sentence = g_strdup_printf (_ ("There is no command “%s”."), shown);
  return kms_cli_usage (NULL, sentence);
}

/* The log is for developers, who ask for it; people read what the commands say. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if (level > G_LOG_LEVEL_WARNING && g_getenv ("G_MESSAGES_DEBUG") == NULL)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

/**
 * kms_cli_main:
 * @argc: as main() receives it
 * @argv: as main() receives it
 * @open_demo: what opens the demo
 *
 * Returns: a #KmsCliStatus, for main() to return
 */
int
kms_cli_main (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  g_log_set_writer_func (write_log, NULL, NULL);
  return kms_cli_keep_descriptors () ? (int) run (argc, argv, open_demo) : KMS_CLI_REFUSED;
}
