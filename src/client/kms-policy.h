/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  KMS_POLICY_COOKIE,
  KMS_POLICY_PRIVACY,
} KmsPolicyKind;

typedef struct
{
  char *heading;     /* owned; may be "" */
  char **paragraphs; /* owned */
} KmsPolicySection;

/* A policy in force, as a text of sections. */
typedef struct
{
  KmsPolicyKind kind;
  char *version;       /* owned; what a registration agrees to */
  char *language;      /* owned: "en" or "ja" */
  char *title;         /* owned */
  GPtrArray *sections; /* owned, of KmsPolicySection */
} KmsPolicy;

#define KMS_TYPE_POLICY (kms_policy_get_type ())
GType kms_policy_get_type (void);
KmsPolicy *kms_policy_copy (const KmsPolicy *policy);
void kms_policy_free (KmsPolicy *policy);
const char *kms_policy_kind_to_string (KmsPolicyKind kind);
KmsPolicy *kms_policy_from_json (JsonNode *node, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsPolicy, kms_policy_free)

G_END_DECLS
