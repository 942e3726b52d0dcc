/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The choice of a scenario. It owns its children and the list of files that they show. The files are
 * read anew each time that the page is made. */

#include "app/kms-scenarios-page.h"

#include "app/kms-policy-bundle.h"
#include "client/kms-scenario-shelf.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

#define BUNDLE "resource:///io/github/kmsdesk/KmsDesk/scenarios"

struct _KmsScenariosPage
{
  AdwBin parent_instance;

  GPtrArray *files;         /* owned, of KmsScenarioFile; NULL before they are read */
  GCancellable *reading;    /* owned */
  AdwPreferencesPage *page; /* a child */
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsScenariosPage, kms_scenarios_page, ADW_TYPE_BIN)

/* Those of the program, of this person, and of this computer. */
static GListModel *
list_folders (void)
{
  GListStore *folders = g_list_store_new (G_TYPE_FILE);
  const char *const *system = g_get_system_data_dirs ();
  g_autoptr (GFile) bundle = g_file_new_for_uri (BUNDLE);
  g_autoptr (GFile) own =
      g_file_new_build_filename (g_get_user_data_dir (), "kms-desk", "scenarios", NULL);

  g_list_store_append (folders, bundle);
  g_list_store_append (folders, own);
  for (guint i = 0; system[i] != NULL; i++)
    {
      g_autoptr (GFile) folder =
          g_file_new_build_filename (system[i], "kms-desk", "scenarios", NULL);

      g_list_store_append (folders, folder);
    }
  return G_LIST_MODEL (folders);
}

static void
on_row_activated (AdwActionRow *row, KmsScenariosPage *self)
{
  g_signal_emit (self, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (row), "kms-scenario"));
}

static void
add_row (KmsScenariosPage *self, AdwPreferencesGroup *group, const KmsScenarioFile *file)
{
  const char *language = kms_policy_bundle_get_language ();
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *fault = NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (file->scenario != NULL)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                     kms_scenario_text_get (&file->scenario->title, language));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                                   kms_scenario_text_get (&file->scenario->goal, language));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "kms-scenario", kms_scenario_ref (file->scenario),
                              (GDestroyNotify) kms_scenario_unref);
      g_signal_connect (row, "activated", G_CALLBACK (on_row_activated), self);
    }
  else
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

      fault = kms_words_scenario_fault (file->error);
      gtk_widget_add_css_class (icon, "warning");
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), file->name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), fault);
    }
  adw_preferences_group_add (group, row);
}

/* Folder 0 is the program's; all others are one group. */
static void
add_group (KmsScenariosPage *self, gboolean own, const char *title, const char *description)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < self->files->len; i++)
    {
      const KmsScenarioFile *file = g_ptr_array_index (self->files, i);

      if ((file->folder > 0) != own)
        continue;
      if (group == NULL)
        {
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          adw_preferences_group_set_title (group, title);
          adw_preferences_group_set_description (group, description);
          adw_preferences_page_add (self->page, group);
        }
      add_row (self, group, file);
    }
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsScenariosPage) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *files = kms_scenario_shelf_list_finish (result, &error);

  if (files == NULL) /* the page is gone */
    return;
  self->files = files;
  add_group (self, TRUE, _ ("Your Own Scenarios"), NULL);
  add_group (self, FALSE, _ ("Scenarios"),
             _ ("Each has a goal, and a panel with hints beside the pages. The class stays as it "
                "is meanwhile."));
  gtk_widget_child_focus (GTK_WIDGET (self->page), GTK_DIR_TAB_FORWARD);
}

static void
kms_scenarios_page_dispose (GObject *object)
{
  g_cancellable_cancel (KMS_SCENARIOS_PAGE (object)->reading);

  G_OBJECT_CLASS (kms_scenarios_page_parent_class)->dispose (object);
}

static void
kms_scenarios_page_finalize (GObject *object)
{
  KmsScenariosPage *self = KMS_SCENARIOS_PAGE (object);

  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_object (&self->reading);

  G_OBJECT_CLASS (kms_scenarios_page_parent_class)->finalize (object);
}

static void
kms_scenarios_page_class_init (KmsScenariosPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kms_scenarios_page_dispose;
  object_class->finalize = kms_scenarios_page_finalize;

  /**
   * KmsScenariosPage::chosen:
   * @scenario: the scenario
   *
   * It is to be played.
   */
  signals[CHOSEN] = g_signal_new ("chosen", KMS_TYPE_SCENARIOS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, KMS_TYPE_SCENARIO);
}

static void
kms_scenarios_page_init (KmsScenariosPage *self)
{
  self->reading = g_cancellable_new ();
  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->page));
}

/**
 * kms_scenarios_page_new:
 *
 * Returns: (transfer floating): the page, which fills itself in
 */
GtkWidget *
kms_scenarios_page_new (void)
{
  KmsScenariosPage *self = g_object_new (KMS_TYPE_SCENARIOS_PAGE, NULL);
  g_autoptr (GListModel) folders = list_folders ();

  kms_scenario_shelf_list_async (folders, self->reading, on_listed, g_object_ref_sink (self));
  return GTK_WIDGET (self);
}
