/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-attempt.h"
#include "client/kms-journal.h"

G_BEGIN_DECLS

/* The requests to issue in the journal: one is there from before it is sent until its answer was
 * seen, so that nobody needs to know what happened in between. */

void kms_journal_begin_issuance_async (KmsJournal *journal,
                                       const char *account,
                                       const KmsRequest *request,
                                       const char *draft_id, /* nullable */
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
KmsAttempt *
kms_journal_begin_issuance_finish (KmsJournal *journal, GAsyncResult *result, GError **error);

void kms_journal_answer_issuance_async (KmsJournal *journal,
                                        const char *account,
                                        const KmsAttempt *attempt,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean
kms_journal_answer_issuance_finish (KmsJournal *journal, GAsyncResult *result, GError **error);

void kms_journal_end_issuance_async (KmsJournal *journal,
                                     const char *account,
                                     const char *idempotency_key,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
kms_journal_end_issuance_finish (KmsJournal *journal, GAsyncResult *result, GError **error);

void kms_journal_close_issuance_async (KmsJournal *journal,
                                       const char *account,
                                       const char *idempotency_key,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
kms_journal_close_issuance_finish (KmsJournal *journal, GAsyncResult *result, GError **error);

/* Of KmsAttempt, the first one first. */
void kms_journal_list_issuances_async (KmsJournal *journal,
                                       const char *account,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *
kms_journal_list_issuances_finish (KmsJournal *journal, GAsyncResult *result, GError **error);

G_END_DECLS
