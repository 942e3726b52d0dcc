/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pieces of a page: text in the faces of the paper, lines, boxes to tick, a QR code, and the mark of
 * the demo under it all. The pen borrows what it draws with; nothing here is kept. */

#include "paper/kms-pen.h"

#include <math.h>
#include <qrencode.h>

#define NOTICE_PADDING 7.0
#define LINE_HEIGHT    1.28 /* of the size of the face */
#define CODE_MARGIN    4    /* modules that stay white around a QR code (ISO/IEC 18004) */

/* The first that is there: GNOME's own, then those of Debian, which have Japanese, too. */
#define SANS "Adwaita Sans,Cantarell,Noto Sans,Noto Sans CJK JP,Sans"

/* Faces in which the zero has a stroke or a dot and B is no 8, in the order of preference: Debian's
 * fontconfig brings the first, GNOME's runtime the others. */
static const char *const digit_families[] = {
  "DejaVu Sans Mono", "Adwaita Mono",    "Source Code Pro",
  "Noto Sans Mono",   "Liberation Mono", "Noto Sans Mono CJK JP",
};

static const struct
{
  double size;
  PangoWeight weight;
  gboolean digits;
} faces[KMS_N_FACES] = {
  [KMS_FACE_SMALL] = { 8, PANGO_WEIGHT_NORMAL, FALSE },
  [KMS_FACE_LABEL] = { 9, PANGO_WEIGHT_BOLD, FALSE },
  [KMS_FACE_BODY] = { 9.5, PANGO_WEIGHT_NORMAL, FALSE },
  [KMS_FACE_STRONG] = { 9.5, PANGO_WEIGHT_BOLD, FALSE },
  [KMS_FACE_HEADING] = { 12, PANGO_WEIGHT_BOLD, FALSE },
  [KMS_FACE_TITLE] = { 17, PANGO_WEIGHT_BOLD, FALSE },
  [KMS_FACE_DIGITS] = { 12, PANGO_WEIGHT_NORMAL, TRUE },
  [KMS_FACE_DEVICE] = { 18, PANGO_WEIGHT_NORMAL, TRUE },
  [KMS_FACE_KEY] = { 22, PANGO_WEIGHT_NORMAL, TRUE },
};

static const double tones[][3] = {
  [KMS_TONE_INK] = { 0.10, 0.10, 0.10 },
  [KMS_TONE_GREY] = { 0.37, 0.36, 0.39 },
  [KMS_TONE_ACCENT] = { 0.10, 0.37, 0.71 },
  [KMS_TONE_PALE] = { 0.88, 0.92, 0.97 },
};

static void
set_tone (cairo_t *cr, KmsTone tone)
{
  cairo_set_source_rgb (cr, tones[tone][0], tones[tone][1], tones[tone][2]);
}

/**
 * kms_pen_create_context:
 *
 * Returns: (transfer full): what measures and draws the same on every surface: one unit is a point,
 *   and no glyph is moved to a pixel
 */
PangoContext *
kms_pen_create_context (void)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();
  PangoContext *context = pango_font_map_create_context (map);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  return context;
}

/**
 * kms_pen_digits_family:
 * @context: a context
 *
 * Returns: (transfer none): the family for identifiers; "Monospace" when none is there of those in
 *   which a zero has a mark
 */
const char *
kms_pen_digits_family (PangoContext *context)
{
  PangoFontMap *map = pango_context_get_font_map (context);

  for (guint i = 0; i < G_N_ELEMENTS (digit_families); i++)
    if (pango_font_map_get_family (map, digit_families[i]) != NULL)
      return digit_families[i];
  return "Monospace";
}

