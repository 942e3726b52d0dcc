/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The part numbers that the demo knows (manual chapter 10). */

#include "engine/kms-part.h"

static const KmsPart demo_catalogue[] = {
  { "KX-VCS101DEMO", "DEMO Upgrade", KMS_CATEGORY_HDVC },
  { "KX-VCS201DEMO", "DEMO Upgrade", KMS_CATEGORY_HDVC },
  { "LIVELINK-DEMO", "DEMO Live Link", KMS_CATEGORY_LIVE_LINK },
};

/**
 * kms_demo_catalogue:
 * @n_parts: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_parts): all parts of the demo
 */
const KmsPart *
kms_demo_catalogue (guint *n_parts)
{
  *n_parts = G_N_ELEMENTS (demo_catalogue);
  return demo_catalogue;
}

/**
 * kms_demo_catalogue_lookup:
 * @part_number: (nullable): a part number, exactly as it is
 *
 * Returns: (transfer none) (nullable): the part of the demo with that number
 */
const KmsPart *
kms_demo_catalogue_lookup (const char *part_number)
{
  for (guint i = 0; i < G_N_ELEMENTS (demo_catalogue); i++)
    if (g_strcmp0 (part_number, demo_catalogue[i].part_number) == 0)
      return &demo_catalogue[i];
  return NULL;
}
