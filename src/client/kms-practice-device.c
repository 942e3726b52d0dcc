/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsPracticeDevice: what it is made of, what it takes in and what it shows; what its buttons do is in
 * kms-practice-steps.c. It owns its keys, what is registered and what is typed. */

#include "client/kms-practice-private.h"

#include <string.h>

#define RESTART_TIME 2000 /* milliseconds */

typedef enum
{
  PROP_RESTART_TIME = 1,
} KmsPracticeDeviceProps;

static GParamSpec *properties[PROP_RESTART_TIME + 1];

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsPracticeDevice, kms_practice_device, G_TYPE_OBJECT)

/**
 * kms_practice_extension_new:
 *
 * Returns: (transfer full): an extension; all strings are copied
 */
KmsPracticeExtension *
kms_practice_extension_new (const char *part_number,
                            const char *purpose,
                            const char *registration_key)
{
  KmsPracticeExtension *extension = g_new0 (KmsPracticeExtension, 1);

  extension->part_number = g_strdup (part_number);
  extension->purpose = g_strdup (purpose);
  g_strlcpy (extension->registration_key, registration_key, KMS_IDENTIFIER_SIZE);
  return extension;
}

/**
 * kms_practice_extension_free:
 * @extension: (nullable) (transfer full): an extension
 */
void
kms_practice_extension_free (KmsPracticeExtension *extension)
{
  if (extension == NULL)
    return;
  g_free (extension->part_number);
  g_free (extension->purpose);
  g_free (extension);
}

/**
 * kms_practice_device_changed:
 *
 * Tells that something of what is shown is different now.
 */
