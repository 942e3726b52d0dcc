/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms report: the daily totals or the history, for people, for programs, or as a file. CSV on the standard
 * output is written as it comes; the exit status tells whether it is whole. */

#include "cli/kms-cli-commands.h"
#include "cli/kms-cli-output.h"
#include "cli/kms-cli-server.h"
#include "reports/kms-report-file.h"
#include "words/kms-words-reports.h"

#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

#define COMMAND "report"

/* So many losses are shown. */
#define SHOWN_LOSSES 20

typedef struct
{
  gboolean demo;
  gboolean replace;
  char *class_file;  /* owned, nullable */
  char *server;      /* owned, nullable */
  char *from;        /* owned, nullable */
  char *to;          /* owned, nullable */
  char *tz;          /* owned, nullable */
  char *format_name; /* owned, nullable */
  char *output;      /* owned, nullable */
  char **kinds;      /* owned, nullable */
} Options;

/* One report on its way. */
typedef struct
{
  KmsReporter *reporter; /* owned */
  KmsReportQuery *query; /* owned */
  const char *place;     /* borrowed; what errors are about; nullable */
  KmsCliWait wait;
} Report;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->class_file, g_free);
  g_clear_pointer (&options->server, g_free);
  g_clear_pointer (&options->from, g_free);
  g_clear_pointer (&options->to, g_free);
  g_clear_pointer (&options->tz, g_free);
  g_clear_pointer (&options->format_name, g_free);
  g_clear_pointer (&options->output, g_free);
  g_clear_pointer (&options->kinds, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
report_clear (Report *report)
{
  g_clear_object (&report->reporter);
  g_clear_pointer (&report->query, kms_report_query_free);
  kms_cli_wait_clear (&report->wait);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Report, report_clear)

static gboolean
parse (Options *options, int argc, char **argv, KmsCliStatus *status)
{
  const GOptionEntry entries[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, &options->demo,
      N_ ("Use the offline demo, whose keys work on no real device"), NULL },
    KMS_CLI_SERVER_ENTRY (options->server),
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &options->from, N_ ("The first day"),
      N_ ("YYYY-MM-DD") },
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &options->to, N_ ("The last day"), N_ ("YYYY-MM-DD") },
    { "tz", 0, 0, G_OPTION_ARG_FILENAME, &options->tz,
      N_ ("The time zone of the days, such as Asia/Tokyo; this computer's if not given"),
      N_ ("ZONE") },
    { "format", 'f', 0, G_OPTION_ARG_FILENAME, &options->format_name,
      N_ ("What to make: table, json or csv; or, with --output, csv, csv-excel, csv-sjis or xlsx"),
      N_ ("FORMAT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Write into this file, all at once"), N_ ("FILE") },
    { "replace", 0, 0, G_OPTION_ARG_NONE, &options->replace,
      N_ ("Write 〓 for each character that Shift_JIS does not have"), NULL },
    { "class", 0, 0, G_OPTION_ARG_FILENAME, &options->class_file,
      N_ ("Look into this class file of the demo"), N_ ("FILE") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->kinds, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  const char *misuse = NULL;

  if (!kms_cli_parse (COMMAND, "daily|history",
                      _ ("Lists what was issued: the totals of each day, or every key."), entries,
                      argc, argv, status)
      || !kms_cli_check_text (COMMAND, "--server", options->server, status)
      || !kms_cli_check_text (COMMAND, "--from", options->from, status)
      || !kms_cli_check_text (COMMAND, "--to", options->to, status)
      || !kms_cli_check_text (COMMAND, "--tz", options->tz, status)
      || !kms_cli_check_text (COMMAND, "--format", options->format_name, status))
    return FALSE;

  if (options->demo && options->server != NULL)
    misuse = _ ("--demo is offline: it excludes --server.");
  else if (!options->demo && options->class_file != NULL)
    misuse = _ ("--class is of use only together with --demo.");
  if (misuse == NULL)
    return TRUE;

  *status = kms_cli_usage (COMMAND, misuse);
  return FALSE;
}

static gboolean
read_kind (const Options *options, KmsReportKind *kind, KmsCliStatus *status)
{
  const char *name =
      options->kinds != NULL && g_strv_length (options->kinds) == 1 ? options->kinds[0] : "";

  if (kms_report_kind_from_string (name, kind))
    return TRUE;

  /* Translators: daily and history are literal */
  *status = kms_cli_usage (COMMAND, _ ("Say which report: daily or history."));
  return FALSE;
}

