/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Home. It owns references to backend, journal and the requests that wait, and the list of drafts as
 * last read. A request stands for the draft that it was made from. A draft that is discarded leaves the list at once and the journal only when its toast is gone, so that Undo
 * gives it back. */

#include "app/kms-home-page.h"

#include "app/kms-dialogs.h"
#include "app/kms-news.h"
#include "app/kms-pending-group.h"
#include "app/kms-presenter.h"
#include "app/kms-recent-group.h"
#include "app/kms-toaster.h"
#include "app/kms-writing.h"
#include "client/kms-classroom.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsHomePage
{
  AdwBin parent_instance;

  /* Owned */
  KmsBackend *backend;
  KmsJournal *journal;
  KmsPending *pending;
  GPtrArray *drafts; /* of KmsDraft, newest first */
  char *shown;       /* which drafts the rows are of */
  char *discarded;   /* the ID of the draft that is discarded and can be given back, nullable */

  /* Template */
  KmsNews *news;
  AdwPreferencesPage *page;
  KmsPendingGroup *pending_group;
  AdwPreferencesGroup *drafts_group;
  GPtrArray *draft_rows; /* owned; of borrowed rows */

  KmsRecentGroup *recent_group; /* a child; NULL in the demo */
};

/* What Home offers: the groups of the manual, in its order, as far as the backend has them. */
typedef struct
{
  const char *title;
  const char *subtitle;
  const char *icon;
  const char *action;
} Entry;

typedef enum
{
  ON_SERVER = 1 << 0,
  IN_DEMO = 1 << 1,
} Places;

static const struct
{
  const char *title;
  Places places;
  Entry entries[6];
} groups[] = {
  { N_ ("Registration Keys"),
    ON_SERVER,
    { { N_ ("Issue Registration Keys"), N_ ("For a device, from the customer's sheets"),
        "document-new-symbolic", "win.issue" } } },
  { N_ ("Demo"),
    IN_DEMO,
    { { N_ ("Issuing Demo"), N_ ("Filled in with a sample: Next alone walks through"),
        "media-playback-start-symbolic", "win.issuing-demo" },
      { N_ ("Free Practice"), N_ ("Issue by the real rules, with any device and practice sheets"),
        "document-edit-symbolic", "win.free-practice" },
      { N_ ("Scenarios"), N_ ("Exercises with a goal: mistakes, outages and how to go on"),
        "applications-science-symbolic", "win.scenarios" },
      { N_ ("Practice Sheets"), N_ ("Make activation key sheets that every demo accepts"),
        "view-list-symbolic", "win.practice-sheets" },
      { N_ ("Practice Device"), N_ ("Enter registration keys as on the device, by remote control"),
        "video-display-symbolic", "win.practice-device" } } },
  { N_ ("Issue History"),
    ON_SERVER | IN_DEMO,
    { { N_ ("Find Registration Keys"), N_ ("All that was issued, by device, key, site or day"),
        "edit-find-symbolic", "win.find" },
      { N_ ("Reports"), N_ ("Daily totals and the issue history, as files for Excel"),
        "x-office-spreadsheet-symbolic", "win.reports" } } },
  { N_ ("Demo"),
    ON_SERVER,
    { { N_ ("Issuing Demo"), N_ ("Try and practise issuing, offline"),
        "media-playback-start-symbolic", "app.demo" } } },
  { N_ ("Login ID"),
    ON_SERVER,
    { { N_ ("Change Password"), N_ ("The rules are shown as they are met"),
        "dialog-password-symbolic", "win.change-password" },
      { N_ ("User Information"), N_ ("Company, address, e-mail and login ID"),
        "avatar-default-symbolic", "win.user-information" } } },
  { N_ ("Class File"),
    IN_DEMO,
    { { N_ ("Keep This Class…"), N_ ("Save what was issued in the demo, to go on another day"),
        "document-save-symbolic", "win.keep-class" },
      { N_ ("Open a Class…"), N_ ("Go on where a class file was kept"), "document-open-symbolic",
        "win.open-class" } } },
  { N_ ("Other"),
    IN_DEMO,
    { { N_ ("Leave the Demo"), N_ ("Log in and issue keys for real devices"),
        "system-log-out-symbolic", "win.leave-demo" } } },
  { N_ ("Other"),
    ON_SERVER,
    { { N_ ("Download Manual"), N_ ("As a PDF"), "folder-download-symbolic",
        "win.download-manual" },
      { N_ ("Cookie Policy"), N_ ("What is kept on this computer"), "dialog-information-symbolic",
        "win.cookie-policy" },
      { N_ ("Privacy Policy"), N_ ("What becomes of what you enter"), "dialog-information-symbolic",
        "win.privacy-policy" },
      { N_ ("Log Out"), N_ ("Work that is open is kept as a draft"), "system-log-out-symbolic",
        "win.log-out" } } },
};

G_DEFINE_FINAL_TYPE (KmsHomePage, kms_home_page, ADW_TYPE_BIN)

