/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A device with its keys. It owns a reference to the backend, the key it was opened from, and the keys
 * as they were loaded. What is copied, saved, printed or issued again are the keys that are ticked.
 *
 * States: the key it was opened from → all keys of the device, or a banner with Try Again. */

#include "app/kms-find-details.h"

#include "app/kms-banner.h"
#include "app/kms-busy-button.h"
#include "app/kms-dialogs.h"
#include "app/kms-field.h"
#include "app/kms-find-device.h"
#include "app/kms-find-row.h"
#include "app/kms-find-text.h"
#include "app/kms-key-card.h"
#include "app/kms-paper-window.h"
#include "app/kms-wrap-layout.h"
#include "paper/kms-card-paper.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _KmsFindDetails
{
  GtkWidget parent_instance;

  /* Owned */
  KmsBackend *backend;
  KmsFoundKey *found;   /* what it was opened from; NULL before */
  GPtrArray *rows;      /* of borrowed KmsFindRow */
  GCancellable *asking; /* while the device is shown */

  gboolean entering;    /* the program fills in the site */
  gboolean site_edited; /* somebody has edited it */

  /* Template */
  GtkWidget *box; /* NULL when the page is gone */
  KmsBanner *banner;
  GtkScrolledWindow *scroller;
  GtkLabel *device_name;
  GtkLabel *device;
  GtkLabel *demo_mark;
  KmsField *site_field[KMS_SITE_N_LINES];
  GtkEditable *site[KMS_SITE_N_LINES];
  KmsBusyButton *save_site;
  GtkLabel *heading;
  GtkSpinner *spinner;
  GtkWidget *actions;
  GtkListBox *list;
  GtkLabel *too_many;
  GtkButton *again;
  GtkWidget *back;
};

enum
{
  LEFT,
  ISSUE_AGAIN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsFindDetails, kms_find_details, GTK_TYPE_WIDGET)

/* The site ------------------------------------------------------------------------------------- */

/* Whether the lines are in order; each field says what is wrong with its own. */
static gboolean
read_site (KmsFindDetails *self, KmsSite *site)
{
  gboolean valid = TRUE;

  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    {
      KmsSiteReading reading;
      g_autofree char *sentence = NULL, *hint = NULL;

      if (!kms_site_set_line (site, i, gtk_editable_get_text (self->site[i]), &reading))
        {
          sentence = kms_words_site_fault (&reading);
          valid = FALSE;
        }
      hint = g_strdup_printf (_ ("%u of %u characters"), reading.n_characters,
                              KMS_SITE_MAX_CHARACTERS);
      kms_field_set_hint (self->site_field[i], hint);
      kms_field_set_error (self->site_field[i], sentence, NULL);
    }
  return valid;
}

static void
on_site_changed (KmsFindDetails *self)
{
  KmsSite site = { 0 };

  if (self->entering)
    return;
  self->site_edited = TRUE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_site), read_site (self, &site));
}

static void
show_site (KmsFindDetails *self, const KmsSite *site)
{
  KmsSite reading = { 0 };

  self->entering = TRUE;
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    gtk_editable_set_text (self->site[i], site->line[i]);
  self->entering = FALSE;
  self->site_edited = FALSE;
  read_site (self, &reading);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_site), FALSE);
}

/* What is registered for the device may be newer than what stands with the key. */
static void
on_site_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsFindDetails) self = user_data;
  g_autoptr (GError) error = NULL;
  KmsSite site = { 0 };

  if (!kms_backend_load_site_finish (KMS_BACKEND (source), result, &site, &error))
    {
      if (self->box != NULL)
        kms_dialogs_toast_error (GTK_WIDGET (self), error);
    }
  else if (self->box != NULL && !self->site_edited && !kms_site_is_empty (&site))
    show_site (self, &site);
}

