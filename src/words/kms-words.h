/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-issuance.h"
#include "engine/kms-practice-sheet.h"
#include "engine/kms-preview.h"
#include "engine/kms-sheet-reader.h"

G_BEGIN_DECLS

/* The sentences for people, once for the app and the command line, in the user's language. */

void kms_words_init (void);

/* Names */
const char *kms_words_category (KmsCategory category);
const char *kms_words_identifier (KmsIdentifierKind kind);
const char *kms_words_device (KmsCategory category);         /* MPR ID or MAC address */
const char *kms_words_activation_key (KmsCategory category); /* Activation Key or License No. */
const char *kms_words_verdict (KmsVerdict verdict);
char *kms_words_date (gint64 time);
char *kms_words_date_time (gint64 time);

/* What is wrong, and what to do next */
char *kms_words_error (const GError *error);
char *kms_words_error_code (KmsError code);
char *kms_words_error_in (KmsCategory category, const GError *error);
char *kms_words_error_code_in (KmsCategory category, KmsError code);
char *kms_words_error_detail_in (KmsCategory category,
                                 const KmsErrorDetail *detail); /* with the key's number */
char *kms_words_identifier_fault (KmsIdentifierKind kind, const KmsIdentifierReading *reading);
char *kms_words_suggestion (KmsIdentifierKind kind, const char *digits);
char *kms_words_site_fault (const KmsSiteReading *reading);
char *kms_words_verdict_advice (const KmsKeyPreview *key, KmsCategory category);
char *kms_words_leftover (const KmsSheetLeftover *leftover, KmsCategory category);
char *kms_words_scenario_fault (const GError *error);

/* Whole pages of text, for copying, saving and mailing */
const char *kms_words_demo_mark (void);
char *kms_words_issuance (const KmsIssuance *issuance);
char *kms_words_key_card (const KmsIssuance *issuance);
char *kms_words_practice_sheets (const KmsPracticeSheet *sheets, guint n_sheets);

G_END_DECLS
