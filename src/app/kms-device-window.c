/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window of the practice device. It owns references to the demo, which is a classroom too, and to
 * the device that is open. What the device shows it also says in a line that a screen reader follows
 * and that grows with the text of the desktop; the television does not. */

#include "app/kms-device-window.h"

#include "app/kms-device-chooser.h"
#include "app/kms-device-screen.h"
#include "app/kms-device-words.h"
#include "app/kms-dialogs.h"
#include "app/kms-label.h"
#include "app/kms-remote-control.h"
#include "app/kms-wrap-layout.h"
#include "client/kms-classroom.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsDeviceWindow
{
  AdwWindow parent_instance;

  /* Owned */
  KmsBackend *backend;
  KmsPracticeDevice *device; /* NULL before one is chosen */
  GCancellable *pasting;     /* cancelled with the window */

  /* Template */
  AdwWindowTitle *title;
  GtkLabel *demo_pill;
  GtkMenuButton *menu;
  GtkStack *stack;
  KmsDeviceChooser *chooser;
  GtkWidget *page;
  KmsDeviceScreen *screen;
  GtkLabel *status;
  GtkLabel *hint;
  KmsRemoteControl *remote;
};

G_DEFINE_FINAL_TYPE (KmsDeviceWindow, kms_device_window, ADW_TYPE_WINDOW)

/* The keys that are no digits. */
static const struct
{
  guint keyval;
  KmsPracticeButton button;
} keys[] = {
  { GDK_KEY_Up, KMS_PRACTICE_BUTTON_UP },           { GDK_KEY_KP_Up, KMS_PRACTICE_BUTTON_UP },
  { GDK_KEY_Down, KMS_PRACTICE_BUTTON_DOWN },       { GDK_KEY_KP_Down, KMS_PRACTICE_BUTTON_DOWN },
  { GDK_KEY_Left, KMS_PRACTICE_BUTTON_LEFT },       { GDK_KEY_KP_Left, KMS_PRACTICE_BUTTON_LEFT },
  { GDK_KEY_Right, KMS_PRACTICE_BUTTON_RIGHT },     { GDK_KEY_KP_Right, KMS_PRACTICE_BUTTON_RIGHT },
  { GDK_KEY_Return, KMS_PRACTICE_BUTTON_ENTER },    { GDK_KEY_KP_Enter, KMS_PRACTICE_BUTTON_ENTER },
  { GDK_KEY_ISO_Enter, KMS_PRACTICE_BUTTON_ENTER }, { GDK_KEY_Escape, KMS_PRACTICE_BUTTON_BACK },
  { GDK_KEY_BackSpace, KMS_PRACTICE_BUTTON_BACK },  { GDK_KEY_m, KMS_PRACTICE_BUTTON_MENU },
  { GDK_KEY_M, KMS_PRACTICE_BUTTON_MENU },          { GDK_KEY_F5, KMS_PRACTICE_BUTTON_BLUE },
  { GDK_KEY_F6, KMS_PRACTICE_BUTTON_RED },          { GDK_KEY_Delete, KMS_PRACTICE_BUTTON_RED },
  { GDK_KEY_F7, KMS_PRACTICE_BUTTON_GREEN },        { GDK_KEY_F8, KMS_PRACTICE_BUTTON_YELLOW },
};

static void
say (KmsDeviceWindow *self, const char *text)
{
  kms_label_set_text (self->status, text);
}

static void
update (KmsDeviceWindow *self)
{
  g_autofree char *status = kms_device_words_status (self->device);

  say (self, status);
  kms_label_set_text (self->hint, kms_device_words_hint (self->device));
}

static void
press (KmsDeviceWindow *self, KmsPracticeButton button)
{
  if (!kms_practice_device_press (self->device, button))
    say (self, _ ("This button does nothing here."));
}

static void
type_digit (KmsDeviceWindow *self, guint digit)
{
  if (!kms_practice_device_type_digit (self->device, (char) digit))
    say (self, _ ("This button does nothing here."));
}

/* A digit, also of the keypad; 0 for any other key. */
static char
read_digit (guint keyval)
{
  gunichar character = gdk_keyval_to_unicode (keyval);

  return character < 0x80 && g_ascii_isxdigit ((char) character) ? (char) character : 0;
}

static gboolean
on_key_pressed (KmsDeviceWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  char digit = read_digit (keyval);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (digit != 0)
    {
      type_digit (self, (guint) digit);
      return GDK_EVENT_STOP;
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].keyval == keyval)
      {
        /* As everywhere, it takes a digit away as long as there is one. */
        gboolean deletes = keyval == GDK_KEY_BackSpace
                           && kms_practice_device_offers (self->device, KMS_PRACTICE_BUTTON_RED);

        press (self, deletes ? KMS_PRACTICE_BUTTON_RED : keys[i].button);
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

static void
on_clipboard_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsDeviceWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->device == NULL)
    return;
  if (text == NULL || !kms_practice_device_paste (self->device, text))
    say (self, _ ("A registration key is pasted where the device asks for one."));
}

static void
on_paste (GtkWidget *widget, const char *action, GVariant *parameter)
{
  KmsDeviceWindow *self = KMS_DEVICE_WINDOW (widget);

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), self->pasting,
                                 on_clipboard_read, g_object_ref (self));
}

