/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A table of registration keys on paper. The operation owns the sheet: what it prints, laid out anew
 * for the paper that was chosen. */

#include "app/kms-print.h"

#include "words/kms-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define TEXT_SIZE 9.0 /* points, like all lengths here */
#define ROW_GAP   6.0
#define CELL_GAP  8.0

/* The columns, each with its part of the width. */
enum
{
  REGISTRATION_KEY,
  ACTIVATION_KEY,
  PART,
  ISSUED,
  N_CELLS,
};

static const double shares[N_CELLS] = { 0.29, 0.29, 0.25, 0.17 };

typedef struct
{
  KmsIssuance *issuance; /* owned */
  GArray *breaks;        /* owned, of guint: the first key of each page */
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  kms_issuance_free (sheet->issuance);
  g_array_unref (sheet->breaks);
  g_free (sheet);
}

/* Draws text and returns how high it is; without @cr, it only measures. */
static double
put_text (GtkPrintContext *context,
          cairo_t *cr,
          const char *text,
          const char *face,
          double x,
          double y,
          double width)
{
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *font = pango_font_description_from_string (face);
  int height;

  pango_font_description_set_size (font, (int) (TEXT_SIZE * PANGO_SCALE));
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &height);
  if (cr != NULL)
    {
      cairo_move_to (cr, x, y);
      pango_cairo_show_layout (cr, layout);
    }
  return height / (double) PANGO_SCALE;
}

static double
put_row (GtkPrintContext *context,
         cairo_t *cr,
         const char *const cells[N_CELLS],
         gboolean title,
         double y)
{
  double width = gtk_print_context_get_width (context), x = 0, height = 0;

  for (guint i = 0; i < N_CELLS; i++)
    {
      const char *face = title ? "Sans Bold" : i <= ACTIVATION_KEY ? "Monospace" : "Sans";

      height =
          MAX (height, put_text (context, cr, cells[i], face, x, y, width * shares[i] - CELL_GAP));
      x += width * shares[i];
    }
  return height + ROW_GAP;
}

static double
put_titles (const Sheet *sheet, GtkPrintContext *context, cairo_t *cr, double y)
{
  const char *titles[N_CELLS] = {
    [REGISTRATION_KEY] = kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_KEY),
    [ACTIVATION_KEY] = kms_words_activation_key (sheet->issuance->category),
    [PART] = _ ("Part and Purpose"),
    [ISSUED] = C_ ("date", "Issued"),
  };

  return put_row (context, cr, titles, TRUE, y);
}

static double
put_key (GtkPrintContext *context, cairo_t *cr, const KmsIssuedKey *key, double y)
{
  char registration_key[KMS_IDENTIFIER_SHOWN_SIZE], activation_key[KMS_IDENTIFIER_SHOWN_SIZE];
  g_autofree char *part = g_strdup_printf ("%s\n%s", key->part_number, key->purpose);
  g_autofree char *issued = kms_words_date (key->issued_at);
  const char *cells[N_CELLS] = { registration_key, activation_key, part, issued };

  kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key, registration_key);
  kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->activation_key, activation_key);
  return put_row (context, cr, cells, FALSE, y);
}

/* What stands above the table on each page. */
static double
put_heading (const Sheet *sheet, GtkPrintContext *context, cairo_t *cr, guint page)
{
  const KmsIssuance *issuance = sheet->issuance;
  char device[KMS_IDENTIFIER_SHOWN_SIZE];
  g_autofree char *line = NULL, *number = NULL;
  double width = gtk_print_context_get_width (context), y = 0;

  if (issuance->demo)
    y += put_text (context, cr, kms_words_demo_mark (), "Sans Bold", 0, y, width) + ROW_GAP;
  kms_identifier_format (kms_identifier_device_kind (issuance->category), issuance->device_id,
                         device);
  line = g_strdup_printf ("%s %s\n%s\n%s", kms_words_device (issuance->category), device,
                          issuance->site.line[0], issuance->site.line[1]);
  g_strchomp (line);
  y += put_text (context, cr, line, "Sans", 0, y, width) + ROW_GAP;
  /* Translators: at the top of a printed page: which one, and of how many */
  number = g_strdup_printf (_ ("Page %u of %u"), page + 1, MAX (sheet->breaks->len, 1));
  y += put_text (context, cr, number, "Sans", 0, y, width) + 2 * ROW_GAP;
  return y + put_titles (sheet, context, cr, y);
}

static void
on_begin (GtkPrintOperation *operation, GtkPrintContext *context, gpointer user_data)
{
  Sheet *sheet = user_data;
  double height = gtk_print_context_get_height (context);
  double top = put_heading (sheet, context, NULL, 0), y = top;
  guint first = 0;

  g_array_set_size (sheet->breaks, 0);
  g_array_append_val (sheet->breaks, first);
  for (guint i = 0; i < sheet->issuance->keys->len; i++)
    {
      double row = put_key (context, NULL, g_ptr_array_index (sheet->issuance->keys, i), y);

      if (y + row > height && y > top)
        {
          g_array_append_val (sheet->breaks, i);
          y = top;
        }
      y += row;
    }
  gtk_print_operation_set_n_pages (operation, (int) sheet->breaks->len);
}

/* Nobody else holds on to an operation whose dialog is open. */
static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer unused)
{
  g_object_unref (operation);
}

static void
on_draw (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer user_data)
{
  Sheet *sheet = user_data;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  guint number = (guint) page;
  guint end = number + 1 < sheet->breaks->len ? g_array_index (sheet->breaks, guint, number + 1)
                                              : sheet->issuance->keys->len;
  double y = put_heading (sheet, context, cr, number);

  for (guint i = g_array_index (sheet->breaks, guint, number); i < end; i++)
    {
      cairo_set_line_width (cr, 0.5);
      cairo_move_to (cr, 0, y - ROW_GAP / 2);
      cairo_line_to (cr, gtk_print_context_get_width (context), y - ROW_GAP / 2);
      cairo_stroke (cr);
      y += put_key (context, cr, g_ptr_array_index (sheet->issuance->keys, i), y);
    }
}

/**
 * kms_print_issuance:
 * @parent: a widget of the window that asks
 * @issuance: what to print
 * @export_path: (nullable): a file for a PDF; %NULL asks for a printer
 * @error: (out): what went wrong, as GTK says it
 *
 * Prints registration keys as a table. The paper is what the person chooses, at first that of the
 * locale.
 *
 * Returns: whether it worked, or was given up
 */
gboolean
kms_print_issuance (GtkWidget *parent,
                    const KmsIssuance *issuance,
                    const char *export_path,
                    GError **error)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  Sheet *sheet = g_new0 (Sheet, 1);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (parent));
  g_autofree char *name =
      g_strdup_printf ("%s%s", issuance->demo ? "DEMO-" : "", issuance->device_id);

  sheet->issuance = kms_issuance_copy (issuance);
  sheet->breaks = g_array_new (FALSE, FALSE, sizeof (guint));
  g_object_set_data_full (G_OBJECT (operation), "kms-sheet", sheet, sheet_free);
  gtk_print_operation_set_job_name (operation, name);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  if (export_path != NULL)
    gtk_print_operation_set_export_filename (operation, export_path);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin), sheet);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw), sheet);
  g_signal_connect (g_object_ref (operation), "done", G_CALLBACK (on_done), NULL);
  return gtk_print_operation_run (operation,
                                  export_path != NULL ? GTK_PRINT_OPERATION_ACTION_EXPORT
                                                      : GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                                  window, error)
         != GTK_PRINT_OPERATION_RESULT_ERROR;
}
