/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-scenario-run.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsScenarioPanel:
 *
 * What stands beside the pages while a scenario is played: the goal, what lies on the desk, the steps
 * with their ticks, hints on request, and the ways to begin anew and to leave (actions of the window).
 */
#define KMS_TYPE_SCENARIO_PANEL (kms_scenario_panel_get_type ())
G_DECLARE_FINAL_TYPE (KmsScenarioPanel, kms_scenario_panel, KMS, SCENARIO_PANEL, AdwBin)

void kms_scenario_panel_set_run (KmsScenarioPanel *self, KmsScenarioRun *run);
void kms_scenario_panel_set_over_page (KmsScenarioPanel *self, gboolean over_page);

G_END_DECLS