static void
on_site_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsFindDetails) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean saved = kms_backend_save_site_finish (KMS_BACKEND (source), result, &error);

  if (self->box == NULL)
    return;
  kms_busy_button_set_busy (self->save_site, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_site), !saved);
  if (saved)
    kms_dialogs_toast (GTK_WIDGET (self), _ ("The site information is saved"));
  else
    kms_dialogs_toast_error (GTK_WIDGET (self), error);
}

static void
on_save_site (KmsFindDetails *self)
{
  KmsSite site = { 0 };

  if (!read_site (self, &site))
    return;
  kms_busy_button_set_busy (self->save_site, TRUE);
  kms_backend_save_site_async (self->backend, self->found->key->category,
                               self->found->key->device_id, &site, NULL, on_site_saved,
                               g_object_ref (self));
}

/* The keys ------------------------------------------------------------------------------------- */

static guint
count_ticked (KmsFindDetails *self)
{
  guint n_ticked = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n_ticked += kms_find_row_is_ticked (g_ptr_array_index (self->rows, i)) ? 1 : 0;
  return n_ticked;
}

static void
update_again (KmsFindDetails *self)
{
  guint n_ticked = count_ticked (self);
  g_autofree char *label = NULL;

  /* Translators: a button: registration keys that were issued already are asked for again */
  label = g_strdup_printf (ngettext ("_Issue %u Key Again", "_Issue %u Keys Again", n_ticked),
                           n_ticked);
  gtk_button_set_label (self->again, label);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (self->again)), PANGO_ELLIPSIZE_END);
  gtk_widget_set_sensitive (GTK_WIDGET (self->again),
                            n_ticked > 0 && n_ticked <= KMS_REQUEST_MAX_KEYS);
  gtk_widget_set_sensitive (self->actions, n_ticked > 0);
  gtk_label_set_label (self->too_many, n_ticked > KMS_REQUEST_MAX_KEYS
                                           ? _ ("At most 8 keys at a time: untick the others.")
                                           : "");
}

static void
show_keys (KmsFindDetails *self, GPtrArray *keys)
{
  g_autofree char *heading = NULL;

  kms_key_card_clear_list (self->list);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < keys->len; i++)
    {
      const KmsFoundKey *found = g_ptr_array_index (keys, i);
      GtkWidget *row = kms_find_row_new (found, kms_backend_is_demo (self->backend));

      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row),
                                     g_str_equal (found->key->activation_key,
                                                  self->found->key->activation_key));
      g_signal_connect_swapped (row, "notify::ticked", G_CALLBACK (update_again), self);
      gtk_list_box_append (self->list, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list), keys->len > 0);
  /* Translators: how many registration keys a device has */
  heading = g_strdup_printf (ngettext ("%u registration key of this device",
                                       "%u registration keys of this device", keys->len),
                             keys->len);
  gtk_label_set_label (self->heading, heading);
  update_again (self);
}

static void
on_keys_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsFindDetails) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = kms_find_device_finish (result, &error);

  if (self->box == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_spinner_set_spinning (self->spinner, FALSE);
  if (keys != NULL)
    show_keys (self, keys);
  else
    {
      g_autofree char *sentence = kms_words_error (error);

      kms_banner_show (self->banner, sentence, _ ("_Try Again"));
    }
}

static void
load_keys (KmsFindDetails *self)
{
  kms_banner_hide (self->banner);
  gtk_spinner_set_spinning (self->spinner, TRUE);
  kms_find_device_async (self->backend, self->found->key->category, self->found->key->device_id,
                         self->asking, on_keys_loaded, g_object_ref (self));
}

/* What is done with them ----------------------------------------------------------------------- */

/* The keys that are ticked, as one answer. */
static KmsIssuance *
collect (KmsFindDetails *self)
{
  KmsIssuance *issuance = kms_issuance_new ();

  issuance->at = g_get_real_time ();
  issuance->demo = kms_backend_is_demo (self->backend);
  issuance->category = self->found->key->category;
  g_strlcpy (issuance->device_id, self->found->key->device_id, sizeof issuance->device_id);
  if (!read_site (self, &issuance->site))
    issuance->site = self->found->key->site;
  for (guint i = 0; i < self->rows->len; i++)
    {
      KmsFindRow *row = g_ptr_array_index (self->rows, i);

      if (kms_find_row_is_ticked (row))
        g_ptr_array_add (issuance->keys, kms_issued_key_copy (kms_find_row_get_found (row)->key));
    }
  return issuance;
}

