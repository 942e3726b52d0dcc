/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsRemote as a KmsBackend. Site lines are saved over whatever version there is, as the demo does. The
 * task of a call owns its data. */

#include "client/kms-issuing-json.h"
#include "client/kms-remote-private.h"

#define MAX_SAVES 4 /* how often site lines are saved before somebody else's changes win */

static gboolean
kms_remote_is_demo (KmsBackend *backend)
{
  return FALSE;
}

/* Site lines */

typedef struct
{
  KmsCategory category;
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsSite site;
  guint n_saves;
} SiteCall;

static KmsRestRequest *
site_request_new (const char *method, KmsCategory category, const char *device_id)
{
  return kms_rest_request_new (method, "v1", "devices", kms_category_to_string (category),
                               device_id, "site", NULL);
}

static gpointer
read_site (const KmsRestAnswer *answer, GError **error)
{
  g_autofree KmsSite *site = g_new0 (KmsSite, 1);

  return kms_site_from_json (answer->body, site, error) ? g_steal_pointer (&site) : NULL;
}

static void
kms_remote_load_site_async (KmsBackend *backend,
                            KmsCategory category,
                            const char *device_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  kms_remote_run (kms_remote_task_new (KMS_REMOTE (backend), cancellable, callback, user_data,
                                       kms_remote_load_site_async),
                  site_request_new ("GET", category, device_id), KMS_REMOTE_SESSION, read_site,
                  g_free);
}

static gboolean
kms_remote_load_site_finish (KmsBackend *backend,
                             GAsyncResult *result,
                             KmsSite *site,
                             GError **error)
{
  g_autofree KmsSite *loaded = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_load_site_async), FALSE);

  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return FALSE;
  *site = *loaded;
  return TRUE;
}

static void load_version (GTask *task);

static void
on_site_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  SiteCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (KMS_REMOTE (source), result, &error);

  if (answer != NULL)
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, KMS_ERROR, KMS_ERROR_STALE_VERSION) && call->n_saves < MAX_SAVES)
    {
      g_error_free (error);
      load_version (task);
    }
  else
    g_task_return_error (task, error);
}

/* The version is there. When the lines are as they shall be, they may have been saved by an attempt
 * whose answer was lost. */
static void
on_version (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  SiteCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (KMS_REMOTE (source), result, &error);
  g_autofree KmsSite *site =
      answer != NULL ? kms_remote_read (answer, read_site, FALSE, &error) : NULL;
  g_autoptr (KmsRestRequest) request = NULL;

  if (site == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (call->n_saves > 0 && kms_site_equal (site, &call->site))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  call->n_saves++;
  request = site_request_new ("PUT", call->category, call->device_id);
  request->body = kms_site_to_update_json (&call->site);
  request->if_match = g_strdup (answer->etag);
  kms_remote_call_async (KMS_REMOTE (source), KMS_REMOTE_SESSION, request,
                         g_task_get_cancellable (task), on_site_saved, g_object_ref (task));
}

static void
load_version (GTask *task)
{
  SiteCall *call = g_task_get_task_data (task);
  g_autoptr (KmsRestRequest) request = site_request_new ("GET", call->category, call->device_id);

  kms_remote_call_async (g_task_get_source_object (task), KMS_REMOTE_SESSION, request,
                         g_task_get_cancellable (task), on_version, g_object_ref (task));
}

static void
kms_remote_save_site_async (KmsBackend *backend,
                            KmsCategory category,
                            const char *device_id,
                            const KmsSite *site,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = kms_remote_task_new (KMS_REMOTE (backend), cancellable, callback,
                                                user_data, kms_remote_save_site_async);
  SiteCall *call = g_new0 (SiteCall, 1);

  call->category = category;
  g_strlcpy (call->device_id, device_id, KMS_IDENTIFIER_SIZE);
  call->site = *site;
  g_task_set_task_data (task, call, g_free);
  load_version (task);
}

static gboolean
kms_remote_save_site_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_save_site_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Issuing */

static void
on_previewed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const KmsRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GError) fault = NULL;
  g_autoptr (KmsRestAnswer) answer = kms_remote_call_finish (KMS_REMOTE (source), result, &error);
  KmsPreview *preview =
      answer != NULL ? kms_preview_from_json (answer->body, request, &fault) : NULL;

  if (preview != NULL)
    g_task_return_pointer (task, preview, (GDestroyNotify) kms_preview_free);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER, "%s", fault->message);
}

