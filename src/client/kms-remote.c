/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsRemote: the session and the calls that need it. A call that meets the end of the session goes onto
 * the list of those that wait, which owns it there; somebody logs in, and it is sent anew. The watch
 * over a maintenance is a timer that asks for the status; it keeps nothing alive. */

#include "client/kms-remote-private.h"

/* The task data of a call. */
typedef struct
{
  KmsRestRequest *request; /* owned */
  KmsRemoteMode mode;
  char *account_id; /* owned; whose call it is; NULL until it is sent in a session */

  GOutputStream *stream; /* owned; where a fetched file goes; NULL: the answer is JSON */
  const char *media_type;
  KmsRestProgress progress;
  gpointer progress_data;
} Call;

typedef struct
{
  GTask *task;        /* owned */
  GSource *cancelled; /* owned, nullable */
} Waiting;

enum
{
  PROP_0,
  PROP_LOGGED_IN,
  PROP_LOGIN_ID,
  N_PROPS,

  /* Of KmsService. */
  PROP_MAINTENANCE,
  PROP_MAINTENANCE_UNTIL,
  PROP_GONE,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE_WITH_CODE (
    KmsRemote,
    kms_remote,
    G_TYPE_OBJECT,
    G_IMPLEMENT_INTERFACE (KMS_TYPE_BACKEND, kms_remote_init_backend)
        G_IMPLEMENT_INTERFACE (KMS_TYPE_REPORTER, kms_remote_init_reporter)
            G_IMPLEMENT_INTERFACE (KMS_TYPE_POST_OFFICE, kms_remote_init_post_office)
                G_IMPLEMENT_INTERFACE (KMS_TYPE_SERVICE, kms_remote_init_service))

static void
call_free (Call *call)
{
  kms_rest_request_free (call->request);
  g_free (call->account_id);
  g_clear_object (&call->stream);
  g_free (call);
}

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  if (waiting->cancelled != NULL)
    {
      g_source_destroy (waiting->cancelled);
      g_source_unref (waiting->cancelled);
    }
  g_object_unref (waiting->task);
  g_free (waiting);
}

static void
fail_without_session (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  GError *error = g_error_new (KMS_ERROR, KMS_ERROR_SESSION_EXPIRED, "there is no session");

  if (call->request->uncertain)
    kms_error_set_number (error, KMS_ERROR_UNCERTAIN, 1);
  g_task_return_error (task, error);
}

static gboolean
on_waiting_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  KmsRemote *self = g_task_get_source_object (task);

  /* Out of the list first: whoever hears of it may log in or out. */
  for (guint i = 0; i < self->waiting->len; i++)
    {
      if (((Waiting *) g_ptr_array_index (self->waiting, i))->task == task)
        {
          g_ptr_array_remove_index (self->waiting, i);
          break;
        }
    }
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
wait_for_session (GTask *task)
{
  KmsRemote *self = g_task_get_source_object (task);
  Waiting *waiting = g_new0 (Waiting, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  waiting->task = g_object_ref (task);
  if (cancellable != NULL)
    {
      waiting->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiting->cancelled, G_SOURCE_FUNC (on_waiting_cancelled), task, NULL);
      g_source_attach (waiting->cancelled, g_task_get_context (task));
    }
  g_ptr_array_add (self->waiting, waiting);
}

static void
end_session (KmsRemote *self)
{
  g_clear_pointer (&self->token, g_free);
  self->ended = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOGGED_IN]);
  kms_service_emit_session_ended (KMS_SERVICE (self));
}

static void send_call (GTask *task);

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KmsRemote *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  KmsRestAnswer *answer = call->stream != NULL
                              ? kms_rest_fetch_finish (KMS_REST (source), result, &error)
                              : kms_rest_call_finish (KMS_REST (source), result, &error);
  gint64 value = 0;

  if (answer != NULL)
    {
      g_task_return_pointer (task, answer, (GDestroyNotify) kms_rest_answer_free);
      return;
    }
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_SESSION_EXPIRED)
      && call->mode == KMS_REMOTE_SESSION)
    {
      call->request->uncertain = kms_error_get_number (error, KMS_ERROR_UNCERTAIN, &value);
      g_error_free (error);
      /* Another call may have met the end before, and somebody may be logged in anew. */
      if (g_strcmp0 (call->request->token, self->token) == 0)
        {
          wait_for_session (task);
          end_session (self);
        }
      else
        send_call (task);
      return;
    }
  kms_remote_note_maintenance (self, error);
  if (call->mode == KMS_REMOTE_SESSION)
    kms_remote_note_absence (self, error);
  g_task_return_error (task, error);
}

