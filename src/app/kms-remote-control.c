/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The remote control: its buttons as a table. It owns its children. */

#include "app/kms-remote-control.h"

#include "app/kms-wrap-layout.h"
#include "client/kms-practice-device.h"

#include <glib/gi18n.h>

#define SPACING 6 /* pixels */

struct _KmsRemoteControl
{
  GtkWidget parent_instance;
};

enum
{
  PRESSED,
  TYPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsRemoteControl, kms_remote_control, GTK_TYPE_WIDGET)

typedef struct
{
  KmsPracticeButton button;
  int column, row;
  const char *label; /* in the context "remote control" */
  const char *icon;  /* in its place; then the label is the name */
  const char *key;   /* that does the same */
  const char *css_class;
} Key;

/* Translators: the buttons of the remote control, and the keys of the keyboard that do the same. */
static const Key arrows[] = {
  { KMS_PRACTICE_BUTTON_MENU, 0, 0, NC_ ("remote control", "Menu"), NULL, "M", NULL },
  { KMS_PRACTICE_BUTTON_UP, 1, 0, NC_ ("remote control", "Up"), "pan-up-symbolic", "↑", NULL },
  { KMS_PRACTICE_BUTTON_BACK, 2, 0, NC_ ("remote control", "Back"), NULL,
    N_ ("Escape or Backspace"), NULL },
  { KMS_PRACTICE_BUTTON_LEFT, 0, 1, NC_ ("remote control", "Left"), "pan-start-symbolic", "←",
    NULL },
  { KMS_PRACTICE_BUTTON_ENTER, 1, 1, NC_ ("remote control", "Enter"), NULL, N_ ("Enter"), "enter" },
  { KMS_PRACTICE_BUTTON_RIGHT, 2, 1, NC_ ("remote control", "Right"), "pan-end-symbolic", "→",
    NULL },
  { KMS_PRACTICE_BUTTON_DOWN, 1, 2, NC_ ("remote control", "Down"), "pan-down-symbolic", "↓",
    NULL },
};

static const Key colours[] = {
  { KMS_PRACTICE_BUTTON_BLUE, 0, 0, NC_ ("remote control", "Blue"), NULL, "F5", "blue" },
  { KMS_PRACTICE_BUTTON_RED, 1, 0, NC_ ("remote control", "Red"), NULL, "F6", "red" },
  { KMS_PRACTICE_BUTTON_GREEN, 2, 0, NC_ ("remote control", "Green"), NULL, "F7", "green" },
  { KMS_PRACTICE_BUTTON_YELLOW, 3, 0, NC_ ("remote control", "Yellow"), NULL, "F8", "yellow" },
};

/* As they lie on the remote control; a space is no key. */
static const char *const digit_rows[] = { "123AB", "456CD", "789EF", " 0" };

static void
on_clicked (GtkWidget *button, KmsRemoteControl *self)
{
  guint pressed = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "kms-button"));

  g_signal_emit (self, signals[PRESSED], 0, pressed);
}

static void
on_digit_clicked (GtkButton *button, KmsRemoteControl *self)
{
  g_signal_emit (self, signals[TYPED], 0, (guint) *gtk_button_get_label (button));
}

static GtkWidget *
new_button (GtkWidget *button)
{
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_hexpand (button, TRUE);
  return button;
}

static GtkWidget *
new_key (KmsRemoteControl *self, const Key *key)
{
  const char *name = g_dpgettext2 (GETTEXT_PACKAGE, "remote control", key->label);
  GtkWidget *button = new_button (gtk_button_new ());
  g_autofree char *tooltip = NULL;

  /* Translators: a button of the remote control, and the key that does the same */
  tooltip = g_strdup_printf (_ ("%s (key: %s)"), name, _ (key->key));
  if (key->icon != NULL)
    gtk_button_set_icon_name (GTK_BUTTON (button), key->icon);
  else
    gtk_button_set_label (GTK_BUTTON (button), name);
  if (key->css_class != NULL)
    gtk_widget_add_css_class (button, key->css_class);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "kms-button", GUINT_TO_POINTER (key->button));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  return button;
}

static GtkWidget *
new_grid (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), SPACING);
  gtk_grid_set_column_spacing (GTK_GRID (grid), SPACING);
  return grid;
}

static GtkWidget *
new_arrows (KmsRemoteControl *self)
{
  GtkWidget *grid = new_grid ();

  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    gtk_grid_attach (GTK_GRID (grid), new_key (self, &arrows[i]), arrows[i].column, arrows[i].row,
                     1, 1);
  return grid;
}

static GtkWidget *
new_colours (KmsRemoteControl *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (row,
                                 g_object_new (KMS_TYPE_WRAP_LAYOUT, "spacing", SPACING, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    gtk_box_append (GTK_BOX (row), new_key (self, &colours[i]));
  return row;
}

static GtkWidget *
new_digits (KmsRemoteControl *self)
{
  GtkWidget *grid = new_grid ();

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (guint row = 0; row < G_N_ELEMENTS (digit_rows); row++)
    for (guint column = 0; digit_rows[row][column] != '\0'; column++)
      {
        const char label[] = { digit_rows[row][column], '\0' };
        GtkWidget *button;

        if (*label == ' ')
          continue;
        button = new_button (gtk_button_new_with_label (label));
        gtk_widget_add_css_class (button, "digit");
        gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                        label, -1);
        g_signal_connect (button, "clicked", G_CALLBACK (on_digit_clicked), self);
        gtk_grid_attach (GTK_GRID (grid), button, (int) column, (int) row, 1, 1);
      }
  return grid;
}

static void
kms_remote_control_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_remote_control_parent_class)->dispose (object);
}

static void
kms_remote_control_class_init (KmsRemoteControlClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_remote_control_dispose;

  /**
   * KmsRemoteControl::pressed:
   * @button: a #KmsPracticeButton
   */
  signals[PRESSED] = g_signal_new ("pressed", KMS_TYPE_REMOTE_CONTROL, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  /**
   * KmsRemoteControl::typed:
   * @digit: an ASCII character
   */
  signals[TYPED] = g_signal_new ("typed", KMS_TYPE_REMOTE_CONTROL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "remote-control");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
kms_remote_control_init (KmsRemoteControl *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remote control"), -1);
  gtk_widget_set_parent (new_arrows (self), GTK_WIDGET (self));
  gtk_widget_set_parent (new_colours (self), GTK_WIDGET (self));
  gtk_widget_set_parent (new_digits (self), GTK_WIDGET (self));
}
