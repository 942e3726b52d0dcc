/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-request.h"

G_BEGIN_DECLS

/* How the assistant was opened. */
typedef enum
{
  KMS_DRAFT_SAMPLE,   /* the issuing demo, filled in with the manual's sample */
  KMS_DRAFT_PRACTICE, /* free practice */
  KMS_DRAFT_ISSUE,    /* issuing for real */
} KmsDraftFlow;

/* The pair of fields of one activation key sheet, as typed. */
typedef struct
{
  char *activation_key;
  char *registration_id;
} KmsDraftPair;

/**
 * KmsDraft:
 *
 * Everything typed into the assistant so far, right or wrong, exactly as typed. All strings are
 * owned, UTF-8 and never NULL, but @mail_subject: NULL as long as the default is meant.
 */
typedef struct
{
  char *id;        /* a UUID */
  gint64 saved_at; /* microseconds UTC; 0: never */
  KmsDraftFlow flow;
  guint step; /* 0 to 3 */
  KmsCategory category;
  char *device;
  gboolean device_confirmed;
  char *site[KMS_SITE_N_LINES];
  GPtrArray *pairs; /* of KmsDraftPair */
  gboolean mail_ticked[KMS_REQUEST_MAX_MAILS];
  char *mail_to[KMS_REQUEST_MAX_MAILS];
  char *mail_subject;
} KmsDraft;

#define KMS_TYPE_DRAFT (kms_draft_get_type ())
GType kms_draft_get_type (void);
KmsDraft *kms_draft_new (KmsDraftFlow flow);
KmsDraft *kms_draft_copy (const KmsDraft *draft);
void kms_draft_free (KmsDraft *draft);
KmsDraftPair *kms_draft_pair_new (const char *activation_key, const char *registration_id);
void kms_draft_pair_free (KmsDraftPair *pair);

gboolean kms_draft_same_work (const KmsDraft *a, /* all but id, saved_at and step */
                              const KmsDraft *b);
char *kms_draft_to_json (const KmsDraft *draft);
KmsDraft *kms_draft_from_json (const char *json, gssize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsDraft, kms_draft_free)

G_END_DECLS
