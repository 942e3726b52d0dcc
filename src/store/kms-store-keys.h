/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-part.h"
#include "engine/kms-verdict.h"
#include "store/kms-store.h"

G_BEGIN_DECLS

/* The verbs of activation keys and their bindings, for inside a KmsStoreWork. */

/* An activation key as the store knows it. */
typedef struct
{
  KmsActivation activation;
  gint64 part_id;
  char *part_number; /* owned */
  char *purpose;     /* owned */
  /* 0, "" and 0 as long as the key is not bound. */
  guint ordinal;
  char registration_key[KMS_IDENTIFIER_SIZE];
  gint64 issued_at; /* microseconds UTC */
} KmsStoredKey;

void kms_stored_key_free (KmsStoredKey *key);

gboolean kms_store_is_empty (KmsStoreSession *session, gboolean *empty, GError **error);

gboolean kms_store_add_part (KmsStoreSession *session,
                             const KmsPart *part,
                             gint64 *part_id, /* also when it is there already */
                             GError **error);
gboolean kms_store_add_key (KmsStoreSession *session,
                            const KmsKeyPair *pair,
                            gint64 part_id,
                            GError **error);
gboolean kms_store_find_key (KmsStoreSession *session,
                             const char *activation_key,
                             KmsStoredKey **key, /* NULL: unknown */
                             GError **error);
gboolean kms_store_find_part (KmsStoreSession *session,
                              const char *part_number,
                              gint64 *part_id, /* 0: unknown */
                              GError **error);

/* The last ordinal that was taken, 0 for none; and the next one, which is taken for good. */
gboolean kms_store_get_last_ordinal (KmsStoreSession *session,
                                     const char *device_id,
                                     gint64 part_id,
                                     guint *ordinal,
                                     GError **error);
gboolean kms_store_take_ordinal (KmsStoreSession *session,
                                 const char *device_id,
                                 gint64 part_id,
                                 guint *ordinal,
                                 GError **error);
/* Binds the key to the device, with the ordinal, registration key and date that @key says. */
gboolean kms_store_bind_key (KmsStoreSession *session, const KmsStoredKey *key, GError **error);
gboolean kms_store_release_key (KmsStoreSession *session,
                                const char *activation_key,
                                gint64 at,
                                gboolean *released, /* FALSE: it was not bound */
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsStoredKey, kms_stored_key_free)

G_END_DECLS
