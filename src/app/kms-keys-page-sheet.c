/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The part of the keys page that takes whole sheets: from the clipboard, from a file, or pasted
 * into one of the fields. What was found goes into the rows; what could not be used is listed with
 * its line, so that nobody has to compare. */

#include "app/kms-files.h"
#include "app/kms-keys-page-private.h"
#include "app/kms-label.h"
#include "engine/kms-sheet-reader.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

/* As many lines as one reads; the rest is counted. */
#define MAX_LISTED 8

void
kms_keys_page_hide_leftovers (KmsKeysPage *self)
{
  gtk_widget_set_visible (self->leftovers, FALSE);
}

/* Whether what the note says was pasted for another device than the one that is asked about now. */
gboolean
kms_keys_page_has_leftovers_of_others (KmsKeysPage *self)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);

  return self->note_category != draft->category
         || g_strcmp0 (self->note_device, draft->device) != 0;
}

/* The note stands below the buttons, and may be far above the row that was pasted into. It has no
 * place of its own before it was shown, but the buttons have. */
static void
scroll_to_note (KmsKeysPage *self)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (self->leftovers, GTK_TYPE_VIEWPORT);
  GtkWidget *content = gtk_viewport_get_child (GTK_VIEWPORT (viewport));
  double x, y;

  if (gtk_widget_translate_coordinates (GTK_WIDGET (self->paste), content, 0, 0, &x, &y))
    gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport)), y);
}

static void
show_notice (KmsKeysPage *self, const char *title, const char *text)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);

  g_free (self->note_device);
  self->note_device = g_strdup (draft->device);
  self->note_category = draft->category;
  gtk_label_set_label (self->leftovers_title, title);
  kms_label_set_text (self->leftovers_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->leftovers_text), *text != '\0');
  gtk_widget_set_visible (self->leftovers, TRUE);
  scroll_to_note (self);
}

/* Puts a pair into the first empty row, or a new one. Returns: FALSE when there is no room. */
static gboolean
add_pair (KmsKeysPage *self, const KmsKeyPair *pair)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];
  const char *key =
      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, pair->activation_key, shown);

  for (guint i = 0; i < draft->pairs->len; i++)
    if (kms_issue_model_pair_is_empty (self->model, i))
      {
        kms_issue_model_set_pair (self->model, i, key, pair->registration_id);
        return TRUE;
      }
  if (draft->pairs->len >= KMS_REQUEST_MAX_KEYS)
    return FALSE;
  kms_issue_model_insert_pair (self->model, draft->pairs->len, key, pair->registration_id);
  return TRUE;
}

static void
append_line (GString *text, guint *n_lines, const char *line)
{
  if ((*n_lines)++ < MAX_LISTED)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

/* Fills the rows; what finds no room or stands there already is told in @text. */
static guint
add_pairs (KmsKeysPage *self, const KmsSheetReading *sheet, GString *text, guint *n_lines)
{
  guint n_added = 0;

  for (guint i = 0; i < sheet->pairs->len; i++)
    {
      const KmsKeyPair *pair = &g_array_index (sheet->pairs, KmsKeyPair, i);
      guint n_pairs = kms_issue_model_get_draft (self->model)->pairs->len;
      g_autofree char *line = NULL;
      char shown[KMS_IDENTIFIER_SHOWN_SIZE];

      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, pair->activation_key, shown);
      if (kms_issue_model_find_key (self->model, pair->activation_key) < n_pairs)
        /* Translators: %s is an activation key */
        line = g_strdup_printf (_ ("%s stands here already."), shown);
      else if (add_pair (self, pair))
        n_added++;
      else
        /* Translators: %s are an activation key and its registration ID */
        line = g_strdup_printf (_ ("%s / %s found no room: eight keys at most in one go."), shown,
                                pair->registration_id);
      if (line != NULL)
        append_line (text, n_lines, line);
    }
  return n_added;
}

