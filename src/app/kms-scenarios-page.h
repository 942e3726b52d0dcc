/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-scenario.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsScenariosPage:
 *
 * The scenarios to choose from: those that come with the program, and those of the trainer. A file
 * that cannot be read is listed with what is wrong with it.
 *
 * "chosen" (KmsScenario) tells that one is to be played.
 */
#define KMS_TYPE_SCENARIOS_PAGE (kms_scenarios_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsScenariosPage, kms_scenarios_page, KMS, SCENARIOS_PAGE, AdwBin)

GtkWidget *kms_scenarios_page_new (void);

G_END_DECLS