/* The form of what is printed, or the format of the file when there is one. */
static gboolean
read_form (const Options *options,
           KmsCliFormat *form,
           KmsReportFormat *format,
           KmsCliStatus *status)
{
  const char *name = options->format_name;

  *form = KMS_CLI_TABLE;
  *format = KMS_REPORT_CSV_UTF_8;
  if (options->output == NULL && name != NULL && kms_report_format_from_string (name, format)
      && *format != KMS_REPORT_CSV_UTF_8)
    {
      *status = kms_cli_usage (COMMAND, _ ("This format is for files: add --output."));
      return FALSE;
    }
  if (options->output == NULL)
    return kms_cli_read_format (COMMAND, name, form, status);
  if (name == NULL)
    {
      if (g_str_has_suffix (options->output, ".xlsx"))
        *format = KMS_REPORT_XLSX;
      return TRUE;
    }
  if (kms_report_format_from_string (name, format))
    return TRUE;
  *status =
      kms_cli_usage (COMMAND, _ ("A file is one of csv, csv-excel, csv-sjis and xlsx: --format."));
  return FALSE;
}

static KmsCliStatus
complain (Report *report, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      kms_cli_complain (_ ("Stopped. Nothing was written."));
      return KMS_CLI_REFUSED;
    }
  kms_cli_complain_of_error (KMS_CATEGORY_HDVC, report->place, error);
  return KMS_CLI_REFUSED;
}

/* Returns: (nullable): all days; on failure NULL, and it has complained */
static GPtrArray *
load_days (Report *report)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *days;

  kms_reporter_load_days_async (report->reporter, report->query, NULL, kms_cli_wait_ready,
                                &report->wait);
  days = kms_reporter_load_days_finish (report->reporter, kms_cli_wait_run (&report->wait), &error);
  if (days == NULL)
    complain (report, error);
  return days;
}

/* The same for the keys, page after page. */
static GPtrArray *
load_history (Report *report)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_found_key_free);
  g_autofree char *cursor = NULL;

  do
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsFoundPage) page = NULL;

      kms_reporter_load_page_async (report->reporter, report->query, cursor, NULL,
                                    kms_cli_wait_ready, &report->wait);
      page = kms_reporter_load_page_finish (report->reporter, kms_cli_wait_run (&report->wait),
                                            &error);
      if (page == NULL)
        {
          complain (report, error);
          return NULL;
        }
      g_ptr_array_extend_and_steal (keys, g_steal_pointer (&page->rows));
      g_free (cursor);
      cursor = g_steal_pointer (&page->next_cursor);
    }
  while (cursor != NULL);
  return g_steal_pointer (&keys);
}

static KmsCliStatus
print_rows (Report *report, KmsCliFormat form)
{
  gboolean demo = kms_backend_is_demo (KMS_BACKEND (report->reporter));
  gboolean daily = report->query->kind == KMS_REPORT_DAILY;
  g_autoptr (GPtrArray) rows = daily ? load_days (report) : load_history (report);
  g_autofree char *page = NULL;

  if (rows == NULL)
    return KMS_CLI_REFUSED;

  page = daily ? kms_cli_format_days (rows, demo, form == KMS_CLI_JSON)
               : kms_cli_format_history (rows, demo, form == KMS_CLI_JSON);
  return kms_cli_write (page) ? KMS_CLI_DONE : KMS_CLI_REFUSED;
}

static KmsCliStatus
print_csv (Report *report)
{
  g_autoptr (GOutputStream) stream = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  g_autoptr (GError) error = NULL;

  kms_reporter_write_csv_async (report->reporter, report->query, stream, NULL, NULL, NULL,
                                kms_cli_wait_ready, &report->wait);
  if (kms_reporter_write_csv_finish (report->reporter, kms_cli_wait_run (&report->wait), &error))
    return KMS_CLI_DONE;
  return complain (report, error);
}

