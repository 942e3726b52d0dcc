/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A paper owns its sections with what they are about; a layout owns the pages of one size and a reference
 * to the paper. What is measured and what is drawn come from the same functions, with and without a
 * cairo context. */

#include "paper/kms-paper.h"

#include "common/kms-error.h"
#include "words/kms-words-paper.h"

#include <cairo-pdf.h>

#define MARGIN        42.0 /* nearly 15 mm, which every printer can do */
#define FOOTER_HEIGHT 22.0

typedef struct
{
  KmsPaperPut put;
  guint index;
} Block;

typedef struct
{
  char *footer; /* owned */
  KmsPaperPut heading;
  gpointer subject; /* owned */
  GDestroyNotify destroy;
  GArray *blocks; /* owned, of Block */
} Section;

typedef struct
{
  const Section *section; /* borrowed */
  guint first, end;       /* of its blocks */
  guint number, n_pages;  /* of those with the same footer; the number is from 1 */
} Page;

struct _KmsPaper
{
  GObject parent_instance;

  char *title; /* owned */
  gboolean demo;
  GPtrArray *sections;   /* owned, of Section */
  PangoContext *context; /* owned */
};

struct _KmsPaperLayout
{
  KmsPaper *paper;      /* owned */
  GArray *pages;        /* owned, of Page */
  double width, height; /* of a page */
};

G_DEFINE_FINAL_TYPE (KmsPaper, kms_paper, G_TYPE_OBJECT)

static const struct
{
  const char *name;
  double width, height;
} sizes[KMS_N_PAPER_SIZES] = {
  [KMS_PAPER_A4] = { "a4", 595.276, 841.890 },
  [KMS_PAPER_LETTER] = { "letter", 612, 792 },
};

static void
section_free (gpointer data)
{
  Section *section = data;

  g_free (section->footer);
  section->destroy (section->subject);
  g_array_unref (section->blocks);
  g_free (section);
}

static KmsPen
make_pen (const KmsPaperLayout *layout, cairo_t *cr)
{
  return (KmsPen){ cr, layout->paper->context, MARGIN, MARGIN, layout->width - 2 * MARGIN };
}

static double
put_block (const Section *section, guint block, const KmsPen *pen)
{
  const Block *each = &g_array_index (section->blocks, Block, block);

  return each->put (pen, section->subject, each->index);
}

static void
lay_out_section (KmsPaperLayout *layout, const Section *section)
{
  KmsPen pen = make_pen (layout, NULL);
  double top = MARGIN + section->heading (&pen, section->subject, 0);
  double bottom = layout->height - MARGIN - FOOTER_HEIGHT;
  Page page = { section, 0, 0, 0, 0 };

  pen.y = top;
  for (guint i = 0; i < section->blocks->len; i++)
    {
      double height = put_block (section, i, &pen);

      if (pen.y + height > bottom && i > page.first)
        {
          page.end = i;
          g_array_append_val (layout->pages, page);
          page.first = i;
          pen.y = top;
        }
      pen.y += height;
    }
  page.end = section->blocks->len;
  g_array_append_val (layout->pages, page);
}

/* What has one footer belongs together. */
static void
number_pages (KmsPaperLayout *layout)
{
  guint first = 0;

  for (guint i = 0; i < layout->pages->len; i++)
    {
      Page *page = &g_array_index (layout->pages, Page, i);

      if (!g_str_equal (page->section->footer,
                        g_array_index (layout->pages, Page, first).section->footer))
        first = i;
      page->number = i - first + 1;
      for (guint j = first; j <= i; j++)
        g_array_index (layout->pages, Page, j).n_pages = page->number;
    }
}

static void
put_footer (const KmsPaperLayout *layout, const Page *page, cairo_t *cr)
{
  KmsPen pen = make_pen (layout, cr);
  g_autofree char *number = kms_words_page_number (page->number, page->n_pages);

  pen.y = layout->height - MARGIN - 10;
  kms_pen_rule (&pen, 0, -5, pen.width, KMS_TONE_GREY);
  kms_pen_text (&pen, KMS_FACE_SMALL, KMS_TONE_GREY, 0, 0, 0, page->section->footer);
  kms_pen_text_at_end (&pen, KMS_FACE_SMALL, KMS_TONE_GREY, number);
}

static void
kms_paper_finalize (GObject *object)
{
  KmsPaper *self = KMS_PAPER (object);

  g_free (self->title);
  g_ptr_array_unref (self->sections);
  g_object_unref (self->context);

  G_OBJECT_CLASS (kms_paper_parent_class)->finalize (object);
}

static void
kms_paper_class_init (KmsPaperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_paper_finalize;
}

static void
kms_paper_init (KmsPaper *self)
{
  self->sections = g_ptr_array_new_with_free_func (section_free);
  self->context = kms_pen_create_context ();
}

/**
 * kms_paper_new:
 * @title: what a PDF and a print job are called
 * @demo: whether DEMO stands across every page
 *
 * Returns: (transfer full): a paper without sections
 */
KmsPaper *
kms_paper_new (const char *title, gboolean demo)
{
  KmsPaper *self = g_object_new (KMS_TYPE_PAPER, NULL);

  self->title = g_strdup (title);
  self->demo = demo;
  return self;
}

/**
 * kms_paper_begin:
 * @footer: what stands at the foot of its pages; sections with one footer count their pages together
 * @heading: draws what stands on top of each of its pages
 * @subject: (transfer full): what the section is about
 * @destroy: frees @subject
 *
 * Begins a section.
 */
