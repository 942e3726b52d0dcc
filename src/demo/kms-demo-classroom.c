/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsDemoBackend as a KmsClassroom: the sample, devices to practise on, class files and scenarios. Each
 * scenario is played in a demo of its own, so that the class stays as it is. */

#include "common/kms-error.h"
#include "demo/kms-demo-private.h"
#include "demo/kms-demo-sample.h"
#include "store/kms-sqlite-store.h"
#include "store/kms-store-sites.h"

/* Who has issued what is bound elsewhere. */
#define OTHER_DEALER "demo-elsewhere"

static KmsRequest *
kms_demo_get_sample (KmsClassroom *classroom)
{
  return kms_demo_sample_new_request ();
}

static KmsPracticeDevice *
new_device (KmsCategory category, const char *device_id)
{
  guint n_parts;
  const KmsPart *parts = kms_demo_catalogue (&n_parts);
  KmsPracticeDevice *device;
  KmsSecret secret;

  kms_derive_device_secret (&kms_demo_secret, category, device_id, &secret);
  device = kms_practice_device_new (category, device_id, &secret);
  for (guint i = 0; i < n_parts; i++)
    if (parts[i].category == category)
      kms_practice_device_add_part (device, &parts[i]);
  kms_demo_sample_teach (device);
  return device;
}

static KmsPracticeDevice *
kms_demo_get_device (KmsClassroom *classroom, KmsCategory category, const char *device_id)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (classroom);
  KmsPracticeDevice *device = g_hash_table_lookup (self->devices, device_id);

  if (device == NULL)
    {
      device = new_device (category, device_id);
      g_hash_table_insert (self->devices, g_strdup (device_id), device);
    }
  return device;
}

/* Another class has other devices, under the same identifiers; somebody may be looking at one. */
static void
reset_devices (KmsDemoBackend *self)
{
  GHashTableIter each;
  gpointer device;

  g_hash_table_iter_init (&each, self->devices);
  while (g_hash_table_iter_next (&each, NULL, &device))
    kms_practice_device_reset (device);
}

/* The path of a local file; or NULL, and @task has answered. */
static char *
get_local_path (GFile *file, GTask *task)
{
  char *path = g_file_get_path (file);

  if (path == NULL)
    {
      g_autofree char *uri = g_file_get_uri (file);

      g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_STORE_FAILED, "%s is not a local file",
                               uri);
    }
  return path;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (kms_sqlite_store_save_finish (KMS_SQLITE_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
kms_demo_save_async (KmsClassroom *classroom,
                     GFile *file,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (classroom);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = NULL;

  g_task_set_source_tag (task, kms_demo_save_async);
  g_task_set_check_cancellable (task, FALSE);
  path = get_local_path (file, task);
  if (path != NULL)
    kms_sqlite_store_save_async (KMS_SQLITE_STORE (self->store), path, cancellable, on_saved,
                                 g_steal_pointer (&task));
}

static gboolean
kms_demo_save_finish (KmsClassroom *classroom, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_demo_save_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!kms_sqlite_store_load_finish (KMS_SQLITE_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  reset_devices (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

static void
kms_demo_open_async (KmsClassroom *classroom,
                     GFile *file,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (classroom);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = NULL;

  g_task_set_source_tag (task, kms_demo_open_async);
  g_task_set_check_cancellable (task, FALSE);
  path = get_local_path (file, task);
  if (path != NULL)
    kms_sqlite_store_load_async (KMS_SQLITE_STORE (self->store), path, cancellable, on_loaded,
                                 g_steal_pointer (&task));
}

static gboolean
kms_demo_open_finish (KmsClassroom *classroom, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_demo_open_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Scenarios */

/* As if it had been issued at that time. */
static gboolean
issue_before (KmsStoreSession *session, const KmsScenarioIssued *issued, GError **error)
{
  g_autoptr (KmsClock) clock = kms_clock_new_fixed (issued->at);
  g_autoptr (KmsIssuing) issuing = kms_issuing_new (&kms_demo_secret, clock, TRUE);
  const KmsAttempt attempt = { .dealer = issued->elsewhere ? OTHER_DEALER : KMS_DEMO_DEALER };
  g_autoptr (KmsIssuance) issuance =
      kms_issuing_issue (issuing, session, &attempt, issued->request, error);

  return issuance != NULL;
}

static gpointer
do_prepare (KmsStoreSession *session, gpointer data, GError **error)
{
  const KmsScenario *scenario = data;

  for (guint i = 0; i < scenario->issued->len; i++)
    if (!issue_before (session, g_ptr_array_index (scenario->issued, i), error))
      return NULL;
  for (guint i = 0; i < scenario->sites->len; i++)
    {
      const KmsScenarioSite *saved = g_ptr_array_index (scenario->sites, i);

      if (!kms_store_save_site (session, KMS_DEMO_DEALER, saved->category, saved->device_id,
                                &saved->site, error))
        return NULL;
    }
  return GINT_TO_POINTER (TRUE);
}

static KmsBackend *
kms_demo_play (KmsClassroom *classroom, KmsScenario *scenario, GError **error)
{
  KmsDemoBackend *self = KMS_DEMO_BACKEND (classroom);
  g_autoptr (KmsBackend) backend = kms_demo_backend_new (NULL, self->clock, error);
  g_autofree char *id = g_uuid_string_random ();
  KmsDemoBackend *played;

  if (backend == NULL)
    return NULL;
  played = KMS_DEMO_BACKEND (backend);
  if (!kms_store_run (played->store, KMS_STORE_WRITE, do_prepare, scenario, NULL, error))
    return NULL;
  /* Its drafts are of this try only. */
  g_free (played->account);
  played->account = g_strconcat (KMS_CLASSROOM_PLAYED, id, NULL);
  played->stage.scenario = kms_scenario_ref (scenario);
  return g_steal_pointer (&backend);
}

static void
kms_demo_end_fault (KmsClassroom *classroom)
{
  kms_demo_stage_end_fault (KMS_DEMO_BACKEND (classroom));
}

void
kms_demo_init_classroom (KmsClassroomInterface *iface)
{
  iface->get_sample = kms_demo_get_sample;
  iface->get_device = kms_demo_get_device;
  iface->save_async = kms_demo_save_async;
  iface->save_finish = kms_demo_save_finish;
  iface->open_async = kms_demo_open_async;
  iface->open_finish = kms_demo_open_finish;
  iface->play = kms_demo_play;
  iface->end_fault = kms_demo_end_fault;
}
