/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-category.h"

G_BEGIN_DECLS

/* What stands on paper: on the key card and on the practice sheets. */

char *kms_words_page_number (guint page, guint n_pages);
char *kms_words_as_of (gint64 time);

/* The key card */
const char *kms_words_card_title (void);
const char *kms_words_card_code (void);
const char *kms_words_card_legend (void);

/* What is done on the device, with its remote control (manual chapter 3.2) */
const char *kms_words_device_heading (KmsCategory category);
const char *kms_words_device_once_a_key (void);
const char *kms_words_device_step (KmsCategory category, guint step); /* NULL behind the last one */
const char *kms_words_device_refused (void);

/* Practice sheets for a class */
const char *kms_words_class_title (void);
char *kms_words_class_participant (guint participant, guint n_participants);
const char *kms_words_class_name (void);
const char *kms_words_class_device (void);
const char *kms_words_class_notes (void);
char *kms_words_class_task (KmsCategory category, guint task); /* NULL behind the last one */
const char *kms_words_class_answers (void);
const char *kms_words_class_answers_hold (void);

G_END_DECLS
