/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-key-pair.h"
#include "engine/kms-part.h"
#include "store/kms-store.h"

G_BEGIN_DECLS

/* The verbs of the operator: what sheets there are, and whether everything in the store is whole. For
 * inside a KmsStoreWork. */

/* A sheet, and what became of it; as long as the function runs that it is handed to. */
typedef struct
{
  KmsKeyPair pair;
  const char *part_number;
  const char *purpose;
  KmsCategory category;
  const char *device_id; /* NULL: free */
  gint64 issued_at;      /* microseconds UTC; 0: free */
} KmsStoreSheet;

typedef void (*KmsStoreSheetFunc) (const KmsStoreSheet *sheet, gpointer data);

gboolean kms_store_list_sheets (KmsStoreSession *session,
                                const char *after, /* an activation key; "": from the beginning */
                                guint limit,
                                KmsStoreSheetFunc func,
                                gpointer data,
                                GError **error);

/* Whether a part is known, and as what; @purpose is owned by the caller. */
gboolean kms_store_describe_part (KmsStoreSession *session,
                                  const char *part_number,
                                  KmsCategory *category,
                                  char **purpose, /* NULL: unknown */
                                  GError **error);

/* A binding, released or not. */
typedef struct
{
  gint64 id;
  KmsCategory category;
  const char *device_id;
  const char *part_number;
  guint ordinal;
  guint last_ordinal; /* of the counter */
  const char *activation_key;
  const char *registration_key;
} KmsStoreBinding;

/* Returns: FALSE with @error set to end it. */
typedef gboolean (*KmsStoreBindingFunc) (const KmsStoreBinding *binding,
                                         gpointer data,
                                         GError **error);

gboolean kms_store_list_bindings (KmsStoreSession *session,
                                  gint64 after, /* an ID; 0: from the beginning */
                                  guint limit,
                                  KmsStoreBindingFunc func,
                                  gpointer data,
                                  GError **error);

/* Pages, constraints, indexes and references of one table after the other. */
gboolean kms_store_check_next_table (KmsStoreSession *session,
                                     const char *after, /* "": the first one */
                                     char **table,      /* NULL: there is no further one */
                                     GError **error);

G_END_DECLS
