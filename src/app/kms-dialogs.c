/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Message dialogs and toasts, in one place: AdwMessageDialog is deprecated from libadwaita 1.6 on.
 * A question owns its dialog until it is answered. */

#include "app/kms-dialogs.h"

#include "app/kms-files.h"
#include "app/kms-toaster.h"
#include "words/kms-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/**
 * kms_dialogs_present:
 * @window: a window that is transient for another one
 *
 * Shows it. It goes with the other one, and the keys of the application hold in it, too: F1 for instance.
 */
void
kms_dialogs_present (GtkWindow *window)
{
  GtkWindow *parent = gtk_window_get_transient_for (window);

  gtk_window_set_destroy_with_parent (window, TRUE);
  if (parent != NULL)
    gtk_window_set_application (window, gtk_window_get_application (parent));
  gtk_window_present (window);
}

/* Only the first answer counts. */
static void
answer (GtkWidget *dialog, gboolean yes)
{
  g_autoptr (GTask) task = g_object_steal_data (G_OBJECT (dialog), "kms-question");

  if (task != NULL)
    g_task_return_boolean (task, yes);
}

static void
on_response (GtkWidget *dialog, const char *response)
{
  GtkWindow *asking = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  /* The answer may close the window that asks, and GTK 4.8's dialog looks at it to the last. Not
   * before: a window that closes by itself takes its question along. */
  if (asking != NULL)
    g_object_set_data_full (G_OBJECT (dialog), "kms-asking", g_object_ref (asking), g_object_unref);
  answer (dialog, g_str_equal (response, "yes"));
}

/* It goes with the window that asks. */
static void
on_destroy (GtkWidget *dialog)
{
  answer (dialog, FALSE);
}

/**
 * kms_dialogs_ask_async:
 * @widget: a widget of the window that asks
 * @heading: the question
 * @body: what one should know before answering
 * @no: the label of the answer that changes nothing
 * @yes: the label of the other one
 * @destructive: whether @yes loses something
 * @callback: called when it is answered; closing the dialog, or the window that asks, is @no
 */
void
kms_dialogs_ask_async (GtkWidget *widget,
                       const char *heading,
                       const char *body,
                       const char *no,
                       const char *yes,
                       gboolean destructive,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (widget, NULL, callback, user_data);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), heading, body);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  g_task_set_source_tag (task, kms_dialogs_ask_async);
  adw_message_dialog_add_responses (message, "no", no, "yes", yes, NULL);
  adw_message_dialog_set_close_response (message, "no");
  adw_message_dialog_set_default_response (message, destructive ? "no" : "yes");
  adw_message_dialog_set_response_appearance (
      message, "yes", destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  g_object_set_data (G_OBJECT (dialog), "kms-question", task);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), NULL);
  g_signal_connect (dialog, "destroy", G_CALLBACK (on_destroy), NULL);
  kms_dialogs_present (GTK_WINDOW (dialog));
}

/**
 * kms_dialogs_ask_finish:
 * @result: what the callback got
 *
 * Returns: whether the answer was yes
 */
gboolean
kms_dialogs_ask_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * kms_dialogs_toast:
 * @widget: a widget of the window
 * @title: what happened
 */
void
kms_dialogs_toast (GtkWidget *widget, const char *title)
{
  GtkWidget *toaster = gtk_widget_get_ancestor (widget, KMS_TYPE_TOASTER);

  if (toaster != NULL)
    kms_toaster_show (KMS_TOASTER (toaster), title);
}

/**
 * kms_dialogs_toast_error:
 * @widget: a widget of the window
 * @error: why an action failed; being cancelled is passed over in silence
 *
 * When the window is gone, the journal of the system is told instead.
 */
void
kms_dialogs_toast_error (GtkWidget *widget, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = kms_words_error (error);
  if (gtk_widget_get_root (widget) != NULL)
    kms_dialogs_toast (widget, sentence);
  else
    g_message ("%s", sentence);
}

/* What was saved, and can be opened */
typedef struct
{
  GtkWidget *widget;   /* owned */
  GFile *file;         /* owned */
  const char *failure; /* static */
} Offer;

static void
offer_free (Offer *offer)
{
  g_object_unref (offer->widget);
  g_object_unref (offer->file);
  g_free (offer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Offer, offer_free)

static void
on_launched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Offer) offer = user_data;

  if (!g_app_info_launch_default_for_uri_finish (result, NULL))
    kms_dialogs_toast (offer->widget, offer->failure);
}

static void
on_offer_gone (gboolean pressed, gpointer data)
{
  g_autoptr (Offer) offer = data;
  g_autofree char *uri = g_file_get_uri (offer->file);

  if (pressed)
    g_app_info_launch_default_for_uri_async (uri, NULL, NULL, on_launched,
                                             g_steal_pointer (&offer));
}

/**
 * kms_dialogs_offer_to_open:
 * @widget: a widget of the window
 * @title: what happened
 * @button_label: the label of the button that opens @file
 * @file: a file or folder
 * @failure: (transfer none): what is said when no program opens it; a translation
 *
 * Tells the news, with a button that opens what they are about.
 */
void
kms_dialogs_offer_to_open (GtkWidget *widget,
                           const char *title,
                           const char *button_label,
                           GFile *file,
                           const char *failure)
{
  GtkWidget *toaster = gtk_widget_get_ancestor (widget, KMS_TYPE_TOASTER);
  Offer *offer;

  if (toaster == NULL)
    return;
  offer = g_new0 (Offer, 1);
  offer->widget = g_object_ref (widget);
  offer->file = g_object_ref (file);
  offer->failure = failure;
  kms_toaster_offer (KMS_TOASTER (toaster), title, button_label, on_offer_gone, offer);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = kms_files_save_finish (result, &error);
  g_autofree char *name = NULL, *shown = NULL, *news = NULL;

  if (file == NULL)
    {
      kms_dialogs_toast_error (widget, error);
      return;
    }
  name = g_file_get_basename (file);
  shown = g_filename_display_name (name);
  /* Translators: %s is the name of a file */
  news = g_strdup_printf (_ ("Saved as “%s”"), shown);
  kms_dialogs_toast (widget, news);
}

/**
 * kms_dialogs_save:
 * @widget: a widget of the window
 * @title: the title of the dialog
 * @name: the file name that is offered
 * @contents: what to write
 *
 * Asks for a file, writes it and tells how it went.
 */
void
kms_dialogs_save (GtkWidget *widget, const char *title, const char *name, GBytes *contents)
{
  kms_files_save_async (widget, title, name, contents, on_saved, g_object_ref (widget));
}

/**
 * kms_dialogs_show_text:
 * @widget: a widget of the window
 * @title: what it is
 * @text: the text to read
 *
 * Shows a page of text in a window of its own.
 */
void
kms_dialogs_show_text (GtkWidget *widget, const char *title, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "title", title, "modal", TRUE, "transient-for",
                                    gtk_widget_get_root (widget), "default-width", 560,
                                    "default-height", 520, NULL);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  g_object_set (view, "editable", FALSE, "monospace", TRUE, "wrap-mode", GTK_WRAP_WORD_CHAR,
                "left-margin", 18, "right-margin", 18, "top-margin", 18, "bottom-margin", 18, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (window), box);

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  kms_dialogs_present (GTK_WINDOW (window));
}
