/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A main loop that runs until a call has its answer. */

#include "cli/kms-cli-wait.h"

/**
 * kms_cli_wait_init:
 * @wait: what to set up
 */
void
kms_cli_wait_init (KmsCliWait *wait)
{
  wait->loop = g_main_loop_new (NULL, FALSE);
  wait->result = NULL;
}

/**
 * kms_cli_wait_clear:
 * @wait: what to free the contents of
 */
void
kms_cli_wait_clear (KmsCliWait *wait)
{
  g_clear_object (&wait->result);
  g_clear_pointer (&wait->loop, g_main_loop_unref);
}

/**
 * kms_cli_wait_ready:
 * @source: unused
 * @result: the answer
 * @wait: a #KmsCliWait
 *
 * The #GAsyncReadyCallback to call with.
 */
void
kms_cli_wait_ready (GObject *source, GAsyncResult *result, gpointer wait)
{
  KmsCliWait *self = wait;

  g_set_object (&self->result, result);
  g_main_loop_quit (self->loop);
}

/**
 * kms_cli_wait_run:
 * @wait: a wait, whose call has just been made
 *
 * Returns: (transfer none): the answer, until the next one
 */
GAsyncResult *
kms_cli_wait_run (KmsCliWait *wait)
{
  g_main_loop_run (wait->loop);

  return wait->result;
}