static void
report (KmsKeysPage *self, guint n_added, guint n_lines, GString *text)
{
  g_autofree char *added = NULL, *more = NULL;

  if (n_added == 0)
    added = g_strdup (_ ("Nothing was taken from this text."));
  else
    /* Translators: how many activation keys were taken from a pasted sheet */
    added = g_strdup_printf (ngettext ("%u key was filled in.", "%u keys were filled in.", n_added),
                             n_added);
  if (n_lines > MAX_LISTED)
    {
      guint rest = n_lines - MAX_LISTED;

      /* Translators: the end of a list: how many remarks are not shown */
      more = g_strdup_printf (ngettext ("And %u more.", "And %u more.", rest), rest);
      g_string_append_printf (text, "\n%s", more);
    }
  show_notice (self, added, text->str);
}

/**
 * kms_keys_page_take_sheet:
 * @text: any text
 * @length: in bytes, or -1 when it ends with NUL
 *
 * Fills in every pair that the text holds, and tells what could not be used. When there is neither,
 * it says so, and nothing changes.
 *
 * Returns: TRUE
 */
gboolean
kms_keys_page_take_sheet (KmsKeysPage *self, const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsSheetReading) sheet = kms_sheet_read (text, length, &error);
  g_autoptr (GString) lines = g_string_new (NULL);
  KmsCategory category = kms_issue_model_get_draft (self->model)->category;
  guint n_lines = 0, n_added;

  if (sheet == NULL)
    {
      g_autofree char *sentence = kms_words_error (error);

      show_notice (self, sentence, "");
      return TRUE;
    }

  n_added = add_pairs (self, sheet, lines, &n_lines);
  for (guint i = 0; i < sheet->leftovers->len; i++)
    {
      g_autofree char *line =
          kms_words_leftover (g_ptr_array_index (sheet->leftovers, i), category);

      append_line (lines, &n_lines, line);
    }
  if (n_added == 0 && n_lines == 0)
    show_notice (self,
                 category == KMS_CATEGORY_LIVE_LINK
                     ? _ ("No License No. was found in this text.")
                     : _ ("No activation key was found in this text."),
                 "");
  else
    report (self, n_added, n_lines, lines);
  kms_keys_page_show_rows (self);
  if (n_added > 0)
    kms_assistant_page_focus (KMS_ASSISTANT_PAGE (self));
  return TRUE;
}

static void
on_clipboard_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsKeysPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (text == NULL)
    show_notice (self, _ ("There is no text on the clipboard. Copy the mail or sheet first."), "");
  else
    kms_keys_page_take_sheet (self, text, -1);
}

static void
on_paste_clicked (KmsKeysPage *self)
{
  kms_keys_page_hide_leftovers (self);
  g_cancellable_cancel (self->pasting);
  g_clear_object (&self->pasting);
  self->pasting = g_cancellable_new ();
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->pasting,
                                 on_clipboard_read, g_object_ref (self));
}

static void
on_file_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsKeysPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = kms_files_read_finish (result, &error);

  /* The page may have been left, or be gone. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self))
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bytes != NULL)
    kms_keys_page_take_sheet (self, g_bytes_get_data (bytes, NULL),
                              (gssize) g_bytes_get_size (bytes));
  else
    {
      g_autofree char *sentence = kms_words_error (error);

      show_notice (self, sentence, "");
    }
}

static void
on_open_clicked (KmsKeysPage *self)
{
  kms_files_read_async (GTK_WIDGET (self), _ ("Open an Activation Key Sheet"), KMS_SHEET_MAX_SIZE,
                        on_file_read, g_object_ref (self));
}

void
kms_keys_page_init_sheet (KmsKeysPage *self)
{
  g_signal_connect_swapped (self->paste, "clicked", G_CALLBACK (on_paste_clicked), self);
  g_signal_connect_swapped (self->open, "clicked", G_CALLBACK (on_open_clicked), self);
  g_signal_connect_swapped (self->leftovers_close, "clicked",
                            G_CALLBACK (kms_keys_page_hide_leftovers), self);
}
