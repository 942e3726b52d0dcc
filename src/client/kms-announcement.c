/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server says of itself: values, and the schemas Status and NoticeList of the contract. */

#include "client/kms-announcement.h"

#include "client/kms-wire.h"

G_DEFINE_BOXED_TYPE (KmsServerState, kms_server_state, kms_server_state_copy, kms_server_state_free)
G_DEFINE_BOXED_TYPE (KmsAnnouncement,
                     kms_announcement,
                     kms_announcement_copy,
                     kms_announcement_free)

static const char *const services[] = { "kms", NULL };
static const char *const states[] = { "up", "maintenance", NULL };
static const char *const kinds[] = { "information", "maintenance", NULL };

/**
 * kms_server_state_copy:
 * @state: the state of a server
 *
 * Returns: (transfer full): a copy
 */
KmsServerState *
kms_server_state_copy (const KmsServerState *state)
{
  KmsServerState *copy = g_new0 (KmsServerState, 1);

  *copy = *state;
  copy->version = g_strdup (state->version);
  return copy;
}

/**
 * kms_server_state_free:
 * @state: (transfer full) (nullable): the state of a server
 */
void
kms_server_state_free (KmsServerState *state)
{
  if (state == NULL)
    return;
  g_free (state->version);
  g_free (state);
}

/**
 * kms_server_state_from_json:
 * @node: a Status of the contract
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what it says
 */
KmsServerState *
kms_server_state_from_json (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsServerState) state = g_new0 (KmsServerState, 1);
  guint index = 0;

  if (object == NULL || !kms_wire_read_word (object, "service", services, &index, error)
      || !kms_wire_read_string (object, "version", &state->version, error)
      || !kms_wire_read_word (object, "state", states, &index, error)
      || !kms_wire_read_time (object, "time", &state->time, error)
      || !kms_wire_read_time_or_null (object, "maintenance_until", &state->until, error))
    return NULL;
  state->maintenance = index == 1;
  return g_steal_pointer (&state);
}

/**
 * kms_announcement_copy:
 * @announcement: a notice
 *
 * Returns: (transfer full): a copy
 */
KmsAnnouncement *
kms_announcement_copy (const KmsAnnouncement *announcement)
{
  KmsAnnouncement *copy = g_new0 (KmsAnnouncement, 1);

  *copy = *announcement;
  copy->id = g_strdup (announcement->id);
  copy->text = g_strdup (announcement->text);
  return copy;
}

/**
 * kms_announcement_free:
 * @announcement: (transfer full) (nullable): a notice
 */
void
kms_announcement_free (KmsAnnouncement *announcement)
{
  if (announcement == NULL)
    return;
  g_free (announcement->id);
  g_free (announcement->text);
  g_free (announcement);
}

static gpointer
read_announcement (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsAnnouncement) announcement = g_new0 (KmsAnnouncement, 1);
  guint kind = 0;

  if (object == NULL || !kms_wire_read_string (object, "id", &announcement->id, error)
      || !kms_wire_read_word (object, "kind", kinds, &kind, error)
      || !kms_wire_read_string (object, "text", &announcement->text, error)
      || !kms_wire_read_time_or_null (object, "starts_at", &announcement->starts_at, error)
      || !kms_wire_read_time_or_null (object, "ends_at", &announcement->ends_at, error))
    return NULL;
  announcement->maintenance = kind == 1;
  return g_steal_pointer (&announcement);
}

/**
 * kms_announcements_from_json:
 * @node: a NoticeList of the contract
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type KmsAnnouncement): the notices
 */
GPtrArray *
kms_announcements_from_json (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);

  return object == NULL ? NULL
                        : kms_wire_read_objects (object, "notices", read_announcement,
                                                 (GDestroyNotify) kms_announcement_free, error);
}
