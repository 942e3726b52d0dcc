/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The row of one activation key sheet. It owns its entries and its line; what is typed belongs to
 * the model, which the keys page keeps in step. */

#include "app/kms-key-row.h"

#include "app/kms-assistant-page.h"
#include "app/kms-label.h"
#include "app/kms-wrap-layout.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsKeyRow
{
  GtkWidget parent_instance;

  /* Template */
  GtkLabel *number;
  GtkLabel *key_label;
  GtkLabel *id_label;
  KmsIdentifierEntry *key;
  KmsIdentifierEntry *id;
  GtkButton *remove;
  KmsStatusLine *status;

  KmsIdentifierKind key_kind; /* what the category calls an activation key */
};

enum
{
  EDITED,
  ENDED,
  ADVANCE,
  PASTED,
  REMOVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsKeyRow, kms_key_row, GTK_TYPE_WIDGET)

/* The entry whose fault the line speaks of, and the fault. */
static KmsIdentifierEntry *
find_fault (KmsKeyRow *self,
            gboolean also_missing,
            KmsIdentifierKind *kind,
            KmsIdentifierReading *reading)
{
  KmsIdentifierEntry *entries[] = { self->key, self->id };
  const KmsIdentifierKind kinds[] = { self->key_kind, KMS_IDENTIFIER_REGISTRATION_ID };

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      *kind = kinds[i];
      if (kms_identifier_entry_has_fault (entries[i], reading)
          || (also_missing && reading->fault == KMS_IDENTIFIER_FAULT_EMPTY))
        return entries[i];
    }
  return NULL;
}

static void
describe (KmsKeyRow *self, KmsIdentifierEntry *faulty)
{
  KmsIdentifierEntry *entries[] = { self->key, self->id };

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      kms_status_line_describe (self->status, GTK_WIDGET (entries[i]));
      if (faulty == NULL || faulty == entries[i])
        continue;
      /* The other of the two is as it should be. */
      gtk_accessible_update_state (GTK_ACCESSIBLE (entries[i]), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_FALSE, -1);
      gtk_widget_remove_css_class (GTK_WIDGET (entries[i]), "error");
    }
}

static void
on_entry_edited (KmsKeyRow *self)
{
  g_signal_emit (self, signals[EDITED], 0);
}

static void
on_entry_ended (KmsKeyRow *self)
{
  g_signal_emit (self, signals[ENDED], 0);
}

static void
on_entry_filled (GtkWidget *entry, gboolean by_itself, KmsKeyRow *self)
{
  g_signal_emit (self, signals[ADVANCE], 0, entry, by_itself);
}

static void
on_entry_activated (GtkWidget *entry, KmsKeyRow *self)
{
  g_signal_emit (self, signals[ADVANCE], 0, entry, FALSE);
}

static gboolean
on_entry_pasted (GtkWidget *entry, const char *text, KmsKeyRow *self)
{
  gboolean handled = FALSE;

  g_signal_emit (self, signals[PASTED], 0, text, &handled);
  return handled;
}

static void
on_remove_clicked (KmsKeyRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
on_suggestion_accepted (KmsKeyRow *self)
{
  KmsIdentifierReading reading;
  KmsIdentifierKind kind;
  KmsIdentifierEntry *entry = find_fault (self, FALSE, &kind, &reading);

  if (entry == NULL || *reading.suggestion == '\0')
    return;
  kms_identifier_entry_set_text (entry, reading.suggestion);
  g_signal_emit (self, signals[EDITED], 0);
  g_signal_emit (self, signals[ADVANCE], 0, entry, FALSE);
}

static gboolean
kms_key_row_grab_focus (GtkWidget *widget)
{
  KmsKeyRow *self = KMS_KEY_ROW (widget);
  KmsIdentifierReading reading;
  KmsIdentifierKind kind;
  KmsIdentifierEntry *faulty = find_fault (self, TRUE, &kind, &reading);

  return gtk_widget_grab_focus (GTK_WIDGET (faulty != NULL ? faulty : self->key));
}

static void
kms_key_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_key_row_parent_class)->dispose (object);
}

