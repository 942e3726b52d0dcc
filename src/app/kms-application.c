/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application. It owns references to the server, to the journal and, once it was asked for, to the
 * demo, and hands them to its window. What the operator announces it shows once on the desktop. */

#include "app/kms-application.h"

#include "app/kms-dialogs.h"
#include "app/kms-help.h"
#include "app/kms-notifier.h"
#include "app/kms-preferences-window.h"
#include "app/kms-search-provider.h"
#include "app/kms-window.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

/* What a shell expects of a command that was called wrongly. */
#define STATUS_USAGE 2

struct _KmsApplication
{
  AdwApplication parent_instance;

  /* Owned */
  KmsOnline *online;
  KmsJournal *journal;
  KmsBackend *demo; /* NULL before it is asked for */
  KmsSearchProvider *provider;

  KmsApplicationMakeDemo make_demo;
  gpointer data; /* borrowed */
};

G_DEFINE_FINAL_TYPE (KmsApplication, kms_application, ADW_TYPE_APPLICATION)

/* The window that was used last, whatever stands before or beside it; NULL when there is none yet. */
static KmsWindow *
find_window (KmsApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *each = windows; each != NULL; each = each->next)
    if (KMS_IS_WINDOW (each->data))
      return KMS_WINDOW (each->data);
  return NULL;
}

/* Made when it is asked for. GTK's own help overlay would be there from the start, invisible, which
 * GTK 4.8 cannot bear when a screen reader asks for a window that has just been closed. */
static void
on_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/io/github/kmsdesk/KmsDesk/kms-shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (window, parent);
  kms_help_set_topic (GTK_WIDGET (window), "shortcuts");
  kms_dialogs_present (window);
}

static void
on_help (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  KmsWindow *window = find_window (KMS_APPLICATION (user_data));

  if (window != NULL)
    kms_window_show_help (window, gtk_application_get_active_window (GTK_APPLICATION (user_data)));
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  GtkWindow *window =
      g_object_new (ADW_TYPE_ABOUT_WINDOW, "transient-for", parent, "modal", TRUE,
                    "application-name", _ ("KMS Desk"), "version", KMS_VERSION, "developer-name",
                    _ ("The KMS Desk developers"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
                    _ ("Issues registration keys for HD visual communication systems."),
                    /* Translators: your names, one a line */
                    "translator-credits", _ ("translator-credits"), NULL);

  kms_dialogs_present (window);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  /* One that closes may take another along. */
  g_autolist (GtkWindow) windows =
      g_list_copy_deep (gtk_application_get_windows (GTK_APPLICATION (user_data)),
                        (GCopyFunc) (GCallback) g_object_ref, NULL);

  /* Each window keeps its work first; the last one ends the application. */
  for (GList *each = windows; each != NULL; each = each->next)
    gtk_window_close (each->data);
}

static void
open_demo (KmsApplication *self, KmsWindow *window)
{
  g_autoptr (GError) error = NULL;

  if (self->demo == NULL)
    self->demo = self->make_demo (self->data, &error);
  if (self->demo != NULL)
    kms_window_open (window, self->demo);
  else
    kms_dialogs_toast_error (GTK_WIDGET (window), error);
}

/* The window, raised. A new one shows its first page, unless something else is opened in it. */
static KmsWindow *
present_window (KmsApplication *self, gboolean start)
{
  KmsWindow *window = find_window (self);
  gboolean fresh = window == NULL;

  if (fresh)
    window = KMS_WINDOW (kms_window_new (GTK_APPLICATION (self), self->journal, self->online));
  gtk_window_present (GTK_WINDOW (window));
  /* The window manager maps the window while its first page is made; both are there for the first
   * frame. */
  gdk_display_flush (gtk_widget_get_display (GTK_WIDGET (window)));
  if (fresh && start)
    kms_window_start (window);
  return window;
}

static void
on_demo (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  KmsApplication *self = KMS_APPLICATION (user_data);

  open_demo (self, present_window (self, FALSE));
}

static void
on_home (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  kms_window_wish_home (present_window (KMS_APPLICATION (user_data), TRUE));
}

static void
on_issue (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  kms_window_wish_issue (present_window (KMS_APPLICATION (user_data), TRUE));
}

static void
on_find (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  kms_window_wish_find (present_window (KMS_APPLICATION (user_data), TRUE), NULL);
}

/* The window as it is: what its page asks for is there. */
static void
on_show (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  present_window (KMS_APPLICATION (user_data), TRUE);
}

static void
wish_issued (KmsApplication *self, GVariant *parameter, KmsHandOut what)
{
  const char *draft_id, *device_id;

  g_variant_get (parameter, "(&s&s)", &draft_id, &device_id);
  kms_window_wish_issued (present_window (self, TRUE), draft_id, device_id, what);
}

static void
on_show_issued (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  wish_issued (KMS_APPLICATION (user_data), parameter, KMS_HAND_OUT_NOTHING);
}

static void
on_copy_issued (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  wish_issued (KMS_APPLICATION (user_data), parameter, KMS_HAND_OUT_COPY);
}

static void
on_print_issued (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  wish_issued (KMS_APPLICATION (user_data), parameter, KMS_HAND_OUT_CARD);
}

static void
on_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  KmsApplication *self = KMS_APPLICATION (user_data);
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));
  KmsWindow *window = find_window (self);

  if (window != NULL && !gtk_window_get_modal (active))
    gtk_window_present (
        GTK_WINDOW (kms_preferences_window_new (GTK_WINDOW (window), self->online)));
}

