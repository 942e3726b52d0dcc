/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row that becomes a column when it is too narrow. It owns nothing but its spacing. */

#include "app/kms-wrap-layout.h"

struct _KmsWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing; /* pixels between children, both ways */
};

typedef enum
{
  PROP_SPACING = 1,
} KmsWrapLayoutProps;

static GParamSpec *properties[PROP_SPACING + 1];

G_DEFINE_FINAL_TYPE (KmsWrapLayout, kms_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkWidget *
next_visible (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

#define FOREACH_VISIBLE(child, widget)                                                       \
  for (GtkWidget *child = next_visible (gtk_widget_get_first_child (widget)); child != NULL; \
       child = next_visible (gtk_widget_get_next_sibling (child)))

/* The width of the row at its natural size, and the number of children that expand. */
static int
measure_row (KmsWrapLayout *self, GtkWidget *widget, guint *n_expanding)
{
  int width = 0;

  *n_expanding = 0;
  FOREACH_VISIBLE (child, widget)
  {
    int natural;

    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
    width += natural + (width > 0 ? self->spacing : 0);
    *n_expanding += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL) ? 1 : 0;
  }
  return width;
}

static void
measure_width (KmsWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  guint n_expanding;

  *natural = measure_row (self, widget, &n_expanding);
  FOREACH_VISIBLE (child, widget)
  {
    int child_minimum;

    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, NULL, NULL, NULL);
    *minimum = MAX (*minimum, child_minimum);
  }
}

static void
measure_height (KmsWrapLayout *self, GtkWidget *widget, int width, int *minimum, int *natural)
{
  guint n_expanding;
  gboolean column = width >= 0 && measure_row (self, widget, &n_expanding) > width;

  FOREACH_VISIBLE (child, widget)
  {
    int child_minimum, child_natural;

    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, column ? width : -1, &child_minimum,
                        &child_natural, NULL, NULL);
    if (column)
      {
        int gap = *natural > 0 ? self->spacing : 0;

        *minimum += child_minimum + gap;
        *natural += child_natural + gap;
      }
    else
      {
        *minimum = MAX (*minimum, child_minimum);
        *natural = MAX (*natural, child_natural);
      }
  }
}

static GtkSizeRequestMode
kms_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
kms_wrap_layout_measure (GtkLayoutManager *manager,
                         GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  KmsWrapLayout *self = KMS_WRAP_LAYOUT (manager);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, widget, minimum, natural);
  else
    measure_height (self, widget, for_size, minimum, natural);
  *natural = MAX (*minimum, *natural);
}

/* One below the other, as a GtkBox does it: natural heights where there is room, and what is left over
 * to the children that expand. */
static void
allocate_column (KmsWrapLayout *self, GtkWidget *widget, int width, int height)
{
  g_autoptr (GArray) sizes = g_array_new (FALSE, TRUE, sizeof (GtkRequestedSize));
  int extra = height + self->spacing;
  int n_expanding = 0, y = 0;

  FOREACH_VISIBLE (child, widget)
  {
    GtkRequestedSize size = { .data = child };

    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &size.minimum_size,
                        &size.natural_size, NULL, NULL);
    extra -= size.minimum_size + self->spacing;
    n_expanding += gtk_widget_compute_expand (child, GTK_ORIENTATION_VERTICAL) ? 1 : 0;
    g_array_append_val (sizes, size);
  }
  extra = gtk_distribute_natural_allocation (MAX (0, extra), sizes->len, (gpointer) sizes->data);
  for (guint i = 0; i < sizes->len; i++)
    {
      GtkRequestedSize *size = &g_array_index (sizes, GtkRequestedSize, i);

      if (gtk_widget_compute_expand (size->data, GTK_ORIENTATION_VERTICAL))
        size->minimum_size += extra / n_expanding;
      gtk_widget_size_allocate (size->data, &(GtkAllocation){ 0, y, width, size->minimum_size },
                                -1);
      y += size->minimum_size + self->spacing;
    }
}

static void
kms_wrap_layout_allocate (GtkLayoutManager *manager,
                          GtkWidget *widget,
                          int width,
                          int height,
                          int baseline)
{
  KmsWrapLayout *self = KMS_WRAP_LAYOUT (manager);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  guint n_expanding;
  int extra = width - measure_row (self, widget, &n_expanding);
  int x = 0;

  if (extra < 0)
    {
      allocate_column (self, widget, width, height);
      return;
    }
  FOREACH_VISIBLE (child, widget)
  {
    GtkAllocation place = { 0, 0, width, height };

    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &place.width, NULL, NULL);
    if (gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
      place.width += extra / (int) n_expanding;
    place.x = mirrored ? width - x - place.width : x;
    x += place.width + self->spacing;
    gtk_widget_size_allocate (child, &place, -1);
  }
}

static void
kms_wrap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KmsWrapLayout *self = KMS_WRAP_LAYOUT (object);

  switch ((KmsWrapLayoutProps) id)
    {
    case PROP_SPACING:
      g_value_set_int (value, self->spacing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KmsWrapLayout *self = KMS_WRAP_LAYOUT (object);

  switch ((KmsWrapLayoutProps) id)
    {
    case PROP_SPACING:
      self->spacing = g_value_get_int (value);
      gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_wrap_layout_class_init (KmsWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = kms_wrap_layout_get_property;
  object_class->set_property = kms_wrap_layout_set_property;
  layout_class->get_request_mode = kms_wrap_layout_get_request_mode;
  layout_class->measure = kms_wrap_layout_measure;
  layout_class->allocate = kms_wrap_layout_allocate;

  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 0,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
kms_wrap_layout_init (KmsWrapLayout *self)
{
}
