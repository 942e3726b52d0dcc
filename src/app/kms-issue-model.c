/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The work of one run of the assistant. It owns the draft and the issuance; the pages borrow it,
 * show what it holds and write back what is typed. What can be derived from the texts is read anew
 * each time by the engine, never kept beside them. */

#include "app/kms-issue-model.h"

#include "engine/kms-mail.h"

struct _KmsIssueModel
{
  GObject parent_instance;

  /* Owned */
  KmsDraft *draft;
  KmsIssuance *issuance;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsIssueModel, kms_issue_model, G_TYPE_OBJECT)

static void
kms_issue_model_changed (KmsIssueModel *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
replace_text (char **place, const char *text)
{
  if (g_strcmp0 (*place, text) == 0)
    return FALSE;

  g_free (*place);
  *place = g_strdup (text);
  return TRUE;
}

static const KmsDraftPair *
get_pair (KmsIssueModel *self, guint index)
{
  g_assert (index < self->draft->pairs->len);
  return g_ptr_array_index (self->draft->pairs, index);
}

static void
kms_issue_model_finalize (GObject *object)
{
  KmsIssueModel *self = KMS_ISSUE_MODEL (object);

  g_clear_pointer (&self->draft, kms_draft_free);
  g_clear_pointer (&self->issuance, kms_issuance_free);

  G_OBJECT_CLASS (kms_issue_model_parent_class)->finalize (object);
}

static void
kms_issue_model_class_init (KmsIssueModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kms_issue_model_finalize;

  /**
   * KmsIssueModel::changed:
   *
   * Something typed, ticked or chosen is different now.
   */
  signals[CHANGED] = g_signal_new ("changed", KMS_TYPE_ISSUE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
kms_issue_model_init (KmsIssueModel *self)
{
}

/**
 * kms_issue_model_new:
 * @draft: where to begin; copied
 *
 * Returns: (transfer full): a model of that work
 */
KmsIssueModel *
kms_issue_model_new (const KmsDraft *draft)
{
  KmsIssueModel *self = g_object_new (KMS_TYPE_ISSUE_MODEL, NULL);

  self->draft = kms_draft_copy (draft);
  return self;
}

/**
 * kms_issue_model_get_draft:
 *
 * Returns: (transfer none): everything as typed; valid until the next change
 */
const KmsDraft *
kms_issue_model_get_draft (KmsIssueModel *self)
{
  g_return_val_if_fail (KMS_IS_ISSUE_MODEL (self), NULL);
  return self->draft;
}

/**
 * kms_issue_model_set_step:
 * @step: the page to open first when this work is resumed, from 0
 */
void
kms_issue_model_set_step (KmsIssueModel *self, guint step)
{
  g_return_if_fail (KMS_IS_ISSUE_MODEL (self));

  if (self->draft->step == step)
    return;
  self->draft->step = step;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * kms_issue_model_set_category:
 *
 * Another category names devices in another way, so the confirmation of the device ends with it.
 */
void
kms_issue_model_set_category (KmsIssueModel *self, KmsCategory category)
{
  g_return_if_fail (KMS_IS_ISSUE_MODEL (self));

  if (self->draft->category == category)
    return;
  self->draft->category = category;
  self->draft->device_confirmed = FALSE;
  kms_issue_model_changed (self);
}

/**
 * kms_issue_model_set_device:
 * @text: the device's MPR ID or MAC address as typed
 *
 * Another device has to be confirmed anew; another way of writing the same one has not.
 */
void
kms_issue_model_set_device (KmsIssueModel *self, const char *text)
{
  KmsIdentifierReading before, after;

  g_return_if_fail (KMS_IS_ISSUE_MODEL (self));

  kms_issue_model_read_device (self, &before);
  if (!replace_text (&self->draft->device, text))
    return;
  kms_issue_model_read_device (self, &after);
  if (after.fault != KMS_IDENTIFIER_FAULT_NONE || g_strcmp0 (before.digits, after.digits) != 0)
    self->draft->device_confirmed = FALSE;
  kms_issue_model_changed (self);
}

/**
 * kms_issue_model_set_device_confirmed:
 * @confirmed: whether somebody compared the ID with the device
 */
void
kms_issue_model_set_device_confirmed (KmsIssueModel *self, gboolean confirmed)
{
  g_return_if_fail (KMS_IS_ISSUE_MODEL (self));

  if (self->draft->device_confirmed == confirmed)
    return;
  self->draft->device_confirmed = confirmed;
  kms_issue_model_changed (self);
}

/**
 * kms_issue_model_set_site_line:
 * @index: 0 or 1
 * @text: the line as typed
 */
void
kms_issue_model_set_site_line (KmsIssueModel *self, guint index, const char *text)
{
  g_return_if_fail (KMS_IS_ISSUE_MODEL (self));
  g_return_if_fail (index < KMS_SITE_N_LINES);

  if (replace_text (&self->draft->site[index], text))
    kms_issue_model_changed (self);
}

/**
 * kms_issue_model_set_pair:
 * @index: which pair, from 0
 * @activation_key: as typed
 * @registration_id: as typed
 */
void
kms_issue_model_set_pair (KmsIssueModel *self,
                          guint index,
                          const char *activation_key,
                          const char *registration_id)
{
  KmsDraftPair *pair;
  gboolean changed;

  g_return_if_fail (KMS_IS_ISSUE_MODEL (self));
  g_return_if_fail (index < self->draft->pairs->len);

  pair = g_ptr_array_index (self->draft->pairs, index);
  changed = replace_text (&pair->activation_key, activation_key);
  changed |= replace_text (&pair->registration_id, registration_id);
  if (changed)
    kms_issue_model_changed (self);
}

/**
 * kms_issue_model_insert_pair:
 * @index: where, from 0 to the number of pairs
 * @activation_key: as typed
 * @registration_id: as typed
 *
 * Only while there are fewer than KMS_REQUEST_MAX_KEYS.
 */
void
kms_issue_model_insert_pair (KmsIssueModel *self,
                             guint index,
                             const char *activation_key,
                             const char *registration_id)
{
  g_return_if_fail (KMS_IS_ISSUE_MODEL (self));
  g_return_if_fail (index <= self->draft->pairs->len);
  g_return_if_fail (self->draft->pairs->len < KMS_REQUEST_MAX_KEYS);

  g_ptr_array_insert (self->draft->pairs, (int) index,
                      kms_draft_pair_new (activation_key, registration_id));
  kms_issue_model_changed (self);
}

/**
 * kms_issue_model_remove_pair:
 * @index: which pair, from 0
 */
void
kms_issue_model_remove_pair (KmsIssueModel *self, guint index)
{
  g_return_if_fail (KMS_IS_ISSUE_MODEL (self));
  g_return_if_fail (index < self->draft->pairs->len);

  g_ptr_array_remove_index (self->draft->pairs, index);
  kms_issue_model_changed (self);
}

/**
 * kms_issue_model_set_mail:
 * @index: 0: the address, 1: the additional one
 * @ticked: whether to send a mail there
 * @address: as typed
 */
void
kms_issue_model_set_mail (KmsIssueModel *self, guint index, gboolean ticked, const char *address)
{
  gboolean changed;

  g_return_if_fail (KMS_IS_ISSUE_MODEL (self));
  g_return_if_fail (index < KMS_REQUEST_MAX_MAILS);

  changed = replace_text (&self->draft->mail_to[index], address);
  changed |= self->draft->mail_ticked[index] != ticked;
  self->draft->mail_ticked[index] = ticked;
  if (changed)
    kms_issue_model_changed (self);
}

/**
 * kms_issue_model_set_mail_subject:
 * @subject: (nullable): as typed; %NULL for the default, which follows device and site
 */
void
kms_issue_model_set_mail_subject (KmsIssueModel *self, const char *subject)
{
  g_return_if_fail (KMS_IS_ISSUE_MODEL (self));

  if (replace_text (&self->draft->mail_subject, subject))
    kms_issue_model_changed (self);
}

/**
 * kms_issue_model_get_device_kind:
 *
 * Returns: how the chosen category names its devices
 */
KmsIdentifierKind
kms_issue_model_get_device_kind (KmsIssueModel *self)
{
  g_return_val_if_fail (KMS_IS_ISSUE_MODEL (self), KMS_IDENTIFIER_MPR_ID);
  return kms_identifier_device_kind (self->draft->category);
}

/**
 * kms_issue_model_read_device:
 * @reading: (out): what the device field says
 *
 * Returns: whether it is a valid ID
 */
gboolean
kms_issue_model_read_device (KmsIssueModel *self, KmsIdentifierReading *reading)
{
  g_return_val_if_fail (KMS_IS_ISSUE_MODEL (self), FALSE);

  return kms_identifier_read (kms_issue_model_get_device_kind (self), self->draft->device, -1,
                              reading);
}

/**
 * kms_issue_model_read_site:
 * @site: (out): both lines, as far as they are valid
 *
 * Returns: whether both are valid
 */
gboolean
kms_issue_model_read_site (KmsIssueModel *self, KmsSite *site)
{
  KmsSiteReading reading;
  gboolean valid = TRUE;

  g_return_val_if_fail (KMS_IS_ISSUE_MODEL (self), FALSE);

  *site = (KmsSite){ 0 };
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    valid &= kms_site_set_line (site, i, self->draft->site[i], &reading);
  return valid;
}

/**
 * kms_issue_model_read_pair:
 * @index: which pair, from 0
 * @pair: (out): its canonical form
 *
 * Returns: whether both numbers are valid
 */
gboolean
kms_issue_model_read_pair (KmsIssueModel *self, guint index, KmsKeyPair *pair)
{
  const KmsDraftPair *typed = get_pair (self, index);
  KmsIdentifierReading key, id;

  if (!kms_identifier_read (KMS_IDENTIFIER_ACTIVATION_KEY, typed->activation_key, -1, &key)
      || !kms_identifier_read (KMS_IDENTIFIER_REGISTRATION_ID, typed->registration_id, -1, &id))
    return FALSE;

  g_strlcpy (pair->activation_key, key.digits, sizeof pair->activation_key);
  g_strlcpy (pair->registration_id, id.digits, sizeof pair->registration_id);
  return TRUE;
}

/**
 * kms_issue_model_pair_is_empty:
 *
 * Returns: whether nothing is typed in pair @index
 */
gboolean
kms_issue_model_pair_is_empty (KmsIssueModel *self, guint index)
{
  const KmsDraftPair *pair = get_pair (self, index);

  return *pair->activation_key == '\0' && *pair->registration_id == '\0';
}

/**
 * kms_issue_model_find_key:
 * @activation_key: a canonical activation key
 *
 * Returns: the first pair with this activation key, or the number of pairs when there is none
 */
guint
kms_issue_model_find_key (KmsIssueModel *self, const char *activation_key)
{
  guint i;

  for (i = 0; i < self->draft->pairs->len; i++)
    {
      KmsIdentifierReading reading;

      if (kms_identifier_read (KMS_IDENTIFIER_ACTIVATION_KEY, get_pair (self, i)->activation_key,
                               -1, &reading)
          && g_str_equal (reading.digits, activation_key))
        break;
    }
  return i;
}

/**
 * kms_issue_model_dup_mail_subject:
 *
 * Returns: (transfer full): the subject as typed, or the default as it is now
 */
char *
kms_issue_model_dup_mail_subject (KmsIssueModel *self)
{
  KmsIdentifierReading device;
  KmsSite site;

  g_return_val_if_fail (KMS_IS_ISSUE_MODEL (self), NULL);

  if (self->draft->mail_subject != NULL)
    return g_strdup (self->draft->mail_subject);

  kms_issue_model_read_site (self, &site);
  if (!kms_issue_model_read_device (self, &device))
    return g_strdup ("");
  return kms_mail_default_subject (&site, self->draft->category, device.digits);
}

/**
 * kms_issue_model_make_request:
 * @rows: (out): for each pair of the request, which pair of the draft it is
 *
 * Collects what is valid so far: pairs that are not, or stand there twice, are left out, and so
 * are the mails.
 *
 * Returns: (transfer full) (nullable): the request, or %NULL as long as the device is not valid
 */
KmsRequest *
kms_issue_model_make_request (KmsIssueModel *self, guint rows[KMS_REQUEST_MAX_KEYS])
{
  g_autoptr (KmsRequest) request = NULL;
  KmsIdentifierReading device;

  g_return_val_if_fail (KMS_IS_ISSUE_MODEL (self), NULL);

  if (!kms_issue_model_read_device (self, &device))
    return NULL;

  request = kms_request_new (self->draft->category, device.digits);
  kms_issue_model_read_site (self, &request->site);
  for (guint i = 0; i < self->draft->pairs->len; i++)
    {
      KmsKeyPair pair;

      if (kms_issue_model_read_pair (self, i, &pair) && kms_request_add_pair (request, &pair, NULL))
        rows[request->n_pairs - 1] = i;
    }
  return g_steal_pointer (&request);
}

/**
 * kms_issue_model_get_issuance:
 *
 * Returns: (transfer none) (nullable): what was issued, once it was
 */
const KmsIssuance *
kms_issue_model_get_issuance (KmsIssueModel *self)
{
  g_return_val_if_fail (KMS_IS_ISSUE_MODEL (self), NULL);
  return self->issuance;
}

/**
 * kms_issue_model_set_issuance:
 * @issuance: what was issued; copied
 */
void
kms_issue_model_set_issuance (KmsIssueModel *self, const KmsIssuance *issuance)
{
  g_return_if_fail (KMS_IS_ISSUE_MODEL (self));

  g_clear_pointer (&self->issuance, kms_issuance_free);
  self->issuance = kms_issuance_copy (issuance);
  g_signal_emit (self, signals[CHANGED], 0);
}
