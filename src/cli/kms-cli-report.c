/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms report: the daily totals or the history. CSV is what the server writes; it waits in a folder that
 * nobody else can read until it is whole. */

#include "cli/kms-cli-commands.h"
#include "cli/kms-cli-output.h"
#include "cli/kms-cli-server.h"
#include "client/kms-remote-reports.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define COMMAND  "report"
#define MAX_FILE (256 * 1024 * 1024)

typedef struct
{
  char *server;      /* owned, nullable */
  char *from;        /* owned, nullable */
  char *to;          /* owned, nullable */
  char *tz;          /* owned, nullable */
  char *format_name; /* owned, nullable */
  char **kinds;      /* owned, nullable */
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->server, g_free);
  g_clear_pointer (&options->from, g_free);
  g_clear_pointer (&options->to, g_free);
  g_clear_pointer (&options->tz, g_free);
  g_clear_pointer (&options->format_name, g_free);
  g_clear_pointer (&options->kinds, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int argc, char **argv, KmsCliStatus *status)
{
  const GOptionEntry entries[] = {
    KMS_CLI_SERVER_ENTRY (options->server),
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &options->from, N_ ("The first day"),
      N_ ("YYYY-MM-DD") },
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &options->to, N_ ("The last day"), N_ ("YYYY-MM-DD") },
    { "tz", 0, 0, G_OPTION_ARG_FILENAME, &options->tz,
      N_ ("The time zone of the days, such as Asia/Tokyo; this computer's if not given"),
      N_ ("ZONE") },
    { "format", 'f', 0, G_OPTION_ARG_FILENAME, &options->format_name,
      N_ ("What to print: table, json or csv"), N_ ("FORMAT") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->kinds, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  return kms_cli_parse (COMMAND, "daily|history",
                        _ ("Lists what was issued: the totals of each day, or every key."), entries,
                        argc, argv, status)
         && kms_cli_check_text (COMMAND, "--server", options->server, status)
         && kms_cli_check_text (COMMAND, "--from", options->from, status)
         && kms_cli_check_text (COMMAND, "--to", options->to, status)
         && kms_cli_check_text (COMMAND, "--tz", options->tz, status)
         && kms_cli_check_text (COMMAND, "--format", options->format_name, status);
}

static gboolean
read_kind (const Options *options, KmsReportKind *kind, KmsCliStatus *status)
{
  const char *name =
      options->kinds != NULL && g_strv_length (options->kinds) == 1 ? options->kinds[0] : "";

  *kind = g_str_equal (name, "daily") ? KMS_REPORT_DAILY : KMS_REPORT_HISTORY;
  if (*kind == KMS_REPORT_DAILY || g_str_equal (name, "history"))
    return TRUE;

  /* Translators: daily and history are literal */
  *status = kms_cli_usage (COMMAND, _ ("Say which report: daily or history."));
  return FALSE;
}

static KmsCliStatus
write_list (KmsCliServer *server, const KmsReportQuery *query, KmsCliFormat format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) rows = NULL;
  g_autofree char *page = NULL;

  kms_remote_list_report_async (server->remote, query, NULL, kms_cli_wait_ready, &server->wait);
  rows = kms_remote_list_report_finish (server->remote, kms_cli_wait_run (&server->wait), &error);
  if (rows == NULL)
    {
      kms_cli_server_complain (server, error);
      return KMS_CLI_REFUSED;
    }

  page =
      kms_cli_format_report (json_node_get_array (rows), query->kind == KMS_REPORT_DAILY, format);
  return kms_cli_write (page) ? KMS_CLI_DONE : KMS_CLI_REFUSED;
}

static KmsCliStatus
write_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = kms_cli_read_file (path, MAX_FILE, &length, &error);

  if (text == NULL)
    {
      kms_cli_complain_of_error (KMS_CATEGORY_HDVC, path, error);
      return KMS_CLI_REFUSED;
    }
  return kms_cli_write (text) ? KMS_CLI_DONE : KMS_CLI_REFUSED;
}

static KmsCliStatus
write_csv (KmsCliServer *server, const KmsReportQuery *query)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("kms-report-XXXXXX", &error);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  KmsCliStatus status = KMS_CLI_REFUSED;

  if (folder == NULL)
    {
      kms_cli_complain_of_error (KMS_CATEGORY_HDVC, g_get_tmp_dir (), error);
      return KMS_CLI_REFUSED;
    }

  path = g_build_filename (folder, "report.csv", NULL);
  file = g_file_new_for_path (path);
  kms_remote_save_report_async (server->remote, query, file, NULL, NULL, NULL, kms_cli_wait_ready,
                                &server->wait);
  if (kms_remote_save_report_finish (server->remote, kms_cli_wait_run (&server->wait), &error))
    status = write_file (path);
  else
    kms_cli_server_complain (server, error);
  g_unlink (path);
  g_rmdir (folder);

  return status;
}

/**
 * kms_cli_report:
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @open_demo: unused
 *
 * Prints a report (manual chapter 6).
 *
 * Returns: how to end
 */
KmsCliStatus
kms_cli_report (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  g_auto (Options) options = { 0 };
  g_auto (KmsCliServer) server = { 0 };
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  KmsCliStatus status = KMS_CLI_REFUSED;
  KmsCliFormat format = KMS_CLI_TABLE;
  KmsReportQuery query = { 0 };

  if (!parse (&options, argc, argv, &status) || !read_kind (&options, &query.kind, &status)
      || !kms_cli_read_format (COMMAND, options.format_name, &format, &status)
      || !kms_cli_server_open (&server, COMMAND, options.server, &status)
      || !kms_cli_server_resume (&server))
    return status;

  query.from = options.from;
  query.to = options.to;
  query.tz = options.tz != NULL ? options.tz : g_time_zone_get_identifier (local);
  return format == KMS_CLI_CSV ? write_csv (&server, &query) : write_list (&server, &query, format);
}
