/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An entry that keeps an identifier in groups. The text is the user's: it is regrouped only as long
 * as it consists of digits and separators; anything else stays as typed, for the fault to be shown.
 *
 * "Ended" tells whether the user is through with the field (it is full, left, pasted or Enter was
 * pressed), so that "too short" is not said to somebody who is still typing. */

#include "app/kms-identifier-entry.h"

#include "app/kms-label.h"

struct _KmsIdentifierEntry
{
  GtkEntry parent_instance;

  KmsIdentifierKind kind;
  gboolean composing; /* an input method shows a preedit */
  gboolean composed;  /* it changed the text already */
  gboolean setting;   /* the program, not the user, changes the text */
  gboolean inserting; /* between the insertion and the caret's move behind it */
  gboolean settled;   /* the edit is through; GTK 4.18 says "changed" only then */
  gboolean pasting;   /* what is inserted comes from the clipboard */
  gboolean
      at_once; /* it is more than a key press brings: dropped, or pasted by the middle button */
  gboolean ended;
  GCancellable *paste; /* owned; the paste under way */
};

enum
{
  EDITED,
  ENDED,
  FILLED,
  PASTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsIdentifierEntry, kms_identifier_entry, GTK_TYPE_ENTRY)

static const char *
get_text (KmsIdentifierEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self));
}

/* The number of digits among the first @n_characters of @text. */
static guint
count_digits (const char *text, int n_characters)
{
  guint n_digits = 0;

  for (; *text != '\0' && n_characters > 0; text = g_utf8_next_char (text), n_characters--)
    n_digits += kms_identifier_digit_value (g_utf8_get_char (text)) >= 0 ? 1 : 0;
  return n_digits;
}

/* The place in characters behind the @n_digits'th digit of a grouped text. */
static int
position_behind (const char *grouped, guint n_digits)
{
  int position = 0;

  for (; n_digits > 0 && grouped[position] != '\0'; position++)
    if (g_ascii_isxdigit (grouped[position]))
      n_digits--;
  return position;
}

static void
replace_all (KmsIdentifierEntry *self, const char *text, int position)
{
  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self), text);
  gtk_editable_set_position (GTK_EDITABLE (self), position);
  self->setting = FALSE;
  self->settled = TRUE;
}

static void
tidy (KmsIdentifierEntry *self)
{
  const char *text = get_text (self);
  int caret = gtk_editable_get_position (GTK_EDITABLE (self));
  g_autofree char *grouped = kms_identifier_regroup (self->kind, text);

  if (grouped == NULL || g_str_equal (grouped, text))
    return;
  replace_all (self, grouped, position_behind (grouped, count_digits (text, caret)));
}

static void
set_ended (KmsIdentifierEntry *self, gboolean ended)
{
  self->ended = ended;
  if (ended)
    g_signal_emit (self, signals[ENDED], 0);
}

/* Full means: nothing more can follow, and the caret is behind the last digit. */
static gboolean
is_full (KmsIdentifierEntry *self)
{
  KmsIdentifierReading reading;
  int caret = gtk_editable_get_position (GTK_EDITABLE (self));

  return self->kind != KMS_IDENTIFIER_REGISTRATION_ID && kms_identifier_entry_read (self, &reading)
         && caret == (int) g_utf8_strlen (get_text (self), -1);
}

/* One edit of the user is complete and in groups: now others may look at it. */
static void
finish_edit (KmsIdentifierEntry *self)
{
  self->ended = FALSE;
  tidy (self);
  g_signal_emit (self, signals[EDITED], 0);
}

/* Only what was typed or scanned leads on by itself: an Enter may still belong to it. */
static void
end_if_full (KmsIdentifierEntry *self)
{
  if (!is_full (self))
    return;
  set_ended (self, TRUE);
  g_signal_emit (self, signals[FILLED], 0, !self->pasting && !self->at_once);
}

static void
on_changed (KmsIdentifierEntry *self)
{
  if (self->setting || self->inserting || self->settled)
    return;
  if (self->composing)
    self->composed = TRUE;
  else
    finish_edit (self);
}

