/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The device and its site. It owns references to model and backend; the fields are shown from the
 * model on entering and written back to it at every edit.
 *
 * A wrong device cannot be mended once a key is bound to it, so the ID is read back in large type
 * and has to be confirmed; another ID takes the confirmation away. */

#include "app/kms-device-page.h"

#include "app/kms-field.h"
#include "app/kms-identifier-entry.h"
#include "app/kms-label.h"
#include "app/kms-wrap-layout.h"
#include "common/kms-random.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsDevicePage
{
  KmsAssistantPage parent_instance;

  /* Owned */
  KmsIssueModel *model;
  KmsBackend *backend;
  GCancellable *loading; /* while site lines are read */

  gboolean entering; /* the page is being filled in from the model */
  gboolean pressed;  /* Next was pressed: say what is missing */

  /* Template */
  GtkLabel *heading;
  KmsField *device_field;
  KmsIdentifierEntry *device;
  GtkButton *practice;
  GtkBox *where_mpr_id;
  GtkBox *where_mac;
  GtkLabel *read_back;
  GtkCheckButton *confirm;
  GtkLabel *confirm_label;
  KmsStatusLine *confirm_status;
  KmsField *site_field[KMS_SITE_N_LINES];
  GtkEntry *site[KMS_SITE_N_LINES];
  GtkButton *load;
  KmsStatusLine *load_status;
};

G_DEFINE_FINAL_TYPE (KmsDevicePage, kms_device_page, KMS_TYPE_ASSISTANT_PAGE)

static KmsIdentifierKind
get_kind (KmsDevicePage *self)
{
  return kms_issue_model_get_device_kind (self->model);
}

static void
update_device (KmsDevicePage *self)
{
  KmsIdentifierReading reading;
  g_autofree char *sentence = NULL, *suggestion = NULL;
  gboolean fault = kms_identifier_entry_has_fault (self->device, &reading);

  if (self->pressed && reading.fault == KMS_IDENTIFIER_FAULT_EMPTY)
    fault = TRUE;
  if (fault)
    sentence = kms_words_identifier_fault (get_kind (self), &reading);
  if (fault && *reading.suggestion != '\0')
    suggestion = kms_words_suggestion (get_kind (self), reading.suggestion);
  kms_field_set_error (self->device_field, sentence, suggestion);
}

static void
update_confirmation (KmsDevicePage *self)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];
  KmsIdentifierReading reading;
  gboolean valid = kms_issue_model_read_device (self->model, &reading);

  kms_label_set_text (self->read_back,
                      valid ? kms_identifier_format (get_kind (self), reading.digits, shown) : "–");
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), valid);
  gtk_widget_set_sensitive (GTK_WIDGET (self->load), valid);
  gtk_check_button_set_active (self->confirm, draft->device_confirmed);
  if (self->pressed && valid && !draft->device_confirmed)
    kms_status_line_set (self->confirm_status, KMS_STATUS_ERROR,
                         _ ("Compare the ID with the device, then tick the box."), NULL);
  else
    kms_status_line_set (self->confirm_status, KMS_STATUS_HINT,
                         _ ("A key that is issued cannot be moved to another device."), NULL);
  kms_status_line_describe (self->confirm_status, GTK_WIDGET (self->confirm));
}

static gboolean
update_site (KmsDevicePage *self)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);
  gboolean valid = TRUE;

  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    {
      KmsSite site = { 0 };
      KmsSiteReading reading;
      g_autofree char *hint = NULL, *sentence = NULL;

      if (!kms_site_set_line (&site, i, draft->site[i], &reading))
        {
          sentence = kms_words_site_fault (&reading);
          valid = FALSE;
        }
      /* Translators: how much of a line is used, for instance "12 of 50 characters" */
      hint = g_strdup_printf (_ ("%u of %u characters"), reading.n_characters,
                              KMS_SITE_MAX_CHARACTERS);
      kms_field_set_hint (self->site_field[i], hint);
      kms_field_set_error (self->site_field[i], sentence, NULL);
    }
  return valid;
}

