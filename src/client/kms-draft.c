/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was typed into the assistant so far, and its JSON for the journal. A draft owns its texts,
 * never judges them, and gives them back to the byte. */

#include "client/kms-draft.h"

#include "common/kms-error.h"
#include "common/kms-json.h"

/* A text field takes a paste of any size, and a draft must not be lost for being large. */
#define MAX_JSON (256 * 1024 * 1024)

static const char *const flow_names[] = {
  [KMS_DRAFT_SAMPLE] = "sample",
  [KMS_DRAFT_PRACTICE] = "practice",
  [KMS_DRAFT_ISSUE] = "issue",
};

G_DEFINE_BOXED_TYPE (KmsDraft, kms_draft, kms_draft_copy, kms_draft_free)

/**
 * kms_draft_pair_new:
 * @activation_key: (nullable): as typed
 * @registration_id: (nullable): as typed
 *
 * Returns: (transfer full): a pair of fields; NULL counts as empty
 */
KmsDraftPair *
kms_draft_pair_new (const char *activation_key, const char *registration_id)
{
  KmsDraftPair *pair = g_new0 (KmsDraftPair, 1);

  pair->activation_key = g_strdup (activation_key != NULL ? activation_key : "");
  pair->registration_id = g_strdup (registration_id != NULL ? registration_id : "");

  return pair;
}

/**
 * kms_draft_pair_free:
 * @pair: (transfer full) (nullable): a pair
 */
void
kms_draft_pair_free (KmsDraftPair *pair)
{
  if (pair == NULL)
    return;

  g_free (pair->activation_key);
  g_free (pair->registration_id);
  g_free (pair);
}

static KmsDraft *
new_empty (void)
{
  KmsDraft *draft = g_new0 (KmsDraft, 1);

  draft->pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_draft_pair_free);
  return draft;
}

/**
 * kms_draft_new:
 * @flow: how the assistant is opened
 *
 * Returns: (transfer full): a draft with a new ID, at its first step, with nothing in its fields and
 *   no pair
 */
KmsDraft *
kms_draft_new (KmsDraftFlow flow)
{
  KmsDraft *draft = new_empty ();

  draft->id = g_uuid_string_random ();
  draft->flow = flow;
  draft->device = g_strdup ("");
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    draft->site[i] = g_strdup ("");
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    draft->mail_to[i] = g_strdup ("");

  return draft;
}

/**
 * kms_draft_copy:
 * @draft: a draft
 *
 * Returns: (transfer full): its equal, ID and time included
 */
KmsDraft *
kms_draft_copy (const KmsDraft *draft)
{
  KmsDraft *copy = new_empty ();

  copy->id = g_strdup (draft->id);
  copy->saved_at = draft->saved_at;
  copy->flow = draft->flow;
  copy->step = draft->step;
  copy->category = draft->category;
  copy->device = g_strdup (draft->device);
  copy->device_confirmed = draft->device_confirmed;
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    copy->site[i] = g_strdup (draft->site[i]);
  for (guint i = 0; i < draft->pairs->len; i++)
    {
      const KmsDraftPair *pair = g_ptr_array_index (draft->pairs, i);

      g_ptr_array_add (copy->pairs,
                       kms_draft_pair_new (pair->activation_key, pair->registration_id));
    }
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    {
      copy->mail_ticked[i] = draft->mail_ticked[i];
      copy->mail_to[i] = g_strdup (draft->mail_to[i]);
    }
  copy->mail_subject = g_strdup (draft->mail_subject);

  return copy;
}

/**
 * kms_draft_free:
 * @draft: (transfer full) (nullable): a draft
 */
void
kms_draft_free (KmsDraft *draft)
{
  if (draft == NULL)
    return;

  g_free (draft->id);
  g_free (draft->device);
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    g_free (draft->site[i]);
  g_ptr_array_unref (draft->pairs);
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    g_free (draft->mail_to[i]);
  g_free (draft->mail_subject);
  g_free (draft);
}

