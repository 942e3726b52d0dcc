/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts as rows. The ID of an account is the dealer of history and site lines; those go with the
 * account, or lose what is personal. */

#include "store/kms-store-accounts.h"

#include "store/kms-store-accounts-private.h"
#include "store/kms-store-session.h"

#define SELECT                                                          \
  "SELECT id, login_id, password_hash, email, registered_at, version, " \
  "disabled, " KMS_STORE_FORM_COLUMNS " FROM account"

/* The members of a form that are columns of text, in the order of KMS_STORE_FORM_COLUMNS. */
#define N_TEXTS 11

static const char *const text_parameters[N_TEXTS] = {
  ":company",   ":country",   ":postal_code", ":address_1", ":address_2", ":address_3",
  ":address_4", ":address_5", ":phone",       ":contact",   ":language",
};

static void
list_texts (KmsAccountForm *form, char **texts[N_TEXTS])
{
  guint n = 0;

  texts[n++] = &form->company;
  texts[n++] = &form->country;
  texts[n++] = &form->postal_code;
  for (guint i = 0; i < KMS_ACCOUNT_N_ADDRESS_LINES; i++)
    texts[n++] = &form->address[i];
  texts[n++] = &form->phone;
  texts[n++] = &form->contact;
  texts[n++] = &form->language;
  g_assert (n == N_TEXTS);
}

/**
 * kms_account_form_clear:
 * @form: a form
 *
 * Frees what is in it.
 */
void
kms_account_form_clear (KmsAccountForm *form)
{
  char **texts[N_TEXTS];

  list_texts (form, texts);
  for (guint i = 0; i < N_TEXTS; i++)
    g_clear_pointer (texts[i], g_free);
  g_clear_pointer (&form->email, g_free);
  g_clear_pointer (&form->privacy_version, g_free);
}

/**
 * kms_account_form_copy:
 * @form: a form
 * @copy: (out caller-allocates): where the copy goes
 */
void
kms_account_form_copy (const KmsAccountForm *form, KmsAccountForm *copy)
{
  char **texts[N_TEXTS];

  *copy = *form;
  list_texts (copy, texts);
  for (guint i = 0; i < N_TEXTS; i++)
    *texts[i] = g_strdup (*texts[i]);
  copy->email = g_strdup (form->email);
  copy->privacy_version = g_strdup (form->privacy_version);
}

/**
 * kms_account_free:
 * @account: (transfer full) (nullable): an account
 */
void
kms_account_free (KmsAccount *account)
{
  if (account == NULL)
    return;

  kms_account_form_clear (&account->form);
  g_free (account->password_hash);
  g_free (account);
}

void
kms_store_bind_form (KmsStatement *statement, const KmsAccountForm *form)
{
  KmsAccountForm borrowed = *form;
  char **texts[N_TEXTS];

  list_texts (&borrowed, texts);
  for (guint i = 0; i < N_TEXTS; i++)
    kms_statement_bind_text (statement, text_parameters[i], *texts[i]);
  kms_statement_bind_int (statement, ":news", form->news);
  kms_statement_bind_text (statement, ":privacy_version", form->privacy_version);
  kms_statement_bind_int (statement, ":consented_at", form->consented_at);
}

void
kms_store_read_form (KmsStatement *statement, int column, KmsAccountForm *form)
{
  char **texts[N_TEXTS];

  list_texts (form, texts);
  for (guint i = 0; i < N_TEXTS; i++)
    *texts[i] = g_utf8_make_valid (kms_statement_get_text (statement, column++), -1);
  form->news = kms_statement_get_int (statement, column++) != 0;
  form->privacy_version = g_utf8_make_valid (kms_statement_get_text (statement, column++), -1);
  form->consented_at = kms_statement_get_int (statement, column);
}

static void
bind_account (KmsStatement *statement, const KmsAccount *account)
{
  kms_statement_bind_text (statement, ":id", account->id);
  kms_statement_bind_text (statement, ":login_id", account->login_id);
  kms_statement_bind_text (statement, ":password_hash", account->password_hash);
  kms_statement_bind_text (statement, ":email", account->form.email);
  kms_statement_bind_int (statement, ":registered_at", account->registered_at);
  kms_statement_bind_int (statement, ":version", account->version);
  kms_statement_bind_int (statement, ":disabled", account->disabled);
  kms_store_bind_form (statement, &account->form);
}

static KmsAccount *
read_account (KmsStatement *statement)
{
  KmsAccount *account = g_new0 (KmsAccount, 1);

  g_strlcpy (account->id, kms_statement_get_text (statement, 0), sizeof account->id);
  g_strlcpy (account->login_id, kms_statement_get_text (statement, 1), sizeof account->login_id);
  account->password_hash = g_strdup (kms_statement_get_text (statement, 2));
  account->form.email = g_utf8_make_valid (kms_statement_get_text (statement, 3), -1);
  account->registered_at = kms_statement_get_int (statement, 4);
  account->version = (guint) kms_statement_get_int (statement, 5);
  account->disabled = kms_statement_get_int (statement, 6) != 0;
  kms_store_read_form (statement, 7, &account->form);
  return account;
}

