/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: the columns of a form, which accounts and registrations have alike. */

#pragma once

#include "common/kms-database.h"
#include "store/kms-store-accounts.h"

G_BEGIN_DECLS

#define KMS_STORE_FORM_COLUMNS                                                                    \
  "company, country, postal_code, address_1, address_2, address_3, address_4, address_5, phone, " \
  "contact, language, news, privacy_version, consented_at"
#define KMS_STORE_FORM_VALUES                                                                      \
  ":company, :country, :postal_code, :address_1, :address_2, :address_3, :address_4, :address_5, " \
  ":phone, :contact, :language, :news, :privacy_version, :consented_at"

/* Of the columns and values above; the mail address stands elsewhere. */
void kms_store_bind_form (KmsStatement *statement, const KmsAccountForm *form);
void kms_store_read_form (KmsStatement *statement, int column, KmsAccountForm *form);

G_END_DECLS
