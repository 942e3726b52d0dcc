/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* How a server is. Times are microseconds UTC. */
typedef struct
{
  char *version; /* owned; of the server */
  gboolean maintenance;
  gint64 until; /* when maintenance should be over; 0: unknown */
  gint64 time;  /* by the clock of the server */
} KmsServerState;

#define KMS_TYPE_SERVER_STATE (kms_server_state_get_type ())
GType kms_server_state_get_type (void);
KmsServerState *kms_server_state_copy (const KmsServerState *state);
void kms_server_state_free (KmsServerState *state);
KmsServerState *kms_server_state_from_json (JsonNode *node, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsServerState, kms_server_state_free)

/* A notice of the operator (manual chapter 15). */
typedef struct
{
  char *id; /* owned */
  gboolean maintenance;
  char *text;       /* owned; plain text with line ends, in the language of the person */
  gint64 starts_at; /* microseconds UTC: the time that is announced; 0: none */
  gint64 ends_at;   /* the same */
} KmsAnnouncement;

#define KMS_TYPE_ANNOUNCEMENT (kms_announcement_get_type ())
GType kms_announcement_get_type (void);
KmsAnnouncement *kms_announcement_copy (const KmsAnnouncement *announcement);
void kms_announcement_free (KmsAnnouncement *announcement);
GPtrArray *kms_announcements_from_json (JsonNode *node, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsAnnouncement, kms_announcement_free)

G_END_DECLS