static GtkWidget *
new_row (const char *title, const char *subtitle, const char *icon)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
add_groups (KmsHomePage *self)
{
  Places here = kms_backend_is_demo (self->backend) ? IN_DEMO : ON_SERVER;

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      AdwPreferencesGroup *group;

      if ((groups[i].places & here) == 0)
        continue;
      group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (group, _ (groups[i].title));
      for (const Entry *entry = groups[i].entries; entry->title != NULL; entry++)
        {
          GtkWidget *row = new_row (_ (entry->title), _ (entry->subtitle), entry->icon);

          gtk_actionable_set_action_name (GTK_ACTIONABLE (row), entry->action);
          adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                     gtk_image_new_from_icon_name ("go-next-symbolic"));
          adw_preferences_group_add (group, row);
        }
      adw_preferences_page_add (self->page, group);
      /* Behind issuing, which is what one comes for. */
      if (here == ON_SERVER && self->recent_group == NULL)
        {
          self->recent_group = g_object_new (KMS_TYPE_RECENT_GROUP, NULL);
          adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (self->recent_group));
        }
    }
}

static char *
describe_draft (const KmsDraft *draft)
{
  guint n_keys = 0;
  g_autofree char *keys = NULL, *saved = kms_words_date_time (draft->saved_at);

  for (guint i = 0; i < draft->pairs->len; i++)
    {
      const KmsDraftPair *pair = g_ptr_array_index (draft->pairs, i);

      n_keys += *pair->activation_key != '\0' || *pair->registration_id != '\0' ? 1 : 0;
    }
  /* Translators: how much of a draft there is */
  keys = g_strdup_printf (ngettext ("%u key", "%u keys", n_keys), n_keys);
  /* Translators: a draft: the step it is in, how many keys it has, when it was saved */
  return g_strdup_printf (_ ("Step %u · %s · %s"), draft->step + 1, keys, saved);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsHomePage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!kms_journal_delete_draft_finish (KMS_JOURNAL (source), result, &error))
    kms_dialogs_toast_error (GTK_WIDGET (self), error);
  kms_writing_end ();
}

static void
on_discard_answered (gboolean undone, gpointer user_data)
{
  g_autoptr (KmsHomePage) self = user_data;
  g_autofree char *id = g_steal_pointer (&self->discarded);

  if (undone)
    {
      kms_home_page_refresh (self);
      return;
    }
  kms_writing_begin ();
  kms_journal_delete_draft_async (self->journal, kms_backend_get_account (self->backend), id, NULL,
                                  on_deleted, g_object_ref (self));
}

static void
on_discard_clicked (GtkWidget *button, KmsHomePage *self)
{
  const char *id = g_object_get_data (G_OBJECT (button), "kms-draft");
  GtkWidget *toaster = gtk_widget_get_ancestor (GTK_WIDGET (self), KMS_TYPE_TOASTER);

  /* One that was discarded before goes for good now, and says so first. */
  kms_toaster_offer (KMS_TOASTER (toaster), _ ("The draft is discarded"), _ ("_Undo"),
                     on_discard_answered, g_object_ref (self));
  self->discarded = g_strdup (id);
  kms_home_page_refresh (self);
}

static void
add_draft (KmsHomePage *self, const KmsDraft *draft)
{
  g_autofree char *subtitle = describe_draft (draft);
  GtkWidget *discard = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *name = NULL;
  GtkWidget *row = new_row (*draft->device != '\0' ? draft->device : _ ("No device yet"), subtitle,
                            "document-open-recent-symbolic");

  /* Translators: a button; %s is the device of a draft */
  name = g_strdup_printf (_ ("Discard the draft for %s"),
                          *draft->device != '\0' ? draft->device : _ ("No device yet"));
  gtk_widget_add_css_class (discard, "flat");
  gtk_widget_set_valign (discard, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (discard, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (discard), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  g_object_set_data_full (G_OBJECT (discard), "kms-draft", g_strdup (draft->id), g_free);
  g_signal_connect (discard, "clicked", G_CALLBACK (on_discard_clicked), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), discard);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.resume");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", draft->id);
  adw_preferences_group_add (self->drafts_group, row);
  g_ptr_array_add (self->draft_rows, row);
}

/* A class does not look at work of before, which may be real; that of a scenario is its own. */
static gboolean
hides_work (KmsHomePage *self)
{
  return kms_presenter_is_on (GTK_WIDGET (self))
         && !g_str_has_prefix (kms_backend_get_account (self->backend), KMS_CLASSROOM_PLAYED);
}

/* Not those that a request stands for, and not the one that is discarded. */
static gboolean
is_shown (KmsHomePage *self, const KmsDraft *draft)
{
  return !hides_work (self) && g_strcmp0 (draft->id, self->discarded) != 0
         && kms_pending_find_draft (self->pending, draft->id) == NULL;
}

