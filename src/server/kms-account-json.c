/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts as JSON, both ways. Everything is borrowed from the body of the exchange. */

#include "server/kms-account-json.h"

static const char *const registration_members[] = {
  "privacy_version", "company", "country", "postal_code", "address", "phone",
  "contact",         "email",   "news",    "language",    NULL,
};

static const char *const update_members[] = {
  "login_id", "company", "country", "postal_code", "address",
  "phone",    "contact", "news",    "language",    NULL,
};

static gboolean
fail (KmsExchange *exchange, GError *error)
{
  kms_exchange_fail (exchange, error);
  return FALSE;
}

/**
 * kms_account_json_check_members:
 * @exchange: an exchange with a body
 * @known: (array zero-terminated=1): the members it may have
 *
 * Returns: %TRUE, or %FALSE when it has answered
 */
gboolean
kms_account_json_check_members (KmsExchange *exchange, const char *const *known)
{
  GError *error = NULL;

  return kms_json_check_members (kms_exchange_get_body (exchange), known, &error)
         || fail (exchange, error);
}

/**
 * kms_account_json_get_text:
 * @exchange: an exchange with a body
 * @member: a member that must be there
 * @max_length: the most characters that are read
 *
 * Returns: (transfer none) (nullable): the text, or %NULL when it has answered
 */
const char *
kms_account_json_get_text (KmsExchange *exchange, const char *member, guint max_length)
{
  GError *error = NULL;
  const char *text = kms_json_get_string (kms_exchange_get_body (exchange), member, &error);

  if (text != NULL && g_utf8_strlen (text, -1) > (glong) max_length)
    {
      error = g_error_new (KMS_ERROR, KMS_ERROR_VALUE_INVALID, "\"%s\" is too long", member);
      kms_error_add_detail (error, KMS_ERROR_VALUE_TOO_LONG, "/%s", member);
    }
  if (error == NULL)
    return text;
  kms_exchange_fail (exchange, error);
  return NULL;
}

/**
 * kms_account_json_get_flag:
 * @exchange: an exchange with a body
 * @member: a member that may be missing
 * @flag: (inout): what it says; as it was when it is missing
 *
 * Returns: %TRUE, or %FALSE when it has answered
 */
gboolean
kms_account_json_get_flag (KmsExchange *exchange, const char *member, gboolean *flag)
{
  JsonObject *body = kms_exchange_get_body (exchange);
  GError *error = NULL;

  return !json_object_has_member (body, member) || kms_json_get_boolean (body, member, flag, &error)
         || fail (exchange, error);
}

/* A text that must be there, or, with a @fallback, need not. */
static gboolean
read_text (JsonObject *body,
           const char *member,
           const char *fallback,
           const char **text,
           GError **error)
{
  *text = fallback;
  if (fallback == NULL || json_object_has_member (body, member))
    *text = kms_json_get_string (body, member, error);
  return *text != NULL;
}

/* The lines of the address, as an array that is freed without them. */
static const char **
read_address (JsonObject *body, GError **error)
{
  JsonArray *array = kms_json_get_array (body, "address", error);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *line = json_array_get_element (array, i);

      if (json_node_get_value_type (line) != G_TYPE_STRING)
        {
          GError *fault =
              g_error_new (KMS_ERROR, KMS_ERROR_TEXT_INVALID, "a line of the address is no string");

          kms_error_add_detail (fault, KMS_ERROR_TEXT_INVALID, "/address/%u", i);
          g_propagate_error (error, fault);
          return NULL;
        }
      g_ptr_array_add (lines, (gpointer) json_node_get_string (line));
    }
  g_ptr_array_add (lines, NULL);
  return (const char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}

/* What is left out of a registration has a default; an update says everything. */
static gboolean
read_input (JsonObject *body, KmsAccountJsonKind kind, KmsAccountInput *input, GError **error)
{
  gboolean registration = kind == KMS_ACCOUNT_JSON_REGISTRATION;
  const char *fallback = registration ? "" : NULL;

  if (registration ? !read_text (body, "privacy_version", NULL, &input->privacy_version, error)
                         || !read_text (body, "email", NULL, &input->email, error)
                   : !read_text (body, "login_id", NULL, &input->login_id, error))
    return FALSE;
  if (!read_text (body, "company", NULL, &input->company, error)
      || !read_text (body, "country", NULL, &input->country, error)
      || !read_text (body, "postal_code", fallback, &input->postal_code, error)
      || !read_text (body, "phone", fallback, &input->phone, error)
      || !read_text (body, "contact", fallback, &input->contact, error)
      || !read_text (body, "language", NULL, &input->language, error))
    return FALSE;
  input->news = FALSE;
  return (registration && !json_object_has_member (body, "news"))
         || kms_json_get_boolean (body, "news", &input->news, error);
}

