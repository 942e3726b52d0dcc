/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A paper to the printer. The operation owns the job: the paper, laid out anew for the size that is
 * chosen in the dialog. */

#include "app/kms-print.h"

#include "app/kms-presenter.h"

typedef struct
{
  KmsPaper *paper;        /* owned */
  KmsPaperLayout *layout; /* owned; NULL before */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->paper);
  kms_paper_layout_free (job->layout);
  g_free (job);
}

static void
on_begin (GtkPrintOperation *operation, GtkPrintContext *context, gpointer user_data)
{
  Job *job = user_data;

  kms_paper_layout_free (job->layout);
  job->layout = kms_paper_layout_new (job->paper, gtk_print_context_get_width (context),
                                      gtk_print_context_get_height (context));
  gtk_print_operation_set_n_pages (operation, (int) kms_paper_layout_get_n_pages (job->layout));
}

static void
on_draw (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer user_data)
{
  const Job *job = user_data;

  kms_paper_layout_draw (job->layout, gtk_print_context_get_cairo_context (context), (guint) page);
}

/* Nobody else holds on to an operation whose dialog is open. */
static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer unused)
{
  g_object_unref (operation);
}

/**
 * kms_print_get_default_size:
 *
 * Returns: the paper that is usual where the user lives
 */
KmsPaperSize
kms_print_get_default_size (void)
{
  return g_str_equal (gtk_paper_size_get_default (), GTK_PAPER_NAME_LETTER) ? KMS_PAPER_LETTER
                                                                            : KMS_PAPER_A4;
}

/**
 * kms_print_paper:
 * @parent: a widget of the window that asks
 * @paper: what to print
 * @size: the size that is offered
 * @export_path: (nullable): a file for a PDF; %NULL asks for a printer
 * @error: (out): what went wrong, as GTK says it
 *
 * Returns: whether it worked, or was given up
 */
gboolean
kms_print_paper (GtkWidget *parent,
                 KmsPaper *paper,
                 KmsPaperSize size,
                 const char *export_path,
                 GError **error)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (parent));
  GtkPaperSize *paper_size;
  Job *job;

  if (export_path == NULL && kms_presenter_refuses_dialog (parent))
    return TRUE;
  paper_size =
      gtk_paper_size_new (size == KMS_PAPER_LETTER ? GTK_PAPER_NAME_LETTER : GTK_PAPER_NAME_A4);
  job = g_new0 (Job, 1);
  job->paper = g_object_ref (paper);
  gtk_page_setup_set_paper_size (setup, paper_size);
  gtk_paper_size_free (paper_size);
  g_object_set_data_full (G_OBJECT (operation), "kms-job", job, job_free);
  gtk_print_operation_set_job_name (operation, kms_paper_get_title (paper));
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  if (export_path != NULL)
    gtk_print_operation_set_export_filename (operation, export_path);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin), job);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw), job);
  g_signal_connect (g_object_ref (operation), "done", G_CALLBACK (on_done), NULL);
  return gtk_print_operation_run (operation,
                                  export_path != NULL ? GTK_PRINT_OPERATION_ACTION_EXPORT
                                                      : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                                  window, error)
         != GTK_PRINT_OPERATION_RESULT_ERROR;
}