/* Each notice once, whatever window is open. */
static void
on_announcements_changed (KmsApplication *self)
{
  GPtrArray *announcements = kms_online_get_announcements (self->online);
  KmsSettings *settings = kms_online_get_settings (self->online);
  KmsRemote *remote = kms_online_get_remote (self->online);

  for (guint i = 0; i < announcements->len; i++)
    {
      const KmsAnnouncement *announcement = g_ptr_array_index (announcements, i);
      const char *url = kms_rest_get_url (kms_remote_get_rest (remote));

      if (kms_settings_was_notified (settings, url, announcement->id))
        continue;
      kms_settings_add_notified (settings, url, announcement->id);
      kms_notifier_announce (G_APPLICATION (self), announcement);
    }
}

static void
read_options (KmsApplication *self, GApplicationCommandLine *command_line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  const char *password = g_application_command_line_getenv (command_line, "KMS_PASSWORD");
  const char *url = NULL, *login_id = NULL;

  if (g_variant_dict_lookup (options, "server", "&s", &url))
    kms_online_set_server (self->online, url);
  if (g_variant_dict_lookup (options, "log-in", "&s", &login_id) && password != NULL)
    kms_online_set_log_in (self->online, login_id, password);
}

static int
kms_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  KmsApplication *self = KMS_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  gboolean demo = g_variant_dict_contains (options, "demo");
  g_autofree const char **paths = NULL;
  KmsWindow *window = NULL;

  if (find_window (self) == NULL)
    read_options (self, command_line);
  window = present_window (self, !demo);
  if (demo)
    open_demo (self, window);
  if (g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &paths))
    {
      g_autoptr (GFile) file =
          g_application_command_line_create_file_for_arg (command_line, paths[0]);

      kms_window_open_sheet (window, file);
    }
  else if (g_variant_dict_contains (options, "issue"))
    kms_window_wish_issue (window);
  else if (g_variant_dict_contains (options, "find"))
    kms_window_wish_find (window, NULL);
  return 0;
}

/* Another server than that of the program that runs: a program of its own. */
static int
kms_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  g_autofree const char **paths = NULL;

  if (g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &paths)
      && g_strv_length ((char **) paths) > 1)
    {
      g_printerr ("%s\n", _ ("One sheet at a time, please."));
      return STATUS_USAGE;
    }
  if (g_variant_dict_contains (options, "server"))
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return G_APPLICATION_CLASS (kms_application_parent_class)
      ->handle_local_options (application, options);
}

static void
kms_application_activate (GApplication *application)
{
  present_window (KMS_APPLICATION (application), TRUE);
}

/* From the desktop: a sheet that is opened with KMS Desk. */
static void
kms_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  kms_window_open_sheet (present_window (KMS_APPLICATION (application), TRUE), files[0]);
}

static void
on_search (KmsApplication *self, const char *text)
{
  kms_window_wish_find (present_window (self, TRUE), text);
}

static gboolean
kms_application_dbus_register (GApplication *application,
                               GDBusConnection *connection,
                               const char *object_path,
                               GError **error)
{
  KmsApplication *self = KMS_APPLICATION (application);
  g_autofree char *path = g_strconcat (object_path, "/SearchProvider", NULL);

  return G_APPLICATION_CLASS (kms_application_parent_class)
             ->dbus_register (application, connection, object_path, error)
         && kms_search_provider_export (self->provider, connection, path, error);
}

