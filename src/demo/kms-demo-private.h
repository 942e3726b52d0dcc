/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to the facets of KmsDemoBackend. */

#pragma once

#include "client/kms-classroom.h"
#include "client/kms-reporter.h"
#include "client/kms-service.h"
#include "demo/kms-demo-backend.h"
#include "issuing/kms-issuing.h"

G_BEGIN_DECLS

/* What a scenario makes of the calls. */
typedef struct
{
  KmsScenario *scenario; /* owned; NULL: none is played */
  guint n_calls[KMS_N_SCENARIO_CALLS];

  const KmsScenarioFault *fault; /* borrowed from the scenario; the one that lasts; NULL: none */
  gint64 until;                  /* microseconds UTC; 0: somebody ends it */
  guint timer;                   /* source ID, or 0 */

  gboolean expired;   /* the session has ended */
  gboolean asked;     /* and somebody was asked to log in */
  GPtrArray *waiting; /* owned: the calls that wait for it */
} KmsDemoStage;

struct _KmsDemoBackend
{
  GObject parent_instance;

  char *account;       /* owned; whose drafts these are */
  KmsStore *store;     /* owned */
  KmsClock *clock;     /* owned */
  KmsIssuing *issuing; /* owned; used on the thread of the store only */
  GHashTable *devices; /* owned; of KmsPracticeDevice by their identifiers */
  KmsDemoStage stage;
};

typedef enum
{
  KMS_DEMO_GO_ON,
  KMS_DEMO_LOSE_ANSWER, /* carry it out, and fail all the same */
  KMS_DEMO_FAIL,
  KMS_DEMO_WAIT, /* for somebody to log in */
} KmsDemoTurn;

/* kms-demo-backend.c */
void kms_demo_backend_go_on (GTask *task);

/* kms-demo-classroom.c */
void kms_demo_init_classroom (KmsClassroomInterface *iface);

/* kms-demo-stage.c */
void kms_demo_stage_init (KmsDemoStage *stage);
void kms_demo_stage_clear (KmsDemoStage *stage);
KmsDemoTurn
kms_demo_stage_meet (KmsDemoBackend *self, KmsScenarioCall call, gboolean again, GError **error);
void kms_demo_stage_wait (KmsDemoBackend *self, GTask *task);
void kms_demo_stage_end_fault (KmsDemoBackend *self);
void kms_demo_stage_install_properties (GObjectClass *object_class);
void kms_demo_init_service (KmsServiceInterface *iface);

/* kms-demo-reports.c */
void kms_demo_init_reporter (KmsReporterInterface *iface);

G_END_DECLS
