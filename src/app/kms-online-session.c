/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way to the server, and the session there: what takes several steps. Each call is a GTask that
 * owns what it needs. */

#include "app/kms-online-private.h"

#include "app/kms-writing.h"

/* Reaching a server ------------------------------------------------------------------------------ */

static void
return_remote (GTask *task, GTlsDatabase *authority)
{
  GError *error = NULL;
  g_autoptr (KmsRest) rest = kms_rest_new (g_task_get_task_data (task), authority, &error);

  if (rest == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, kms_remote_new (rest), g_object_unref);
}

static void
on_authority (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GTlsDatabase) authority = kms_rest_load_authority_finish (result, &error);

  if (authority == NULL)
    g_task_return_error (task, error);
  else
    return_remote (task, authority);
}

/**
 * kms_online_reach_async:
 * @url: the address of a server, as typed
 * @authority_file: (nullable): the path of its certificate authority; %NULL or "" for those of the
 *   system
 * @callback: called when there is a way to it; nothing was sent yet
 */
void
kms_online_reach_async (KmsOnline *self,
                        const char *url,
                        const char *authority_file,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GFile) file = NULL;
  GError *error = NULL;
  char *checked = kms_rest_check_url (url, &error);

  g_task_set_source_tag (task, kms_online_reach_async);
  if (checked == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, checked, g_free);
  if (authority_file == NULL || *authority_file == '\0')
    {
      return_remote (task, NULL);
      return;
    }
  file = g_file_new_for_path (authority_file);
  kms_rest_load_authority_async (file, cancellable, on_authority, g_object_ref (task));
}

/**
 * kms_online_reach_finish:
 * @result: what the callback got
 * @error: KMS_ERROR_SERVER_URL_*, KMS_ERROR_AUTHORITY_INVALID
 *
 * Returns: (transfer full): the way to the server; on failure %NULL
 */
