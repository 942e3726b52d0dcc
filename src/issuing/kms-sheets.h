/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "issuing/kms-issuing.h"
#include "store/kms-store-sheets.h"

G_BEGIN_DECLS

/* What the operator does: sheets are made, imported and listed, and the store is checked. Plain functions
 * for inside a KmsStoreWork, but for the reading of a CSV. */

#define KMS_SHEETS_MAX_NEW 1000 /* in one transaction, which everybody else waits for */

/* A sheet that is to be known. */
typedef struct
{
  guint line; /* of the CSV it comes from, from 1 */
  KmsKeyPair pair;
  char *part_number; /* owned */
  char *purpose;     /* owned */
  KmsCategory category;
} KmsSheet;

/* Of KmsSheet: new ones, with random numbers. */
GPtrArray *kms_sheets_make (KmsStoreSession *session,
                            const KmsPart *part,
                            guint n_sheets, /* at most KMS_SHEETS_MAX_NEW */
                            GError **error);

/* The same from a CSV; and all of them, or none, into the store. What is wrong is told for each line. */
GPtrArray *kms_sheets_read_csv (const char *text, gssize length, GError **error);
gboolean kms_sheets_import (KmsStoreSession *session, GPtrArray *sheets, GError **error);

/* The CSV that can be imported: the header, or a sheet. */
void kms_sheets_append_csv (GString *csv, const KmsSheet *sheet); /* NULL: the header */

/* Derives some registration keys anew, in the order of their bindings. */
typedef struct
{
  gint64 last; /* the ID of the last binding */
  guint n_checked;
  gboolean complete; /* there are no further ones */
} KmsKeyCheck;

KmsKeyCheck *kms_issuing_check_keys (KmsIssuing *issuing,
                                     KmsStoreSession *session,
                                     gint64 after, /* 0: from the beginning */
                                     guint limit,
                                     GError **error);
char *kms_issuing_get_fingerprint (KmsIssuing *issuing);

G_END_DECLS
