/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to client/: reading the members of an answer. Each function leaves what it should fill in
 * alone when it fails, with %KMS_ERROR_TEXT_INVALID. */

#pragma once

#include "common/kms-json.h"
#include "engine/kms-category.h"
#include "engine/kms-identifier.h"

G_BEGIN_DECLS

JsonObject *kms_wire_get_object (JsonNode *node, GError **error);
GPtrArray *kms_wire_read_objects (JsonObject *object,
                                  const char *member,
                                  gpointer (*read) (JsonNode *node, GError **error),
                                  GDestroyNotify free_item,
                                  GError **error);
gboolean
kms_wire_read_string (JsonObject *object, const char *member, char **value, GError **error);
gboolean
kms_wire_read_string_or_null (JsonObject *object, const char *member, char **value, GError **error);
gboolean
kms_wire_read_strings (JsonObject *object, const char *member, char ***value, GError **error);
gboolean kms_wire_read_word (JsonObject *object,
                             const char *member,
                             const char *const *words,
                             guint *index,
                             GError **error);
gboolean kms_wire_read_time (JsonObject *object, const char *member, gint64 *value, GError **error);
gboolean
kms_wire_read_time_or_null (JsonObject *object, const char *member, gint64 *value, GError **error);
gboolean kms_wire_read_identifier (JsonObject *object,
                                   const char *member,
                                   KmsIdentifierKind kind,
                                   char digits[KMS_IDENTIFIER_SIZE],
                                   GError **error);
gboolean kms_wire_read_device (JsonObject *object,
                               KmsCategory *category,
                               char device_id[KMS_IDENTIFIER_SIZE],
                               GError **error);
gboolean kms_wire_fail (const char *member, GError **error);
JsonNode *kms_wire_take_object (JsonObject *object);

G_END_DECLS
