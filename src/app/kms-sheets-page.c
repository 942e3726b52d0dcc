/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Practice sheets. It owns the text of the page it made last. */

#include "app/kms-sheets-page.h"

#include "app/kms-dialogs.h"
#include "app/kms-label.h"
#include "app/kms-paper-window.h"
#include "app/kms-wrap-layout.h"
#include "paper/kms-class-paper.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsSheetsPage
{
  AdwBin parent_instance;

  char *text; /* owned, nullable */

  /* Template */
  GtkDropDown *category;
  GtkSpinButton *count;
  GtkButton *make;
  GtkLabel *sheets;
  GtkButton *copy;
  GtkButton *save;
  GtkSpinButton *participants;
  GtkSpinButton *keys;
  GtkButton *class_paper;
};

G_DEFINE_FINAL_TYPE (KmsSheetsPage, kms_sheets_page, ADW_TYPE_BIN)

static void
make_sheets (KmsSheetsPage *self)
{
  KmsCategory category = (KmsCategory) gtk_drop_down_get_selected (self->category);
  guint n_sheets = (guint) gtk_spin_button_get_value_as_int (self->count);
  g_autoptr (GArray) sheets = kms_practice_sheet_make_random (category, n_sheets);

  g_free (self->text);
  self->text = kms_words_practice_sheets ((const KmsPracticeSheet *) sheets->data, sheets->len);
  kms_label_set_text (self->sheets, self->text);
}

static void
on_copy_clicked (KmsSheetsPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
  kms_dialogs_toast (GTK_WIDGET (self), _ ("The practice sheets are on the clipboard"));
}

static void
on_save_clicked (KmsSheetsPage *self)
{
  g_autoptr (GBytes) contents = g_bytes_new (self->text, strlen (self->text));

  kms_dialogs_save (GTK_WIDGET (self), _ ("Save the Practice Sheets"), "DEMO-practice-sheets.txt",
                    contents);
}

/* What was typed counts, even if the field still has the focus. */
static guint
get_number (GtkSpinButton *button)
{
  gtk_spin_button_update (button);
  return (guint) gtk_spin_button_get_value_as_int (button);
}

/* Made anew each time: what was shown before is on paper, or was not wanted. */
static void
on_class_paper_clicked (KmsSheetsPage *self)
{
  g_autoptr (KmsPracticeClass) practice_class =
      kms_practice_class_new_random ((KmsCategory) gtk_drop_down_get_selected (self->category),
                                     get_number (self->participants), get_number (self->keys));
  g_autoptr (KmsPaper) paper = kms_class_paper_new (practice_class);

  kms_paper_window_show (GTK_WIDGET (self), paper, _ ("Paper for a Class"), "practice-class", NULL,
                         "training-sheets");
}

static void
kms_sheets_page_finalize (GObject *object)
{
  KmsSheetsPage *self = KMS_SHEETS_PAGE (object);

  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (kms_sheets_page_parent_class)->finalize (object);
}

static void
kms_sheets_page_class_init (KmsSheetsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = kms_sheets_page_finalize;

  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-sheets-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsSheetsPage, category);
  gtk_widget_class_bind_template_child (widget_class, KmsSheetsPage, count);
  gtk_widget_class_bind_template_child (widget_class, KmsSheetsPage, make);
  gtk_widget_class_bind_template_child (widget_class, KmsSheetsPage, sheets);
  gtk_widget_class_bind_template_child (widget_class, KmsSheetsPage, copy);
  gtk_widget_class_bind_template_child (widget_class, KmsSheetsPage, save);
  gtk_widget_class_bind_template_child (widget_class, KmsSheetsPage, participants);
  gtk_widget_class_bind_template_child (widget_class, KmsSheetsPage, keys);
  gtk_widget_class_bind_template_child (widget_class, KmsSheetsPage, class_paper);
}

static void
kms_sheets_page_init (KmsSheetsPage *self)
{
  g_autoptr (GtkStringList) categories = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  kms_label_keep_name (self->category);
  for (guint i = 0; i < KMS_N_CATEGORIES; i++)
    gtk_string_list_append (categories, kms_words_category ((KmsCategory) i));
  gtk_drop_down_set_model (self->category, G_LIST_MODEL (categories));
  g_signal_connect_swapped (self->make, "clicked", G_CALLBACK (make_sheets), self);
  g_signal_connect_swapped (self->category, "notify::selected", G_CALLBACK (make_sheets), self);
  g_signal_connect_swapped (self->count, "value-changed", G_CALLBACK (make_sheets), self);
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (on_copy_clicked), self);
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (on_save_clicked), self);
  g_signal_connect_swapped (self->class_paper, "clicked", G_CALLBACK (on_class_paper_clicked),
                            self);
}

/**
 * kms_sheets_page_new:
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
kms_sheets_page_new (void)
{
  return g_object_new (KMS_TYPE_SHEETS_PAGE, NULL);
}

/**
 * kms_sheets_page_start:
 *
 * Makes the first sheets, when there are none yet; to be called when the page is shown.
 */
void
kms_sheets_page_start (KmsSheetsPage *self)
{
  g_return_if_fail (KMS_IS_SHEETS_PAGE (self));

  if (self->text == NULL)
    make_sheets (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->copy));
}
