/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsIdentifierEntry: what becomes of typing, deleting, pasting and composing, where the caret is
 * afterwards, and which signals tell of it. */

#include "app-test.h"

#include "app/kms-identifier-entry.h"

#include <string.h>

typedef struct
{
  GtkWidget *window;
  KmsIdentifierEntry *entry;
  GtkWidget *other; /* an entry that can have the focus */
  guint n_edited, n_ended, n_filled, n_pasted;
  gboolean by_itself; /* as the last "filled" told */
  char *pasted;       /* what the last "pasted" brought */
  gboolean takes;     /* whether its handler takes it */
} Fixture;

static void
count (guint *n)
{
  (*n)++;
}

static void
on_filled (KmsIdentifierEntry *entry, gboolean by_itself, Fixture *fixture)
{
  fixture->n_filled++;
  fixture->by_itself = by_itself;
}

static gboolean
on_pasted (KmsIdentifierEntry *entry, const char *text, Fixture *fixture)
{
  g_free (fixture->pasted);
  fixture->pasted = g_strdup (text);
  fixture->n_pasted++;
  return fixture->takes;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->entry = KMS_IDENTIFIER_ENTRY (kms_identifier_entry_new (KMS_IDENTIFIER_MPR_ID));
  fixture->other = gtk_entry_new ();
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->entry));
  gtk_box_append (GTK_BOX (box), fixture->other);
  fixture->window = app_test_show (box);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->entry));
  g_signal_connect_swapped (fixture->entry, "edited", G_CALLBACK (count), &fixture->n_edited);
  g_signal_connect_swapped (fixture->entry, "ended", G_CALLBACK (count), &fixture->n_ended);
  g_signal_connect (fixture->entry, "filled", G_CALLBACK (on_filled), fixture);
  g_signal_connect (fixture->entry, "pasted", G_CALLBACK (on_pasted), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->entry);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->entry);
  g_free (fixture->pasted);
}

static GtkText *
get_delegate (Fixture *fixture)
{
  return GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (fixture->entry)));
}

static int
get_caret (Fixture *fixture)
{
  return gtk_editable_get_position (GTK_EDITABLE (fixture->entry));
}

static void
set_caret (Fixture *fixture, int position)
{
  gtk_editable_set_position (GTK_EDITABLE (fixture->entry), position);
}

/* "1234|-5678" is the text with the caret in it. */
static void
assert_state (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) state = g_string_new (app_test_text (fixture->entry));

  g_string_insert_c (state, g_utf8_offset_to_pointer (state->str, get_caret (fixture)) - state->str,
                     '|');
  g_assert_cmpstr (state->str, ==, expected);
}

/* What is typed, character by character at the end → what the entry shows then. */
static const struct
{
  KmsIdentifierKind kind;
  const char *typed;
  const char *shown;
} typing[] = {
  /* groups of four; the separator comes with the digit behind it */
  { KMS_IDENTIFIER_MPR_ID, "1234", "1234|" },
  { KMS_IDENTIFIER_MPR_ID, "12345", "1234-5|" },
  { KMS_IDENTIFIER_MPR_ID, "1234567890ABCDEF", "1234-5678-90AB-CDEF|" },
  /* lower case */
  { KMS_IDENTIFIER_MPR_ID, "abcdef", "ABCD-EF|" },
  /* separators that are typed, too: they count for nothing */
  { KMS_IDENTIFIER_MPR_ID, "1234-5678-90ab-cdef", "1234-5678-90AB-CDEF|" },
  { KMS_IDENTIFIER_MPR_ID, "12 34 56", "1234-56|" },
  /* full width, with the long vowel mark that an input method makes of the hyphen */
  { KMS_IDENTIFIER_MPR_ID, "１２３４ーａＢｃＤ", "1234-ABCD|" },
  /* groups of two with colons */
  { KMS_IDENTIFIER_MAC_ADDRESS, "1234567890ab", "12:34:56:78:90:AB|" },
  { KMS_IDENTIFIER_MAC_ADDRESS, "12-34-5", "12:34:5|" },
  /* no groups at all */
  { KMS_IDENTIFIER_REGISTRATION_ID, "1234abcd5", "1234ABCD5|" },
  { KMS_IDENTIFIER_ACTIVATION_KEY, "19af19af1", "19AF-19AF-1|" },
  /* an offending character: all behind it stays as typed */
  { KMS_IDENTIFIER_MPR_ID, "1234O", "1234O|" },
  { KMS_IDENTIFIER_MPR_ID, "12345Oab", "1234-5Oab|" },
  { KMS_IDENTIFIER_MPR_ID, "ｏ１２３４５", "ｏ１２３４５|" },
  /* too many digits stay visible */
  { KMS_IDENTIFIER_MPR_ID, "1234567890ABCDEF01", "1234-5678-90AB-CDEF-01|" },
};

