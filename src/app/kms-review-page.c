/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The review. It owns references to model, backend and the requests that wait for their answer.
 *
 * Applying goes: mail fields valid? → addresses confirmed, if there are any? → issue, which is in
 * kms-review-page-issue.c. Each "no" leaves the page as it is. The lists come from a preview made on entering, and again after a
 * refusal, so what they say is never older than the page. */

#include "app/kms-review-page-private.h"

#include "app/kms-dialogs.h"
#include "app/kms-key-card.h"
#include "app/kms-label.h"
#include "engine/kms-mail.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (KmsReviewPage, kms_review_page, KMS_TYPE_ASSISTANT_PAGE)

static GtkWidget *
new_card (guint number, const KmsKeyPreview *key, KmsCategory category)
{
  gboolean refused = kms_verdict_is_refusal (key->verdict);
  g_autofree char *part = NULL, *news = NULL;
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  if (key->part_number != NULL)
    part = g_strdup_printf ("%s · %s", key->part_number, key->purpose);
  if (refused)
    news = kms_words_verdict_advice (key, category);
  else if (key->verdict == KMS_VERDICT_REISSUE)
    {
      g_autofree char *date = kms_words_date (key->issued_at);

      /* Translators: %s is the date when the key was issued first */
      news = g_strdup_printf (_ ("Issued before on %s"), date);
    }

  return kms_key_card_new (
      number,
      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->pair.activation_key, shown),
      "heading", (KmsKeyLine[]){ { part, "dim-label" }, { news, refused ? "error" : "accent" } }, 2,
      NULL);
}

static void
show_counts (KmsReviewPage *self, guint n_new, guint n_old, gboolean refused)
{
  g_autofree char *new_title = NULL, *old_title = NULL;

  /* Translators: the heading over the keys that will be issued */
  new_title =
      g_strdup_printf (ngettext ("To be issued: %u key", "To be issued: %u keys", n_new), n_new);
  /* Translators: the heading over the keys that were issued before */
  old_title = g_strdup_printf (ngettext ("Issued before: %u key, and it stays the same",
                                         "Issued before: %u keys, and they stay the same", n_old),
                               n_old);
  gtk_label_set_label (self->new_title, new_title);
  gtk_label_set_label (self->old_title, old_title);
  gtk_widget_set_visible (self->new_group, n_new > 0);
  gtk_widget_set_visible (self->old_group, n_old > 0);
  kms_assistant_page_set_complete (KMS_ASSISTANT_PAGE (self), !refused && n_new + n_old > 0);
}

static void
clear_lists (KmsReviewPage *self)
{
  g_clear_pointer (&self->shown, kms_preview_free);
  kms_key_card_clear_list (self->new_list);
  kms_key_card_clear_list (self->old_list);
}

static void
show_preview (KmsReviewPage *self, const KmsPreview *preview)
{
  KmsCategory category = kms_issue_model_get_draft (self->model)->category;
  guint n_new = 0, n_old = 0;

  /* Coming back to the same keys, as most often, makes nothing anew. */
  if (self->shown != NULL && self->shown_category == category
      && kms_preview_equal (self->shown, preview))
    return;
  clear_lists (self);
  self->shown = kms_preview_copy (preview);
  self->shown_category = category;
  for (guint i = 0; i < preview->n_keys; i++)
    if (preview->keys[i].verdict == KMS_VERDICT_REISSUE)
      gtk_list_box_append (self->old_list, new_card (++n_old, &preview->keys[i], category));
    else
      gtk_list_box_append (self->new_list, new_card (++n_new, &preview->keys[i], category));
  show_counts (self, n_new, n_old, kms_preview_is_refusal (preview));

  if (kms_preview_is_refusal (preview))
    kms_status_line_set (self->status, KMS_STATUS_ERROR,
                         _ ("Some of the keys cannot be issued. Go back to step 3 to mend them."),
                         NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->status), kms_preview_is_refusal (preview));
}

static void
on_previewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsReviewPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsPreview) preview =
      kms_backend_preview_finish (KMS_BACKEND (source), result, &error);

  if (self->model == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (preview != NULL)
    show_preview (self, preview);
  else
    {
      g_autofree char *sentence =
          kms_words_error_in (kms_issue_model_get_draft (self->model)->category, error);

      /* What was true before may not be so now. */
      clear_lists (self);
      show_counts (self, 0, 0, FALSE);
      kms_status_line_set (self->status, KMS_STATUS_ERROR, sentence, NULL);
      gtk_widget_set_visible (GTK_WIDGET (self->status), TRUE);
    }
}

