/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of what was found. It owns a reference to the settings, where the arrangement of the columns
 * is kept; model and selection are shared by both views, of which only the one that is shown has them. */

#include "app/kms-find-list.h"

#include "app/kms-find-card.h"
#include "app/kms-find-columns.h"

#include <glib/gi18n.h>

#define WIDE_CHARS  82  /* of text beside each other, to show columns */
#define KEEP_LAYOUT 300 /* milliseconds: a column that is dragged changes all the time */

struct _KmsFindList
{
  GtkWidget parent_instance;

  /* Owned */
  KmsSettings *settings;
  GtkSelectionModel *rows; /* NULL when there is no model yet */
  GSimpleActionGroup *actions;
  GMenuModel *menu;

  gboolean narrow;
  guint adapting; /* a source, or 0 */
  guint keeping;  /* a source, or 0 */

  /* Children */
  GtkWidget *wide_scroller;
  GtkColumnView *columns;
  GtkWidget *narrow_scroller;
  GtkListView *cards;
};

typedef enum
{
  PROP_WIDE = 1,
} KmsFindListProps;

static GParamSpec *properties[PROP_WIDE + 1];

enum
{
  OPENED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsFindList, kms_find_list, GTK_TYPE_WIDGET)

static void
on_activate (KmsFindList *self, guint position)
{
  g_autoptr (KmsFoundItem) item = g_list_model_get_item (G_LIST_MODEL (self->rows), position);
  const KmsFoundKey *found = item != NULL ? kms_found_item_get (item) : NULL;

  if (found != NULL)
    g_signal_emit (self, signals[OPENED], 0, found);
}

/* Which of the two views ----------------------------------------------------------------------- */

static void
show_view (KmsFindList *self)
{
  gtk_widget_set_child_visible (self->wide_scroller, !self->narrow);
  gtk_widget_set_child_visible (self->narrow_scroller, self->narrow);
  gtk_column_view_set_model (self->columns, self->narrow ? NULL : self->rows);
  gtk_list_view_set_model (self->cards, self->narrow ? self->rows : NULL);
}

static gboolean
has_room_for_columns (KmsFindList *self, int width)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int char_width = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                        pango_font_metrics_get_approximate_digit_width (metrics));

  pango_font_metrics_unref (metrics);
  return width >= PANGO_PIXELS (char_width * WIDE_CHARS);
}

/* Not while sizes are given out: the rows of the other view are others. */
static gboolean
on_adapt (gpointer user_data)
{
  KmsFindList *self = user_data;

  self->adapting = 0;
  self->narrow = !self->narrow;
  show_view (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDE]);
  return G_SOURCE_REMOVE;
}

static void
kms_find_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KmsFindList *self = KMS_FIND_LIST (widget);
  const GtkAllocation place = { 0, 0, width, height };
  gboolean adapts = self->narrow == has_room_for_columns (self, width);

  if (adapts && self->adapting == 0)
    self->adapting = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_adapt, self, NULL);
  else if (!adapts)
    g_clear_handle_id (&self->adapting, g_source_remove);
  gtk_widget_size_allocate (self->narrow ? self->narrow_scroller : self->wide_scroller, &place,
                            baseline);
}

static void
kms_find_list_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  KmsFindList *self = KMS_FIND_LIST (widget);
  int other_minimum, other_natural;

  /* Also the one that is not shown: turning from one to the other never changes it. */
  gtk_widget_measure (self->wide_scroller, orientation, for_size, minimum, natural, NULL, NULL);
  gtk_widget_measure (self->narrow_scroller, orientation, for_size, &other_minimum, &other_natural,
                      NULL, NULL);
  *minimum = MAX (*minimum, other_minimum);
  *natural = MAX (*natural, other_natural);
}

/* How the columns are arranged ----------------------------------------------------------------- */

static gboolean
on_keep_layout (gpointer user_data)
{
  KmsFindList *self = user_data;

  self->keeping = 0;
  kms_settings_set_find_columns (self->settings, kms_find_columns_get_layout (self->columns));
  return G_SOURCE_REMOVE;
}

static void
on_layout_changed (KmsFindList *self)
{
  /* A view that goes takes its columns out, too. */
  if (self->keeping == 0 && self->columns != NULL)
    self->keeping = g_timeout_add (KEEP_LAYOUT, on_keep_layout, self);
}

static void
follow_layout (KmsFindList *self)
{
  GListModel *list = gtk_column_view_get_columns (self->columns);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (list, i);

      g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (on_layout_changed), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (column, "notify::visible", G_CALLBACK (on_layout_changed), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_layout_changed), self,
                           G_CONNECT_SWAPPED);
}

static gboolean
kms_find_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  KmsFindList *self = KMS_FIND_LIST (widget);

  return gtk_widget_child_focus (self->narrow ? self->narrow_scroller : self->wide_scroller,
                                 direction);
}

