/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The chart. It owns a few plain widgets for each bar, and draws nothing itself: how they look is said
 * in style.css. The column of a bar is what can be pointed at and focused. */

#include "app/kms-bar-chart.h"

#define MIN_COLUMN     8   /* pixels */
#define NATURAL_COLUMN 24  /* pixels */
#define MAX_COLUMN     64  /* pixels */
#define PLOT_HEIGHT    140 /* pixels */
#define GAP            6   /* pixels, between plot and labels */
#define N_LINES        3   /* at the foot, half way and on top */
#define PAGE           10  /* bars */

typedef struct
{
  guint64 parts[KMS_BAR_N_PARTS];
  /* Owned as children */
  GtkWidget *column;
  GtkWidget *boxes[KMS_BAR_N_PARTS];
  GtkWidget *label;
} Bar;

struct _KmsBarChart
{
  GtkWidget parent_instance;

  GArray *bars;    /* owned, of Bar */
  guint64 top;     /* the value of the highest line; even */
  GtkWidget *last; /* borrowed: the column that had the focus; NULL: none yet */

  /* Owned as children */
  GtkWidget *lines[N_LINES];
  GtkWidget *marks[N_LINES];
  GtkLabel *reading;
};

G_DEFINE_FINAL_TYPE (KmsBarChart, kms_bar_chart, GTK_TYPE_WIDGET)

static const char *const part_classes[KMS_BAR_N_PARTS] = { "first", "second" };

static Bar *
get_bar (KmsBarChart *self, guint index)
{
  return &g_array_index (self->bars, Bar, index);
}

/* The least of 2, 4, 10, 20, 40, 100 … that is not below @value. */
static guint64
round_up (guint64 value)
{
  static const guint64 steps[] = { 2, 4, 10 };

  for (guint64 unit = 1; unit <= G_MAXUINT64 / 100; unit *= 10)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      if (value <= steps[i] * unit)
        return steps[i] * unit;
  return value;
}

/* Measures ---------------------------------------------------------------------------------------- */

static int
natural_width (GtkWidget *widget)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
natural_height (gpointer widget)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
get_axis_width (KmsBarChart *self)
{
  return natural_width (self->marks[N_LINES - 1]) + GAP;
}

static void
kms_bar_chart_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  KmsBarChart *self = KMS_BAR_CHART (widget);
  int n = (int) self->bars->len;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural =
          natural_height (self->reading) + 3 * GAP + PLOT_HEIGHT + natural_height (self->marks[0]);
      return;
    }
  *minimum = get_axis_width (self) + n * MIN_COLUMN;
  *natural = get_axis_width (self) + n * NATURAL_COLUMN;
}

static void
place (GtkWidget *widget, int x, int y, int width, int height)
{
  gtk_widget_set_child_visible (widget, width > 0 && height > 0);
  if (width > 0 && height > 0)
    gtk_widget_size_allocate (widget, &(GtkAllocation){ x, y, width, height }, -1);
}

/* Labels stand so far apart that they do not touch, the first one below the first bar. */
static void
place_labels (KmsBarChart *self, int axis, int column, int width, int y, int height)
{
  guint step = 1;
  int widest = 0;

  for (guint i = 0; i < self->bars->len; i++)
    widest = MAX (widest, natural_width (get_bar (self, i)->label));
  while ((int) step * column < widest + GAP && step < self->bars->len)
    step++;
  for (guint i = 0; i < self->bars->len; i++)
    {
      GtkWidget *label = get_bar (self, i)->label;
      int own = natural_width (label);
      int x = axis + (int) i * column + (column - own) / 2;

      x = CLAMP (x, axis, MAX (axis, width - own));
      place (label, x, y, i % step == 0 ? own : 0, height);
    }
}

static void
place_bar (KmsBarChart *self, Bar *bar, int x, int column, int y, int height)
{
  int gap = MAX (1, column / 6);
  int foot = y + height;

  place (bar->column, x, y, column, height);
  for (guint i = 0; i < KMS_BAR_N_PARTS; i++)
    {
      int part = (int) ((double) bar->parts[i] / (double) self->top * height + 0.5);

      /* What is there is seen. */
      part = bar->parts[i] > 0 ? MAX (part, 1) : 0;
      foot -= part;
      place (bar->boxes[i], x + gap, foot, column - 2 * gap, part);
    }
}

