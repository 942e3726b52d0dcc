/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-draft.h"
#include "engine/kms-issuance.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * KmsIssueModel:
 *
 * What the five pages of the assistant work on: the draft, as typed, and at the end the issuance.
 * "changed" is emitted after every change of the draft.
 */
#define KMS_TYPE_ISSUE_MODEL (kms_issue_model_get_type ())
G_DECLARE_FINAL_TYPE (KmsIssueModel, kms_issue_model, KMS, ISSUE_MODEL, GObject)

KmsIssueModel *kms_issue_model_new (const KmsDraft *draft);

const KmsDraft *kms_issue_model_get_draft (KmsIssueModel *self);

void kms_issue_model_set_step (KmsIssueModel *self, guint step);
void kms_issue_model_set_category (KmsIssueModel *self, KmsCategory category);
void kms_issue_model_set_device (KmsIssueModel *self, const char *text);
void kms_issue_model_set_device_confirmed (KmsIssueModel *self, gboolean confirmed);
void kms_issue_model_set_site_line (KmsIssueModel *self, guint index, const char *text);
void kms_issue_model_set_pair (KmsIssueModel *self,
                               guint index,
                               const char *activation_key,
                               const char *registration_id);
void kms_issue_model_insert_pair (KmsIssueModel *self,
                                  guint index,
                                  const char *activation_key,
                                  const char *registration_id);
void kms_issue_model_remove_pair (KmsIssueModel *self, guint index);
void
kms_issue_model_set_mail (KmsIssueModel *self, guint index, gboolean ticked, const char *address);
void kms_issue_model_set_mail_subject (KmsIssueModel *self, const char *subject);

KmsIdentifierKind kms_issue_model_get_device_kind (KmsIssueModel *self);
gboolean kms_issue_model_read_device (KmsIssueModel *self, KmsIdentifierReading *reading);
gboolean kms_issue_model_read_site (KmsIssueModel *self, KmsSite *site);
gboolean kms_issue_model_read_pair (KmsIssueModel *self, guint index, KmsKeyPair *pair);
gboolean kms_issue_model_pair_is_empty (KmsIssueModel *self, guint index);
guint kms_issue_model_find_key (KmsIssueModel *self, const char *activation_key);
char *kms_issue_model_dup_mail_subject (KmsIssueModel *self);
KmsRequest *kms_issue_model_make_request (KmsIssueModel *self, guint rows[KMS_REQUEST_MAX_KEYS]);

const KmsIssuance *kms_issue_model_get_issuance (KmsIssueModel *self);
void kms_issue_model_set_issuance (KmsIssueModel *self, const KmsIssuance *issuance);

G_END_DECLS
