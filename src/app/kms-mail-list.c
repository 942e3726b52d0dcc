/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The mails of an issuance. It owns a reference to the post office, the mails as last told, and a timer
 * as long as one of them is still under way; nothing is asked while it is off the screen. */

#include "app/kms-mail-list.h"

#include "app/kms-dialogs.h"
#include "app/kms-label.h"
#include "app/kms-status-line.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

#define SOON  2000  /* milliseconds until it is asked again what became of them */
#define LATER 15000 /* the same when a mail waits for another try */

struct _KmsMailList
{
  AdwBin parent_instance;

  /* Owned */
  KmsPostOffice *office; /* NULL: there are no mails to show */
  char *issuance_id;
  GCancellable *asking;
  guint timeout;

  /* Template */
  GtkListBox *list;
  KmsStatusLine *status;
};

G_DEFINE_FINAL_TYPE (KmsMailList, kms_mail_list, ADW_TYPE_BIN)

static void ask (KmsMailList *self);

static const struct
{
  const char *icon;
  const char *css_class;
} looks[] = {
  [KMS_SENT_MAIL_QUEUED] = { "mail-unread-symbolic", "dim-label" },
  [KMS_SENT_MAIL_SENDING] = { "mail-unread-symbolic", "dim-label" },
  [KMS_SENT_MAIL_SENT] = { "emblem-ok-symbolic", "success" },
  [KMS_SENT_MAIL_FAILED] = { "dialog-warning-symbolic", "error" },
};

static char *
describe (const KmsSentMail *mail)
{
  g_autofree char *time = NULL;

  switch (mail->state)
    {
    case KMS_SENT_MAIL_SENDING:
      return g_strdup (_ ("Being sent"));
    case KMS_SENT_MAIL_SENT:
      time = kms_words_date_time (mail->sent_at);
      /* Translators: of a mail; %s is a date with a time */
      return g_strdup_printf (_ ("Sent on %s"), time);
    case KMS_SENT_MAIL_FAILED:
      return g_strdup (_ ("Could not be sent. Check the address, then send it again."));
    case KMS_SENT_MAIL_QUEUED:
    default:
      if (mail->attempts == 0)
        return g_strdup (_ ("Waiting to be sent"));
      time = kms_words_date_time (mail->next_attempt_at);
      /* Translators: of a mail; %s is a date with a time */
      return g_strdup_printf (_ ("Not sent yet; it is tried again on %s"), time);
    }
}

static void
on_resent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsMailList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsSentMail) mail =
      kms_post_office_resend_finish (KMS_POST_OFFICE (source), result, &error);

  if (self->office == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (mail == NULL)
    kms_dialogs_toast_error (GTK_WIDGET (self), error);
  ask (self);
}

static void
on_resend (GtkWidget *button, KmsMailList *self)
{
  gtk_widget_set_sensitive (button, FALSE);
  kms_post_office_resend_async (self->office, self->issuance_id,
                                g_object_get_data (G_OBJECT (button), "kms-mail"), self->asking,
                                on_resent, g_object_ref (self));
}

static GtkWidget *
new_row (KmsMailList *self, const KmsSentMail *mail)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (looks[mail->state].icon);
  g_autofree char *state = describe (mail);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), mail->to);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (icon, looks[mail->state].css_class);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (mail->state == KMS_SENT_MAIL_SENT || mail->state == KMS_SENT_MAIL_FAILED)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Send _Again"));

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "flat");
      g_object_set_data_full (G_OBJECT (button), "kms-mail", g_strdup (mail->id), g_free);
      g_signal_connect (button, "clicked", G_CALLBACK (on_resend), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  return row;
}

static void
show_mails (KmsMailList *self, GPtrArray *mails)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < mails->len; i++)
    gtk_list_box_append (self->list, new_row (self, g_ptr_array_index (mails, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->list), mails->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->status), FALSE);
}

static gboolean
on_timeout (gpointer user_data)
{
  KmsMailList *self = user_data;

  self->timeout = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

/* As long as something is going to become of one of them. */
static void
plan (KmsMailList *self, GPtrArray *mails)
{
  guint delay = 0;

  for (guint i = 0; i < mails->len; i++)
    {
      const KmsSentMail *mail = g_ptr_array_index (mails, i);

      if (mail->state == KMS_SENT_MAIL_SENDING
          || (mail->state == KMS_SENT_MAIL_QUEUED && mail->attempts == 0))
        delay = SOON;
      else if (mail->state == KMS_SENT_MAIL_QUEUED && delay == 0)
        delay = LATER;
    }
  if (delay > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->timeout = g_timeout_add (delay, on_timeout, self);
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsMailList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) mails =
      kms_post_office_list_finish (KMS_POST_OFFICE (source), result, &error);

  if (self->office == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (mails != NULL)
    {
      show_mails (self, mails);
      plan (self, mails);
    }
  else
    {
      g_autofree char *reason = kms_words_error (error);
      /* Translators: %s is why, as a sentence */
      g_autofree char *sentence =
          g_strdup_printf (_ ("What became of the mails cannot be told now. %s"), reason);

      kms_status_line_set (self->status, KMS_STATUS_NOTICE, sentence, _ ("Try Again"));
      gtk_widget_set_visible (GTK_WIDGET (self->status), TRUE);
    }
}

static void
ask (KmsMailList *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->office != NULL)
    kms_post_office_list_async (self->office, self->issuance_id, self->asking, on_told,
                                g_object_ref (self));
}

static void
stop (KmsMailList *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
kms_mail_list_map (GtkWidget *widget)
{
  KmsMailList *self = KMS_MAIL_LIST (widget);

  GTK_WIDGET_CLASS (kms_mail_list_parent_class)->map (widget);

  self->asking = g_cancellable_new ();
  ask (self);
}

static void
kms_mail_list_unmap (GtkWidget *widget)
{
  stop (KMS_MAIL_LIST (widget));

  GTK_WIDGET_CLASS (kms_mail_list_parent_class)->unmap (widget);
}

static void
kms_mail_list_dispose (GObject *object)
{
  KmsMailList *self = KMS_MAIL_LIST (object);

  stop (self);
  g_clear_object (&self->office);
  g_clear_pointer (&self->issuance_id, g_free);

  G_OBJECT_CLASS (kms_mail_list_parent_class)->dispose (object);
}

static void
kms_mail_list_class_init (KmsMailListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kms_mail_list_dispose;
  widget_class->map = kms_mail_list_map;
  widget_class->unmap = kms_mail_list_unmap;

  g_type_ensure (KMS_TYPE_STATUS_LINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-mail-list.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsMailList, list);
  gtk_widget_class_bind_template_child (widget_class, KmsMailList, status);
}

static void
kms_mail_list_init (KmsMailList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->status, "activated", G_CALLBACK (ask), self);
}

/**
 * kms_mail_list_show:
 * @office: who tells about the mails
 * @issuance_id: an issuance with mails
 *
 * Shows the mails of an issuance.
 */
void
kms_mail_list_show (KmsMailList *self, KmsPostOffice *office, const char *issuance_id)
{
  g_return_if_fail (KMS_IS_MAIL_LIST (self));

  g_set_object (&self->office, office);
  g_free (self->issuance_id);
  self->issuance_id = g_strdup (issuance_id);
  kms_status_line_set (self->status, KMS_STATUS_BUSY, _ ("Asking about the mails…"), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->status), TRUE);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ask (self);
}