void
kms_paper_begin (KmsPaper *self,
                 const char *footer,
                 KmsPaperPut heading,
                 gpointer subject,
                 GDestroyNotify destroy)
{
  Section *section = g_new0 (Section, 1);

  section->footer = g_strdup (footer);
  section->heading = heading;
  section->subject = subject;
  section->destroy = destroy;
  section->blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  g_ptr_array_add (self->sections, section);
}

/**
 * kms_paper_add:
 * @put: draws the block
 * @index: what it is told
 *
 * Adds a block to the section that was begun last.
 */
void
kms_paper_add (KmsPaper *self, KmsPaperPut put, guint index)
{
  const Section *section;
  const Block block = { put, index };

  g_return_if_fail (KMS_IS_PAPER (self) && self->sections->len > 0);

  section = g_ptr_array_index (self->sections, self->sections->len - 1);
  g_array_append_val (section->blocks, block);
}

/**
 * kms_paper_get_title:
 *
 * Returns: (transfer none): its title
 */
const char *
kms_paper_get_title (KmsPaper *self)
{
  return self->title;
}

/**
 * kms_paper_is_demo:
 *
 * Returns: whether DEMO stands across it
 */
gboolean
kms_paper_is_demo (KmsPaper *self)
{
  return self->demo;
}

/**
 * kms_paper_layout_new:
 * @paper: a paper that is complete
 * @width: of the whole page
 * @height: of the whole page
 *
 * Decides what stands on which page.
 *
 * Returns: (transfer full): the pages
 */
KmsPaperLayout *
kms_paper_layout_new (KmsPaper *paper, double width, double height)
{
  KmsPaperLayout *layout = g_new0 (KmsPaperLayout, 1);

  layout->paper = g_object_ref (paper);
  layout->pages = g_array_new (FALSE, FALSE, sizeof (Page));
  layout->width = width;
  layout->height = height;
  for (guint i = 0; i < paper->sections->len; i++)
    lay_out_section (layout, g_ptr_array_index (paper->sections, i));
  number_pages (layout);
  return layout;
}

/**
 * kms_paper_layout_free:
 * @layout: (nullable): a layout
 */
void
kms_paper_layout_free (KmsPaperLayout *layout)
{
  if (layout == NULL)
    return;
  g_object_unref (layout->paper);
  g_array_unref (layout->pages);
  g_free (layout);
}

/**
 * kms_paper_layout_get_n_pages:
 * @layout: a layout
 *
 * Returns: how many pages there are
 */
guint
kms_paper_layout_get_n_pages (const KmsPaperLayout *layout)
{
  return layout->pages->len;
}

/**
 * kms_paper_layout_draw:
 * @layout: a layout
 * @cr: whose unit is a point, with its origin at the upper left corner of the page
 * @page: which page, from 0
 */
void
kms_paper_layout_draw (const KmsPaperLayout *layout, cairo_t *cr, guint page)
{
  const Page *drawn;
  KmsPen pen;

  g_return_if_fail (layout != NULL && page < layout->pages->len);

  drawn = &g_array_index (layout->pages, Page, page);
  pen = make_pen (layout, cr);
  if (layout->paper->demo)
    kms_pen_watermark (&pen, layout->width, layout->height, "DEMO");
  pen.y += drawn->section->heading (&pen, drawn->section->subject, 0);
  for (guint i = drawn->first; i < drawn->end; i++)
    pen.y += put_block (drawn->section, i, &pen);
  put_footer (layout, drawn, cr);
}

static cairo_status_t
append_bytes (void *bytes, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/**
 * kms_paper_to_pdf:
 * @size: the size of its pages
 * @error: (out): KMS_ERROR_FAILED with the message of cairo
 *
 * Returns: (transfer full): a PDF, or %NULL
 */
GBytes *
kms_paper_to_pdf (KmsPaper *self, KmsPaperSize size, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (KmsPaperLayout) layout =
      kms_paper_layout_new (self, sizes[size].width, sizes[size].height);
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      append_bytes, bytes, sizes[size].width, sizes[size].height);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "KMS Desk");
  for (guint i = 0; i < layout->pages->len; i++)
    {
      kms_paper_layout_draw (layout, cr, i);
      cairo_show_page (cr);
    }
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "Cannot make a PDF: %s",
                   cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * kms_paper_size_get:
 * @size: a size
 * @width: (out): its width
 * @height: (out): its height
 */
void
kms_paper_size_get (KmsPaperSize size, double *width, double *height)
{
  *width = sizes[size].width;
  *height = sizes[size].height;
}

/**
 * kms_paper_size_to_string:
 * @size: a size
 *
 * Returns: (transfer none): "a4" or "letter"
 */
const char *
kms_paper_size_to_string (KmsPaperSize size)
{
  return sizes[size].name;
}

/**
 * kms_paper_size_from_string:
 * @string: a name, as of kms_paper_size_to_string()
 * @size: (out): the size
 *
 * Returns: whether it is one
 */
gboolean
kms_paper_size_from_string (const char *string, KmsPaperSize *size)
{
  for (guint i = 0; i < KMS_N_PAPER_SIZES; i++)
    if (g_strcmp0 (string, sizes[i].name) == 0)
      {
        *size = (KmsPaperSize) i;
        return TRUE;
      }
  return FALSE;
}
