/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of reports. It owns what it shows: the days, or as many rows of the history as were asked for.
 * Another question cancels the one under way. */

#include "app/kms-reports-page.h"

#include "app/kms-bar-chart.h"
#include "app/kms-field.h"
#include "app/kms-label.h"
#include "app/kms-period-chooser.h"
#include "app/kms-report-saving.h"
#include "app/kms-report-table.h"
#include "app/kms-wrap-layout.h"
#include "words/kms-words-reports.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

#define MANY_BARS  45  /* more of them are shown in longer steps */
#define SLOW_AFTER 300 /* milliseconds; until then what was shown stays, so that nothing flickers */

struct _KmsReportsPage
{
  AdwBin parent_instance;

  /* Owned */
  KmsReporter *reporter;
  GCancellable *loading; /* NULL: nothing is under way */
  KmsReportQuery *query; /* what is shown, or under way; NULL before the first */
  GPtrArray *days;       /* of KmsReportDay; NULL: none are shown */
  char *next_cursor;     /* of the history; NULL: there is no more */

  guint n_shown; /* rows of the history */
  guint slow_timeout;
  gboolean filling_in;

  /* Template */
  GtkDropDown *kind;
  KmsPeriodChooser *period;
  GtkStack *stack;
  GtkSpinner *spinner;
  AdwStatusPage *failure;
  GtkLabel *summary;
  GtkDropDown *step;
  GtkButton *more;
  GtkWidget *chart_place;
  KmsBarChart *chart;
  KmsReportTable *table;
  GtkDropDown *format;
  GtkButton *save;
};

G_DEFINE_FINAL_TYPE (KmsReportsPage, kms_reports_page, ADW_TYPE_BIN)

static void
show_state (KmsReportsPage *self, const char *name)
{
  g_clear_handle_id (&self->slow_timeout, g_source_remove);
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_spinner_set_spinning (self->spinner, g_str_equal (name, "loading"));
}

static gboolean
on_slow (gpointer user_data)
{
  KmsReportsPage *self = user_data;

  self->slow_timeout = 0;
  show_state (self, "loading");
  return G_SOURCE_REMOVE;
}

/* The chart --------------------------------------------------------------------------------------- */

static char *
describe_bar (const KmsReportBar *bar, KmsReportStep step)
{
  char first[KMS_PERIOD_DAY_SIZE], last[KMS_PERIOD_DAY_SIZE];

  kms_period_write_day (&bar->first, first);
  kms_period_write_day (&bar->last, last);
  if (step == KMS_REPORT_PER_DAY)
    /* Translators: a bar of the chart: a day, keys issued and issued again */
    return g_strdup_printf (_ ("%s: %u issued, %u issued again"), first, (guint) bar->issued_keys,
                            (guint) bar->reissued_keys);
  /* Translators: a bar of the chart: the first and the last day, keys issued and issued again */
  return g_strdup_printf (_ ("%s to %s: %u issued, %u issued again"), first, last,
                          (guint) bar->issued_keys, (guint) bar->reissued_keys);
}

static void
show_bars (KmsReportsPage *self)
{
  KmsReportStep step = (KmsReportStep) gtk_drop_down_get_selected (self->step);
  g_autoptr (GArray) bars = kms_report_make_bars (self->days, step);
  g_autoptr (GArray) shown = g_array_new (FALSE, FALSE, sizeof (KmsBar));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < bars->len; i++)
    {
      const KmsReportBar *bar = &g_array_index (bars, KmsReportBar, i);
      char label[32];
      KmsBar drawn = { .label = label };

      g_date_strftime (label, sizeof label, step == KMS_REPORT_PER_MONTH ? "%Y-%m" : "%m-%d",
                       &bar->first);
      drawn.parts[0] = (guint64) bar->issued_keys;
      drawn.parts[1] = (guint64) bar->reissued_keys;
      drawn.label = g_strdup (label);
      drawn.description = describe_bar (bar, step);
      g_ptr_array_add (texts, (char *) drawn.label);
      g_ptr_array_add (texts, (char *) drawn.description);
      g_array_append_val (shown, drawn);
    }
  kms_bar_chart_set_bars (self->chart, (const KmsBar *) shown->data, shown->len);
}

/* As fine as there is room for. */
static KmsReportStep
choose_step (KmsReportsPage *self)
{
  for (KmsReportStep step = KMS_REPORT_PER_DAY; step < KMS_REPORT_PER_MONTH; step++)
    {
      g_autoptr (GArray) bars = kms_report_make_bars (self->days, step);

      if (bars->len <= MANY_BARS)
        return step;
    }
  return KMS_REPORT_PER_MONTH;
}

