/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to kms-scenario-read*.c: what reads members, and keeps the first thing that is wrong. */

#pragma once

#include "client/kms-scenario.h"
#include "common/kms-json.h"

G_BEGIN_DECLS

typedef struct
{
  GString *place; /* owned; a JSON pointer */
  GError *error;  /* owned; NULL as long as nothing is wrong */
} KmsScenarioReader;

typedef void (*KmsScenarioReadElement) (KmsScenarioReader *reader,
                                        JsonObject *object,
                                        KmsScenario *scenario);

void kms_scenario_fail (KmsScenarioReader *reader,
                        const char *member, /* nullable */
                        KmsError code,
                        const char *message);
gsize kms_scenario_enter (KmsScenarioReader *reader, const char *member);
void kms_scenario_leave (KmsScenarioReader *reader, gsize place);
void kms_scenario_check_members (KmsScenarioReader *reader,
                                 JsonObject *object,
                                 const char *const *known);
JsonNode *kms_scenario_take (KmsScenarioReader *reader,
                             JsonObject *object,
                             const char *member,
                             GType type,
                             gboolean needed);
const char *kms_scenario_take_string (KmsScenarioReader *reader,
                                      JsonObject *object,
                                      const char *member,
                                      gboolean needed);
gboolean kms_scenario_take_boolean (KmsScenarioReader *reader,
                                    JsonObject *object,
                                    const char *member,
                                    gboolean otherwise);
guint kms_scenario_take_number (KmsScenarioReader *reader,
                                JsonObject *object,
                                const char *member,
                                guint maximum,
                                guint otherwise);
int kms_scenario_take_word (KmsScenarioReader *reader,
                            JsonObject *object,
                            const char *member,
                            const char *const *words,
                            gboolean needed,
                            int otherwise);
void
kms_scenario_read_languages (KmsScenarioReader *reader, JsonObject *object, KmsScenarioText *text);
void kms_scenario_read_text (KmsScenarioReader *reader,
                             JsonObject *object,
                             const char *member,
                             KmsScenarioText *text);
JsonArray *kms_scenario_take_array (KmsScenarioReader *reader,
                                    JsonObject *object,
                                    const char *member,
                                    gboolean needed,
                                    guint maximum);
const char *kms_scenario_take_element (KmsScenarioReader *reader,
                                       const char *member,
                                       JsonArray *array,
                                       guint index);
void kms_scenario_read_objects (KmsScenarioReader *reader,
                                JsonObject *object,
                                const char *member,
                                gboolean needed,
                                KmsScenarioReadElement read,
                                KmsScenario *scenario);

G_END_DECLS
