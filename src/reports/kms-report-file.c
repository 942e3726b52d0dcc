/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsReportFile: fetched into a temporary file beside its place, converted into another one when the
 * format asks for that, synced and renamed. The object owns the temporary files and deletes them; a task
 * keeps it alive, so no thread works on a file that is gone. */

#include "reports/kms-report-file.h"

#include "common/kms-error.h"
#include "common/kms-random.h"
#include "reports/kms-report-conversion.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

struct _KmsReportFile
{
  GObject parent_instance;

  KmsReporter *reporter; /* owned */
  KmsReportQuery *query; /* owned */
  KmsReportFormat format;
  GFile *target; /* owned */

  char *fetched; /* owned; a temporary file with the CSV; NULL when there is none */
  char *ready;   /* owned; one with what will be saved; NULL when there is none */
  GPtrArray *losses;
  guint n_losses;
};

/* The task data of preparing. */
typedef struct
{
  GOutputStream *stream; /* owned; into the file with the CSV */
  GError *failure;       /* owned; what fetching ended with */
  KmsReportFileProgress progress;
  gpointer progress_data;
} Preparing;

/* What a thread tells of its progress. */
typedef struct
{
  GTask *task; /* owned */
  goffset done;
  goffset total;
} Step;

G_DEFINE_FINAL_TYPE (KmsReportFile, kms_report_file, G_TYPE_OBJECT)

static void
loss_free (gpointer data)
{
  KmsReportLoss *loss = data;

  g_free (loss->text);
  g_free (loss->characters);
  g_free (loss);
}

static void
preparing_free (Preparing *preparing)
{
  g_clear_object (&preparing->stream);
  g_clear_error (&preparing->failure);
  g_free (preparing);
}

static void
discard (char **path)
{
  if (*path != NULL)
    g_unlink (*path);
  g_clear_pointer (path, g_free);
}

/* .NAME.1234ABCD.part in the folder of the target */
static char *
make_part_path (KmsReportFile *self)
{
  g_autofree char *path = g_file_get_path (self->target);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *chance = kms_random_hex (8);
  g_autofree char *name = g_strdup_printf (".%s.%s.part", base, chance);

  return g_build_filename (folder, name, NULL);
}

/* What a thread did is the answer of the task that waits for it. */
static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The thread has a task of its own, which it may drop late: so it is the caller's thread that lets go of the
 * object, and deletes its files. Its task data are @task. */
static void
run_in_thread (GTask *task, GTaskThreadFunc func)
{
  g_autoptr (GTask) inner =
      g_task_new (NULL, g_task_get_cancellable (task), on_done, g_object_ref (task));

  g_task_set_source_tag (inner, run_in_thread);
  g_task_set_check_cancellable (inner, FALSE);
  g_task_set_task_data (inner, task, NULL);
  g_task_run_in_thread (inner, func);
}

/* Converting, on a thread */

static gboolean
tell_step (gpointer data)
{
  Step *step = data;
  Preparing *preparing = g_task_get_task_data (step->task);

  preparing->progress (KMS_REPORT_CONVERTING, step->done, step->total, preparing->progress_data);
  return G_SOURCE_REMOVE;
}

static void
step_free (gpointer data)
{
  Step *step = data;

  g_object_unref (step->task);
  g_free (step);
}

static void
on_converted_some (goffset done, goffset total, gpointer data)
{
  GTask *task = data;
  Preparing *preparing = g_task_get_task_data (task);
  Step *step;

  if (preparing->progress == NULL)
    return;
  step = g_new0 (Step, 1);
  step->task = g_object_ref (task);
  step->done = done;
  step->total = total;
  g_main_context_invoke_full (g_task_get_context (task), G_PRIORITY_DEFAULT, tell_step, step,
                              step_free);
}

/* Registration keys are nobody else's business. What goes wrong here is told by whoever writes. */
static void
create_private (const char *path)
{
  int descriptor = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (descriptor >= 0)
    close (descriptor);
}

static void
convert (GTask *inner, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  KmsReportFile *self = g_task_get_source_object (task_data);
  GError *error = NULL;
  KmsReportConversion conversion = {
    .query = self->query,
    .demo = kms_backend_is_demo (KMS_BACKEND (self->reporter)),
    .source = self->fetched,
    .target = self->ready,
    .created_at = g_get_real_time (),
    .cancellable = cancellable,
    .progress = on_converted_some,
    .progress_data = task_data,
    .losses = self->losses,
  };
  gboolean converted;

  create_private (self->ready);
  converted = self->format == KMS_REPORT_XLSX
                  ? kms_report_convert_to_xlsx (&conversion, &error)
                  : kms_report_convert_to_shift_jis (&conversion, &error);
  discard (&self->fetched);
  self->n_losses = conversion.n_losses;
  if (converted)
    {
      g_task_return_boolean (inner, TRUE);
      return;
    }
  discard (&self->ready);
  g_task_return_error (inner, error);
}

