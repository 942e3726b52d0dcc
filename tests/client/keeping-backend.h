/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A backend that keeps what it issued in a folder, a file for each key, so that it outlives the
 * program; and that is killed where it was told. For one test program: everything is static. */

#pragma once

#include "client/kms-backend.h"

#include <signal.h>
#include <sys/resource.h>

/* Between which steps the program is killed. */
typedef enum
{
  KILL_BEFORE_SENDING, /* the request is written */
  KILL_BEFORE_ANSWERING,
  KILL_BEFORE_WRITING, /* the answer is there */
  KILL_BEFORE_SHOWING, /* the answer is written */
  KILL_BEFORE_MARKING, /* it was shown */
  KILL_NEVER,
} Kill;

/* A KmsBackend that does nothing but issue. */
#define TYPE_BACKEND (backend_get_type ())
G_DECLARE_FINAL_TYPE (Backend, backend, TEST, BACKEND, GObject)

struct _Backend
{
  GObject parent_instance;

  char *folder;  /* owned: what was issued */
  char *account; /* owned */
  Kill kill;     /* where to end */
  GError *error; /* owned, nullable: what to answer instead */
  gboolean lost; /* issue all the same */
  guint n_sent;
  gboolean full; /* the disk is, from the answer on */
};

static void backend_implement (KmsBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (Backend,
                               backend,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KMS_TYPE_BACKEND, backend_implement))

static void
reach (const Backend *self, Kill step)
{
  if (self->kill == step)
    raise (SIGKILL);
}

static const char *
backend_get_account (KmsBackend *backend)
{
  return TEST_BACKEND (backend)->account;
}

static KmsIssuance *
make_issuance (const KmsRequest *request, const char *idempotency_key)
{
  KmsIssuance *issuance = kms_issuance_new ();

  issuance->id = g_strdup (idempotency_key);
  issuance->at = 1000000;
  issuance->category = request->category;
  g_strlcpy (issuance->device_id, request->device_id, KMS_IDENTIFIER_SIZE);
  issuance->site = request->site;
  for (guint i = 0; i < request->n_pairs; i++)
    {
      KmsIssuedKey *key = g_new0 (KmsIssuedKey, 1);

      key->issued_at = 1000000;
      key->reissued = i % 2 == 1;
      key->category = request->category;
      g_strlcpy (key->device_id, request->device_id, KMS_IDENTIFIER_SIZE);
      key->site = request->site;
      g_strlcpy (key->activation_key, request->pairs[i].activation_key, KMS_IDENTIFIER_SIZE);
      key->part_number = g_strdup ("VC-UP4");
      key->purpose = g_strdup ("Four-site upgrade, 四拠点");
      g_strlcpy (key->registration_key, "FEDCBA9876543210", KMS_IDENTIFIER_SIZE);
      g_ptr_array_add (issuance->keys, key);
    }

  return issuance;
}

static void
backend_issue_async (KmsBackend *backend,
                     const KmsRequest *request,
                     const char *idempotency_key,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Backend *self = TEST_BACKEND (backend);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *path = g_build_filename (self->folder, idempotency_key, NULL);

  reach (self, KILL_BEFORE_SENDING);
  self->n_sent++;
  if (self->error == NULL || self->lost)
    g_assert_true (g_file_set_contents (path, "", -1, NULL));
  reach (self, KILL_BEFORE_ANSWERING);
  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_pointer (task, make_issuance (request, idempotency_key),
                           (GDestroyNotify) kms_issuance_free);
}

static void
limit_files (rlim_t size)
{
  const struct rlimit limit = { size, RLIM_INFINITY };

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static KmsIssuance *
backend_issue_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  Backend *self = TEST_BACKEND (backend);

  reach (self, KILL_BEFORE_WRITING);
  if (self->full)
    limit_files (0);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
backend_implement (KmsBackendInterface *iface)
{
  iface->get_account = backend_get_account;
  iface->issue_async = backend_issue_async;
  iface->issue_finish = backend_issue_finish;
}

static void
backend_finalize (GObject *object)
{
  Backend *self = TEST_BACKEND (object);

  g_free (self->folder);
  g_free (self->account);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (backend_parent_class)->finalize (object);
}

static void
backend_class_init (BackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = backend_finalize;
}

static void
backend_init (Backend *self)
{
  self->kill = KILL_NEVER;
}
