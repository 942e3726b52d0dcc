/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to kms-review-page*.c. */

#pragma once

#include "app/kms-field.h"
#include "app/kms-review-page.h"
#include "app/kms-status-line.h"

G_BEGIN_DECLS

struct _KmsReviewPage
{
  KmsAssistantPage parent_instance;

  /* Owned */
  KmsIssueModel *model;
  KmsBackend *backend;
  KmsPending *pending;
  GCancellable *previewing;
  KmsPreview *shown; /* what the lists show; NULL when they are empty */
  KmsCategory shown_category;
  KmsRequest *request; /* what they are about; NULL before the first */

  gboolean entering;
  gboolean waiting; /* for an answer that does not come */
  GTask *applying;  /* owned; NULL when nobody waits for the page */
  guint patience;   /* how long somebody does; 0: nobody */

  /* Template */
  GtkStack *states;
  GtkWidget *review;
  GtkWidget *wait;
  GtkSpinner *spinner;
  GtkWidget *leave;
  GtkButton *check;
  KmsStatusLine *outcome;
  GtkLabel *device_name;
  GtkLabel *device;
  GtkLabel *site;
  KmsStatusLine *status;
  GtkWidget *new_group;
  GtkLabel *new_title;
  GtkListBox *new_list;
  GtkWidget *old_group;
  GtkLabel *old_title;
  GtkListBox *old_list;
  GtkLabel *mail_note;
  GtkCheckButton *mail_tick[KMS_REQUEST_MAX_MAILS];
  KmsField *mail_field[KMS_REQUEST_MAX_MAILS];
  GtkEntry *mail[KMS_REQUEST_MAX_MAILS];
  KmsField *subject_field;
  GtkEntry *subject;
};

void kms_review_page_request_preview (KmsReviewPage *self);

/* kms-review-page-issue.c */
void kms_review_page_issue (KmsReviewPage *self, const KmsRequest *request, GTask *task);
char *kms_review_page_describe_error (KmsAssistantPage *page, const GError *error);
gboolean kms_review_page_take_outcome (KmsReviewPage *self);
void kms_review_page_stop_issuing (KmsReviewPage *self);

G_END_DECLS
