/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server of this person. It owns references to settings and credentials, the way to the server,
 * what is remembered of the session, and a timer that looks for what is announced.
 *
 * The keyring is written behind a log-in, never before it: nobody waits for it. */

#include "app/kms-online-private.h"

#include "app/kms-writing.h"

#define REFRESH_INTERVAL 300 /* seconds */

typedef enum
{
  PROP_REMOTE = 1,
  PROP_REMEMBERED,
} KmsOnlineProps;

enum
{
  ANNOUNCEMENTS_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[PROP_REMEMBERED + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsOnline, kms_online, G_TYPE_OBJECT)

static void
set_announcements (KmsOnline *self, GPtrArray *announcements)
{
  if (self->announcements->len == 0 && announcements->len == 0)
    {
      g_ptr_array_unref (announcements);
      return;
    }
  g_ptr_array_unref (self->announcements);
  self->announcements = announcements;
  g_signal_emit (self, signals[ANNOUNCEMENTS_CHANGED], 0);
}

static void
on_announcements (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsOnline) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *announcements = kms_remote_list_notices_finish (KMS_REMOTE (source), result, &error);

  /* What cannot be learnt now is asked again; whoever logs in learns why. */
  if (announcements != NULL && source == (GObject *) self->remote)
    set_announcements (self, announcements);
  else
    g_clear_pointer (&announcements, g_ptr_array_unref);
}

/* The remote tells what it has learnt. */
static void
on_status (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsServerState) state =
      kms_remote_get_status_finish (KMS_REMOTE (source), result, NULL);
}

static gboolean
on_refresh_timeout (gpointer user_data)
{
  kms_online_refresh (user_data);
  return G_SOURCE_CONTINUE;
}

/* (transfer full) @secrets, nullable */
void
kms_online_set_secrets (KmsOnline *self, KmsSecrets *secrets, gboolean remembered)
{
  gboolean was_remembered = self->remembered;

  g_clear_pointer (&self->secrets, kms_secrets_free);
  self->secrets = secrets;
  self->remembered = remembered && secrets != NULL;
  if (self->remembered != was_remembered)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REMEMBERED]);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* "memory-only" tells when the keyring is out of reach. */
  kms_credentials_forget_finish (KMS_CREDENTIALS (source), result, NULL);
  kms_writing_end ();
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  kms_credentials_store_finish (KMS_CREDENTIALS (source), result, NULL);
  kms_writing_end ();
}

/* The keyring gets what is remembered now, or loses it. */
void
kms_online_write_secrets (KmsOnline *self)
{
  const char *url = kms_rest_get_url (kms_remote_get_rest (self->remote));

  kms_writing_begin ();
  if (self->remembered)
    kms_credentials_store_async (self->credentials, url, self->secrets, NULL, on_stored, NULL);
  else
    kms_credentials_forget_async (self->credentials, url, NULL, on_forgotten, NULL);
}

void
kms_online_set_remote (KmsOnline *self, KmsRemote *remote)
{
  if (!g_set_object (&self->remote, remote))
    return;
  kms_online_set_secrets (self, NULL, FALSE);
  set_announcements (self, g_ptr_array_new ());
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REMOTE]);
  kms_online_refresh (self);
}

