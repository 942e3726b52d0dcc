/* SPDX-License-Identifier: GPL-3.0-or-later */

/* User information: how it is saved. First all but the address, under the version that was loaded;
 * then, when there is another one, the address, which is proven by a mailed code. Each answer finds the
 * page as it was left, since it cannot be edited meanwhile. */

#include "app/kms-dialogs.h"
#include "app/kms-user-page-private.h"
#include "engine/kms-account-rules.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

static void
show_login_id_fault (KmsUserPage *self, KmsError code)
{
  g_autofree char *sentence = kms_words_error_code (code);

  kms_field_set_error (self->login_id_field, sentence, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->login_id));
}

static gboolean
show_login_id_error (KmsUserPage *self, const GError *error)
{
  if (!g_error_matches (error, KMS_ERROR, KMS_ERROR_LOGIN_ID_TAKEN)
      && !g_error_matches (error, KMS_ERROR, KMS_ERROR_LOGIN_ID_INVALID))
    return FALSE;
  show_login_id_fault (self, (KmsError) error->code);
  return TRUE;
}

/* The other data are saved. */
static void
go_on (KmsUserPage *self)
{
  if (!g_str_equal (self->wanted->form->email, self->base->form->email))
    kms_user_page_change_address (self);
  else
    kms_user_page_finish (self, _ ("The user information is saved"));
}

static void
on_theirs_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsUserPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsUser) theirs = kms_remote_get_user_finish (KMS_REMOTE (source), result, &error);

  if (self->stack == NULL)
    return;
  kms_form_frame_set_busy (self->frame, FALSE);
  if (theirs == NULL)
    {
      kms_form_frame_show_error (self->frame, error);
      return;
    }
  self->conflict = KMS_USER_CONFLICT (kms_user_conflict_new (self->base, self->wanted, theirs));
  adw_bin_set_child (self->conflict_bin, GTK_WIDGET (self->conflict));
  if (kms_user_conflict_get_n_items (self->conflict) > 0)
    {
      kms_user_page_show_stage (self, KMS_USER_STAGE_CONFLICT);
      return;
    }
  /* Both want the same. */
  kms_user_free (self->base);
  self->base = g_steal_pointer (&theirs);
  go_on (self);
}

static void
on_updated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsUserPage) self = user_data;
  g_autoptr (GError) error = NULL;
  KmsUser *user = kms_remote_update_user_finish (KMS_REMOTE (source), result, &error);

  if (self->stack == NULL)
    {
      kms_user_free (user);
      return;
    }
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_STALE_VERSION))
    {
      kms_remote_get_user_async (self->remote, NULL, on_theirs_loaded, g_object_ref (self));
      return;
    }
  kms_form_frame_set_busy (self->frame, FALSE);
  if (user != NULL)
    {
      kms_user_free (self->base);
      self->base = user;
      go_on (self);
      return;
    }
  /* The fields are on the form. */
  kms_user_page_show_stage (self, KMS_USER_STAGE_FORM);
  if (!show_login_id_error (self, error) && !kms_user_fields_show_error (self->fields, error))
    kms_form_frame_show_error (self->frame, error);
}

/* Whether there is more to save than another address. */
static gboolean
differs (const KmsUser *wanted, const KmsUser *base)
{
  g_autoptr (KmsUserForm) form = kms_user_form_copy (wanted->form);

  g_free (form->email);
  form->email = g_strdup (base->form->email);
  return !kms_user_form_equal (form, base->form) || !g_str_equal (wanted->login_id, base->login_id);
}

static void
save_wanted (KmsUserPage *self)
{
  if (!differs (self->wanted, self->base))
    {
      go_on (self);
      return;
    }
  kms_form_frame_set_busy (self->frame, TRUE);
  kms_remote_update_user_async (self->remote, self->wanted, NULL, on_updated, g_object_ref (self));
}

/**
 * kms_user_page_save:
 *
 * Checks the form and saves it.
 */
void
kms_user_page_save (KmsUserPage *self)
{
  const char *login_id = gtk_editable_get_text (self->login_id);
  gboolean valid = kms_user_fields_check (self->fields);

  if (!kms_login_id_is_valid (login_id))
    {
      show_login_id_fault (self, KMS_ERROR_LOGIN_ID_INVALID);
      return;
    }
  if (!valid)
    return;
  kms_user_free (self->wanted);
  self->wanted = kms_user_copy (self->base);
  kms_user_form_free (self->wanted->form);
  self->wanted->form = kms_user_fields_dup_form (self->fields);
  g_free (self->wanted->login_id);
  self->wanted->login_id = g_strdup (login_id);
  save_wanted (self);
}

/**
 * kms_user_page_save_choice:
 *
 * Saves what was chosen of both versions, on top of the newer one.
 */
void
kms_user_page_save_choice (KmsUserPage *self)
{
  kms_user_free (self->wanted);
  self->wanted = kms_user_conflict_dup_user (self->conflict);
  kms_user_free (self->base);
  self->base = kms_user_conflict_dup_theirs (self->conflict);
  gtk_editable_set_text (self->login_id, self->wanted->login_id);
  kms_user_fields_set_form (self->fields, self->wanted->form);
  kms_user_fields_set_registered_email (self->fields, self->base->form->email);
  save_wanted (self);
}

