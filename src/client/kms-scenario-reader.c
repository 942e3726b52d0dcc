/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The members of a scenario's file, strictly. The reader owns its place and the first thing that is
 * wrong; once there is one, every function here does nothing. */

#include "client/kms-scenario-reader.h"

#define MAX_TEXT     2000 /* characters */
#define MAX_ELEMENTS 64

void
kms_scenario_fail (KmsScenarioReader *reader,
                   const char *member,
                   KmsError code,
                   const char *message) /* nullable @member */
{
  if (reader->error != NULL)
    return;
  reader->error = g_error_new_literal (KMS_ERROR, (int) code, message);
  kms_error_add_detail (reader->error, code, "%s%s%s", reader->place->str,
                        member != NULL ? "/" : "", member != NULL ? member : "");
}

gsize
kms_scenario_enter (KmsScenarioReader *reader, const char *member)
{
  gsize place = reader->place->len;

  g_string_append_printf (reader->place, "/%s", member);
  return place;
}

void
kms_scenario_leave (KmsScenarioReader *reader, gsize place)
{
  g_string_truncate (reader->place, place);
}

/* Members ---------------------------------------------------------------------------------------- */

void
kms_scenario_check_members (KmsScenarioReader *reader, JsonObject *object, const char *const *known)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      kms_scenario_fail (reader, name, KMS_ERROR_PARAMETER_INVALID, "unknown member");
}

/* NULL when there is none, which is an error when it is @needed, or when it has another type. */
JsonNode *
kms_scenario_take (KmsScenarioReader *reader,
                   JsonObject *object,
                   const char *member,
                   GType type,
                   gboolean needed)
{
  JsonNode *node = reader->error == NULL ? json_object_get_member (object, member) : NULL;

  if (node == NULL)
    {
      if (needed)
        kms_scenario_fail (reader, member, KMS_ERROR_VALUE_MISSING, "missing");
      return NULL;
    }
  if (json_node_get_value_type (node) == type)
    return node;
  kms_scenario_fail (reader, member, KMS_ERROR_TEXT_INVALID, "of another type");
  return NULL;
}

const char *
kms_scenario_take_string (KmsScenarioReader *reader,
                          JsonObject *object,
                          const char *member,
                          gboolean needed)
{
  JsonNode *node = kms_scenario_take (reader, object, member, G_TYPE_STRING, needed);
  const char *string = node != NULL ? json_node_get_string (node) : NULL;

  if (string == NULL || g_utf8_strlen (string, -1) <= MAX_TEXT)
    return string;
  kms_scenario_fail (reader, member, KMS_ERROR_VALUE_TOO_LONG, "too long");
  return NULL;
}

gboolean
kms_scenario_take_boolean (KmsScenarioReader *reader,
                           JsonObject *object,
                           const char *member,
                           gboolean otherwise)
{
  JsonNode *node = kms_scenario_take (reader, object, member, G_TYPE_BOOLEAN, FALSE);

  return node != NULL ? json_node_get_boolean (node) : otherwise;
}

guint
kms_scenario_take_number (KmsScenarioReader *reader,
                          JsonObject *object,
                          const char *member,
                          guint maximum,
                          guint otherwise)
{
  JsonNode *node = kms_scenario_take (reader, object, member, G_TYPE_INT64, FALSE);
  gint64 number = node != NULL ? json_node_get_int (node) : otherwise;
  g_autofree char *range = NULL;

  if (node == NULL || (number >= 1 && number <= maximum))
    return (guint) number;
  range = g_strdup_printf ("1–%u", maximum);
  kms_scenario_fail (reader, member, KMS_ERROR_VALUE_INVALID, range);
  return otherwise;
}

/* The index of one of @words; @otherwise when there is none and it is not needed. */
int
kms_scenario_take_word (KmsScenarioReader *reader,
                        JsonObject *object,
                        const char *member,
                        const char *const *words,
                        gboolean needed,
                        int otherwise)
{
  const char *word = kms_scenario_take_string (reader, object, member, needed);
  g_autofree char *all = NULL;

  if (word == NULL)
    return otherwise;
  for (int i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return i;
  all = g_strjoinv (", ", (char **) words);
  kms_scenario_fail (reader, member, KMS_ERROR_VALUE_INVALID, all);
  return otherwise;
}

/* A text is an object with "en", "ja" or both. */
void
kms_scenario_read_languages (KmsScenarioReader *reader, JsonObject *object, KmsScenarioText *text)
{
  const char *const members[] = { "en", "ja", NULL };

  kms_scenario_check_members (reader, object, members);
  text->en = g_strdup (kms_scenario_take_string (reader, object, "en", FALSE));
  text->ja = g_strdup (kms_scenario_take_string (reader, object, "ja", FALSE));
  if (text->en == NULL && text->ja == NULL)
    kms_scenario_fail (reader, "en", KMS_ERROR_VALUE_MISSING, "a text in no language");
}

void
kms_scenario_read_text (KmsScenarioReader *reader,
                        JsonObject *object,
                        const char *member,
                        KmsScenarioText *text)
{
  JsonNode *node = kms_scenario_take (reader, object, member, JSON_TYPE_OBJECT, TRUE);
  gsize place;

  if (node == NULL)
    return;
  place = kms_scenario_enter (reader, member);
  kms_scenario_read_languages (reader, json_node_get_object (node), text);
  kms_scenario_leave (reader, place);
}

JsonArray *
kms_scenario_take_array (KmsScenarioReader *reader,
                         JsonObject *object,
                         const char *member,
                         gboolean needed,
                         guint maximum)
{
  JsonNode *node = kms_scenario_take (reader, object, member, JSON_TYPE_ARRAY, needed);
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;
  g_autofree char *range = NULL;

  if (array == NULL
      || (json_array_get_length (array) <= maximum
          && (!needed || json_array_get_length (array) > 0)))
    return array;
  range = g_strdup_printf ("%u–%u", needed ? 1u : 0u, maximum);
  kms_scenario_fail (reader, member, KMS_ERROR_VALUE_INVALID, range);
  return NULL;
}

/* The strings of an array, as often as there are; none behind the first thing that is wrong. */
const char *
kms_scenario_take_element (KmsScenarioReader *reader,
                           const char *member,
                           JsonArray *array,
                           guint index)
{
  JsonNode *node = json_array_get_element (array, index);
  gsize place = kms_scenario_enter (reader, member);
  g_autofree char *name = g_strdup_printf ("%u", index);
  const char *string = NULL;

  if (json_node_get_value_type (node) != G_TYPE_STRING)
    kms_scenario_fail (reader, name, KMS_ERROR_TEXT_INVALID, "of another type");
  else
    string = json_node_get_string (node);
  kms_scenario_leave (reader, place);
  return reader->error == NULL ? string : NULL;
}

void
kms_scenario_read_objects (KmsScenarioReader *reader,
                           JsonObject *object,
                           const char *member,
                           gboolean needed,
                           KmsScenarioReadElement read,
                           KmsScenario *scenario)
{
  JsonArray *array = kms_scenario_take_array (reader, object, member, needed, MAX_ELEMENTS);

  for (guint i = 0; array != NULL && i < json_array_get_length (array) && reader->error == NULL;
       i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autofree char *name = g_strdup_printf ("%s/%u", member, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        {
          gsize place = kms_scenario_enter (reader, name);

          read (reader, json_node_get_object (node), scenario);
          kms_scenario_leave (reader, place);
        }
      else
        kms_scenario_fail (reader, name, KMS_ERROR_TEXT_INVALID, "of another type");
    }
}