static void
test_typing (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (typing); i++)
    {
      kms_identifier_entry_set_text (fixture->entry, "");
      kms_identifier_entry_set_kind (fixture->entry, typing[i].kind);
      fixture->n_edited = 0;
      app_test_type (fixture->entry, typing[i].typed);
      assert_state (fixture, typing[i].shown);
      /* Every key press is one edit. */
      g_assert_cmpuint (fixture->n_edited, ==, g_utf8_strlen (typing[i].typed, -1));
    }
}

/* The same through gtk_editable_insert_text(), where the caller moves the caret afterwards. */
static void
test_insert_text (Fixture *fixture, gconstpointer data)
{
  GtkEditable *delegate = GTK_EDITABLE (get_delegate (fixture));
  const char *digits = "1234567890abcdef";

  for (guint i = 0; i < 16; i++)
    {
      int position = gtk_editable_get_position (delegate);

      gtk_editable_insert_text (delegate, digits + i, 1, &position);
      gtk_editable_set_position (delegate, position);
    }
  assert_state (fixture, "1234-5678-90AB-CDEF|");
  g_assert_cmpuint (fixture->n_edited, ==, 16);
  g_assert_cmpuint (fixture->n_filled, ==, 1);
}

/* One edit in the middle of a text. */
static const struct
{
  const char *before;
  const char *inserted; /* NULL: backspace; "": delete */
  const char *after;
} middle[] = {
  { "12|34-5678", "a", "12A|3-4567-8" },
  { "1234|-5678", "a", "1234-A|567-8" },
  { "1234-|5678", "a", "1234-A|567-8" },
  { "|1234-5678", "a", "A|123-4567-8" },
  { "1234-56|78", "ab", "1234-56AB|-78" },
  /* an offending character in the middle: nothing moves */
  { "12|34-5678", "x", "12x|34-5678" },
  /* and taking it away groups again */
  { "12x|34-5678", NULL, "12|34-5678" },
  /* backspace: before a hyphen, behind it, at the ends */
  { "1234|-5678", NULL, "123|5-678" },
  { "1234-5|678", NULL, "1234-|678" },
  { "12|34-5678", NULL, "1|345-678" },
  { "|1234-5678", NULL, "|1234-5678" },
  { "1234-5|", NULL, "1234|" },
  /* delete */
  { "12|34-5678", "", "12|45-678" },
  { "1234-|5678", "", "1234-|678" },
  { "1234-5678|", "", "1234-5678|" },
};

static void
put (Fixture *fixture, const char *state)
{
  const char *caret = strchr (state, '|');
  g_autofree char *text = g_strdup_printf ("%.*s%s", (int) (caret - state), state, caret + 1);

  kms_identifier_entry_set_text (fixture->entry, text);
  set_caret (fixture, (int) g_utf8_strlen (state, caret - state));
  assert_state (fixture, state);
}

static void
test_middle (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (middle); i++)
    {
      put (fixture, middle[i].before);
      if (middle[i].inserted == NULL)
        g_signal_emit_by_name (get_delegate (fixture), "backspace");
      else if (*middle[i].inserted == '\0')
        g_signal_emit_by_name (get_delegate (fixture), "delete-from-cursor", GTK_DELETE_CHARS, 1);
      else
        app_test_type (fixture->entry, middle[i].inserted);
      assert_state (fixture, middle[i].after);
    }
}

