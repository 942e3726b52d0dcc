/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-category.h"

G_BEGIN_DECLS

/* A software extension that can be unlocked: one line of the catalogue. */
typedef struct
{
  const char *part_number; /* printable ASCII without spaces, for instance KX-VCS101DEMO */
  const char *purpose;     /* UTF-8, for instance DEMO Upgrade */
  KmsCategory category;
} KmsPart;

const KmsPart *kms_demo_catalogue (guint *n_parts);
const KmsPart *kms_demo_catalogue_lookup (const char *part_number);

G_END_DECLS
