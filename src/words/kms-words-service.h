/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to words/. */

#pragma once

#include "common/kms-error.h"

G_BEGIN_DECLS

const char *kms_words_service_sentence (KmsError code);
char *kms_words_service_figure (const GError *error);

G_END_DECLS
