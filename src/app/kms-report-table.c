/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of a report. It owns a list of rows, each of which owns the texts of its cells. */

#include "app/kms-report-table.h"

#include "engine/kms-found.h"
#include "engine/kms-period.h"
#include "words/kms-words-reports.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

/* A row ------------------------------------------------------------------------------------------- */

#define KMS_TYPE_REPORT_ROW (kms_report_row_get_type ())
G_DECLARE_FINAL_TYPE (KmsReportRow, kms_report_row, KMS, REPORT_ROW, GObject)

struct _KmsReportRow
{
  GObject parent_instance;

  char *cells[KMS_REPORT_MAX_COLUMNS]; /* owned */
};

G_DEFINE_FINAL_TYPE (KmsReportRow, kms_report_row, G_TYPE_OBJECT)

static void
kms_report_row_finalize (GObject *object)
{
  KmsReportRow *self = KMS_REPORT_ROW (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->cells); i++)
    g_clear_pointer (&self->cells[i], g_free);

  G_OBJECT_CLASS (kms_report_row_parent_class)->finalize (object);
}

static void
kms_report_row_class_init (KmsReportRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_report_row_finalize;
}

static void
kms_report_row_init (KmsReportRow *self)
{
}

static char *
write_number (gint64 number)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

static KmsReportRow *
new_day_row (const KmsReportDay *day)
{
  KmsReportRow *row = g_object_new (KMS_TYPE_REPORT_ROW, NULL);
  char text[KMS_PERIOD_DAY_SIZE];

  row->cells[0] = g_strdup (kms_period_write_day (&day->date, text));
  row->cells[1] = write_number (day->issued_keys);
  row->cells[2] = write_number (day->reissued_keys);
  row->cells[3] = write_number (day->devices);
  return row;
}

static char *
write_identifier (KmsIdentifierKind kind, const char *digits)
{
  char text[KMS_IDENTIFIER_SHOWN_SIZE];

  return g_strdup (kms_identifier_format (kind, digits, text));
}

static KmsReportRow *
new_key_row (const KmsFoundKey *found)
{
  const KmsIssuedKey *key = found->key;
  KmsReportRow *row = g_object_new (KMS_TYPE_REPORT_ROW, NULL);

  row->cells[0] = kms_words_date_time (found->at);
  row->cells[1] = g_strdup (kms_words_report_event (key->reissued));
  row->cells[2] = g_strdup (kms_words_category (key->category));
  row->cells[3] = write_identifier (kms_identifier_device_kind (key->category), key->device_id);
  row->cells[4] = g_strdup (key->site.line[0]);
  row->cells[5] = g_strdup (key->site.line[1]);
  row->cells[6] = write_identifier (KMS_IDENTIFIER_ACTIVATION_KEY, key->activation_key);
  row->cells[7] = g_strdup (key->part_number);
  row->cells[8] = g_strdup (key->purpose);
  row->cells[9] = write_identifier (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key);
  row->cells[10] = g_strjoinv (", ", found->mailed_to);
  return row;
}

/* The table --------------------------------------------------------------------------------------- */

struct _KmsReportTable
{
  AdwBin parent_instance;

  GListStore *rows;    /* owned, of KmsReportRow */
  KmsReportKind kind;  /* whose columns are shown */
  gboolean is_empty;   /* there are no columns yet */
  GtkColumnView *view; /* borrowed from the child */
};

G_DEFINE_FINAL_TYPE (KmsReportTable, kms_report_table, ADW_TYPE_BIN)

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const KmsReportColumn *column = data;
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->type == KMS_REPORT_NUMBER ? 1 : 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

/* To a screen reader a row is called what stands in it. */
static void
name_row (GtkWidget *row, const KmsReportRow *values)
{
  g_autoptr (GString) name = g_string_new (values->cells[0]);

  for (guint i = 1; i < G_N_ELEMENTS (values->cells) && values->cells[i] != NULL; i++)
    g_string_append_printf (name, ", %s", values->cells[i]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                  -1);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer index)
{
  KmsReportRow *values = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_list_item_get_child (item);
  GtkWidget *cell = gtk_widget_get_parent (label);

  gtk_label_set_label (GTK_LABEL (label), values->cells[GPOINTER_TO_UINT (index)]);
  if (GPOINTER_TO_UINT (index) == 0 && cell != NULL)
    name_row (gtk_widget_get_parent (cell), values);
}