static gboolean
update (KmsDevicePage *self)
{
  KmsIdentifierReading reading;
  gboolean complete;

  update_device (self);
  update_confirmation (self);
  complete = update_site (self) && kms_issue_model_read_device (self->model, &reading)
             && kms_issue_model_get_draft (self->model)->device_confirmed;
  kms_assistant_page_set_complete (KMS_ASSISTANT_PAGE (self), complete);
  return complete;
}

/* What is being loaded is another device's by now. */
static void
forget_loading (KmsDevicePage *self)
{
  g_cancellable_cancel (self->loading);
  kms_status_line_set (self->load_status, KMS_STATUS_HINT, "", NULL);
}

static void
on_device_edited (KmsDevicePage *self)
{
  kms_issue_model_set_device (self->model, gtk_editable_get_text (GTK_EDITABLE (self->device)));
  forget_loading (self);
  update (self);
}

static void
on_device_ended (KmsDevicePage *self)
{
  /* The focus also leaves a page that is on its way out. */
  if (self->model != NULL)
    update_device (self);
}

static void
on_device_filled (KmsDevicePage *self, gboolean by_itself)
{
  kms_assistant_page_advance (KMS_ASSISTANT_PAGE (self), GTK_WIDGET (self->device), by_itself);
}

/* What is typed stays; that nothing came of the paste is said. */
static gboolean
on_device_pasted (KmsDevicePage *self, const char *text)
{
  if (strlen (text) <= KMS_IDENTIFIER_ENTRY_MAX_TEXT)
    return FALSE;
  kms_field_set_error (
      self->device_field,
      get_kind (self) == KMS_IDENTIFIER_MAC_ADDRESS
          ? _ ("This is too long for a MAC address. Paste or type the 12 digits alone.")
          : _ ("This is too long for an MPR ID. Paste or type the 16 digits alone."),
      NULL);
  return TRUE;
}

static void
on_entry_activated (GtkWidget *entry, KmsDevicePage *self)
{
  kms_assistant_page_advance (KMS_ASSISTANT_PAGE (self), entry, FALSE);
}

static void
set_device (KmsDevicePage *self, const char *digits)
{
  kms_identifier_entry_set_text (self->device, digits);
  on_device_edited (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->confirm));
}

static void
on_suggestion_accepted (KmsDevicePage *self)
{
  KmsIdentifierReading reading;

  if (!kms_identifier_entry_read (self->device, &reading) && *reading.suggestion != '\0')
    set_device (self, reading.suggestion);
}

static void
on_practice_clicked (KmsDevicePage *self)
{
  g_autofree char *digits = kms_random_hex (kms_identifier_get_max_digits (get_kind (self)));

  set_device (self, digits);
}

static void
on_confirm_toggled (KmsDevicePage *self)
{
  kms_issue_model_set_device_confirmed (self->model, gtk_check_button_get_active (self->confirm));
  update (self);
}

static void
on_site_changed (GtkEditable *entry, KmsDevicePage *self)
{
  guint index = GTK_ENTRY (entry) == self->site[1] ? 1 : 0;

  if (self->entering)
    return;
  kms_issue_model_set_site_line (self->model, index, gtk_editable_get_text (entry));
  update (self);
}

static void
show_site (KmsDevicePage *self)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);

  self->entering = TRUE;
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->site[i])), draft->site[i]))
      gtk_editable_set_text (GTK_EDITABLE (self->site[i]), draft->site[i]);
  self->entering = FALSE;
}

static void
on_site_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsDevicePage) self = user_data;
  g_autoptr (GError) error = NULL;
  KmsSite site = { 0 };

  gboolean loaded = kms_backend_load_site_finish (KMS_BACKEND (source), result, &site, &error);

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL) /* the page is gone */
    return;
  if (loaded)
    {
      if (kms_site_is_empty (&site))
        kms_status_line_set (self->load_status, KMS_STATUS_HINT,
                             _ ("No site information is saved for this device yet."), NULL);
      else
        {
          for (guint i = 0; i < KMS_SITE_N_LINES; i++)
            kms_issue_model_set_site_line (self->model, i, site.line[i]);
          show_site (self);
          kms_status_line_set (self->load_status, KMS_STATUS_SUCCESS,
                               _ ("The saved site information is filled in."), NULL);
          update (self);
        }
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *sentence = kms_words_error (error);

      kms_status_line_set (self->load_status, KMS_STATUS_ERROR, sentence, NULL);
    }
}