static void
send_call (GTask *task)
{
  KmsRemote *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  if (call->mode == KMS_REMOTE_SESSION)
    {
      gboolean fresh = call->account_id == NULL;

      if (fresh)
        call->account_id = g_strdup (self->account_id);
      if (call->account_id == NULL || g_strcmp0 (call->account_id, self->account_id) != 0
          || (self->token == NULL && !self->ended && !fresh))
        {
          fail_without_session (task);
          return;
        }
      if (self->token == NULL)
        {
          wait_for_session (task);
          /* Logging in was given up, and yet somebody goes on. */
          if (!self->ended)
            end_session (self);
          return;
        }
      kms_rest_request_set_token (call->request, self->token);
    }
  if (call->stream != NULL)
    kms_rest_fetch_async (self->rest, call->request, call->media_type, call->stream, call->progress,
                          call->progress_data, g_task_get_cancellable (task), on_answer,
                          g_object_ref (task));
  else
    kms_rest_call_async (self->rest, call->request, g_task_get_cancellable (task), on_answer,
                         g_object_ref (task));
}

/* Sends those that wait, or lets them fail when they are somebody else's or nobody is logged in. */
static void
release_waiting (KmsRemote *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (waiting_free);
  for (guint i = 0; i < waiting->len; i++)
    send_call (((Waiting *) g_ptr_array_index (waiting, i))->task);
}

/*
 * kms_remote_call_async:
 * @remote: a server
 * @mode: whether in the session
 * @request: what to send; copied
 * @cancellable: (nullable): ends the call, the waiting for a session too
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_remote_call_async (KmsRemote *remote,
                       KmsRemoteMode mode,
                       const KmsRestRequest *request,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task =
      kms_remote_task_new (remote, cancellable, callback, user_data, kms_remote_call_async);
  Call *call = g_new0 (Call, 1);

  call->request = kms_rest_request_copy (request);
  call->mode = mode;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  send_call (task);
}

KmsRestAnswer *
kms_remote_call_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/*
 * kms_remote_fetch_async:
 * @remote: a server
 * @request: a GET in the session; copied
 * @media_type: of which type the file must be; static
 * @stream: where it goes; referenced
 * @progress: (nullable): told while it comes
 * @progress_data: data for @progress
 * @cancellable: (nullable): ends the call, the waiting for a session too
 * @callback: called when it has ended
 * @user_data: data for @callback
 */
void
kms_remote_fetch_async (KmsRemote *remote,
                        const KmsRestRequest *request,
                        const char *media_type,
                        GOutputStream *stream,
                        KmsRestProgress progress,
                        gpointer progress_data,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task =
      kms_remote_task_new (remote, cancellable, callback, user_data, kms_remote_fetch_async);
  Call *call = g_new0 (Call, 1);

  call->request = kms_rest_request_copy (request);
  call->mode = KMS_REMOTE_SESSION;
  call->stream = g_object_ref (stream);
  call->media_type = media_type;
  call->progress = progress;
  call->progress_data = progress_data;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  send_call (task);
}

