/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to the parts of KmsRest: one attempt, and what its end means. */

#pragma once

#include "client/kms-rest.h"
#include "common/kms-error.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What came back, whatever its status. */
typedef struct
{
  guint status;
  char *media_type; /* owned; NULL without one */
  char *etag;       /* owned; NULL without one */
  gboolean replayed;
  guint retry_after; /* seconds; 0: none */
  GBytes *body;      /* owned; of what went into a sink, the last bytes */
} KmsRestReply;

void kms_rest_reply_free (KmsRestReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsRestReply, kms_rest_reply_free)

/* How an attempt is made; everything borrowed until it has ended. */
typedef struct
{
  SoupSession *session;
  const char *url; /* the base URL */
  const KmsRestRequest *request;
  const char *media_type;   /* what is asked for */
  guint deadline;           /* milliseconds */
  gsize max_body;           /* bytes */
  GOutputStream *sink;      /* where the body of a good answer goes; NULL: into the reply */
  gsize max_sink;           /* bytes */
  KmsRestProgress progress; /* nullable */
  gpointer progress_data;
} KmsRestAttempt;

void kms_rest_attempt_async (const KmsRestAttempt *attempt,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
KmsRestReply *
kms_rest_attempt_finish (GAsyncResult *result, gboolean *sent, gboolean *passing, GError **error);

gboolean kms_rest_reply_is_problem (const KmsRestReply *reply);
GError *kms_rest_error_from_reply (const KmsRestReply *reply);
GError *
kms_rest_error_from_network (const GError *error, GTlsCertificateFlags flags, gboolean sent);
KmsRestAnswer *kms_rest_answer_new (const KmsRestReply *reply, GError **error);

/* For the download */
SoupSession *kms_rest_get_session (KmsRest *rest);
const KmsRestLimits *kms_rest_get_limits (KmsRest *rest);

G_END_DECLS
