/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* Draws the pieces of a page. All lengths are points; without a cairo context it only measures. */
typedef struct
{
  cairo_t *cr;           /* borrowed, nullable */
  PangoContext *context; /* borrowed */
  double x;              /* the upper left corner of what is drawn */
  double y;
  double width; /* its room */
} KmsPen;

/* The faces of the paper. */
typedef enum
{
  KMS_FACE_SMALL,   /* explains */
  KMS_FACE_LABEL,   /* names what stands beside or below */
  KMS_FACE_BODY,    /* to read */
  KMS_FACE_STRONG,  /* the same, emphasised */
  KMS_FACE_HEADING, /* of a part of the page */
  KMS_FACE_TITLE,   /* of the page */
  KMS_FACE_DIGITS,  /* an identifier in a table */
  KMS_FACE_DEVICE,  /* the identifier of the device */
  KMS_FACE_KEY,     /* a registration key */
  KMS_N_FACES,
} KmsFace;

typedef enum
{
  KMS_TONE_INK,
  KMS_TONE_GREY,
  KMS_TONE_ACCENT,
  KMS_TONE_PALE, /* a surface, or what lies under the text */
} KmsTone;

PangoContext *kms_pen_create_context (void);
const char *kms_pen_digits_family (PangoContext *context);

double kms_pen_text (const KmsPen *pen,
                     KmsFace face,
                     KmsTone tone,
                     double dx,
                     double dy,
                     double width, /* 0: to the right edge */
                     const char *text);
double kms_pen_text_at_end (const KmsPen *pen, KmsFace face, KmsTone tone, const char *text);
void kms_pen_rule (const KmsPen *pen, double dx, double dy, double width, KmsTone tone);
void kms_pen_box (const KmsPen *pen, double dx, double dy, double size);
double kms_pen_notice (const KmsPen *pen, double dy, const char *text);
void kms_pen_code (const KmsPen *pen, double dx, double dy, double size, const char *text);
void kms_pen_watermark (const KmsPen *pen, double width, double height, const char *text);

G_END_DECLS
