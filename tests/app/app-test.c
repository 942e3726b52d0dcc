/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the app share. Nothing here owns anything. */

#include "app-test.h"

#include "app/kms-field.h"
#include "tree-test.h"
#include "words/kms-words.h"

gboolean
app_test_tick (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

/* What newer versions of GTK and libadwaita say of themselves: of the rows of a column view whose columns
 * just got other widths, and of the two headings of a message dialog, one of which is too wide. */
static const char *const of_themselves[] = {
  "Trying to measure GtkColumnViewRowWidget ",
  "Trying to measure GtkLabel ",
};

static gboolean
is_of_themselves (const char *message)
{
  if (gtk_check_version (4, 10, 0) != NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (of_themselves); i++)
    if (g_str_has_prefix (message, of_themselves[i]))
      return TRUE;
  return FALSE;
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer unused)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && is_of_themselves (fields[i].value))
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, NULL);
}

static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message, gpointer unused)
{
  return !is_of_themselves (message);
}

void
app_test_init (int *argc, char ***argv)
{
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  kms_words_init ();
  g_test_init (argc, argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_test_log_set_fatal_handler (is_fatal, NULL);
  adw_init ();
  /* The application loads it by itself. */
  gtk_css_provider_load_from_resource (style, "/io/github/kmsdesk/KmsDesk/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* Serves what is there to be done now. */
void
app_test_settle (void)
{
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

/* A window on the screen with @content in it. */
GtkWidget *
app_test_show (GtkWidget *content)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), content);
  gtk_window_present (GTK_WINDOW (window));
  app_test_wait_until (gtk_widget_get_mapped (content));
  return window;
}

void
app_test_close (GtkWidget *window)
{
  g_object_ref (window);
  gtk_window_destroy (GTK_WINDOW (window));
  app_test_settle ();
  app_test_assert_finalized (window);
}

/* The child of @widget that its template calls @name. */
gpointer
app_test_child (gpointer widget, const char *name)
{
  GObject *child =
      gtk_widget_get_template_child (GTK_WIDGET (widget), G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (child);
  return child;
}

/* The first descendant of that type, depth first; NULL when there is none. */
GtkWidget *
app_test_find (GtkWidget *root, GType type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : NULL;

      if (found == NULL)
        found = app_test_find (child, type);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The entry in the field of that label below @root. */
GtkWidget *
app_test_find_entry (GtkWidget *root, const char *label)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = app_test_find_entry (child, label);
      g_autofree char *name = NULL;

      if (found != NULL)
        return found;
      if (!KMS_IS_FIELD (child))
        continue;
      g_object_get (child, "label", &name, NULL);
      if (g_str_equal (name, label))
        return app_test_find (child, GTK_TYPE_ENTRY);
    }
  return NULL;
}

/* The button with that label, mnemonic and all; NULL when there is none. */
GtkWidget *
app_test_find_button (GtkWidget *root, const char *label)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = NULL;

      if (GTK_IS_BUTTON (child)
          && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (child)), label) == 0)
        return child;
      found = app_test_find_button (child, label);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The question on the screen; NULL when there is none. */
GtkWidget *
app_test_find_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

/* The file dialog on the screen; NULL when there is none. */
GtkWidget *
app_test_find_chooser (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (GTK_IS_FILE_CHOOSER (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

/* Whether the path bar of the file dialog has found its way: to @folder, or to any when that is NULL. Newer GTK fails
 * when it goes elsewhere, or is closed, meanwhile. */
static gboolean
is_at (GtkFileChooser *chooser, GFile *folder)
{
  g_autofree char *name = folder != NULL ? g_file_get_basename (folder) : NULL;
  GtkWidget *last = NULL;
  GtkWidget *button;

  if (gtk_check_version (4, 10, 0) != NULL)
    return TRUE;
  button = app_test_find (GTK_WIDGET (chooser), g_type_from_name ("GtkPathBar"));
  for (button = app_test_find (button, GTK_TYPE_TOGGLE_BUTTON); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    last = app_test_find (button, GTK_TYPE_LABEL);
  return last != NULL
         && (name == NULL || g_str_equal (gtk_label_get_label (GTK_LABEL (last)), name));
}

static gboolean
has_chosen (GFile *wanted)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (app_test_find_chooser ());
  g_autoptr (GFile) folder = g_file_get_parent (wanted);
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (chooser);

  return chosen != NULL && g_file_equal (chosen, wanted) && is_at (chooser, folder);
}

/* Waits for the file dialog and chooses @path, which is there only when it is opened. */
void
app_test_choose (const char *path)
{
  g_autoptr (GFile) wanted = g_file_new_for_path (path);
  g_autoptr (GFile) folder = g_file_get_parent (wanted);
  g_autofree char *name = g_file_get_basename (wanted);
  GtkFileChooser *chooser;

  app_test_wait_until (app_test_find_chooser () != NULL);
  chooser = GTK_FILE_CHOOSER (app_test_find_chooser ());
  if (gtk_file_chooser_get_action (chooser) == GTK_FILE_CHOOSER_ACTION_SAVE)
    {
      app_test_wait_until (is_at (chooser, NULL));
      g_assert_true (gtk_file_chooser_set_current_folder (chooser, folder, NULL));
      gtk_file_chooser_set_current_name (chooser, name);
    }
  else
    g_assert_true (gtk_file_chooser_set_file (chooser, wanted, NULL));
  app_test_wait_until (has_chosen (wanted));
}

/* Waits for the question and presses the button with that label. */
void
app_test_answer (const char *label)
{
  app_test_wait_until (app_test_find_question () != NULL);
  app_test_press (app_test_find_button (app_test_find_question (), label));
  app_test_wait_until (app_test_find_question () == NULL);
}

const char *
app_test_status_text (gpointer status_line)
{
  return gtk_label_get_label (app_test_child (status_line, "label"));
}

/* The label of its button, or NULL when there is no button. */
const char *
app_test_status_action (gpointer status_line)
{
  GtkButton *action = app_test_child (status_line, "action");

  return gtk_widget_get_visible (GTK_WIDGET (action)) ? gtk_button_get_label (action) : NULL;
}

/* The error of the field; NULL when it shows none. */
const char *
app_test_field_text (gpointer field)
{
  return kms_field_has_error (field) ? app_test_status_text (app_test_child (field, "status"))
                                     : NULL;
}

gboolean
app_test_is_invalid (gpointer widget)
{
  g_autofree char *unlike = gtk_test_accessible_check_state (
      GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);

  return unlike == NULL;
}

/* Where the focus is; for an entry, the entry rather than the text in it. */
GtkWidget *
app_test_get_focus (GtkWidget *widget)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  return GTK_IS_TEXT (focus) ? gtk_widget_get_parent (focus) : focus;
}

void
app_test_press (gpointer button)
{
  g_assert_true (gtk_widget_is_visible (GTK_WIDGET (button)));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (button)));
  g_signal_emit_by_name (button, "clicked");
}

/* Character by character at the caret, in the way of GtkText: it inserts, then sets the caret. */
void
app_test_type (gpointer entry, const char *text)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (entry));

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      char character[7] = "";

      g_unichar_to_utf8 (g_utf8_get_char (text), character);
      g_signal_emit_by_name (delegate, "insert-at-cursor", character);
    }
}

/* The caller waits for what comes of it. */
void
app_test_paste (gpointer entry, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (entry)), text);
  g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (entry)), "paste-clipboard");
}

const char *
app_test_text (gpointer entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

char *
app_test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("kms-app-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

void
app_test_remove_folder (char *path)
{
  remove_tree (path);
  g_free (path);
}
