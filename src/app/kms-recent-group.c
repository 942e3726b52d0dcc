/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of the last devices. It owns a reference to the journal and the name of the account, of which
 * there is one for the life of the group. The rows are made anew when they would say something else, so that
 * the focus stays where it is. */

#include "app/kms-recent-group.h"

#include "app/kms-dialogs.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsRecentGroup
{
  AdwPreferencesGroup parent_instance;

  KmsJournal *journal; /* owned; NULL before the first update */
  char *account;       /* owned */
  GPtrArray *rows;     /* owned; of borrowed rows; NULL when the group is gone */
  char *shown;         /* owned; what the rows say */
};

G_DEFINE_FINAL_TYPE (KmsRecentGroup, kms_recent_group, ADW_TYPE_PREFERENCES_GROUP)

static GtkWidget *
new_row (const KmsRecentDevice *device)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *time = kms_words_date_time (device->issued_at);
  /* Translators: when keys were issued for a device the last time */
  g_autofree char *subtitle = g_strdup_printf (_ ("Issued %s"), time);
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  kms_identifier_format (kms_identifier_device_kind (device->category), device->device_id, shown);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), "document-open-recent-symbolic");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.find-text");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", shown);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  return row;
}

static char *
describe (const GArray *devices)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < devices->len; i++)
    {
      const KmsRecentDevice *device = &g_array_index (devices, KmsRecentDevice, i);

      g_string_append_printf (text, "%s %" G_GINT64_FORMAT "\n", device->device_id,
                              device->issued_at);
    }
  return g_string_free (text, FALSE);
}

static void
show (KmsRecentGroup *self, const GArray *devices)
{
  g_autofree char *text = describe (devices);

  if (g_strcmp0 (text, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < devices->len; i++)
    {
      GtkWidget *row = new_row (&g_array_index (devices, KmsRecentDevice, i));

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), devices->len > 0);
}

/* Home tells when the journal cannot be read: this list alone is not worth a word. */
static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsRecentGroup) self = user_data;
  g_autoptr (GArray) devices = kms_journal_list_devices_finish (KMS_JOURNAL (source), result, NULL);

  if (devices != NULL && self->rows != NULL)
    show (self, devices);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsRecentGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!kms_journal_clear_devices_finish (KMS_JOURNAL (source), result, &error))
    kms_dialogs_toast_error (GTK_WIDGET (self), error);
  else if (self->rows != NULL)
    kms_recent_group_update (self, self->journal, self->account);
}

static void
on_clear_clicked (KmsRecentGroup *self)
{
  kms_journal_clear_devices_async (self->journal, self->account, NULL, on_cleared,
                                   g_object_ref (self));
}

static void
kms_recent_group_dispose (GObject *object)
{
  KmsRecentGroup *self = KMS_RECENT_GROUP (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (kms_recent_group_parent_class)->dispose (object);
}

static void
kms_recent_group_finalize (GObject *object)
{
  KmsRecentGroup *self = KMS_RECENT_GROUP (object);

  g_clear_object (&self->journal);
  g_clear_pointer (&self->account, g_free);
  g_clear_pointer (&self->shown, g_free);

  G_OBJECT_CLASS (kms_recent_group_parent_class)->finalize (object);
}

static void
kms_recent_group_class_init (KmsRecentGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kms_recent_group_dispose;
  object_class->finalize = kms_recent_group_finalize;
}

static void
kms_recent_group_init (KmsRecentGroup *self)
{
  GtkWidget *clear = gtk_button_new_with_mnemonic (_ ("_Forget These Devices"));

  self->rows = g_ptr_array_new ();
  gtk_widget_add_css_class (clear, "flat");
  gtk_widget_set_valign (clear, GTK_ALIGN_CENTER);
  g_signal_connect_object (clear, "clicked", G_CALLBACK (on_clear_clicked), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Recent Devices"));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), clear);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * kms_recent_group_update:
 * @journal: where the devices are
 * @account: whose they are
 *
 * Reads the devices anew.
 */
void
kms_recent_group_update (KmsRecentGroup *self, KmsJournal *journal, const char *account)
{
  g_return_if_fail (KMS_IS_RECENT_GROUP (self));

  g_set_object (&self->journal, journal);
  if (self->account == NULL)
    self->account = g_strdup (account);
  kms_journal_list_devices_async (journal, self->account, NULL, on_listed, g_object_ref (self));
}
