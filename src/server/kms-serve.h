/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "server/kms-configuration.h"

G_BEGIN_DECLS

int kms_serve (const char *configuration_path, KmsConfiguration *configuration);

G_END_DECLS