/* What would be issued, as it is now. */
void
kms_review_page_request_preview (KmsReviewPage *self)
{
  guint rows[KMS_REQUEST_MAX_KEYS];
  g_autoptr (KmsRequest) request = kms_issue_model_make_request (self->model, rows);
  g_autofree char *action = NULL;

  g_cancellable_cancel (self->previewing);
  g_clear_object (&self->previewing);
  if (request == NULL || request->n_pairs == 0)
    return;
  if (self->request == NULL || !kms_request_same_keys (self->request, request))
    {
      clear_lists (self);
      show_counts (self, 0, 0, FALSE);
      kms_status_line_set (self->status, KMS_STATUS_BUSY, _ ("Checking…"), NULL);
      gtk_widget_set_visible (GTK_WIDGET (self->status), TRUE);
      g_clear_pointer (&self->request, kms_request_free);
      self->request = kms_request_copy (request);
    }
  /* Translators: the button that issues this many registration keys */
  action = g_strdup_printf (ngettext ("_Issue %u Key", "_Issue %u Keys", request->n_pairs),
                            request->n_pairs);
  kms_assistant_page_set_action_label (KMS_ASSISTANT_PAGE (self), action);
  self->previewing = g_cancellable_new ();
  kms_backend_preview_async (self->backend, request, self->previewing, on_previewed,
                             g_object_ref (self));
}

static gboolean
any_ticked (KmsReviewPage *self)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);

  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    if (draft->mail_ticked[i])
      return TRUE;
  return FALSE;
}

/* Says what is wrong with the mail fields; FALSE when something is. */
static gboolean
check_mail (KmsReviewPage *self)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);
  g_autofree char *subject = kms_issue_model_dup_mail_subject (self->model);
  gboolean valid = TRUE;

  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    {
      g_autofree char *sentence = NULL;

      if (draft->mail_ticked[i] && !kms_mail_address_is_valid (draft->mail_to[i]))
        {
          sentence = kms_words_error_code (KMS_ERROR_MAIL_ADDRESS_INVALID);
          valid = FALSE;
        }
      kms_field_set_error (self->mail_field[i], sentence, NULL);
    }
  if (any_ticked (self) && !kms_mail_subject_is_valid (subject))
    {
      g_autofree char *sentence = kms_words_error_code (KMS_ERROR_MAIL_SUBJECT_INVALID);

      kms_field_set_error (self->subject_field, sentence, NULL);
      valid = FALSE;
    }
  else
    kms_field_set_error (self->subject_field, NULL, NULL);
  return valid;
}

static void
focus_fault (KmsReviewPage *self)
{
  KmsField *fields[] = { self->mail_field[0], self->mail_field[1], self->subject_field };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (kms_field_has_error (fields[i]))
      {
        gtk_widget_grab_focus (GTK_WIDGET (fields[i]));
        return;
      }
}

static void
on_mail_changed (KmsReviewPage *self)
{
  if (self->entering)
    return;
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    {
      kms_issue_model_set_mail (self->model, i, gtk_check_button_get_active (self->mail_tick[i]),
                                gtk_editable_get_text (GTK_EDITABLE (self->mail[i])));
      kms_field_set_error (self->mail_field[i], NULL, NULL);
    }
}

static void
on_subject_changed (KmsReviewPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->subject));

  if (self->entering)
    return;
  /* An emptied field means the default again. */
  kms_issue_model_set_mail_subject (self->model, *text != '\0' ? text : NULL);
  kms_field_set_error (self->subject_field, NULL, NULL);
}

static void
on_entry_activated (GtkWidget *entry, KmsReviewPage *self)
{
  kms_assistant_page_advance (KMS_ASSISTANT_PAGE (self), entry, FALSE);
}

static void
show_mail (KmsReviewPage *self)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);
  g_autofree char *subject = kms_issue_model_dup_mail_subject (self->model);

  self->entering = TRUE;
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    {
      gtk_check_button_set_active (self->mail_tick[i], draft->mail_ticked[i]);
      gtk_editable_set_text (GTK_EDITABLE (self->mail[i]), draft->mail_to[i]);
      kms_field_set_error (self->mail_field[i], NULL, NULL);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->subject), subject);
  kms_field_set_error (self->subject_field, NULL, NULL);
  self->entering = FALSE;
}

