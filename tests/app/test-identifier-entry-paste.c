/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsIdentifierEntry: what is pasted, in whatever way, of whatever size, and whenever it comes. */

#include "entry-test.h"

#include <string.h>

static void
test_paste (EntryTest *fixture, gconstpointer data)
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
  entry_test_assert_state (fixture, "1234-5678-90AB-CDEF|");
  g_assert_cmpuint (fixture->n_ended, ==, 2);
  g_assert_true (kms_identifier_entry_is_ended (fixture->entry));
  /* No Enter belongs to it, as one does to a barcode. */
  g_assert_false (fixture->by_itself);

  g_signal_emit_by_name (entry_test_get_delegate (fixture), "backspace");
  app_test_type (fixture->entry, "F");
  g_assert_true (fixture->by_itself);
}

static void
test_paste_registration_id (EntryTest *fixture, gconstpointer data)
{
  kms_identifier_entry_set_kind (fixture->entry, KMS_IDENTIFIER_REGISTRATION_ID);
  app_test_paste (fixture->entry, "89abcdef\n");
  app_test_wait_until (fixture->n_filled == 1);
  entry_test_assert_state (fixture, "89ABCDEF|");
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_false (fixture->by_itself);
}

static void
test_paste_taken (EntryTest *fixture, gconstpointer data)
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
test_paste_large (EntryTest *fixture, gconstpointer data)
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
  gtk_editable_insert_text (GTK_EDITABLE (entry_test_get_delegate (fixture)), large, -1, &position);
  g_assert_cmpuint (strlen (fixture->pasted), ==, size);
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "12");
  g_assert_cmpint (position, ==, 0);
}

/* Waits until everything asked of the clipboard so far was answered. */
static void
wait_for_clipboard (EntryTest *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fixture->window);

  gdk_clipboard_read_text_async (clipboard, NULL, take_result, &result);
  app_test_wait_until (result != NULL);
  text = gdk_clipboard_read_text_finish (clipboard, result, NULL);
  app_test_settle ();
}

/* What is no text pastes nothing. */
static void
test_paste_no_text (EntryTest *fixture, gconstpointer data)
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
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "paste-clipboard");
  wait_for_clipboard (fixture);
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "12");

  gdk_clipboard_set_content (clipboard, NULL);
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "paste-clipboard");
  wait_for_clipboard (fixture);
  g_assert_cmpstr (app_test_text (fixture->entry), ==, "12");
  g_assert_cmpuint (fixture->n_edited, ==, 0);

  /* Bytes that only claim to be text: whatever comes of them is valid UTF-8 and no crash. */
  gdk_clipboard_set_content (clipboard, provider);
  g_signal_emit_by_name (entry_test_get_delegate (fixture), "paste-clipboard");
  wait_for_clipboard (fixture);
  g_assert_true (g_utf8_validate (app_test_text (fixture->entry), -1, NULL));
  g_assert_true (g_str_has_prefix (app_test_text (fixture->entry), "12"));
}

/* The row that it is in was removed before the clipboard answers: nothing comes of it. */
static void
test_paste_removed (EntryTest *fixture, gconstpointer data)
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

/* The middle button pastes what is selected elsewhere, all at once; no Enter belongs to it. */
static void
test_middle_button (EntryTest *fixture, gconstpointer data)
{
  GtkEditable *delegate = GTK_EDITABLE (entry_test_get_delegate (fixture));
  int position = 0;

  gtk_editable_insert_text (delegate, "1234567890ABCDEF", -1, &position);
  entry_test_assert_state (fixture, "1234-5678-90AB-CDEF|");
  g_assert_cmpuint (fixture->n_filled, ==, 1);
  g_assert_false (fixture->by_itself);

  /* What is typed behind it is typed. */
  g_signal_emit_by_name (delegate, "backspace");
  app_test_type (fixture->entry, "F");
  g_assert_cmpuint (fixture->n_filled, ==, 2);
  g_assert_true (fixture->by_itself);
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
  add ("/identifier-entry-paste/paste", test_paste);
  add ("/identifier-entry-paste/registration-id", test_paste_registration_id);
  add ("/identifier-entry-paste/taken", test_paste_taken);
  add ("/identifier-entry-paste/large", test_paste_large);
  add ("/identifier-entry-paste/no-text", test_paste_no_text);
  add ("/identifier-entry-paste/removed", test_paste_removed);
  g_test_add_func ("/identifier-entry-paste/gone", test_paste_gone);
  add ("/identifier-entry-paste/middle-button", test_middle_button);
  return g_test_run ();
}
