/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the members of an answer into the fields of a value, one line each. What an answer holds
 * beside them is passed over, as the contract asks of clients. */

#include "client/kms-wire.h"

#include "common/kms-clock.h"
#include "common/kms-error.h"
#include "common/kms-json.h"

/**
 * kms_wire_fail:
 * @member: a member of an answer
 * @error: return location
 *
 * Returns: %FALSE, with @error set: the member has a value that the contract does not know
 */
gboolean
kms_wire_fail (const char *member, GError **error)
{
  g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID,
               "member \"%s\" has a value that is not in the contract", member);
  return FALSE;
}

/**
 * kms_wire_get_object:
 * @node: (nullable): what came
 * @error: return location
 *
 * Returns: (transfer none) (nullable): the object that @node is
 */
JsonObject *
kms_wire_get_object (JsonNode *node, GError **error)
{
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  g_set_error_literal (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "an object was expected");
  return NULL;
}

/**
 * kms_wire_take_object:
 * @object: (transfer full): an object
 *
 * Returns: (transfer full): the node that is @object
 */
JsonNode *
kms_wire_take_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

/**
 * kms_wire_read_objects:
 * @object: an answer
 * @member: the name of an array
 * @read: makes a value of an element
 * @free_item: frees one
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what @read made of each element
 */
GPtrArray *
kms_wire_read_objects (JsonObject *object,
                       const char *member,
                       gpointer (*read) (JsonNode *node, GError **error),
                       GDestroyNotify free_item,
                       GError **error)
{
  JsonArray *array = kms_json_get_array (object, member, error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (free_item);

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      gpointer item = read (json_array_get_element (array, i), error);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (items, item);
    }
  return g_steal_pointer (&items);
}

/**
 * kms_wire_read_string:
 * @object: an answer
 * @member: a name
 * @value: (out) (transfer full): its string, in place of what is there
 * @error: return location
 *
 * Returns: whether there is one
 */
gboolean
kms_wire_read_string (JsonObject *object, const char *member, char **value, GError **error)
{
  const char *text = kms_json_get_string (object, member, error);

  if (text == NULL)
    return FALSE;
  g_free (*value);
  *value = g_strdup (text);
  return TRUE;
}

static gboolean
is_null (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_NULL (node);
}

/**
 * kms_wire_read_string_or_null:
 * @object: an answer
 * @member: a name
 * @value: (out) (transfer full) (nullable): its string, in place of what is there
 * @error: return location
 *
 * Returns: whether there is one, or null
 */
gboolean
kms_wire_read_string_or_null (JsonObject *object, const char *member, char **value, GError **error)
{
  if (!is_null (object, member))
    return kms_wire_read_string (object, member, value, error);
  g_clear_pointer (value, g_free);
  return TRUE;
}

/**
 * kms_wire_read_strings:
 * @object: an answer
 * @member: a name
 * @value: (out) (transfer full): its strings, in place of what is there
 * @error: return location
 *
 * Returns: whether there is an array of strings
 */
gboolean
kms_wire_read_strings (JsonObject *object, const char *member, char ***value, GError **error)
{
  JsonArray *array = kms_json_get_array (object, member, error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (json_node_get_value_type (node) != G_TYPE_STRING)
        return kms_wire_fail (member, error);
      g_strv_builder_add (builder, json_node_get_string (node));
    }
  g_strfreev (*value);
  *value = g_strv_builder_end (builder);
  return TRUE;
}

/**
 * kms_wire_read_word:
 * @object: an answer
 * @member: a name
 * @words: the words it may be
 * @index: (out): which of them it is
 * @error: return location
 *
 * Returns: whether it is one of them
 */
gboolean
kms_wire_read_word (JsonObject *object,
                    const char *member,
                    const char *const *words,
                    guint *index,
                    GError **error)
{
  const char *text = kms_json_get_string (object, member, error);

  if (text == NULL)
    return FALSE;
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_equal (words[i], text))
        {
          *index = i;
          return TRUE;
        }
    }
  return kms_wire_fail (member, error);
}

/**
 * kms_wire_read_time:
 * @object: an answer
 * @member: a name
 * @value: (out): its time, in microseconds UTC
 * @error: return location
 *
 * Returns: whether there is one (RFC 3339)
 */
gboolean
kms_wire_read_time (JsonObject *object, const char *member, gint64 *value, GError **error)
{
  const char *text = kms_json_get_string (object, member, error);

  if (text == NULL)
    return FALSE;
  return kms_time_from_string (text, value) || kms_wire_fail (member, error);
}

/**
 * kms_wire_read_time_or_null:
 * @object: an answer
 * @member: a name
 * @value: (out): its time, in microseconds UTC, or 0
 * @error: return location
 *
 * Returns: whether there is one, or null
 */
gboolean
kms_wire_read_time_or_null (JsonObject *object, const char *member, gint64 *value, GError **error)
{
  if (!is_null (object, member))
    return kms_wire_read_time (object, member, value, error);
  *value = 0;
  return TRUE;
}

/**
 * kms_wire_read_identifier:
 * @object: an answer
 * @member: a name
 * @kind: which identifier
 * @digits: (out): its digits
 * @error: return location
 *
 * Returns: whether there is one, by the rules for those that people type
 */
gboolean
kms_wire_read_identifier (JsonObject *object,
                          const char *member,
                          KmsIdentifierKind kind,
                          char digits[KMS_IDENTIFIER_SIZE],
                          GError **error)
{
  const char *text = kms_json_get_string (object, member, error);
  KmsIdentifierReading reading;

  if (text == NULL)
    return FALSE;
  if (!kms_identifier_read (kind, text, -1, &reading))
    return kms_wire_fail (member, error);
  g_strlcpy (digits, reading.digits, KMS_IDENTIFIER_SIZE);
  return TRUE;
}

/**
 * kms_wire_read_device:
 * @object: an answer with category and device_id
 * @category: (out): the category
 * @device_id: (out): the digits of the device
 * @error: return location
 *
 * Returns: whether there is a device
 */
gboolean
kms_wire_read_device (JsonObject *object,
                      KmsCategory *category,
                      char device_id[KMS_IDENTIFIER_SIZE],
                      GError **error)
{
  const char *text = kms_json_get_string (object, "category", error);

  if (text == NULL)
    return FALSE;
  if (!kms_category_from_string (text, category))
    return kms_wire_fail ("category", error);
  return kms_wire_read_identifier (object, "device_id", kms_identifier_device_kind (*category),
                                   device_id, error);
}
