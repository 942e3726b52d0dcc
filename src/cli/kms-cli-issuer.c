/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was begun by an earlier command, or by the app, is finished and told before anything new is
 * issued. When it is the very same request, its answer is the answer. */

#include "cli/kms-cli-issuer.h"

#include "cli/kms-cli-output.h"
#include "common/kms-error.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

/**
 * kms_cli_issuer_new:
 * @server: a server where somebody is logged in
 *
 * Returns: (transfer full): what issues there
 */
KmsIssuer *
kms_cli_issuer_new (KmsCliServer *server)
{
  g_autoptr (KmsClock) clock = kms_clock_new_system ();
  g_autoptr (KmsJournal) journal = kms_journal_new_for_user (clock);

  return kms_issuer_new (KMS_BACKEND (server->remote), journal);
}

static void
complain_line_by_line (const char *page)
{
  g_auto (GStrv) lines = g_strsplit (page, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      kms_cli_complain (lines[i]);
}

static void
tell (const KmsAttempt *attempt)
{
  char device[KMS_IDENTIFIER_SHOWN_SIZE];
  g_autofree char *sentence = NULL;
  g_autofree char *page = NULL;

  kms_identifier_format (kms_identifier_device_kind (attempt->request->category),
                         attempt->request->device_id, device);
  if (attempt->answer != NULL)
    {
      /* Translators: %s is an MPR ID or a MAC address */
      sentence = g_strdup_printf (_ ("An earlier request for %s is finished:"), device);
      page = kms_words_issuance (attempt->answer);
      kms_cli_complain (sentence);
      complain_line_by_line (page);
      return;
    }

  if (kms_attempt_is_refused (attempt))
    /* Translators: %s is an MPR ID or a MAC address */
    sentence =
        g_strdup_printf (_ ("An earlier request for %s was refused; nothing was issued."), device);
  else
    /* Translators: %s is an MPR ID or a MAC address */
    sentence =
        g_strdup_printf (_ ("What became of an earlier request for %s is not known yet. It is "
                            "sent again with the next command."),
                         device);
  kms_cli_complain (sentence);
  kms_cli_complain_of_error (attempt->request->category, NULL, attempt->error);
}

/**
 * kms_cli_issuer_mark_seen:
 * @issuer: an issuer
 * @wait: what to wait with
 * @attempt: an attempt whose answer was told
 */
void
kms_cli_issuer_mark_seen (KmsIssuer *issuer, KmsCliWait *wait, const KmsAttempt *attempt)
{
  kms_issuer_mark_seen_async (issuer, attempt->idempotency_key, NULL, kms_cli_wait_ready, wait);
  /* Otherwise it is told once more. */
  kms_issuer_mark_seen_finish (issuer, kms_cli_wait_run (wait), NULL);
}

static gboolean
is_same (const KmsAttempt *attempt, const KmsRequest *request)
{
  return kms_request_same_keys (attempt->request, request)
         && kms_site_equal (&attempt->request->site, &request->site);
}

/**
 * kms_cli_issuer_finish_earlier:
 * @issuer: an issuer
 * @wait: what to wait with
 * @request: what is to be issued
 * @same: (out) (transfer full) (nullable): the earlier attempt at the very same that has an answer,
 *   to be told and marked as seen by the caller
 * @error: return location
 *
 * Sends again what has no answer, and tells what became of it.
 *
 * Returns: whether the journal could be read
 */
gboolean
kms_cli_issuer_finish_earlier (KmsIssuer *issuer,
                               KmsCliWait *wait,
                               const KmsRequest *request,
                               KmsAttempt **same,
                               GError **error)
{
  g_autoptr (GPtrArray) attempts = NULL;

  kms_issuer_resume_async (issuer, NULL, kms_cli_wait_ready, wait);
  attempts = kms_issuer_resume_finish (issuer, kms_cli_wait_run (wait), error);
  if (attempts == NULL)
    return FALSE;

  for (guint i = 0; i < attempts->len; i++)
    {
      const KmsAttempt *attempt = g_ptr_array_index (attempts, i);

      if (attempt->answer != NULL && *same == NULL && is_same (attempt, request))
        {
          *same = kms_attempt_copy (attempt);
          continue;
        }
      tell (attempt);
      if (attempt->answer != NULL)
        kms_cli_issuer_mark_seen (issuer, wait, attempt);
    }

  return TRUE;
}
