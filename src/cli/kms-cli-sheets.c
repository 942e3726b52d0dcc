/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms sheets: activation key sheets that every demo accepts, or those of the manual's sample. */

#include "cli/kms-cli-commands.h"
#include "cli/kms-cli-options.h"
#include "cli/kms-cli-output.h"
#include "cli/kms-cli-wait.h"
#include "client/kms-classroom.h"

#include <glib/gi18n.h>

#define COMMAND       "sheets"
#define DEFAULT_COUNT 8
#define MAX_COUNT     500

typedef struct
{
  gboolean demo;
  gboolean sample;
  char *count;       /* owned, nullable */
  char *category;    /* owned, nullable */
  char *format_name; /* owned, nullable */
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->count, g_free);
  g_clear_pointer (&options->category, g_free);
  g_clear_pointer (&options->format_name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

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
    G_OPTION_ENTRY_NULL,
  };
  const char *misuse = NULL;

  if (!kms_cli_parse (COMMAND, NULL,
                      _ ("Makes activation key sheets that the demo accepts on every computer."),
                      entries, argc, argv, status)
      || !kms_cli_check_text (COMMAND, "--count", options->count, status)
      || !kms_cli_check_text (COMMAND, "--category", options->category, status)
      || !kms_cli_check_text (COMMAND, "--format", options->format_name, status))
    return FALSE;

  if (!options->demo)
    misuse = _ ("--demo is missing: sheets are made for the demo only.");
  else if (options->sample && (options->count != NULL || options->category != NULL))
    misuse = _ ("--sample stands alone: it has its own number and category.");
  if (misuse == NULL)
    return TRUE;

  *status = kms_cli_usage (COMMAND, misuse);
  return FALSE;
}

static gboolean
read_count (const char *text, guint *count, KmsCliStatus *status)
{
  guint64 number = DEFAULT_COUNT;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, MAX_COUNT, &number, NULL))
    {
      *status = kms_cli_usage (COMMAND, _ ("--count must be a number from 1 to 500."));
      return FALSE;
    }

  *count = (guint) number;
  return TRUE;
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

/**
 * kms_cli_sheets:
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @open_demo: what opens the demo
 *
 * Prints sheets.
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
  guint count = 0;

  if (!parse (&options, argc, argv, &status)
      || !kms_cli_read_format (COMMAND, options.format_name, &format, &status)
      || !kms_cli_read_category (COMMAND, options.category, &category, &status)
      || !read_count (options.count, &count, &status))
    return status;

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
