/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to kms-issue-flow*.c. */

#pragma once

#include "app/kms-assistant.h"
#include "app/kms-banner.h"
#include "app/kms-issue-flow.h"
#include "app/kms-keys-page.h"
#include "app/kms-result-page.h"
#include "app/kms-review-page.h"

G_BEGIN_DECLS

#define KMS_ISSUE_FLOW_FRAMES_SHOWN 2 /* by then the first one is on the screen */

struct _KmsIssueFlow
{
  GtkWidget parent_instance;

  /* Owned */
  KmsBackend *backend;
  char *account; /* whose work it is, whoever is logged in when it is written */
  KmsJournal *journal;
  KmsPending *pending;
  KmsIssueModel *model;
  KmsDraft *initial;
  KmsBanner *banner;       /* a child */
  KmsAssistant *assistant; /* a child */
  char *unseen;            /* the key of the request whose answer is here; NULL when it was seen */
  guint save_timeout;

  KmsKeysPage *keys;     /* borrowed; NULL before it is made */
  KmsReviewPage *review; /* borrowed; NULL before it is made */
  KmsResultPage *result; /* borrowed; NULL before it is made */
  guint shown_tick;      /* until the result is on the screen; 0: not now */
  guint n_frames;        /* of the result */

  gboolean written; /* the journal holds a draft of this run, or may be about to */
  gboolean saved;   /* it has held one, so that failing to remove it matters */
};

/* kms-issue-flow-keep.c */
gboolean kms_issue_flow_is_worth_keeping (KmsIssueFlow *self);
void kms_issue_flow_keep (KmsIssueFlow *self);

G_END_DECLS
