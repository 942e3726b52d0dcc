/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-user.h"

G_BEGIN_DECLS

/* A code is on its way by mail: for a registration, a change of address or a new password. */
typedef struct
{
  char *id;          /* owned; of what it is for */
  gint64 expires_at; /* microseconds UTC: until when the code is good */
} KmsMailedCode;

#define KMS_TYPE_MAILED_CODE (kms_mailed_code_get_type ())
GType kms_mailed_code_get_type (void);
KmsMailedCode *kms_mailed_code_copy (const KmsMailedCode *mailed);
void kms_mailed_code_free (KmsMailedCode *mailed);
KmsMailedCode *kms_mailed_code_from_json (JsonNode *node, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsMailedCode, kms_mailed_code_free)

/* An address is proven by its code. */
typedef struct
{
  KmsUser *existing;      /* owned; what is registered under the address; NULL when nothing is */
  char *completion_token; /* owned; NULL with a change of address */
  gint64 expires_at;      /* microseconds UTC: until when it can be completed */
} KmsProof;

#define KMS_TYPE_PROOF (kms_proof_get_type ())
GType kms_proof_get_type (void);
KmsProof *kms_proof_copy (const KmsProof *proof);
void kms_proof_free (KmsProof *proof);
KmsProof *kms_proof_from_json (JsonNode *node, gboolean with_token, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsProof, kms_proof_free)

/* The end of a registration; the password is told here only. */
typedef struct
{
  KmsUser *user;        /* owned */
  char *password;       /* owned */
  gboolean overwritten; /* an account that was there already */
} KmsRegistered;

#define KMS_TYPE_REGISTERED (kms_registered_get_type ())
GType kms_registered_get_type (void);
KmsRegistered *kms_registered_copy (const KmsRegistered *registered);
void kms_registered_free (KmsRegistered *registered);
KmsRegistered *kms_registered_from_json (JsonNode *node, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsRegistered, kms_registered_free)

G_END_DECLS
