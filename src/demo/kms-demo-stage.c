/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes wrong in a scenario, and the service that is played by it: a call meets a fault before it
 * is carried out, and fails as it would with a server. A fault lasts until its time is over or somebody
 * ends it. A call that meets the end of the session goes onto the list of those that wait, which owns
 * it there. */

#include "common/kms-error.h"
#include "demo/kms-demo-private.h"

enum
{
  PROP_MAINTENANCE = 1,
  PROP_MAINTENANCE_UNTIL,
  PROP_GONE,
};

typedef struct
{
  GTask *task;        /* owned */
  GSource *cancelled; /* owned, nullable */
} Waiting;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  if (waiting->cancelled != NULL)
    g_source_destroy (waiting->cancelled);
  g_clear_pointer (&waiting->cancelled, g_source_unref);
  g_object_unref (waiting->task);
  g_free (waiting);
}

void
kms_demo_stage_init (KmsDemoStage *stage)
{
  stage->waiting = g_ptr_array_new_with_free_func (waiting_free);
}

void
kms_demo_stage_clear (KmsDemoStage *stage)
{
  g_clear_handle_id (&stage->timer, g_source_remove);
  g_clear_pointer (&stage->scenario, kms_scenario_unref);
  g_ptr_array_unref (stage->waiting);
}

static void
tell (KmsDemoBackend *self, KmsScenarioEventKind kind, KmsError error)
{
  const KmsScenarioEvent event = { .kind = kind, .error = error };

  kms_classroom_emit_happened (KMS_CLASSROOM (self), &event);
}

/* Faults ----------------------------------------------------------------------------------------- */

static gboolean
is_about_everything (const KmsScenarioFault *fault)
{
  return fault->error != KMS_ERROR_CONNECTION_BROKEN && fault->error != KMS_ERROR_RATE_LIMITED
         && fault->error != KMS_ERROR_SERVER_BUSY;
}

/* The rule of KmsRemote. */
static gboolean
is_gone (const KmsScenarioFault *fault)
{
  return fault->error == KMS_ERROR_SERVER_UNREACHABLE || fault->error == KMS_ERROR_SERVER_SILENT;
}

static void
notify_service (KmsDemoBackend *self)
{
  g_object_notify (G_OBJECT (self), "maintenance-until");
  g_object_notify (G_OBJECT (self), "maintenance");
  g_object_notify (G_OBJECT (self), "gone");
}

/*
 * kms_demo_stage_end_fault:
 *
 * Ends the fault that lasts, if there is one.
 */
void
kms_demo_stage_end_fault (KmsDemoBackend *self)
{
  KmsDemoStage *stage = &self->stage;
  const KmsScenarioFault *fault = g_steal_pointer (&stage->fault);

  g_clear_handle_id (&stage->timer, g_source_remove);
  if (fault == NULL)
    return;
  stage->until = 0;
  g_object_freeze_notify (G_OBJECT (self));
  notify_service (self);
  tell (self, KMS_SCENARIO_FAULT_ENDED, fault->error);
  g_object_thaw_notify (G_OBJECT (self));
}

static gboolean
on_time_over (gpointer data)
{
  KmsDemoBackend *self = data;

  self->stage.timer = 0;
  kms_demo_stage_end_fault (self);
  return G_SOURCE_REMOVE;
}

static void
begin_fault (KmsDemoBackend *self, const KmsScenarioFault *fault)
{
  KmsDemoStage *stage = &self->stage;

  stage->fault = fault;
  if (fault->seconds > 0)
    {
      stage->until = kms_clock_now (self->clock) + fault->seconds * G_TIME_SPAN_SECOND;
      stage->timer = g_timeout_add_seconds (fault->seconds, on_time_over, self);
    }
  g_object_freeze_notify (G_OBJECT (self));
  notify_service (self);
  tell (self, KMS_SCENARIO_FAULT_BEGAN, fault->error);
  g_object_thaw_notify (G_OBJECT (self));
}

/* The fault that begins with a call; NULL: none. */
static const KmsScenarioFault *
find_fault (const KmsDemoStage *stage, KmsScenarioCall call)
{
  const GPtrArray *faults = stage->scenario->faults;

  for (guint i = 0; i < faults->len; i++)
    {
      const KmsScenarioFault *fault = g_ptr_array_index (faults, i);

      if (fault->call == call && fault->number == stage->n_calls[call])
        return fault;
    }
  return NULL;
}

static GError *
error_new (const KmsDemoStage *stage, KmsScenarioCall call)
{
  const KmsScenarioFault *fault = stage->fault;
  GError *error = g_error_new (KMS_ERROR, (int) fault->error, "scenario %s", stage->scenario->id);

  if (stage->until != 0 && fault->error == KMS_ERROR_MAINTENANCE)
    kms_error_set_number (error, KMS_ERROR_UNTIL, stage->until);
  if (fault->seconds > 0)
    kms_error_set_number (error, KMS_ERROR_RETRY_AFTER, fault->seconds);
  /* It was sent, and nobody knows how far it came. */
  if (call == KMS_SCENARIO_ISSUE
      && (fault->error == KMS_ERROR_SERVER_SILENT || fault->error == KMS_ERROR_CONNECTION_BROKEN))
    kms_error_set_number (error, KMS_ERROR_UNCERTAIN, 1);
  return error;
}

