/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-draft.h"
#include "common/kms-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KmsJournal:
 *
 * What must outlive the program, by account: drafts, requests to issue with their answers
 * (kms-journal-issuances.h), and the last devices (kms-journal-devices.h). One SQLite file, mode 0600, that several programs may have open; each call
 * opens it on a thread and closes it, so nothing here blocks.
 */
#define KMS_TYPE_JOURNAL (kms_journal_get_type ())
G_DECLARE_FINAL_TYPE (KmsJournal, kms_journal, KMS, JOURNAL, GObject)

KmsJournal *kms_journal_new (const char *path, /* its folder is made when missing, mode 0700 */
                             KmsClock *clock);
KmsJournal *kms_journal_new_for_user (KmsClock *clock);

void kms_journal_save_draft_async (KmsJournal *journal,
                                   const char *account,
                                   const KmsDraft *draft,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean kms_journal_save_draft_finish (KmsJournal *journal, GAsyncResult *result, GError **error);
void kms_journal_delete_draft_async (KmsJournal *journal,
                                     const char *account,
                                     const char *draft_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
kms_journal_delete_draft_finish (KmsJournal *journal, GAsyncResult *result, GError **error);
/* Of KmsDraft, newest first. */
void kms_journal_list_drafts_async (KmsJournal *journal,
                                    const char *account,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *
kms_journal_list_drafts_finish (KmsJournal *journal, GAsyncResult *result, GError **error);

/* Drafts and requests of all accounts that begin so. */
void kms_journal_forget_async (KmsJournal *journal,
                               const char *account_prefix,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean kms_journal_forget_finish (KmsJournal *journal, GAsyncResult *result, GError **error);

G_END_DECLS
