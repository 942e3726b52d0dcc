/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KmsTexts:
 *
 * What the service hands out as it is: the policies, by language, and the contract.
 */
typedef struct _KmsTexts KmsTexts;

KmsTexts *kms_texts_new (const char *policies_folder, /* nullable: the ones of the program */
                         GError **error);
void kms_texts_free (KmsTexts *texts);

GBytes *kms_texts_get_policy (KmsTexts *texts, const char *policy, const char *language);
const char *kms_texts_get_privacy_version (KmsTexts *texts);
GBytes *kms_texts_get_contract (KmsTexts *texts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsTexts, kms_texts_free)

G_END_DECLS