/* A separator comes back at once, so deleting goes on with the digit beyond it. */
static void
test_delete_at_hyphen (Fixture *fixture, gconstpointer data)
{
  put (fixture, "1234-|5678");
  g_signal_emit_by_name (get_delegate (fixture), "backspace");
  assert_state (fixture, "123|5-678");
  put (fixture, "1234|-5678");
  g_signal_emit_by_name (get_delegate (fixture), "delete-from-cursor", GTK_DELETE_CHARS, 1);
  assert_state (fixture, "1234-|678");

  /* A text that is not in groups is the user's: there a hyphen is a character like others. */
  put (fixture, "1234-|x");
  g_signal_emit_by_name (get_delegate (fixture), "backspace");
  assert_state (fixture, "1234|x");

  /* One digit a key press, wherever one begins. */
  put (fixture, "1234-5678-90AB|");
  for (guint i = 0; i < 12; i++)
    g_signal_emit_by_name (get_delegate (fixture), "backspace");
  assert_state (fixture, "|");
  put (fixture, "1234-5678-|90AB");
  for (guint i = 0; i < 8; i++)
    g_signal_emit_by_name (get_delegate (fixture), "backspace");
  assert_state (fixture, "|90AB");
  put (fixture, "|1234-5678-90AB");
  for (guint i = 0; i < 12; i++)
    g_signal_emit_by_name (get_delegate (fixture), "delete-from-cursor", GTK_DELETE_CHARS, 1);
  assert_state (fixture, "|");
}

static void
test_selection (Fixture *fixture, gconstpointer data)
{
  put (fixture, "1234-5678-90AB|");
  gtk_editable_select_region (GTK_EDITABLE (fixture->entry), 2, 7);
  g_signal_emit_by_name (get_delegate (fixture), "backspace");
  assert_state (fixture, "12|78-90AB");
}

static void
test_signals (Fixture *fixture, gconstpointer data)
{
  app_test_type (fixture->entry, "1234567890ABCDE");
  g_assert_cmpuint (fixture->n_ended, ==, 0);
  g_assert_cmpuint (fixture->n_filled, ==, 0);
  g_assert_false (kms_identifier_entry_is_ended (fixture->entry));

  app_test_type (fixture->entry, "F");
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpuint (fixture->n_filled, ==, 1);
  g_assert_true (fixture->by_itself);
  g_assert_true (kms_identifier_entry_is_ended (fixture->entry));
  g_assert_cmpuint (fixture->n_edited, ==, 16);

  /* One too many is no filling. */
  app_test_type (fixture->entry, "0");
  g_assert_cmpuint (fixture->n_filled, ==, 1);
  g_assert_false (kms_identifier_entry_is_ended (fixture->entry));

  /* Taking it away is an edit, and whoever deletes does not want to be moved on. */
  g_signal_emit_by_name (get_delegate (fixture), "backspace");
  g_assert_cmpuint (fixture->n_filled, ==, 1);

  /* The last missing digit in the middle: the caret is not at the end, so the focus stays. */
  set_caret (fixture, 2);
  g_signal_emit_by_name (get_delegate (fixture), "backspace");
  app_test_type (fixture->entry, "2");
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "1234-5678-90AB-CDEF");
  g_assert_cmpuint (fixture->n_filled, ==, 1);
}

/* The program's own texts are nobody's edits. */
static void
test_set_text (Fixture *fixture, gconstpointer data)
{
  kms_identifier_entry_set_text (fixture->entry, "1234567890abcdef");
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "1234-5678-90AB-CDEF");
  g_assert_true (kms_identifier_entry_is_ended (fixture->entry));
  kms_identifier_entry_set_text (fixture->entry, "12x");
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "12x");
  kms_identifier_entry_set_text (fixture->entry, "");
  g_assert_false (kms_identifier_entry_is_ended (fixture->entry));
  g_assert_cmpuint (fixture->n_edited, ==, 0);
  g_assert_cmpuint (fixture->n_ended, ==, 0);
  g_assert_cmpuint (fixture->n_filled, ==, 0);

  /* Another kind groups what is there anew. */
  kms_identifier_entry_set_text (fixture->entry, "1234567890ab");
  kms_identifier_entry_set_kind (fixture->entry, KMS_IDENTIFIER_MAC_ADDRESS);
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "12:34:56:78:90:AB");
  g_assert_cmpuint (fixture->n_edited, ==, 0);
}

