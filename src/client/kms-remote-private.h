/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to the facets of KmsRemote. */

#pragma once

#include "client/kms-remote.h"
#include "client/kms-reporter.h"
#include "common/kms-error.h"

G_BEGIN_DECLS

struct _KmsRemote
{
  GObject parent_instance;

  KmsRest *rest;      /* owned */
  char *account;      /* owned; for the journal */
  char *account_id;   /* owned; of the session, kept when it has ended; NULL without one */
  char *login_id;     /* owned; the same */
  char *token;        /* owned; NULL without a session */
  gboolean ended;     /* the session has ended by itself, and calls wait for another one */
  GPtrArray *waiting; /* owned, of Waiting */

  gboolean gone; /* a call in the session found nobody there, and nobody has answered since */
  gboolean maintenance;
  gint64 until;               /* microseconds UTC; 0: unknown */
  guint watch_interval;       /* milliseconds */
  guint n_asked;              /* since it began, or should be over */
  GSource *watch;             /* owned; the timer, or NULL */
  GCancellable *watch_cancel; /* owned */
};

typedef enum
{
  KMS_REMOTE_SESSION,   /* with the session, and waiting for another one when it has ended */
  KMS_REMOTE_ANONYMOUS, /* with the token of the request, if any, and nothing else */
} KmsRemoteMode;

/* Makes a value of the body of an answer; the body is NULL when there is none. */
typedef gpointer (*KmsRemoteReader) (const KmsRestAnswer *answer, GError **error);

void kms_remote_call_async (KmsRemote *remote,
                            KmsRemoteMode mode,
                            const KmsRestRequest *request,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
KmsRestAnswer *kms_remote_call_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
void kms_remote_fetch_async (KmsRemote *remote,
                             const KmsRestRequest *request,
                             const char *media_type, /* static */
                             GOutputStream *stream,
                             KmsRestProgress progress,
                             gpointer progress_data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
KmsRestAnswer *kms_remote_fetch_finish (KmsRemote *remote, GAsyncResult *result, GError **error);
gpointer kms_remote_read (const KmsRestAnswer *answer,
                          KmsRemoteReader read,
                          gboolean change,
                          GError **error);

GTask *kms_remote_task_new (KmsRemote *remote,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data,
                            gpointer tag);
void kms_remote_run (GTask *task,             /* (transfer full) */
                     KmsRestRequest *request, /* (transfer full) */
                     KmsRemoteMode mode,
                     KmsRemoteReader read, /* nullable: the task answers TRUE */
                     GDestroyNotify free_value);

void
kms_remote_begin_session (KmsRemote *remote, const char *token, const KmsLoginSession *session);
void kms_remote_drop_session (KmsRemote *remote);
void kms_remote_set_login_id (KmsRemote *remote, const char *login_id);
void kms_remote_set_maintenance (KmsRemote *remote, gboolean maintenance, gint64 until);
void kms_remote_init_maintenance (KmsRemote *remote);
void kms_remote_finalize_maintenance (KmsRemote *remote);
void kms_remote_note_maintenance (KmsRemote *remote, const GError *error);
void kms_remote_note_absence (KmsRemote *remote, const GError *error);

gpointer kms_remote_read_user (const KmsRestAnswer *answer, GError **error);
gpointer kms_remote_read_mailed_code (const KmsRestAnswer *answer, GError **error);

void kms_remote_init_backend (KmsBackendInterface *iface);
void kms_remote_init_post_office (KmsPostOfficeInterface *iface);
void kms_remote_init_reporter (KmsReporterInterface *iface);
void kms_remote_init_service (KmsServiceInterface *iface);
void kms_remote_give_up_log_in (KmsRemote *remote);
const char *kms_remote_get_account (KmsBackend *backend);

G_END_DECLS
