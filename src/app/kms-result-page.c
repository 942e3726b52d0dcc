/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The result. It owns references to the model, whose issuance it shows, and to the backend. What leaves this page by
 * clipboard or file says DEMO when the keys are from the demo. */

#include "app/kms-result-page.h"

#include "app/kms-dialogs.h"
#include "app/kms-key-card.h"
#include "app/kms-label.h"
#include "app/kms-mail-list.h"
#include "app/kms-paper-window.h"
#include "app/kms-wrap-layout.h"
#include "paper/kms-card-paper.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsResultPage
{
  KmsAssistantPage parent_instance;

  /* Owned */
  KmsIssueModel *model;
  KmsBackend *backend;

  /* Template */
  GtkLabel *heading;
  GtkLabel *device;
  GtkLabel *demo_mark;
  GtkListBox *list;
  GtkLabel *mailed;
  GtkButton *copy_all;
  GtkButton *key_card;
  GtkButton *save_text;
  GtkButton *save_csv;
  GtkButton *try_device;
  GtkButton *show_mail;
  KmsMailList *mails;
};

G_DEFINE_FINAL_TYPE (KmsResultPage, kms_result_page, KMS_TYPE_ASSISTANT_PAGE)

static void
copy (KmsResultPage *self, const char *text, const char *news)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  kms_dialogs_toast (GTK_WIDGET (self), news);
}

static void
on_copy_one (GtkWidget *button, KmsResultPage *self)
{
  const KmsIssuance *issuance = kms_issue_model_get_issuance (self->model);
  const KmsIssuedKey *key = g_object_get_data (G_OBJECT (button), "kms-key");
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];
  g_autofree char *text = NULL;

  kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key, shown);
  text = issuance->demo ? g_strdup_printf ("%s (DEMO)", shown) : g_strdup (shown);
  copy (self, text, _ ("The registration key is on the clipboard"));
}

static void
save (KmsResultPage *self, char *text, const char *extension)
{
  const KmsIssuance *issuance = kms_issue_model_get_issuance (self->model);
  g_autoptr (GBytes) contents = g_bytes_new_take (text, strlen (text));
  g_autofree char *name =
      g_strdup_printf ("%s%s.%s", issuance->demo ? "DEMO-" : "", issuance->device_id, extension);

  kms_dialogs_save (GTK_WIDGET (self), _ ("Save the Registration Keys"), name, contents);
}

static void
on_save_text (KmsResultPage *self)
{
  save (self, kms_words_issuance (kms_issue_model_get_issuance (self->model)), "txt");
}

/* With a byte order mark: without one, Excel takes UTF-8 for something else. */
static void
on_save_csv (KmsResultPage *self)
{
  g_autofree char *csv = kms_issuance_to_csv (kms_issue_model_get_issuance (self->model));

  save (self, g_strconcat ("\xEF\xBB\xBF", csv, NULL), "csv");
}

static void
on_show_mail (KmsResultPage *self)
{
  const KmsIssuance *issuance = kms_issue_model_get_issuance (self->model);
  g_autofree char *addresses = g_strjoinv (", ", issuance->mailed_to);
  g_autofree char *body = kms_words_issuance (issuance);
  /* Translators: a mail as it would be sent: the addresses, the subject, the text */
  g_autofree char *mail =
      g_strdup_printf (_ ("To: %s\nSubject: %s\n\n%s"), addresses, issuance->mail_subject, body);

  kms_dialogs_show_text (GTK_WIDGET (self), _ ("The Mail That Is Not Sent"), mail);
}

static GtkWidget *
new_copy_button (KmsResultPage *self, guint number, const KmsIssuedKey *key)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  /* Translators: a button; %u is the number of a registration key in the list */
  g_autofree char *name = g_strdup_printf (_ ("Copy registration key %u"), number);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "kms-key", kms_issued_key_copy (key),
                          (GDestroyNotify) kms_issued_key_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_copy_one), self);
  return button;
}

/* What was issued now may be looked at on another day only. */
static char *
describe_issue (const KmsIssuedKey *key, gboolean now)
{
  g_autofree char *date = NULL;

  if (!key->reissued && now)
    return g_strdup (_ ("Issued now"));
  date = kms_words_date (key->issued_at);
  if (!key->reissued)
    /* Translators: %s is a date */
    return g_strdup_printf (_ ("Issued on %s"), date);
  /* Translators: %s is the date when the key was issued first */
  return g_strdup_printf (_ ("Issued before on %s"), date);
}

static GtkWidget *
new_card (KmsResultPage *self, guint number, const KmsIssuedKey *key)
{
  g_autofree char *part = g_strdup_printf ("%s · %s", key->part_number, key->purpose);
  g_autofree char *activation = NULL, *issued = NULL;
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  issued = describe_issue (key, !kms_issue_model_get_issuance (self->model)->replayed);
  kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->activation_key, shown);
  activation = g_strdup_printf ("%s %s", kms_words_activation_key (key->category), shown);
  return kms_key_card_new (
      number, kms_identifier_format (KMS_IDENTIFIER_REGISTRATION_KEY, key->registration_key, shown),
      "title-2",
      (KmsKeyLine[]){ { part, NULL },
                      { activation, "dim-label" },
                      { issued, key->reissued ? "accent" : "success" } },
      3, new_copy_button (self, number, key));
}

