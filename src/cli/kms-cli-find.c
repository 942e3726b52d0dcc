/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms find: which keys were issued, by what is typed into the search field of the window. */

#include "cli/kms-cli-commands.h"
#include "cli/kms-cli-output.h"
#include "cli/kms-cli-paper.h"
#include "cli/kms-cli-server.h"
#include "engine/kms-report.h"

#include <glib/gi18n.h>

#define COMMAND "find"

typedef struct
{
  gboolean demo;
  gboolean oldest_first;
  char *server;      /* owned, nullable */
  char *device;      /* owned, nullable */
  char *key;         /* owned, nullable */
  char *from;        /* owned, nullable */
  char *to;          /* owned, nullable */
  char *tz;          /* owned, nullable */
  char *class_file;  /* owned, nullable */
  char *format_name; /* owned, nullable */
  char *card;        /* owned, nullable */
  char *paper;       /* owned, nullable */
  char **words;      /* owned, nullable */
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->server, g_free);
  g_clear_pointer (&options->device, g_free);
  g_clear_pointer (&options->key, g_free);
  g_clear_pointer (&options->from, g_free);
  g_clear_pointer (&options->to, g_free);
  g_clear_pointer (&options->tz, g_free);
  g_clear_pointer (&options->class_file, g_free);
  g_clear_pointer (&options->format_name, g_free);
  g_clear_pointer (&options->card, g_free);
  g_clear_pointer (&options->paper, g_free);
  g_clear_pointer (&options->words, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_texts (const Options *options, KmsCliStatus *status)
{
  for (guint i = 0; options->words != NULL && options->words[i] != NULL; i++)
    if (!kms_cli_check_text (COMMAND, _ ("TEXT"), options->words[i], status))
      return FALSE;
  return kms_cli_check_text (COMMAND, "--server", options->server, status)
         && kms_cli_check_text (COMMAND, "--device", options->device, status)
         && kms_cli_check_text (COMMAND, "--key", options->key, status)
         && kms_cli_check_text (COMMAND, "--from", options->from, status)
         && kms_cli_check_text (COMMAND, "--to", options->to, status)
         && kms_cli_check_text (COMMAND, "--tz", options->tz, status)
         && kms_cli_check_text (COMMAND, "--format", options->format_name, status)
         && kms_cli_check_text (COMMAND, "--paper", options->paper, status);
}

static gboolean
check_use (const Options *options, KmsCliStatus *status)
{
  const char *misuse = NULL;

  if (options->demo && options->server != NULL)
    misuse = _ ("--demo is offline: it excludes --server.");
  else if (!options->demo && options->class_file != NULL)
    misuse = _ ("--class is of use only together with --demo.");
  else if (options->card != NULL && options->format_name != NULL)
    misuse = _ ("--card excludes --format: it prints nothing else.");
  else if (options->card == NULL && options->paper != NULL)
    misuse = _ ("--paper is of use only for a PDF.");
  if (misuse == NULL)
    return TRUE;

  *status = kms_cli_usage (COMMAND, misuse);
  return FALSE;
}

static gboolean
parse (Options *options, int argc, char **argv, KmsCliStatus *status)
{
  const GOptionEntry entries[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, &options->demo,
      N_ ("Use the offline demo, whose keys work on no real device"), NULL },
    KMS_CLI_SERVER_ENTRY (options->server),
    { "device", 'd', 0, G_OPTION_ARG_FILENAME, &options->device,
      N_ ("Only of this MPR ID or MAC address, its beginning or its last four digits"), N_ ("ID") },
    { "key", 'k', 0, G_OPTION_ARG_FILENAME, &options->key,
      N_ ("Only of this activation key or License No., its beginning or its last four digits"),
      N_ ("KEY") },
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &options->from, N_ ("The first day"),
      N_ ("YYYY-MM-DD") },
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &options->to, N_ ("The last day"), N_ ("YYYY-MM-DD") },
    { "tz", 0, 0, G_OPTION_ARG_FILENAME, &options->tz,
      N_ ("The time zone of the days, such as Asia/Tokyo; this computer's if not given"),
      N_ ("ZONE") },
    { "oldest-first", 0, 0, G_OPTION_ARG_NONE, &options->oldest_first,
      N_ ("Begin with the oldest row"), NULL },
    { "class", 0, 0, G_OPTION_ARG_FILENAME, &options->class_file,
      N_ ("Look into this class file of the demo"), N_ ("FILE") },
    { "format", 'f', 0, G_OPTION_ARG_FILENAME, &options->format_name,
      N_ ("What to print: table, json or csv"), N_ ("FORMAT") },
    { "card", 0, 0, G_OPTION_ARG_FILENAME, &options->card,
      N_ ("Write a key card for each device into this PDF instead"), N_ ("FILE") },
    { "paper", 0, 0, G_OPTION_ARG_FILENAME, &options->paper,
      N_ ("The paper of a PDF: a4 (as if not given) or letter"), N_ ("SIZE") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->words, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  return kms_cli_parse (
             COMMAND,
             /* Translators: what stands for the words to look for, in a command line */
             _ ("TEXT"),
             _ ("Finds keys that were issued: by an MPR ID, MAC address or activation key, "
                "its beginning or its last four digits, or by words of the site lines."),
             entries, argc, argv, status)
         && check_texts (options, status) && check_use (options, status);
}

