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

static void
show_notice (KmsKeysPage *self, const char *title, const char *text)
{
  gtk_label_set_label (self->leftovers_title, title);
  kms_label_set_text (self->leftovers_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->leftovers_text), *text != '\0');
  gtk_widget_set_visible (self->leftovers, TRUE);
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
      g_autofree char *line = kms_words_leftover (g_ptr_array_index (sheet->leftovers, i));

      append_line (lines, &n_lines, line);
    }
  if (n_added == 0 && n_lines == 0)
    show_notice (self, _ ("No activation key was found in this text."), "");
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
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (self->model == NULL) /* the page is gone */
    return;
  if (text == NULL)
    show_notice (self, _ ("There is no text on the clipboard. Copy the mail or sheet first."), "");
  else
    kms_keys_page_take_sheet (self, text, -1);
}

static void
on_paste_clicked (KmsKeysPage *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL,
                                 on_clipboard_read, g_object_ref (self));
}

static void
on_file_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsKeysPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = kms_files_read_finish (result, &error);

  if (self->model == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
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
