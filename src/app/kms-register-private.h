/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to kms-register-*.c. */

#pragma once

#include "app/kms-assistant.h"
#include "app/kms-code-entry.h"
#include "app/kms-policy-view.h"
#include "app/kms-register-flow.h"
#include "app/kms-user-fields.h"

G_BEGIN_DECLS

typedef enum
{
  KMS_REGISTER_CONSENT,
  KMS_REGISTER_FORM,
  KMS_REGISTER_CODE,
  KMS_REGISTER_CONFIRM,
  KMS_REGISTER_DONE,
  KMS_REGISTER_N_STEPS,
} KmsRegisterStepId;

/* What to do with an address that is registered already. */
typedef enum
{
  KMS_REGISTER_OVERWRITE,
  KMS_REGISTER_KEEP,
  KMS_REGISTER_OTHER_ADDRESS,
  KMS_REGISTER_N_CHOICES,
} KmsRegisterChoice;

/* A page of the flow; each function may be NULL. */
typedef struct
{
  const char *title;
  const char *action_label;
  gboolean scrolled; /* the content goes into a clamp that scrolls */
  GtkWidget *(*create) (KmsRegisterFlow *self, KmsAssistantPage *page);
  void (*enter) (KmsRegisterFlow *self, KmsAssistantPage *page);
  void (*focus) (KmsRegisterFlow *self);
  /* Takes the task, whose result is whether to go on. */
  void (*apply) (KmsRegisterFlow *self, KmsAssistantPage *page, GTask *task);
  /* Says at its place what is wrong; FALSE: it has no place for it. */
  gboolean (*show_error) (KmsRegisterFlow *self, const GError *error);
} KmsRegisterStep;

/* What a page is made of. */
typedef struct
{
  KmsRegisterFlow *flow; /* borrowed */
  const KmsRegisterStep *step;
} KmsRegisterPageData;

struct _KmsRegisterFlow
{
  GtkWidget parent_instance;

  /* Owned */
  KmsRemote *remote;
  KmsAssistant *assistant;   /* a child; NULL when the flow is gone */
  GCancellable *asking;      /* for another code, outside of a page's application */
  char *agreed_version;      /* of the privacy policy; NULL: not agreed yet */
  KmsUserForm *requested;    /* what the registration was asked for with; NULL: there is none */
  KmsMailedCode *mailed;     /* the registration */
  KmsProof *proof;           /* the address is proven; NULL: not yet */
  KmsRegistered *registered; /* the end */
  gboolean tried;            /* to complete it; it may be done without an answer */

  /* What each page is made of */
  KmsRegisterPageData pages[KMS_REGISTER_N_STEPS];

  /* Borrowed from the pages; NULL before they are made */
  KmsPolicyView *policy;
  KmsUserFields *fields;
  KmsCodeEntry *code;
  KmsAssistantPage *confirm_page;
  GtkBox *confirm_box;
  GtkWidget *first_choice; /* NULL: nothing is registered under the address */
  KmsRegisterChoice choice;
  GtkBox *done_box;
  GtkWidget *copy_both;
};

extern const KmsRegisterStep kms_register_code_step;
extern const KmsRegisterStep kms_register_confirm_step;
extern const KmsRegisterStep kms_register_done_step;

#define KMS_TYPE_REGISTER_PAGE (kms_register_page_get_type ())
G_DECLARE_FINAL_TYPE (KmsRegisterPage, kms_register_page, KMS, REGISTER_PAGE, KmsAssistantPage)

KmsAssistantPage *kms_register_page_new (KmsRegisterFlow *flow, const KmsRegisterStep *step);
KmsRegisterFlow *kms_register_page_flow_of (GTask *task);
GtkWidget *kms_register_page_add_label (GtkBox *box, const char *text, const char *css_class);

void kms_register_flow_forget (KmsRegisterFlow *self);
void kms_register_flow_set_mailed (KmsRegisterFlow *self,
                                   const KmsUserForm *form,
                                   KmsMailedCode *mailed);

G_END_DECLS
