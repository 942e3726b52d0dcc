/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-found.h"

G_BEGIN_DECLS

/* What is shown of a key that was found, piece by piece; each text is the caller's. */

char *kms_find_text_time (const KmsFoundKey *found);
char *kms_find_text_event (const KmsFoundKey *found);
char *kms_find_text_device (const KmsFoundKey *found);
char *kms_find_text_site (const KmsFoundKey *found);
char *kms_find_text_activation_key (const KmsFoundKey *found);
char *kms_find_text_part (const KmsFoundKey *found);
char *kms_find_text_registration_key (const KmsFoundKey *found);
char *kms_find_text_row (const KmsFoundKey *found); /* all that tells it from the others */

G_END_DECLS
