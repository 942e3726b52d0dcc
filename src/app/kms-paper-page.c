/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A page on the screen. It borrows the layout, which goes after it. Paper stays white in the dark. */

#include "app/kms-paper-page.h"

#include "words/kms-words-paper.h"

#define MIN_WIDTH 200

struct _KmsPaperPage
{
  GtkWidget parent_instance;

  const KmsPaperLayout *layout; /* borrowed */
  guint page;
  double width, height; /* points */
};

G_DEFINE_FINAL_TYPE (KmsPaperPage, kms_paper_page, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
kms_paper_page_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
kms_paper_page_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  const KmsPaperPage *self = KMS_PAPER_PAGE (widget);
  double width = for_size > 0 ? for_size : MIN_WIDTH;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = (int) self->width;
    }
  else
    *minimum = *natural = (int) (width * self->height / self->width);
}

static void
kms_paper_page_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const KmsPaperPage *self = KMS_PAPER_PAGE (widget);
  const graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                     (float) gtk_widget_get_height (widget));
  double scale = gtk_widget_get_width (widget) / self->width;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  kms_paper_layout_draw (self->layout, cr, self->page);
  cairo_destroy (cr);
}

static void
kms_paper_page_class_init (KmsPaperPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->get_request_mode = kms_paper_page_get_request_mode;
  widget_class->measure = kms_paper_page_measure;
  widget_class->snapshot = kms_paper_page_snapshot;
  gtk_widget_class_set_css_name (widget_class, "paper-page");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
kms_paper_page_init (KmsPaperPage *self)
{
}

/**
 * kms_paper_page_new:
 * @layout: the pages; it must stay as long as the widget
 * @size: the size it was laid out for
 * @page: which page, from 0
 *
 * Returns: (transfer floating): its picture
 */
GtkWidget *
kms_paper_page_new (const KmsPaperLayout *layout, KmsPaperSize size, guint page)
{
  KmsPaperPage *self = g_object_new (KMS_TYPE_PAPER_PAGE, NULL);
  g_autofree char *name = kms_words_page_number (page + 1, kms_paper_layout_get_n_pages (layout));

  self->layout = layout;
  self->page = page;
  kms_paper_size_get (size, &self->width, &self->height);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}
