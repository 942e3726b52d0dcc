/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-error.h"
#include "store/kms-store-accounts.h"

G_BEGIN_DECLS

/* A form as it was sent. All borrowed, in UTF-8; what is NULL is no part of this form. */
typedef struct
{
  const char *privacy_version;
  const char *login_id;
  const char *company;
  const char *country;
  const char *postal_code;
  const char *const *address; /* ends with NULL */
  const char *phone;
  const char *contact;
  const char *email;
  const char *language;
  gboolean news;
} KmsAccountInput;

gboolean kms_account_form_read (const KmsAccountInput *input,
                                const char *privacy_version, /* the one in force */
                                KmsAccountForm *form,
                                GError **error);

/* One mail address, as a member of its own. */
char *kms_account_form_read_email (const char *email, const char *pointer, GError **error);

G_END_DECLS