static void
test_registration_id (Fixture *fixture, gconstpointer data)
{
  kms_identifier_entry_set_kind (fixture->entry, KMS_IDENTIFIER_REGISTRATION_ID);
  app_test_type (fixture->entry, "1234567890ABCDEF");
  g_assert_cmpuint (fixture->n_filled, ==, 0);
  g_assert_cmpuint (fixture->n_ended, ==, 0);

  /* It ends at Enter. */
  g_signal_emit_by_name (get_delegate (fixture), "activate");
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpuint (fixture->n_filled, ==, 0);
}

static void
test_leave (Fixture *fixture, gconstpointer data)
{
  KmsIdentifierReading reading;

  app_test_type (fixture->entry, "1234");
  g_assert_false (kms_identifier_entry_has_fault (fixture->entry, &reading));
  gtk_widget_grab_focus (fixture->other);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  /* Now, not before, it is too short. */
  g_assert_true (kms_identifier_entry_has_fault (fixture->entry, &reading));
  g_assert_cmpint (reading.fault, ==, KMS_IDENTIFIER_FAULT_TOO_SHORT);

  gtk_widget_grab_focus (GTK_WIDGET (fixture->entry));
  set_caret (fixture, -1);
  app_test_type (fixture->entry, "5");
  g_assert_false (kms_identifier_entry_has_fault (fixture->entry, &reading));

  /* A wrong character and one digit too many are faults at once. */
  app_test_type (fixture->entry, "O");
  g_assert_true (kms_identifier_entry_has_fault (fixture->entry, &reading));
  g_assert_cmpint (reading.fault, ==, KMS_IDENTIFIER_FAULT_CHARACTER);
  kms_identifier_entry_set_text (fixture->entry, "");
  app_test_type (fixture->entry, "1234567890ABCDEF0");
  g_assert_true (kms_identifier_entry_has_fault (fixture->entry, &reading));
  g_assert_cmpint (reading.fault, ==, KMS_IDENTIFIER_FAULT_TOO_LONG);

  /* An empty field is never faulty by itself. */
  kms_identifier_entry_set_text (fixture->entry, "");
  kms_identifier_entry_end (fixture->entry);
  g_assert_false (kms_identifier_entry_has_fault (fixture->entry, &reading));
}

/* While an input method composes, the text is its own. */
static void
test_preedit (Fixture *fixture, gconstpointer data)
{
  app_test_type (fixture->entry, "123");
  fixture->n_edited = 0;
  g_signal_emit_by_name (get_delegate (fixture), "preedit-changed", "４");
  g_signal_emit_by_name (get_delegate (fixture), "preedit-changed", "４５");

  /* The commit may come before the end of the preedit: nothing is rewritten yet. */
  app_test_type (fixture->entry, "４５");
  assert_state (fixture, "123４５|");
  g_assert_cmpuint (fixture->n_edited, ==, 0);

  g_signal_emit_by_name (get_delegate (fixture), "preedit-changed", "");
  assert_state (fixture, "1234-5|");
  g_assert_cmpuint (fixture->n_edited, ==, 1);

  /* Or after it. */
  g_signal_emit_by_name (get_delegate (fixture), "preedit-changed", "６");
  g_signal_emit_by_name (get_delegate (fixture), "preedit-changed", "");
  app_test_type (fixture->entry, "６");
  assert_state (fixture, "1234-56|");
  g_assert_cmpuint (fixture->n_edited, ==, 2);

  /* Giving a composition up changes nothing, and an input method that says "nothing" once more, as
   * some do when the focus moves, even less: what was ended stays so. */
  kms_identifier_entry_end (fixture->entry);
  g_signal_emit_by_name (get_delegate (fixture), "preedit-changed", "７");
  g_signal_emit_by_name (get_delegate (fixture), "preedit-changed", "");
  g_signal_emit_by_name (get_delegate (fixture), "preedit-changed", "");
  assert_state (fixture, "1234-56|");
  g_assert_cmpuint (fixture->n_edited, ==, 2);
  g_assert_true (kms_identifier_entry_is_ended (fixture->entry));
}