static void
kms_bar_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KmsBarChart *self = KMS_BAR_CHART (widget);
  int axis = get_axis_width (self);
  int mark = natural_height (self->marks[0]);
  int head = natural_height (self->reading);
  int y = head + GAP + mark / 2;
  int plot = height - y - GAP - mark;
  int column = self->bars->len > 0
                   ? CLAMP ((width - axis) / (int) self->bars->len, MIN_COLUMN, MAX_COLUMN)
                   : NATURAL_COLUMN;

  place (GTK_WIDGET (self->reading), axis, 0, width - axis, head);
  for (int i = 0; i < N_LINES; i++)
    {
      int line = y + plot - plot * i / (N_LINES - 1);
      int own = natural_width (self->marks[i]);

      place (self->lines[i], axis, line, width - axis, 1);
      place (self->marks[i], axis - GAP - own, line - mark / 2, own, mark);
    }
  for (guint i = 0; i < self->bars->len; i++)
    place_bar (self, get_bar (self, i), axis + (int) i * column, column, y, plot);
  place_labels (self, axis, column, width, y + plot + GAP, mark);
}

/* The focus --------------------------------------------------------------------------------------- */

static int
find_column (KmsBarChart *self, GtkWidget *column)
{
  for (guint i = 0; i < self->bars->len; i++)
    if (get_bar (self, i)->column == column)
      return (int) i;
  return -1;
}

static gboolean
focus_bar (KmsBarChart *self, int index)
{
  return index >= 0 && index < (int) self->bars->len
         && gtk_widget_grab_focus (get_bar (self, (guint) index)->column);
}

/* Tab comes to the bar where one was, and leaves the chart from there. */
static gboolean
kms_bar_chart_focus (GtkWidget *widget, GtkDirectionType direction)
{
  KmsBarChart *self = KMS_BAR_CHART (widget);
  int last = find_column (self, self->last);

  if (gtk_widget_get_focus_child (widget) == NULL)
    return focus_bar (self, MAX (last, 0));
  if (direction == GTK_DIR_LEFT)
    return focus_bar (self, last - 1);
  if (direction == GTK_DIR_RIGHT)
    return focus_bar (self, last + 1);
  return FALSE;
}

static gboolean
on_move (GtkWidget *widget, GVariant *distance, gpointer user_data)
{
  KmsBarChart *self = KMS_BAR_CHART (widget);
  int index = find_column (self, self->last) + g_variant_get_int32 (distance);

  focus_bar (self, CLAMP (index, 0, (int) self->bars->len - 1));
  return GDK_EVENT_STOP;
}

static void
on_column_entered (GtkEventController *controller)
{
  GtkWidget *column = gtk_event_controller_get_widget (controller);
  KmsBarChart *self = KMS_BAR_CHART (gtk_widget_get_parent (column));

  self->last = column;
  gtk_label_set_label (self->reading, gtk_widget_get_tooltip_text (column));
}

/* The bars ---------------------------------------------------------------------------------------- */

static GtkWidget *
add_box (KmsBarChart *self, const char *css_class, GtkAccessibleRole role)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "accessible-role", role, "can-target", FALSE, NULL);

  gtk_widget_add_css_class (box, css_class);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  return box;
}

static GtkWidget *
add_label (KmsBarChart *self, const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, "label", text, NULL);

  gtk_widget_add_css_class (label, "mark");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
