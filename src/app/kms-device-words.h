/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-practice-device.h"

G_BEGIN_DECLS

/* What the practice device says on its screen, and what is said about it, in the user's language. */

const char *kms_device_words_title (KmsPracticeScreen screen);
const char *kms_device_words_position (KmsPracticeScreen screen, guint position);
const char *kms_device_words_question (KmsPracticeScreen screen);
const char *kms_device_words_nothing (void);
const char *kms_device_words_message (KmsPracticeMessage message);
const char *kms_device_words_colour (KmsPracticeDevice *device, KmsPracticeButton button);

char *kms_device_words_status (KmsPracticeDevice *device);
const char *kms_device_words_hint (KmsPracticeDevice *device);

G_END_DECLS
