/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms sheets: activation key sheets that every demo accepts, or those of the manual's sample; as a page,
 * or as a PDF for a class. */

#include "cli/kms-cli-commands.h"
#include "cli/kms-cli-options.h"
#include "cli/kms-cli-output.h"
#include "cli/kms-cli-paper.h"
#include "cli/kms-cli-wait.h"
#include "client/kms-classroom.h"
#include "paper/kms-class-paper.h"

#include <glib/gi18n.h>

#define COMMAND       "sheets"
#define DEFAULT_COUNT 8
#define MAX_COUNT     500

typedef struct
{
  gboolean demo;
  gboolean sample;
  char *count;        /* owned, nullable */
  char *category;     /* owned, nullable */
  char *format_name;  /* owned, nullable */
  char *pdf;          /* owned, nullable */
  char *participants; /* owned, nullable */
  char *paper;        /* owned, nullable */
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->count, g_free);
  g_clear_pointer (&options->category, g_free);
  g_clear_pointer (&options->format_name, g_free);
  g_clear_pointer (&options->pdf, g_free);
  g_clear_pointer (&options->participants, g_free);
  g_clear_pointer (&options->paper, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_use (const Options *options, KmsCliStatus *status)
{
  const char *misuse = NULL;

  if (!options->demo)
    misuse = _ ("--demo is missing: sheets are made for the demo only.");
  else if (options->sample && (options->count != NULL || options->category != NULL))
    misuse = _ ("--sample stands alone: it has its own number and category.");
  else if (options->pdf != NULL && (options->sample || options->format_name != NULL))
    misuse = _ ("--pdf excludes --sample and --format.");
  else if (options->pdf == NULL && (options->participants != NULL || options->paper != NULL))
    misuse = _ ("--participants and --paper are of use only together with --pdf.");
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
    { "count", 'n', 0, G_OPTION_ARG_FILENAME, &options->count,
      N_ ("How many sheets, 1 to 500; 8 if not given"), N_ ("N") },
    { "category", 'c', 0, G_OPTION_ARG_FILENAME, &options->category,
      N_ ("hdvc (HD Visual Communication, as if not given) or live-link (HDCom Live Link and "
          "others)"),
      N_ ("CATEGORY") },
    { "sample", 0, 0, G_OPTION_ARG_NONE, &options->sample,
      N_ ("The sheets of the manual's sample instead of new ones"), NULL },
    { "format", 'f', 0, G_OPTION_ARG_FILENAME, &options->format_name,
      N_ ("What to print: table, json or csv"), N_ ("FORMAT") },
    { "pdf", 0, 0, G_OPTION_ARG_FILENAME, &options->pdf,
      N_ ("Write a paper for each participant of a class into this PDF instead, with up to 8 "
          "sheets "
          "each, and the answers"),
      N_ ("FILE") },
    { "participants", 'p', 0, G_OPTION_ARG_FILENAME, &options->participants,
      N_ ("How many participants the class has, 1 to 100; 1 if not given"), N_ ("N") },
    { "paper", 0, 0, G_OPTION_ARG_FILENAME, &options->paper,
      N_ ("The paper of a PDF: a4 (as if not given) or letter"), N_ ("SIZE") },
    G_OPTION_ENTRY_NULL,
  };

  return kms_cli_parse (COMMAND, NULL,
                        _ ("Makes activation key sheets that the demo accepts on every computer."),
                        entries, argc, argv, status)
         && kms_cli_check_text (COMMAND, "--count", options->count, status)
         && kms_cli_check_text (COMMAND, "--category", options->category, status)
         && kms_cli_check_text (COMMAND, "--format", options->format_name, status)
         && kms_cli_check_text (COMMAND, "--participants", options->participants, status)
         && kms_cli_check_text (COMMAND, "--paper", options->paper, status)
         && check_use (options, status);
}

static gboolean
read_number (const char *text, guint most, guint *number, const char *misuse, KmsCliStatus *status)
{
  guint64 value = *number;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, most, &value, NULL))
    {
      *status = kms_cli_usage (COMMAND, misuse);
      return FALSE;
    }

  *number = (guint) value;
  return TRUE;
}

