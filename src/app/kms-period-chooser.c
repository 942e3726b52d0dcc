/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The chooser of a period. It owns its fields, and one calendar for both days. The fields hold the
 * truth; the quick choice shows which named period they are. */

#include "app/kms-period-chooser.h"

#include "app/kms-field.h"
#include "app/kms-wrap-layout.h"

#include <glib/gi18n.h>

#define DAY_PLACEHOLDER "2026-04-01"

struct _KmsPeriodChooser
{
  GtkWidget parent_instance;

  KmsPeriod period;    /* the last one that was told */
  GtkEntry *picking;   /* borrowed: whose day is picked from the calendar; NULL: none */
  gboolean filling_in; /* the fields follow the program, nobody types */

  /* Template */
  KmsField *name_field;
  GtkDropDown *name;
  KmsField *from_field;
  GtkEntry *from;
  KmsField *to_field;
  GtkEntry *to;
  GtkPopover *popover;
  GtkCalendar *calendar;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const names[] = {
  [KMS_PERIOD_ALL] = N_ ("All"),
  [KMS_PERIOD_TODAY] = N_ ("Today"),
  [KMS_PERIOD_THIS_MONTH] = N_ ("This month"),
  [KMS_PERIOD_LAST_MONTH] = N_ ("Last month"),
  /* Translators: a year from April to March */
  [KMS_PERIOD_THIS_FISCAL_YEAR] = N_ ("This fiscal year"),
  [KMS_PERIOD_LAST_FISCAL_YEAR] = N_ ("Last fiscal year"),
  [KMS_PERIOD_N_NAMED] = N_ ("Other days"),
};

G_DEFINE_FINAL_TYPE (KmsPeriodChooser, kms_period_chooser, GTK_TYPE_WIDGET)

static void
set_today (GDate *today)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  int year, month, day;

  g_date_time_get_ymd (now, &year, &month, &day);
  g_date_clear (today, 1);
  g_date_set_dmy (today, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

static void
read_field (KmsField *field, GtkEntry *entry, GDate *day)
{
  gboolean valid = kms_period_read_day (gtk_editable_get_text (GTK_EDITABLE (entry)), day);

  kms_field_set_error (
      field, valid ? NULL : _ ("Not a day. Year, month and day are needed: 2026-04-01."), NULL);
}

/* Reads the fields, and tells whoever waits when they are another period now. */
static void
update (KmsPeriodChooser *self)
{
  KmsPeriod period;
  GDate today;

  if (self->filling_in)
    return;
  read_field (self->from_field, self->from, &period.from);
  read_field (self->to_field, self->to, &period.to);
  if (!kms_period_is_in_order (&period))
    kms_field_set_error (self->to_field, _ ("This day is before the first one."), NULL);

  set_today (&today);
  self->filling_in = TRUE;
  gtk_drop_down_set_selected (self->name, kms_field_has_error (self->from_field)
                                                  || kms_field_has_error (self->to_field)
                                              ? KMS_PERIOD_N_NAMED
                                              : kms_period_get_name (&period, &today));
  self->filling_in = FALSE;
  if (kms_field_has_error (self->from_field) || kms_field_has_error (self->to_field)
      || kms_period_equal (&period, &self->period))
    return;
  self->period = period;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
fill_in (KmsPeriodChooser *self, const KmsPeriod *period)
{
  char text[KMS_PERIOD_DAY_SIZE];

  self->filling_in = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->from), kms_period_write_day (&period->from, text));
  gtk_editable_set_text (GTK_EDITABLE (self->to), kms_period_write_day (&period->to, text));
  self->filling_in = FALSE;
  update (self);
}

static void
on_name_selected (KmsPeriodChooser *self)
{
  guint name = gtk_drop_down_get_selected (self->name);
  KmsPeriod period;
  GDate today;

  if (self->filling_in)
    return;
  if (name >= KMS_PERIOD_N_NAMED)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->from));
      return;
    }
  set_today (&today);
  kms_period_set_named (&period, name, &today);
  fill_in (self, &period);
}

/* The calendar ---------------------------------------------------------------------------------- */

static void
open_calendar (KmsPeriodChooser *self, GtkEntry *entry)
{
  graphene_rect_t bounds;
  GdkRectangle place;
  GDate day;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (entry), GTK_WIDGET (self), &bounds))
    return;
  place = (GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                          (int) bounds.size.height };
  gtk_popover_set_pointing_to (self->popover, &place);
  if (!kms_period_read_day (gtk_editable_get_text (GTK_EDITABLE (entry)), &day)
      || !g_date_valid (&day))
    set_today (&day);
  self->picking = NULL; /* showing a day is not picking it */
  {
    g_autoptr (GDateTime) shown = g_date_time_new_local (
        g_date_get_year (&day), (int) g_date_get_month (&day), g_date_get_day (&day), 12, 0, 0);

    gtk_calendar_select_day (self->calendar, shown);
  }
  self->picking = entry;
  gtk_popover_popup (self->popover);
  gtk_widget_grab_focus (GTK_WIDGET (self->calendar));
}

static void
on_icon_pressed (GtkEntry *entry, GtkEntryIconPosition position, KmsPeriodChooser *self)
{
  open_calendar (self, entry);
}

static gboolean
on_open_key (GtkWidget *entry, GVariant *args, gpointer user_data)
{
  KmsPeriodChooser *self =
      KMS_PERIOD_CHOOSER (gtk_widget_get_ancestor (entry, KMS_TYPE_PERIOD_CHOOSER));

  open_calendar (self, GTK_ENTRY (entry));
  return GDK_EVENT_STOP;
}