/* The new address ---------------------------------------------------------------------------------- */

static void
on_address_requested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsUserPage) self = user_data;
  g_autoptr (GError) error = NULL;
  KmsMailedCode *mailed =
      kms_remote_email_change_request_finish (KMS_REMOTE (source), result, &error);

  if (self->stack == NULL)
    {
      kms_mailed_code_free (mailed);
      return;
    }
  kms_form_frame_set_busy (self->frame, FALSE);
  if (mailed != NULL)
    {
      if (self->stage != KMS_USER_STAGE_CODE)
        kms_code_entry_forget (self->code);
      g_clear_pointer (&self->proof, kms_proof_free);
      kms_mailed_code_free (self->mailed);
      self->mailed = mailed;
      kms_code_entry_mailed (self->code, self->wanted->form->email, mailed->expires_at);
      kms_user_page_show_stage (self, KMS_USER_STAGE_CODE);
    }
  else if (self->stage == KMS_USER_STAGE_CODE)
    kms_dialogs_toast_error (GTK_WIDGET (self), error);
  else
    {
      kms_user_page_show_stage (self, KMS_USER_STAGE_FORM);
      if (!kms_user_fields_show_error (self->fields, error))
        kms_form_frame_show_error (self->frame, error);
    }
}

/**
 * kms_user_page_change_address:
 *
 * Has a code mailed to the new address; another one, when there was one.
 */
void
kms_user_page_change_address (KmsUserPage *self)
{
  kms_form_frame_set_busy (self->frame, TRUE);
  kms_remote_email_change_request_async (self->remote, self->wanted->form->email, NULL,
                                         on_address_requested, g_object_ref (self));
}

static void
on_address_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsUserPage) self = user_data;
  g_autoptr (GError) error = NULL;
  KmsUser *user = kms_remote_email_change_complete_finish (KMS_REMOTE (source), result, &error);

  if (self->stack == NULL)
    {
      kms_user_free (user);
      return;
    }
  kms_form_frame_set_busy (self->frame, FALSE);
  if (user == NULL)
    {
      if (!kms_code_entry_show_error (self->code, error))
        kms_form_frame_show_error (self->frame, error);
      return;
    }
  kms_user_free (self->base);
  self->base = user;
  kms_user_page_finish (self, _ ("The user information is saved, with the new e-mail address"));
}

static void
complete (KmsUserPage *self, gboolean overwrite)
{
  kms_form_frame_set_busy (self->frame, TRUE);
  kms_remote_email_change_complete_async (self->remote, self->mailed->id, overwrite, NULL,
                                          on_address_changed, g_object_ref (self));
}

static void
on_overwrite_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsUserPage *self = KMS_USER_PAGE (source);

  if (!kms_dialogs_ask_finish (result) || self->stack == NULL)
    return;
  complete (self, TRUE);
}

/* The other account goes: that is asked. */
static void
ask_overwrite (KmsUserPage *self, const KmsUser *existing)
{
  /* Translators: first a company, then a login ID */
  g_autofree char *body =
      g_strdup_printf (_ ("The new address belongs to the registration of %s with the login ID %s. "
                          "If you take the address, that registration is deleted."),
                       existing->form->company, existing->login_id);

  kms_dialogs_ask_async (GTK_WIDGET (self), _ ("Delete the Other Registration?"), body,
                         _ ("_Stay Here"), _ ("_Take the Address"), TRUE, on_overwrite_answered,
                         NULL);
}

static void
take_address (KmsUserPage *self)
{
  if (self->proof->existing != NULL)
    ask_overwrite (self, self->proof->existing);
  else
    complete (self, FALSE);
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsUserPage) self = user_data;
  g_autoptr (GError) error = NULL;
  KmsProof *proof = kms_remote_email_change_verify_finish (KMS_REMOTE (source), result, &error);

  if (self->stack == NULL)
    {
      kms_proof_free (proof);
      return;
    }
  kms_form_frame_set_busy (self->frame, FALSE);
  if (proof != NULL)
    {
      self->proof = proof;
      take_address (self);
    }
  else if (!kms_code_entry_show_error (self->code, error))
    kms_form_frame_show_error (self->frame, error);
}

/**
 * kms_user_page_prove_address:
 *
 * Proves the new address by the code that was typed, unless it is proven, and takes it.
 */
void
kms_user_page_prove_address (KmsUserPage *self)
{
  g_autofree char *code = NULL;

  /* A code is good for one use. */
  if (self->proof != NULL)
    {
      take_address (self);
      return;
    }
  code = kms_code_entry_read (self->code);
  if (code == NULL)
    return;
  kms_form_frame_set_busy (self->frame, TRUE);
  kms_remote_email_change_verify_async (self->remote, self->mailed->id, code, NULL, on_verified,
                                        g_object_ref (self));
}
