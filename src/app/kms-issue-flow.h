/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"
#include "client/kms-journal.h"
#include "client/kms-pending.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What to do with keys that are on the screen. */
typedef enum
{
  KMS_HAND_OUT_NOTHING,
  KMS_HAND_OUT_COPY, /* into the clipboard */
  KMS_HAND_OUT_CARD, /* their key card, to print */
} KmsHandOut;

/**
 * KmsIssueFlow:
 *
 * One run of issuing: the assistant with its five pages over one model, and the draft that is kept
 * of it in the journal.
 *
 * "ended" asks for something else to be shown; "again" says that another run was asked for.
 */
#define KMS_TYPE_ISSUE_FLOW (kms_issue_flow_get_type ())
G_DECLARE_FINAL_TYPE (KmsIssueFlow, kms_issue_flow, KMS, ISSUE_FLOW, GtkWidget)

GtkWidget *kms_issue_flow_new (KmsBackend *backend,
                               KmsJournal *journal,
                               KmsPending *pending,
                               const KmsDraft *initial,
                               const KmsDraft *draft);
KmsDraft *kms_issue_flow_new_draft (KmsBackend *backend, KmsDraftFlow flow);

const char *kms_issue_flow_get_title (KmsIssueFlow *self);
KmsDraftFlow kms_issue_flow_get_flow (KmsIssueFlow *self);
gboolean kms_issue_flow_is_of (KmsIssueFlow *self, const char *draft_id);
void kms_issue_flow_hand_out (KmsIssueFlow *self, KmsHandOut what);
gboolean kms_issue_flow_take_sheet (KmsIssueFlow *self, const char *text, gsize length);
gboolean kms_issue_flow_is_committing (KmsIssueFlow *self);
void kms_issue_flow_start (KmsIssueFlow *self);
void kms_issue_flow_show (KmsIssueFlow *self, const KmsAttempt *attempt);
void kms_issue_flow_refresh (KmsIssueFlow *self);
void
kms_issue_flow_keep_async (KmsIssueFlow *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean kms_issue_flow_keep_finish (KmsIssueFlow *self,
                                     GAsyncResult *result,
                                     gboolean *kept,
                                     GError **error);

G_END_DECLS
