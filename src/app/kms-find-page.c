/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Find Registration Keys. It owns references to backend and settings, and the model of what is found.
 *
 * States: nothing typed (everything, newest first) → searching → rows, nothing found, or an error with
 * Try Again. What was found before stays until the next answer; a spinner comes when that takes long. */

#include "app/kms-find-page.h"

#include "app/kms-banner.h"
#include "app/kms-field.h"
#include "app/kms-find-details.h"
#include "app/kms-find-list.h"
#include "app/kms-label.h"
#include "app/kms-period-chooser.h"
#include "app/kms-wrap-layout.h"
#include "client/kms-found-model.h"
#include "words/kms-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define TYPING_PAUSE 200 /* milliseconds: a search waits for it */
#define LONG_WAIT    200 /* milliseconds: who waits for longer sees a spinner */

enum
{
  NEWEST_FIRST,
  OLDEST_FIRST,
};

struct _KmsFindPage
{
  GtkWidget parent_instance;

  /* Owned */
  KmsBackend *backend;
  KmsSettings *settings;
  KmsFoundModel *model;
  char *tz; /* the time zone of the days */

  guint searching; /* a source until the typing pauses, or 0 */
  guint waiting;   /* a source until the wait is long, or 0 */

  /* Template */
  GtkStack *pages; /* NULL when the page is gone */
  GtkWidget *box;
  KmsFindDetails *details;
  KmsBanner *banner;
  KmsField *text_field;
  GtkEntry *text;
  KmsPeriodChooser *period;
  GtkLabel *count;
  GtkSpinner *spinner;
  GtkToggleButton *period_button;
  GtkLabel *period_label;
  GtkDropDown *order;
  GtkMenuButton *columns;
  GtkWidget *clear;
  GtkStack *stack;
  KmsFindList *list;
  AdwStatusPage *nothing;
  GtkButton *nothing_action;
  AdwStatusPage *error;
};

enum
{
  ISSUE_AGAIN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsFindPage, kms_find_page, GTK_TYPE_WIDGET)

static const char *
get_text (KmsFindPage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->text));
}

static gboolean
has_conditions (KmsFindPage *self)
{
  const KmsSearch *search = kms_found_model_get_search (self->model);

  return search != NULL && (search->text != NULL || search->from != NULL || search->to != NULL);
}

/* What is shown --------------------------------------------------------------------------------- */

static void
set_description (AdwStatusPage *page, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_status_page_set_description (page, markup);
}

static void
show_count (KmsFindPage *self)
{
  gboolean exact;
  guint total = kms_found_model_get_total (self->model, &exact);
  g_autofree char *count = NULL;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    count = g_strdup ("");
  else if (exact)
    /* Translators: how many keys were found; %'u is a number with separators */
    count = g_strdup_printf (ngettext ("%'u key", "%'u keys", total), total);
  else
    /* Translators: that many keys were found, and more; %'u is a number with separators */
    count = g_strdup_printf (_ ("More than %'u keys"), total);
  gtk_label_set_label (self->count, count);
}

static char *
describe_nothing (KmsFindPage *self)
{
  const KmsSearch *search = kms_found_model_get_search (self->model);
  g_autofree char *days = kms_period_chooser_describe (self->period);
  gboolean any_day = search->from == NULL && search->to == NULL;

  if (search->text != NULL && any_day)
    /* Translators: %s is what was typed */
    return g_strdup_printf (_ ("None of your devices, activation keys and sites has “%s”."),
                            search->text);
  if (search->text != NULL)
    /* Translators: %s are what was typed, and days, for instance "Last month" */
    return g_strdup_printf (_ ("None of your devices, activation keys and sites has “%s”. "
                               "Days: %s"),
                            search->text, days);
  if (!any_day)
    /* Translators: %s are days, for instance "Last month" */
    return g_strdup_printf (_ ("No key was issued on these days: %s"), days);
  return g_strdup (_ ("The keys that you issue will be listed here."));
}

