/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to kms-user-page*.c. */

#pragma once

#include "app/kms-code-entry.h"
#include "app/kms-field.h"
#include "app/kms-form-frame.h"
#include "app/kms-user-conflict.h"
#include "app/kms-user-fields.h"
#include "app/kms-user-page.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What the frame shows. */
typedef enum
{
  KMS_USER_STAGE_FORM,
  KMS_USER_STAGE_CODE,     /* all but the address is saved; the new one is to be proven */
  KMS_USER_STAGE_CONFLICT, /* somebody else has changed the account meanwhile */
} KmsUserStage;

struct _KmsUserPage
{
  GtkWidget parent_instance;

  /* Owned */
  KmsRemote *remote;
  GCancellable *loading;
  KmsUser *base;         /* as it is saved, as far as known; NULL before it is loaded */
  KmsUser *wanted;       /* as it shall be, while it is saved */
  KmsMailedCode *mailed; /* the change of the address under way */
  KmsProof *proof;       /* the new address is proven; NULL: not yet */

  KmsUserStage stage;
  KmsUserConflict *conflict; /* borrowed from its bin */

  /* Template */
  GtkStack *stack; /* NULL when the page is gone */
  AdwStatusPage *failure;
  GtkButton *retry;
  KmsFormFrame *frame;
  GtkStack *stages;
  KmsField *login_id_field;
  GtkEditable *login_id;
  KmsUserFields *fields;
  GtkButton *delete_account;
  KmsCodeEntry *code;
  AdwBin *conflict_bin;
};

void kms_user_page_show_stage (KmsUserPage *self, KmsUserStage stage);
void kms_user_page_finish (KmsUserPage *self, const char *news);
void kms_user_page_save (KmsUserPage *self);
void kms_user_page_save_choice (KmsUserPage *self);
void kms_user_page_change_address (KmsUserPage *self);
void kms_user_page_prove_address (KmsUserPage *self);

G_END_DECLS