static void
on_step_selected (KmsReportsPage *self)
{
  if (!self->filling_in && self->days != NULL)
    show_bars (self);
}

/* What came ---------------------------------------------------------------------------------------- */

/* Whether an answer is to be looked at: nobody asked for something else, and it is no failure. */
static gboolean
takes (KmsReportsPage *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  g_clear_object (&self->loading);
  if (error != NULL)
    {
      g_autofree char *sentence = kms_words_error (error);

      adw_status_page_set_description (self->failure, sentence);
      show_state (self, "failed");
    }
  return error == NULL;
}

static void
show_parts (KmsReportsPage *self, gboolean chart, gboolean more)
{
  gtk_widget_set_visible (self->chart_place, chart);
  gtk_widget_set_visible (GTK_WIDGET (self->step), chart);
  gtk_widget_set_visible (GTK_WIDGET (self->more), more);
}

static void
show_days (KmsReportsPage *self)
{
  guint issued = 0, reissued = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->days->len; i++)
    {
      const KmsReportDay *day = g_ptr_array_index (self->days, i);

      issued += (guint) day->issued_keys;
      reissued += (guint) day->reissued_keys;
    }
  /* Translators: the sums of a report */
  text = g_strdup_printf (_ ("Keys issued: %u · issued again: %u"), issued, reissued);
  gtk_label_set_label (self->summary, text);
  self->filling_in = TRUE;
  gtk_drop_down_set_selected (self->step, choose_step (self));
  self->filling_in = FALSE;
  show_bars (self);
  kms_report_table_show_days (self->table, self->days);
  show_parts (self, TRUE, FALSE);
  show_state (self, self->days->len > 0 ? "ready" : "nothing");
}

static void
on_days (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsReportsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *days = kms_reporter_load_days_finish (KMS_REPORTER (source), result, &error);

  if (!takes (self, error))
    return;
  g_clear_pointer (&self->days, g_ptr_array_unref);
  self->days = days;
  show_days (self);
}

static void
show_counts (KmsReportsPage *self, const KmsFoundPage *page)
{
  g_autofree char *text = NULL;

  if (!page->total_exact)
    /* Translators: how many rows are shown, and how many there are at least */
    text = g_strdup_printf (_ ("The newest %u of more than %u; the file has all of them"),
                            self->n_shown, page->total);
  else if (page->next_cursor != NULL)
    /* Translators: how many rows are shown, and how many there are */
    text = g_strdup_printf (_ ("The newest %u of %u; the file has all of them"), self->n_shown,
                            page->total);
  else
    text = g_strdup_printf (ngettext ("%u row", "%u rows", self->n_shown), self->n_shown);
  gtk_label_set_label (self->summary, text);
  show_parts (self, FALSE, page->next_cursor != NULL);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsReportsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsFoundPage) page =
      kms_reporter_load_page_finish (KMS_REPORTER (source), result, &error);

  if (!takes (self, error))
    return;
  if (self->n_shown == 0)
    kms_report_table_show_keys (self->table, page->rows);
  else
    kms_report_table_add_keys (self->table, page->rows);
  self->n_shown += page->rows->len;
  g_free (self->next_cursor);
  self->next_cursor = g_strdup (page->next_cursor);
  show_counts (self, page);
  show_state (self, self->n_shown > 0 ? "ready" : "nothing");
}

/* Asking ------------------------------------------------------------------------------------------ */

static KmsReportQuery *
make_query (KmsReportsPage *self, const KmsPeriod *period)
{
  g_autofree char *zone = kms_reporter_dup_local_zone ();
  char from[KMS_PERIOD_DAY_SIZE], to[KMS_PERIOD_DAY_SIZE];
  KmsReportQuery *query =
      kms_report_query_new ((KmsReportKind) gtk_drop_down_get_selected (self->kind),
                            *kms_period_write_day (&period->from, from) != '\0' ? from : NULL,
                            *kms_period_write_day (&period->to, to) != '\0' ? to : NULL, zone);

  return query;
}

static void
load_page (KmsReportsPage *self)
{
  self->loading = g_cancellable_new ();
  kms_reporter_load_page_async (self->reporter, self->query, self->next_cursor, self->loading,
                                on_page, g_object_ref (self));
}

