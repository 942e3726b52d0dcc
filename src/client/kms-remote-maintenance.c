/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Maintenance of the service of KmsRemote, and its absence, and the watch for their end: a timer that
 * asks for the status. The watch keeps nothing alive. */

#include "client/kms-remote-private.h"

/* Milliseconds: the first ones, each twice as long as the one before, and the others. */
#define FIRST_INTERVAL 2000u
#define WATCH_INTERVAL 20000

static void plan_watch (KmsRemote *self);

static void
set_gone (KmsRemote *self, gboolean gone)
{
  if (self->gone == gone)
    return;
  self->gone = gone;
  g_object_notify (G_OBJECT (self), "gone");
  self->n_asked = 0;
  if (gone)
    plan_watch (self);
}

static void
on_watched (GObject *source, GAsyncResult *result, gpointer data)
{
  GWeakRef *weak = data;
  g_autoptr (KmsRemote) self = g_weak_ref_get (weak);
  g_autoptr (KmsRestAnswer) answer = kms_rest_call_finish (KMS_REST (source), result, NULL);
  g_autoptr (KmsServerState) state = NULL;

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL || (!self->maintenance && !self->gone))
    return;
  if (answer != NULL)
    state = kms_server_state_from_json (answer->body, NULL);
  if (state != NULL)
    {
      kms_remote_set_maintenance (self, state->maintenance, state->until);
      set_gone (self, FALSE);
    }
  plan_watch (self);
}

static gboolean
on_watch (gpointer data)
{
  KmsRemote *self = data;
  g_autoptr (KmsRestRequest) request = kms_rest_request_new ("GET", "v1", "status", NULL);
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_clear_pointer (&self->watch, g_source_unref);
  request->once = TRUE;
  g_weak_ref_init (weak, self);
  kms_rest_call_async (self->rest, request, self->watch_cancel, on_watched, weak);
  return G_SOURCE_REMOVE;
}

static void
stop_watch (KmsRemote *self)
{
  if (self->watch != NULL)
    g_source_destroy (self->watch);
  g_clear_pointer (&self->watch, g_source_unref);
}

/* Asks again after a while, and just when it should be over; more often at first and from then on, when
 * it may not take long. */
static void
plan_watch (KmsRemote *self)
{
  gint64 left = (self->until - g_get_real_time ()) / 1000;
  guint delay = MIN (FIRST_INTERVAL << MIN (self->n_asked, 8), self->watch_interval);

  stop_watch (self);
  if (!self->maintenance && !self->gone)
    return;
  self->n_asked++;
  if (left > 0 && left < delay)
    {
      delay = (guint) left + 1;
      self->n_asked = 0;
    }
  self->watch = g_timeout_source_new (delay);
  g_source_set_callback (self->watch, on_watch, self, NULL);
  g_source_attach (self->watch, g_main_context_get_thread_default ());
}

void
kms_remote_set_maintenance (KmsRemote *remote, gboolean maintenance, gint64 until)
{
  gboolean begins = maintenance && !remote->maintenance;

  g_object_freeze_notify (G_OBJECT (remote));
  if (remote->until != until)
    {
      remote->until = until;
      g_object_notify (G_OBJECT (remote), "maintenance-until");
    }
  if (remote->maintenance != maintenance)
    {
      remote->maintenance = maintenance;
      g_object_notify (G_OBJECT (remote), "maintenance");
    }
  if (begins)
    remote->n_asked = 0;
  if (begins || !maintenance)
    plan_watch (remote);
  g_object_thaw_notify (G_OBJECT (remote));
}

void
kms_remote_note_maintenance (KmsRemote *remote, const GError *error)
{
  gint64 until = 0;

  if (!g_error_matches (error, KMS_ERROR, KMS_ERROR_MAINTENANCE))
    return;
  kms_error_get_number (error, KMS_ERROR_UNTIL, &until);
  kms_remote_set_maintenance (remote, TRUE, until);
}

void
kms_remote_note_absence (KmsRemote *remote, const GError *error)
{
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_SERVER_UNREACHABLE)
      || g_error_matches (error, KMS_ERROR, KMS_ERROR_SERVER_SILENT)
      || g_error_matches (error, KMS_ERROR, KMS_ERROR_SERVER_DOWN))
    set_gone (remote, TRUE);
}

void
kms_remote_init_maintenance (KmsRemote *remote)
{
  remote->watch_cancel = g_cancellable_new ();
  remote->watch_interval = WATCH_INTERVAL;
}

void
kms_remote_finalize_maintenance (KmsRemote *remote)
{
  stop_watch (remote);
  g_cancellable_cancel (remote->watch_cancel);
  g_object_unref (remote->watch_cancel);
}

/**
 * kms_remote_set_watch_interval:
 * @remote: a server
 * @milliseconds: how often it is asked at least during maintenance whether that is over; 20,000 at
 *   first
 */
void
kms_remote_set_watch_interval (KmsRemote *remote, guint milliseconds)
{
  g_return_if_fail (KMS_IS_REMOTE (remote));

  remote->watch_interval = milliseconds;
}