static void
show_nothing (KmsFindPage *self)
{
  gboolean conditions = has_conditions (self);
  g_autofree char *description = describe_nothing (self);

  adw_status_page_set_title (self->nothing, conditions ? _ ("Nothing Found") : _ ("No Keys Yet"));
  set_description (self->nothing, description);
  gtk_button_set_label (self->nothing_action,
                        conditions ? _ ("_Clear All Conditions") : _ ("_Issue Registration Keys"));
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}

static void
show_error (KmsFindPage *self)
{
  g_autofree char *sentence = kms_words_error (kms_found_model_get_error (self->model));

  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    {
      kms_banner_show (self->banner, sentence, _ ("_Try Again"));
      return;
    }
  set_description (self->error, sentence);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static gboolean
on_long_wait (gpointer user_data)
{
  KmsFindPage *self = user_data;

  self->waiting = 0;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else
    gtk_spinner_set_spinning (self->spinner, TRUE);
  return G_SOURCE_REMOVE;
}

static void
update (KmsFindPage *self)
{
  KmsFoundModelState state = kms_found_model_get_state (self->model);

  if (state != KMS_FOUND_MODEL_FAILED)
    kms_banner_hide (self->banner);
  if (state == KMS_FOUND_MODEL_LOADING)
    {
      if (self->waiting == 0)
        self->waiting = g_timeout_add (LONG_WAIT, on_long_wait, self);
      return;
    }
  g_clear_handle_id (&self->waiting, g_source_remove);
  gtk_spinner_set_spinning (self->spinner, FALSE);
  show_count (self);

  switch (state)
    {
    case KMS_FOUND_MODEL_READY:
      gtk_stack_set_visible_child_name (self->stack, "list");
      break;
    case KMS_FOUND_MODEL_NOTHING:
      show_nothing (self);
      break;
    case KMS_FOUND_MODEL_FAILED:
      show_error (self);
      break;
    case KMS_FOUND_MODEL_LOADING:
    case KMS_FOUND_MODEL_IDLE:
    default:
      gtk_stack_set_visible_child_name (self->stack, "blank");
    }
}

/* What is looked for ---------------------------------------------------------------------------- */

static char *
day_or_null (const GDate *day)
{
  char text[KMS_PERIOD_DAY_SIZE];

  return g_date_valid (day) ? g_strdup (kms_period_write_day (day, text)) : NULL;
}

/* Nothing, when there is something wrong with the text. */
static KmsSearch *
read_search (KmsFindPage *self)
{
  g_auto (KmsSearchText) reading = { 0 };
  g_autoptr (KmsSearch) search = NULL;
  const KmsPeriod *period = kms_period_chooser_get_valid_period (self->period);

  if (kms_search_text_read (&reading, get_text (self)) != KMS_SEARCH_FAULT_NONE)
    {
      g_autofree char *sentence =
          g_strdup_printf (_ ("This is too long to search for. At most %u characters, please."),
                           KMS_SEARCH_MAX_CHARACTERS);

      kms_field_set_error (self->text_field, sentence, NULL);
      return NULL;
    }
  kms_field_set_error (self->text_field, NULL, NULL);
  search = kms_search_new (kms_search_text_is_empty (&reading) ? NULL : get_text (self));
  search->from = day_or_null (&period->from);
  search->to = day_or_null (&period->to);
  search->tz = g_strdup (self->tz);
  search->oldest_first = gtk_drop_down_get_selected (self->order) == OLDEST_FIRST;
  return g_steal_pointer (&search);
}

static void
search_now (KmsFindPage *self)
{
  g_autoptr (KmsSearch) search = read_search (self);

  g_clear_handle_id (&self->searching, g_source_remove);
  if (search == NULL || kms_search_equal (search, kms_found_model_get_search (self->model)))
    return;
  kms_found_model_set_search (self->model, search);
  kms_find_list_scroll_up (self->list);
}

static gboolean
on_typing_paused (gpointer user_data)
{
  KmsFindPage *self = user_data;

  self->searching = 0;
  search_now (self);
  return G_SOURCE_REMOVE;
}

static void
show_conditions (KmsFindPage *self)
{
  g_autofree char *days = kms_period_chooser_describe (self->period);
  /* Translators: a button; %s are days, for instance "All" or "Last month" */
  g_autofree char *label = g_strdup_printf (_ ("Days: %s"), days);
  const KmsPeriod *period = kms_period_chooser_get_valid_period (self->period);
  gboolean any_text = *get_text (self) != '\0';

  gtk_label_set_label (self->period_label, label);
  gtk_widget_set_sensitive (self->clear,
                            any_text || g_date_valid (&period->from) || g_date_valid (&period->to));
  gtk_entry_set_icon_from_icon_name (self->text, GTK_ENTRY_ICON_SECONDARY,
                                     any_text ? "edit-clear-symbolic" : NULL);
  if (any_text)
    gtk_entry_set_icon_tooltip_text (self->text, GTK_ENTRY_ICON_SECONDARY, _ ("Clear the Text"));
}

static void
on_text_changed (KmsFindPage *self)
{
  show_conditions (self);
  g_clear_handle_id (&self->searching, g_source_remove);
  if (self->model != NULL)
    self->searching = g_timeout_add (TYPING_PAUSE, on_typing_paused, self);
}

static void
on_text_activated (KmsFindPage *self)
{
  search_now (self);
}

static void
on_icon_pressed (KmsFindPage *self, GtkEntryIconPosition position)
{
  gtk_editable_set_text (GTK_EDITABLE (self->text), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
  search_now (self);
}

static void
on_period_changed (KmsFindPage *self)
{
  show_conditions (self);
  search_now (self);
}

static void
on_order_selected (KmsFindPage *self)
{
  kms_settings_set_find_oldest_first (self->settings,
                                      gtk_drop_down_get_selected (self->order) == OLDEST_FIRST);
  search_now (self);
}

static void
on_refresh (KmsFindPage *self)
{
  search_now (self);
  kms_found_model_refresh (self->model);
  kms_find_list_scroll_up (self->list);
}

static void
on_clear (KmsFindPage *self)
{
  KmsPeriod all;

  g_date_clear (&all.from, 1);
  g_date_clear (&all.to, 1);
  gtk_editable_set_text (GTK_EDITABLE (self->text), "");
  kms_period_chooser_set_period (self->period, &all);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
  search_now (self);
}

static void
on_try_again (KmsFindPage *self)
{
  kms_found_model_retry (self->model);
}

static void
on_nothing_action (KmsFindPage *self)
{
  if (has_conditions (self))
    on_clear (self);
  else
    gtk_widget_activate_action (
        GTK_WIDGET (self), kms_backend_is_demo (self->backend) ? "win.free-practice" : "win.issue",
        NULL);
}

/* The device of a key -------------------------------------------------------------------------- */

static void
on_opened (KmsFindPage *self, const KmsFoundKey *found)
{
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->details));
  kms_find_details_show (self->details, found);
}

