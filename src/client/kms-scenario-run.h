/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-classroom.h"

G_BEGIN_DECLS

/**
 * KmsScenarioRun:
 *
 * One try at a scenario: how far it has come, and which hints were asked for. It follows what really
 * happens in the classroom, not which page is open.
 *
 * "changed" tells that any of it has changed.
 */
#define KMS_TYPE_SCENARIO_RUN (kms_scenario_run_get_type ())
G_DECLARE_FINAL_TYPE (KmsScenarioRun, kms_scenario_run, KMS, SCENARIO_RUN, GObject)

KmsScenarioRun *kms_scenario_run_new (KmsScenario *scenario, KmsClassroom *classroom);

KmsScenario *kms_scenario_run_get_scenario (KmsScenarioRun *self);
guint kms_scenario_run_get_n_reached (KmsScenarioRun *self);
gboolean kms_scenario_run_is_reached (KmsScenarioRun *self);
guint kms_scenario_run_get_n_hints (KmsScenarioRun *self);
gboolean kms_scenario_run_has_hint (KmsScenarioRun *self);
void kms_scenario_run_give_hint (KmsScenarioRun *self);
gboolean kms_scenario_run_get_fault (KmsScenarioRun *self, KmsError *error);
void kms_scenario_run_note (KmsScenarioRun *self, const KmsScenarioEvent *event);

G_END_DECLS
