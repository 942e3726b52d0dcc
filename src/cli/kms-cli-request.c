/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the command line of issue and preview to a request: first whether the command is written as
 * it should be, then what stands in it. Everything that is wrong is told, not only the first. */

#include "cli/kms-cli-request.h"

#include "cli/kms-cli-output.h"
#include "engine/kms-sheet-reader.h"
#include "words/kms-columns.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define FULL_WIDTH_COLON "："

/**
 * kms_cli_request_options_clear:
 * @options: options; what they own is freed
 */
void
kms_cli_request_options_clear (KmsCliRequestOptions *options)
{
  g_clear_pointer (&options->server, g_free);
  g_clear_pointer (&options->device, g_free);
  g_clear_pointer (&options->category, g_free);
  g_clear_pointer (&options->site, g_strfreev);
  g_clear_pointer (&options->class_file, g_free);
  g_clear_pointer (&options->sheet, g_free);
  g_clear_pointer (&options->format_name, g_free);
  g_clear_pointer (&options->pairs, g_strfreev);
}

static gboolean
check_texts (const KmsCliRequestOptions *options, const char *command, KmsCliStatus *status)
{
  if (!kms_cli_check_text (command, "--server", options->server, status)
      || !kms_cli_check_text (command, "--device", options->device, status)
      || !kms_cli_check_text (command, "--category", options->category, status)
      || !kms_cli_check_text (command, "--format", options->format_name, status))
    return FALSE;

  for (guint i = 0; options->site != NULL && options->site[i] != NULL; i++)
    if (!kms_cli_check_text (command, "--site", options->site[i], status))
      return FALSE;

  for (guint i = 0; options->pairs != NULL && options->pairs[i] != NULL; i++)
    {
      /* Translators: %u counts the arguments KEY:REGID from 1 */
      g_autofree char *place = g_strdup_printf (_ ("Key %u"), i + 1);

      if (!kms_cli_check_text (command, place, options->pairs[i], status))
        return FALSE;
    }

  return TRUE;
}

/* What is missing, or too much; NULL when nothing is. */
static const char *
find_misuse (const KmsCliRequestOptions *options)
{
  if (options->demo && options->server != NULL)
    return _ ("--demo is offline: it excludes --server.");
  if (!options->demo && options->class_file != NULL)
    return _ ("--class is of use only together with --demo.");
  if (options->device == NULL)
    return _ ("--device is missing: the MPR ID or MAC address of the device.");
  if (options->site != NULL && g_strv_length (options->site) > KMS_SITE_N_LINES)
    return _ ("--site can be given twice: the site information has two lines.");
  if (options->sheet == NULL && options->pairs == NULL)
    return _ ("No key is given: write KEY:REGID, or use --sheet.");
  if (options->sheet != NULL && options->pairs != NULL)
    return _ ("Keys come either from --sheet or from the command line, not from both.");
  if (options->partial && options->sheet == NULL)
    return _ ("--partial is of use only together with --sheet.");

  return NULL;
}

/* Where the registration ID begins behind its colon; NULL when there is none. Separators inside the
 * activation key may be colons too, so the last one counts. */
static const char *
find_registration_id (const char *argument, gsize *key_length)
{
  const char *ascii = strrchr (argument, ':');
  const char *wide = g_strrstr (argument, FULL_WIDTH_COLON);

  if (ascii == NULL && wide == NULL)
    return NULL;
  if (wide == NULL || (ascii != NULL && ascii > wide))
    {
      *key_length = (gsize) (ascii - argument);
      return ascii + 1;
    }

  *key_length = (gsize) (wide - argument);
  return wide + strlen (FULL_WIDTH_COLON);
}

static gboolean
check_shapes (const KmsCliRequestOptions *options, const char *command, KmsCliStatus *status)
{
  for (guint i = 0; options->pairs != NULL && options->pairs[i] != NULL; i++)
    {
      gsize key_length = 0;
      g_autofree char *sentence = NULL, *shown = NULL;

      if (find_registration_id (options->pairs[i], &key_length) != NULL)
        continue;
      shown = kms_columns_make_printable (options->pairs[i]);
      /* Translators: KEY:REGID is literal; the number of the argument, and what was typed */
      sentence = g_strdup_printf (_ ("Key %u, “%s”, is not KEY:REGID: an activation key or License "
                                     "No., a colon and its registration ID."),
                                  i + 1, shown);
      *status = kms_cli_usage (command, sentence);
      return FALSE;
    }

  return TRUE;
}

