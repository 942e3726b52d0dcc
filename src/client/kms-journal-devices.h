/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-journal.h"

G_BEGIN_DECLS

#define KMS_JOURNAL_MAX_DEVICES 5

/* A device that keys were issued for on this computer. */
typedef struct
{
  KmsCategory category;
  char device_id[KMS_IDENTIFIER_SIZE];
  gint64 issued_at; /* microseconds UTC: the last time */
} KmsRecentDevice;

/* The last devices of an account; nothing else about them is kept. An answer in the journal adds its own. */

/* Of KmsRecentDevice, the last one first. */
void kms_journal_list_devices_async (KmsJournal *journal,
                                     const char *account,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GArray *kms_journal_list_devices_finish (KmsJournal *journal, GAsyncResult *result, GError **error);

void kms_journal_clear_devices_async (KmsJournal *journal,
                                      const char *account,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
kms_journal_clear_devices_finish (KmsJournal *journal, GAsyncResult *result, GError **error);

G_END_DECLS
