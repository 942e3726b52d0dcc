/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The field for a mailed code. Digits that are typed are put into two groups once nothing else is to be
 * done; what is typed or pasted in another form stays as it is. It owns its children. */

#include "app/kms-code-entry.h"

#include "app/kms-field.h"
#include "app/kms-label.h"
#include "engine/kms-account-rules.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define GROUP 4 /* digits */

struct _KmsCodeEntry
{
  GtkWidget parent_instance;

  guint n_mailed; /* how many codes were asked for */
  guint group_idle;
  gboolean composing; /* an input method is at it */
  gboolean grouping;  /* what changes is the look, not the code */

  /* Template */
  GtkLabel *news;
  KmsField *field;
  GtkEditable *entry;
  GtkWidget *another;
};

enum
{
  CHANGED,
  ACTIVATED,
  ANOTHER_WANTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsCodeEntry, kms_code_entry, GTK_TYPE_WIDGET)

/* The code as the server reads it; NULL when it cannot be one. */
static char *
read_code (KmsCodeEntry *self)
{
  g_autofree char *code = kms_code_read (gtk_editable_get_text (self->entry));

  if (strlen (code) != KMS_CODE_LENGTH || strspn (code, "0123456789") != KMS_CODE_LENGTH)
    return NULL;
  return g_steal_pointer (&code);
}

/* As in the mail, in two groups; only what was just typed to its end, of digits alone, is changed. */
static gboolean
group (gpointer user_data)
{
  KmsCodeEntry *self = user_data;
  const char *text = gtk_editable_get_text (self->entry);
  gsize length = strlen (text);
  g_autofree char *grouped = NULL;

  self->group_idle = 0;
  if (self->composing || length <= GROUP || length > KMS_CODE_LENGTH
      || strspn (text, "0123456789") != length
      || gtk_editable_get_position (self->entry) != (int) length)
    return G_SOURCE_REMOVE;
  grouped = g_strdup_printf ("%.*s %s", GROUP, text, text + GROUP);
  self->grouping = TRUE;
  gtk_editable_set_text (self->entry, grouped);
  gtk_editable_set_position (self->entry, -1);
  self->grouping = FALSE;
  return G_SOURCE_REMOVE;
}

/* While an input method composes, the text is its own. */
static void
on_preedit_changed (KmsCodeEntry *self, const char *preedit)
{
  self->composing = *preedit != '\0';
}

static void
on_changed (KmsCodeEntry *self)
{
  if (self->grouping)
    return;
  if (self->group_idle == 0)
    self->group_idle = g_idle_add (group, self);
  kms_field_set_error (self->field, NULL, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_activated (KmsCodeEntry *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_another_clicked (KmsCodeEntry *self)
{
  g_signal_emit (self, signals[ANOTHER_WANTED], 0);
}

static gboolean
kms_code_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KMS_CODE_ENTRY (widget)->entry));
}

static void
kms_code_entry_dispose (GObject *object)
{
  GtkWidget *child;

  g_clear_handle_id (&KMS_CODE_ENTRY (object)->group_idle, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_code_entry_parent_class)->dispose (object);
}