/**
 * kms_cli_request_options_parse:
 * @options: where to; zeroed
 * @command: the name of the command
 * @description: what it does, for its help
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @status: (out): how to end
 *
 * Returns: %TRUE when the command is written as it should be; %FALSE to end with @status
 */
gboolean
kms_cli_request_options_parse (KmsCliRequestOptions *options,
                               const char *command,
                               const char *description,
                               int argc,
                               char **argv,
                               KmsCliStatus *status)
{
  const GOptionEntry entries[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, &options->demo,
      N_ ("Use the offline demo, whose keys work on no real device"), NULL },
    KMS_CLI_SERVER_ENTRY (options->server),
    { "device", 'd', 0, G_OPTION_ARG_FILENAME, &options->device,
      N_ ("The device: its MPR ID, or its MAC address in the category live-link"), N_ ("ID") },
    { "category", 'c', 0, G_OPTION_ARG_FILENAME, &options->category,
      N_ ("hdvc (HD Visual Communication, as if not given) or live-link (HDCom Live Link and "
          "others)"),
      N_ ("CATEGORY") },
    { "site", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &options->site,
      N_ ("A line of the site information; may be given twice"), N_ ("LINE") },
    { "sheet", 0, 0, G_OPTION_ARG_FILENAME, &options->sheet,
      N_ ("Take the keys from a text: a mail, a scanned sheet, a table; - is the standard input"),
      N_ ("FILE") },
    { "partial", 0, 0, G_OPTION_ARG_NONE, &options->partial,
      N_ ("With --sheet: go on when something in the text could not be used"), NULL },
    { "class", 0, 0, G_OPTION_ARG_FILENAME, &options->class_file,
      N_ ("Keep what the demo issued in this class file"), N_ ("FILE") },
    { "format", 'f', 0, G_OPTION_ARG_FILENAME, &options->format_name,
      N_ ("What to print: table, json or csv"), N_ ("FORMAT") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->pairs, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  const char *misuse = NULL;

  if (!kms_cli_parse (command, "[KEY:REGID…]", description, entries, argc, argv, status)
      || !check_texts (options, command, status))
    return FALSE;

  misuse = find_misuse (options);
  if (misuse != NULL)
    {
      *status = kms_cli_usage (command, misuse);
      return FALSE;
    }

  return kms_cli_read_format (command, options->format_name, &options->format, status)
         && check_shapes (options, command, status);
}

/**
 * kms_cli_read_identifier:
 * @kind: what it is
 * @place: an option or an argument, to complain of
 * @text: what was typed, in UTF-8
 * @length: its length in bytes, or -1
 * @digits: (out caller-allocates): the identifier
 *
 * Returns: whether it is one; otherwise a complaint was written
 */
gboolean
kms_cli_read_identifier (KmsIdentifierKind kind,
                         const char *place,
                         const char *text,
                         gssize length,
                         char digits[KMS_IDENTIFIER_SIZE])
{
  KmsIdentifierReading reading;
  g_autofree char *sentence = NULL;

  if (kms_identifier_read (kind, text, length, &reading))
    {
      g_strlcpy (digits, reading.digits, KMS_IDENTIFIER_SIZE);
      return TRUE;
    }

  sentence = kms_words_identifier_fault (kind, &reading);
  if (*reading.suggestion != '\0')
    {
      g_autofree char *question = kms_words_suggestion (kind, reading.suggestion);
      g_autofree char *both = g_strjoin (" ", sentence, question, NULL);

      kms_cli_complain_of (place, both);
    }
  else
    kms_cli_complain_of (place, sentence);

  return FALSE;
}

static gboolean
read_site (const KmsCliRequestOptions *options, KmsSite *site)
{
  gboolean good = TRUE;

  for (guint i = 0; options->site != NULL && options->site[i] != NULL; i++)
    {
      KmsSiteReading reading;
      g_autofree char *sentence = NULL;

      if (kms_site_set_line (site, i, options->site[i], &reading))
        continue;
      sentence = kms_words_site_fault (&reading);
      kms_cli_complain_of ("--site", sentence);
      good = FALSE;
    }

  return good;
}

static gboolean
add_pair (KmsRequest *request, const KmsKeyPair *pair)
{
  g_autoptr (GError) error = NULL;

  if (kms_request_add_pair (request, pair, &error))
    return TRUE;

  kms_cli_complain_of_error (request->category, NULL, error);
  return FALSE;
}

static gboolean
add_arguments (KmsRequest *request, char **arguments)
{
  gboolean good = TRUE;

  for (guint i = 0; arguments[i] != NULL; i++)
    {
      KmsKeyPair pair;
      gsize key_length = 0;
      const char *registration_id = find_registration_id (arguments[i], &key_length);
      g_autofree char *place = g_strdup_printf (_ ("Key %u"), i + 1);
      gboolean key_good =
          kms_cli_read_identifier (kms_identifier_key_kind (request->category), place, arguments[i],
                                   (gssize) key_length, pair.activation_key);
      gboolean id_good = kms_cli_read_identifier (KMS_IDENTIFIER_REGISTRATION_ID, place,
                                                  registration_id, -1, pair.registration_id);

      if (!key_good || !id_good)
        good = FALSE;
      else if (good && !add_pair (request, &pair))
        return FALSE;
    }

  return good;
}

/* Whether the leftover may be a key that somebody counts on. */
static gboolean
is_loss (KmsSheetRemark remark)
{
  return remark != KMS_SHEET_REPEATED && remark != KMS_SHEET_DEVICE_ID;
}

static guint
tell_leftovers (KmsCategory category, const char *path, const KmsSheetReading *reading)
{
  guint n_losses = 0;

  for (guint i = 0; i < reading->leftovers->len; i++)
    {
      const KmsSheetLeftover *leftover = g_ptr_array_index (reading->leftovers, i);
      g_autofree char *sentence = kms_words_leftover (leftover, category);

      kms_cli_complain_of (path, sentence);
      n_losses += is_loss (leftover->remark) ? 1 : 0;
    }

  return n_losses;
}

static gboolean
add_sheet (KmsRequest *request, const char *path, gboolean partial)
{
  gsize length = 0;
  guint n_losses = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsSheetReading) reading = NULL;
  g_autofree char *text = kms_cli_read_file (path, KMS_SHEET_MAX_SIZE, &length, &error);

  if (text != NULL)
    reading = kms_sheet_read (text, (gssize) length, &error);
  if (reading == NULL)
    {
      kms_cli_complain_of_error (request->category, path, error);
      return FALSE;
    }

  n_losses = tell_leftovers (request->category, path, reading);
  if (reading->pairs->len == 0)
    {
      kms_cli_complain_of (path, request->category == KMS_CATEGORY_LIVE_LINK
                                     ? _ ("No License No. with its registration ID was found.")
                                     : _ ("No activation key with its registration ID was found."));
      return FALSE;
    }
  if (n_losses > 0 && !partial)
    {
      kms_cli_complain (_ ("Nothing was done. Correct these lines, or add --partial to go on with "
                           "the keys that were found."));
      return FALSE;
    }

  for (guint i = 0; i < reading->pairs->len; i++)
    if (!add_pair (request, &g_array_index (reading->pairs, KmsKeyPair, i)))
      return FALSE;
  return TRUE;
}

