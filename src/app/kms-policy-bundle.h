/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-policy.h"

G_BEGIN_DECLS

/* The policies that come with the program, for where the server cannot be asked. */

const char *kms_policy_bundle_get_language (void);
KmsPolicy *kms_policy_bundle_load (KmsPolicyKind kind, const char *language);

G_END_DECLS
