/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files of scenarios. They are read on a thread, which owns copies of the list of folders and what
 * it makes of it. */

#include "client/kms-scenario-shelf.h"

#include <string.h>

#define ENDING ".json"

/**
 * kms_scenario_file_free:
 * @file: (transfer full) (nullable): a file
 */
void
kms_scenario_file_free (KmsScenarioFile *file)
{
  if (file == NULL)
    return;
  g_free (file->name);
  kms_scenario_unref (file->scenario);
  g_clear_error (&file->error);
  g_free (file);
}

/* One byte more than a scenario may have tells that it is too large. */
static KmsScenario *
read_file (GFile *file, const char *id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, &local);
  g_autofree char *text = g_malloc (KMS_SCENARIO_MAX_SIZE + 1);
  gsize length = 0;

  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), text, KMS_SCENARIO_MAX_SIZE + 1,
                                   &length, cancellable, &local))
    {
      g_propagate_error (error, kms_error_from_disk (local));
      return NULL;
    }
  return kms_scenario_read (id, text, (gssize) length, error);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names of what may be scenarios; none where there is no folder. */
static GPtrArray *
list_names (GFile *folder, GCancellable *cancellable)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (
      folder, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NONE, cancellable, NULL);
  GFileInfo *info = NULL;

  while (files != NULL && g_file_enumerator_iterate (files, &info, NULL, cancellable, NULL)
         && info != NULL)
    if (g_str_has_suffix (g_file_info_get_name (info), ENDING)
        && *g_file_info_get_name (info) != '.')
      g_ptr_array_add (names, g_strdup (g_file_info_get_name (info)));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
list (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *folders = data;
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify) kms_scenario_file_free);

  for (guint i = 0; i < folders->len; i++)
    {
      GFile *folder = g_ptr_array_index (folders, i);
      g_autoptr (GPtrArray) names = list_names (folder, cancellable);

      for (guint j = 0; j < names->len; j++)
        {
          const char *name = g_ptr_array_index (names, j);
          g_autofree char *id = g_strndup (name, strlen (name) - strlen (ENDING));
          g_autoptr (GFile) child = g_file_get_child (folder, name);
          KmsScenarioFile *file = g_new0 (KmsScenarioFile, 1);

          file->name = g_filename_display_name (name);
          file->folder = i;
          file->scenario = read_file (child, id, cancellable, &file->error);
          g_ptr_array_add (files, file);
        }
    }
  g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * kms_scenario_shelf_list_async:
 * @folders: a list of GFile
 * @cancellable: (nullable): ends the call
 * @callback: called when all are read
 * @user_data: data for @callback
 */
void
kms_scenario_shelf_list_async (GListModel *folders,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    g_ptr_array_add (copy, g_list_model_get_item (folders, i));
  g_task_set_source_tag (task, kms_scenario_shelf_list_async);
  g_task_set_task_data (task, copy, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, list);
}

/**
 * kms_scenario_shelf_list_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (element-type KmsScenarioFile): the files, those that cannot be read among
 *   them; %NULL only when the call was cancelled
 */
GPtrArray *
kms_scenario_shelf_list_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_scenario_shelf_list_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
