/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The value that a scenario is, and which event takes a step of it. kms-scenario-read.c makes one of
 * a file. */

#include "client/kms-scenario.h"

G_DEFINE_BOXED_TYPE (KmsScenario, kms_scenario, kms_scenario_ref, kms_scenario_unref)

static void
text_clear (KmsScenarioText *text)
{
  g_free (text->en);
  g_free (text->ja);
}

/**
 * kms_scenario_text_free:
 * @text: (transfer full) (nullable): a text
 */
void
kms_scenario_text_free (KmsScenarioText *text)
{
  if (text == NULL)
    return;
  text_clear (text);
  g_free (text);
}

static void
given_free (gpointer data)
{
  KmsScenarioGiven *given = data;

  text_clear (&given->label);
  g_free (given->value);
  g_free (given);
}

static void
issued_free (gpointer data)
{
  KmsScenarioIssued *issued = data;

  g_clear_pointer (&issued->request, kms_request_free);
  g_free (issued);
}

static void
step_free (gpointer data)
{
  KmsScenarioStep *step = data;

  text_clear (&step->text);
  g_ptr_array_unref (step->hints);
  g_free (step);
}

/**
 * kms_scenario_new:
 * @id: what names it
 *
 * Returns: (transfer full): a scenario without a text or step, for the reader to fill in
 */
KmsScenario *
kms_scenario_new (const char *id)
{
  KmsScenario *scenario = g_new0 (KmsScenario, 1);

  g_atomic_ref_count_init (&scenario->references);
  scenario->id = g_strdup (id);
  scenario->filled_in = kms_draft_new (KMS_DRAFT_PRACTICE);
  scenario->given = g_ptr_array_new_with_free_func (given_free);
  scenario->issued = g_ptr_array_new_with_free_func (issued_free);
  scenario->sites = g_ptr_array_new_with_free_func (g_free);
  scenario->faults = g_ptr_array_new_with_free_func (g_free);
  scenario->steps = g_ptr_array_new_with_free_func (step_free);
  return scenario;
}

/**
 * kms_scenario_ref:
 * @scenario: a scenario
 *
 * Returns: (transfer full): @scenario
 */
KmsScenario *
kms_scenario_ref (KmsScenario *scenario)
{
  g_atomic_ref_count_inc (&scenario->references);
  return scenario;
}

/**
 * kms_scenario_unref:
 * @scenario: (transfer full) (nullable): a scenario
 */
void
kms_scenario_unref (KmsScenario *scenario)
{
  if (scenario == NULL || !g_atomic_ref_count_dec (&scenario->references))
    return;
  g_free (scenario->id);
  text_clear (&scenario->title);
  text_clear (&scenario->goal);
  kms_draft_free (scenario->filled_in);
  g_ptr_array_unref (scenario->given);
  g_ptr_array_unref (scenario->issued);
  g_ptr_array_unref (scenario->sites);
  g_ptr_array_unref (scenario->faults);
  g_ptr_array_unref (scenario->steps);
  g_free (scenario->login_id);
  g_free (scenario->password);
  g_free (scenario);
}

/**
 * kms_scenario_text_get:
 * @text: a text
 * @language: "en" or "ja"
 *
 * Returns: (transfer none): it in @language, or in the only language it has
 */
const char *
kms_scenario_text_get (const KmsScenarioText *text, const char *language)
{
  if (g_str_equal (language, "ja"))
    return text->ja != NULL ? text->ja : text->en;
  return text->en != NULL ? text->en : text->ja;
}

static gboolean
has_verdict (const KmsPreview *preview, KmsVerdict verdict)
{
  for (guint i = 0; i < preview->n_keys; i++)
    if (preview->keys[i].verdict == verdict)
      return TRUE;
  return FALSE;
}

static gboolean
fits_issuance (const KmsScenarioStep *step, const KmsIssuance *issuance)
{
  gboolean all_reissued = TRUE;

  for (guint i = 0; i < issuance->keys->len; i++)
    all_reissued &= ((const KmsIssuedKey *) g_ptr_array_index (issuance->keys, i))->reissued;
  return issuance->keys->len >= step->n_keys
         && (step->reissued == -1 || step->reissued == (all_reissued ? 1 : 0));
}

/**
 * kms_scenario_step_fits:
 * @step: a step
 * @event: what has happened
 *
 * Returns: whether this is what the step asks for
 */
gboolean
kms_scenario_step_fits (const KmsScenarioStep *step, const KmsScenarioEvent *event)
{
  if (step->event != event->kind
      || (*step->device_id != '\0' && g_strcmp0 (step->device_id, event->device_id) != 0)
      || (step->error != -1 && step->error != (int) event->error))
    return FALSE;
  if (event->preview != NULL)
    return step->verdict == -1 || has_verdict (event->preview, (KmsVerdict) step->verdict);
  return event->issuance == NULL || fits_issuance (step, event->issuance);
}