/* The last digits come from an input method, which commits before it ends its preedit. */
static void
test_preedit_fills (Fixture *fixture, gconstpointer data)
{
  app_test_type (fixture->entry, "12345678９0ABCD");
  g_signal_emit_by_name (get_delegate (fixture), "preedit-changed", "ＥＦ");
  app_test_type (fixture->entry, "ＥＦ");
  g_assert_cmpuint (fixture->n_filled, ==, 0);
  g_signal_emit_by_name (get_delegate (fixture), "preedit-changed", "");
  assert_state (fixture, "1234-5678-90AB-CDEF|");
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpuint (fixture->n_filled, ==, 1);
  g_assert_true (fixture->by_itself);
  g_assert_true (kms_identifier_entry_is_ended (fixture->entry));
}

static void
test_paste (Fixture *fixture, gconstpointer data)
{
  app_test_paste (fixture->entry, "MPR\u00A0ID"); /* no identifier: it is shown as it is */
  app_test_wait_until (*app_test_text (fixture->entry) != '\0');
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "MPR\u00A0ID");
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpuint (fixture->n_filled, ==, 0);
  g_assert_cmpstr (fixture->pasted, ==, "MPR\u00A0ID");

  /* A valid one, with what surrounds it in a mail, over a selection. */
  gtk_editable_select_region (GTK_EDITABLE (fixture->entry), 0, -1);
  app_test_paste (fixture->entry, "  １２３４–5678—90ab cdef \r\n");
  app_test_wait_until (fixture->n_filled == 1);
  assert_state (fixture, "1234-5678-90AB-CDEF|");
  g_assert_cmpuint (fixture->n_ended, ==, 2);
  g_assert_true (kms_identifier_entry_is_ended (fixture->entry));
  /* No Enter belongs to it, as one does to a barcode. */
  g_assert_false (fixture->by_itself);

  g_signal_emit_by_name (get_delegate (fixture), "backspace");
  app_test_type (fixture->entry, "F");
  g_assert_true (fixture->by_itself);
}

static void
test_paste_registration_id (Fixture *fixture, gconstpointer data)
{
  kms_identifier_entry_set_kind (fixture->entry, KMS_IDENTIFIER_REGISTRATION_ID);
  app_test_paste (fixture->entry, "89abcdef\n");
  app_test_wait_until (fixture->n_filled == 1);
  assert_state (fixture, "89ABCDEF|");
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_false (fixture->by_itself);
}

static void
test_paste_taken (Fixture *fixture, gconstpointer data)
{
  fixture->takes = TRUE;
  app_test_paste (fixture->entry, "a whole sheet");
  app_test_wait_until (fixture->pasted != NULL);
  app_test_settle ();
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "");
  g_assert_cmpuint (fixture->n_edited, ==, 0);
}

/* 10 MB never enter the entry, by whatever way they come. */
static void
test_paste_large (Fixture *fixture, gconstpointer data)
{
  const gsize size = 10 * 1024 * 1024;
  g_autofree char *large = g_strnfill (size, 'A');
  int position = 0;

  app_test_type (fixture->entry, "12");
  app_test_paste (fixture->entry, large);
  app_test_wait_until (fixture->pasted != NULL);
  app_test_settle ();
  g_assert_cmpuint (strlen (fixture->pasted), ==, size);
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "12");
  g_assert_cmpuint (fixture->n_pasted, ==, 1);
  g_assert_cmpuint (fixture->n_ended, ==, 0);

  g_clear_pointer (&fixture->pasted, g_free);
  gtk_editable_insert_text (GTK_EDITABLE (get_delegate (fixture)), large, -1, &position);
  g_assert_cmpuint (strlen (fixture->pasted), ==, size);
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "12");
  g_assert_cmpint (position, ==, 0);
}

/* Waits until everything asked of the clipboard so far was answered. */
static void
wait_for_clipboard (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fixture->window);

  gdk_clipboard_read_text_async (clipboard, NULL, app_test_take_result, &result);
  app_test_wait_until (result != NULL);
  text = gdk_clipboard_read_text_finish (clipboard, result, NULL);
  app_test_settle ();
}

