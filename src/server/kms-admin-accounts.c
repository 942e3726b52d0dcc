/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands about accounts, which are named by their login IDs. */

#include "server/kms-admin.h"

#include "accounts/kms-accounts.h"

#define ACCOUNTS_SHOWN 1000

static void
append_state (GString *out, const KmsAccount *account)
{
  g_string_append (out, account->disabled ? "disabled" : "enabled");
}

static char *
list_accounts (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  const char *after = kms_admin_get_text (call, "after");
  gint64 limit = kms_admin_get_number (call, "limit", ACCOUNTS_SHOWN);
  g_autoptr (GPtrArray) accounts =
      kms_accounts_list (session, after == NULL ? "" : after, (guint) MIN (limit, G_MAXINT), error);
  GString *out;

  if (accounts == NULL)
    return NULL;
  out = g_string_new (NULL);
  for (guint i = 0; i < accounts->len; i++)
    {
      const KmsAccount *account = g_ptr_array_index (accounts, i);

      g_string_append_printf (out, "%s\t", account->login_id);
      append_state (out, account);
      g_string_append_c (out, '\t');
      kms_admin_append_time (out, account->registered_at);
      g_string_append_c (out, '\t');
      kms_admin_append_text (out, account->form.email);
      g_string_append_c (out, '\t');
      kms_admin_append_text (out, account->form.company);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

static void
append_line (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, "%-12s ", name);
  kms_admin_append_text (out, value);
  g_string_append_c (out, '\n');
}

static char *
show_account (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  g_autoptr (KmsAccount) account =
      kms_accounts_show (session, kms_admin_get_text (call, "login-id"), error);
  g_autoptr (GString) registered = g_string_new (NULL);
  GString *out;

  if (account == NULL)
    return NULL;
  out = g_string_new (NULL);
  kms_admin_append_time (registered, account->registered_at);
  append_line (out, "login ID", account->login_id);
  append_line (out, "ID", account->id);
  append_line (out, "state", account->disabled ? "disabled" : "enabled");
  append_line (out, "company", account->form.company);
  append_line (out, "country", account->form.country);
  append_line (out, "postal code", account->form.postal_code);
  for (guint i = 0; i < KMS_ACCOUNT_N_ADDRESS_LINES; i++)
    if (account->form.address[i][0] != '\0')
      append_line (out, "address", account->form.address[i]);
  append_line (out, "phone", account->form.phone);
  append_line (out, "contact", account->form.contact);
  append_line (out, "e-mail", account->form.email);
  append_line (out, "news", account->form.news ? "yes" : "no");
  append_line (out, "language", account->form.language);
  append_line (out, "registered", registered->str);
  return g_string_free (out, FALSE);
}

static char *
set_disabled (KmsStoreSession *session, const KmsAdminCall *call, gboolean disabled, GError **error)
{
  g_autoptr (KmsAccount) account = kms_accounts_set_disabled (
      session, kms_admin_get_text (call, "login-id"), disabled, call->now, error);

  if (account == NULL)
    return NULL;
  return g_strdup_printf ("%s is %s now.\n", account->login_id, disabled ? "disabled" : "enabled");
}

static char *
disable_account (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  return set_disabled (session, call, TRUE, error);
}

static char *
enable_account (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  return set_disabled (session, call, FALSE, error);
}

static char *
delete_account (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  const char *login_id = kms_admin_get_text (call, "login-id");

  if (!kms_accounts_remove (session, login_id, call->now, error))
    return NULL;
  return g_strdup_printf ("%s is deleted. What it issued stays in the audit.\n", login_id);
}

static const KmsAdminParameter login_id_argument = { "login-id", KMS_ADMIN_TEXT, TRUE, NULL };

static const KmsAdminParameter list_options[] = {
  { "after", KMS_ADMIN_TEXT, FALSE, "Go on behind this login ID" },
  { "limit", KMS_ADMIN_NUMBER, FALSE, "At most so many (1000)" },
  { NULL },
};

const KmsAdminCommand kms_admin_accounts_commands[] = {
  { "accounts list", "List the accounts: login ID, state, registered, e-mail, company", NULL,
    list_options, KMS_STORE_READ, list_accounts, NULL },
  { "accounts show", "Show an account", &login_id_argument, NULL, KMS_STORE_READ, show_account,
    NULL },
  { "accounts disable", "Let nobody log in to an account, and end its sessions", &login_id_argument,
    NULL, KMS_STORE_WRITE, disable_account, NULL },
  { "accounts enable", "Let people log in to an account again", &login_id_argument, NULL,
    KMS_STORE_WRITE, enable_account, NULL },
  { "accounts delete", "Delete an account; what it issued stays without personal data",
    &login_id_argument, NULL, KMS_STORE_WRITE, delete_account, NULL },
  { NULL },
};
