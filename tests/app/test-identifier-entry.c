/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsIdentifierEntry: what becomes of typing, deleting and composing, where the caret is
 * afterwards, and which signals tell of it. */

#include "entry-test.h"

#include <string.h>

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
test_typing (EntryTest *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (typing); i++)
    {
      kms_identifier_entry_set_text (fixture->entry, "");
      kms_identifier_entry_set_kind (fixture->entry, typing[i].kind);
      fixture->n_edited = 0;
      app_test_type (fixture->entry, typing[i].typed);
      entry_test_assert_state (fixture, typing[i].shown);
      /* Every key press is one edit. */
      g_assert_cmpuint (fixture->n_edited, ==, g_utf8_strlen (typing[i].typed, -1));
    }
}

/* The same through gtk_editable_insert_text(), where the caller moves the caret afterwards. */
static void
test_insert_text (EntryTest *fixture, gconstpointer data)
{
  GtkEditable *delegate = GTK_EDITABLE (entry_test_get_delegate (fixture));
  const char *digits = "1234567890abcdef";

  for (guint i = 0; i < 16; i++)
    {
      int position = gtk_editable_get_position (delegate);

      gtk_editable_insert_text (delegate, digits + i, 1, &position);
      gtk_editable_set_position (delegate, position);
    }
  entry_test_assert_state (fixture, "1234-5678-90AB-CDEF|");
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
put (EntryTest *fixture, const char *state)
{
  const char *caret = strchr (state, '|');
  g_autofree char *text = g_strdup_printf ("%.*s%s", (int) (caret - state), state, caret + 1);

  kms_identifier_entry_set_text (fixture->entry, text);
  entry_test_set_caret (fixture, (int) g_utf8_strlen (state, caret - state));
  entry_test_assert_state (fixture, state);
}

static void
test_middle (EntryTest *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (middle); i++)
    {
      put (fixture, middle[i].before);
      if (middle[i].inserted == NULL)
        g_signal_emit_by_name (entry_test_get_delegate (fixture), "backspace");
      else if (*middle[i].inserted == '\0')
        g_signal_emit_by_name (entry_test_get_delegate (fixture), "delete-from-cursor",
                               GTK_DELETE_CHARS, 1);
      else
        app_test_type (fixture->entry, middle[i].inserted);
      entry_test_assert_state (fixture, middle[i].after);
    }
}

/* A separator comes back at once, so deleting goes on with the digit beyond it. */
static void
test_delete_at_hyphen (EntryTest *fixture, gconstpointer data)
{
  put (fixture, "1234-|5678");
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "backspace");
  entry_test_assert_state (fixture, "123|5-678");
  put (fixture, "1234|-5678");
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "delete-from-cursor", GTK_DELETE_CHARS,
                         1);
  entry_test_assert_state (fixture, "1234-|678");

  /* A text that is not in groups is the user's: there a hyphen is a character like others. */
  put (fixture, "1234-|x");
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "backspace");
  entry_test_assert_state (fixture, "1234|x");

  /* One digit a key press, wherever one begins. */
  put (fixture, "1234-5678-90AB|");
  for (guint i = 0; i < 12; i++)
    g_signal_emit_by_name (entry_test_get_delegate (fixture), "backspace");
  entry_test_assert_state (fixture, "|");
  put (fixture, "1234-5678-|90AB");
  for (guint i = 0; i < 8; i++)
    g_signal_emit_by_name (entry_test_get_delegate (fixture), "backspace");
  entry_test_assert_state (fixture, "|90AB");
  put (fixture, "|1234-5678-90AB");
  for (guint i = 0; i < 12; i++)
    g_signal_emit_by_name (entry_test_get_delegate (fixture), "delete-from-cursor",
                           GTK_DELETE_CHARS, 1);
  entry_test_assert_state (fixture, "|");
}

static void
test_selection (EntryTest *fixture, gconstpointer data)
{
  put (fixture, "1234-5678-90AB|");
  gtk_editable_select_region (GTK_EDITABLE (fixture->entry), 2, 7);
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "backspace");
  entry_test_assert_state (fixture, "12|78-90AB");
}

static void
test_signals (EntryTest *fixture, gconstpointer data)
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
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "backspace");
  g_assert_cmpuint (fixture->n_filled, ==, 1);

  /* The last missing digit in the middle: the caret is not at the end, so the focus stays. */
  entry_test_set_caret (fixture, 2);
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "backspace");
  app_test_type (fixture->entry, "2");
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "1234-5678-90AB-CDEF");
  g_assert_cmpuint (fixture->n_filled, ==, 1);
}

/* The program's own texts are nobody's edits. */
static void
test_set_text (EntryTest *fixture, gconstpointer data)
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
test_registration_id (EntryTest *fixture, gconstpointer data)
{
  kms_identifier_entry_set_kind (fixture->entry, KMS_IDENTIFIER_REGISTRATION_ID);
  app_test_type (fixture->entry, "1234567890ABCDEF");
  g_assert_cmpuint (fixture->n_filled, ==, 0);
  g_assert_cmpuint (fixture->n_ended, ==, 0);

  /* It ends at Enter. */
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "activate");
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpuint (fixture->n_filled, ==, 0);
}

static void
test_leave (EntryTest *fixture, gconstpointer data)
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
  entry_test_set_caret (fixture, -1);
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
test_preedit (EntryTest *fixture, gconstpointer data)
{
  app_test_type (fixture->entry, "123");
  fixture->n_edited = 0;
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "preedit-changed", "４");
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "preedit-changed", "４５");

  /* The commit may come before the end of the preedit: nothing is rewritten yet. */
  app_test_type (fixture->entry, "４５");
  entry_test_assert_state (fixture, "123４５|");
  g_assert_cmpuint (fixture->n_edited, ==, 0);

  g_signal_emit_by_name (entry_test_get_delegate (fixture), "preedit-changed", "");
  entry_test_assert_state (fixture, "1234-5|");
  g_assert_cmpuint (fixture->n_edited, ==, 1);

  /* Or after it. */
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "preedit-changed", "６");
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "preedit-changed", "");
  app_test_type (fixture->entry, "６");
  entry_test_assert_state (fixture, "1234-56|");
  g_assert_cmpuint (fixture->n_edited, ==, 2);

  /* Giving a composition up changes nothing, and an input method that says "nothing" once more, as
   * some do when the focus moves, even less: what was ended stays so. */
  kms_identifier_entry_end (fixture->entry);
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "preedit-changed", "７");
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "preedit-changed", "");
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "preedit-changed", "");
  entry_test_assert_state (fixture, "1234-56|");
  g_assert_cmpuint (fixture->n_edited, ==, 2);
  g_assert_true (kms_identifier_entry_is_ended (fixture->entry));
}

/* The last digits come from an input method, which commits before it ends its preedit. */
static void
test_preedit_fills (EntryTest *fixture, gconstpointer data)
{
  app_test_type (fixture->entry, "12345678９0ABCD");
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "preedit-changed", "ＥＦ");
  app_test_type (fixture->entry, "ＥＦ");
  g_assert_cmpuint (fixture->n_filled, ==, 0);
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "preedit-changed", "");
  entry_test_assert_state (fixture, "1234-5678-90AB-CDEF|");
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpuint (fixture->n_filled, ==, 1);
  g_assert_true (fixture->by_itself);
  g_assert_true (kms_identifier_entry_is_ended (fixture->entry));
}

static void
add (const char *path, void (*test) (EntryTest *, gconstpointer))
{
  g_test_add (path, EntryTest, NULL, entry_test_set_up, test, entry_test_tear_down);
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
  return g_test_run ();
}
