/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-identifier.h"
#include "engine/kms-site.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define KMS_SEARCH_MAX_CHARACTERS 256
#define KMS_SEARCH_MIN_DIGITS \
  4 /* of a part of an identifier; as many are also looked for at its end */

/**
 * KmsSearch:
 *
 * What somebody looks for among the keys that an account issued (manual chapter 7). The conditions
 * narrow each other.
 */
typedef struct
{
  char *text;           /* owned; as typed into the one field; NULL or empty: everything */
  char *device_id;      /* owned; a device, its beginning or last four digits; NULL: any */
  char *activation_key; /* owned; likewise */
  char *from;           /* owned; the first day, YYYY-MM-DD; NULL: from the beginning */
  char *to;             /* owned; the last day; NULL: until today */
  char *tz;             /* owned; the time zone of the days; NULL: UTC */
  gboolean oldest_first;
} KmsSearch;

#define KMS_TYPE_SEARCH (kms_search_get_type ())
GType kms_search_get_type (void);
KmsSearch *kms_search_new (const char *text);
KmsSearch *kms_search_copy (const KmsSearch *search);
void kms_search_free (KmsSearch *search);
gboolean kms_search_equal (const KmsSearch *a, const KmsSearch *b);

/**
 * KmsSearchText:
 * @digits: the canonical form, when the whole text reads as an identifier or a part of one; otherwise ""
 * @words: (nullable): its words, without case and width; %NULL when there are none
 *
 * What the text of the one field asks for: keys whose site lines hold each of the words; and when
 * there are digits, also those whose device or activation key begins with them, or ends in them when
 * they are four.
 */
typedef struct
{
  char digits[KMS_IDENTIFIER_SIZE];
  char **words; /* owned */
} KmsSearchText;

typedef enum
{
  KMS_SEARCH_FAULT_NONE,
  KMS_SEARCH_FAULT_NOT_TEXT, /* not UTF-8 */
  KMS_SEARCH_FAULT_TOO_LONG,
} KmsSearchFault;

KmsSearchFault kms_search_text_read (KmsSearchText *reading, const char *text);
gboolean kms_search_text_is_empty (const KmsSearchText *reading);
gboolean kms_search_text_matches (const KmsSearchText *reading,
                                  const char *device_id,
                                  const char *activation_key,
                                  const char *line_1,
                                  const char *line_2);
void kms_search_text_clear (KmsSearchText *reading);

gboolean kms_search_read_digits (const char *text, char digits[KMS_IDENTIFIER_SIZE]);
char *kms_search_fold (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsSearch, kms_search_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KmsSearchText, kms_search_text_clear)

G_END_DECLS