static void
add_column (KmsReportTable *self, guint index, const KmsReportColumn *column, gboolean is_last)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) shown =
      gtk_column_view_column_new (kms_words_report_column (self->kind, index), factory);

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GUINT_TO_POINTER (index));
  gtk_column_view_column_set_resizable (shown, TRUE);
  gtk_column_view_column_set_expand (shown, is_last && column->type != KMS_REPORT_NUMBER);
  gtk_column_view_append_column (self->view, shown);
}

static void
show_columns (KmsReportTable *self, KmsReportKind kind)
{
  GListModel *shown = gtk_column_view_get_columns (self->view);
  const KmsReportColumn *columns;
  guint n_columns;

  if (!self->is_empty && kind == self->kind)
    return;
  while (g_list_model_get_n_items (shown) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (shown, 0);

      gtk_column_view_remove_column (self->view, column);
    }
  self->kind = kind;
  self->is_empty = FALSE;
  columns = kms_report_get_columns (kind, FALSE, &n_columns);
  for (guint i = 0; i < n_columns; i++)
    add_column (self, i, &columns[i], i + 1 == n_columns);
}

static void
kms_report_table_finalize (GObject *object)
{
  g_clear_object (&KMS_REPORT_TABLE (object)->rows);

  G_OBJECT_CLASS (kms_report_table_parent_class)->finalize (object);
}

static void
kms_report_table_class_init (KmsReportTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_report_table_finalize;
}

static void
kms_report_table_init (KmsReportTable *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkSelectionModel *selection;

  self->is_empty = TRUE;
  self->rows = g_list_store_new (KMS_TYPE_REPORT_ROW);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->rows))));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (selection));
  gtk_column_view_set_show_row_separators (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  /* The rows of a column view are in a list of its own, behind the titles. */
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_widget_get_last_child (GTK_WIDGET (self->view))),
      GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rows of the report"), -1);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 240);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_widget_add_css_class (scrolled, "card");
  gtk_widget_add_css_class (scrolled, "report-table");
  gtk_widget_set_overflow (scrolled, GTK_OVERFLOW_HIDDEN);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/**
 * kms_report_table_show_days:
 * @days: (element-type KmsReportDay): the rows of daily totals
 */
void
kms_report_table_show_days (KmsReportTable *self, GPtrArray *days)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (KMS_IS_REPORT_TABLE (self));

  for (guint i = 0; i < days->len; i++)
    g_ptr_array_add (rows, new_day_row (g_ptr_array_index (days, i)));
  show_columns (self, KMS_REPORT_DAILY);
  g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                       rows->pdata, rows->len);
}

/**
 * kms_report_table_show_keys:
 * @keys: (element-type KmsFoundKey): the first rows of a history
 */
void
kms_report_table_show_keys (KmsReportTable *self, GPtrArray *keys)
{
  g_return_if_fail (KMS_IS_REPORT_TABLE (self));

  g_list_store_remove_all (self->rows);
  show_columns (self, KMS_REPORT_HISTORY);
  kms_report_table_add_keys (self, keys);
}

/**
 * kms_report_table_add_keys:
 * @keys: (element-type KmsFoundKey): the next rows of a history
 */
void
kms_report_table_add_keys (KmsReportTable *self, GPtrArray *keys)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (KMS_IS_REPORT_TABLE (self));

  for (guint i = 0; i < keys->len; i++)
    g_ptr_array_add (rows, new_key_row (g_ptr_array_index (keys, i)));
  g_list_store_splice (self->rows, g_list_model_get_n_items (G_LIST_MODEL (self->rows)), 0,
                       rows->pdata, rows->len);
}