static void
kms_application_dbus_unregister (GApplication *application,
                                 GDBusConnection *connection,
                                 const char *object_path)
{
  kms_search_provider_unexport (KMS_APPLICATION (application)->provider);
  G_APPLICATION_CLASS (kms_application_parent_class)
      ->dbus_unregister (application, connection, object_path);
}

static void
kms_application_finalize (GObject *object)
{
  KmsApplication *self = KMS_APPLICATION (object);

  g_clear_object (&self->online);
  g_clear_object (&self->journal);
  g_clear_object (&self->demo);
  g_clear_object (&self->provider);

  G_OBJECT_CLASS (kms_application_parent_class)->finalize (object);
}

static void
kms_application_class_init (KmsApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = kms_application_finalize;
  application_class->activate = kms_application_activate;
  application_class->open = kms_application_open;
  application_class->dbus_register = kms_application_dbus_register;
  application_class->dbus_unregister = kms_application_dbus_unregister;
  application_class->command_line = kms_application_command_line;
  application_class->handle_local_options = kms_application_handle_local_options;
}

static void
kms_application_init (KmsApplication *self)
{
  static const GActionEntry actions[] = {
    { .name = "home", .activate = on_home },
    { .name = "issue", .activate = on_issue },
    { .name = "find", .activate = on_find },
    { .name = "demo", .activate = on_demo },
    { .name = "show", .activate = on_show },
    { .name = "show-issued", .activate = on_show_issued, .parameter_type = "(ss)" },
    { .name = "copy-issued", .activate = on_copy_issued, .parameter_type = "(ss)" },
    { .name = "print-issued", .activate = on_print_issued, .parameter_type = "(ss)" },
    { .name = "preferences", .activate = on_preferences },
    { .name = "shortcuts", .activate = on_shortcuts },
    { .name = "help", .activate = on_help },
    { .name = "about", .activate = on_about },
    { .name = "quit", .activate = on_quit },
  };
  static const struct
  {
    const char *action;
    const char *accel;
  } accels[] = {
    { "app.preferences", "<Control>comma" },
    { "app.shortcuts", "<Control>question" },
    { "app.help", "F1" },
    { "app.quit", "<Control>q" },
    { "window.close", "<Control>w" },
    { "win.home", "<Alt>Home" },
    { "win.find", "<Control>f" },
  };
  const GOptionEntry options[] = {
    { "issue", 0, 0, G_OPTION_ARG_NONE, NULL,
      _ ("Begin to issue registration keys, with the keys of the sheet if one is given"), NULL },
    { "find", 0, 0, G_OPTION_ARG_NONE, NULL, _ ("Find registration keys"), NULL },
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, _ ("Open the issuing demo"), NULL },
    { "server", 0, 0, G_OPTION_ARG_STRING, NULL,
      _ ("Use this server, whatever the preferences say"),
      /* Translators: the place of an address in the help of the command line */
      _ ("URL") },
    { "log-in", 0, 0, G_OPTION_ARG_STRING, NULL,
      _ ("Log in with the password that is in KMS_PASSWORD, and remember nothing"),
      /* Translators: the place of a login ID in the help of the command line */
      _ ("LOGIN-ID") },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL,
      /* Translators: the place of a file in the help of the command line */
      _ ("[SHEET]") },
    { NULL },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           (const char *[]){ accels[i].accel, NULL });
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * kms_application_new:
 * @online: the server of this person
 * @journal: where drafts are kept
 * @make_demo: makes the demo when it is asked for
 * @data: data for @make_demo; it outlives the application
 *
 * Returns: (transfer full): the application
 */
KmsApplication *
kms_application_new (KmsOnline *online,
                     KmsJournal *journal,
                     KmsApplicationMakeDemo make_demo,
                     gpointer data)
{
  KmsApplication *self =
      g_object_new (KMS_TYPE_APPLICATION, "application-id", KMS_APPLICATION_ID, "flags",
                    G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN
                        | G_APPLICATION_SEND_ENVIRONMENT,
                    "resource-base-path", "/io/github/kmsdesk/KmsDesk", NULL);

  self->online = g_object_ref (online);
  self->journal = g_object_ref (journal);
  self->make_demo = make_demo;
  self->data = data;
  self->provider = kms_search_provider_new (online);
  g_signal_connect_object (self->provider, "search", G_CALLBACK (on_search), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (online, "announcements-changed", G_CALLBACK (on_announcements_changed),
                           self, G_CONNECT_SWAPPED);
  return self;
}