static gboolean
same_pairs (const KmsDraft *a, const KmsDraft *b)
{
  if (a->pairs->len != b->pairs->len)
    return FALSE;

  for (guint i = 0; i < a->pairs->len; i++)
    {
      const KmsDraftPair *one = g_ptr_array_index (a->pairs, i);
      const KmsDraftPair *other = g_ptr_array_index (b->pairs, i);

      if (!g_str_equal (one->activation_key, other->activation_key)
          || !g_str_equal (one->registration_id, other->registration_id))
        return FALSE;
    }

  return TRUE;
}

/**
 * kms_draft_same_work:
 * @a: a draft
 * @b: another one
 *
 * Returns: %TRUE when nothing that was typed or chosen differs; ID, time and step do not count
 */
gboolean
kms_draft_same_work (const KmsDraft *a, const KmsDraft *b)
{
  if (a->flow != b->flow || a->category != b->category || !g_str_equal (a->device, b->device)
      || !a->device_confirmed != !b->device_confirmed)
    return FALSE;

  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    if (!g_str_equal (a->site[i], b->site[i]))
      return FALSE;

  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    if (!a->mail_ticked[i] != !b->mail_ticked[i] || !g_str_equal (a->mail_to[i], b->mail_to[i]))
      return FALSE;

  return g_strcmp0 (a->mail_subject, b->mail_subject) == 0 && same_pairs (a, b);
}

static void
add_string (JsonBuilder *builder, const char *member, const char *value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder, const char *member, gboolean value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *member, gint64 value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, value);
}

static void
begin_array (JsonBuilder *builder, const char *member)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
}

static void
add_lists (JsonBuilder *builder, const KmsDraft *draft)
{
  begin_array (builder, "site");
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    json_builder_add_string_value (builder, draft->site[i]);
  json_builder_end_array (builder);

  begin_array (builder, "pairs");
  for (guint i = 0; i < draft->pairs->len; i++)
    {
      const KmsDraftPair *pair = g_ptr_array_index (draft->pairs, i);

      json_builder_begin_object (builder);
      add_string (builder, "activation_key", pair->activation_key);
      add_string (builder, "registration_id", pair->registration_id);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);

  begin_array (builder, "mails");
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    {
      json_builder_begin_object (builder);
      add_boolean (builder, "ticked", draft->mail_ticked[i]);
      add_string (builder, "to", draft->mail_to[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * kms_draft_to_json:
 * @draft: a draft
 *
 * Returns: (transfer full): it as JSON, for kms_draft_from_json()
 */
char *
kms_draft_to_json (const KmsDraft *draft)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "id", draft->id);
  add_int (builder, "saved_at", draft->saved_at);
  add_string (builder, "flow", flow_names[draft->flow]);
  add_int (builder, "step", draft->step);
  add_string (builder, "category", kms_category_to_string (draft->category));
  add_string (builder, "device", draft->device);
  add_boolean (builder, "device_confirmed", draft->device_confirmed);
  add_lists (builder, draft);
  if (draft->mail_subject != NULL)
    add_string (builder, "mail_subject", draft->mail_subject);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return kms_json_to_string (root, FALSE);
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "Not a draft: %s", what);
  return FALSE;
}

static gboolean
read_string (JsonObject *object, const char *member, char **value, GError **error)
{
  *value = g_strdup (kms_json_get_string (object, member, error));
  return *value != NULL;
}

/* An element of an array of objects, or NULL with @error set. */
static JsonObject *
get_object (JsonArray *array, guint index, GError **error)
{
  JsonNode *node = json_array_get_element (array, index);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);

  refuse (error, "an element is no object");
  return NULL;
}

static gboolean
read_flow (KmsDraft *draft, JsonObject *object, GError **error)
{
  const char *name = kms_json_get_string (object, "flow", error);

  if (name == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (flow_names); i++)
    if (g_str_equal (flow_names[i], name))
      {
        draft->flow = (KmsDraftFlow) i;
        return TRUE;
      }

  return refuse (error, "unknown flow");
}