/* Rows that would be the same stay, and the focus with them. */
static void
show_drafts (KmsHomePage *self)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < self->drafts->len; i++)
    {
      const KmsDraft *draft = g_ptr_array_index (self->drafts, i);

      if (is_shown (self, draft))
        g_string_append_printf (shown, "%s %" G_GINT64_FORMAT "\n", draft->id, draft->saved_at);
    }
  kms_pending_group_update (self->pending_group, self->pending, self->drafts);
  if (hides_work (self))
    gtk_widget_set_visible (GTK_WIDGET (self->pending_group), FALSE);
  if (g_strcmp0 (shown->str, self->shown) == 0)
    {
      g_string_free (shown, TRUE);
      return;
    }
  g_free (self->shown);
  self->shown = g_string_free (shown, FALSE);

  for (guint i = 0; i < self->draft_rows->len; i++)
    adw_preferences_group_remove (self->drafts_group, g_ptr_array_index (self->draft_rows, i));
  g_ptr_array_set_size (self->draft_rows, 0);
  for (guint i = 0; i < self->drafts->len; i++)
    if (is_shown (self, g_ptr_array_index (self->drafts, i)))
      add_draft (self, g_ptr_array_index (self->drafts, i));
  gtk_widget_set_visible (GTK_WIDGET (self->drafts_group), self->draft_rows->len > 0);
}

static void
on_pending_changed (KmsHomePage *self)
{
  if (self->drafts_group != NULL)
    show_drafts (self);
}

static void
on_drafts_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsHomePage) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *drafts = kms_journal_list_drafts_finish (KMS_JOURNAL (source), result, &error);

  if (self->drafts_group == NULL) /* the page is gone */
    {
      g_clear_pointer (&drafts, g_ptr_array_unref);
      return;
    }
  if (drafts == NULL)
    {
      kms_dialogs_toast_error (GTK_WIDGET (self), error);
      return;
    }
  g_ptr_array_unref (self->drafts);
  self->drafts = drafts;
  show_drafts (self);
}

static void
kms_home_page_dispose (GObject *object)
{
  KmsHomePage *self = KMS_HOME_PAGE (object);

  self->drafts_group = NULL;

  G_OBJECT_CLASS (kms_home_page_parent_class)->dispose (object);
}

static void
kms_home_page_finalize (GObject *object)
{
  KmsHomePage *self = KMS_HOME_PAGE (object);

  g_clear_object (&self->backend);
  g_clear_object (&self->journal);
  g_clear_object (&self->pending);
  g_clear_pointer (&self->drafts, g_ptr_array_unref);
  g_clear_pointer (&self->draft_rows, g_ptr_array_unref);
  g_clear_pointer (&self->discarded, g_free);
  g_clear_pointer (&self->shown, g_free);

  G_OBJECT_CLASS (kms_home_page_parent_class)->finalize (object);
}

static void
kms_home_page_class_init (KmsHomePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_home_page_dispose;
  object_class->finalize = kms_home_page_finalize;

  g_type_ensure (KMS_TYPE_NEWS);
  g_type_ensure (KMS_TYPE_PENDING_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-home-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsHomePage, news);
  gtk_widget_class_bind_template_child (widget_class, KmsHomePage, page);
  gtk_widget_class_bind_template_child (widget_class, KmsHomePage, pending_group);
  gtk_widget_class_bind_template_child (widget_class, KmsHomePage, drafts_group);
}

static void
kms_home_page_init (KmsHomePage *self)
{
  self->drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_draft_free);
  self->draft_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kms_home_page_new:
 * @backend: what it offers the functions of
 * @journal: where the drafts are
 * @pending: the requests that wait for their answer, or to be seen
 * @online: (nullable): where the news of a server comes from
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
kms_home_page_new (KmsBackend *backend, KmsJournal *journal, KmsPending *pending, KmsOnline *online)
{
  KmsHomePage *self = g_object_new (KMS_TYPE_HOME_PAGE, NULL);

  self->backend = g_object_ref (backend);
  self->journal = g_object_ref (journal);
  self->pending = g_object_ref (pending);
  g_signal_connect_object (pending, "changed", G_CALLBACK (on_pending_changed), self,
                           G_CONNECT_SWAPPED);
  if (online != NULL && !kms_backend_is_demo (backend))
    kms_news_set_online (self->news, online);
  add_groups (self);
  return GTK_WIDGET (self);
}

/**
 * kms_home_page_refresh:
 *
 * Reads the drafts and the last devices anew, and asks what became of the requests; to be called when Home is shown.
 */
void
kms_home_page_refresh (KmsHomePage *self)
{
  g_return_if_fail (KMS_IS_HOME_PAGE (self));

  kms_pending_check (self->pending);
  kms_journal_list_drafts_async (self->journal, kms_backend_get_account (self->backend), NULL,
                                 on_drafts_listed, g_object_ref (self));
  if (self->recent_group != NULL)
    kms_recent_group_update (self->recent_group, self->journal,
                             kms_backend_get_account (self->backend));
}

/**
 * kms_home_page_find_draft:
 * @id: the ID of a draft
 *
 * Returns: (transfer none) (nullable): the draft, when Home lists it
 */
const KmsDraft *
kms_home_page_find_draft (KmsHomePage *self, const char *id)
{
  g_return_val_if_fail (KMS_IS_HOME_PAGE (self), NULL);

  for (guint i = 0; i < self->drafts->len; i++)
    {
      const KmsDraft *draft = g_ptr_array_index (self->drafts, i);

      if (g_str_equal (draft->id, id))
        return draft;
    }
  return NULL;
}
