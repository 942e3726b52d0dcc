/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-json.h"
#include "engine/kms-preview.h"
#include "issuing/kms-history.h"

G_BEGIN_DECLS

/* The schemas of devices, issuances and reports in the contract: JSON in and out, each in one place. */

KmsRequest *kms_request_from_json (JsonObject *object, GError **error);
gboolean kms_site_from_json (JsonObject *object, KmsSite *site, GError **error);

JsonNode *kms_site_to_json (KmsCategory category, const char *device_id, const KmsSite *site);
JsonNode *kms_preview_to_json (const KmsRequest *request, const KmsPreview *preview);
JsonNode *kms_issuance_to_json (const KmsIssuance *issuance);
JsonNode *kms_history_page_to_json (const KmsList *list, const KmsHistoryPage *page);

G_END_DECLS
