/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application. It owns references to backend and journal and hands them to its window. */

#include "app/kms-application.h"

#include "app/kms-window.h"

#include <glib/gi18n.h>

struct _KmsApplication
{
  AdwApplication parent_instance;

  /* Owned */
  KmsBackend *backend;
  KmsJournal *journal;
};

G_DEFINE_FINAL_TYPE (KmsApplication, kms_application, ADW_TYPE_APPLICATION)

/* The window, which may have a dialog before it; NULL when there is none yet. */
static KmsWindow *
find_window (KmsApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  while (window != NULL && !KMS_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  return window != NULL ? KMS_WINDOW (window) : NULL;
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (gtk_application_get_active_window (GTK_APPLICATION (user_data)),
                         "application-name", _ ("KMS Desk"), "version", KMS_VERSION,
                         "developer-name", _ ("The KMS Desk developers"), "license-type",
                         GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Issues registration keys for HD visual communication systems."),
                         /* Translators: your names, one a line */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (user_data));

  /* Each window keeps its work first; the last one ends the application. */
  while (windows != NULL)
    {
      GtkWindow *window = windows->data;

      windows = windows->next;
      gtk_window_close (window);
    }
}

static int
kms_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  KmsApplication *self = KMS_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  KmsWindow *window = find_window (self);
  gboolean demo = g_variant_dict_contains (options, "demo");
  gboolean fresh = window == NULL;

  if (fresh)
    window = KMS_WINDOW (kms_window_new (GTK_APPLICATION (self), self->journal));
  gtk_window_present (GTK_WINDOW (window));
  /* The window manager maps the window while its first page is made; both are there for the first
   * frame. */
  gdk_display_flush (gtk_widget_get_display (GTK_WIDGET (window)));
  if (demo || fresh)
    kms_window_open (window, self->backend);
  return 0;
}

static void
kms_application_activate (GApplication *application)
{
  KmsWindow *window = find_window (KMS_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
}

static void
kms_application_finalize (GObject *object)
{
  KmsApplication *self = KMS_APPLICATION (object);

  g_clear_object (&self->backend);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (kms_application_parent_class)->finalize (object);
}

static void
kms_application_class_init (KmsApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = kms_application_finalize;
  application_class->activate = kms_application_activate;
  application_class->command_line = kms_application_command_line;
}

static void
kms_application_init (KmsApplication *self)
{
  static const GActionEntry actions[] = {
    { .name = "about", .activate = on_about },
    { .name = "quit", .activate = on_quit },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit",
                                         (const char *[]){ "<Control>q", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "window.close",
                                         (const char *[]){ "<Control>w", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "win.home",
                                         (const char *[]){ "<Alt>Home", NULL });
  g_application_add_main_option (G_APPLICATION (self), "demo", 0, G_OPTION_FLAG_NONE,
                                 G_OPTION_ARG_NONE, _ ("Open the issuing demo"), NULL);
}

/**
 * kms_application_new:
 * @backend: what the pages talk to
 * @journal: where drafts are kept
 *
 * Returns: (transfer full): the application
 */
KmsApplication *
kms_application_new (KmsBackend *backend, KmsJournal *journal)
{
  KmsApplication *self = g_object_new (KMS_TYPE_APPLICATION, "application-id", KMS_APPLICATION_ID,
                                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE,
                                       "resource-base-path", "/io/github/kmsdesk/KmsDesk", NULL);

  self->backend = g_object_ref (backend);
  self->journal = g_object_ref (journal);
  return self;
}
