/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The two families of products (manual chapter 5.2, step 1). */
typedef enum
{
  KMS_CATEGORY_HDVC,      /* HD Visual Communication; devices are named by their MPR ID */
  KMS_CATEGORY_LIVE_LINK, /* HDCom Live Link and others; by their MAC address */
} KmsCategory;

#define KMS_N_CATEGORIES (KMS_CATEGORY_LIVE_LINK + 1)

const char *kms_category_to_string (KmsCategory category);
gboolean kms_category_from_string (const char *string, KmsCategory *category);

G_END_DECLS
