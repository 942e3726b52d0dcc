/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms issue and kms preview: the same command line, of which one issues and the other only asks. */

#include "cli/kms-cli-commands.h"
#include "cli/kms-cli-format.h"
#include "cli/kms-cli-issuer.h"
#include "cli/kms-cli-output.h"
#include "cli/kms-cli-request.h"
#include "cli/kms-cli-wait.h"

#include <glib/gi18n.h>

/* The lines that were saved for the device stand in for lines that were not given; one that was given
 * as nothing is given. */
static gboolean
fill_in_site (KmsBackend *backend,
              KmsCliWait *wait,
              const KmsCliRequestOptions *options,
              KmsRequest *request,
              GError **error)
{
  guint n_given = options->site != NULL ? g_strv_length (options->site) : 0;
  KmsSite saved = { 0 };

  kms_backend_load_site_async (backend, request->category, request->device_id, NULL,
                               kms_cli_wait_ready, wait);
  if (!kms_backend_load_site_finish (backend, kms_cli_wait_run (wait), &saved, error))
    return FALSE;

  for (guint i = n_given; i < KMS_SITE_N_LINES; i++)
    g_strlcpy (request->site.line[i], saved.line[i], KMS_SITE_LINE_SIZE);
  return TRUE;
}

static KmsCliStatus
refuse (const KmsCliRequestOptions *options, KmsCategory category, const GError *error)
{
  kms_cli_complain_of_error (category,
                             error->code >= KMS_ERROR_STORE_FULL && error->domain == KMS_ERROR
                                 ? options->class_file
                                 : NULL,
                             error);
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_WRONG_CATEGORY))
    kms_cli_complain (_ ("On the command line, the category is chosen with --category."));

  return KMS_CLI_REFUSED;
}

static gboolean
write_issuance (const KmsIssuance *issuance, const KmsCliRequestOptions *options)
{
  g_autofree char *page = kms_cli_format_issuance (issuance, options->format);

  return kms_cli_write (page);
}

static KmsCliStatus
issue_in_demo (KmsBackend *backend, const KmsCliRequestOptions *options, KmsRequest *request)
{
  g_auto (KmsCliWait) wait = { 0 };
  g_autofree char *attempt = g_uuid_string_random ();
  g_autoptr (KmsIssuance) issuance = NULL;
  g_autoptr (GError) error = NULL;

  kms_cli_wait_init (&wait);
  if (fill_in_site (backend, &wait, options, request, &error))
    {
      kms_backend_issue_async (backend, request, attempt, NULL, kms_cli_wait_ready, &wait);
      issuance = kms_backend_issue_finish (backend, kms_cli_wait_run (&wait), &error);
    }
  if (issuance == NULL)
    return refuse (options, request->category, error);

  return write_issuance (issuance, options) ? KMS_CLI_DONE : KMS_CLI_REFUSED;
}

static KmsCliStatus
fail (const KmsCliRequestOptions *options, KmsCategory category, const GError *error)
{
  gint64 uncertain = 0;
  KmsCliStatus status = refuse (options, category, error);

  if (kms_error_get_number (error, KMS_ERROR_UNCERTAIN, &uncertain) && uncertain == 1)
    kms_cli_complain (
        _ ("Whether the keys were issued is not known yet. Do the same again: nothing "
           "is issued twice."));
  return status;
}

static KmsCliStatus
issue_on_server (KmsCliServer *server, const KmsCliRequestOptions *options, KmsRequest *request)
{
  g_autoptr (KmsIssuer) issuer = kms_cli_issuer_new (server);
  g_autoptr (KmsAttempt) attempt = NULL;
  g_autoptr (GError) error = NULL;

  if (fill_in_site (KMS_BACKEND (server->remote), &server->wait, options, request, &error)
      && kms_cli_issuer_finish_earlier (issuer, &server->wait, request, &attempt, &error)
      && attempt == NULL)
    {
      kms_issuer_issue_async (issuer, request, NULL, NULL, kms_cli_wait_ready, &server->wait);
      attempt = kms_issuer_issue_finish (issuer, kms_cli_wait_run (&server->wait), &error);
    }
  if (attempt == NULL)
    return fail (options, request->category, error);

  /* What could not be written is kept, and told again by the next command. */
  if (!write_issuance (attempt->answer, options))
    return KMS_CLI_REFUSED;
  kms_cli_issuer_mark_seen (issuer, &server->wait, attempt);
  return KMS_CLI_DONE;
}

