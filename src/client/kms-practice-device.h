/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-derivation.h"
#include "engine/kms-part.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* What is on the device's screen (manual chapters 3.1 and 3.2). */
typedef enum
{
  KMS_PRACTICE_SCREEN_HOME,
  KMS_PRACTICE_SCREEN_MENU,
  KMS_PRACTICE_SCREEN_SYSTEM,        /* system settings */
  KMS_PRACTICE_SCREEN_EXTENSIONS,    /* check extensions: the ID and what is registered */
  KMS_PRACTICE_SCREEN_LOG_IN,        /* log-in of the administrator */
  KMS_PRACTICE_SCREEN_ADMINISTRATOR, /* the administrator's menu */
  KMS_PRACTICE_SCREEN_SOFTWARE, /* software extension: what is registered, and the way to more */
  KMS_PRACTICE_SCREEN_KEY,      /* a registration key is entered */
  KMS_PRACTICE_SCREEN_CONFIRM,  /* save and restart? */
  KMS_PRACTICE_SCREEN_PASSWORD, /* another administrator's password */
  KMS_PRACTICE_SCREEN_RESTARTING,
} KmsPracticeScreen;

#define KMS_PRACTICE_N_SCREENS (KMS_PRACTICE_SCREEN_RESTARTING + 1)

/* What is on the remote control beside the digits. */
typedef enum
{
  KMS_PRACTICE_BUTTON_UP,
  KMS_PRACTICE_BUTTON_DOWN,
  KMS_PRACTICE_BUTTON_LEFT,
  KMS_PRACTICE_BUTTON_RIGHT,
  KMS_PRACTICE_BUTTON_ENTER,
  KMS_PRACTICE_BUTTON_BACK,
  KMS_PRACTICE_BUTTON_MENU,
  KMS_PRACTICE_BUTTON_BLUE,
  KMS_PRACTICE_BUTTON_RED,
  KMS_PRACTICE_BUTTON_GREEN,
  KMS_PRACTICE_BUTTON_YELLOW,
} KmsPracticeButton;

#define KMS_PRACTICE_N_BUTTONS (KMS_PRACTICE_BUTTON_YELLOW + 1)

/* What the device says over its screen until it is acknowledged. */
typedef enum
{
  KMS_PRACTICE_MESSAGE_NONE,
  KMS_PRACTICE_MESSAGE_NOT_HERE,          /* the item is no part of the practice */
  KMS_PRACTICE_MESSAGE_WRONG_PASSWORD,    /* nobody is logged in */
  KMS_PRACTICE_MESSAGE_PASSWORD_LENGTH,   /* a password has 4 to 10 digits */
  KMS_PRACTICE_MESSAGE_PASSWORDS_DIFFER,  /* the new one and its repetition */
  KMS_PRACTICE_MESSAGE_PASSWORD_CHANGED,  /* from now on */
  KMS_PRACTICE_MESSAGE_KEY_INCOMPLETE,    /* fewer than 16 digits */
  KMS_PRACTICE_MESSAGE_KEY_REFUSED,       /* the authentication of the registration key failed */
  KMS_PRACTICE_MESSAGE_KEY_IS_REGISTERED, /* on this device, before */
} KmsPracticeMessage;

#define KMS_PRACTICE_N_MESSAGES (KMS_PRACTICE_MESSAGE_KEY_IS_REGISTERED + 1)

#define KMS_PRACTICE_DEFAULT_PASSWORD    "00000000"
#define KMS_PRACTICE_PASSWORD_MIN_DIGITS 4
#define KMS_PRACTICE_PASSWORD_MAX_DIGITS 10

/* A software extension that is registered on a device. */
typedef struct
{
  char *part_number; /* owned */
  char *purpose;     /* owned */
  char registration_key[KMS_IDENTIFIER_SIZE];
} KmsPracticeExtension;

/**
 * KmsPracticeDevice:
 *
 * The video-conferencing device on which one practises entering registration keys: what is on its
 * screen, and what each button does. It knows what a device knows: its own secret, the part numbers and
 * the ordinals. A screen has positions, one of which is selected: first its fields, then its items.
 *
 * "changed" is emitted after every change of what is shown. The property "restart-time" is how long the
 * device takes to restart, in milliseconds.
 */
#define KMS_TYPE_PRACTICE_DEVICE (kms_practice_device_get_type ())
G_DECLARE_FINAL_TYPE (KmsPracticeDevice, kms_practice_device, KMS, PRACTICE_DEVICE, GObject)

KmsPracticeDevice *kms_practice_device_new (KmsCategory category,
                                            const char *device_id,
                                            const KmsSecret *device_secret);
void kms_practice_device_add_part (KmsPracticeDevice *self, const KmsPart *part);
void kms_practice_device_add_key (KmsPracticeDevice *self,
                                  const KmsPart *part,
                                  const char *registration_key);
void kms_practice_device_reset (KmsPracticeDevice *self);

/* What a person does; FALSE: nothing comes of it here. */
gboolean kms_practice_device_press (KmsPracticeDevice *self, KmsPracticeButton button);
gboolean kms_practice_device_offers (KmsPracticeDevice *self, KmsPracticeButton button);
gboolean kms_practice_device_type_digit (KmsPracticeDevice *self, char digit);
gboolean kms_practice_device_paste (KmsPracticeDevice *self, const char *text);

/* What is shown */
KmsCategory kms_practice_device_get_category (KmsPracticeDevice *self);
const char *kms_practice_device_get_id (KmsPracticeDevice *self);
KmsPracticeScreen kms_practice_device_get_screen (KmsPracticeDevice *self);
KmsPracticeMessage kms_practice_device_get_message (KmsPracticeDevice *self);
guint kms_practice_device_get_n_fields (KmsPracticeDevice *self);
guint kms_practice_device_get_n_positions (KmsPracticeDevice *self);
guint kms_practice_device_get_selected (KmsPracticeDevice *self);
const char *kms_practice_device_get_field (KmsPracticeDevice *self, guint index);
guint kms_practice_device_get_caret (KmsPracticeDevice *self);
guint kms_practice_device_get_n_extensions (KmsPracticeDevice *self);
const KmsPracticeExtension *
kms_practice_device_get_extension (KmsPracticeDevice *self, guint index);

G_END_DECLS