static void
on_text_inserted (GtkEditable *delegate,
                  const char *text,
                  int length,
                  int *position,
                  KmsIdentifierEntry *self)
{
  if (!self->inserting)
    return;

  /* The caret follows an insertion only when the caller sets it to *position. */
  self->inserting = FALSE;
  gtk_editable_set_position (delegate, *position);
  finish_edit (self);
  *position = gtk_editable_get_position (delegate);
  self->settled = TRUE;
  end_if_full (self);
  self->at_once = FALSE;
}

/* Whether the character at @position is a separator that would come back at once. */
static gboolean
is_group_end (KmsIdentifierEntry *self, int position)
{
  const char *text = get_text (self);
  g_autofree char *grouped = kms_identifier_regroup (self->kind, text);

  return position >= 0 && g_strcmp0 (grouped, text) == 0 && grouped[position] != '\0'
         && !g_ascii_isxdigit (grouped[position])
         && !gtk_editable_get_selection_bounds (GTK_EDITABLE (self), NULL, NULL);
}

/* Deleting goes on with the digit beyond a separator. */
static void
on_backspace (GtkEditable *delegate, KmsIdentifierEntry *self)
{
  int caret = gtk_editable_get_position (delegate);

  if (is_group_end (self, caret - 1))
    gtk_editable_set_position (delegate, caret - 1);
}

static void
on_delete_from_cursor (GtkEditable *delegate,
                       GtkDeleteType type,
                       int count,
                       KmsIdentifierEntry *self)
{
  int caret = gtk_editable_get_position (delegate);

  if (type == GTK_DELETE_CHARS && count == 1 && is_group_end (self, caret))
    gtk_editable_set_position (delegate, caret + 1);
}

static gboolean
announce_paste (KmsIdentifierEntry *self, const char *text)
{
  gboolean handled = FALSE;

  g_signal_emit (self, signals[PASTED], 0, text, &handled);
  return handled;
}

/* Middle click and drops come this way; nothing as long as a sheet goes into one entry. */
static void
on_insert_text (GtkEditable *delegate,
                const char *text,
                int length,
                int *position,
                KmsIdentifierEntry *self)
{
  g_autofree char *copy = NULL;

  if (length < 0)
    length = (int) strlen (text);
  self->inserting = !self->setting && !self->composing && length <= KMS_IDENTIFIER_ENTRY_MAX_TEXT;
  self->settled = FALSE;
  /* What is put into groups meanwhile was typed as it was. */
  if (self->inserting)
    self->at_once = g_utf8_strlen (text, length) > 1;
  if (self->setting || length <= KMS_IDENTIFIER_ENTRY_MAX_TEXT)
    return;
  g_signal_stop_emission_by_name (delegate, "insert-text");
  copy = g_strndup (text, (gsize) length);
  announce_paste (self, copy);
}

static void
on_delete_text (KmsIdentifierEntry *self)
{
  self->settled = FALSE;
}

static void
on_clipboard_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsIdentifierEntry) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  KmsIdentifierReading reading;
  int position;

  /* Nobody waits any more, the clipboard is empty, or it holds a picture, which is no identifier. */
  if (text == NULL || announce_paste (self, text) || strlen (text) > KMS_IDENTIFIER_ENTRY_MAX_TEXT)
    return;

  kms_identifier_read (self->kind, text, -1, &reading);
  gtk_editable_delete_selection (GTK_EDITABLE (self));
  position = gtk_editable_get_position (GTK_EDITABLE (self));
  self->pasting = TRUE;
  gtk_editable_insert_text (GTK_EDITABLE (self),
                            reading.fault == KMS_IDENTIFIER_FAULT_NONE ? reading.digits : text, -1,
                            &position);
  gtk_editable_set_position (GTK_EDITABLE (self), position);
  self->pasting = FALSE;
  if (!self->ended)
    {
      set_ended (self, TRUE);
      if (kms_identifier_entry_read (self, &reading))
        g_signal_emit (self, signals[FILLED], 0, FALSE);
    }
}