static KmsCliStatus
preview (KmsBackend *backend, const KmsCliRequestOptions *options, KmsRequest *request)
{
  g_auto (KmsCliWait) wait = { 0 };
  g_autoptr (KmsPreview) verdicts = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *page = NULL;

  kms_cli_wait_init (&wait);
  if (fill_in_site (backend, &wait, options, request, &error))
    {
      kms_backend_preview_async (backend, request, NULL, kms_cli_wait_ready, &wait);
      verdicts = kms_backend_preview_finish (backend, kms_cli_wait_run (&wait), &error);
    }
  if (verdicts == NULL)
    return refuse (options, request->category, error);

  page = kms_cli_format_preview (request, verdicts, kms_backend_is_demo (backend), options->format);
  return kms_cli_write (page) && !kms_preview_is_refusal (verdicts) ? KMS_CLI_DONE
                                                                    : KMS_CLI_REFUSED;
}

static KmsCliStatus
preview_on_server (KmsCliServer *server, const KmsCliRequestOptions *options, KmsRequest *request)
{
  return preview (KMS_BACKEND (server->remote), options, request);
}

typedef KmsCliStatus (*InDemo) (KmsBackend *, const KmsCliRequestOptions *, KmsRequest *);
typedef KmsCliStatus (*OnServer) (KmsCliServer *, const KmsCliRequestOptions *, KmsRequest *);

static KmsCliStatus
run (int argc,
     char **argv,
     const char *description,
     KmsCliOpenDemo open_demo,
     InDemo in_demo,
     OnServer on_server)
{
  g_auto (KmsCliRequestOptions) options = { 0 };
  g_auto (KmsCliServer) server = { 0 };
  g_autoptr (KmsRequest) request = NULL;
  g_autoptr (KmsBackend) backend = NULL;
  g_autoptr (GError) error = NULL;
  KmsCliStatus status = KMS_CLI_REFUSED;
  const char *command = argv[0];

  if (!kms_cli_request_options_parse (&options, command, description, argc, argv, &status)
      || (!options.demo && !kms_cli_server_open (&server, command, options.server, &status)))
    return status;

  request = kms_cli_request_make (&options, command, &status);
  if (request == NULL)
    return status;
  if (!options.demo)
    return kms_cli_server_resume (&server) ? on_server (&server, &options, request)
                                           : KMS_CLI_REFUSED;

  backend = open_demo (options.class_file, &error);
  if (backend == NULL)
    {
      kms_cli_complain_of_error (request->category, options.class_file, error);
      return KMS_CLI_REFUSED;
    }

  return in_demo (backend, &options, request);
}

/**
 * kms_cli_issue:
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @open_demo: what opens the demo
 *
 * Issues, and prints what was issued.
 *
 * Returns: how to end
 */
KmsCliStatus
kms_cli_issue (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  return run (argc, argv,
              _ ("Issues registration keys for a device: all that are asked for, or none."),
              open_demo, issue_in_demo, issue_on_server);
}

/**
 * kms_cli_preview:
 * @argc: how many arguments there are
 * @argv: (array length=argc): the arguments, the name of the command first
 * @open_demo: what opens the demo
 *
 * Prints the verdict on each key, also when issuing would be refused.
 *
 * Returns: how to end
 */
KmsCliStatus
kms_cli_preview (int argc, char **argv, KmsCliOpenDemo open_demo)
{
  return run (argc, argv, _ ("Says what issuing would do with each key, and issues nothing."),
              open_demo, preview, preview_on_server);
}