static void
kms_online_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KmsOnline *self = KMS_ONLINE (object);

  switch ((KmsOnlineProps) id)
    {
    case PROP_REMOTE:
      g_value_set_object (value, self->remote);
      break;
    case PROP_REMEMBERED:
      g_value_set_boolean (value, self->remembered);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_online_dispose (GObject *object)
{
  KmsOnline *self = KMS_ONLINE (object);

  g_clear_handle_id (&self->refresh_timeout, g_source_remove);
  g_cancellable_cancel (self->refreshing);

  G_OBJECT_CLASS (kms_online_parent_class)->dispose (object);
}

static void
kms_online_finalize (GObject *object)
{
  KmsOnline *self = KMS_ONLINE (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->credentials);
  g_clear_object (&self->remote);
  g_clear_object (&self->refreshing);
  g_clear_pointer (&self->secrets, kms_secrets_free);
  g_clear_pointer (&self->announcements, g_ptr_array_unref);
  g_clear_pointer (&self->given_url, g_free);
  g_clear_pointer (&self->given_secrets, kms_secrets_free);

  G_OBJECT_CLASS (kms_online_parent_class)->finalize (object);
}

static void
kms_online_class_init (KmsOnlineClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = kms_online_get_property;
  object_class->dispose = kms_online_dispose;
  object_class->finalize = kms_online_finalize;

  properties[PROP_REMOTE] = g_param_spec_object ("remote", NULL, NULL, KMS_TYPE_REMOTE, flags);
  properties[PROP_REMEMBERED] = g_param_spec_boolean ("remembered", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * KmsOnline::announcements-changed:
   *
   * The operator announces something else now.
   */
  signals[ANNOUNCEMENTS_CHANGED] =
      g_signal_new ("announcements-changed", KMS_TYPE_ONLINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
kms_online_init (KmsOnline *self)
{
  self->announcements = g_ptr_array_new ();
  self->refreshing = g_cancellable_new ();
  self->refresh_timeout = g_timeout_add_seconds (REFRESH_INTERVAL, on_refresh_timeout, self);
}

/**
 * kms_online_new:
 * @settings: where the address of the server is
 * @credentials: where login ID, password and session are
 *
 * Returns: (transfer full): no server yet; kms_online_open_async() makes the way to it
 */
KmsOnline *
kms_online_new (KmsSettings *settings, KmsCredentials *credentials)
{
  KmsOnline *self = g_object_new (KMS_TYPE_ONLINE, NULL);

  self->settings = g_object_ref (settings);
  self->credentials = g_object_ref (credentials);
  return self;
}

/**
 * kms_online_set_server:
 * @url: the address of a server
 *
 * Goes there, whatever the settings say, and leaves them as they are. To be called before
 * kms_online_open_async().
 */
void
kms_online_set_server (KmsOnline *self, const char *url)
{
  g_return_if_fail (KMS_IS_ONLINE (self));

  g_free (self->given_url);
  self->given_url = g_strdup (url);
}

/**
 * kms_online_set_log_in:
 * @login_id: a login ID
 * @password: its password
 *
 * Logs in with these when the way to the server is opened, whatever is remembered, and remembers
 * nothing. To be called before kms_online_open_async().
 */
void
kms_online_set_log_in (KmsOnline *self, const char *login_id, const char *password)
{
  g_return_if_fail (KMS_IS_ONLINE (self));

  g_clear_pointer (&self->given_secrets, kms_secrets_free);
  self->given_secrets = kms_secrets_new (login_id, password, NULL);
}

/**
 * kms_online_get_settings:
 *
 * Returns: (transfer none): what is kept from one start to the next
 */
KmsSettings *
kms_online_get_settings (KmsOnline *self)
{
  g_return_val_if_fail (KMS_IS_ONLINE (self), NULL);
  return self->settings;
}

/**
 * kms_online_get_credentials:
 *
 * Returns: (transfer none): what is kept in the keyring
 */
KmsCredentials *
kms_online_get_credentials (KmsOnline *self)
{
  g_return_val_if_fail (KMS_IS_ONLINE (self), NULL);
  return self->credentials;
}

/**
 * kms_online_get_remote:
 *
 * Returns: (transfer none) (nullable): the way to the server, or %NULL as long as none is known
 */
KmsRemote *
kms_online_get_remote (KmsOnline *self)
{
  g_return_val_if_fail (KMS_IS_ONLINE (self), NULL);
  return self->remote;
}

/**
 * kms_online_dup_login_id:
 *
 * Returns: (transfer full): the login ID to fill in: that of the session, the one that is remembered
 *   or the last one; "" when there was none
 */
char *
kms_online_dup_login_id (KmsOnline *self)
{
  const char *login_id = NULL;

  g_return_val_if_fail (KMS_IS_ONLINE (self), NULL);

  if (self->remote != NULL)
    login_id = kms_remote_get_login_id (self->remote);
  if (login_id == NULL && self->secrets != NULL)
    login_id = self->secrets->login_id;
  return login_id != NULL ? g_strdup (login_id) : kms_settings_get_login_id (self->settings);
}

/**
 * kms_online_get_password:
 *
 * Returns: (transfer none) (nullable): the password that is remembered for kms_online_dup_login_id(),
 *   or %NULL
 */
const char *
kms_online_get_password (KmsOnline *self)
{
  g_autofree char *login_id = NULL;

  g_return_val_if_fail (KMS_IS_ONLINE (self), NULL);

  login_id = kms_online_dup_login_id (self);
  if (!self->remembered || !g_str_equal (self->secrets->login_id, login_id))
    return NULL;
  return self->secrets->password;
}

/**
 * kms_online_is_remembered:
 *
 * Returns: whether login ID and password are to be remembered
 */
gboolean
kms_online_is_remembered (KmsOnline *self)
{
  g_return_val_if_fail (KMS_IS_ONLINE (self), FALSE);
  return self->remembered;
}

/**
 * kms_online_get_announcements:
 *
 * Returns: (transfer none) (element-type KmsAnnouncement): what the operator announces, the newest
 *   first
 */
GPtrArray *
kms_online_get_announcements (KmsOnline *self)
{
  g_return_val_if_fail (KMS_IS_ONLINE (self), NULL);
  return self->announcements;
}

/**
 * kms_online_refresh:
 *
 * Looks for what is announced, and whether a maintenance is under way.
 */
void
kms_online_refresh (KmsOnline *self)
{
  g_return_if_fail (KMS_IS_ONLINE (self));

  if (self->remote == NULL)
    return;
  kms_remote_list_notices_async (self->remote, self->refreshing, on_announcements,
                                 g_object_ref (self));
  kms_remote_get_status_async (self->remote, self->refreshing, on_status, NULL);
}
