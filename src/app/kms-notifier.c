/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notifications of the desktop. It borrows the window that owns it, and remembers which outcomes are told and
 * which notifications are there: they go when somebody is at the window. */

#include "app/kms-notifier.h"

#include "app/kms-news.h"

#include <glib/gi18n.h>

#define SESSION "session"
#define SERVICE "service"

struct _KmsNotifier
{
  GObject parent_instance;

  GtkWindow *window; /* borrowed */
  gboolean seen;     /* somebody was at it, so that it can be away: at the start it is on its way */

  /* Owned */
  GHashTable *told;  /* IDs of drafts whose outcome somebody was told of, here or in the window */
  GHashTable *shown; /* IDs of notifications */
};

G_DEFINE_FINAL_TYPE (KmsNotifier, kms_notifier, G_TYPE_OBJECT)

/* Whether somebody had the window before them, and has neither it nor a dialog over it now. */
static gboolean
is_away (KmsNotifier *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *each = windows; each != NULL; each = each->next)
    if (gtk_window_is_active (each->data))
      return FALSE;
  return self->seen;
}

static void
send (KmsNotifier *self, const char *id, GNotification *notification)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (self->window));

  if (application == NULL)
    return;
  g_hash_table_add (self->shown, g_strdup (id));
  g_application_send_notification (application, id, notification);
}

static void
on_active (KmsNotifier *self)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (self->window));
  GHashTableIter iter;
  gpointer id;

  if (application == NULL || !gtk_window_is_active (self->window))
    return;
  self->seen = TRUE;
  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_application_withdraw_notification (application, id);
  g_hash_table_remove_all (self->shown);
}

static void
kms_notifier_finalize (GObject *object)
{
  KmsNotifier *self = KMS_NOTIFIER (object);

  g_hash_table_unref (self->told);
  g_hash_table_unref (self->shown);

  G_OBJECT_CLASS (kms_notifier_parent_class)->finalize (object);
}

static void
kms_notifier_class_init (KmsNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_notifier_finalize;
}

static void
kms_notifier_init (KmsNotifier *self)
{
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * kms_notifier_new:
 * @window: the window whose absence counts; it outlives the notifier
 *
 * Returns: (transfer full): nothing is told yet
 */
KmsNotifier *
kms_notifier_new (GtkWindow *window)
{
  KmsNotifier *self = g_object_new (KMS_TYPE_NOTIFIER, NULL);

  self->window = window;
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_active), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* What the buttons are about: the request, by its draft, and where its keys are found later. */
static GVariant *
get_target (const KmsAttempt *attempt)
{
  return g_variant_new ("(ss)", attempt->draft_id, attempt->request->device_id);
}

static GNotification *
new_issued (const KmsAttempt *attempt)
{
  guint n_keys = attempt->answer->keys->len;
  GNotification *notification = g_notification_new (_ ("Registration Keys Issued"));
  g_autofree char *body =
      /* Translators: a notification: how many registration keys were issued */
      g_strdup_printf (ngettext ("%u registration key is ready.", "%u registration keys are ready.",
                                 n_keys),
                       n_keys);

  g_notification_set_body (notification, body);
  /* Translators: the buttons of a notification */
  g_notification_add_button_with_target_value (notification, _ ("Copy Keys"), "app.copy-issued",
                                               get_target (attempt));
  g_notification_add_button_with_target_value (notification, _ ("Key Card…"), "app.print-issued",
                                               get_target (attempt));
  return notification;
}

static GNotification *
new_refused (void)
{
  GNotification *notification = g_notification_new (_ ("Nothing Was Issued"));

  g_notification_set_body (notification, _ ("KMS Desk says why. The work is kept."));
  return notification;
}

static void
tell_outcome (KmsNotifier *self, const KmsAttempt *attempt)
{
  g_autoptr (GNotification) notification =
      attempt->answer != NULL ? new_issued (attempt) : new_refused ();
  g_autofree char *id = g_strconcat ("outcome-", attempt->draft_id, NULL);

  g_notification_set_default_action_and_target_value (notification, "app.show-issued",
                                                      get_target (attempt));
  send (self, id, notification);
}

/**
 * kms_notifier_tell_outcomes:
 * @pending: requests of an account
 *
 * Tells what became of each, once. What becomes known while somebody is at the window is told there.
 */
void
kms_notifier_tell_outcomes (KmsNotifier *self, KmsPending *pending)
{
  GPtrArray *attempts = kms_pending_get_attempts (pending);

  g_return_if_fail (KMS_IS_NOTIFIER (self));

  for (guint i = 0; i < attempts->len; i++)
    {
      const KmsAttempt *attempt = g_ptr_array_index (attempts, i);

      if (attempt->draft_id == NULL)
        continue;
      /* A draft that was refused may be asked for again. */
      if (attempt->answer == NULL && !kms_attempt_is_over (attempt))
        g_hash_table_remove (self->told, attempt->draft_id);
      else if (g_hash_table_add (self->told, g_strdup (attempt->draft_id)) && is_away (self))
        tell_outcome (self, attempt);
    }
}

/**
 * kms_notifier_tell_session_ended:
 *
 * The work stands still until somebody logs in again.
 */
void
kms_notifier_tell_session_ended (KmsNotifier *self)
{
  g_autoptr (GNotification) notification = NULL;

  g_return_if_fail (KMS_IS_NOTIFIER (self));

  if (!is_away (self))
    return;
  notification = g_notification_new (_ ("The Session Has Ended"));
  g_notification_set_body (notification, _ ("Log in again, and the work goes on where it is."));
  g_notification_set_default_action (notification, "app.show");
  g_notification_add_button (notification, _ ("Log In"), "app.show");
  send (self, SESSION, notification);
}

/**
 * kms_notifier_tell_service_back:
 * @logged_in: whether a session goes on
 *
 * The maintenance is over, or the server answers again.
 */
void
kms_notifier_tell_service_back (KmsNotifier *self, gboolean logged_in)
{
  g_autoptr (GNotification) notification = NULL;

  g_return_if_fail (KMS_IS_NOTIFIER (self));

  if (!is_away (self))
    return;
  notification = g_notification_new (_ ("The Service Is Back"));
  g_notification_set_body (notification, logged_in ? _ ("The work goes on where it was.")
                                                   : _ ("Logging in is possible again."));
  g_notification_set_default_action (notification, "app.show");
  g_notification_add_button (notification, logged_in ? _ ("Go On") : _ ("Log In"), "app.show");
  send (self, SERVICE, notification);
}

/**
 * kms_notifier_announce:
 * @application: the application
 * @announcement: what the operator announces
 *
 * Tells it whatever window is before whom: it is for everybody, and not about anybody.
 */
void
kms_notifier_announce (GApplication *application, const KmsAnnouncement *announcement)
{
  g_autofree char *text = kms_news_describe (announcement);
  g_autoptr (GNotification) notification = g_notification_new (
      announcement->maintenance ? _ ("Maintenance of the Service") : _ ("News of the Service"));

  g_notification_set_body (notification, text);
  g_notification_set_default_action (notification, "app.home");
  g_notification_add_button (notification, _ ("Show"), "app.home");
  /* Before it begins. */
  if (announcement->maintenance)
    g_notification_add_button (notification, _ ("Issue Keys"), "app.issue");
  g_application_send_notification (application, announcement->id, notification);
}
