/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to the files of the journal. */

#pragma once

#include "client/kms-attempt.h"
#include "client/kms-journal.h"
#include "common/kms-database.h"

G_BEGIN_DECLS

/* Runs on the thread of the journal; NULL with @error set on failure. */
typedef gpointer (*KmsJournalWork) (KmsJournal *journal,
                                    KmsDatabase *database,
                                    gpointer data,
                                    GError **error);

void kms_journal_run_async (KmsJournal *journal,
                            KmsJournalWork work,
                            gpointer data,
                            GDestroyNotify free_data,
                            GDestroyNotify free_result,
                            gpointer source_tag,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gpointer kms_journal_run_finish (KmsJournal *journal,
                                 gpointer source_tag,
                                 GAsyncResult *result,
                                 GError **error);
gint64 kms_journal_now (KmsJournal *journal);
gboolean kms_journal_is_first_report (KmsJournal *journal, const char *id);

/* kms-journal-json.c */
char *kms_journal_request_to_text (const KmsRequest *request);
KmsRequest *kms_journal_request_from_text (const char *text, GError **error);
char *kms_journal_answer_to_text (const KmsIssuance *issuance);
KmsIssuance *kms_journal_answer_from_text (const char *text, GError **error);

/* A request to issue, from before it is sent until somebody has seen what came of it. */
#define KMS_JOURNAL_ISSUANCES_SQL                            \
  "CREATE TABLE issuance ("                                  \
  "  account TEXT NOT NULL,"                                 \
  "  idempotency_key TEXT NOT NULL,"                         \
  "  draft_id TEXT,"             /* what it was made from */ \
  "  begun_at INTEGER NOT NULL," /* microseconds UTC */      \
  "  request TEXT NOT NULL,"                                 \
  "  answer TEXT," /* NULL: not known */                     \
  "  PRIMARY KEY (account, idempotency_key)"                 \
  ") STRICT"

/* The devices that keys were issued for last, a few of each account. */
#define KMS_JOURNAL_DEVICES_SQL                          \
  "CREATE TABLE device ("                                \
  "  account TEXT NOT NULL,"                             \
  "  category TEXT NOT NULL,"                            \
  "  device_id TEXT NOT NULL,"                           \
  "  issued_at INTEGER NOT NULL," /* microseconds UTC */ \
  "  PRIMARY KEY (account, category, device_id)"         \
  ") STRICT"

/* kms-journal-devices.c */
gboolean kms_journal_add_device (KmsDatabase *database,
                                 const char *account,
                                 const KmsIssuance *issuance,
                                 GError **error);

G_END_DECLS