static void
pick (KmsPeriodChooser *self, const char *text)
{
  if (self->picking == NULL)
    return;
  self->filling_in = TRUE; /* a text that is replaced is blank for a moment */
  gtk_editable_set_text (GTK_EDITABLE (self->picking), text);
  self->filling_in = FALSE;
  update (self);
  gtk_popover_popdown (self->popover);
}

static void
on_day_selected (KmsPeriodChooser *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%d");

  pick (self, text);
}

static void
on_any_day (KmsPeriodChooser *self)
{
  pick (self, "");
}

static void
on_popover_closed (KmsPeriodChooser *self)
{
  if (self->picking != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->picking));
  self->picking = NULL;
}

static void
set_up_entry (KmsPeriodChooser *self, GtkEntry *entry)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Alt>Down|F4"),
                        gtk_callback_action_new (on_open_key, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);
  gtk_entry_set_placeholder_text (entry, DAY_PLACEHOLDER);
  gtk_entry_set_icon_from_icon_name (entry, GTK_ENTRY_ICON_SECONDARY, "x-office-calendar-symbolic");
  gtk_entry_set_icon_tooltip_text (entry, GTK_ENTRY_ICON_SECONDARY, _ ("Pick from a Calendar"));
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 11);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 14);
  g_signal_connect (entry, "icon-press", G_CALLBACK (on_icon_pressed), self);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (update), self);
}

static void
kms_period_chooser_dispose (GObject *object)
{
  GtkWidget *child;

  KMS_PERIOD_CHOOSER (object)->picking = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_period_chooser_parent_class)->dispose (object);
}

static void
kms_period_chooser_class_init (KmsPeriodChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_period_chooser_dispose;

  /**
   * KmsPeriodChooser::changed:
   *
   * The period is another one, and in order.
   */
  signals[CHANGED] = g_signal_new ("changed", KMS_TYPE_PERIOD_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-period-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsPeriodChooser, name_field);
  gtk_widget_class_bind_template_child (widget_class, KmsPeriodChooser, name);
  gtk_widget_class_bind_template_child (widget_class, KmsPeriodChooser, from_field);
  gtk_widget_class_bind_template_child (widget_class, KmsPeriodChooser, from);
  gtk_widget_class_bind_template_child (widget_class, KmsPeriodChooser, to_field);
  gtk_widget_class_bind_template_child (widget_class, KmsPeriodChooser, to);
  gtk_widget_class_bind_template_child (widget_class, KmsPeriodChooser, popover);
  gtk_widget_class_bind_template_child (widget_class, KmsPeriodChooser, calendar);
  gtk_widget_class_bind_template_callback (widget_class, on_name_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_day_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_any_day);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_closed);
  gtk_widget_class_set_layout_manager_type (widget_class, KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "period-chooser");
}

static void
kms_period_chooser_init (KmsPeriodChooser *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  g_date_clear (&self->period.from, 1);
  g_date_clear (&self->period.to, 1);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_set (gtk_widget_get_layout_manager (GTK_WIDGET (self)), "spacing", 12, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_string_list_append (list, _ (names[i]));
  self->filling_in = TRUE;
  gtk_drop_down_set_model (self->name, G_LIST_MODEL (list));
  self->filling_in = FALSE;
  set_up_entry (self, self->from);
  set_up_entry (self, self->to);
}

/**
 * kms_period_chooser_set_period:
 * @period: the days to show
 */
void
kms_period_chooser_set_period (KmsPeriodChooser *self, const KmsPeriod *period)
{
  g_return_if_fail (KMS_IS_PERIOD_CHOOSER (self));

  fill_in (self, period);
}

/**
 * kms_period_chooser_get_period:
 * @period: (out): the days
 *
 * Returns: whether what is in the fields is a period; otherwise they say why not, and the first of
 *   them has the focus
 */
gboolean
kms_period_chooser_get_period (KmsPeriodChooser *self, KmsPeriod *period)
{
  g_return_val_if_fail (KMS_IS_PERIOD_CHOOSER (self), FALSE);

  *period = self->period;
  if (kms_field_has_error (self->from_field))
    gtk_widget_grab_focus (GTK_WIDGET (self->from));
  else if (kms_field_has_error (self->to_field))
    gtk_widget_grab_focus (GTK_WIDGET (self->to));
  return !kms_field_has_error (self->from_field) && !kms_field_has_error (self->to_field);
}

/**
 * kms_period_chooser_get_valid_period:
 *
 * Returns: (transfer none): the last days that were in order, whatever is in the fields just now
 */
const KmsPeriod *
kms_period_chooser_get_valid_period (KmsPeriodChooser *self)
{
  g_return_val_if_fail (KMS_IS_PERIOD_CHOOSER (self), NULL);

  return &self->period;
}

/**
 * kms_period_chooser_describe:
 *
 * Returns: (transfer full): the last days that were in order, in a few words: their name, or the first
 *   and the last one
 */
char *
kms_period_chooser_describe (KmsPeriodChooser *self)
{
  char from[KMS_PERIOD_DAY_SIZE], to[KMS_PERIOD_DAY_SIZE];
  KmsPeriodName name;
  GDate today;

  g_return_val_if_fail (KMS_IS_PERIOD_CHOOSER (self), NULL);

  set_today (&today);
  name = kms_period_get_name (&self->period, &today);
  if (name < KMS_PERIOD_N_NAMED)
    return g_strdup (_ (names[name]));
  /* Translators: from one day to another; either may be left out */
  return g_strdup_printf (_ ("%s – %s"), kms_period_write_day (&self->period.from, from),
                          kms_period_write_day (&self->period.to, to));
}
