/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to client/: rows of reports from answers. */

#pragma once

#include "common/kms-json.h"
#include "engine/kms-found.h"
#include "engine/kms-report.h"

G_BEGIN_DECLS

gboolean
kms_report_days_from_json (JsonNode *node, GPtrArray *days, char **next_cursor, GError **error);
KmsFoundPage *kms_report_page_from_json (JsonNode *node, GError **error);

G_END_DECLS