static void
kms_find_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((KmsFindListProps) id)
    {
    case PROP_WIDE:
      g_value_set_boolean (value, !KMS_FIND_LIST (object)->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_find_list_dispose (GObject *object)
{
  KmsFindList *self = KMS_FIND_LIST (object);

  if (self->keeping != 0)
    {
      g_clear_handle_id (&self->keeping, g_source_remove);
      on_keep_layout (self);
    }
  g_clear_handle_id (&self->adapting, g_source_remove);
  g_clear_object (&self->menu);
  self->columns = NULL;
  g_clear_pointer (&self->wide_scroller, gtk_widget_unparent);
  g_clear_pointer (&self->narrow_scroller, gtk_widget_unparent);
  g_clear_object (&self->rows);

  G_OBJECT_CLASS (kms_find_list_parent_class)->dispose (object);
}

static void
kms_find_list_finalize (GObject *object)
{
  KmsFindList *self = KMS_FIND_LIST (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (kms_find_list_parent_class)->finalize (object);
}

static void
kms_find_list_class_init (KmsFindListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kms_find_list_get_property;
  object_class->dispose = kms_find_list_dispose;
  object_class->finalize = kms_find_list_finalize;
  widget_class->measure = kms_find_list_measure;
  widget_class->size_allocate = kms_find_list_size_allocate;
  widget_class->focus = kms_find_list_focus;

  properties[PROP_WIDE] =
      g_param_spec_boolean ("wide", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * KmsFindList::opened:
   * @found: a #KmsFoundKey
   *
   * Somebody wants to see more of it.
   */
  signals[OPENED] = g_signal_new ("opened", KMS_TYPE_FIND_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, KMS_TYPE_FOUND_KEY);

  gtk_widget_class_set_css_name (widget_class, "find-list");
}

static GtkWidget *
add_scroller (KmsFindList *self, gpointer view, GtkPolicyType horizontal)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), horizontal, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
  /* The rows of a column view are in a list of its own, behind the titles. */
  gtk_accessible_update_property (GTK_IS_COLUMN_VIEW (view)
                                      ? GTK_ACCESSIBLE (gtk_widget_get_last_child (view))
                                      : GTK_ACCESSIBLE (view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Registration Keys"), -1);
  g_signal_connect_swapped (view, "activate", G_CALLBACK (on_activate), self);
  return scroller;
}

static void
kms_find_list_init (KmsFindList *self)
{
  self->columns = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  self->wide_scroller = add_scroller (self, self->columns, GTK_POLICY_AUTOMATIC);
  gtk_column_view_set_single_click_activate (self->columns, TRUE);
  gtk_column_view_set_show_row_separators (self->columns, TRUE);
  kms_find_columns_add (self->columns);
  self->actions = g_simple_action_group_new ();
  self->menu = kms_find_columns_get_menu (G_ACTION_MAP (self->actions), self->columns);
  /* The titles open the menu, too. */
  gtk_widget_insert_action_group (GTK_WIDGET (self), "find", G_ACTION_GROUP (self->actions));

  self->cards = GTK_LIST_VIEW (gtk_list_view_new (NULL, kms_find_card_factory_new ()));
  self->narrow_scroller = add_scroller (self, self->cards, GTK_POLICY_NEVER);
  gtk_list_view_set_single_click_activate (self->cards, TRUE);
  gtk_list_view_set_show_separators (self->cards, TRUE);
  show_view (self);
}

/**
 * kms_find_list_set_up:
 * @model: what is shown
 * @settings: where the arrangement of the columns is kept
 *
 * Gives the list what it works with, once.
 */
void
kms_find_list_set_up (KmsFindList *self, KmsFoundModel *model, KmsSettings *settings)
{
  g_autoptr (GVariant) layout = kms_settings_get_find_columns (settings);
  GtkSingleSelection *rows;

  g_return_if_fail (KMS_IS_FIND_LIST (self) && self->rows == NULL);

  self->settings = g_object_ref (settings);
  kms_find_columns_set_layout (self->columns, layout);
  follow_layout (self);
  rows = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (rows, FALSE);
  gtk_single_selection_set_can_unselect (rows, TRUE);
  gtk_single_selection_set_model (rows, G_LIST_MODEL (model));
  self->rows = GTK_SELECTION_MODEL (rows);
  show_view (self);
}

/**
 * kms_find_list_scroll_up:
 *
 * Shows the first row.
 */
void
kms_find_list_scroll_up (KmsFindList *self)
{
  GtkWidget *scrollers[] = { self->wide_scroller, self->narrow_scroller };

  for (guint i = 0; i < G_N_ELEMENTS (scrollers); i++)
    gtk_adjustment_set_value (
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrollers[i])), 0);
}

/**
 * kms_find_list_get_menu:
 *
 * Returns: (transfer none): the menu that shows and hides columns
 */
GMenuModel *
kms_find_list_get_menu (KmsFindList *self)
{
  return self->menu;
}

/**
 * kms_find_list_get_actions:
 *
 * Returns: (transfer none): the actions of that menu, for the group "find"
 */
GActionGroup *
kms_find_list_get_actions (KmsFindList *self)
{
  return G_ACTION_GROUP (self->actions);
}