static void
add_signals (void)
{
  /**
   * KmsKeyRow::edited:
   *
   * One of the two numbers was changed by the user.
   */
  signals[EDITED] = g_signal_new ("edited", KMS_TYPE_KEY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  /**
   * KmsKeyRow::ended:
   *
   * The user is through with one of the two numbers.
   */
  signals[ENDED] = g_signal_new ("ended", KMS_TYPE_KEY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  /**
   * KmsKeyRow::advance:
   * @entry: where the focus is
   * @by_itself: because the last digit was typed, rather than because Enter was pressed
   */
  signals[ADVANCE] = g_signal_new ("advance", KMS_TYPE_KEY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, GTK_TYPE_WIDGET, G_TYPE_BOOLEAN);
  /**
   * KmsKeyRow::pasted:
   * @text: what is being pasted into one of the entries
   *
   * Returns: TRUE when a handler took it
   */
  signals[PASTED] = g_signal_new ("pasted", KMS_TYPE_KEY_ROW, G_SIGNAL_RUN_LAST, 0,
                                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1,
                                  G_TYPE_STRING);
  /**
   * KmsKeyRow::remove:
   *
   * The row shall go.
   */
  signals[REMOVE] = g_signal_new ("remove", KMS_TYPE_KEY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
kms_key_row_class_init (KmsKeyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_key_row_dispose;
  widget_class->grab_focus = kms_key_row_grab_focus;
  add_signals ();

  g_type_ensure (KMS_TYPE_IDENTIFIER_ENTRY);
  g_type_ensure (KMS_TYPE_STATUS_LINE);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-key-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsKeyRow, number);
  gtk_widget_class_bind_template_child (widget_class, KmsKeyRow, key_label);
  gtk_widget_class_bind_template_child (widget_class, KmsKeyRow, id_label);
  gtk_widget_class_bind_template_child (widget_class, KmsKeyRow, key);
  gtk_widget_class_bind_template_child (widget_class, KmsKeyRow, id);
  gtk_widget_class_bind_template_child (widget_class, KmsKeyRow, remove);
  gtk_widget_class_bind_template_child (widget_class, KmsKeyRow, status);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "key-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
kms_key_row_init (KmsKeyRow *self)
{
  KmsIdentifierEntry **entries[] = { &self->key, &self->id };

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  self->key_kind = KMS_IDENTIFIER_ACTIVATION_KEY;
  kms_identifier_entry_set_kind (self->key, self->key_kind);
  kms_identifier_entry_set_kind (self->id, KMS_IDENTIFIER_REGISTRATION_ID);

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      GtkWidget *entry = GTK_WIDGET (*entries[i]);

      kms_assistant_page_mark_field (entry);
      /* Whoever pastes keeps the entry until the clipboard answers, which may be after the row. */
      g_signal_connect_object (entry, "edited", G_CALLBACK (on_entry_edited), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (entry, "ended", G_CALLBACK (on_entry_ended), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (entry, "filled", G_CALLBACK (on_entry_filled), self, 0);
      g_signal_connect_object (entry, "activate", G_CALLBACK (on_entry_activated), self, 0);
      g_signal_connect_object (entry, "pasted", G_CALLBACK (on_entry_pasted), self, 0);
    }
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (on_remove_clicked), self);
  g_signal_connect_swapped (self->status, "activated", G_CALLBACK (on_suggestion_accepted), self);
  kms_status_line_set (self->status, KMS_STATUS_HINT, "", NULL);
  describe (self, NULL);
}

/**
 * kms_key_row_new:
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
kms_key_row_new (void)
{
  return g_object_new (KMS_TYPE_KEY_ROW, NULL);
}

static void
set_name (KmsIdentifierEntry *entry, const char *name)
{
  kms_label_keep_name (entry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * kms_key_row_set_number:
 * @number: which sheet it is, from 1
 * @category: the category of the device, which has its own word for activation keys
 */
void
kms_key_row_set_number (KmsKeyRow *self, guint number, KmsCategory category)
{
  const char *key_name = kms_words_activation_key (category);
  g_autofree char *text = NULL, *key = NULL, *id = NULL, *remove = NULL;

  g_return_if_fail (KMS_IS_KEY_ROW (self));

  text = g_strdup_printf ("%u", number);
  /* Translators: the name of a field, for a screen reader: which number of which sheet */
  key = g_strdup_printf (_ ("%s of sheet %u"), key_name, number);
  id = g_strdup_printf (_ ("%s of sheet %u"), kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_ID),
                        number);
  /* Translators: a button for a screen reader; %u is the number of an activation key sheet */
  remove = g_strdup_printf (_ ("Remove sheet %u"), number);

  self->key_kind = kms_identifier_key_kind (category);
  gtk_label_set_label (self->number, text);
  gtk_label_set_label (self->key_label, key_name);
  gtk_label_set_label (self->id_label, kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_ID));
  set_name (self->key, key);
  set_name (self->id, id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  remove, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->remove), remove);
}

/**
 * kms_key_row_set_texts:
 * @activation_key: what to show
 * @registration_id: what to show
 */
void
kms_key_row_set_texts (KmsKeyRow *self, const char *activation_key, const char *registration_id)
{
  g_return_if_fail (KMS_IS_KEY_ROW (self));

  kms_identifier_entry_set_text (self->key, activation_key);
  kms_identifier_entry_set_text (self->id, registration_id);
}

/**
 * kms_key_row_get_activation_key:
 *
 * Returns: (transfer none): as typed
 */
const char *
kms_key_row_get_activation_key (KmsKeyRow *self)
{
  g_return_val_if_fail (KMS_IS_KEY_ROW (self), "");
  return gtk_editable_get_text (GTK_EDITABLE (self->key));
}

/**
 * kms_key_row_get_registration_id:
 *
 * Returns: (transfer none): as typed
 */
const char *
kms_key_row_get_registration_id (KmsKeyRow *self)
{
  g_return_val_if_fail (KMS_IS_KEY_ROW (self), "");
  return gtk_editable_get_text (GTK_EDITABLE (self->id));
}

/**
 * kms_key_row_is_ended:
 *
 * Returns: whether the user is through with both numbers
 */
gboolean
kms_key_row_is_ended (KmsKeyRow *self)
{
  g_return_val_if_fail (KMS_IS_KEY_ROW (self), FALSE);
  return kms_identifier_entry_is_ended (self->key) && kms_identifier_entry_is_ended (self->id);
}

/**
 * kms_key_row_end:
 *
 * Counts both numbers as ended, because Next was pressed.
 */
void
kms_key_row_end (KmsKeyRow *self)
{
  g_return_if_fail (KMS_IS_KEY_ROW (self));
  kms_identifier_entry_end (self->key);
  kms_identifier_entry_end (self->id);
}

/**
 * kms_key_row_show_faults:
 * @also_missing: whether an empty field is a fault
 *
 * Shows what is wrong with the numbers, if anything.
 *
 * Returns: whether something is
 */
gboolean
kms_key_row_show_faults (KmsKeyRow *self, gboolean also_missing)
{
  g_autofree char *sentence = NULL, *suggestion = NULL;
  KmsIdentifierReading reading;
  KmsIdentifierKind kind;
  KmsIdentifierEntry *faulty;

  g_return_val_if_fail (KMS_IS_KEY_ROW (self), FALSE);

  faulty = find_fault (self, also_missing, &kind, &reading);
  if (faulty == NULL)
    return FALSE;
  sentence = kms_words_identifier_fault (kind, &reading);
  if (*reading.suggestion != '\0')
    suggestion = kms_words_suggestion (kind, reading.suggestion);
  kms_status_line_set (self->status, KMS_STATUS_ERROR, sentence, suggestion);
  describe (self, faulty);
  return TRUE;
}

/**
 * kms_key_row_show_status:
 * @status: what kind of news it is
 * @text: the sentence, or "" for none
 *
 * Shows the verdict on the pair.
 */
void
kms_key_row_show_status (KmsKeyRow *self, KmsStatus status, const char *text)
{
  g_return_if_fail (KMS_IS_KEY_ROW (self));

  kms_status_line_set (self->status, status, text, NULL);
  describe (self, NULL);
}