static void
copy (KmsFindDetails *self, const char *text, const char *news)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  kms_dialogs_toast (GTK_WIDGET (self), news);
}

static void
on_copy_device (KmsFindDetails *self)
{
  copy (self, gtk_label_get_label (self->device), _ ("The device is on the clipboard"));
}

static void
on_copy_all (KmsFindDetails *self)
{
  g_autoptr (KmsIssuance) issuance = collect (self);
  g_autofree char *text = kms_words_issuance (issuance);

  copy (self, text, _ ("All registration keys are on the clipboard"));
}

static void
on_save_text (KmsFindDetails *self)
{
  g_autoptr (KmsIssuance) issuance = collect (self);
  char *text = kms_words_issuance (issuance);
  g_autoptr (GBytes) contents = g_bytes_new_take (text, strlen (text));
  g_autofree char *name =
      g_strdup_printf ("%s%s.txt", issuance->demo ? "DEMO-" : "", issuance->device_id);

  kms_dialogs_save (GTK_WIDGET (self), _ ("Save the Registration Keys"), name, contents);
}

static void
on_key_card (KmsFindDetails *self)
{
  g_autoptr (KmsIssuance) issuance = collect (self);
  g_autoptr (KmsPaper) paper = kms_card_paper_new (issuance);
  g_autofree char *text = kms_words_key_card (issuance);

  kms_paper_window_show (GTK_WIDGET (self), paper, _ ("Key Card"), issuance->device_id, text,
                         "issue-card");
}

static void
on_again (KmsFindDetails *self)
{
  g_autoptr (KmsIssuance) issuance = collect (self);
  g_autoptr (KmsDraft) draft =
      kms_draft_new (issuance->demo ? KMS_DRAFT_PRACTICE : KMS_DRAFT_ISSUE);
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  /* At the page that asks for the registration IDs: nobody keeps them. */
  draft->step = 2;
  draft->category = issuance->category;
  g_free (draft->device);
  draft->device = g_strdup (kms_identifier_format (kms_identifier_device_kind (issuance->category),
                                                   issuance->device_id, shown));
  draft->device_confirmed = TRUE;
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    {
      g_free (draft->site[i]);
      draft->site[i] = g_strdup (issuance->site.line[i]);
    }
  for (guint i = 0; i < issuance->keys->len; i++)
    {
      const KmsIssuedKey *key = g_ptr_array_index (issuance->keys, i);

      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->activation_key, shown);
      g_ptr_array_add (draft->pairs, kms_draft_pair_new (shown, ""));
    }
  g_signal_emit (self, signals[ISSUE_AGAIN], 0, draft);
}

static void
on_back (KmsFindDetails *self)
{
  g_cancellable_cancel (self->asking);
  g_signal_emit (self, signals[LEFT], 0);
}

static gboolean
on_back_key (GtkWidget *widget, GVariant *args, gpointer unused)
{
  on_back (KMS_FIND_DETAILS (widget));
  return TRUE;
}

/* Nobody waits for the device any more. */
static void
kms_find_details_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (KMS_FIND_DETAILS (widget)->asking);

  GTK_WIDGET_CLASS (kms_find_details_parent_class)->unroot (widget);
}

