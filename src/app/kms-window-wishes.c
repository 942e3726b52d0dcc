/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window is asked for from outside: by the command line, the desktop, and files that are dropped
 * on it. A wish waits until somebody is logged in; the last one counts. The window owns the sheet that was
 * read until an assistant takes it. */

#include "app/kms-window-private.h"

#include "app/kms-dialogs.h"
#include "app/kms-files.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

/**
 * kms_window_wish:
 * @go: what is wished for
 *
 * Does it now, or as soon as there is a backend; work that is open is kept as a draft.
 */
void
kms_window_wish (KmsWindow *self, KmsWindowGo go)
{
  self->wish = NULL;
  if (self->backend != NULL)
    kms_window_leave_when_settled (self, go);
  else
    self->wish = go;
}

/**
 * kms_window_grant_wish:
 *
 * Does what was wished for before there was a backend; Home is open.
 */
void
kms_window_grant_wish (KmsWindow *self)
{
  KmsWindowGo go = g_steal_pointer (&self->wish);

  if (go != NULL && self->backend != NULL)
    go (self);
}

/**
 * kms_window_wish_home:
 *
 * Shows Home, where the news is.
 */
void
kms_window_wish_home (KmsWindow *self)
{
  g_return_if_fail (KMS_IS_WINDOW (self));

  if (self->backend != NULL)
    kms_window_leave_when_settled (self, kms_window_go_home);
}

/**
 * kms_window_wish_issue:
 *
 * Opens the assistant at its first step as soon as somebody is logged in.
 */
void
kms_window_wish_issue (KmsWindow *self)
{
  g_return_if_fail (KMS_IS_WINDOW (self));

  kms_window_wish (self, kms_window_go_issue);
}

/* Sheets ----------------------------------------------------------------------------------------- */

/* What could not be used, a sentence a line; NULL when everything was. */
static char *
describe_rest (const KmsSheetReading *sheet, KmsCategory category)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = KMS_REQUEST_MAX_KEYS; i < sheet->pairs->len; i++)
    {
      const KmsKeyPair *pair = &g_array_index (sheet->pairs, KmsKeyPair, i);
      char shown[KMS_IDENTIFIER_SHOWN_SIZE];

      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, pair->activation_key, shown);
      g_ptr_array_add (lines,
                       /* Translators: %s are an activation key and its registration ID */
                       g_strdup_printf (_ ("%s / %s found no room: eight keys at most in one go."),
                                        shown, pair->registration_id));
    }
  for (guint i = 0; i < sheet->leftovers->len; i++)
    g_ptr_array_add (lines, kms_words_leftover (g_ptr_array_index (sheet->leftovers, i), category));
  if (lines->len == 0)
    return NULL;
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void
fill_in (KmsDraft *draft, const KmsSheetReading *sheet)
{
  g_ptr_array_set_size (draft->pairs, 0);
  for (guint i = 0; i < MIN (sheet->pairs->len, KMS_REQUEST_MAX_KEYS); i++)
    {
      const KmsKeyPair *pair = &g_array_index (sheet->pairs, KmsKeyPair, i);
      char shown[KMS_IDENTIFIER_SHOWN_SIZE];

      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, pair->activation_key, shown);
      g_ptr_array_add (draft->pairs, kms_draft_pair_new (shown, pair->registration_id));
    }
}

/* The assistant begins at its first step: which device the keys are for no sheet says. */
static void
go_sheet (KmsWindow *self)
{
  g_autoptr (KmsSheetReading) sheet = g_steal_pointer (&self->sheet);
  g_autoptr (KmsDraft) initial = NULL;
  g_autoptr (KmsDraft) draft = NULL;
  g_autofree char *news = NULL, *rest = NULL;

  initial = kms_issue_flow_new_draft (
      self->backend, kms_backend_is_demo (self->backend) ? KMS_DRAFT_PRACTICE : KMS_DRAFT_ISSUE);
  draft = kms_draft_copy (initial);
  fill_in (draft, sheet);
  kms_window_open_flow (self, initial, draft);
  /* Translators: how many activation keys were read from a file; they are shown at step 3 */
  news = g_strdup_printf (ngettext ("%u key was read: it is filled in at step 3",
                                    "%u keys were read: they are filled in at step 3",
                                    draft->pairs->len),
                          draft->pairs->len);
  kms_dialogs_toast (GTK_WIDGET (self->stack), news);
  rest = describe_rest (sheet, draft->category);
  if (rest != NULL)
    kms_dialogs_show_text (GTK_WIDGET (self->stack), _ ("Not Everything in the File Was Used"),
                           rest);
}

static void
on_sheet_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = kms_files_load_finish (result, &error);
  g_autoptr (KmsSheetReading) sheet = NULL;
  gsize length;

  if (self->journal == NULL) /* the window is gone */
    return;
  if (bytes != NULL)
    {
      const char *text = g_bytes_get_data (bytes, &length);

      if (self->flow != NULL && kms_issue_flow_take_sheet (self->flow, text, length))
        return;
      sheet = kms_sheet_read (text, (gssize) length, &error);
    }
  if (sheet == NULL)
    {
      kms_dialogs_toast_error (GTK_WIDGET (self->stack), error);
      return;
    }
  if (sheet->pairs->len == 0)
    {
      kms_dialogs_toast (GTK_WIDGET (self->stack),
                         _ ("No activation key with its registration ID was found in this file"));
      return;
    }
  g_clear_pointer (&self->sheet, kms_sheet_reading_free);
  self->sheet = g_steal_pointer (&sheet);
  if (self->backend == NULL)
    kms_dialogs_toast (GTK_WIDGET (self->stack), _ ("The sheet is read: log in to go on with it"));
  kms_window_wish (self, go_sheet);
}

/**
 * kms_window_open_sheet:
 * @file: an activation key sheet, a mail or a table
 *
 * Reads the keys and opens the assistant with them; where the keys are asked for just now, they go in
 * there. A file without keys, or none that can be read, is told.
 */
void
kms_window_open_sheet (KmsWindow *self, GFile *file)
{
  g_return_if_fail (KMS_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  kms_files_load_async (file, KMS_SHEET_MAX_SIZE, on_sheet_read, g_object_ref (self));
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  KmsWindow *self = KMS_WINDOW (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)));
  const GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;
  if (files->next != NULL)
    kms_dialogs_toast (GTK_WIDGET (self->stack), _ ("Drop one sheet at a time"));
  else
    kms_window_open_sheet (self, files->data);
  return files->next == NULL;
}

/**
 * kms_window_take_drops:
 *
 * Lets a sheet be dropped anywhere on the window. A field would take the path of the file as text: the
 * window comes first.
 */
void
kms_window_take_drops (KmsWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (on_drop), NULL);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