static void
kms_remote_preview_async (KmsBackend *backend,
                          const KmsRequest *request,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = kms_remote_task_new (KMS_REMOTE (backend), cancellable, callback, user_data,
                                     kms_remote_preview_async);
  g_autoptr (KmsRestRequest) message =
      kms_rest_request_new ("POST", "v1", "issuances", "preview", NULL);

  message->body = kms_request_to_json (request);
  message->repeatable = TRUE;
  g_task_set_task_data (task, kms_request_copy (request), (GDestroyNotify) kms_request_free);
  kms_remote_call_async (KMS_REMOTE (backend), KMS_REMOTE_SESSION, message, cancellable,
                         on_previewed, task);
}

static KmsPreview *
kms_remote_preview_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_preview_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_issuance (const KmsRestAnswer *answer, GError **error)
{
  KmsIssuance *issuance = kms_issuance_from_json (answer->body, error);

  if (issuance != NULL)
    issuance->replayed = answer->replayed;
  return issuance;
}

static void
kms_remote_issue_async (KmsBackend *backend,
                        const KmsRequest *request,
                        const char *idempotency_key,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  KmsRestRequest *message = kms_rest_request_new ("POST", "v1", "issuances", NULL);

  message->body = kms_request_to_json (request);
  message->idempotency_key = g_strdup (idempotency_key);
  kms_remote_run (kms_remote_task_new (KMS_REMOTE (backend), cancellable, callback, user_data,
                                       kms_remote_issue_async),
                  message, KMS_REMOTE_SESSION, read_issuance, (GDestroyNotify) kms_issuance_free);
}

static KmsIssuance *
kms_remote_issue_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_issue_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Finding */

static gpointer
read_found (const KmsRestAnswer *answer, GError **error)
{
  return kms_found_page_from_json (answer->body, error);
}

static void
add_condition (KmsRestRequest *request, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    kms_rest_request_add_parameter (request, name, value);
}

static void
kms_remote_find_async (KmsBackend *backend,
                       const KmsSearch *search,
                       const char *cursor,
                       guint limit,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  KmsRestRequest *request = kms_rest_request_new ("GET", "v1", "issuances", NULL);
  g_autofree char *limit_text = g_strdup_printf ("%u", limit);

  add_condition (request, "q", search->text);
  add_condition (request, "device_id", search->device_id);
  add_condition (request, "activation_key", search->activation_key);
  add_condition (request, "from", search->from);
  add_condition (request, "to", search->to);
  add_condition (request, "tz", search->tz);
  add_condition (request, "order", search->oldest_first ? "asc" : NULL);
  add_condition (request, "cursor", cursor);
  add_condition (request, "limit", limit_text);
  kms_remote_run (kms_remote_task_new (KMS_REMOTE (backend), cancellable, callback, user_data,
                                       kms_remote_find_async),
                  request, KMS_REMOTE_SESSION, read_found, (GDestroyNotify) kms_found_page_free);
}

static KmsFoundPage *
kms_remote_find_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_remote_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
kms_remote_init_backend (KmsBackendInterface *iface)
{
  iface->is_demo = kms_remote_is_demo;
  iface->get_account = kms_remote_get_account;
  iface->load_site_async = kms_remote_load_site_async;
  iface->load_site_finish = kms_remote_load_site_finish;
  iface->save_site_async = kms_remote_save_site_async;
  iface->save_site_finish = kms_remote_save_site_finish;
  iface->preview_async = kms_remote_preview_async;
  iface->preview_finish = kms_remote_preview_finish;
  iface->issue_async = kms_remote_issue_async;
  iface->issue_finish = kms_remote_issue_finish;
  iface->find_async = kms_remote_find_async;
  iface->find_finish = kms_remote_find_finish;
}
