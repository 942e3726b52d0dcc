/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-category.h"

G_BEGIN_DECLS

typedef enum
{
  KMS_IDENTIFIER_MPR_ID,           /* 16 hexadecimal digits, shown 1234-5678-90AB-CDEF */
  KMS_IDENTIFIER_MAC_ADDRESS,      /* 12, shown 12:34:56:78:90:AB */
  KMS_IDENTIFIER_ACTIVATION_KEY,   /* 16, shown in fours */
  KMS_IDENTIFIER_LICENSE_NO,       /* an activation key in the words of KMS_CATEGORY_LIVE_LINK */
  KMS_IDENTIFIER_REGISTRATION_ID,  /* 1 to 16, shown as it is */
  KMS_IDENTIFIER_REGISTRATION_KEY, /* 16, shown in fours */
} KmsIdentifierKind;

#define KMS_IDENTIFIER_MAX_DIGITS 16
/* Room for the canonical form of any kind: upper case, no separators, NUL. */
#define KMS_IDENTIFIER_SIZE (KMS_IDENTIFIER_MAX_DIGITS + 1)
/* Room for the form people read. */
#define KMS_IDENTIFIER_SHOWN_SIZE 24

typedef enum
{
  KMS_IDENTIFIER_FAULT_NONE,
  KMS_IDENTIFIER_FAULT_EMPTY,
  KMS_IDENTIFIER_FAULT_NOT_TEXT,  /* not UTF-8, or a NUL inside */
  KMS_IDENTIFIER_FAULT_CHARACTER, /* a character that is no hexadecimal digit */
  KMS_IDENTIFIER_FAULT_TOO_SHORT,
  KMS_IDENTIFIER_FAULT_TOO_LONG,
} KmsIdentifierFault;

/**
 * KmsIdentifierReading:
 * @fault: the first thing that is wrong, or KMS_IDENTIFIER_FAULT_NONE
 * @character: the first offending character, as it was typed (FAULT_CHARACTER)
 * @position: its place in the text as typed, counted in characters from 1 (FAULT_CHARACTER)
 * @n_digits: how many digits were read before the fault, or in all
 * @digits: the canonical form, up to the fault; complete when there is none (truncated at
 *   KMS_IDENTIFIER_MAX_DIGITS when it is too long)
 * @suggestion: the canonical form after replacing look-alikes (O, I, l, S …), when that makes the
 *   whole text valid, otherwise "". It is offered, never applied silently.
 *
 * What came of reading a text as an identifier.
 */
typedef struct
{
  KmsIdentifierFault fault;
  gunichar character;
  guint position;
  guint n_digits;
  char digits[KMS_IDENTIFIER_SIZE];
  char suggestion[KMS_IDENTIFIER_SIZE];
} KmsIdentifierReading;

KmsIdentifierKind kms_identifier_device_kind (KmsCategory category);
KmsIdentifierKind kms_identifier_key_kind (KmsCategory category);

guint kms_identifier_get_min_digits (KmsIdentifierKind kind);
guint kms_identifier_get_max_digits (KmsIdentifierKind kind);

gboolean kms_identifier_read (KmsIdentifierKind kind,
                              const char *text,
                              gssize length,
                              KmsIdentifierReading *reading);

gboolean kms_identifier_is_separator (gunichar character);

int kms_identifier_digit_value (gunichar character);

const char *kms_identifier_format (KmsIdentifierKind kind,
                                   const char *digits,
                                   char shown[KMS_IDENTIFIER_SHOWN_SIZE]);

/* For text that is still being typed */
char *kms_identifier_regroup (KmsIdentifierKind kind, const char *text);

G_END_DECLS