/**
 * kms_cli_request_make:
 * @options: parsed options
 * @command: the name of the command
 * @status: (out): how to end
 *
 * Returns: (transfer full): the request, or %NULL to end with @status
 */
KmsRequest *
kms_cli_request_make (KmsCliRequestOptions *options, const char *command, KmsCliStatus *status)
{
  KmsCategory category = KMS_CATEGORY_HDVC;
  KmsIdentifierKind kind = KMS_IDENTIFIER_MPR_ID;
  char device_id[KMS_IDENTIFIER_SIZE] = "";
  KmsSite site = { 0 };
  g_autoptr (KmsRequest) request = NULL;
  gboolean device_good = FALSE;
  gboolean good = TRUE;

  if (!kms_cli_read_category (command, options->category, &category, status))
    return NULL;

  /* The keys are read with any device, so that everything that is wrong is told at once. */
  kind = kms_identifier_device_kind (category);
  memset (device_id, '0', kms_identifier_get_min_digits (kind));
  device_good = kms_cli_read_identifier (kind, "--device", options->device, -1, device_id);
  good = read_site (options, &site) && device_good;

  request = kms_request_new (category, device_id);
  request->site = site;
  if (options->pairs != NULL)
    good = add_arguments (request, options->pairs) && good;
  else
    good = add_sheet (request, options->sheet, options->partial) && good;

  *status = KMS_CLI_REFUSED;
  return good ? g_steal_pointer (&request) : NULL;
}
