/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How far a try has come. It owns the scenario and counts; the classroom tells what happens, and is not
 * kept alive. The steps are taken in their order, one by each event at most. */

#include "client/kms-scenario-run.h"

struct _KmsScenarioRun
{
  GObject parent_instance;

  KmsScenario *scenario; /* owned */
  guint n_reached;       /* steps */
  guint n_hints;         /* of the step that is next */
  gboolean disturbed;    /* a fault lasts */
  KmsError fault;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsScenarioRun, kms_scenario_run, G_TYPE_OBJECT)

static const KmsScenarioStep *
get_next (KmsScenarioRun *self)
{
  const GPtrArray *steps = self->scenario->steps;

  return self->n_reached < steps->len ? g_ptr_array_index (steps, self->n_reached) : NULL;
}

static void
on_happened (KmsScenarioRun *self, const KmsScenarioEvent *event)
{
  kms_scenario_run_note (self, event);
}

static void
kms_scenario_run_finalize (GObject *object)
{
  KmsScenarioRun *self = KMS_SCENARIO_RUN (object);

  g_clear_pointer (&self->scenario, kms_scenario_unref);

  G_OBJECT_CLASS (kms_scenario_run_parent_class)->finalize (object);
}

static void
kms_scenario_run_class_init (KmsScenarioRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_scenario_run_finalize;

  /**
   * KmsScenarioRun::changed:
   *
   * A step was taken, a hint given, or a fault has begun or ended.
   */
  signals[CHANGED] = g_signal_new ("changed", KMS_TYPE_SCENARIO_RUN, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
kms_scenario_run_init (KmsScenarioRun *self)
{
}

/**
 * kms_scenario_run_new:
 * @scenario: what is tried
 * @classroom: where it is played (kms_classroom_play())
 *
 * Returns: (transfer full): a try at its beginning
 */
KmsScenarioRun *
kms_scenario_run_new (KmsScenario *scenario, KmsClassroom *classroom)
{
  KmsScenarioRun *self = g_object_new (KMS_TYPE_SCENARIO_RUN, NULL);

  self->scenario = kms_scenario_ref (scenario);
  g_signal_connect_object (classroom, "happened", G_CALLBACK (on_happened), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * kms_scenario_run_get_scenario:
 *
 * Returns: (transfer none): what is tried
 */
KmsScenario *
kms_scenario_run_get_scenario (KmsScenarioRun *self)
{
  g_return_val_if_fail (KMS_IS_SCENARIO_RUN (self), NULL);

  return self->scenario;
}

/**
 * kms_scenario_run_get_n_reached:
 *
 * Returns: how many steps were taken
 */
guint
kms_scenario_run_get_n_reached (KmsScenarioRun *self)
{
  g_return_val_if_fail (KMS_IS_SCENARIO_RUN (self), 0);

  return self->n_reached;
}

/**
 * kms_scenario_run_is_reached:
 *
 * Returns: whether the goal is reached: all steps were taken
 */
gboolean
kms_scenario_run_is_reached (KmsScenarioRun *self)
{
  g_return_val_if_fail (KMS_IS_SCENARIO_RUN (self), FALSE);

  return get_next (self) == NULL;
}

/**
 * kms_scenario_run_get_n_hints:
 *
 * Returns: how many hints of the next step were asked for
 */
guint
kms_scenario_run_get_n_hints (KmsScenarioRun *self)
{
  g_return_val_if_fail (KMS_IS_SCENARIO_RUN (self), 0);

  return self->n_hints;
}

/**
 * kms_scenario_run_has_hint:
 *
 * Returns: whether the next step has another hint
 */
gboolean
kms_scenario_run_has_hint (KmsScenarioRun *self)
{
  const KmsScenarioStep *step;

  g_return_val_if_fail (KMS_IS_SCENARIO_RUN (self), FALSE);

  step = get_next (self);
  return step != NULL && self->n_hints < step->hints->len;
}

/**
 * kms_scenario_run_give_hint:
 *
 * Another hint is asked for; when there is none, nothing happens.
 */
void
kms_scenario_run_give_hint (KmsScenarioRun *self)
{
  g_return_if_fail (KMS_IS_SCENARIO_RUN (self));

  if (!kms_scenario_run_has_hint (self))
    return;
  self->n_hints++;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * kms_scenario_run_get_fault:
 * @error: (out) (optional): how calls fail
 *
 * Returns: whether a fault lasts, which kms_classroom_end_fault() ends
 */
gboolean
kms_scenario_run_get_fault (KmsScenarioRun *self, KmsError *error)
{
  g_return_val_if_fail (KMS_IS_SCENARIO_RUN (self), FALSE);

  if (self->disturbed && error != NULL)
    *error = self->fault;
  return self->disturbed;
}

/**
 * kms_scenario_run_note:
 * @event: what has happened
 *
 * To be called for what the classroom does not know by itself.
 */
void
kms_scenario_run_note (KmsScenarioRun *self, const KmsScenarioEvent *event)
{
  const KmsScenarioStep *step;
  gboolean fits;

  g_return_if_fail (KMS_IS_SCENARIO_RUN (self));

  step = get_next (self);
  fits = step != NULL && kms_scenario_step_fits (step, event);
  if (fits)
    {
      self->n_reached++;
      self->n_hints = 0;
    }
  if (event->kind == KMS_SCENARIO_FAULT_BEGAN || event->kind == KMS_SCENARIO_FAULT_ENDED)
    {
      self->disturbed = event->kind == KMS_SCENARIO_FAULT_BEGAN;
      self->fault = event->error;
    }
  else if (!fits)
    return;
  g_signal_emit (self, signals[CHANGED], 0);
}
