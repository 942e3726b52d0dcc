/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests whose outcome a notification tells, and the keys that one asks for. These wait until somebody is
 * logged in, until it is known which requests there are, and until a clipboard takes them. The window owns
 * what is asked for. */

#include "app/kms-window-private.h"

#ifdef GDK_WINDOWING_WAYLAND
#include <gdk/wayland/gdkwayland.h>
#endif

/* On Wayland a clipboard takes something from the window that has the keyboard only. */
static gboolean
can_copy (KmsWindow *self)
{
#ifdef GDK_WINDOWING_WAYLAND
  if (GDK_IS_WAYLAND_DISPLAY (gtk_widget_get_display (GTK_WIDGET (self))))
    return gtk_window_is_active (GTK_WINDOW (self));
#endif
  return TRUE;
}

/* Keys that are on their way to the screen are left alone. */
static void
hand_out (KmsWindow *self)
{
  KmsHandOut what = self->hand_out;

  if (self->flow == NULL || !kms_issue_flow_is_of (self->flow, self->issued_draft)
      || (what == KMS_HAND_OUT_COPY && !can_copy (self)))
    return;
  self->hand_out = KMS_HAND_OUT_NOTHING;
  kms_issue_flow_hand_out (self->flow, what);
}

/**
 * kms_window_look_for_issued:
 *
 * Shows the keys that are asked for as soon as they are among the requests, or it is known that they are not.
 */
void
kms_window_look_for_issued (KmsWindow *self)
{
  const KmsAttempt *attempt;

  if (!self->looking || gtk_stack_get_visible_child (self->stack) != (gpointer) self->home)
    return;
  attempt = kms_pending_find_draft (self->pending, self->issued_draft);
  if ((attempt == NULL || attempt->answer == NULL) && kms_pending_is_checking (self->pending))
    return;
  self->looking = FALSE;
  if (attempt == NULL)
    kms_window_wish_find (self, self->issued_device);
  else if (attempt->answer != NULL)
    {
      kms_window_show_attempt (self, attempt);
      hand_out (self);
    }
}

static void
on_pending_changed (KmsWindow *self)
{
  if (!kms_backend_is_demo (self->backend))
    kms_notifier_tell_outcomes (self->notifier, self->pending);
  kms_window_look_for_issued (self);
}

/**
 * kms_window_set_pending:
 * @pending: (nullable) (transfer full): the requests of the account that is open; %NULL: there is none
 *
 * Tells what becomes of them. What is known of the former ones is kept in the journal.
 */
void
kms_window_set_pending (KmsWindow *self, KmsPending *pending)
{
  if (self->pending != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->pending, on_pending_changed, self);
      kms_pending_stop (self->pending);
    }
  g_clear_object (&self->pending);
  self->pending = pending;
  if (pending != NULL)
    g_signal_connect_object (pending, "changed", G_CALLBACK (on_pending_changed), self,
                             G_CONNECT_SWAPPED);
}

/* Home says what is known of a request without keys. */
static void
go_issued (KmsWindow *self)
{
  kms_window_go_home (self);
  self->looking = self->backend != NULL;
  kms_window_look_for_issued (self);
}

/**
 * kms_window_wish_issued:
 * @draft_id: the draft that the keys were asked for from
 * @device_id: the device that they are for
 * @what: what to do with them
 *
 * Shows the keys of a request of the account as soon as somebody is logged in: at its end when nobody has seen
 * them, or else where all keys are found.
 */
void
kms_window_wish_issued (KmsWindow *self,
                        const char *draft_id,
                        const char *device_id,
                        KmsHandOut what)
{
  g_return_if_fail (KMS_IS_WINDOW (self));

  self->hand_out = what;
  g_free (self->issued_draft);
  self->issued_draft = g_strdup (draft_id);
  g_free (self->issued_device);
  self->issued_device = g_strdup (device_id);
  if (self->flow != NULL && kms_issue_flow_is_of (self->flow, draft_id))
    hand_out (self);
  else if (self->backend != NULL && kms_backend_is_demo (self->backend))
    {
      self->wish = go_issued;
      gtk_widget_activate_action (GTK_WIDGET (self), "win.leave-demo", NULL);
    }
  else
    kms_window_wish (self, go_issued);
}

/**
 * kms_window_init_issued:
 *
 * Waits for the keyboard from now on.
 */
void
kms_window_init_issued (KmsWindow *self)
{
  g_signal_connect (self, "notify::is-active", G_CALLBACK (hand_out), NULL);
}
