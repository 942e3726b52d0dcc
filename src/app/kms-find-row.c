/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A key of a device. It owns what it shows. What leaves it by the clipboard says DEMO when the key is
 * from the demo. */

#include "app/kms-find-row.h"

#include "app/kms-dialogs.h"
#include "app/kms-find-text.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsFindRow
{
  AdwExpanderRow parent_instance;

  KmsFoundKey *found; /* owned */
  gboolean demo;

  GtkCheckButton *tick; /* a child */
};

typedef enum
{
  PROP_TICKED = 1,
} KmsFindRowProps;

static GParamSpec *properties[PROP_TICKED + 1];

G_DEFINE_FINAL_TYPE (KmsFindRow, kms_find_row, ADW_TYPE_EXPANDER_ROW)

static void
on_ticked (KmsFindRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKED]);
}

static void
on_copy (GtkWidget *button, KmsFindRow *self)
{
  const char *value = g_object_get_data (G_OBJECT (button), "kms-value");
  g_autofree char *text = self->demo ? g_strdup_printf ("%s (DEMO)", value) : g_strdup (value);
  /* Translators: %s is what was copied, for instance a key */
  g_autofree char *news = g_strdup_printf (_ ("%s is on the clipboard"), value);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  kms_dialogs_toast (GTK_WIDGET (self), news);
}

static GtkWidget *
new_copy_button (KmsFindRow *self, const char *label, const char *value)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  /* Translators: a button; %s says what, for instance "Registration Key" */
  g_autofree char *name = g_strdup_printf (_ ("Copy: %s"), label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "kms-value", g_strdup (value), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_copy), self);
  return button;
}

/* Takes over @value; an empty one is not shown. */
static void
add_line (KmsFindRow *self, const char *label, char *value, const char *css_class)
{
  g_autofree char *owned = value;
  GtkWidget *line;

  if (*value == '\0')
    return;
  line = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (line), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line), label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (line), value);
  adw_action_row_add_suffix (ADW_ACTION_ROW (line), new_copy_button (self, label, value));
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (line, "found-line");
  if (css_class != NULL)
    gtk_widget_add_css_class (line, css_class);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), line);
}

static void
add_lines (KmsFindRow *self)
{
  const KmsFoundKey *found = self->found;
  g_autofree char *first = kms_words_date_time (found->key->issued_at);
  g_autofree char *last = kms_find_text_time (found);

  add_line (self, kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_KEY),
            kms_find_text_registration_key (found), "identifier-line");
  add_line (self, kms_words_activation_key (found->key->category),
            kms_find_text_activation_key (found), "identifier-line");
  add_line (self, _ ("Part number"), g_strdup (found->key->part_number), NULL);
  add_line (self, _ ("Purpose"), g_strdup (found->key->purpose), NULL);
  add_line (self, _ ("Site when it was issued"), kms_find_text_site (found), NULL);
  add_line (self, _ ("Issued first"), g_steal_pointer (&first), NULL);
  if (found->key->reissued)
    add_line (self, _ ("Issued last"), g_steal_pointer (&last), NULL);
  add_line (self, _ ("Mailed to"), g_strjoinv (", ", found->mailed_to), NULL);
}

static void
kms_find_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((KmsFindRowProps) id)
    {
    case PROP_TICKED:
      g_value_set_boolean (value, kms_find_row_is_ticked (KMS_FIND_ROW (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_find_row_finalize (GObject *object)
{
  kms_found_key_free (KMS_FIND_ROW (object)->found);

  G_OBJECT_CLASS (kms_find_row_parent_class)->finalize (object);
}

static void
kms_find_row_class_init (KmsFindRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = kms_find_row_get_property;
  object_class->finalize = kms_find_row_finalize;

  properties[PROP_TICKED] =
      g_param_spec_boolean ("ticked", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
kms_find_row_init (KmsFindRow *self)
{
  self->tick = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_check_button_set_active (self->tick, TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->tick), GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->tick, "toggled", G_CALLBACK (on_ticked), self);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->tick));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "identifier-row");
}

/**
 * kms_find_row_new:
 * @found: a key of a device
 * @demo: whether it works on no real device
 *
 * Returns: (transfer floating): a ticked row
 */
GtkWidget *
kms_find_row_new (const KmsFoundKey *found, gboolean demo)
{
  KmsFindRow *self = g_object_new (KMS_TYPE_FIND_ROW, NULL);
  g_autofree char *key = kms_find_text_registration_key (found);
  g_autofree char *part = kms_find_text_part (found);
  /* Translators: a tick box; %s is a registration key */
  g_autofree char *name = g_strdup_printf (_ ("Choose %s"), key);

  self->found = kms_found_key_copy (found);
  self->demo = demo;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), key);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), part);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, key, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tick), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->tick), name);
  add_lines (self);
  return GTK_WIDGET (self);
}

/**
 * kms_find_row_get_found:
 *
 * Returns: (transfer none): the key that it shows
 */
const KmsFoundKey *
kms_find_row_get_found (KmsFindRow *self)
{
  return self->found;
}

/**
 * kms_find_row_is_ticked:
 *
 * Returns: whether the key is chosen
 */
gboolean
kms_find_row_is_ticked (KmsFindRow *self)
{
  return gtk_check_button_get_active (self->tick);
}