void
kms_practice_device_changed (KmsPracticeDevice *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
kms_practice_device_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  KmsPracticeDevice *self = KMS_PRACTICE_DEVICE (object);

  switch ((KmsPracticeDeviceProps) id)
    {
    case PROP_RESTART_TIME:
      g_value_set_uint (value, self->restart_time);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
kms_practice_device_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  KmsPracticeDevice *self = KMS_PRACTICE_DEVICE (object);

  switch ((KmsPracticeDeviceProps) id)
    {
    case PROP_RESTART_TIME:
      if (self->restart_time == g_value_get_uint (value))
        return;
      self->restart_time = g_value_get_uint (value);
      g_object_notify_by_pspec (object, spec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
kms_practice_device_finalize (GObject *object)
{
  KmsPracticeDevice *self = KMS_PRACTICE_DEVICE (object);

  g_clear_handle_id (&self->restart, g_source_remove);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->extensions, g_ptr_array_unref);
  g_clear_pointer (&self->pending, kms_practice_extension_free);
  for (guint i = 0; i < KMS_PRACTICE_MAX_FIELDS; i++)
    g_string_free (self->fields[i], TRUE);

  G_OBJECT_CLASS (kms_practice_device_parent_class)->finalize (object);
}

static void
kms_practice_device_class_init (KmsPracticeDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = kms_practice_device_get_property;
  object_class->set_property = kms_practice_device_set_property;
  object_class->finalize = kms_practice_device_finalize;

  properties[PROP_RESTART_TIME] =
      g_param_spec_uint ("restart-time", NULL, NULL, 0, 60000, RESTART_TIME,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * KmsPracticeDevice::changed:
   *
   * Something of what is shown is different now.
   */
  signals[CHANGED] = g_signal_new ("changed", KMS_TYPE_PRACTICE_DEVICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
kms_practice_device_init (KmsPracticeDevice *self)
{
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_practice_extension_free);
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_practice_extension_free);
  self->extensions = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_practice_extension_free);
  for (guint i = 0; i < KMS_PRACTICE_MAX_FIELDS; i++)
    self->fields[i] = g_string_new (NULL);
  g_strlcpy (self->password, KMS_PRACTICE_DEFAULT_PASSWORD, sizeof self->password);
  self->restart_time = RESTART_TIME;
}

/**
 * kms_practice_device_new:
 * @category: the category of the device
 * @device_id: its canonical identifier
 * @device_secret: what it knows of the issuer's secret, from kms_derive_device_secret()
 *
 * Returns: (transfer full): a device as it is delivered, at its home screen; it accepts no key before
 *   parts or keys are added
 */
KmsPracticeDevice *
kms_practice_device_new (KmsCategory category,
                         const char *device_id,
                         const KmsSecret *device_secret)
{
  KmsPracticeDevice *self = g_object_new (KMS_TYPE_PRACTICE_DEVICE, NULL);

  g_return_val_if_fail (device_id != NULL && device_secret != NULL, self);

  self->category = category;
  g_strlcpy (self->id, device_id, KMS_IDENTIFIER_SIZE);
  self->secret = *device_secret;
  return self;
}

/**
 * kms_practice_device_add_part:
 * @part: what a registration key can unlock; copied
 *
 * Has the device accept the keys that are derived for @part.
 */
void
kms_practice_device_add_part (KmsPracticeDevice *self, const KmsPart *part)
{
  g_return_if_fail (KMS_IS_PRACTICE_DEVICE (self));
  g_return_if_fail (part != NULL);

  g_ptr_array_add (self->parts, kms_practice_extension_new (part->part_number, part->purpose, ""));
}

/**
 * kms_practice_device_add_key:
 * @part: what the key unlocks; copied
 * @registration_key: a key in canonical form
 *
 * Has the device accept a key that is not derived: one that the manual prints (chapter 10).
 */
void
kms_practice_device_add_key (KmsPracticeDevice *self,
                             const KmsPart *part,
                             const char *registration_key)
{
  g_return_if_fail (KMS_IS_PRACTICE_DEVICE (self));
  g_return_if_fail (part != NULL && registration_key != NULL);

  g_ptr_array_add (self->keys,
                   kms_practice_extension_new (part->part_number, part->purpose, registration_key));
}

/**
 * kms_practice_device_reset:
 *
 * Makes the device as it was delivered: nothing is registered, and the password is the default one.
 */
void
kms_practice_device_reset (KmsPracticeDevice *self)
{
  g_return_if_fail (KMS_IS_PRACTICE_DEVICE (self));

  g_clear_handle_id (&self->restart, g_source_remove);
  g_clear_pointer (&self->pending, kms_practice_extension_free);
  g_ptr_array_set_size (self->extensions, 0);
  g_strlcpy (self->password, KMS_PRACTICE_DEFAULT_PASSWORD, sizeof self->password);
  self->message = KMS_PRACTICE_MESSAGE_NONE;
  kms_practice_show (self, KMS_PRACTICE_SCREEN_HOME);
  kms_practice_device_changed (self);
}

/**
 * kms_practice_device_press:
 * @button: a button of the remote control
 *
 * Returns: %FALSE when the button does nothing here
 */
gboolean
kms_practice_device_press (KmsPracticeDevice *self, KmsPracticeButton button)
{
  KmsPracticeStep step;

  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), FALSE);

  step = kms_practice_find_step (self, button);
  if (step == NULL)
    return FALSE;
  step (self);
  kms_practice_device_changed (self);
  return TRUE;
}

/**
 * kms_practice_device_offers:
 * @button: a button of the remote control
 *
 * Returns: whether the button does something here
 */
gboolean
kms_practice_device_offers (KmsPracticeDevice *self, KmsPracticeButton button)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), FALSE);

  return kms_practice_find_step (self, button) != NULL;
}

/* The field that digits go to, or NULL. */
static GString *
get_open_field (KmsPracticeDevice *self)
{
  gboolean open = self->message == KMS_PRACTICE_MESSAGE_NONE
                  && self->selected < kms_practice_device_get_n_fields (self);

  return open ? self->fields[self->selected] : NULL;
}

/**
 * kms_practice_device_type_digit:
 * @digit: 0 to 9, and in a registration key A to F in either case
 *
 * Enters a digit where the caret is.
 *
 * Returns: %FALSE when there is no room for it here
 */
