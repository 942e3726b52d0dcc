/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saving a report. Each saving owns what it needs until it has ended; the file is in place only then. */

#include "app/kms-report-saving.h"

#include "app/kms-dialogs.h"
#include "app/kms-files.h"
#include "app/kms-progress-window.h"
#include "app/kms-writing.h"
#include "reports/kms-report-file.h"
#include "words/kms-words-reports.h"

#include <glib/gi18n.h>

#define MAX_SHOWN_LOSSES 8

typedef struct
{
  GtkWidget *asking; /* owned; whoever asked for it; tells the news */
  KmsReporter *reporter;
  KmsReportQuery *query;
  KmsReportFormat format;
  GFile *target;             /* owned; NULL before it is chosen */
  KmsReportFile *file;       /* owned; NULL before it is under way */
  KmsProgressWindow *window; /* owned; likewise */
} Saving;

static void
saving_free (Saving *saving)
{
  if (saving->window != NULL)
    kms_progress_window_end (saving->window);
  g_clear_object (&saving->window);
  g_clear_object (&saving->file);
  g_clear_object (&saving->target);
  g_clear_pointer (&saving->query, kms_report_query_free);
  g_clear_object (&saving->reporter);
  g_clear_object (&saving->asking);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static Saving *
saving_new (GtkWidget *widget,
            KmsReporter *reporter,
            const KmsReportQuery *query,
            KmsReportFormat format)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->asking = g_object_ref (widget);
  saving->reporter = g_object_ref (reporter);
  saving->query = kms_report_query_copy (query);
  saving->format = format;
  return saving;
}

/* The file ---------------------------------------------------------------------------------------- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = g_file_get_parent (saving->target);
  gboolean saved = kms_report_file_save_finish (saving->file, result, &error);

  kms_writing_end ();
  kms_progress_window_end (saving->window);
  if (saved)
    kms_dialogs_offer_to_open (saving->asking, _ ("The report is saved"), _ ("_Open Folder"),
                               folder, _ ("There is no program here that opens folders"));
  else
    kms_dialogs_toast_error (saving->asking, error);
}

static void
save (Saving *saving)
{
  kms_writing_begin ();
  kms_report_file_save_async (saving->file, NULL, on_saved, saving);
}

static void
on_losses_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;

  if (kms_dialogs_ask_finish (result))
    save (g_steal_pointer (&saving));
}

/* What cannot be written is said before it is lost. */
static void
ask_about_losses (Saving *saving)
{
  GPtrArray *losses = kms_report_file_get_losses (saving->file);
  guint64 n_losses = kms_report_file_get_n_losses (saving->file);
  g_autofree char *summary = kms_words_report_losses (n_losses);
  g_autoptr (GString) body = g_string_new (summary);

  g_string_append_c (body, '\n');
  for (guint i = 0; i < MIN (losses->len, MAX_SHOWN_LOSSES); i++)
    {
      const KmsReportLoss *loss = g_ptr_array_index (losses, i);
      g_autofree char *line =
          kms_words_report_loss (saving->query->kind, loss->row, loss->column, loss->characters);

      g_string_append_printf (body, "\n%s", line);
    }
  if (n_losses > MAX_SHOWN_LOSSES)
    g_string_append (body, "\n…");
  kms_progress_window_end (saving->window);
  kms_dialogs_ask_async (saving->asking, _ ("Some Characters Cannot Be Written"), body->str,
                         _ ("_Do Not Save"), _ ("_Save With 〓"), FALSE, on_losses_answered,
                         saving);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;

  if (!kms_report_file_prepare_finish (saving->file, result, &error))
    kms_dialogs_toast_error (saving->asking, error);
  else if (gtk_widget_get_root (saving->asking) == NULL)
    return; /* nobody is there any more */
  else if (kms_report_file_get_n_losses (saving->file) > 0)
    ask_about_losses (g_steal_pointer (&saving));
  else
    save (g_steal_pointer (&saving));
}

static void
on_progress (KmsReportStage stage, goffset done, goffset total, gpointer user_data)
{
  Saving *saving = user_data;

  kms_progress_window_update (saving->window, done, total);
}

/* Takes over @saving. */
static void
prepare (Saving *saving, GFile *target)
{
  saving->target = g_object_ref (target);
  saving->window = kms_progress_window_open (saving->asking, _ ("Saving the Report"));
  saving->file =
      kms_report_file_new (saving->reporter, saving->query, saving->format, saving->target);
  kms_report_file_prepare_async (saving->file, on_progress, saving,
                                 kms_progress_window_get_cancellable (saving->window), on_prepared,
                                 saving);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GFile) target = kms_files_choose_finish (result, NULL);

  if (target != NULL && gtk_widget_get_root (saving->asking) != NULL)
    prepare (g_steal_pointer (&saving), target);
}

/**
 * kms_report_saving_start:
 * @widget: a widget of the window that asks
 * @reporter: who makes the report
 * @query: which rows
 * @format: the format of the file
 *
 * Asks where to save a report, then saves it there and tells how it went.
 */
void
kms_report_saving_start (GtkWidget *widget,
                         KmsReporter *reporter,
                         const KmsReportQuery *query,
                         KmsReportFormat format)
{
  gboolean demo = kms_backend_is_demo (KMS_BACKEND (reporter));
  g_autofree char *name = kms_report_format_suggest_name (format, query, demo);

  kms_files_choose_async (widget, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save the Report"), name,
                          on_chosen, saving_new (widget, reporter, query, format));
}