static void
show_headings (KmsResultPage *self, const KmsIssuance *issuance)
{
  guint n_keys = issuance->keys->len;
  g_autofree char *heading = NULL, *device = NULL;
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  heading = g_strdup_printf (
      /* Translators: the heading of the result: how many registration keys there are */
      ngettext ("Here is %u registration key", "Here are %u registration keys", n_keys), n_keys);
  kms_identifier_format (kms_identifier_device_kind (issuance->category), issuance->device_id,
                         shown);
  device = g_strdup_printf ("%s %s\n%s %s", kms_words_device (issuance->category), shown,
                            issuance->site.line[0], issuance->site.line[1]);
  g_strchomp (device);
  gtk_label_set_label (self->heading, heading);
  kms_label_set_text (self->device, device);
  gtk_widget_set_visible (GTK_WIDGET (self->demo_mark), issuance->demo);
  /* The device of the manual's chapter 3.2 */
  gtk_widget_set_visible (GTK_WIDGET (self->try_device),
                          issuance->demo && issuance->category == KMS_CATEGORY_HDVC);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->try_device), "s", issuance->device_id);
}

static void
show_mails (KmsResultPage *self, const KmsIssuance *issuance)
{
  g_autofree char *addresses = g_strjoinv (", ", issuance->mailed_to);
  g_autofree char *mailed = NULL;
  gboolean any = *addresses != '\0';
  gboolean told = any && issuance->id != NULL && KMS_IS_POST_OFFICE (self->backend);

  if (issuance->demo)
    /* Translators: %s are e-mail addresses */
    mailed = g_strdup_printf (_ ("Outside the demo, a mail would go to %s."), addresses);
  gtk_label_set_label (self->mailed, mailed != NULL ? mailed : "");
  gtk_widget_set_visible (GTK_WIDGET (self->mailed), issuance->demo && any);
  gtk_widget_set_visible (GTK_WIDGET (self->show_mail), issuance->demo && any);
  gtk_widget_set_visible (GTK_WIDGET (self->mails), told);
  if (told)
    kms_mail_list_show (self->mails, KMS_POST_OFFICE (self->backend), issuance->id);
}

static void
kms_result_page_enter (KmsAssistantPage *page)
{
  KmsResultPage *self = KMS_RESULT_PAGE (page);
  const KmsIssuance *issuance = kms_issue_model_get_issuance (self->model);

  kms_key_card_clear_list (self->list);
  show_headings (self, issuance);
  show_mails (self, issuance);
  for (guint i = 0; i < issuance->keys->len; i++)
    gtk_list_box_append (self->list, new_card (self, i + 1, g_ptr_array_index (issuance->keys, i)));
}

static void
kms_result_page_focus (KmsAssistantPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (KMS_RESULT_PAGE (page)->copy_all));
}

static void
kms_result_page_dispose (GObject *object)
{
  KmsResultPage *self = KMS_RESULT_PAGE (object);

  g_clear_object (&self->model);
  g_clear_object (&self->backend);

  G_OBJECT_CLASS (kms_result_page_parent_class)->dispose (object);
}

static void
kms_result_page_class_init (KmsResultPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  KmsAssistantPageClass *page_class = KMS_ASSISTANT_PAGE_CLASS (klass);

  object_class->dispose = kms_result_page_dispose;
  page_class->enter = kms_result_page_enter;
  page_class->focus = kms_result_page_focus;

  g_type_ensure (KMS_TYPE_MAIL_LIST);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-result-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, heading);
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, device);
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, demo_mark);
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, list);
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, mailed);
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, copy_all);
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, key_card);
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, save_text);
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, save_csv);
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, try_device);
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, show_mail);
  gtk_widget_class_bind_template_child (widget_class, KmsResultPage, mails);
}

static void
kms_result_page_init (KmsResultPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_label (self->demo_mark, kms_words_demo_mark ());
  g_signal_connect_swapped (self->copy_all, "clicked", G_CALLBACK (kms_result_page_copy), self);
  g_signal_connect_swapped (self->key_card, "clicked", G_CALLBACK (kms_result_page_show_card),
                            self);
  g_signal_connect_swapped (self->save_text, "clicked", G_CALLBACK (on_save_text), self);
  g_signal_connect_swapped (self->save_csv, "clicked", G_CALLBACK (on_save_csv), self);
  g_signal_connect_swapped (self->show_mail, "clicked", G_CALLBACK (on_show_mail), self);
}

/**
 * kms_result_page_new:
 * @model: the work; it has an issuance when the page is entered
 * @backend: who issued
 *
 * Returns: (transfer floating): the page
 */
KmsAssistantPage *
kms_result_page_new (KmsIssueModel *model, KmsBackend *backend)
{
  KmsResultPage *self = g_object_new (KMS_TYPE_RESULT_PAGE, NULL);

  self->model = g_object_ref (model);
  self->backend = g_object_ref (backend);
  return KMS_ASSISTANT_PAGE (self);
}

/**
 * kms_result_page_copy:
 *
 * Puts all keys into the clipboard.
 */
void
kms_result_page_copy (KmsResultPage *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (KMS_IS_RESULT_PAGE (self));

  text = kms_words_issuance (kms_issue_model_get_issuance (self->model));
  copy (self, text, _ ("All registration keys are on the clipboard"));
}

/**
 * kms_result_page_show_card:
 *
 * Shows the key card, to print it.
 */
void
kms_result_page_show_card (KmsResultPage *self)
{
  const KmsIssuance *issuance;
  g_autoptr (KmsPaper) paper = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (KMS_IS_RESULT_PAGE (self));

  issuance = kms_issue_model_get_issuance (self->model);
  paper = kms_card_paper_new (issuance);
  text = kms_words_key_card (issuance);
  kms_paper_window_show (GTK_WIDGET (self), paper, _ ("Key Card"), issuance->device_id, text,
                         "issue-card");
}