static void
kms_review_page_enter (KmsAssistantPage *page)
{
  KmsReviewPage *self = KMS_REVIEW_PAGE (page);
  KmsIdentifierKind kind = kms_issue_model_get_device_kind (self->model);
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];
  KmsIdentifierReading reading;
  g_autofree char *lines = NULL;
  KmsSite site;

  kms_issue_model_read_device (self->model, &reading);
  kms_issue_model_read_site (self->model, &site);
  gtk_label_set_label (self->device_name, kms_words_identifier (kind));
  kms_label_set_text (self->device, kms_identifier_format (kind, reading.digits, shown));
  lines = g_strdup_printf ("%s\n%s", site.line[0], site.line[1]);
  g_strstrip (lines);
  gtk_label_set_label (self->site, *lines != '\0' ? lines : _ ("None"));
  show_mail (self);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), FALSE);
  if (!kms_review_page_take_outcome (self))
    kms_review_page_request_preview (self);
}

/* There is nothing that must be filled in: Enter issues. */
static void
kms_review_page_focus (KmsAssistantPage *page)
{
  KmsReviewPage *self = KMS_REVIEW_PAGE (page);

  if (self->waiting)
    gtk_widget_grab_focus (self->leave);
  else
    kms_assistant_page_advance (page, GTK_WIDGET (self->subject), FALSE);
}

static KmsRequest *
make_request (KmsReviewPage *self, GError **error)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);
  guint rows[KMS_REQUEST_MAX_KEYS];
  g_autoptr (KmsRequest) request = kms_issue_model_make_request (self->model, rows);
  g_autofree char *subject = kms_issue_model_dup_mail_subject (self->model);

  if (request == NULL)
    {
      g_set_error_literal (error, KMS_ERROR, KMS_ERROR_DEVICE_ID_INVALID, "No valid device");
      return NULL;
    }
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    if (draft->mail_ticked[i] && !kms_request_add_mail (request, draft->mail_to[i], error))
      return NULL;
  if (any_ticked (self) && !kms_request_set_mail_subject (request, subject, error))
    return NULL;
  return g_steal_pointer (&request);
}

static void
issue (KmsReviewPage *self, GTask *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsRequest) request = make_request (self, &error);

  if (request == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    kms_review_page_issue (self, request, task);
}

static void
on_addresses_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KmsReviewPage *self = KMS_REVIEW_PAGE (source);

  if (!kms_dialogs_ask_finish (result) || self->model == NULL)
    g_task_return_boolean (task, FALSE);
  else
    issue (self, task);
}

static void
confirm_addresses (KmsReviewPage *self, GTask *task)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) addresses = NULL;
  g_autofree char *body = NULL;

  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    if (draft->mail_ticked[i])
      g_strv_builder_add (builder, draft->mail_to[i]);
  addresses = g_strv_builder_end (builder);
  body = g_strjoinv ("\n", addresses);
  kms_dialogs_ask_async (GTK_WIDGET (self), _ ("Are These Addresses Right?"), body, _ ("_Go Back"),
                         _ ("_Issue and Mail"), FALSE, on_addresses_confirmed, g_object_ref (task));
}

static void
kms_review_page_apply_async (KmsAssistantPage *page,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  KmsReviewPage *self = KMS_REVIEW_PAGE (page);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kms_review_page_apply_async);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), FALSE);
  if (self->waiting)
    {
      kms_pending_check (self->pending);
      g_task_return_boolean (task, FALSE);
    }
  else if (!check_mail (self))
    g_task_return_boolean (task, FALSE);
  else if (any_ticked (self))
    confirm_addresses (self, task);
  else
    issue (self, task);
}

static gboolean
kms_review_page_apply_finish (KmsAssistantPage *page, GAsyncResult *result, GError **error)
{
  KmsReviewPage *self = KMS_REVIEW_PAGE (page);
  gboolean valid = g_task_propagate_boolean (G_TASK (result), error);

  if (self->waiting)
    gtk_widget_grab_focus (self->leave);
  else if (!valid && *error == NULL)
    focus_fault (self);
  return valid;
}

/* Out of its window: nobody waits for the answers any more. */
static void
kms_review_page_unroot (GtkWidget *widget)
{
  kms_review_page_stop_issuing (KMS_REVIEW_PAGE (widget));
  g_cancellable_cancel (KMS_REVIEW_PAGE (widget)->previewing);

  GTK_WIDGET_CLASS (kms_review_page_parent_class)->unroot (widget);
}

