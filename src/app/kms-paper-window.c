/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A paper before it is printed. The window owns the paper, its text, and the layout for the size that is
 * chosen, which the pictures of its pages borrow. */

#include "app/kms-paper-window.h"

#include "app/kms-dialogs.h"
#include "app/kms-help.h"
#include "app/kms-label.h"
#include "app/kms-paper-page.h"
#include "app/kms-print.h"
#include "app/kms-toaster.h"
#include "app/kms-wrap-layout.h"

#include <glib/gi18n.h>

struct _KmsPaperWindow
{
  AdwWindow parent_instance;

  /* Owned */
  KmsPaper *paper;
  KmsPaperLayout *layout; /* NULL before */
  char *file_name;
  char *text; /* nullable */

  /* Template */
  GtkWidget *demo_pill;
  GtkBox *pages;
  GtkDropDown *size;
  GtkWidget *copy;
  GtkWidget *print;
};

G_DEFINE_FINAL_TYPE (KmsPaperWindow, kms_paper_window, ADW_TYPE_WINDOW)

static KmsPaperSize
get_size (KmsPaperWindow *self)
{
  return (KmsPaperSize) gtk_drop_down_get_selected (self->size);
}

static void
clear_pages (KmsPaperWindow *self)
{
  GtkWidget *page;

  while ((page = gtk_widget_get_first_child (GTK_WIDGET (self->pages))) != NULL)
    gtk_box_remove (self->pages, page);
  g_clear_pointer (&self->layout, kms_paper_layout_free);
}

static void
show_pages (KmsPaperWindow *self)
{
  double width, height;

  if (self->paper == NULL)
    return;
  clear_pages (self);
  kms_paper_size_get (get_size (self), &width, &height);
  self->layout = kms_paper_layout_new (self->paper, width, height);
  for (guint i = 0; i < kms_paper_layout_get_n_pages (self->layout); i++)
    gtk_box_append (self->pages, kms_paper_page_new (self->layout, get_size (self), i));
}

static void
on_copy (KmsPaperWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
  kms_dialogs_toast (self->copy, _ ("The text is on the clipboard"));
}

static void
on_save (KmsPaperWindow *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = kms_paper_to_pdf (self->paper, get_size (self), &error);
  g_autofree char *name = g_strconcat (self->file_name, ".pdf", NULL);

  if (pdf != NULL)
    kms_dialogs_save (self->print, _ ("Save as PDF"), name, pdf);
  else
    kms_dialogs_toast_error (self->print, error);
}

static void
on_print (KmsPaperWindow *self)
{
  g_autoptr (GError) error = NULL;

  if (!kms_print_paper (self->print, self->paper, get_size (self), NULL, &error))
    kms_dialogs_toast (self->print, error->message);
}

static void
kms_paper_window_dispose (GObject *object)
{
  KmsPaperWindow *self = KMS_PAPER_WINDOW (object);

  if (self->paper != NULL)
    clear_pages (self);
  g_clear_object (&self->paper);

  G_OBJECT_CLASS (kms_paper_window_parent_class)->dispose (object);
}

static void
kms_paper_window_finalize (GObject *object)
{
  KmsPaperWindow *self = KMS_PAPER_WINDOW (object);

  g_free (self->file_name);
  g_free (self->text);

  G_OBJECT_CLASS (kms_paper_window_parent_class)->finalize (object);
}

static void
kms_paper_window_class_init (KmsPaperWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_paper_window_dispose;
  object_class->finalize = kms_paper_window_finalize;

  g_type_ensure (KMS_TYPE_TOASTER);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-paper-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsPaperWindow, demo_pill);
  gtk_widget_class_bind_template_child (widget_class, KmsPaperWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, KmsPaperWindow, size);
  gtk_widget_class_bind_template_child (widget_class, KmsPaperWindow, copy);
  gtk_widget_class_bind_template_child (widget_class, KmsPaperWindow, print);
  gtk_widget_class_bind_template_callback (widget_class, show_pages);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_print);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kms_paper_window_init (KmsPaperWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kms_label_keep_name (self->size);
}

/**
 * kms_paper_window_show:
 * @widget: a widget of the window that asks
 * @paper: what to print
 * @title: what the window is called
 * @file_name: what a PDF is called, without its extension; paper of the demo has DEMO before it
 * @text: (nullable): the same as plain text, for a mail
 * @topic: the page of the help about it
 *
 * Shows a paper in a window of its own.
 */
void
kms_paper_window_show (GtkWidget *widget,
                       KmsPaper *paper,
                       const char *title,
                       const char *file_name,
                       const char *text,
                       const char *topic)
{
  KmsPaperWindow *self = g_object_new (KMS_TYPE_PAPER_WINDOW, "title", title, "transient-for",
                                       gtk_widget_get_root (widget), NULL);

  self->paper = g_object_ref (paper);
  self->file_name = g_strconcat (kms_paper_is_demo (paper) ? "DEMO-" : "", file_name, NULL);
  self->text = g_strdup (text);
  gtk_widget_set_visible (self->demo_pill, kms_paper_is_demo (paper));
  gtk_widget_set_visible (self->copy, text != NULL);
  gtk_drop_down_set_selected (self->size, kms_print_get_default_size ());
  show_pages (self);
  kms_help_set_topic (GTK_WIDGET (self), topic);
  /* First, or GTK 4.8 does not tell screen readers that the window is active. */
  kms_dialogs_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (self->print);
}