static void
on_details_left (KmsFindPage *self)
{
  gtk_stack_set_visible_child (self->pages, self->box);
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
on_issue_again (KmsFindPage *self, const KmsDraft *draft)
{
  g_signal_emit (self, signals[ISSUE_AGAIN], 0, draft);
}

static gboolean
on_down (GtkWidget *entry, GVariant *args, gpointer unused)
{
  KmsFindPage *self = KMS_FIND_PAGE (gtk_widget_get_ancestor (entry, KMS_TYPE_FIND_PAGE));

  return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static gboolean
kms_find_page_grab_focus (GtkWidget *widget)
{
  KmsFindPage *self = KMS_FIND_PAGE (widget);

  gtk_stack_set_visible_child (self->pages, self->box);
  return gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

static void
kms_find_page_dispose (GObject *object)
{
  KmsFindPage *self = KMS_FIND_PAGE (object);

  g_clear_handle_id (&self->searching, g_source_remove);
  g_clear_handle_id (&self->waiting, g_source_remove);
  if (self->model != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->model, self);
      kms_found_model_set_search (self->model, NULL);
    }
  if (self->pages != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->pages)));
  g_clear_object (&self->model);

  G_OBJECT_CLASS (kms_find_page_parent_class)->dispose (object);
}

static void
kms_find_page_finalize (GObject *object)
{
  KmsFindPage *self = KMS_FIND_PAGE (object);

  g_clear_object (&self->backend);
  g_clear_object (&self->settings);
  g_free (self->tz);

  G_OBJECT_CLASS (kms_find_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-find-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, pages);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, box);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, details);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, banner);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, text_field);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, text);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, period);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, count);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, period_button);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, period_label);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, order);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, columns);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, clear);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, stack);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, list);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, nothing_action);
  gtk_widget_class_bind_template_child (widget_class, KmsFindPage, error);
  gtk_widget_class_bind_template_child_full (widget_class, "refresh", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "try_again", FALSE, 0);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_text_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_icon_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_period_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_refresh);
  gtk_widget_class_bind_template_callback (widget_class, on_clear);
  gtk_widget_class_bind_template_callback (widget_class, on_try_again);
  gtk_widget_class_bind_template_callback (widget_class, on_nothing_action);
  gtk_widget_class_bind_template_callback (widget_class, on_opened);
  gtk_widget_class_bind_template_callback (widget_class, on_details_left);
  gtk_widget_class_bind_template_callback (widget_class, on_issue_again);
}

