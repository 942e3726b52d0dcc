/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "accounts/kms-hasher.h"
#include "accounts/kms-password.h"
#include "issuing/kms-issuing.h"
#include "server/kms-configuration.h"
#include "server/kms-in-flight.h"
#include "server/kms-rate-limiter.h"
#include "server/kms-texts.h"

G_BEGIN_DECLS

/**
 * KmsService:
 *
 * What the routes and the administration share: the store and the use cases over it. Main thread only,
 * but for what does not change (clock, issuing, rules), which a KmsStoreWork may use.
 */
typedef struct
{
  KmsConfiguration *configuration; /* owned */
  KmsClock *clock;                 /* owned */
  KmsStore *store;                 /* owned */
  KmsIssuing *issuing;             /* owned */
  KmsPasswordRules *rules;         /* owned */
  KmsHasher *hasher;               /* owned */
  KmsTexts *texts;                 /* owned; policies, contract, manual */
  KmsInFlight *in_flight;          /* owned; attempts to issue */
  guint tidy_source;               /* deletes what has ended */

  /* Requests a minute: of a session, and of an address where there is none. */
  KmsRateLimiter *session_limiter; /* owned */
  KmsRateLimiter *address_limiter; /* owned */

  /* What the store says of maintenance; who changes it there changes it here. */
  gboolean maintenance;
  gint64 maintenance_until; /* microseconds UTC; 0: unknown */

  /* What whoever asks for the status is told, and what it was made of. */
  GBytes *status;       /* owned, nullable */
  gint64 status_second; /* since 1970 */
  gboolean status_maintenance;
  gint64 status_until;
} KmsService;

KmsService *kms_service_new (KmsConfiguration *configuration, /* (transfer full) */
                             GError **error);
gboolean kms_service_load_maintenance (KmsService *service, GError **error);
gboolean kms_service_reload (KmsService *service, const char *path, GError **error);
void kms_service_free (KmsService *service);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsService, kms_service_free)

G_END_DECLS
