/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "server/kms-exchange.h"

G_BEGIN_DECLS

/* The routes of the contract, an array for each of its areas; each ends with a row of zeros. */
extern const KmsRoute kms_routes_mails[];
extern const KmsRoute kms_routes_service[];
extern const KmsRoute kms_routes_registrations[];
extern const KmsRoute kms_routes_sessions[];
extern const KmsRoute kms_routes_account[];
extern const KmsRoute kms_routes_devices[];
extern const KmsRoute kms_routes_issuances[];
extern const KmsRoute kms_routes_reports[];

/* How a path was understood. */
typedef enum
{
  KMS_ROUTE_FOUND,
  KMS_ROUTE_UNKNOWN,      /* no route has this path */
  KMS_ROUTE_OTHER_METHOD, /* this path has other methods */
} KmsRouteMatch;

KmsRouteMatch kms_routes_match (const char *method,
                                const char *const *segments,
                                const KmsRoute **route,
                                GHashTable **parameters, /* (transfer full): name → value */
                                char **allow);           /* (transfer full): for Allow */

G_END_DECLS
