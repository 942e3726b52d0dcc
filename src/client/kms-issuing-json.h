/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to client/: what the contract makes of requests and answers about issuing. */

#pragma once

#include "common/kms-json.h"
#include "engine/kms-found.h"
#include "engine/kms-preview.h"

G_BEGIN_DECLS

JsonNode *kms_request_to_json (const KmsRequest *request);
JsonNode *kms_site_to_update_json (const KmsSite *site);
gboolean kms_site_from_json (JsonNode *node, KmsSite *site, GError **error);
KmsPreview *kms_preview_from_json (JsonNode *node, const KmsRequest *request, GError **error);
KmsIssuance *kms_issuance_from_json (JsonNode *node, GError **error);
KmsFoundPage *kms_found_page_read (JsonNode *node,
                                   gpointer (*read) (JsonNode *row, GError **error),
                                   GError **error);
KmsFoundPage *kms_found_page_from_json (JsonNode *node, GError **error);

G_END_DECLS
