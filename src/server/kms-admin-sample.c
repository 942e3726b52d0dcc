/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sample to try a service with: an account whose password everybody knows, and sheets that everybody
 * has. So it goes into an empty store only. */

#include "server/kms-admin.h"

#include "accounts/kms-accounts.h"
#include "issuing/kms-sheets.h"
#include "store/kms-store-keys.h"

#define SAMPLE_SHEETS   "/io/github/kmsdesk/server/sheets.csv"
#define SAMPLE_LOGIN_ID "Sample01"
#define SAMPLE_PASSWORD "try-this-service"
/* argon2id of the password. */
#define SAMPLE_HASH                                        \
  "$argon2id$v=19$m=19456,t=2,p=1$c2FtcGxlLXNhbHQtMDEyMw$" \
  "WzSwda9XzsaT0b2HV94iPE5IPcYUneY3cmbV4k9MKak"

static gboolean
import_sample_sheets (KmsStoreSession *session, GError **error)
{
  g_autoptr (GBytes) csv =
      g_resources_lookup_data (SAMPLE_SHEETS, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (GPtrArray) sheets = NULL;

  if (csv == NULL)
    return FALSE;
  sheets =
      kms_sheets_read_csv (g_bytes_get_data (csv, NULL), (gssize) g_bytes_get_size (csv), error);
  return sheets != NULL && kms_sheets_import (session, sheets, error);
}

/* What anybody can do with a store that holds the sample already: nothing more. */
static gboolean
check_empty (KmsStoreSession *session, gboolean *loaded, GError **error)
{
  g_autoptr (KmsAccount) account = NULL;
  gboolean empty;

  if (!kms_store_find_account (session, KMS_ACCOUNT_BY_LOGIN_ID, SAMPLE_LOGIN_ID, &account, error)
      || !kms_store_is_empty (session, &empty, error))
    return FALSE;
  *loaded = account != NULL;
  if (*loaded || empty)
    return TRUE;
  g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
               "there is data in the store: the sample goes into an empty one only");
  return FALSE;
}

static char *
load_sample (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  gboolean loaded = FALSE;

  if (!check_empty (session, &loaded, error))
    return NULL;
  if (!loaded
      && (!import_sample_sheets (session, error)
          || !kms_accounts_add_sample (session, SAMPLE_LOGIN_ID, SAMPLE_HASH, call->now, error)))
    return NULL;
  return g_strdup ("login ID  " SAMPLE_LOGIN_ID "\n"
                   "password  " SAMPLE_PASSWORD "\n");
}

const KmsAdminCommand kms_admin_sample_commands[] = {
  { "sample", "Load sample sheets and a sample account into an empty store", NULL, NULL,
    KMS_STORE_WRITE, load_sample, NULL },
  { NULL },
};
