/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsRest: attempts, and whether another one follows. The task of a call owns its state; while it waits
 * between attempts, a timer holds the task, and the caller's cancellable ends the waiting. */

#include "client/kms-rest-private.h"
#include "common/kms-random.h"

struct _KmsRest
{
  GObject parent_instance;

  char *url;            /* owned */
  SoupSession *session; /* owned */
  KmsRestLimits limits;
};

G_DEFINE_FINAL_TYPE (KmsRest, kms_rest, G_TYPE_OBJECT)

const KmsRestLimits kms_rest_default_limits = {
  .idle = 15,
  .attempt = 30 * 1000,
  .overall = 75 * 1000,
  .back_off = 500,
  .max_attempts = 5,
  .max_body = 4 * 1024 * 1024,
  .download = 60 * 60 * 1000,
  .max_download = G_GUINT64_CONSTANT (8) * 1024 * 1024 * 1024,
};

#define MAX_BACK_OFF 8000 /* milliseconds */

typedef struct
{
  KmsRestRequest *request; /* owned */
  gint64 start;            /* monotonic, microseconds */
  guint n_attempts;
} Call;

static void
call_free (Call *call)
{
  kms_rest_request_free (call->request);
  g_free (call);
}

static gboolean
changes_something (const KmsRestRequest *request)
{
  return !g_str_equal (request->method, "GET") && !request->repeatable;
}

static gboolean
may_be_repeated (const KmsRestRequest *request)
{
  if (g_str_equal (request->method, "POST"))
    return request->repeatable || request->idempotency_key != NULL;
  return !g_str_equal (request->method, "PUT") || request->if_match != NULL;
}

/* Whether it may help to send the same again after this answer. */
static gboolean
is_passing (const GError *error, const KmsRestReply *reply)
{
  if (error->code == KMS_ERROR_MAINTENANCE)
    return FALSE;
  if (reply->status == 409)
    return error->code == KMS_ERROR_REQUEST_IN_FLIGHT;
  return reply->status == 408 || reply->status == 429 || reply->status == 500
         || reply->status == 502 || reply->status == 503 || reply->status == 504;
}

/* Whether this answer says that nothing was done by this attempt. */
static gboolean
is_refusal (const GError *error, const KmsRestReply *reply) /* nullable */
{
  return reply != NULL && kms_rest_reply_is_problem (reply)
         && (reply->status < 500 || reply->status == 503) && reply->status != 408
         && error->code != KMS_ERROR_REQUEST_IN_FLIGHT;
}

/* Whether this answer says that nothing was done by an earlier attempt either: it came of what the
 * request says, and an earlier one that was carried out would have been answered again. */
static gboolean
is_final_refusal (const GError *error, const KmsRestReply *reply)
{
  return is_refusal (error, reply) && reply->status < 500 && reply->status != 401
         && reply->status != 403 && reply->status != 429;
}

/* Milliseconds until the next attempt; half of the back-off is left to chance, so that many clients do
 * not come back at once. */
static guint
get_delay (KmsRest *self, const Call *call, const GError *error)
{
  guint64 back_off = self->limits.back_off;
  guint32 chance;
  gint64 retry_after = 0;

  back_off <<= MIN (call->n_attempts - 1, 16);
  back_off = MIN (back_off, MAX_BACK_OFF);
  kms_random_bytes ((guint8 *) &chance, sizeof chance);
  back_off = back_off / 2 + (back_off / 2 * chance >> 32);
  kms_error_get_number (error, KMS_ERROR_RETRY_AFTER, &retry_after);
  return (guint) MIN (MAX ((gint64) back_off, retry_after * 1000), G_MAXINT);
}

static guint
get_elapsed (const Call *call)
{
  return (guint) MIN ((g_get_monotonic_time () - call->start) / 1000, G_MAXINT);
}

static void try_once (GTask *task);

static gboolean
on_waited (gpointer data)
{
  GTask *task = data;

  if (!g_task_return_error_if_cancelled (task))
    try_once (task);
  return G_SOURCE_REMOVE;
}

/* A child source makes its parent ready; this is what its own callback would have done. */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
wait (GTask *task, guint delay)
{
  g_autoptr (GSource) timer = g_timeout_source_new (delay);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable != NULL)
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

      g_source_set_callback (cancelled, G_SOURCE_FUNC (on_cancelled), NULL, NULL);
      g_source_add_child_source (timer, cancelled);
    }
  g_source_set_callback (timer, on_waited, g_object_ref (task), g_object_unref);
  g_source_attach (timer, g_task_get_context (task));
}

static void
fail (GTask *task, GError *error, const KmsRestReply *reply) /* reply is nullable */
{
  Call *call = g_task_get_task_data (task);

  if (error->domain == KMS_ERROR && changes_something (call->request))
    {
      if (is_final_refusal (error, reply))
        kms_error_set_number (error, KMS_ERROR_FINAL, 1);
      else if (call->request->uncertain)
        kms_error_set_number (error, KMS_ERROR_UNCERTAIN, 1);
    }
  g_task_return_error (task, error);
}