static PangoLayout *
create_layout (const KmsPen *pen, KmsFace face, double width, const char *text)
{
  PangoLayout *layout = pango_layout_new (pen->context);
  PangoFontDescription *font = pango_font_description_new ();
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_font_description_set_family (font, faces[face].digits ? kms_pen_digits_family (pen->context)
                                                              : SANS);
  pango_font_description_set_weight (font, faces[face].weight);
  pango_font_description_set_absolute_size (font, faces[face].size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  if (faces[face].digits)
    {
      /* In Japanese, digits and letters could come from two faces. */
      pango_attr_list_insert (attributes,
                              pango_attr_language_new (pango_language_from_string ("en")));
      pango_attr_list_insert (attributes, pango_attr_font_features_new ("zero=1, tnum=1"));
    }
  /* One rhythm in every language, whatever face a glyph is from. */
  pango_attr_list_insert (attributes, pango_attr_line_height_new_absolute (
                                          (int) (faces[face].size * LINE_HEIGHT * PANGO_SCALE)));
  /* No hyphen of our own inside a part number. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static double
show_layout (const KmsPen *pen, PangoLayout *layout, KmsTone tone, double x, double y)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  if (pen->cr != NULL)
    {
      set_tone (pen->cr, tone);
      cairo_move_to (pen->cr, x, y);
      pango_cairo_show_layout (pen->cr, layout);
    }
  return height / (double) PANGO_SCALE;
}

/**
 * kms_pen_text:
 * @pen: a pen
 * @face: its face
 * @tone: its colour
 * @dx: from the left
 * @dy: from the top
 * @width: the room, where lines are broken; 0 is all that is left
 * @text: what to write; nothing has no height
 *
 * Returns: its height
 */
double
kms_pen_text (const KmsPen *pen,
              KmsFace face,
              KmsTone tone,
              double dx,
              double dy,
              double width,
              const char *text)
{
  g_autoptr (PangoLayout) layout = NULL;

  if (*text == '\0')
    return 0;
  layout = create_layout (pen, face, width > 0 ? width : pen->width - dx, text);
  return show_layout (pen, layout, tone, pen->x + dx, pen->y + dy);
}

/**
 * kms_pen_text_at_end:
 * @pen: a pen
 * @face: its face
 * @tone: its colour
 * @text: what to write
 *
 * Writes at the right edge.
 *
 * Returns: its height
 */
double
kms_pen_text_at_end (const KmsPen *pen, KmsFace face, KmsTone tone, const char *text)
{
  g_autoptr (PangoLayout) layout = create_layout (pen, face, pen->width, text);

  pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  return show_layout (pen, layout, tone, pen->x, pen->y);
}

/**
 * kms_pen_rule:
 * @pen: a pen
 * @dx: from the left
 * @dy: from the top
 * @width: how long it is
 * @tone: its colour
 *
 * Draws a thin line.
 */
void
kms_pen_rule (const KmsPen *pen, double dx, double dy, double width, KmsTone tone)
{
  if (pen->cr == NULL)
    return;
  set_tone (pen->cr, tone);
  cairo_set_line_width (pen->cr, 0.6);
  cairo_move_to (pen->cr, pen->x + dx, pen->y + dy);
  cairo_rel_line_to (pen->cr, width, 0);
  cairo_stroke (pen->cr);
}

static void
trace_rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

/**
 * kms_pen_box:
 * @pen: a pen
 * @dx: from the left
 * @dy: from the top
 * @size: its width and height
 *
 * Draws a box to tick.
 */
void
kms_pen_box (const KmsPen *pen, double dx, double dy, double size)
{
  if (pen->cr == NULL)
    return;
  trace_rounded (pen->cr, pen->x + dx, pen->y + dy, size, size, 1.5);
  cairo_set_source_rgb (pen->cr, 1, 1, 1);
  cairo_fill_preserve (pen->cr);
  set_tone (pen->cr, KMS_TONE_GREY);
  cairo_set_line_width (pen->cr, 0.8);
  cairo_stroke (pen->cr);
}

/**
 * kms_pen_notice:
 * @pen: a pen
 * @dy: from the top
 * @text: what everybody has to see
 *
 * Writes it in a frame as wide as the page.
 *
 * Returns: the height of the frame
 */
double
kms_pen_notice (const KmsPen *pen, double dy, const char *text)
{
  KmsPen measuring = *pen;
  double width = pen->width - 2 * NOTICE_PADDING, height;

  measuring.cr = NULL;
  height = kms_pen_text (&measuring, KMS_FACE_STRONG, KMS_TONE_ACCENT, 0, 0, width, text)
           + 2 * NOTICE_PADDING;
  if (pen->cr != NULL)
    {
      trace_rounded (pen->cr, pen->x, pen->y + dy, pen->width, height, 4);
      cairo_set_source_rgb (pen->cr, 1, 1, 1);
      cairo_fill_preserve (pen->cr);
      set_tone (pen->cr, KMS_TONE_ACCENT);
      cairo_set_line_width (pen->cr, 1.2);
      cairo_stroke (pen->cr);
    }
  kms_pen_text (pen, KMS_FACE_STRONG, KMS_TONE_ACCENT, NOTICE_PADDING, dy + NOTICE_PADDING, width,
                text);
  return height;
}

/* Dark modules beside each other are one rectangle: between two, a screen would show a seam. */
static void
trace_code (cairo_t *cr, const QRcode *code)
{
  for (int row = 0; row < code->width; row++)
    for (int first = 0, end; first < code->width; first = end + 1)
      {
        for (end = first; end < code->width && (code->data[row * code->width + end] & 1) != 0;
             end++)
          ;
        if (end > first)
          cairo_rectangle (cr, first, row, end - first, 1);
      }
}

/**
 * kms_pen_code:
 * @pen: a pen
 * @dx: from the left
 * @dy: from the top
 * @size: its width and height, with the white around it
 * @text: (not nullable): what it says; up to 2,331 bytes
 *
 * Draws a QR code of the level that reads on when 15 % of it are dirty.
 */
void
kms_pen_code (const KmsPen *pen, double dx, double dy, double size, const char *text)
{
  QRcode *code;

  if (pen->cr == NULL)
    return;
  code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  g_return_if_fail (code != NULL);

  cairo_save (pen->cr);
  cairo_translate (pen->cr, pen->x + dx, pen->y + dy);
  cairo_rectangle (pen->cr, 0, 0, size, size);
  cairo_set_source_rgb (pen->cr, 1, 1, 1);
  cairo_fill (pen->cr);
  cairo_scale (pen->cr, size / (code->width + 2 * CODE_MARGIN),
               size / (code->width + 2 * CODE_MARGIN));
  cairo_translate (pen->cr, CODE_MARGIN, CODE_MARGIN);
  trace_code (pen->cr, code);
  cairo_set_source_rgb (pen->cr, 0, 0, 0);
  cairo_fill (pen->cr);
  cairo_restore (pen->cr);
  QRcode_free (code);
}

/**
 * kms_pen_watermark:
 * @pen: a pen
 * @width: of the whole page
 * @height: of the whole page
 * @text: a word
 *
 * Draws the word across the page, from the lower left to the upper right, a little below the middle: a
 * code in the upper right corner covers nothing of it. It is an outline, not text:
 * what is copied out of a PDF has none of it between the keys.
 */
void
kms_pen_watermark (const KmsPen *pen, double width, double height, const char *text)
{
  g_autoptr (PangoLayout) layout = NULL;
  int layout_width, layout_height;
  double scale;

  if (pen->cr == NULL)
    return;
  layout = create_layout (pen, KMS_FACE_TITLE, -1, text);
  pango_layout_set_width (layout, -1);
  pango_layout_get_size (layout, &layout_width, &layout_height);
  scale = 0.6 * hypot (width, height) * PANGO_SCALE / layout_width;

  cairo_save (pen->cr);
  cairo_translate (pen->cr, width / 2, 0.56 * height);
  cairo_rotate (pen->cr, -atan2 (height, width));
  cairo_scale (pen->cr, scale, scale);
  cairo_move_to (pen->cr, -layout_width / 2.0 / PANGO_SCALE, -layout_height / 2.0 / PANGO_SCALE);
  pango_cairo_layout_path (pen->cr, layout);
  set_tone (pen->cr, KMS_TONE_PALE);
  cairo_fill (pen->cr);
  cairo_restore (pen->cr);
}