static gboolean
read_numbers (const Options *options, guint *count, guint *participants, KmsCliStatus *status)
{
  gboolean pdf = options->pdf != NULL;

  *count = DEFAULT_COUNT;
  *participants = 1;
  return read_number (options->count, pdf ? KMS_REQUEST_MAX_KEYS : MAX_COUNT, count,
                      pdf ? _ ("--count must be a number from 1 to 8 for a PDF.")
                          : _ ("--count must be a number from 1 to 500."),
                      status)
         && read_number (options->participants, KMS_PRACTICE_CLASS_MAX_PARTICIPANTS, participants,
                         _ ("--participants must be a number from 1 to 100."), status);
}

/* The sheets of the sample; its part numbers are known to the demo's preview. */
static GArray *
sample_sheets (KmsCliOpenDemo open_demo, GError **error)
{
  g_auto (KmsCliWait) wait = { 0 };
  g_autoptr (KmsBackend) backend = open_demo (NULL, error);
  g_autoptr (KmsRequest) sample = NULL;
  g_autoptr (KmsPreview) preview = NULL;
  GArray *sheets = NULL;

  if (backend == NULL)
    return NULL;

  kms_cli_wait_init (&wait);
  sample = kms_classroom_get_sample (KMS_CLASSROOM (backend));
  kms_backend_preview_async (backend, sample, NULL, kms_cli_wait_ready, &wait);
  preview = kms_backend_preview_finish (backend, kms_cli_wait_run (&wait), error);
  if (preview == NULL)
    return NULL;

  sheets = g_array_new (FALSE, TRUE, sizeof (KmsPracticeSheet));
  for (guint i = 0; i < preview->n_keys; i++)
    {
      const KmsPracticeSheet sheet = {
        .part = kms_demo_catalogue_lookup (preview->keys[i].part_number),
        .pair = preview->keys[i].pair,
      };

      g_array_append_val (sheets, sheet);
    }

  return sheets;
}

static KmsCliStatus
save_class (KmsCategory category,
            guint participants,
            guint count,
            KmsPaperSize size,
            const char *path)
{
  g_autoptr (KmsPracticeClass) practice_class =
      kms_practice_class_new_random (category, participants, count);
  g_autoptr (KmsPaper) paper = kms_class_paper_new (practice_class);

  return kms_cli_save_paper (paper, size, path);
}

/**
 * kms_cli_sheets:
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @open_demo: what opens the demo
 *
 * Prints sheets, or writes those of a class as PDF.
 *
 * Returns: how to end
 */
KmsCliStatus
kms_cli_sheets (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GArray) sheets = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;
  KmsCliFormat format = KMS_CLI_TABLE;
  KmsCategory category = KMS_CATEGORY_HDVC;
  KmsCliStatus status = KMS_CLI_REFUSED;
  KmsPaperSize size = KMS_PAPER_A4;
  guint count = 0, participants = 0;

  if (!parse (&options, argc, argv, &status)
      || !kms_cli_read_format (COMMAND, options.format_name, &format, &status)
      || !kms_cli_read_category (COMMAND, options.category, &category, &status)
      || !kms_cli_read_paper (COMMAND, options.paper, &size, &status)
      || !read_numbers (&options, &count, &participants, &status))
    return status;
  if (options.pdf != NULL)
    return save_class (category, participants, count, size, options.pdf);

  sheets = options.sample ? sample_sheets (open_demo, &error)
                          : kms_practice_sheet_make_random (category, count);
  if (sheets == NULL)
    {
      kms_cli_complain_of_error (category, NULL, error);
      return KMS_CLI_REFUSED;
    }

  page =
      kms_cli_format_sheets ((const KmsPracticeSheet *) (void *) sheets->data, sheets->len, format);
  return kms_cli_write (page) ? KMS_CLI_DONE : KMS_CLI_REFUSED;
}
