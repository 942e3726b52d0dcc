/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KMS_SITE_N_LINES        2
#define KMS_SITE_MAX_CHARACTERS 50
#define KMS_SITE_LINE_SIZE      (KMS_SITE_MAX_CHARACTERS * 4 + 1)

/* Site information: where a device stands, two lines of 50 characters (manual chapter 5.2). */
typedef struct
{
  char line[KMS_SITE_N_LINES][KMS_SITE_LINE_SIZE]; /* UTF-8, NFC, no control characters */
} KmsSite;

typedef enum
{
  KMS_SITE_FAULT_NONE,
  KMS_SITE_FAULT_NOT_TEXT, /* not UTF-8 */
  KMS_SITE_FAULT_CONTROL,  /* a control character or a line end inside */
  KMS_SITE_FAULT_TOO_LONG,
} KmsSiteFault;

typedef struct
{
  KmsSiteFault fault;
  guint n_characters; /* in all */
  guint position;     /* of the control character, from 1 */
} KmsSiteReading;

gboolean kms_site_allows_character (gunichar character);

gboolean kms_site_set_line (KmsSite *site, guint index, const char *text, KmsSiteReading *reading);
gboolean kms_site_is_empty (const KmsSite *site);
gboolean kms_site_equal (const KmsSite *a, const KmsSite *b);

G_END_DECLS
