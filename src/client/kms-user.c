/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An account as the server has it, and the form that makes or changes one: values, and the schemas
 * Account, AccountUpdate and RegistrationRequest of the contract. */

#include "client/kms-user.h"

#include "client/kms-wire.h"
#include "common/kms-error.h"
#include "common/kms-json.h"

G_DEFINE_BOXED_TYPE (KmsUserForm, kms_user_form, kms_user_form_copy, kms_user_form_free)
G_DEFINE_BOXED_TYPE (KmsUser, kms_user, kms_user_copy, kms_user_free)

/* The members that are plain texts. */
static const struct
{
  const char *name;
  gsize offset;
} texts[] = {
  { "company", G_STRUCT_OFFSET (KmsUserForm, company) },
  { "country", G_STRUCT_OFFSET (KmsUserForm, country) },
  { "postal_code", G_STRUCT_OFFSET (KmsUserForm, postal_code) },
  { "phone", G_STRUCT_OFFSET (KmsUserForm, phone) },
  { "contact", G_STRUCT_OFFSET (KmsUserForm, contact) },
  { "email", G_STRUCT_OFFSET (KmsUserForm, email) },
  { "language", G_STRUCT_OFFSET (KmsUserForm, language) },
};

static char **
text_of (const KmsUserForm *form, guint index)
{
  return (char **) ((char *) form + texts[index].offset);
}

/**
 * kms_user_form_new:
 *
 * Returns: (transfer full): an empty form, in English, without news
 */
KmsUserForm *
kms_user_form_new (void)
{
  KmsUserForm *form = g_new0 (KmsUserForm, 1);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *text_of (form, i) = g_strdup (g_str_equal (texts[i].name, "language") ? "en" : "");
  for (guint i = 0; i < KMS_USER_N_ADDRESS_LINES; i++)
    form->address[i] = g_strdup ("");
  return form;
}

/**
 * kms_user_form_copy:
 * @form: a form
 *
 * Returns: (transfer full): a copy
 */
KmsUserForm *
kms_user_form_copy (const KmsUserForm *form)
{
  KmsUserForm *copy = g_new0 (KmsUserForm, 1);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *text_of (copy, i) = g_strdup (*text_of (form, i));
  for (guint i = 0; i < KMS_USER_N_ADDRESS_LINES; i++)
    copy->address[i] = g_strdup (form->address[i]);
  copy->news = form->news;
  return copy;
}

/**
 * kms_user_form_free:
 * @form: (transfer full) (nullable): a form
 */
void
kms_user_form_free (KmsUserForm *form)
{
  if (form == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*text_of (form, i));
  for (guint i = 0; i < KMS_USER_N_ADDRESS_LINES; i++)
    g_free (form->address[i]);
  g_free (form);
}

/**
 * kms_user_form_equal:
 * @a: a form
 * @b: another
 *
 * Returns: whether both say the same
 */
gboolean
kms_user_form_equal (const KmsUserForm *a, const KmsUserForm *b)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!g_str_equal (*text_of (a, i), *text_of (b, i)))
      return FALSE;
  for (guint i = 0; i < KMS_USER_N_ADDRESS_LINES; i++)
    if (!g_str_equal (a->address[i], b->address[i]))
      return FALSE;
  return !a->news == !b->news;
}

/**
 * kms_user_copy:
 * @user: an account
 *
 * Returns: (transfer full): a copy
 */
KmsUser *
kms_user_copy (const KmsUser *user)
{
  KmsUser *copy = g_new0 (KmsUser, 1);

  copy->id = g_strdup (user->id);
  copy->login_id = g_strdup (user->login_id);
  copy->form = kms_user_form_copy (user->form);
  copy->registered_at = user->registered_at;
  copy->etag = g_strdup (user->etag);
  return copy;
}

/**
 * kms_user_free:
 * @user: (transfer full) (nullable): an account
 */
void
kms_user_free (KmsUser *user)
{
  if (user == NULL)
    return;
  g_free (user->id);
  g_free (user->login_id);
  kms_user_form_free (user->form);
  g_free (user->etag);
  g_free (user);
}

static gboolean
read_form (JsonObject *object, KmsUserForm *form, GError **error)
{
  g_auto (GStrv) address = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!kms_wire_read_string (object, texts[i].name, text_of (form, i), error))
      return FALSE;
  if (!kms_json_get_boolean (object, "news", &form->news, error)
      || !kms_wire_read_strings (object, "address", &address, error))
    return FALSE;
  if (g_strv_length (address) > KMS_USER_N_ADDRESS_LINES)
    return kms_wire_fail ("address", error);
  for (guint i = 0; address[i] != NULL; i++)
    {
      g_free (form->address[i]);
      form->address[i] = g_strdup (address[i]);
    }
  return TRUE;
}

/**
 * kms_user_from_json:
 * @node: an Account of the contract
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the account, without its version; on failure %NULL and
 *   %KMS_ERROR_TEXT_INVALID
 */
KmsUser *
kms_user_from_json (JsonNode *node, GError **error)
{
  JsonObject *object = kms_wire_get_object (node, error);
  g_autoptr (KmsUser) user = g_new0 (KmsUser, 1);

  user->form = kms_user_form_new ();
  if (object == NULL || !kms_wire_read_string (object, "id", &user->id, error)
      || !kms_wire_read_string (object, "login_id", &user->login_id, error)
      || !kms_wire_read_time (object, "registered_at", &user->registered_at, error)
      || !read_form (object, user->form, error))
    return NULL;
  return g_steal_pointer (&user);
}

static void
add_address (JsonObject *object, const KmsUserForm *form)
{
  JsonArray *lines = json_array_new ();

  for (guint i = 0; i < KMS_USER_N_ADDRESS_LINES; i++)
    json_array_add_string_element (lines, form->address[i]);
  json_object_set_array_member (object, "address", lines);
}

/* All but the mail address, which only a registration takes. */
static JsonObject *
form_to_object (const KmsUserForm *form)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!g_str_equal (texts[i].name, "email"))
      json_object_set_string_member (object, texts[i].name, *text_of (form, i));
  add_address (object, form);
  json_object_set_boolean_member (object, "news", form->news);
  return object;
}

/**
 * kms_user_to_update_json:
 * @user: an account as it shall be
 *
 * Returns: (transfer full): an AccountUpdate of the contract
 */
JsonNode *
kms_user_to_update_json (const KmsUser *user)
{
  JsonObject *object = form_to_object (user->form);

  json_object_set_string_member (object, "login_id", user->login_id);
  return kms_wire_take_object (object);
}

/**
 * kms_user_form_to_registration_json:
 * @form: what was filled in
 * @privacy_version: the version of the privacy policy that was agreed to
 *
 * Returns: (transfer full): a RegistrationRequest of the contract
 */
JsonNode *
kms_user_form_to_registration_json (const KmsUserForm *form, const char *privacy_version)
{
  JsonObject *object = form_to_object (form);

  json_object_set_string_member (object, "email", form->email);
  json_object_set_string_member (object, "privacy_version", privacy_version);
  return kms_wire_take_object (object);
}
