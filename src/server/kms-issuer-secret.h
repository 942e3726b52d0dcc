/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-derivation.h"

G_BEGIN_DECLS

gboolean kms_issuer_secret_load (const char *path,
                                 const char *store_path,
                                 KmsSecret *secret,
                                 GError **error);

G_END_DECLS
