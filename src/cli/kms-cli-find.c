/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms find: the keys of a device, or the device of a key. */

#include "cli/kms-cli-commands.h"
#include "cli/kms-cli-output.h"
#include "cli/kms-cli-request.h"
#include "cli/kms-cli-server.h"

#include <glib/gi18n.h>

#define COMMAND "find"

typedef struct
{
  gboolean demo;
  char *server;      /* owned, nullable */
  char *device;      /* owned, nullable */
  char *key;         /* owned, nullable */
  char *category;    /* owned, nullable */
  char *class_file;  /* owned, nullable */
  char *format_name; /* owned, nullable */
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->server, g_free);
  g_clear_pointer (&options->device, g_free);
  g_clear_pointer (&options->key, g_free);
  g_clear_pointer (&options->category, g_free);
  g_clear_pointer (&options->class_file, g_free);
  g_clear_pointer (&options->format_name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int argc, char **argv, KmsCliStatus *status)
{
  const GOptionEntry entries[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, &options->demo,
      N_ ("Use the offline demo, whose keys work on no real device"), NULL },
    KMS_CLI_SERVER_ENTRY (options->server),
    { "device", 'd', 0, G_OPTION_ARG_FILENAME, &options->device,
      N_ ("The device: its MPR ID, or its MAC address in the category live-link"), N_ ("ID") },
    { "key", 'k', 0, G_OPTION_ARG_FILENAME, &options->key, N_ ("The activation key or License No."),
      N_ ("KEY") },
    { "category", 'c', 0, G_OPTION_ARG_FILENAME, &options->category,
      N_ ("hdvc (HD Visual Communication, as if not given) or live-link (HDCom Live Link and "
          "others)"),
      N_ ("CATEGORY") },
    { "class", 0, 0, G_OPTION_ARG_FILENAME, &options->class_file,
      N_ ("Look into this class file of the demo"), N_ ("FILE") },
    { "format", 'f', 0, G_OPTION_ARG_FILENAME, &options->format_name,
      N_ ("What to print: table, json or csv"), N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL,
  };
  const char *misuse = NULL;

  if (!kms_cli_parse (COMMAND, NULL,
                      _ ("Finds the keys that were issued for a device, or the device of a key."),
                      entries, argc, argv, status)
      || !kms_cli_check_text (COMMAND, "--server", options->server, status)
      || !kms_cli_check_text (COMMAND, "--device", options->device, status)
      || !kms_cli_check_text (COMMAND, "--key", options->key, status)
      || !kms_cli_check_text (COMMAND, "--category", options->category, status)
      || !kms_cli_check_text (COMMAND, "--format", options->format_name, status))
    return FALSE;

  if (options->demo && options->server != NULL)
    misuse = _ ("--demo is offline: it excludes --server.");
  else if (!options->demo && options->class_file != NULL)
    misuse = _ ("--class is of use only together with --demo.");
  else if ((options->device != NULL) == (options->key != NULL))
    misuse = _ ("Say either --device or --key.");
  if (misuse == NULL)
    return TRUE;

  *status = kms_cli_usage (COMMAND, misuse);
  return FALSE;
}

/* All pages; of KmsIssuedKey. */
static GPtrArray *
find (KmsBackend *backend, const KmsSearch *search, GError **error)
{
  g_auto (KmsCliWait) wait = { 0 };
  g_autoptr (GPtrArray) keys =
      g_ptr_array_new_with_free_func ((GDestroyNotify) kms_issued_key_free);
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
      for (guint i = 0; i < page->rows->len; i++)
        {
          KmsFoundKey *found = g_ptr_array_index (page->rows, i);

          g_ptr_array_add (keys, g_steal_pointer (&found->key));
        }
      g_free (cursor);
      cursor = g_steal_pointer (&page->next_cursor);
    }
  while (cursor != NULL);
  return g_steal_pointer (&keys);
}

static KmsCliStatus
find_and_write (KmsBackend *backend,
                const char *place,
                KmsCategory category,
                const KmsSearch *search,
                KmsCliFormat format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = find (backend, search, &error);
  g_autofree char *page = NULL;

  if (keys == NULL)
    {
      kms_cli_complain_of_error (category, place, error);
      return KMS_CLI_REFUSED;
    }
  if (keys->len == 0 && format == KMS_CLI_TABLE)
    {
      kms_cli_complain (_ ("Nothing was found."));
      return KMS_CLI_REFUSED;
    }

  page = kms_cli_format_keys (keys, kms_backend_is_demo (backend), format);
  return kms_cli_write (page) && keys->len > 0 ? KMS_CLI_DONE : KMS_CLI_REFUSED;
}

/**
 * kms_cli_find:
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @open_demo: what opens the demo
 *
 * Prints keys that were issued; finding none is a refusal.
 *
 * Returns: how to end
 */
KmsCliStatus
kms_cli_find (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  g_auto (Options) options = { 0 };
  g_auto (KmsCliServer) server = { 0 };
  g_autoptr (KmsBackend) backend = NULL;
  g_autoptr (KmsSearch) search = kms_search_new (NULL);
  g_autoptr (GError) error = NULL;
  KmsCliStatus status = KMS_CLI_REFUSED;
  KmsCategory category = KMS_CATEGORY_HDVC;
  KmsCliFormat format = KMS_CLI_TABLE;
  char digits[KMS_IDENTIFIER_SIZE];
  gboolean by_device = FALSE;

  if (!parse (&options, argc, argv, &status)
      || !kms_cli_read_category (COMMAND, options.category, &category, &status)
      || !kms_cli_read_format (COMMAND, options.format_name, &format, &status)
      || (!options.demo && !kms_cli_server_open (&server, COMMAND, options.server, &status)))
    return status;

  by_device = options.device != NULL;
  if (!kms_cli_read_identifier (
          by_device ? kms_identifier_device_kind (category) : kms_identifier_key_kind (category),
          by_device ? "--device" : "--key", by_device ? options.device : options.key, -1, digits))
    return KMS_CLI_REFUSED;
  *(by_device ? &search->device_id : &search->activation_key) = g_strdup (digits);

  if (!options.demo && !kms_cli_server_resume (&server))
    return KMS_CLI_REFUSED;
  backend = options.demo ? open_demo (options.class_file, &error)
                         : KMS_BACKEND (g_object_ref (server.remote));
  if (backend == NULL)
    {
      kms_cli_complain_of_error (category, options.class_file, error);
      return KMS_CLI_REFUSED;
    }

  return find_and_write (backend, options.demo ? options.class_file : server.url, category, search,
                         format);
}