static void
on_choose (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_device_window_choose (KMS_DEVICE_WINDOW (widget));
}

static void
on_reset_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KmsDeviceWindow *self = KMS_DEVICE_WINDOW (source);

  if (kms_dialogs_ask_finish (result) && self->device != NULL)
    kms_practice_device_reset (self->device);
}

static void
on_reset (GtkWidget *widget, const char *action, GVariant *parameter)
{
  kms_dialogs_ask_async (
      widget, _ ("Reset the Practice Device?"),
      _ ("Nothing is registered on it any more, and its password is 00000000 again."),
      _ ("_Cancel"), _ ("_Reset"), TRUE, on_reset_answered, NULL);
}

static void
show_page (KmsDeviceWindow *self, GtkWidget *page)
{
  gboolean device = page == self->page;

  gtk_stack_set_visible_child (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->menu), device);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "device.paste", device);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "device.reset", device);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "device.choose", device);
}

static void
close_device (KmsDeviceWindow *self)
{
  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_clear_object (&self->device);
}

static void
kms_device_window_dispose (GObject *object)
{
  KmsDeviceWindow *self = KMS_DEVICE_WINDOW (object);

  g_cancellable_cancel (self->pasting);
  g_clear_object (&self->pasting);
  close_device (self);
  g_clear_object (&self->backend);

  G_OBJECT_CLASS (kms_device_window_parent_class)->dispose (object);
}

static void
kms_device_window_class_init (KmsDeviceWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_device_window_dispose;

  gtk_widget_class_install_action (widget_class, "device.paste", NULL, on_paste);
  gtk_widget_class_install_action (widget_class, "device.choose", NULL, on_choose);
  gtk_widget_class_install_action (widget_class, "device.reset", NULL, on_reset);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "device.paste",
                                       NULL);

  g_type_ensure (KMS_TYPE_DEVICE_CHOOSER);
  g_type_ensure (KMS_TYPE_DEVICE_SCREEN);
  g_type_ensure (KMS_TYPE_REMOTE_CONTROL);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-device-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceWindow, title);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceWindow, demo_pill);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceWindow, menu);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceWindow, chooser);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceWindow, page);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceWindow, screen);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceWindow, status);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceWindow, hint);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceWindow, remote);
}

static void
kms_device_window_init (KmsDeviceWindow *self)
{
  GtkEventController *controller;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->pasting = g_cancellable_new ();
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->demo_pill), kms_words_demo_mark ());
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->screen),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->status, NULL, -1);
  controller = gtk_event_controller_key_new ();
  g_signal_connect_swapped (controller, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (self->page, controller);
  g_signal_connect_swapped (self->remote, "pressed", G_CALLBACK (press), self);
  g_signal_connect_swapped (self->remote, "typed", G_CALLBACK (type_digit), self);
  g_signal_connect_swapped (self->chooser, "chosen", G_CALLBACK (kms_device_window_open), self);
}

/**
 * kms_device_window_new:
 * @backend: a demo, which is a KmsClassroom, too
 *
 * Returns: (transfer none): a window, where nothing is shown before kms_device_window_choose() or
 *   kms_device_window_open()
 */
GtkWidget *
kms_device_window_new (KmsBackend *backend)
{
  KmsDeviceWindow *self = g_object_new (KMS_TYPE_DEVICE_WINDOW, NULL);

  g_return_val_if_fail (KMS_IS_CLASSROOM (backend), GTK_WIDGET (self));

  self->backend = g_object_ref (backend);
  return GTK_WIDGET (self);
}

/**
 * kms_device_window_choose:
 *
 * Asks which device it shall be.
 */
void
kms_device_window_choose (KmsDeviceWindow *self)
{
  g_return_if_fail (KMS_IS_DEVICE_WINDOW (self));

  close_device (self);
  adw_window_title_set_subtitle (self->title, "");
  kms_device_chooser_start (self->chooser, self->backend);
  show_page (self, GTK_WIDGET (self->chooser));
  gtk_widget_child_focus (GTK_WIDGET (self->chooser), GTK_DIR_TAB_FORWARD);
}

/**
 * kms_device_window_open:
 * @device_id: an MPR ID in canonical form
 *
 * Shows a device as one left it.
 */
void
kms_device_window_open (KmsDeviceWindow *self, const char *device_id)
{
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];
  g_autofree char *subtitle = NULL;

  g_return_if_fail (KMS_IS_DEVICE_WINDOW (self));
  g_return_if_fail (device_id != NULL);

  close_device (self);
  self->device = g_object_ref (
      kms_classroom_get_device (KMS_CLASSROOM (self->backend), KMS_CATEGORY_HDVC, device_id));
  g_signal_connect_swapped (self->device, "changed", G_CALLBACK (update), self);
  kms_identifier_format (KMS_IDENTIFIER_MPR_ID, device_id, shown);
  subtitle = g_strdup_printf ("%s %s", kms_words_device (KMS_CATEGORY_HDVC), shown);
  adw_window_title_set_subtitle (self->title, subtitle);
  kms_device_screen_set_device (self->screen, self->device);
  update (self);
  show_page (self, self->page);
  gtk_widget_grab_focus (GTK_WIDGET (self->screen));
}