static void
kms_code_entry_class_init (KmsCodeEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_code_entry_dispose;
  widget_class->grab_focus = kms_code_entry_grab_focus;

  /**
   * KmsCodeEntry::changed:
   *
   * What is in the field is another text now.
   */
  signals[CHANGED] = g_signal_new ("changed", KMS_TYPE_CODE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  /**
   * KmsCodeEntry::activated:
   *
   * Enter was pressed in the field.
   */
  signals[ACTIVATED] = g_signal_new ("activated", KMS_TYPE_CODE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  /**
   * KmsCodeEntry::another-wanted:
   *
   * Another code shall be mailed; kms_code_entry_mailed() tells when it is.
   */
  signals[ANOTHER_WANTED] = g_signal_new ("another-wanted", KMS_TYPE_CODE_ENTRY, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-code-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsCodeEntry, news);
  gtk_widget_class_bind_template_child (widget_class, KmsCodeEntry, field);
  gtk_widget_class_bind_template_child (widget_class, KmsCodeEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, KmsCodeEntry, another);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
kms_code_entry_init (KmsCodeEntry *self)
{
  g_autoptr (PangoAttrList) attributes = kms_label_get_identifier_attributes ();
  GtkLayoutManager *layout;

  gtk_widget_init_template (GTK_WIDGET (self));
  layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  gtk_entry_set_attributes (GTK_ENTRY (self->entry), attributes);
  g_signal_connect_swapped (gtk_editable_get_delegate (self->entry), "preedit-changed",
                            G_CALLBACK (on_preedit_changed), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_activated), self);
  g_signal_connect_swapped (self->another, "clicked", G_CALLBACK (on_another_clicked), self);
}

/**
 * kms_code_entry_new:
 *
 * Returns: (transfer floating): an empty field
 */
GtkWidget *
kms_code_entry_new (void)
{
  return g_object_new (KMS_TYPE_CODE_ENTRY, NULL);
}

/**
 * kms_code_entry_mailed:
 * @address: (nullable): where the code was mailed to; %NULL when that is not told
 * @expires_at: until when it is good, in microseconds UTC
 *
 * A code is on its way. From the second time on it says which mail to look at, and the field is
 * emptied: what is in it belongs to an older code.
 */
void
kms_code_entry_mailed (KmsCodeEntry *self, const char *address, gint64 expires_at)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (expires_at / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *time = local != NULL ? g_date_time_format (local, "%H:%M") : g_strdup ("");
  g_autofree char *news = NULL;

  g_return_if_fail (KMS_IS_CODE_ENTRY (self));

  if (self->n_mailed++ > 0)
    {
      /* Translators: %s is a time such as 14:30 */
      news =
          g_strdup_printf (_ ("Another code is on its way. Use the newest mail; its code is good "
                              "until %s."),
                           time);
      gtk_editable_set_text (self->entry, "");
    }
  else if (address != NULL)
    /* Translators: first an e-mail address, then a time such as 14:30 */
    news = g_strdup_printf (_ ("A code was mailed to %s. It is good until %s."), address, time);
  else
    /* Translators: %s is a time such as 14:30 */
    news = g_strdup_printf (_ ("If this login ID exists, a code was mailed to its address. It is "
                               "good until %s."),
                            time);
  gtk_label_set_label (self->news, news);
}

/**
 * kms_code_entry_forget:
 *
 * The codes that were mailed are for something else: the field is as new.
 */
void
kms_code_entry_forget (KmsCodeEntry *self)
{
  g_return_if_fail (KMS_IS_CODE_ENTRY (self));

  self->n_mailed = 0;
  gtk_editable_set_text (self->entry, "");
  gtk_label_set_label (self->news, "");
}

/**
 * kms_code_entry_is_complete:
 *
 * Returns: whether the field has 8 digits
 */
gboolean
kms_code_entry_is_complete (KmsCodeEntry *self)
{
  g_autofree char *code = NULL;

  g_return_val_if_fail (KMS_IS_CODE_ENTRY (self), FALSE);

  code = read_code (self);
  return code != NULL;
}

/**
 * kms_code_entry_read:
 *
 * Returns: (transfer full) (nullable): the 8 digits; %NULL when there are not as many, which the
 *   field then says, and has the focus
 */
char *
kms_code_entry_read (KmsCodeEntry *self)
{
  char *code;

  g_return_val_if_fail (KMS_IS_CODE_ENTRY (self), NULL);

  code = read_code (self);
  if (code == NULL)
    {
      kms_field_set_error (self->field, _ ("The code has 8 digits. Type them as in the mail."),
                           NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->entry));
    }
  return code;
}

/* What is wrong with the code; NULL when @error is about something else. */
static char *
describe (const GError *error, gboolean *mendable)
{
  gint64 n_left = -1;

  kms_error_get_number (error, KMS_ERROR_TRIES_LEFT, &n_left);
  *mendable = FALSE;
  /* After an hour nothing is left of what the code was for. */
  if (g_error_matches (error, KMS_ERROR, KMS_ERROR_CODE_EXPIRED)
      || g_error_matches (error, KMS_ERROR, KMS_ERROR_NOT_FOUND))
    return kms_words_error_code (KMS_ERROR_CODE_EXPIRED);
  if (!g_error_matches (error, KMS_ERROR, KMS_ERROR_CODE_INVALID))
    return NULL;
  *mendable = n_left != 0;
  return kms_words_error (error);
}

/**
 * kms_code_entry_show_error:
 * @error: what the server said
 *
 * Says at the field what is wrong with the code, and puts the focus where it can be mended.
 *
 * Returns: whether @error is about the code
 */
gboolean
kms_code_entry_show_error (KmsCodeEntry *self, const GError *error)
{
  g_autofree char *sentence = NULL;
  gboolean mendable;

  g_return_val_if_fail (KMS_IS_CODE_ENTRY (self), FALSE);

  sentence = describe (error, &mendable);
  if (sentence == NULL)
    return FALSE;
  kms_field_set_error (self->field, sentence, NULL);
  if (!mendable)
    gtk_widget_grab_focus (self->another);
  else if (gtk_widget_grab_focus (GTK_WIDGET (self->entry)))
    gtk_editable_select_region (self->entry, 0, -1);
  return TRUE;
}