/**
 * kms_account_json_read_form:
 * @exchange: an exchange with a body
 * @kind: which form it is
 * @form: (out caller-allocates): what is kept of it
 * @login_id: (out) (transfer none) (optional): the login ID of an update, valid
 *
 * Returns: %TRUE, or %FALSE when it has answered
 */
gboolean
kms_account_json_read_form (KmsExchange *exchange,
                            KmsAccountJsonKind kind,
                            KmsAccountForm *form,
                            const char **login_id)
{
  JsonObject *body = kms_exchange_get_body (exchange);
  KmsAccountInput input = { 0 };
  g_autofree const char **address = NULL;
  GError *error = NULL;

  if (!kms_account_json_check_members (
          exchange, kind == KMS_ACCOUNT_JSON_REGISTRATION ? registration_members : update_members))
    return FALSE;
  if (!read_input (body, kind, &input, &error))
    return fail (exchange, error);
  address = read_address (body, &error);
  if (address == NULL)
    return fail (exchange, error);
  input.address = address;
  if (!kms_account_form_read (
          &input, kms_texts_get_privacy_version (kms_exchange_get_service (exchange)->texts), form,
          &error))
    return fail (exchange, error);
  if (login_id != NULL)
    *login_id = input.login_id;
  return TRUE;
}

/**
 * kms_account_json_set_time:
 * @object: an object
 * @member: the name of a member
 * @time: microseconds UTC
 */
void
kms_account_json_set_time (JsonObject *object, const char *member, gint64 time)
{
  g_autofree char *text = kms_time_to_string (time);

  json_object_set_string_member (object, member, text);
}

/**
 * kms_account_json_object:
 * @account: an account
 *
 * Returns: (transfer full): what everybody who may see it sees of it
 */
JsonObject *
kms_account_json_object (const KmsAccount *account)
{
  const KmsAccountForm *form = &account->form;
  JsonObject *object = json_object_new ();
  JsonArray *address = json_array_new ();

  for (guint i = 0; i < KMS_ACCOUNT_N_ADDRESS_LINES; i++)
    json_array_add_string_element (address, form->address[i]);
  json_object_set_string_member (object, "id", account->id);
  json_object_set_string_member (object, "login_id", account->login_id);
  json_object_set_string_member (object, "company", form->company);
  json_object_set_string_member (object, "country", form->country);
  json_object_set_string_member (object, "postal_code", form->postal_code);
  json_object_set_array_member (object, "address", address);
  json_object_set_string_member (object, "phone", form->phone);
  json_object_set_string_member (object, "contact", form->contact);
  json_object_set_string_member (object, "email", form->email);
  json_object_set_boolean_member (object, "news", form->news);
  json_object_set_string_member (object, "language", form->language);
  kms_account_json_set_time (object, "registered_at", account->registered_at);
  return object;
}

/**
 * kms_account_json_set_existing:
 * @object: an object
 * @existing: (nullable): what is registered under an address
 */
void
kms_account_json_set_existing (JsonObject *object, const KmsAccount *existing)
{
  if (existing == NULL)
    json_object_set_null_member (object, "existing");
  else
    json_object_set_object_member (object, "existing", kms_account_json_object (existing));
}

/**
 * kms_account_json_answer_object:
 * @exchange: an exchange
 * @status: the HTTP status
 * @object: (transfer full): the body
 */
void
kms_account_json_answer_object (KmsExchange *exchange, guint status, JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  kms_exchange_answer (exchange, status, node);
}

/**
 * kms_account_json_answer:
 * @exchange: an exchange
 * @account: the account as it is now
 */
void
kms_account_json_answer (KmsExchange *exchange, const KmsAccount *account)
{
  kms_exchange_set_etag (exchange, account->version);
  kms_account_json_answer_object (exchange, 200, kms_account_json_object (account));
}

/**
 * kms_account_json_answer_mailed:
 * @exchange: an exchange
 * @mailed: a code that is on its way
 */
void
kms_account_json_answer_mailed (KmsExchange *exchange, const KmsCodeMailed *mailed)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", mailed->id);
  kms_account_json_set_time (object, "expires_at", mailed->expires_at);
  kms_account_json_answer_object (exchange, 202, object);
}

/**
 * kms_tried_free:
 * @tried: (transfer full) (nullable): what a try came to
 */
void
kms_tried_free (KmsTried *tried)
{
  if (tried == NULL)
    return;

  g_clear_error (&tried->refusal);
  if (tried->result != NULL && tried->free_result != NULL)
    tried->free_result (tried->result);
  g_free (tried);
}

/**
 * kms_tried_check:
 * @exchange: an exchange
 * @tried: what a try came to
 *
 * Returns: %TRUE when the code was right, or %FALSE when it has answered that it was not
 */
gboolean
kms_tried_check (KmsExchange *exchange, KmsTried *tried)
{
  return tried->refusal == NULL || fail (exchange, g_steal_pointer (&tried->refusal));
}