static void
on_load_clicked (KmsDevicePage *self)
{
  KmsIdentifierReading reading;

  if (!kms_issue_model_read_device (self->model, &reading))
    return;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  kms_status_line_set (self->load_status, KMS_STATUS_BUSY, _ ("Loading…"), NULL);
  kms_backend_load_site_async (self->backend, kms_issue_model_get_draft (self->model)->category,
                               reading.digits, self->loading, on_site_loaded, g_object_ref (self));
}

static void
name_device (KmsDevicePage *self)
{
  gboolean mac = get_kind (self) == KMS_IDENTIFIER_MAC_ADDRESS;

  kms_assistant_page_set_title (KMS_ASSISTANT_PAGE (self), kms_words_identifier (get_kind (self)));
  gtk_label_set_label (self->heading, mac ? _ ("Which MAC address does the device have?")
                                          : _ ("Which MPR ID does the device have?"));
  kms_field_set_label (self->device_field, mac ? _ ("MAC a_ddress") : _ ("MPR I_D"));
  kms_field_set_hint (self->device_field,
                      mac ? _ ("12 digits, 0–9 and A–F: typed, pasted or scanned")
                          : _ ("16 digits, 0–9 and A–F: typed, pasted or scanned"));
  gtk_label_set_label (self->confirm_label, mac ? _ ("I _compared this MAC address with the device")
                                                : _ ("I _compared this MPR ID with the device"));
  gtk_widget_set_visible (GTK_WIDGET (self->where_mac), mac);
  gtk_widget_set_visible (GTK_WIDGET (self->where_mpr_id), !mac);
}

static void
kms_device_page_enter (KmsAssistantPage *page)
{
  KmsDevicePage *self = KMS_DEVICE_PAGE (page);
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);

  self->pressed = FALSE;
  name_device (self);
  kms_identifier_entry_set_kind (self->device, get_kind (self));
  kms_identifier_entry_set_text (self->device, draft->device);
  forget_loading (self);
  show_site (self);
  update (self);
}

static void
kms_device_page_focus (KmsAssistantPage *page)
{
  KmsDevicePage *self = KMS_DEVICE_PAGE (page);
  GtkWidget *places[] = { GTK_WIDGET (self->device), GTK_WIDGET (self->confirm),
                          GTK_WIDGET (self->site[0]), GTK_WIDGET (self->site[1]) };
  KmsIdentifierReading reading;
  guint place = G_N_ELEMENTS (places);

  /* The first thing that is missing or wrong, or else the way on. */
  if (!kms_issue_model_read_device (self->model, &reading))
    place = 0;
  else if (!kms_issue_model_get_draft (self->model)->device_confirmed)
    place = 1;
  else if (kms_field_has_error (self->site_field[0]))
    place = 2;
  else if (kms_field_has_error (self->site_field[1]))
    place = 3;

  if (place < G_N_ELEMENTS (places))
    gtk_widget_grab_focus (places[place]);
  else
    kms_assistant_page_advance (page, GTK_WIDGET (self->site[1]), FALSE);
}

