/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to kms-practice-*.c. */

#pragma once

#include "client/kms-practice-device.h"

G_BEGIN_DECLS

#define KMS_PRACTICE_MAX_FIELDS 2

/* What a button does; called only where kms_practice_find_step() gives it. */
typedef void (*KmsPracticeStep) (KmsPracticeDevice *self);

struct _KmsPracticeDevice
{
  GObject parent_instance;

  KmsCategory category;
  char id[KMS_IDENTIFIER_SIZE];
  KmsSecret secret;
  GPtrArray *parts; /* owned; of KmsPracticeExtension without a key: what can be unlocked */
  GPtrArray *keys;  /* owned; of KmsPracticeExtension: keys that are held as data */

  char password[KMS_PRACTICE_PASSWORD_MAX_DIGITS + 1];
  GPtrArray *extensions;         /* owned; of KmsPracticeExtension, in the order of registering */
  KmsPracticeExtension *pending; /* owned; registered by the next restart; NULL for none */

  KmsPracticeScreen screen;
  KmsPracticeScreen log_in_from; /* where the log-in was asked for */
  KmsPracticeMessage message;
  guint selected;
  GString *fields[KMS_PRACTICE_MAX_FIELDS]; /* owned */
  guint caret;                              /* the place of the next digit in the selected field */

  guint restart_time; /* milliseconds */
  guint restart;      /* source of the restart that is under way; 0 for none */
};

KmsPracticeExtension *kms_practice_extension_new (const char *part_number,
                                                  const char *purpose,
                                                  const char *registration_key);
void kms_practice_extension_free (KmsPracticeExtension *extension);

void kms_practice_device_changed (KmsPracticeDevice *self);

/* kms-practice-steps.c */
KmsPracticeStep kms_practice_find_step (KmsPracticeDevice *self, KmsPracticeButton button);
guint kms_practice_get_max_digits (KmsPracticeDevice *self);
void kms_practice_show (KmsPracticeDevice *self, KmsPracticeScreen screen);

G_END_DECLS