static void
kms_review_page_dispose (GObject *object)
{
  KmsReviewPage *self = KMS_REVIEW_PAGE (object);

  g_clear_pointer (&self->shown, kms_preview_free);
  g_clear_pointer (&self->request, kms_request_free);
  g_clear_object (&self->previewing);
  g_clear_object (&self->model);
  g_clear_object (&self->backend);
  g_clear_object (&self->pending);

  G_OBJECT_CLASS (kms_review_page_parent_class)->dispose (object);
}

static void
bind_mail (GtkWidgetClass *widget_class, const char *format, guint index, gsize offset)
{
  g_autofree char *name = g_strdup_printf ("%s_%u", format, index + 1);

  gtk_widget_class_bind_template_child_full (widget_class, name, FALSE,
                                             (gssize) (offset + index * sizeof (gpointer)));
}

static void
kms_review_page_class_init (KmsReviewPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  KmsAssistantPageClass *page_class = KMS_ASSISTANT_PAGE_CLASS (klass);

  object_class->dispose = kms_review_page_dispose;
  widget_class->unroot = kms_review_page_unroot;
  page_class->enter = kms_review_page_enter;
  page_class->focus = kms_review_page_focus;
  page_class->apply_async = kms_review_page_apply_async;
  page_class->apply_finish = kms_review_page_apply_finish;
  page_class->describe_error = kms_review_page_describe_error;

  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_STATUS_LINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-review-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, states);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, review);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, wait);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, leave);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, check);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, outcome);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, device_name);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, device);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, site);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, status);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, new_group);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, new_title);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, new_list);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, old_group);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, old_title);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, old_list);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, mail_note);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, subject_field);
  gtk_widget_class_bind_template_child (widget_class, KmsReviewPage, subject);
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    {
      bind_mail (widget_class, "mail_tick", i, G_STRUCT_OFFSET (KmsReviewPage, mail_tick));
      bind_mail (widget_class, "mail_field", i, G_STRUCT_OFFSET (KmsReviewPage, mail_field));
      bind_mail (widget_class, "mail", i, G_STRUCT_OFFSET (KmsReviewPage, mail));
    }
}

static void
kms_review_page_init (KmsReviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kms_status_line_make_alert (self->status);
  kms_status_line_make_alert (self->outcome);

  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    {
      kms_assistant_page_mark_field (GTK_WIDGET (self->mail_tick[i]));
      kms_assistant_page_mark_field (GTK_WIDGET (self->mail[i]));
      g_signal_connect_swapped (self->mail_tick[i], "toggled", G_CALLBACK (on_mail_changed), self);
      g_signal_connect_swapped (self->mail[i], "changed", G_CALLBACK (on_mail_changed), self);
      g_signal_connect (self->mail[i], "activate", G_CALLBACK (on_entry_activated), self);
    }
  kms_assistant_page_mark_field (GTK_WIDGET (self->subject));
  g_signal_connect_swapped (self->subject, "changed", G_CALLBACK (on_subject_changed), self);
  g_signal_connect (self->subject, "activate", G_CALLBACK (on_entry_activated), self);
  show_counts (self, 0, 0, FALSE);
}

/* The outcome of an attempt that was waited for, here or elsewhere. */
static void
on_pending_changed (KmsReviewPage *self)
{
  if (self->model != NULL && self->waiting && !kms_review_page_take_outcome (self))
    kms_review_page_request_preview (self);
}

/**
 * kms_review_page_new:
 * @model: the work
 * @backend: what tells beforehand what would be issued
 * @pending: who issues
 *
 * Returns: (transfer floating): the page
 */
KmsAssistantPage *
kms_review_page_new (KmsIssueModel *model, KmsBackend *backend, KmsPending *pending)
{
  KmsReviewPage *self = g_object_new (KMS_TYPE_REVIEW_PAGE, NULL);

  self->model = g_object_ref (model);
  self->backend = g_object_ref (backend);
  self->pending = g_object_ref (pending);
  g_signal_connect_object (pending, "changed", G_CALLBACK (on_pending_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->check, "clicked", G_CALLBACK (kms_pending_check), pending,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->mail_note), kms_backend_is_demo (backend));
  return KMS_ASSISTANT_PAGE (self);
}