static void
on_paste_clipboard (GtkText *delegate, KmsIdentifierEntry *self)
{
  g_signal_stop_emission_by_name (delegate, "paste-clipboard");
  g_cancellable_cancel (self->paste);
  g_clear_object (&self->paste);
  self->paste = g_cancellable_new ();
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->paste,
                                 on_clipboard_read, g_object_ref (self));
}

static void
on_preedit_changed (GtkText *delegate, const char *preedit, KmsIdentifierEntry *self)
{
  self->composing = *preedit != '\0';
  if (self->composing || !self->composed)
    return;
  self->composed = FALSE;
  finish_edit (self);
  end_if_full (self);
}

static void
on_activate (KmsIdentifierEntry *self)
{
  set_ended (self, TRUE);
}

static void
on_focus_left (KmsIdentifierEntry *self)
{
  if (!self->ended)
    set_ended (self, TRUE);
}

/* Out of its window, or on a page that was left: what is still on its way has no place to go. */
static void
kms_identifier_entry_unmap (GtkWidget *widget)
{
  g_cancellable_cancel (KMS_IDENTIFIER_ENTRY (widget)->paste);

  GTK_WIDGET_CLASS (kms_identifier_entry_parent_class)->unmap (widget);
}

static void
kms_identifier_entry_dispose (GObject *object)
{
  KmsIdentifierEntry *self = KMS_IDENTIFIER_ENTRY (object);

  g_cancellable_cancel (self->paste);
  g_clear_object (&self->paste);

  G_OBJECT_CLASS (kms_identifier_entry_parent_class)->dispose (object);
}

