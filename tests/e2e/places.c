/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Preloaded into the program where GTK is newer than 4.8: the places that those versions tell over AT-SPI
 * lack the padding and the border of everything around, so that nobody could click by them. This tells
 * them as GTK 4.8 does: the content, and nothing of what is not on the screen.
 */
#include <dlfcn.h>
#include <gtk/gtk.h>

static gboolean
get_bounds (GtkAccessible *accessible, int *x, int *y, int *width, int *height)
{
  GtkWidget *widget = GTK_WIDGET (accessible);
  GtkWidget *parent = gtk_widget_get_parent (widget);
  graphene_point_t place = GRAPHENE_POINT_INIT_ZERO;

  *x = *y = *width = *height = 0;
  if (!gtk_widget_get_mapped (widget))
    return TRUE;
  if (parent != NULL
      && !gtk_widget_compute_point (widget, parent, &GRAPHENE_POINT_INIT_ZERO, &place))
    return FALSE;
  *x = (int) place.x;
  *y = (int) place.y;
  *width = gtk_widget_get_width (widget);
  *height = gtk_widget_get_height (widget);
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