/**
 * kms_store_add_account:
 * @session: a transaction that writes
 * @account: the account
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_add_account (KmsStoreSession *session, const KmsAccount *account, GError **error)
{
  g_autoptr (KmsStatement) statement =
      kms_database_prepare (session->database,
                            "INSERT INTO account (id, login_id, password_hash, email, "
                            "registered_at, version, disabled, " KMS_STORE_FORM_COLUMNS
                            ") VALUES (:id, :login_id, :password_hash, :email, :registered_at,"
                            " :version, :disabled, " KMS_STORE_FORM_VALUES ")",
                            error);

  if (statement == NULL)
    return FALSE;
  bind_account (statement, account);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_update_account:
 * @session: a transaction that writes
 * @account: the account, as it is to be
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_update_account (KmsStoreSession *session, const KmsAccount *account, GError **error)
{
  g_autoptr (KmsStatement) statement =
      kms_database_prepare (session->database,
                            "UPDATE account SET (login_id, password_hash, email, registered_at, "
                            "version, disabled, " KMS_STORE_FORM_COLUMNS
                            ") = (:login_id, :password_hash, :email, :registered_at, :version,"
                            " :disabled, " KMS_STORE_FORM_VALUES ") WHERE id = :id",
                            error);

  if (statement == NULL)
    return FALSE;
  bind_account (statement, account);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_find_account:
 * @session: the transaction
 * @key: what @value is
 * @value: what to look for
 * @account: (out) (transfer full) (nullable): the account, or %NULL when there is none
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_find_account (KmsStoreSession *session,
                        KmsAccountKey key,
                        const char *value,
                        KmsAccount **account,
                        GError **error)
{
  static const char *const questions[] = {
    [KMS_ACCOUNT_BY_ID] = SELECT " WHERE id = :value",
    [KMS_ACCOUNT_BY_LOGIN_ID] = SELECT " WHERE login_id = :value",
    [KMS_ACCOUNT_BY_EMAIL] = SELECT " WHERE lower (email) = lower (:value)",
  };
  g_autoptr (KmsStatement) statement =
      kms_database_prepare (session->database, questions[key], error);
  gboolean row;

  *account = NULL;
  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":value", value);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  if (row)
    *account = read_account (statement);
  return TRUE;
}

/**
 * kms_store_list_accounts:
 * @session: the transaction
 * @after_login_id: a login ID; those after it are listed
 * @limit: the most accounts to list
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type KmsAccount): the accounts, in the order of their login IDs,
 *   or %NULL with @error set to one of KMS_ERROR_STORE_*
 */
GPtrArray *
kms_store_list_accounts (KmsStoreSession *session,
                         const char *after_login_id,
                         guint limit,
                         GError **error)
{
  g_autoptr (GPtrArray) accounts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) kms_account_free);
  g_autoptr (KmsStatement) statement = kms_database_prepare (
      session->database, SELECT " WHERE login_id > :after ORDER BY login_id LIMIT :limit", error);
  gboolean row;

  if (statement == NULL)
    return NULL;
  kms_statement_bind_text (statement, ":after", after_login_id);
  kms_statement_bind_int (statement, ":limit", limit);
  while (TRUE)
    {
      if (!kms_statement_step (statement, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&accounts);
      g_ptr_array_add (accounts, read_account (statement));
    }
}

/**
 * kms_store_delete_account:
 * @session: a transaction that writes
 * @account_id: the account
 * @error: return location for a #GError
 *
 * Deletes the account with its sessions and codes. What the history keeps of it is the matter of
 * kms_store_forget_dealer(), its mails that of kms_store_delete_mails().
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_delete_account (KmsStoreSession *session, const char *account_id, GError **error)
{
  g_autoptr (KmsStatement) statement =
      kms_database_prepare (session->database, "DELETE FROM account WHERE id = :account", error);

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":account", account_id);
  return kms_statement_run (statement, error);
}

/**
 * kms_store_take_login_id:
 * @session: a transaction that writes
 * @login_id_hash: the SHA-256 of a login ID in hexadecimal
 * @account_id: who takes it
 * @taken_by_other: (out): whether another account has it or had it once; then nothing is written
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_store_take_login_id (KmsStoreSession *session,
                         const char *login_id_hash,
                         const char *account_id,
                         gboolean *taken_by_other,
                         GError **error)
{
  /* A conflict changes nothing in the row but lets it be returned. */
  g_autoptr (KmsStatement) statement =
      kms_database_prepare (session->database,
                            "INSERT INTO taken_login_id (hash, account) VALUES (:hash, :account)"
                            " ON CONFLICT (hash) DO UPDATE SET account = taken_login_id.account"
                            " RETURNING account <> :account",
                            error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  kms_statement_bind_text (statement, ":hash", login_id_hash);
  kms_statement_bind_text (statement, ":account", account_id);
  if (!kms_statement_step (statement, &row, error))
    return FALSE;
  *taken_by_other = kms_statement_get_int (statement, 0) != 0;
  return TRUE;
}