static void
kms_find_page_class_init (KmsFindPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_find_page_dispose;
  object_class->finalize = kms_find_page_finalize;
  widget_class->grab_focus = kms_find_page_grab_focus;

  /**
   * KmsFindPage::issue-again:
   * @draft: a #KmsDraft with device, site and keys
   *
   * Keys are to be issued again.
   */
  signals[ISSUE_AGAIN] = g_signal_new ("issue-again", KMS_TYPE_FIND_PAGE, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, KMS_TYPE_DRAFT);

  g_type_ensure (KMS_TYPE_BANNER);
  g_type_ensure (KMS_TYPE_FIELD);
  g_type_ensure (KMS_TYPE_FIND_DETAILS);
  g_type_ensure (KMS_TYPE_FIND_LIST);
  g_type_ensure (KMS_TYPE_PERIOD_CHOOSER);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kms_find_page_init (KmsFindPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  self->tz = g_strdup (g_time_zone_get_identifier (zone));
  gtk_widget_init_template (GTK_WIDGET (self));
  kms_label_keep_name (self->order);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Down, 0),
                        gtk_callback_action_new (on_down, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->text), keys);
  gtk_menu_button_set_menu_model (self->columns, kms_find_list_get_menu (self->list));
  gtk_widget_insert_action_group (GTK_WIDGET (self->columns), "find",
                                  kms_find_list_get_actions (self->list));
  show_conditions (self);
}

/**
 * kms_find_page_new:
 * @backend: where keys were issued
 * @settings: where order and columns are kept
 *
 * Returns: (transfer floating): the page; kms_find_page_start() lists everything
 */
GtkWidget *
kms_find_page_new (KmsBackend *backend, KmsSettings *settings)
{
  KmsFindPage *self = g_object_new (KMS_TYPE_FIND_PAGE, NULL);

  self->backend = g_object_ref (backend);
  self->settings = g_object_ref (settings);
  self->model = kms_found_model_new (backend);
  g_signal_connect_swapped (self->model, "changed", G_CALLBACK (update), self);
  kms_find_list_set_up (self->list, self->model, settings);
  kms_find_details_set_backend (self->details, backend);
  gtk_drop_down_set_selected (
      self->order, kms_settings_get_find_oldest_first (settings) ? OLDEST_FIRST : NEWEST_FIRST);
  g_signal_connect_swapped (self->order, "notify::selected", G_CALLBACK (on_order_selected), self);
  return GTK_WIDGET (self);
}

/**
 * kms_find_page_start:
 * @text: (nullable): what to look for
 *
 * Lists what fits the text, or everything, and has the text typed into the field.
 */
void
kms_find_page_start (KmsFindPage *self, const char *text)
{
  g_return_if_fail (KMS_IS_FIND_PAGE (self));

  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->text), text);
  search_now (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}
