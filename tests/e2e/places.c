/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Preloaded into the program where GTK is newer than 4.8: the places that those versions tell over AT-SPI
 * lack the padding and the border of everything around, and what is scrolled away stands in front of what is on the
 * screen, so that nobody could click by them. This tells where the content is that can be seen.
 */
#include <dlfcn.h>
#include <gtk/gtk.h>

static void
get_content (GtkWidget *widget, graphene_rect_t *content)
{
  graphene_rect_init (content, 0, 0, (float) gtk_widget_get_width (widget),
                      (float) gtk_widget_get_height (widget));
}

/* What is seen of it, in its window; empty when nothing is. */
static void
get_visible (GtkWidget *widget, graphene_rect_t *visible)
{
  get_content (widget, visible);
  while (!GTK_IS_NATIVE (widget))
    {
      GtkWidget *parent = gtk_widget_get_parent (widget);
      graphene_point_t place = GRAPHENE_POINT_INIT_ZERO;
      graphene_rect_t around;

      if (!gtk_widget_get_mapped (widget)
          || !gtk_widget_compute_point (widget, parent, &GRAPHENE_POINT_INIT_ZERO, &place))
        break;
      graphene_rect_offset (visible, place.x, place.y);
      get_content (parent, &around);
      if (gtk_widget_get_overflow (parent) == GTK_OVERFLOW_HIDDEN
          && !graphene_rect_intersection (visible, &around, visible))
        break;
      widget = parent;
    }
  if (!GTK_IS_NATIVE (widget))
    *visible = GRAPHENE_RECT_INIT_ZERO;
}

static gboolean
get_bounds (GtkAccessible *accessible, int *x, int *y, int *width, int *height)
{
  GtkWidget *widget = GTK_WIDGET (accessible);
  GtkWidget *parent = gtk_widget_get_parent (widget);
  graphene_point_t place = GRAPHENE_POINT_INIT_ZERO;
  graphene_rect_t around = GRAPHENE_RECT_INIT_ZERO;
  graphene_rect_t visible;

  get_visible (widget, &visible);
  if (parent != NULL && GTK_IS_NATIVE (widget)) /* a popover */
    {
      if (!gtk_widget_compute_point (widget, parent, &GRAPHENE_POINT_INIT_ZERO, &place))
        return FALSE;
      graphene_rect_offset (&visible, place.x, place.y);
    }
  else if (parent != NULL)
    get_visible (parent, &around);
  *x = (int) (visible.origin.x - around.origin.x);
  *y = (int) (visible.origin.y - around.origin.y);
  *width = (int) visible.size.width;
  *height = (int) visible.size.height;
  return TRUE;
}

/* A page of a stack tells the place of its widget, which tells it, too. */
static gboolean
get_page_bounds (GtkAccessible *accessible, int *x, int *y, int *width, int *height)
{
  GtkWidget *child = gtk_stack_page_get_child (GTK_STACK_PAGE (accessible));

  if (!get_bounds (GTK_ACCESSIBLE (child), x, y, width, height))
    return FALSE;
  *x = *y = 0;
  return TRUE;
}

static GtkAccessibleInterface *
peek_accessible (GType type)
{
  return g_type_interface_peek (g_type_class_ref (type), GTK_TYPE_ACCESSIBLE);
}

/* Stands in front of GIO's: what all widgets inherit is changed before there is one. */
int
g_application_run (GApplication *application, int argc, char **argv)
{
  int (*original) (GApplication *, int, char **) = dlsym (RTLD_NEXT, "g_application_run");

  peek_accessible (GTK_TYPE_WIDGET)->get_bounds = get_bounds;
  peek_accessible (GTK_TYPE_STACK_PAGE)->get_bounds = get_page_bounds;
  return original (application, argc, argv);
}