KmsRemote *
kms_online_reach_finish (KmsOnline *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kms_online_use:
 * @remote: the way to a server
 * @authority_file: (nullable): the path of its certificate authority
 *
 * This is the server of this person from now on. Nothing changes when it was so before.
 */
void
kms_online_use (KmsOnline *self, KmsRemote *remote, const char *authority_file)
{
  const char *url = kms_rest_get_url (kms_remote_get_rest (remote));
  g_autofree char *former_file = NULL;

  g_return_if_fail (KMS_IS_ONLINE (self));

  former_file = kms_settings_get_authority_file (self->settings);
  if (self->remote != NULL && g_strcmp0 (authority_file, former_file) == 0
      && g_str_equal (url, kms_rest_get_url (kms_remote_get_rest (self->remote))))
    return;
  kms_settings_set_server (self->settings, url);
  kms_settings_set_authority_file (self->settings, authority_file);
  g_clear_pointer (&self->given_url, g_free);
  kms_online_set_remote (self, remote);
}

/* The session ------------------------------------------------------------------------------------ */

typedef struct
{
  KmsSecrets *secrets; /* owned */
  gboolean remember;
  gboolean is_given; /* on the command line: nothing is kept of it */
} LogIn;

static void
log_in_free (gpointer data)
{
  LogIn *log_in = data;

  g_clear_pointer (&log_in->secrets, kms_secrets_free);
  g_free (log_in);
}

static void
on_logged_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsOnline *self = g_task_get_source_object (task);
  LogIn *log_in = g_task_get_task_data (task);
  KmsRemote *remote = KMS_REMOTE (source);
  GError *error = NULL;
  gboolean was_remembered = self->remembered;

  if (!kms_remote_log_in_finish (remote, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  kms_online_set_secrets (self,
                          log_in->remember ? kms_secrets_new (log_in->secrets->login_id,
                                                              log_in->secrets->password,
                                                              kms_remote_get_token (remote))
                                           : NULL,
                          log_in->remember);
  if (!log_in->is_given)
    kms_settings_set_login_id (self->settings, log_in->secrets->login_id);
  if (remote == self->remote && (self->remembered || was_remembered))
    kms_online_write_secrets (self);
  g_task_return_boolean (task, TRUE);
}

static void
log_in (KmsOnline *self, LogIn *how, GTask *task)
{
  g_task_set_source_tag (task, kms_online_log_in_async);
  g_task_set_task_data (task, how, log_in_free);
  kms_remote_log_in_async (self->remote, how->secrets->login_id, how->secrets->password,
                           g_task_get_cancellable (task), on_logged_in, g_object_ref (task));
}

/**
 * kms_online_log_in_async:
 * @login_id: the login ID
 * @password: the password
 * @remember: whether login ID, password and session go into the keyring; if not, they leave it
 */
void
kms_online_log_in_async (KmsOnline *self,
                         const char *login_id,
                         const char *password,
                         gboolean remember,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  LogIn *how;

  g_return_if_fail (self->remote != NULL);

  how = g_new0 (LogIn, 1);
  how->secrets = kms_secrets_new (login_id, password, NULL);
  how->remember = remember;
  log_in (self, how, task);
}

/**
 * kms_online_log_in_finish:
 * @result: what the callback got
 * @error: KMS_ERROR
 *
 * Returns: whether there is a session
 */
gboolean
kms_online_log_in_finish (KmsOnline *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Opening ---------------------------------------------------------------------------------------- */

static void
on_logged_in_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (kms_online_log_in_finish (KMS_ONLINE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_resumed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsOnline *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (kms_remote_resume_finish (KMS_REMOTE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else if (!g_error_matches (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED))
    g_task_return_error (task, error);
  else if (self->secrets == NULL || self->secrets->password == NULL)
    {
      g_error_free (error);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      g_error_free (error);
      kms_online_log_in_async (self, self->secrets->login_id, self->secrets->password, TRUE,
                               g_task_get_cancellable (task), on_logged_in_again,
                               g_object_ref (task));
    }
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsOnline *self = g_task_get_source_object (task);
  KmsSecrets *secrets = NULL;

  /* Without a keyring nothing is remembered. */
  kms_credentials_look_up_finish (KMS_CREDENTIALS (source), result, &secrets, NULL);
  kms_online_set_secrets (self, secrets, TRUE);
  if (self->remote == NULL || secrets == NULL || secrets->token == NULL)
    g_task_return_boolean (task, TRUE);
  else
    kms_remote_resume_async (self->remote, secrets->token, g_task_get_cancellable (task),
                             on_resumed, g_object_ref (task));
}

/* Takes over @given. */
static void
log_in_with_given (KmsOnline *self, KmsSecrets *given, GTask *opening)
{
  g_autoptr (GTask) task = g_task_new (self, g_task_get_cancellable (opening), on_logged_in_again,
                                       g_object_ref (opening));
  LogIn *how = g_new0 (LogIn, 1);

  how->secrets = given;
  how->is_given = TRUE;
  log_in (self, how, task);
}

static void
on_reached (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsOnline *self = KMS_ONLINE (source);
  GError *error = NULL;
  g_autoptr (KmsRemote) remote = kms_online_reach_finish (self, result, &error);
  g_autoptr (KmsSecrets) given = NULL;

  if (remote == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  kms_online_set_remote (self, remote);
  given = g_steal_pointer (&self->given_secrets);
  if (given != NULL)
    log_in_with_given (self, g_steal_pointer (&given), task);
  else
    kms_credentials_look_up_async (self->credentials,
                                   kms_rest_get_url (kms_remote_get_rest (remote)),
                                   g_task_get_cancellable (task), on_looked_up,
                                   g_object_ref (task));
}

/**
 * kms_online_open_async:
 * @callback: called when it is known whether somebody is logged in
 *
 * Makes the way to the server of the settings, and goes on with the session that is remembered.
 */
void
kms_online_open_async (KmsOnline *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *url = NULL, *authority_file = NULL;

  g_task_set_source_tag (task, kms_online_open_async);
  url = self->given_url != NULL ? g_strdup (self->given_url)
                                : kms_settings_get_server (self->settings);
  authority_file = kms_settings_get_authority_file (self->settings);
  if (*url == '\0')
    g_task_return_boolean (task, TRUE);
  else
    kms_online_reach_async (self, url, authority_file, cancellable, on_reached,
                            g_object_ref (task));
}

/**
 * kms_online_open_finish:
 * @result: what the callback got
 * @error: KMS_ERROR: why there is no way to the server, or no session, in spite of what is remembered
 *
 * Returns: whether nothing went wrong: kms_remote_is_logged_in() tells whether there is a session
 */
gboolean
kms_online_open_finish (KmsOnline *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The end of it ----------------------------------------------------------------------------------- */

static void
on_logged_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* A session that could not be ended ends by itself; nobody here has its token any more. */
  kms_remote_log_out_finish (KMS_REMOTE (source), result, NULL);
  kms_writing_end ();
}

/**
 * kms_online_log_out:
 * @remote: where; it may be the server from before
 *
 * Ends the session; a remembered password stays remembered.
 */
void
kms_online_log_out (KmsOnline *self, KmsRemote *remote)
{
  g_return_if_fail (KMS_IS_ONLINE (self));

  if (self->remembered && remote == self->remote)
    {
      kms_online_set_secrets (
          self, kms_secrets_new (self->secrets->login_id, self->secrets->password, NULL), TRUE);
      kms_online_write_secrets (self);
    }
  kms_writing_begin ();
  kms_remote_log_out_async (remote, NULL, on_logged_out, NULL);
}

/* (transfer full) @secrets, nullable: nothing is remembered any more */
static void
replace_secrets (KmsOnline *self, KmsSecrets *secrets)
{
  kms_online_set_secrets (self, secrets, TRUE);
  kms_online_write_secrets (self);
}

/**
 * kms_online_set_password:
 * @login_id: the login ID now
 * @password: (nullable): the password now; %NULL when it is not known
 *
 * The password has been changed: what is remembered follows.
 */
void
kms_online_set_password (KmsOnline *self, const char *login_id, const char *password)
{
  const char *token;

  g_return_if_fail (KMS_IS_ONLINE (self));

  kms_settings_set_login_id (self->settings, login_id);
  if (!self->remembered)
    return;
  token = kms_remote_get_token (self->remote);
  replace_secrets (self, password != NULL ? kms_secrets_new (login_id, password, token) : NULL);
}

/**
 * kms_online_set_login_id:
 * @login_id: the login ID now
 *
 * The login ID has been changed, and the password has not: what is remembered follows.
 */
void
kms_online_set_login_id (KmsOnline *self, const char *login_id)
{
  g_return_if_fail (KMS_IS_ONLINE (self));

  kms_settings_set_login_id (self->settings, login_id);
  if (self->remembered)
    replace_secrets (self, kms_secrets_new (login_id, self->secrets->password,
                                            kms_remote_get_token (self->remote)));
}
