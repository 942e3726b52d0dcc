/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define KMS_JSON_MAX_DEPTH 32

JsonNode *kms_json_parse (const char *text, gssize length, gsize max_length, GError **error);

char *kms_json_to_string (JsonNode *node, gboolean pretty);

const char *kms_json_get_string (JsonObject *object, const char *member, GError **error);
gboolean kms_json_get_int (JsonObject *object,
                           const char *member,
                           gint64 minimum,
                           gint64 maximum,
                           gint64 *value,
                           GError **error);
gboolean
kms_json_get_boolean (JsonObject *object, const char *member, gboolean *value, GError **error);
JsonArray *kms_json_get_array (JsonObject *object, const char *member, GError **error);
gboolean kms_json_check_members (JsonObject *object, const char *const *known, GError **error);

G_END_DECLS