/* Fetching */

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsReportFile *self = g_task_get_source_object (task);
  Preparing *preparing = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error)
      && preparing->failure == NULL)
    preparing->failure = kms_error_from_disk (error);
  if (preparing->failure != NULL)
    {
      discard (&self->fetched);
      g_task_return_error (task, g_steal_pointer (&preparing->failure));
    }
  else if (self->format == KMS_REPORT_CSV_SHIFT_JIS || self->format == KMS_REPORT_XLSX)
    {
      self->ready = make_part_path (self);
      run_in_thread (task, convert);
    }
  else
    {
      self->ready = g_steal_pointer (&self->fetched);
      g_task_return_boolean (task, TRUE);
    }
}

static void
on_fetched_some (goffset n_bytes, gpointer data)
{
  Preparing *preparing = g_task_get_task_data (data);

  if (preparing->progress != NULL)
    preparing->progress (KMS_REPORT_FETCHING, n_bytes, -1, preparing->progress_data);
}

static void
close_stream (GTask *task)
{
  Preparing *preparing = g_task_get_task_data (task);

  g_output_stream_close_async (preparing->stream, G_PRIORITY_DEFAULT, NULL, on_closed,
                               g_object_ref (task));
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparing *preparing = g_task_get_task_data (task);

  kms_reporter_write_csv_finish (KMS_REPORTER (source), result, &preparing->failure);
  close_stream (task);
}

static void
fetch (GTask *task)
{
  KmsReportFile *self = g_task_get_source_object (task);
  Preparing *preparing = g_task_get_task_data (task);

  kms_reporter_write_csv_async (self->reporter, self->query, preparing->stream, on_fetched_some,
                                task, g_task_get_cancellable (task), on_fetched,
                                g_object_ref (task));
}

static void
on_marked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparing *preparing = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      fetch (task);
      return;
    }
  preparing->failure = kms_error_from_disk (error);
  close_stream (task);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsReportFile *self = g_task_get_source_object (task);
  Preparing *preparing = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GFileOutputStream *stream = g_file_create_finish (G_FILE (source), result, &error);

  if (stream == NULL)
    {
      g_clear_pointer (&self->fetched, g_free);
      g_task_return_error (task, kms_error_from_disk (error));
      return;
    }
  preparing->stream = G_OUTPUT_STREAM (stream);
  if (self->format == KMS_REPORT_CSV_EXCEL)
    g_output_stream_write_all_async (preparing->stream, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK),
                                     G_PRIORITY_DEFAULT, NULL, on_marked, g_object_ref (task));
  else
    fetch (task);
}

/* Saving, on a thread */

static gboolean
sync_to_disk (const char *path, int flags, GError **error)
{
  int descriptor = open (path, flags | O_CLOEXEC);
  int number = 0;

  if (descriptor < 0 || fsync (descriptor) != 0)
    number = errno;
  if (descriptor >= 0)
    close (descriptor);
  if (number == 0)
    return TRUE;
  g_propagate_error (error, kms_report_error_from_errno (number, path));
  return FALSE;
}

static void
save (GTask *inner, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  KmsReportFile *self = g_task_get_source_object (task_data);
  g_autofree char *target = g_file_get_path (self->target);
  g_autofree char *folder = g_path_get_dirname (target);
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (inner))
    return;
  if (!sync_to_disk (self->ready, O_RDONLY, &error))
    {
      g_task_return_error (inner, error);
      return;
    }
  if (g_rename (self->ready, target) != 0)
    {
      g_task_return_error (inner, kms_report_error_from_errno (errno, target));
      return;
    }
  g_clear_pointer (&self->ready, g_free);
  /* The file is there and whole; a folder that cannot be synced, as on some network drives, is no reason
   * to say otherwise. */
  sync_to_disk (folder, O_RDONLY | O_DIRECTORY, NULL);
  g_task_return_boolean (inner, TRUE);
}

static void
kms_report_file_finalize (GObject *object)
{
  KmsReportFile *self = KMS_REPORT_FILE (object);

  discard (&self->fetched);
  discard (&self->ready);
  g_clear_object (&self->reporter);
  g_clear_pointer (&self->query, kms_report_query_free);
  g_clear_object (&self->target);
  g_clear_pointer (&self->losses, g_ptr_array_unref);

  G_OBJECT_CLASS (kms_report_file_parent_class)->finalize (object);
}

static void
kms_report_file_class_init (KmsReportFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_report_file_finalize;
}

static void
kms_report_file_init (KmsReportFile *self)
{
  self->losses = g_ptr_array_new_with_free_func (loss_free);
}

/**
 * kms_report_error_from_errno:
 * @number: what went wrong with a file
 * @path: which one
 *
 * Returns: (transfer full): an error of ours
 */