static void
on_site_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (kms_backend_save_site_finish (KMS_BACKEND (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
kms_device_page_apply_async (KmsAssistantPage *page,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  KmsDevicePage *self = KMS_DEVICE_PAGE (page);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  KmsIdentifierReading reading;
  KmsSite site;

  g_task_set_source_tag (task, kms_device_page_apply_async);
  self->pressed = TRUE;
  kms_identifier_entry_end (self->device);
  if (!update (self))
    {
      g_task_return_boolean (task, FALSE);
      return;
    }

  kms_issue_model_read_device (self->model, &reading);
  kms_issue_model_read_site (self->model, &site);
  kms_backend_save_site_async (self->backend, kms_issue_model_get_draft (self->model)->category,
                               reading.digits, &site, cancellable, on_site_saved,
                               g_steal_pointer (&task));
}

static gboolean
kms_device_page_apply_finish (KmsAssistantPage *page, GAsyncResult *result, GError **error)
{
  gboolean valid = g_task_propagate_boolean (G_TASK (result), error);

  if (!valid && *error == NULL)
    kms_assistant_page_focus (page);
  return valid;
}

/* Out of its window: nobody waits for the answer any more, which keeps the page until it comes. */
static void
kms_device_page_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (KMS_DEVICE_PAGE (widget)->loading);

  GTK_WIDGET_CLASS (kms_device_page_parent_class)->unroot (widget);
}

static void
kms_device_page_dispose (GObject *object)
{
  KmsDevicePage *self = KMS_DEVICE_PAGE (object);

  g_clear_object (&self->loading);
  g_clear_object (&self->model);
  g_clear_object (&self->backend);

  G_OBJECT_CLASS (kms_device_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, heading);
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, device_field);
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, device);
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, practice);
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, where_mpr_id);
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, where_mac);
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, read_back);
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, confirm);
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, confirm_label);
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, confirm_status);
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, load);
  gtk_widget_class_bind_template_child (widget_class, KmsDevicePage, load_status);
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    {
      g_autofree char *field = g_strdup_printf ("site_field_%u", i + 1);
      g_autofree char *entry = g_strdup_printf ("site_%u", i + 1);

      gtk_widget_class_bind_template_child_full (
          widget_class, field, FALSE,
          (gssize) (G_STRUCT_OFFSET (KmsDevicePage, site_field) + i * sizeof (gpointer)));
      gtk_widget_class_bind_template_child_full (
          widget_class, entry, FALSE,
          (gssize) (G_STRUCT_OFFSET (KmsDevicePage, site) + i * sizeof (gpointer)));
    }
}

static void
kms_device_page_class_init (KmsDevicePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  KmsAssistantPageClass *page_class = KMS_ASSISTANT_PAGE_CLASS (klass);

  object_class->dispose = kms_device_page_dispose;
  widget_class->unroot = kms_device_page_unroot;
  page_class->enter = kms_device_page_enter;
  page_class->focus = kms_device_page_focus;
  page_class->apply_async = kms_device_page_apply_async;
  page_class->apply_finish = kms_device_page_apply_finish;

  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_IDENTIFIER_ENTRY);
  g_type_ensure (KMS_TYPE_STATUS_LINE);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-device-page.ui");
  bind_children (widget_class);
}

static void
kms_device_page_init (KmsDevicePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  kms_assistant_page_mark_field (GTK_WIDGET (self->device));
  /* Whoever pastes keeps the entry until the clipboard answers, which may be after the page. */
  g_signal_connect_object (self->device, "edited", G_CALLBACK (on_device_edited), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->device, "ended", G_CALLBACK (on_device_ended), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->device, "filled", G_CALLBACK (on_device_filled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->device, "pasted", G_CALLBACK (on_device_pasted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->device, "activate", G_CALLBACK (on_entry_activated), self, 0);
  g_signal_connect_swapped (self->device_field, "suggestion-accepted",
                            G_CALLBACK (on_suggestion_accepted), self);
  g_signal_connect_swapped (self->practice, "clicked", G_CALLBACK (on_practice_clicked), self);

  kms_assistant_page_mark_field (GTK_WIDGET (self->confirm));
  g_signal_connect_swapped (self->confirm, "toggled", G_CALLBACK (on_confirm_toggled), self);

  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    {
      kms_assistant_page_mark_field (GTK_WIDGET (self->site[i]));
      g_signal_connect (self->site[i], "changed", G_CALLBACK (on_site_changed), self);
      g_signal_connect (self->site[i], "activate", G_CALLBACK (on_entry_activated), self);
    }
  g_signal_connect_swapped (self->load, "clicked", G_CALLBACK (on_load_clicked), self);
  kms_status_line_describe (self->load_status, GTK_WIDGET (self->load));
}

/**
 * kms_device_page_new:
 * @model: the work
 * @backend: where site information is kept
 *
 * Returns: (transfer floating): the page
 */
KmsAssistantPage *
kms_device_page_new (KmsIssueModel *model, KmsBackend *backend)
{
  KmsDevicePage *self = g_object_new (KMS_TYPE_DEVICE_PAGE, NULL);

  self->model = g_object_ref (model);
  self->backend = g_object_ref (backend);
  gtk_widget_set_visible (GTK_WIDGET (self->practice), kms_backend_is_demo (backend));
  name_device (self);
  return KMS_ASSISTANT_PAGE (self);
}
