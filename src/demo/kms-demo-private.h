/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to the facets of KmsDemoBackend. */

#pragma once

#include "client/kms-reporter.h"
#include "demo/kms-demo-backend.h"
#include "issuing/kms-issuing.h"

G_BEGIN_DECLS

struct _KmsDemoBackend
{
  GObject parent_instance;

  KmsStore *store;     /* owned */
  KmsIssuing *issuing; /* owned; used on the thread of the store only */
  GHashTable *devices; /* owned; of KmsPracticeDevice by their identifiers */
};

void kms_demo_init_reporter (KmsReporterInterface *iface);

G_END_DECLS