/* What is no text pastes nothing. */
static void
test_paste_no_text (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->entry));
  const guint8 pixel[] = { 1, 2, 3 };
  g_autoptr (GdkPixbuf) pixbuf =
      gdk_pixbuf_new_from_data (pixel, GDK_COLORSPACE_RGB, FALSE, 8, 1, 1, 3, NULL, NULL);
  g_autoptr (GdkTexture) picture = gdk_texture_new_for_pixbuf (pixbuf);
  g_autoptr (GBytes) binary = g_bytes_new_static ("12\0\xff\xfe\x80", 6);
  g_autoptr (GdkContentProvider) provider =
      gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", binary);

  app_test_type (fixture->entry, "12");
  fixture->n_edited = 0;

  gdk_clipboard_set_texture (clipboard, picture);
  g_signal_emit_by_name (get_delegate (fixture), "paste-clipboard");
  wait_for_clipboard (fixture);
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "12");

  gdk_clipboard_set_content (clipboard, NULL);
  g_signal_emit_by_name (get_delegate (fixture), "paste-clipboard");
  wait_for_clipboard (fixture);
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "12");
  g_assert_cmpuint (fixture->n_edited, ==, 0);

  /* Bytes that only claim to be text: whatever comes of them is valid UTF-8 and no crash. */
  gdk_clipboard_set_content (clipboard, provider);
  g_signal_emit_by_name (get_delegate (fixture), "paste-clipboard");
  wait_for_clipboard (fixture);
  g_assert_true (g_utf8_validate (app_test_text (fixture->entry), -1, NULL));
  g_assert_true (g_str_has_prefix (app_test_text (fixture->entry), "12"));
}

/* The row that it is in was removed before the clipboard answers: nothing comes of it. */
static void
test_paste_removed (Fixture *fixture, gconstpointer data)
{
  GtkBox *box = GTK_BOX (gtk_widget_get_parent (fixture->other));

  gtk_widget_grab_focus (fixture->other);
  app_test_paste (fixture->entry, "1234567890ABCDEF");
  g_object_ref (fixture->entry);
  gtk_box_remove (box, GTK_WIDGET (fixture->entry));
  wait_for_clipboard (fixture);
  g_assert_cmpuint (fixture->n_pasted, ==, 0);
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "");
  gtk_box_append (box, GTK_WIDGET (fixture->entry));
  g_object_unref (fixture->entry);
}

/* The entry may be gone when the clipboard answers. */
static void
test_paste_gone (void)
{
  GtkWidget *entry = kms_identifier_entry_new (KMS_IDENTIFIER_MPR_ID);
  GtkWidget *window = app_test_show (entry);

  g_object_ref (entry);
  app_test_paste (entry, "1234567890ABCDEF");
  app_test_close (window);
  app_test_assert_finalized (entry);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  add ("/identifier-entry/typing", test_typing);
  add ("/identifier-entry/insert-text", test_insert_text);
  add ("/identifier-entry/middle", test_middle);
  add ("/identifier-entry/delete-at-hyphen", test_delete_at_hyphen);
  add ("/identifier-entry/selection", test_selection);
  add ("/identifier-entry/signals", test_signals);
  add ("/identifier-entry/set-text", test_set_text);
  add ("/identifier-entry/registration-id", test_registration_id);
  add ("/identifier-entry/leave", test_leave);
  add ("/identifier-entry/preedit", test_preedit);
  add ("/identifier-entry/preedit-fills", test_preedit_fills);
  add ("/identifier-entry/paste", test_paste);
  add ("/identifier-entry/paste-registration-id", test_paste_registration_id);
  add ("/identifier-entry/paste-taken", test_paste_taken);
  add ("/identifier-entry/paste-large", test_paste_large);
  add ("/identifier-entry/paste-no-text", test_paste_no_text);
  add ("/identifier-entry/paste-removed", test_paste_removed);
  g_test_add_func ("/identifier-entry/paste-gone", test_paste_gone);
  return g_test_run ();
}