/* What is given on the command line; the zone is this computer's when none is. */
static KmsSearch *
make_search (Options *options)
{
  g_autofree char *text = options->words != NULL ? g_strjoinv (" ", options->words) : NULL;
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  KmsSearch *search = kms_search_new (text);

  search->device_id = g_steal_pointer (&options->device);
  search->activation_key = g_steal_pointer (&options->key);
  search->from = g_steal_pointer (&options->from);
  search->to = g_steal_pointer (&options->to);
  search->tz = options->tz != NULL ? g_steal_pointer (&options->tz)
                                   : g_strdup (g_time_zone_get_identifier (local));
  search->oldest_first = options->oldest_first;
  return search;
}

/* All pages; of KmsFoundKey. */
static GPtrArray *
find (KmsBackend *backend, const KmsSearch *search, GError **error)
{
  g_auto (KmsCliWait) wait = { 0 };
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_found_key_free);
  g_autofree char *cursor = NULL;

  kms_cli_wait_init (&wait);
  do
    {
      g_autoptr (KmsFoundPage) page = NULL;

      kms_backend_find_async (backend, search, cursor, KMS_FOUND_MAX_LIMIT, NULL,
                              kms_cli_wait_ready, &wait);
      page = kms_backend_find_finish (backend, kms_cli_wait_run (&wait), error);
      if (page == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (keys, g_steal_pointer (&page->rows));
      g_free (cursor);
      cursor = g_steal_pointer (&page->next_cursor);
    }
  while (cursor != NULL);
  return g_steal_pointer (&keys);
}

/* In the columns of the history, with times of the zone. */
static char *
format_csv (GPtrArray *keys, const char *tz, gboolean demo)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (tz);
  GString *csv = g_string_new (NULL);

  kms_report_append_header (csv, KMS_REPORT_HISTORY, demo);
  for (guint i = 0; i < keys->len; i++)
    {
      const KmsFoundKey *found = g_ptr_array_index (keys, i);
      const KmsIssuedKey *key = found->key;
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (found->at / G_USEC_PER_SEC);
      g_autoptr (GDateTime) there = g_date_time_to_timezone (utc, zone);
      g_autofree char *issued_at = g_date_time_format (there, "%Y-%m-%dT%H:%M:%S%:z");
      g_autofree char *mailed_to = g_strjoinv (" ", found->mailed_to);
      const KmsReportFields fields = {
        .issued_at = issued_at,
        .reissued = key->reissued,
        .category = key->category,
        .device_id = key->device_id,
        .site = { key->site.line[0], key->site.line[1] },
        .activation_key = key->activation_key,
        .part_number = key->part_number,
        .purpose = key->purpose,
        .registration_key = key->registration_key,
        .mailed_to = mailed_to,
      };

      kms_report_append_key (csv, &fields, demo);
    }
  return g_string_free (csv, FALSE);
}

static KmsCliStatus
find_and_write (KmsBackend *backend,
                const char *place,
                const KmsSearch *search,
                KmsCliFormat format,
                const char *card, /* nullable: a file for key cards instead */
                KmsPaperSize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = find (backend, search, &error);
  gboolean demo = kms_backend_is_demo (backend);
  g_autofree char *page = NULL;

  if (keys == NULL)
    {
      kms_cli_complain_of_error (KMS_CATEGORY_HDVC, place, error);
      return KMS_CLI_REFUSED;
    }
  if (keys->len == 0 && format == KMS_CLI_TABLE)
    {
      kms_cli_complain (_ ("Nothing was found."));
      return KMS_CLI_REFUSED;
    }
  if (card != NULL)
    {
      g_autoptr (KmsPaper) paper = kms_cli_make_cards (keys, demo);

      return kms_cli_save_paper (paper, size, card);
    }

  page = format == KMS_CLI_CSV ? format_csv (keys, search->tz, demo)
                               : kms_cli_format_history (keys, demo, format == KMS_CLI_JSON);
  return kms_cli_write (page) && keys->len > 0 ? KMS_CLI_DONE : KMS_CLI_REFUSED;
}

/**
 * kms_cli_find:
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @open_demo: what opens the demo
 *
 * Prints keys that were issued (manual chapter 7); finding none is a refusal.
 *
 * Returns: how to end
 */
KmsCliStatus
kms_cli_find (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  g_auto (Options) options = { 0 };
  g_auto (KmsCliServer) server = { 0 };
  g_autoptr (KmsBackend) backend = NULL;
  g_autoptr (KmsSearch) search = NULL;
  g_autoptr (GError) error = NULL;
  KmsCliStatus status = KMS_CLI_REFUSED;
  KmsCliFormat format = KMS_CLI_TABLE;
  KmsPaperSize size = KMS_PAPER_A4;

  if (!parse (&options, argc, argv, &status)
      || !kms_cli_read_format (COMMAND, options.format_name, &format, &status)
      || !kms_cli_read_paper (COMMAND, options.paper, &size, &status)
      || (!options.demo && !kms_cli_server_open (&server, COMMAND, options.server, &status)))
    return status;

  search = make_search (&options);
  if (!options.demo && !kms_cli_server_resume (&server))
    return KMS_CLI_REFUSED;
  backend = options.demo ? open_demo (options.class_file, &error)
                         : KMS_BACKEND (g_object_ref (server.remote));
  if (backend == NULL)
    {
      kms_cli_complain_of_error (KMS_CATEGORY_HDVC, options.class_file, error);
      return KMS_CLI_REFUSED;
    }

  return find_and_write (backend, options.demo ? options.class_file : server.url, search, format,
                         options.card, size);
}
