/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The choice of a practice device. It owns nothing; the look for the last issue keeps it alive until
 * it has its answer. */

#include "app/kms-device-chooser.h"

#include "app/kms-field.h"
#include "app/kms-identifier-entry.h"
#include "app/kms-wrap-layout.h"
#include "client/kms-classroom.h"
#include "common/kms-random.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

#define N_LAST 20 /* among so many of the last keys one of the category is looked for */

struct _KmsDeviceChooser
{
  AdwBin parent_instance;

  gboolean gone; /* its widgets are */

  /* Template */
  AdwActionRow *sample;
  AdwActionRow *last;
  AdwActionRow *fresh;
  KmsField *field;
  KmsIdentifierEntry *entry;
  GtkButton *open;
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsDeviceChooser, kms_device_chooser, ADW_TYPE_BIN)

static void
set_row (AdwActionRow *row, const char *device_id)
{
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  kms_identifier_format (KMS_IDENTIFIER_MPR_ID, device_id, shown);
  adw_action_row_set_subtitle (row, shown);
  g_object_set_data_full (G_OBJECT (row), "kms-device", g_strdup (device_id), g_free);
  gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
}

static void
on_row_activated (AdwActionRow *row, KmsDeviceChooser *self)
{
  g_signal_emit (self, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (row), "kms-device"));
}

static void
on_entry_changed (KmsDeviceChooser *self)
{
  kms_field_set_error (self->field, NULL, NULL);
}

static void
on_open (KmsDeviceChooser *self)
{
  KmsIdentifierReading reading;
  g_autofree char *sentence = NULL, *suggestion = NULL;

  if (kms_identifier_entry_read (self->entry, &reading))
    {
      g_signal_emit (self, signals[CHOSEN], 0, reading.digits);
      return;
    }
  sentence = kms_words_identifier_fault (KMS_IDENTIFIER_MPR_ID, &reading);
  if (*reading.suggestion != '\0')
    suggestion = kms_words_suggestion (KMS_IDENTIFIER_MPR_ID, reading.suggestion);
  kms_field_set_error (self->field, sentence, suggestion);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsDeviceChooser) self = user_data;
  g_autoptr (KmsFoundPage) page = kms_backend_find_finish (KMS_BACKEND (source), result, NULL);
  const char *sample = NULL;

  /* Without an answer the row is missing, that is all. */
  if (page == NULL || self->gone)
    return;
  sample = g_object_get_data (G_OBJECT (self->sample), "kms-device");
  for (guint i = 0; i < page->rows->len; i++)
    {
      const KmsFoundKey *found = g_ptr_array_index (page->rows, i);

      if (found->key->category != KMS_CATEGORY_HDVC)
        continue;
      if (!g_str_equal (found->key->device_id, sample))
        set_row (self->last, found->key->device_id);
      return;
    }
}

static void
kms_device_chooser_dispose (GObject *object)
{
  KMS_DEVICE_CHOOSER (object)->gone = TRUE;

  G_OBJECT_CLASS (kms_device_chooser_parent_class)->dispose (object);
}

static void
kms_device_chooser_class_init (KmsDeviceChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_device_chooser_dispose;

  /**
   * KmsDeviceChooser::chosen:
   * @device_id: an MPR ID in canonical form
   */
  signals[CHOSEN] = g_signal_new ("chosen", KMS_TYPE_DEVICE_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_IDENTIFIER_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-device-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceChooser, sample);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceChooser, last);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceChooser, fresh);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceChooser, field);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceChooser, entry);
  gtk_widget_class_bind_template_child (widget_class, KmsDeviceChooser, open);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
kms_device_chooser_init (KmsDeviceChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kms_identifier_entry_set_kind (self->entry, KMS_IDENTIFIER_MPR_ID);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_entry_changed), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_open), self);
  g_signal_connect_swapped (self->open, "clicked", G_CALLBACK (on_open), self);
}

/**
 * kms_device_chooser_start:
 * @backend: a demo, which is a KmsClassroom, too
 *
 * Fills in the devices; to be called when it is shown.
 */
void
kms_device_chooser_start (KmsDeviceChooser *self, KmsBackend *backend)
{
  g_autoptr (KmsRequest) sample = NULL;
  g_autoptr (KmsSearch) everything = kms_search_new (NULL);
  g_autofree char *fresh = kms_random_hex (KMS_IDENTIFIER_MAX_DIGITS);

  g_return_if_fail (KMS_IS_DEVICE_CHOOSER (self));
  g_return_if_fail (KMS_IS_CLASSROOM (backend));

  sample = kms_classroom_get_sample (KMS_CLASSROOM (backend));
  set_row (self->sample, sample->device_id);
  set_row (self->fresh, fresh);
  gtk_widget_set_visible (GTK_WIDGET (self->last), FALSE);
  kms_backend_find_async (backend, everything, NULL, N_LAST, NULL, on_found, g_object_ref (self));
}