/* Returns: whether nothing is lost, or that is wanted */
static gboolean
accept_losses (KmsReportFile *file, KmsReportKind kind, gboolean replace)
{
  GPtrArray *losses = kms_report_file_get_losses (file);
  guint n_losses = kms_report_file_get_n_losses (file);
  g_autofree char *sum = NULL;

  if (n_losses == 0)
    return TRUE;
  sum = kms_words_report_losses (n_losses);
  kms_cli_complain (sum);
  for (guint i = 0; i < MIN (losses->len, SHOWN_LOSSES); i++)
    {
      const KmsReportLoss *loss = g_ptr_array_index (losses, i);
      g_autofree char *line =
          kms_words_report_loss (kind, loss->row, loss->column, loss->characters);

      kms_cli_complain (line);
    }
  if (!replace)
    kms_cli_complain (_ ("Nothing was written. Add --replace, or choose another format."));
  return replace;
}

static gboolean
on_signal (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
prepare_and_save (Report *report,
                  KmsReportFile *file,
                  gboolean replace,
                  GCancellable *cancellable,
                  GError **error)
{
  kms_report_file_prepare_async (file, NULL, NULL, cancellable, kms_cli_wait_ready, &report->wait);
  if (!kms_report_file_prepare_finish (file, kms_cli_wait_run (&report->wait), error)
      || !accept_losses (file, report->query->kind, replace))
    return FALSE;

  kms_report_file_save_async (file, cancellable, kms_cli_wait_ready, &report->wait);
  return kms_report_file_save_finish (file, kms_cli_wait_run (&report->wait), error);
}

/* A signal that would end the program cancels, so that nothing is left behind. */
static KmsCliStatus
write_file (Report *report, const Options *options, KmsReportFormat format)
{
  g_autoptr (GFile) target = g_file_new_for_commandline_arg (options->output);
  g_autoptr (KmsReportFile) file =
      kms_report_file_new (report->reporter, report->query, format, target);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const guint sources[] = { g_unix_signal_add (SIGINT, on_signal, cancellable),
                            g_unix_signal_add (SIGTERM, on_signal, cancellable) };
  gboolean saved = prepare_and_save (report, file, options->replace, cancellable, &error);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  if (error != NULL)
    return complain (report, error);
  return saved ? KMS_CLI_DONE : KMS_CLI_REFUSED;
}

/* Returns: (nullable): who makes the report; on failure NULL, and it has complained */
static KmsReporter *
open_reporter (const Options *options,
               KmsCliServer *server,
               KmsCliOpenDemo open_demo,
               KmsCliStatus *status)
{
  g_autoptr (GError) error = NULL;
  KmsBackend *demo;

  if (!options->demo)
    {
      if (!kms_cli_server_open (server, COMMAND, options->server, status)
          || !kms_cli_server_resume (server))
        return NULL;
      return KMS_REPORTER (g_object_ref (server->remote));
    }
  demo = open_demo (options->class_file, &error);
  if (demo == NULL)
    {
      kms_cli_complain_of_error (KMS_CATEGORY_HDVC, options->class_file, error);
      return NULL;
    }
  return KMS_REPORTER (demo);
}

/**
 * kms_cli_report:
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @open_demo: what opens the demo
 *
 * Prints or saves a report (manual chapter 6).
 *
 * Returns: how to end
 */
KmsCliStatus
kms_cli_report (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  g_auto (Options) options = { 0 };
  g_auto (KmsCliServer) server = { 0 };
  g_auto (Report) report = { 0 };
  g_autofree char *zone = kms_reporter_dup_local_zone ();
  KmsCliStatus status = KMS_CLI_REFUSED;
  KmsCliFormat form = KMS_CLI_TABLE;
  KmsReportFormat format = KMS_REPORT_CSV_UTF_8;
  KmsReportKind kind = KMS_REPORT_DAILY;

  if (!parse (&options, argc, argv, &status) || !read_kind (&options, &kind, &status)
      || !read_form (&options, &form, &format, &status))
    return status;
  report.reporter = open_reporter (&options, &server, open_demo, &status);
  if (report.reporter == NULL)
    return status;

  report.query =
      kms_report_query_new (kind, options.from, options.to, options.tz != NULL ? options.tz : zone);
  report.place = options.demo ? options.class_file : server.url;
  kms_cli_wait_init (&report.wait);
  if (options.output != NULL)
    return write_file (&report, &options, format);
  return form == KMS_CLI_CSV ? print_csv (&report) : print_rows (&report, form);
}