static void
kms_identifier_entry_class_init (KmsIdentifierEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kms_identifier_entry_dispose;
  GTK_WIDGET_CLASS (klass)->unmap = kms_identifier_entry_unmap;

  /**
   * KmsIdentifierEntry::edited:
   *
   * The user changed the text, which is in groups again.
   */
  signals[EDITED] = g_signal_new ("edited", KMS_TYPE_IDENTIFIER_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  /**
   * KmsIdentifierEntry::ended:
   *
   * The user is through with the field: it is full, was pasted or left, or Enter was pressed.
   */
  signals[ENDED] = g_signal_new ("ended", KMS_TYPE_IDENTIFIER_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  /**
   * KmsIdentifierEntry::filled:
   * @by_itself: it was typed or scanned, rather than pasted with one deliberate key press
   *
   * The last digit was typed or pasted: the focus may go to the next field. A registration ID has
   * no fixed length, so only a paste fills it.
   */
  signals[FILLED] = g_signal_new ("filled", KMS_TYPE_IDENTIFIER_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  /**
   * KmsIdentifierEntry::pasted:
   * @text: what is being pasted, of any length
   *
   * Returns: TRUE when a handler took it, for instance as a whole sheet; otherwise it goes into
   *   the entry, when it is short enough for one
   */
  signals[PASTED] = g_signal_new ("pasted", KMS_TYPE_IDENTIFIER_ENTRY, G_SIGNAL_RUN_LAST, 0,
                                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1,
                                  G_TYPE_STRING);
}

static void
kms_identifier_entry_init (KmsIdentifierEntry *self)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (self));
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_autoptr (PangoAttrList) attributes = kms_label_get_identifier_attributes ();

  gtk_widget_add_css_class (GTK_WIDGET (self), "identifier");
  gtk_entry_set_attributes (GTK_ENTRY (self), attributes);
  /* Going back to an ungrouped text would only be grouped again. */
  gtk_editable_set_enable_undo (GTK_EDITABLE (self), FALSE);
  g_object_set (self, "input-hints",
                GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_UPPERCASE_CHARS
                    | GTK_INPUT_HINT_NO_EMOJI,
                NULL);
  kms_identifier_entry_set_kind (self, KMS_IDENTIFIER_MPR_ID);

  g_signal_connect_object (delegate, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (delegate, "insert-text", G_CALLBACK (on_insert_text), self, 0);
  g_signal_connect_object (delegate, "insert-text", G_CALLBACK (on_text_inserted), self,
                           G_CONNECT_AFTER);
  g_signal_connect_object (delegate, "delete-text", G_CALLBACK (on_delete_text), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (delegate, "backspace", G_CALLBACK (on_backspace), self, 0);
  g_signal_connect_object (delegate, "delete-from-cursor", G_CALLBACK (on_delete_from_cursor), self,
                           0);
  g_signal_connect_object (delegate, "paste-clipboard", G_CALLBACK (on_paste_clipboard), self, 0);
  g_signal_connect_object (delegate, "preedit-changed", G_CALLBACK (on_preedit_changed), self, 0);
  g_signal_connect (self, "activate", G_CALLBACK (on_activate), NULL);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_focus_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

/**
 * kms_identifier_entry_new:
 * @kind: what is entered
 *
 * Returns: (transfer floating): an empty entry
 */
GtkWidget *
kms_identifier_entry_new (KmsIdentifierKind kind)
{
  KmsIdentifierEntry *self = g_object_new (KMS_TYPE_IDENTIFIER_ENTRY, NULL);

  kms_identifier_entry_set_kind (self, kind);
  return GTK_WIDGET (self);
}

/**
 * kms_identifier_entry_set_kind:
 * @kind: what is entered; what is there is grouped anew
 */
void
kms_identifier_entry_set_kind (KmsIdentifierEntry *self, KmsIdentifierKind kind)
{
  g_return_if_fail (KMS_IS_IDENTIFIER_ENTRY (self));

  self->kind = kind;
  gtk_editable_set_width_chars (GTK_EDITABLE (self),
                                kind == KMS_IDENTIFIER_REGISTRATION_ID ? 16 : 20);
  tidy (self);
}

/**
 * kms_identifier_entry_set_text:
 * @text: what to show; right or wrong, it counts as ended, since nobody is typing it
 */
void
kms_identifier_entry_set_text (KmsIdentifierEntry *self, const char *text)
{
  g_autofree char *grouped = NULL;

  g_return_if_fail (KMS_IS_IDENTIFIER_ENTRY (self));

  grouped = kms_identifier_regroup (self->kind, text);
  if (grouped == NULL)
    grouped = g_strdup (text);
  if (!g_str_equal (grouped, get_text (self)))
    replace_all (self, grouped, -1);
  self->ended = *text != '\0';
}

/**
 * kms_identifier_entry_read:
 * @reading: (out): what the entry says
 *
 * Returns: whether it is a valid identifier
 */
gboolean
kms_identifier_entry_read (KmsIdentifierEntry *self, KmsIdentifierReading *reading)
{
  g_return_val_if_fail (KMS_IS_IDENTIFIER_ENTRY (self), FALSE);
  return kms_identifier_read (self->kind, get_text (self), -1, reading);
}

/**
 * kms_identifier_entry_has_fault:
 * @reading: (out): what the entry says
 *
 * Returns: whether a fault should be shown now: a wrong character or one digit too many at once,
 *   one too few only when the user is through, and an empty field never
 */
gboolean
kms_identifier_entry_has_fault (KmsIdentifierEntry *self, KmsIdentifierReading *reading)
{
  if (kms_identifier_entry_read (self, reading) || reading->fault == KMS_IDENTIFIER_FAULT_EMPTY)
    return FALSE;
  return self->ended || reading->fault != KMS_IDENTIFIER_FAULT_TOO_SHORT;
}

/**
 * kms_identifier_entry_end:
 *
 * Counts the field as ended, for instance because Next was pressed.
 */
void
kms_identifier_entry_end (KmsIdentifierEntry *self)
{
  g_return_if_fail (KMS_IS_IDENTIFIER_ENTRY (self));
  self->ended = TRUE;
}

/**
 * kms_identifier_entry_is_ended:
 *
 * Returns: whether the user is through with the field
 */
gboolean
kms_identifier_entry_is_ended (KmsIdentifierEntry *self)
{
  g_return_val_if_fail (KMS_IS_IDENTIFIER_ENTRY (self), FALSE);
  return self->ended;
}