static void
kms_find_details_dispose (GObject *object)
{
  KmsFindDetails *self = KMS_FIND_DETAILS (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (kms_find_details_parent_class)->dispose (object);
}

static void
kms_find_details_finalize (GObject *object)
{
  KmsFindDetails *self = KMS_FIND_DETAILS (object);

  g_clear_object (&self->backend);
  g_clear_object (&self->asking);
  kms_found_key_free (self->found);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (kms_find_details_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-find-details.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, box);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, banner);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, scroller);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, device_name);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, device);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, demo_mark);
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    {
      g_autofree char *field = g_strdup_printf ("site_field_%u", i + 1);
      g_autofree char *entry = g_strdup_printf ("site_%u", i + 1);

      gtk_widget_class_bind_template_child_full (widget_class, field, FALSE,
                                                 G_STRUCT_OFFSET (KmsFindDetails, site_field[i]));
      gtk_widget_class_bind_template_child_full (widget_class, entry, FALSE,
                                                 G_STRUCT_OFFSET (KmsFindDetails, site[i]));
    }
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, save_site);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, heading);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, spinner);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, actions);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, list);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, too_many);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, again);
  gtk_widget_class_bind_template_child (widget_class, KmsFindDetails, back);
  gtk_widget_class_bind_template_child_full (widget_class, "copy_all", FALSE, 0);
  gtk_widget_class_bind_template_callback (widget_class, load_keys);
  gtk_widget_class_bind_template_callback (widget_class, on_save_site);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_device);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_all);
  gtk_widget_class_bind_template_callback (widget_class, on_save_text);
  gtk_widget_class_bind_template_callback (widget_class, on_key_card);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
kms_find_details_class_init (KmsFindDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_find_details_dispose;
  object_class->finalize = kms_find_details_finalize;
  widget_class->unroot = kms_find_details_unroot;

  /**
   * KmsFindDetails::left:
   *
   * Back was pressed.
   */
  signals[LEFT] = g_signal_new ("left", KMS_TYPE_FIND_DETAILS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  /**
   * KmsFindDetails::issue-again:
   * @draft: a #KmsDraft with device, site and keys
   *
   * The keys are to be issued again.
   */
  signals[ISSUE_AGAIN] = g_signal_new ("issue-again", KMS_TYPE_FIND_DETAILS, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, KMS_TYPE_DRAFT);

  g_type_ensure (KMS_TYPE_BANNER);
  g_type_ensure (KMS_TYPE_BUSY_BUTTON);
  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_back_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_ALT_MASK, on_back_key, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kms_find_details_init (KmsFindDetails *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_label (self->demo_mark, kms_words_demo_mark ());
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    g_signal_connect_swapped (self->site[i], "changed", G_CALLBACK (on_site_changed), self);
}

/**
 * kms_find_details_set_backend:
 * @backend: where keys were issued
 *
 * Gives the page what it asks, once.
 */
void
kms_find_details_set_backend (KmsFindDetails *self, KmsBackend *backend)
{
  g_return_if_fail (KMS_IS_FIND_DETAILS (self) && self->backend == NULL);

  self->backend = g_object_ref (backend);
  gtk_widget_set_visible (GTK_WIDGET (self->demo_mark), kms_backend_is_demo (backend));
}

/**
 * kms_find_details_show:
 * @found: a key of the device
 *
 * Shows the device of a key, with that key opened.
 */
void
kms_find_details_show (KmsFindDetails *self, const KmsFoundKey *found)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autofree char *device = kms_find_text_device (found);

  g_return_if_fail (KMS_IS_FIND_DETAILS (self));

  g_cancellable_cancel (self->asking);
  g_set_object (&self->asking, NULL);
  self->asking = g_cancellable_new ();
  kms_found_key_free (self->found);
  self->found = kms_found_key_copy (found);
  gtk_label_set_label (self->device_name, kms_words_device (found->key->category));
  gtk_label_set_label (self->device, device);
  show_site (self, &found->key->site);
  show_keys (self, keys);
  gtk_label_set_label (self->heading, _ ("Registration Keys"));
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_widget_grab_focus (self->back);
  load_keys (self);
  kms_backend_load_site_async (self->backend, found->key->category, found->key->device_id,
                               self->asking, on_site_loaded, g_object_ref (self));
}
