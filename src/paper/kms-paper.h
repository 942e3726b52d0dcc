/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "paper/kms-pen.h"

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  KMS_PAPER_A4,
  KMS_PAPER_LETTER,
} KmsPaperSize;

#define KMS_N_PAPER_SIZES (KMS_PAPER_LETTER + 1)

/**
 * KmsPaper:
 *
 * Something to print, made of sections. A section begins on a new page and has a heading, which stands
 * on each of its pages again, and blocks, which are never broken. Where the pages end is decided for
 * a size, by a #KmsPaperLayout; all lengths are points.
 */
#define KMS_TYPE_PAPER (kms_paper_get_type ())
G_DECLARE_FINAL_TYPE (KmsPaper, kms_paper, KMS, PAPER, GObject)

/**
 * KmsPaperPut:
 * @pen: where, and how much room there is
 * @subject: what the section is about
 * @index: which block
 *
 * Draws a block, or the heading.
 *
 * Returns: its height
 */
typedef double (*KmsPaperPut) (const KmsPen *pen, gconstpointer subject, guint index);

KmsPaper *kms_paper_new (const char *title, gboolean demo);
void kms_paper_begin (KmsPaper *self,
                      const char *footer,
                      KmsPaperPut heading,
                      gpointer subject, /* taken over */
                      GDestroyNotify destroy);
void kms_paper_add (KmsPaper *self, KmsPaperPut put, guint index);

const char *kms_paper_get_title (KmsPaper *self);
gboolean kms_paper_is_demo (KmsPaper *self);

GBytes *kms_paper_to_pdf (KmsPaper *self, KmsPaperSize size, GError **error);

/* Where the pages of a paper end on one size. */
typedef struct _KmsPaperLayout KmsPaperLayout;

KmsPaperLayout *kms_paper_layout_new (KmsPaper *paper, double width, double height);
void kms_paper_layout_free (KmsPaperLayout *layout);
guint kms_paper_layout_get_n_pages (const KmsPaperLayout *layout);
void kms_paper_layout_draw (const KmsPaperLayout *layout, cairo_t *cr, guint page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsPaperLayout, kms_paper_layout_free)

void kms_paper_size_get (KmsPaperSize size, double *width, double *height);
const char *kms_paper_size_to_string (KmsPaperSize size);
gboolean kms_paper_size_from_string (const char *string, KmsPaperSize *size);

G_END_DECLS
