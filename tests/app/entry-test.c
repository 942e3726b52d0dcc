/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The fixture of the tests of KmsIdentifierEntry. It owns what it counts. */

#include "entry-test.h"

static void
count (guint *n)
{
  (*n)++;
}

static void
on_filled (KmsIdentifierEntry *entry, gboolean by_itself, EntryTest *fixture)
{
  fixture->n_filled++;
  fixture->by_itself = by_itself;
}

static gboolean
on_pasted (KmsIdentifierEntry *entry, const char *text, EntryTest *fixture)
{
  g_free (fixture->pasted);
  fixture->pasted = g_strdup (text);
  fixture->n_pasted++;
  return fixture->takes;
}

void
entry_test_set_up (EntryTest *fixture, gconstpointer data)
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

void
entry_test_tear_down (EntryTest *fixture, gconstpointer data)
{
  g_object_ref (fixture->entry);
  app_test_close (fixture->window);
  app_test_assert_finalized (fixture->entry);
  g_free (fixture->pasted);
}

GtkText *
entry_test_get_delegate (EntryTest *fixture)
{
  return GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (fixture->entry)));
}

int
entry_test_get_caret (EntryTest *fixture)
{
  return gtk_editable_get_position (GTK_EDITABLE (fixture->entry));
}

void
entry_test_set_caret (EntryTest *fixture, int position)
{
  gtk_editable_set_position (GTK_EDITABLE (fixture->entry), position);
}

/* "1234|-5678" is the text with the caret in it. */
void
entry_test_assert_state (EntryTest *fixture, const char *expected)
{
  g_autoptr (GString) state = g_string_new (app_test_text (fixture->entry));

  g_string_insert_c (
      state, g_utf8_offset_to_pointer (state->str, entry_test_get_caret (fixture)) - state->str,
      '|');
  g_assert_cmpstr (state->str, ==, expected);
}