add_bar (KmsBarChart *self, const KmsBar *values)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *pointer = gtk_event_controller_motion_new ();
  Bar bar = { .parts = { 0 } };

  for (guint i = 0; i < KMS_BAR_N_PARTS; i++)
    {
      bar.parts[i] = values->parts[i];
      bar.boxes[i] = add_box (self, part_classes[i], GTK_ACCESSIBLE_ROLE_PRESENTATION);
    }
  bar.label = add_label (self, values->label);
  bar.column = add_box (self, "column", GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_widget_set_can_target (bar.column, TRUE);
  gtk_widget_set_focusable (bar.column, TRUE);
  gtk_widget_set_tooltip_text (bar.column, values->description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar.column), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  values->description, -1);
  g_signal_connect (focus, "enter", G_CALLBACK (on_column_entered), NULL);
  g_signal_connect (pointer, "enter", G_CALLBACK (on_column_entered), NULL);
  gtk_widget_add_controller (bar.column, focus);
  gtk_widget_add_controller (bar.column, pointer);
  g_array_append_val (self->bars, bar);
}

static void
clear_bar (gpointer data)
{
  Bar *bar = data;

  gtk_widget_unparent (bar->column);
  gtk_widget_unparent (bar->label);
  for (guint i = 0; i < KMS_BAR_N_PARTS; i++)
    gtk_widget_unparent (bar->boxes[i]);
}

static void
update_scale (KmsBarChart *self)
{
  guint64 highest = 0;

  for (guint i = 0; i < self->bars->len; i++)
    {
      guint64 sum = 0;

      for (guint part = 0; part < KMS_BAR_N_PARTS; part++)
        sum += get_bar (self, i)->parts[part];
      highest = MAX (highest, sum);
    }
  self->top = round_up (highest);
  for (guint i = 0; i < N_LINES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, self->top / (N_LINES - 1) * i);

      gtk_label_set_label (GTK_LABEL (self->marks[i]), text);
    }
}

static void
kms_bar_chart_dispose (GObject *object)
{
  KmsBarChart *self = KMS_BAR_CHART (object);
  GtkWidget *child;

  self->last = NULL;
  g_array_set_size (self->bars, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_bar_chart_parent_class)->dispose (object);
}

static void
kms_bar_chart_finalize (GObject *object)
{
  g_array_unref (KMS_BAR_CHART (object)->bars);

  G_OBJECT_CLASS (kms_bar_chart_parent_class)->finalize (object);
}

static void
kms_bar_chart_class_init (KmsBarChartClass *klass)
{
  static const struct
  {
    guint key;
    int distance;
  } keys[] = {
    { GDK_KEY_Left, -1 },
    { GDK_KEY_Right, 1 },
    { GDK_KEY_Page_Up, -PAGE },
    { GDK_KEY_Page_Down, PAGE },
    { GDK_KEY_Home, -G_MAXINT / 2 },
    { GDK_KEY_End, G_MAXINT / 2 },
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_bar_chart_dispose;
  object_class->finalize = kms_bar_chart_finalize;
  widget_class->measure = kms_bar_chart_measure;
  widget_class->size_allocate = kms_bar_chart_size_allocate;
  widget_class->focus = kms_bar_chart_focus;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, on_move, "i", keys[i].distance);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_widget_class_set_css_name (widget_class, "bar-chart");
}

static void
kms_bar_chart_init (KmsBarChart *self)
{
  self->bars = g_array_new (FALSE, FALSE, sizeof (Bar));
  g_array_set_clear_func (self->bars, clear_bar);
  for (guint i = 0; i < N_LINES; i++)
    {
      self->lines[i] = add_box (self, "line", GTK_ACCESSIBLE_ROLE_PRESENTATION);
      self->marks[i] = add_label (self, NULL);
    }
  self->reading = GTK_LABEL (add_label (self, NULL));
  gtk_label_set_xalign (self->reading, 0);
  gtk_label_set_ellipsize (self->reading, PANGO_ELLIPSIZE_END);
  update_scale (self);
}

/**
 * kms_bar_chart_set_bars:
 * @bars: (array length=n_bars): the bars, from the start to the end
 * @n_bars: how many
 *
 * Shows these bars, and no others.
 */
void
kms_bar_chart_set_bars (KmsBarChart *self, const KmsBar *bars, guint n_bars)
{
  g_return_if_fail (KMS_IS_BAR_CHART (self));

  self->last = NULL;
  g_array_set_size (self->bars, 0);
  for (guint i = 0; i < n_bars; i++)
    add_bar (self, &bars[i]);
  gtk_label_set_label (self->reading, NULL);
  update_scale (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
