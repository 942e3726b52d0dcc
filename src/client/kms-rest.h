/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is sent to a server. */
typedef struct
{
  char *method;          /* owned: GET, PUT, POST or DELETE */
  char *path;            /* owned: below the base URL, with the query */
  JsonNode *body;        /* owned; NULL for none */
  char *token;           /* owned; NULL for none */
  char *if_match;        /* owned; NULL for none */
  char *idempotency_key; /* owned; NULL for none */
  gboolean repeatable;   /* a POST that may be repeated without an Idempotency-Key */
  gboolean once;         /* one attempt, so that what is wrong shows at once */
  gboolean uncertain;    /* it may have been carried out already */
} KmsRestRequest;

KmsRestRequest *kms_rest_request_new (const char *method,
                                      const char *segment, /* of the path, unescaped */
                                      ...) G_GNUC_NULL_TERMINATED;
void kms_rest_request_add_parameter (KmsRestRequest *request, const char *name, const char *value);
void kms_rest_request_set_token (KmsRestRequest *request, const char *token);
KmsRestRequest *kms_rest_request_copy (const KmsRestRequest *request);
void kms_rest_request_free (KmsRestRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsRestRequest, kms_rest_request_free)

/* What a server answers, when it is no problem. */
typedef struct
{
  guint status;      /* 200 to 299 */
  JsonNode *body;    /* owned; NULL without one */
  char *etag;        /* owned; NULL without one */
  GBytes *tail;      /* owned; the last bytes of what was fetched, at most 4 KiB; otherwise NULL */
  gboolean replayed; /* the answer to an earlier request under the same Idempotency-Key */
} KmsRestAnswer;

void kms_rest_answer_free (KmsRestAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsRestAnswer, kms_rest_answer_free)

/* The bounds of a call; milliseconds but for @idle. */
typedef struct
{
  guint idle;         /* seconds without a byte */
  guint attempt;      /* one attempt in all */
  guint overall;      /* all attempts and the waiting between them */
  guint back_off;     /* before the second attempt; doubled for each further one */
  guint max_attempts; /* from 1 */
  gsize max_body;     /* bytes of an answer */
  guint download;     /* a download in all */
  gsize max_download; /* bytes of a download */
} KmsRestLimits;

extern const KmsRestLimits kms_rest_default_limits;

/* @n_total: -1 when it is not known */
typedef void (*KmsRestProgress) (goffset n_received, goffset n_total, gpointer user_data);

/**
 * KmsRest:
 *
 * The way to one server: sends requests, again where they may be repeated and it may help, and reads
 * answers within bounds. It knows nothing of what they say but how errors look. Calls run in the
 * thread-default main context in which it was made.
 */
#define KMS_TYPE_REST (kms_rest_get_type ())
G_DECLARE_FINAL_TYPE (KmsRest, kms_rest, KMS, REST, GObject)

char *kms_rest_check_url (const char *text, GError **error);

void kms_rest_load_authority_async (GFile *file,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GTlsDatabase *kms_rest_load_authority_finish (GAsyncResult *result, GError **error);

KmsRest *kms_rest_new (const char *url, GTlsDatabase *authority, GError **error);
const char *kms_rest_get_url (KmsRest *rest);
void kms_rest_set_limits (KmsRest *rest, const KmsRestLimits *limits);

void kms_rest_call_async (KmsRest *rest,
                          const KmsRestRequest *request,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
KmsRestAnswer *kms_rest_call_finish (KmsRest *rest, GAsyncResult *result, GError **error);

void kms_rest_fetch_async (KmsRest *rest,
                           const KmsRestRequest *request,
                           const char *media_type,
                           GOutputStream *stream,
                           KmsRestProgress progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
KmsRestAnswer *kms_rest_fetch_finish (KmsRest *rest, GAsyncResult *result, GError **error);

void kms_rest_download_async (KmsRest *rest,
                              const KmsRestRequest *request,
                              const char *media_type,
                              GFile *target,
                              KmsRestProgress progress,
                              gpointer progress_data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean kms_rest_download_finish (KmsRest *rest, GAsyncResult *result, GError **error);

G_END_DECLS