gboolean
kms_practice_device_type_digit (KmsPracticeDevice *self, char digit)
{
  GString *field;

  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), FALSE);

  field = get_open_field (self);
  if (field == NULL || field->len >= kms_practice_get_max_digits (self))
    return FALSE;
  if (self->screen == KMS_PRACTICE_SCREEN_KEY ? !g_ascii_isxdigit (digit)
                                              : !g_ascii_isdigit (digit))
    return FALSE;
  g_string_insert_c (field, self->caret++, g_ascii_toupper (digit));
  kms_practice_device_changed (self);
  return TRUE;
}

/**
 * kms_practice_device_paste:
 * @text: a registration key as one copies it; what follows in brackets, like the DEMO of a demo's key,
 *   is passed over
 *
 * Fills in a registration key at once.
 *
 * Returns: %FALSE when @text is no registration key, or none is entered here
 */
gboolean
kms_practice_device_paste (KmsPracticeDevice *self, const char *text)
{
  KmsIdentifierReading reading;
  GString *field;

  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  field = get_open_field (self);
  if (field == NULL || self->screen != KMS_PRACTICE_SCREEN_KEY
      || !kms_identifier_read (KMS_IDENTIFIER_REGISTRATION_KEY, text, (gssize) strcspn (text, "("),
                               &reading))
    return FALSE;
  g_string_assign (field, reading.digits);
  self->caret = (guint) field->len;
  kms_practice_device_changed (self);
  return TRUE;
}

/**
 * kms_practice_device_get_category:
 *
 * Returns: the category of the device
 */
KmsCategory
kms_practice_device_get_category (KmsPracticeDevice *self)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), KMS_CATEGORY_HDVC);

  return self->category;
}

/**
 * kms_practice_device_get_id:
 *
 * Returns: (transfer none): its identifier, canonical
 */
const char *
kms_practice_device_get_id (KmsPracticeDevice *self)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), NULL);

  return self->id;
}

/**
 * kms_practice_device_get_screen:
 *
 * Returns: what is on the screen
 */
KmsPracticeScreen
kms_practice_device_get_screen (KmsPracticeDevice *self)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), KMS_PRACTICE_SCREEN_HOME);

  return self->screen;
}

/**
 * kms_practice_device_get_message:
 *
 * Returns: what stands over the screen until Enter or Back acknowledges it
 */
KmsPracticeMessage
kms_practice_device_get_message (KmsPracticeDevice *self)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), KMS_PRACTICE_MESSAGE_NONE);

  return self->message;
}

/**
 * kms_practice_device_get_selected:
 *
 * Returns: the position that is selected, from 0
 */
guint
kms_practice_device_get_selected (KmsPracticeDevice *self)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), 0);

  return self->selected;
}

/**
 * kms_practice_device_get_field:
 * @index: a position that is a field
 *
 * Returns: (transfer none): the digits that were typed, until something changes
 */
const char *
kms_practice_device_get_field (KmsPracticeDevice *self, guint index)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), NULL);
  g_return_val_if_fail (index < kms_practice_device_get_n_fields (self), NULL);

  return self->fields[index]->str;
}

/**
 * kms_practice_device_get_caret:
 *
 * Returns: before which digit of the selected field the next one comes, from 0
 */
guint
kms_practice_device_get_caret (KmsPracticeDevice *self)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), 0);

  return self->caret;
}

/**
 * kms_practice_device_get_n_extensions:
 *
 * Returns: how many extensions are registered
 */
guint
kms_practice_device_get_n_extensions (KmsPracticeDevice *self)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), 0);

  return self->extensions->len;
}

/**
 * kms_practice_device_get_extension:
 * @index: which one, from 0, in the order of registering
 *
 * Returns: (transfer none): what is registered, until the next reset
 */
const KmsPracticeExtension *
kms_practice_device_get_extension (KmsPracticeDevice *self, guint index)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), NULL);
  g_return_val_if_fail (index < self->extensions->len, NULL);

  return g_ptr_array_index (self->extensions, index);
}