GError *
kms_report_error_from_errno (int number, const char *path)
{
  g_autoptr (GError) error =
      g_error_new (G_IO_ERROR, g_io_error_from_errno (number), "%s: %s", path, g_strerror (number));

  return kms_error_from_disk (error);
}

/**
 * kms_report_file_new:
 * @reporter: who makes the report; referenced
 * @query: which rows; copied
 * @format: in which format
 * @target: where to; referenced. What is there is replaced
 *
 * Returns: (transfer full): a file that is not there yet
 */
KmsReportFile *
kms_report_file_new (KmsReporter *reporter,
                     const KmsReportQuery *query,
                     KmsReportFormat format,
                     GFile *target)
{
  KmsReportFile *self;

  g_return_val_if_fail (KMS_IS_REPORTER (reporter), NULL);
  g_return_val_if_fail (query != NULL && G_IS_FILE (target), NULL);

  self = g_object_new (KMS_TYPE_REPORT_FILE, NULL);
  self->reporter = g_object_ref (reporter);
  self->query = kms_report_query_copy (query);
  self->format = format;
  self->target = g_object_ref (target);
  return self;
}

/**
 * kms_report_file_prepare_async:
 * @file: a file that was not prepared yet
 * @progress: (nullable): told how far it is, on the thread of the caller
 * @progress_data: data for @progress
 * @cancellable: (nullable): ends it, and nothing is left
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Makes everything but the file itself. Packing an XLSX file, the last part of its conversion, is not
 * interrupted.
 */
void
kms_report_file_prepare_async (KmsReportFile *file,
                               KmsReportFileProgress progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (file, cancellable, callback, user_data);
  Preparing *preparing = g_new0 (Preparing, 1);
  g_autoptr (GFile) part = NULL;

  g_return_if_fail (KMS_IS_REPORT_FILE (file));
  g_return_if_fail (file->fetched == NULL && file->ready == NULL);

  g_task_set_source_tag (task, kms_report_file_prepare_async);
  g_task_set_check_cancellable (task, FALSE);
  preparing->progress = progress;
  preparing->progress_data = progress_data;
  g_task_set_task_data (task, preparing, (GDestroyNotify) preparing_free);
  if (!g_file_is_native (file->target))
    {
      g_autofree char *uri = g_file_get_uri (file->target);

      g_task_return_new_error (task, KMS_ERROR, KMS_ERROR_STORE_FAILED, "%s is not a local file",
                               uri);
      return;
    }
  file->fetched = make_part_path (file);
  part = g_file_new_for_path (file->fetched);
  g_file_create_async (part, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT, cancellable, on_opened,
                       g_object_ref (task));
}

/**
 * kms_report_file_prepare_finish:
 * @file: a file
 * @result: the result
 * @error: return location
 *
 * Returns: whether it can be saved; on failure, the errors of kms_reporter_write_csv_finish(), or one of
 *   KMS_ERROR_STORE_*
 */
gboolean
kms_report_file_prepare_finish (KmsReportFile *file, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_report_file_prepare_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kms_report_file_get_losses:
 * @file: a file that is prepared
 *
 * Returns: (transfer none) (element-type KmsReportLoss): the fields of the first rows that lose
 *   characters, in the order of the rows; at most %KMS_REPORT_MAX_LOSSES
 */
GPtrArray *
kms_report_file_get_losses (KmsReportFile *file)
{
  g_return_val_if_fail (KMS_IS_REPORT_FILE (file), NULL);

  return file->losses;
}

/**
 * kms_report_file_get_n_losses:
 * @file: a file that is prepared
 *
 * Returns: how many fields lose characters
 */
guint
kms_report_file_get_n_losses (KmsReportFile *file)
{
  g_return_val_if_fail (KMS_IS_REPORT_FILE (file), 0);

  return file->n_losses;
}

/**
 * kms_report_file_save_async:
 * @file: a file that is prepared
 * @cancellable: (nullable): ends it, as long as the file is not there
 * @callback: called when it has ended
 * @user_data: data for @callback
 *
 * Puts the file into its place; what was there is replaced, all at once.
 */
void
kms_report_file_save_async (KmsReportFile *file,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (file, cancellable, callback, user_data);

  g_return_if_fail (KMS_IS_REPORT_FILE (file) && file->ready != NULL);

  g_task_set_source_tag (task, kms_report_file_save_async);
  g_task_set_check_cancellable (task, FALSE);
  run_in_thread (task, save);
}

/**
 * kms_report_file_save_finish:
 * @file: a file
 * @result: the result
 * @error: return location
 *
 * Returns: whether the file is there; on failure one of KMS_ERROR_STORE_*, or %G_IO_ERROR_CANCELLED
 */
gboolean
kms_report_file_save_finish (KmsReportFile *file, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kms_report_file_save_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