static gboolean
read_head (KmsDraft *draft, JsonObject *object, GError **error)
{
  const char *category = NULL;
  gint64 step = 0;

  if (!read_string (object, "id", &draft->id, error)
      || !kms_json_get_int (object, "saved_at", 0, G_MAXINT64, &draft->saved_at, error)
      || !read_flow (draft, object, error) || !kms_json_get_int (object, "step", 0, 3, &step, error)
      || !read_string (object, "device", &draft->device, error)
      || !kms_json_get_boolean (object, "device_confirmed", &draft->device_confirmed, error))
    return FALSE;
  draft->step = (guint) step;

  category = kms_json_get_string (object, "category", error);
  if (category == NULL)
    return FALSE;
  if (!kms_category_from_string (category, &draft->category))
    return refuse (error, "unknown category");

  if (json_object_has_member (object, "mail_subject"))
    return read_string (object, "mail_subject", &draft->mail_subject, error);
  return TRUE;
}

static gboolean
read_site (KmsDraft *draft, JsonObject *object, GError **error)
{
  JsonArray *site = kms_json_get_array (object, "site", error);

  if (site == NULL)
    return FALSE;
  if (json_array_get_length (site) != KMS_SITE_N_LINES)
    return refuse (error, "wrong number of site lines");

  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    {
      JsonNode *line = json_array_get_element (site, i);

      if (!JSON_NODE_HOLDS_VALUE (line) || json_node_get_value_type (line) != G_TYPE_STRING)
        return refuse (error, "a site line is no string");
      draft->site[i] = json_node_dup_string (line);
    }

  return TRUE;
}

static gboolean
read_pairs (KmsDraft *draft, JsonObject *object, GError **error)
{
  JsonArray *pairs = kms_json_get_array (object, "pairs", error);

  if (pairs == NULL)
    return FALSE;
  if (json_array_get_length (pairs) > KMS_REQUEST_MAX_KEYS)
    return refuse (error, "too many pairs");

  for (guint i = 0; i < json_array_get_length (pairs); i++)
    {
      JsonObject *element = get_object (pairs, i, error);
      KmsDraftPair *pair = NULL;

      if (element == NULL)
        return FALSE;
      pair = g_new0 (KmsDraftPair, 1);
      g_ptr_array_add (draft->pairs, pair);
      if (!read_string (element, "activation_key", &pair->activation_key, error)
          || !read_string (element, "registration_id", &pair->registration_id, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_mails (KmsDraft *draft, JsonObject *object, GError **error)
{
  JsonArray *mails = kms_json_get_array (object, "mails", error);

  if (mails == NULL)
    return FALSE;
  if (json_array_get_length (mails) != KMS_REQUEST_MAX_MAILS)
    return refuse (error, "wrong number of mail fields");

  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    {
      JsonObject *element = get_object (mails, i, error);

      if (element == NULL
          || !kms_json_get_boolean (element, "ticked", &draft->mail_ticked[i], error)
          || !read_string (element, "to", &draft->mail_to[i], error))
        return FALSE;
    }

  return TRUE;
}

/**
 * kms_draft_from_json:
 * @json: what kms_draft_to_json() made, by this version or a newer one, whose new members are
 *   ignored
 * @length: its length in bytes, or -1
 * @error: return location
 *
 * On failure %KMS_ERROR_TEXT_INVALID is set: @json is not JSON, or not of a draft.
 *
 * Returns: (transfer full): the draft, or %NULL with @error set
 */
KmsDraft *
kms_draft_from_json (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonNode) root = kms_json_parse (json, length, MAX_JSON, error);
  g_autoptr (KmsDraft) draft = NULL;
  JsonObject *object = NULL;

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      refuse (error, "no object");
      return NULL;
    }

  object = json_node_get_object (root);
  draft = new_empty ();
  if (!read_head (draft, object, error) || !read_site (draft, object, error)
      || !read_pairs (draft, object, error) || !read_mails (draft, object, error))
    return NULL;

  return g_steal_pointer (&draft);
}
