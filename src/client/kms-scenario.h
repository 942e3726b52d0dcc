/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-draft.h"
#include "common/kms-error.h"
#include "engine/kms-issuance.h"
#include "engine/kms-preview.h"

G_BEGIN_DECLS

#define KMS_SCENARIO_FORMAT   1
#define KMS_SCENARIO_MAX_SIZE (64 * 1024)

/* A text in one language at least; the other one is NULL. Owned. */
typedef struct
{
  char *en;
  char *ja;
} KmsScenarioText;

/* What lies on the desk: a sheet, the label of a device. */
typedef struct
{
  KmsScenarioText label;
  char *value; /* owned */
} KmsScenarioGiven;

/* What was issued before the scenario begins. */
typedef struct
{
  KmsRequest *request; /* owned */
  gint64 at;           /* microseconds UTC */
  gboolean elsewhere;  /* by another dealer */
} KmsScenarioIssued;

/* Site lines that are saved before. */
typedef struct
{
  KmsCategory category;
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsSite site;
} KmsScenarioSite;

typedef enum
{
  KMS_SCENARIO_LOAD_SITE,
  KMS_SCENARIO_SAVE_SITE,
  KMS_SCENARIO_PREVIEW,
  KMS_SCENARIO_ISSUE,
  KMS_SCENARIO_FIND,
} KmsScenarioCall;

#define KMS_N_SCENARIO_CALLS (KMS_SCENARIO_FIND + 1)

/* What goes wrong: a call fails, and so does every one after it until the fault ends. */
typedef struct
{
  KmsScenarioCall call;
  guint number; /* of such calls: 1 is the first */
  KmsError error;
  gboolean carried_out; /* only the answer is lost */
  guint seconds;        /* until it ends by itself; 0: somebody ends it */
} KmsScenarioFault;

typedef enum
{
  KMS_SCENARIO_PREVIEWED,
  KMS_SCENARIO_ISSUED,
  KMS_SCENARIO_ANSWERED_AGAIN, /* the answer to a request that was carried out before */
  KMS_SCENARIO_REFUSED,        /* a call failed */
  KMS_SCENARIO_FAULT_BEGAN,
  KMS_SCENARIO_FAULT_ENDED,
  KMS_SCENARIO_LOGGED_IN,
  KMS_SCENARIO_SITE_LOADED, /* there were lines */
  KMS_SCENARIO_FOUND,       /* there were keys */
  KMS_SCENARIO_RESUMED,     /* a draft was opened again */
} KmsScenarioEventKind;

#define KMS_N_SCENARIO_EVENTS (KMS_SCENARIO_RESUMED + 1)

/* What has really happened; borrowed values. */
typedef struct
{
  KmsScenarioEventKind kind;
  const char *device_id;       /* NULL: none */
  const KmsPreview *preview;   /* of PREVIEWED */
  const KmsIssuance *issuance; /* of ISSUED and ANSWERED_AGAIN */
  KmsError error;              /* of REFUSED and FAULT_* */
} KmsScenarioEvent;

/* One step to the goal: what must happen, as far as it matters. */
typedef struct
{
  KmsScenarioText text;
  KmsScenarioEventKind event;
  char device_id[KMS_IDENTIFIER_SIZE]; /* "": any */
  int verdict;                         /* of one key at least; -1: any */
  int reissued;                        /* whether all keys were issued before; -1: any */
  guint n_keys;                        /* at least */
  int error;                           /* -1: any */
  GPtrArray *hints;                    /* owned, of KmsScenarioText */
} KmsScenarioStep;

/**
 * KmsScenario:
 *
 * An exercise for a class: where it begins, what goes wrong, and what is to be reached. A file says it
 * all (data/scenarios/README.md). It does not change once it is read.
 */
typedef struct
{
  gatomicrefcount references;

  char *id; /* owned; the name of the file without its ending */
  KmsScenarioText title;
  KmsScenarioText goal;
  gboolean opens_home;
  gboolean has_sample; /* the manual's sample is filled in */
  KmsDraft *filled_in; /* owned; what stands in the fields otherwise */
  GPtrArray *given;    /* owned, of KmsScenarioGiven */
  GPtrArray *issued;   /* owned, of KmsScenarioIssued */
  GPtrArray *sites;    /* owned, of KmsScenarioSite */
  GPtrArray *faults;   /* owned, of KmsScenarioFault */
  GPtrArray *steps;    /* owned, of KmsScenarioStep; one at least */
  char *login_id;      /* owned; NULL: no session ends */
  char *password;      /* owned; NULL with it */
} KmsScenario;

#define KMS_TYPE_SCENARIO (kms_scenario_get_type ())
GType kms_scenario_get_type (void);
KmsScenario *kms_scenario_new (const char *id);
KmsScenario *kms_scenario_ref (KmsScenario *scenario);
void kms_scenario_unref (KmsScenario *scenario);
KmsScenario *kms_scenario_read (const char *id, const char *json, gssize length, GError **error);

void kms_scenario_text_free (KmsScenarioText *text);
const char *kms_scenario_text_get (const KmsScenarioText *text, const char *language);
gboolean kms_scenario_step_fits (const KmsScenarioStep *step, const KmsScenarioEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsScenario, kms_scenario_unref)

G_END_DECLS