KmsRestAnswer *
kms_remote_fetch_finish (KmsRemote *remote, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Dropped for good: what waits fails. */
void
kms_remote_drop_session (KmsRemote *remote)
{
  gboolean was_logged_in = remote->token != NULL;

  g_object_ref (remote);
  g_clear_pointer (&remote->token, g_free);
  g_clear_pointer (&remote->account_id, g_free);
  remote->ended = FALSE;
  g_free (remote->account);
  remote->account = g_strdup (kms_rest_get_url (remote->rest));
  release_waiting (remote);
  kms_remote_set_login_id (remote, NULL);
  if (was_logged_in)
    g_object_notify_by_pspec (G_OBJECT (remote), properties[PROP_LOGGED_IN]);
  g_object_unref (remote);
}

/* A session for all calls from here on, and for those that wait, when it is of the same account. */
void
kms_remote_begin_session (KmsRemote *remote, const char *token, const KmsLoginSession *session)
{
  char *copy = g_strdup (token);
  gboolean was_logged_in = remote->token != NULL;

  g_free (remote->token);
  remote->token = copy;
  remote->ended = FALSE;
  g_free (remote->account_id);
  remote->account_id = g_strdup (session->account_id);
  g_free (remote->account);
  remote->account = g_strconcat (kms_rest_get_url (remote->rest), "#", session->account_id, NULL);
  kms_remote_set_login_id (remote, session->login_id);
  if (!was_logged_in)
    g_object_notify_by_pspec (G_OBJECT (remote), properties[PROP_LOGGED_IN]);
  release_waiting (remote);
}

void
kms_remote_set_login_id (KmsRemote *remote, const char *login_id)
{
  if (g_strcmp0 (remote->login_id, login_id) == 0)
    return;
  g_free (remote->login_id);
  remote->login_id = g_strdup (login_id);
  g_object_notify_by_pspec (G_OBJECT (remote), properties[PROP_LOGIN_ID]);
}

static void
kms_remote_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KmsRemote *self = KMS_REMOTE (object);

  switch (id)
    {
    case PROP_LOGGED_IN:
      g_value_set_boolean (value, self->token != NULL);
      break;
    case PROP_LOGIN_ID:
      g_value_set_string (value, self->login_id);
      break;
    case PROP_MAINTENANCE:
      g_value_set_boolean (value, self->maintenance);
      break;
    case PROP_MAINTENANCE_UNTIL:
      g_value_set_int64 (value, self->until);
      break;
    case PROP_GONE:
      g_value_set_boolean (value, self->gone);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_remote_finalize (GObject *object)
{
  KmsRemote *self = KMS_REMOTE (object);

  kms_remote_finalize_maintenance (self);
  g_ptr_array_unref (self->waiting);
  g_clear_object (&self->rest);
  g_free (self->account);
  g_free (self->account_id);
  g_free (self->login_id);
  g_free (self->token);

  G_OBJECT_CLASS (kms_remote_parent_class)->finalize (object);
}

static void
kms_remote_class_init (KmsRemoteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = kms_remote_get_property;
  object_class->finalize = kms_remote_finalize;

  properties[PROP_LOGGED_IN] = g_param_spec_boolean ("logged-in", NULL, NULL, FALSE, flags);
  properties[PROP_LOGIN_ID] = g_param_spec_string ("login-id", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_object_class_override_property (object_class, PROP_MAINTENANCE, "maintenance");
  g_object_class_override_property (object_class, PROP_MAINTENANCE_UNTIL, "maintenance-until");
  g_object_class_override_property (object_class, PROP_GONE, "gone");
}

static void
kms_remote_init (KmsRemote *self)
{
  self->waiting = g_ptr_array_new_with_free_func (waiting_free);
  kms_remote_init_maintenance (self);
}

const char *
kms_remote_get_account (KmsBackend *backend)
{
  return KMS_REMOTE (backend)->account;
}

/**
 * kms_remote_new:
 * @rest: the way to the server; referenced
 *
 * Returns: (transfer full): the server, with nobody logged in
 */
KmsRemote *
kms_remote_new (KmsRest *rest)
{
  KmsRemote *self;

  g_return_val_if_fail (KMS_IS_REST (rest), NULL);

  self = g_object_new (KMS_TYPE_REMOTE, NULL);
  self->rest = g_object_ref (rest);
  self->account = g_strdup (kms_rest_get_url (rest));
  return self;
}

/**
 * kms_remote_get_rest:
 * @remote: a server
 *
 * Returns: (transfer none): the way to it
 */
KmsRest *
kms_remote_get_rest (KmsRemote *remote)
{
  g_return_val_if_fail (KMS_IS_REMOTE (remote), NULL);

  return remote->rest;
}

/**
 * kms_remote_is_logged_in:
 * @remote: a server
 *
 * Returns: whether there is a session, as far as is known
 */
gboolean
kms_remote_is_logged_in (KmsRemote *remote)
{
  g_return_val_if_fail (KMS_IS_REMOTE (remote), FALSE);

  return remote->token != NULL;
}

/**
 * kms_remote_get_login_id:
 * @remote: a server
 *
 * Returns: (transfer none) (nullable): who is logged in, or was when the session ended
 */
const char *
kms_remote_get_login_id (KmsRemote *remote)
{
  g_return_val_if_fail (KMS_IS_REMOTE (remote), NULL);

  return remote->login_id;
}

/**
 * kms_remote_get_token:
 * @remote: a server
 *
 * Returns: (transfer none) (nullable): the token of the session, a secret
 */
const char *
kms_remote_get_token (KmsRemote *remote)
{
  g_return_val_if_fail (KMS_IS_REMOTE (remote), NULL);

  return remote->token;
}

/* One that comes after it asks again ("session-ended"). */
void
kms_remote_give_up_log_in (KmsRemote *remote)
{
  if (!remote->ended)
    return;
  remote->ended = FALSE;
  release_waiting (remote);
}
