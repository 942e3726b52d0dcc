/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands about the store: sheets, releases, backup, check. */

#include "server/kms-admin.h"

#include "engine/kms-identifier.h"

static char *
release_key (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  KmsIdentifierReading reading;
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  if (!kms_identifier_read (KMS_IDENTIFIER_ACTIVATION_KEY, kms_admin_get_text (call, "key"), -1,
                            &reading))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_ACTIVATION_KEY_INVALID, "this is no activation key");
      return NULL;
    }
  if (!kms_issuing_release (call->service->issuing, session, "operator", reading.digits,
                            kms_admin_get_text (call, "reason"), error))
    return NULL;
  return g_strdup_printf ("%s is released and can be issued for any device.\n",
                          kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, reading.digits,
                                                 shown));
}

static const KmsAdminParameter key_argument = { "key", KMS_ADMIN_TEXT, TRUE, NULL };
static const KmsAdminParameter file_argument = { "file", KMS_ADMIN_PATH, TRUE, NULL };

static const KmsAdminParameter release_options[] = {
  { "reason", KMS_ADMIN_TEXT, TRUE, "Why, for the audit" },
  { NULL },
};

const KmsAdminCommand kms_admin_store_commands[] = {
  { "release", "Unbind an activation key from its device", &key_argument, release_options,
    KMS_STORE_WRITE, release_key, NULL },
  { "backup", "Write everything into a file, also while the server runs", &file_argument, NULL,
    KMS_STORE_READ, NULL, NULL },
  { NULL },
};