static void
on_attempt (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  KmsRest *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean sent = FALSE;
  gboolean passing = FALSE;
  g_autoptr (KmsRestReply) reply = kms_rest_attempt_finish (result, &sent, &passing, &error);
  KmsRestAnswer *answer = NULL;
  guint delay;

  if (reply != NULL && reply->status >= 200 && reply->status < 300)
    answer = kms_rest_answer_new (reply, &error);
  else if (reply != NULL)
    error = kms_rest_error_from_reply (reply);
  if (answer != NULL)
    {
      g_task_return_pointer (task, answer, (GDestroyNotify) kms_rest_answer_free);
      return;
    }

  if (sent && !is_refusal (error, reply))
    call->request->uncertain = TRUE;
  if (reply != NULL)
    passing = is_passing (error, reply);
  delay = get_delay (self, call, error);
  if (passing && !call->request->once && (!sent || may_be_repeated (call->request))
      && call->n_attempts < self->limits.max_attempts
      && (guint64) get_elapsed (call) + delay < self->limits.overall)
    {
      g_debug ("%s %s: %s; again in %u ms", call->request->method, call->request->path,
               error->message, delay);
      g_error_free (error);
      wait (task, delay);
    }
  else
    fail (task, error, reply);
}

static void
try_once (GTask *task)
{
  KmsRest *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  guint left = self->limits.overall - MIN (get_elapsed (call), self->limits.overall);
  const KmsRestAttempt attempt = {
    .session = self->session,
    .url = self->url,
    .request = call->request,
    .media_type = "application/json",
    .deadline = MIN (self->limits.attempt, left),
    .max_body = self->limits.max_body,
  };

  call->n_attempts++;
  kms_rest_attempt_async (&attempt, g_task_get_cancellable (task), on_attempt, g_object_ref (task));
}

static void
kms_rest_finalize (GObject *object)
{
  KmsRest *self = KMS_REST (object);

  g_free (self->url);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (kms_rest_parent_class)->finalize (object);
}

static void
kms_rest_class_init (KmsRestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_rest_finalize;
}

static void
kms_rest_init (KmsRest *self)
{
}

/**
 * kms_rest_new:
 * @url: the base URL of a server, as kms_rest_check_url() takes it
 * @authority: (nullable): whom to trust in place of the authorities of the system
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the way to the server; on failure %NULL and the error of
 *   kms_rest_check_url()
 */
KmsRest *
kms_rest_new (const char *url, GTlsDatabase *authority, GError **error)
{
  g_autofree char *checked = kms_rest_check_url (url, error);
  KmsRest *self;

  if (checked == NULL)
    return NULL;
  self = g_object_new (KMS_TYPE_REST, NULL);
  self->url = g_steal_pointer (&checked);
  self->session =
      soup_session_new_with_options ("max-conns", 8, "max-conns-per-host", 4, "user-agent",
                                     "KMS-Desk/" KMS_VERSION, "accept-language-auto", TRUE, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  if (authority != NULL)
    soup_session_set_tls_database (self->session, authority);
  /* Plain http goes to this computer, not to a proxy. */
  if (g_str_has_prefix (self->url, "http:"))
    soup_session_set_proxy_resolver (self->session, NULL);
  kms_rest_set_limits (self, &kms_rest_default_limits);
  return self;
}

/**
 * kms_rest_get_url:
 * @rest: the way to a server
 *
 * Returns: (transfer none): its base URL, in its one form
 */
const char *
kms_rest_get_url (KmsRest *rest)
{
  g_return_val_if_fail (KMS_IS_REST (rest), NULL);

  return rest->url;
}

/**
 * kms_rest_set_limits:
 * @rest: the way to a server
 * @limits: the bounds of calls that begin from here on; copied
 */
void
kms_rest_set_limits (KmsRest *rest, const KmsRestLimits *limits)
{
  g_return_if_fail (KMS_IS_REST (rest));

  rest->limits = *limits;
  soup_session_set_timeout (rest->session, limits->idle);
}

SoupSession *
kms_rest_get_session (KmsRest *rest)
{
  return rest->session;
}

const KmsRestLimits *
kms_rest_get_limits (KmsRest *rest)
{
  return &rest->limits;
}

/**
 * kms_rest_call_async:
 * @rest: the way to a server
 * @request: what to send; copied
 * @cancellable: (nullable): ends the call
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Sends a request, and again what may be repeated when that may help: after failures of the network and
 * 408, 429, 500, 502, 503 (but for maintenance), 504 and 409 request-in-flight, not before
 * `Retry-After`, within the limits.
 */
void
kms_rest_call_async (KmsRest *rest,
                     const KmsRestRequest *request,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (rest, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, kms_rest_call_async);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  g_task_set_check_cancellable (task, FALSE);
  call->request = kms_rest_request_copy (request);
  call->start = g_get_monotonic_time ();
  if (!g_task_return_error_if_cancelled (task))
    try_once (task);
}

/**
 * kms_rest_call_finish:
 * @rest: the way to a server
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the answer; on failure %NULL and what a server says or
 *   one of %KMS_ERROR_SERVER_UNREACHABLE to %KMS_ERROR_NO_KMS_SERVER; or %G_IO_ERROR_CANCELLED. It
 *   has the figure %KMS_ERROR_UNCERTAIN when the request may have been carried out, and
 *   %KMS_ERROR_FINAL when neither this one was nor an earlier one under the same Idempotency-Key
 */
KmsRestAnswer *
kms_rest_call_finish (KmsRest *rest, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_rest_call_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