static void
load (KmsReportsPage *self)
{
  gboolean daily = self->query->kind == KMS_REPORT_DAILY;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->days, g_ptr_array_unref);
  g_clear_pointer (&self->next_cursor, g_free);
  self->n_shown = 0;
  if (self->slow_timeout == 0)
    self->slow_timeout = g_timeout_add (SLOW_AFTER, on_slow, self);
  if (!daily)
    {
      load_page (self);
      return;
    }
  self->loading = g_cancellable_new ();
  kms_reporter_load_days_async (self->reporter, self->query, self->loading, on_days,
                                g_object_ref (self));
}

static void
on_query_changed (KmsReportsPage *self)
{
  if (!self->filling_in && self->reporter != NULL)
    kms_reports_page_refresh (self);
}

static void
on_more_clicked (KmsReportsPage *self)
{
  if (self->loading == NULL)
    load_page (self);
}

static void
on_save_clicked (KmsReportsPage *self)
{
  KmsPeriod period;
  g_autoptr (KmsReportQuery) query = NULL;

  if (!kms_period_chooser_get_period (self->period, &period))
    return;
  query = make_query (self, &period);
  kms_report_saving_start (GTK_WIDGET (self), self->reporter, query,
                           (KmsReportFormat) gtk_drop_down_get_selected (self->format));
}

/* The widget -------------------------------------------------------------------------------------- */

/* Out of its window: nobody waits for the answer any more, which keeps the page until it comes. */
static void
kms_reports_page_unroot (GtkWidget *widget)
{
  KmsReportsPage *self = KMS_REPORTS_PAGE (widget);

  g_clear_handle_id (&self->slow_timeout, g_source_remove);
  g_cancellable_cancel (self->loading);

  GTK_WIDGET_CLASS (kms_reports_page_parent_class)->unroot (widget);
}

static void
kms_reports_page_finalize (GObject *object)
{
  KmsReportsPage *self = KMS_REPORTS_PAGE (object);

  g_clear_object (&self->reporter);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->query, kms_report_query_free);
  g_clear_pointer (&self->days, g_ptr_array_unref);
  g_clear_pointer (&self->next_cursor, g_free);

  G_OBJECT_CLASS (kms_reports_page_parent_class)->finalize (object);
}

static void
kms_reports_page_class_init (KmsReportsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = kms_reports_page_finalize;
  widget_class->unroot = kms_reports_page_unroot;

  g_type_ensure (KMS_TYPE_BAR_CHART);
  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_PERIOD_CHOOSER);
  g_type_ensure (KMS_TYPE_REPORT_TABLE);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-reports-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, kind);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, period);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, failure);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, summary);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, step);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, more);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, chart_place);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, chart);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, table);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, format);
  gtk_widget_class_bind_template_child (widget_class, KmsReportsPage, save);
  gtk_widget_class_bind_template_callback (widget_class, kms_reports_page_refresh);
  gtk_widget_class_bind_template_callback (widget_class, on_query_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_step_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_more_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
}

static void
set_choices (GtkDropDown *drop_down, const char *(*name) (int), guint n_choices)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < n_choices; i++)
    gtk_string_list_append (list, name ((int) i));
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (list));
}

static const char *
name_kind (int kind)
{
  return kms_words_report_kind ((KmsReportKind) kind);
}

static const char *
name_step (int step)
{
  return kms_words_report_step ((KmsReportStep) step);
}

static const char *
name_format (int format)
{
  return kms_words_report_format ((KmsReportFormat) format);
}

static void
kms_reports_page_init (KmsReportsPage *self)
{
  self->filling_in = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  kms_label_keep_name (self->step);
  kms_label_keep_name (self->format);
  set_choices (self->kind, name_kind, KMS_N_REPORT_KINDS);
  set_choices (self->step, name_step, KMS_N_REPORT_STEPS);
  set_choices (self->format, name_format, KMS_N_REPORT_FORMATS);
  self->filling_in = FALSE;
}

/**
 * kms_reports_page_new:
 * @reporter: who makes the reports
 *
 * Returns: (transfer floating): the page, with nothing on it before kms_reports_page_refresh()
 */
GtkWidget *
kms_reports_page_new (KmsReporter *reporter)
{
  KmsReportsPage *self = g_object_new (KMS_TYPE_REPORTS_PAGE, NULL);

  self->reporter = g_object_ref (reporter);
  return GTK_WIDGET (self);
}

/**
 * kms_reports_page_refresh:
 *
 * Asks for what the page shows, as it is now.
 */
void
kms_reports_page_refresh (KmsReportsPage *self)
{
  KmsPeriod period;

  g_return_if_fail (KMS_IS_REPORTS_PAGE (self));

  if (!kms_period_chooser_get_period (self->period, &period))
    return;
  g_clear_pointer (&self->query, kms_report_query_free);
  self->query = make_query (self, &period);
  load (self);
}