/*
 * kms_demo_stage_meet:
 * @call: what is called
 * @again: whether it waited for somebody to log in, and was counted before
 * @error: return location; set for KMS_DEMO_FAIL and KMS_DEMO_LOSE_ANSWER
 *
 * Returns: what becomes of the call
 */
KmsDemoTurn
kms_demo_stage_meet (KmsDemoBackend *self, KmsScenarioCall call, gboolean again, GError **error)
{
  KmsDemoStage *stage = &self->stage;
  const KmsScenarioFault *fault = NULL;

  if (stage->scenario == NULL)
    return KMS_DEMO_GO_ON;
  if (!again)
    {
      stage->n_calls[call]++;
      fault = find_fault (stage, call);
    }
  if (fault != NULL && fault->error == KMS_ERROR_SESSION_EXPIRED)
    stage->expired = TRUE;
  else if (fault != NULL && stage->fault == NULL)
    {
      begin_fault (self, fault);
      g_propagate_error (error, error_new (stage, call));
      return fault->carried_out ? KMS_DEMO_LOSE_ANSWER : KMS_DEMO_FAIL;
    }
  if (stage->fault != NULL && (is_about_everything (stage->fault) || stage->fault->call == call))
    {
      g_propagate_error (error, error_new (stage, call));
      return KMS_DEMO_FAIL;
    }
  return stage->expired ? KMS_DEMO_WAIT : KMS_DEMO_GO_ON;
}

/* The session ------------------------------------------------------------------------------------ */

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  KmsDemoBackend *self = g_task_get_source_object (task);

  /* Out of the list first: whoever hears of it may log in. */
  for (guint i = 0; i < self->stage.waiting->len; i++)
    {
      if (((Waiting *) g_ptr_array_index (self->stage.waiting, i))->task == task)
        {
          g_ptr_array_remove_index (self->stage.waiting, i);
          break;
        }
    }
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/*
 * kms_demo_stage_wait:
 * @task: a call that meets the end of the session
 *
 * Keeps it until somebody logs in, or nobody will.
 */
void
kms_demo_stage_wait (KmsDemoBackend *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->task = g_object_ref (task);
  if (cancellable != NULL)
    {
      waiting->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiting->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
      g_source_attach (waiting->cancelled, g_task_get_context (task));
    }
  g_ptr_array_add (self->stage.waiting, waiting);
  if (self->stage.asked)
    return;
  self->stage.asked = TRUE;
  kms_service_emit_session_ended (KMS_SERVICE (self));
}

static GPtrArray *
take_waiting (KmsDemoBackend *self)
{
  GPtrArray *waiting = g_steal_pointer (&self->stage.waiting);

  self->stage.waiting = g_ptr_array_new_with_free_func (waiting_free);
  self->stage.asked = FALSE;
  return waiting;
}

static const char *
get_login_id (KmsService *service)
{
  const KmsDemoStage *stage = &KMS_DEMO_BACKEND (service)->stage;

  return stage->scenario != NULL ? stage->scenario->login_id : NULL;
}

static void
log_in_async (KmsService *service,
              const char *login_id,
              const char *password,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (service);
  const KmsScenario *scenario = self->stage.scenario;
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GPtrArray) waiting = NULL;

  g_task_set_source_tag (task, log_in_async);
  if (scenario == NULL || g_strcmp0 (login_id, scenario->login_id) != 0
      || g_strcmp0 (password, scenario->password) != 0)
    {
      g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_CREDENTIALS_INVALID,
                               "not those of the scenario");
      return;
    }
  self->stage.expired = FALSE;
  waiting = take_waiting (self);
  tell (self, KMS_SCENARIO_LOGGED_IN, KMS_ERROR_FAILED);
  for (guint i = 0; i < waiting->len; i++)
    kms_demo_backend_go_on (((Waiting *) g_ptr_array_index (waiting, i))->task);
  g_task_return_boolean (task, TRUE);
}

static gboolean
log_in_finish (KmsService *service, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, log_in_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
give_up_log_in (KmsService *service)
{
  g_autoptr (GPtrArray) waiting = take_waiting (KMS_DEMO_BACKEND (service));

  for (guint i = 0; i < waiting->len; i++)
    g_task_return_new_error (((Waiting *) g_ptr_array_index (waiting, i))->task, KMS_ERROR,
                             KMS_ERROR_SESSION_EXPIRED, "nobody logs in");
}

void
kms_demo_init_service (KmsServiceInterface *iface)
{
  iface->get_login_id = get_login_id;
  iface->log_in_async = log_in_async;
  iface->log_in_finish = log_in_finish;
  iface->give_up_log_in = give_up_log_in;
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const KmsDemoStage *stage = &KMS_DEMO_BACKEND (object)->stage;
  gboolean maintenance = stage->fault != NULL && stage->fault->error == KMS_ERROR_MAINTENANCE;

  switch (id)
    {
    case PROP_MAINTENANCE:
      g_value_set_boolean (value, maintenance);
      break;
    case PROP_MAINTENANCE_UNTIL:
      g_value_set_int64 (value, maintenance ? stage->until : 0);
      break;
    case PROP_GONE:
      g_value_set_boolean (value, stage->fault != NULL && is_gone (stage->fault));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

void
kms_demo_stage_install_properties (GObjectClass *object_class)
{
  object_class->get_property = get_property;
  g_object_class_override_property (object_class, PROP_MAINTENANCE, "maintenance");
  g_object_class_override_property (object_class, PROP_MAINTENANCE_UNTIL, "maintenance-until");
  g_object_class_override_property (object_class, PROP_GONE, "gone");
}
