/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The base of the assistant's pages: the properties of the contract, and the way of the focus
 * through the fields: those of its descendants that are marked as one, in the order of the page.
 *
 * A barcode scanner ends with Enter. When the last digit has moved the focus already, that Enter
 * must press nothing where the focus is now, so the first one behind such a move is swallowed. */

#include "app/kms-assistant-page.h"

#include "words/kms-words.h"

#include <glib/gi18n.h>

#define FIELD_MARK "kms-field"

typedef struct
{
  char *title;        /* owned */
  char *action_label; /* owned */
  gboolean complete;
  gboolean applying;
  gboolean committing;
  gboolean advanced; /* the focus moved by itself and no key was pressed since */
} KmsAssistantPagePrivate;

typedef enum
{
  PROP_TITLE = 1,
  PROP_ACTION_LABEL,
  PROP_COMPLETE,
  PROP_APPLYING,
  PROP_COMMITTING,
} KmsAssistantPageProps;

enum
{
  ADVANCED_PAST_END,
  N_SIGNALS,
};

static GParamSpec *properties[PROP_COMMITTING + 1];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (KmsAssistantPage, kms_assistant_page, ADW_TYPE_BIN)

static KmsAssistantPagePrivate *
get_private (KmsAssistantPage *self)
{
  return kms_assistant_page_get_instance_private (self);
}

static void
set_applying (KmsAssistantPage *self, gboolean applying)
{
  KmsAssistantPagePrivate *priv = get_private (self);

  if (priv->applying == applying)
    return;
  priv->applying = applying;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_APPLYING]);
}

static void
kms_assistant_page_default_enter (KmsAssistantPage *self)
{
}

static void
kms_assistant_page_default_focus (KmsAssistantPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
kms_assistant_page_default_apply_async (KmsAssistantPage *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kms_assistant_page_default_apply_async);
  g_task_return_boolean (task, TRUE);
}

static gboolean
kms_assistant_page_default_apply_finish (KmsAssistantPage *self,
                                         GAsyncResult *result,
                                         GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static char *
kms_assistant_page_default_describe_error (KmsAssistantPage *self, const GError *error)
{
  return kms_words_error (error);
}

static void
kms_assistant_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KmsAssistantPagePrivate *priv = get_private (KMS_ASSISTANT_PAGE (object));

  switch ((KmsAssistantPageProps) id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_ACTION_LABEL:
      g_value_set_string (value, priv->action_label);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, priv->complete);
      break;
    case PROP_APPLYING:
      g_value_set_boolean (value, priv->applying);
      break;
    case PROP_COMMITTING:
      g_value_set_boolean (value, priv->committing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_assistant_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KmsAssistantPage *self = KMS_ASSISTANT_PAGE (object);

  switch ((KmsAssistantPageProps) id)
    {
    case PROP_TITLE:
      kms_assistant_page_set_title (self, g_value_get_string (value));
      break;
    case PROP_ACTION_LABEL:
      kms_assistant_page_set_action_label (self, g_value_get_string (value));
      break;
    case PROP_COMPLETE:
      kms_assistant_page_set_complete (self, g_value_get_boolean (value));
      break;
    case PROP_COMMITTING:
      kms_assistant_page_set_committing (self, g_value_get_boolean (value));
      break;
    case PROP_APPLYING:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kms_assistant_page_finalize (GObject *object)
{
  KmsAssistantPagePrivate *priv = get_private (KMS_ASSISTANT_PAGE (object));

  g_clear_pointer (&priv->title, g_free);
  g_clear_pointer (&priv->action_label, g_free);

  G_OBJECT_CLASS (kms_assistant_page_parent_class)->finalize (object);
}

static void
kms_assistant_page_class_init (KmsAssistantPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = kms_assistant_page_get_property;
  object_class->set_property = kms_assistant_page_set_property;
  object_class->finalize = kms_assistant_page_finalize;

  klass->enter = kms_assistant_page_default_enter;
  klass->focus = kms_assistant_page_default_focus;
  klass->apply_async = kms_assistant_page_default_apply_async;
  klass->apply_finish = kms_assistant_page_default_apply_finish;
  klass->describe_error = kms_assistant_page_default_describe_error;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_ACTION_LABEL] = g_param_spec_string ("action-label", NULL, NULL, "", flags);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  properties[PROP_APPLYING] = g_param_spec_boolean ("applying", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMMITTING] = g_param_spec_boolean ("committing", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * KmsAssistantPage::advanced-past-end:
   *
   * The user is through with the last field: the focus belongs on the button that leads on.
   */
  signals[ADVANCED_PAST_END] =
      g_signal_new ("advanced-past-end", KMS_TYPE_ASSISTANT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
kms_assistant_page_init (KmsAssistantPage *self)
{
  KmsAssistantPagePrivate *priv = get_private (self);

  priv->title = g_strdup ("");
  priv->action_label = g_strdup (_ ("_Next"));
}

/**
 * kms_assistant_page_get_title:
 *
 * Returns: (transfer none): the page's name in the step header
 */
const char *
kms_assistant_page_get_title (KmsAssistantPage *self)
{
  g_return_val_if_fail (KMS_IS_ASSISTANT_PAGE (self), NULL);
  return get_private (self)->title;
}

/**
 * kms_assistant_page_set_title:
 * @title: the page's name in the step header
 */
void
kms_assistant_page_set_title (KmsAssistantPage *self, const char *title)
{
  KmsAssistantPagePrivate *priv;

  g_return_if_fail (KMS_IS_ASSISTANT_PAGE (self));

  priv = get_private (self);
  if (g_strcmp0 (priv->title, title) == 0)
    return;
  g_free (priv->title);
  priv->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * kms_assistant_page_get_action_label:
 *
 * Returns: (transfer none): what the button that leads on says, with a mnemonic
 */
const char *
kms_assistant_page_get_action_label (KmsAssistantPage *self)
{
  g_return_val_if_fail (KMS_IS_ASSISTANT_PAGE (self), NULL);
  return get_private (self)->action_label;
}

/**
 * kms_assistant_page_set_action_label:
 * @label: what the button that leads on says, with a mnemonic
 */
void
kms_assistant_page_set_action_label (KmsAssistantPage *self, const char *label)
{
  KmsAssistantPagePrivate *priv;

  g_return_if_fail (KMS_IS_ASSISTANT_PAGE (self));

  priv = get_private (self);
  if (g_strcmp0 (priv->action_label, label) == 0)
    return;
  g_free (priv->action_label);
  priv->action_label = g_strdup (label);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTION_LABEL]);
}

/**
 * kms_assistant_page_get_complete:
 *
 * Returns: whether everything the page asks for is there
 */
gboolean
kms_assistant_page_get_complete (KmsAssistantPage *self)
{
  g_return_val_if_fail (KMS_IS_ASSISTANT_PAGE (self), FALSE);
  return get_private (self)->complete;
}

/**
 * kms_assistant_page_set_complete:
 * @complete: whether everything the page asks for is there
 */
void
kms_assistant_page_set_complete (KmsAssistantPage *self, gboolean complete)
{
  KmsAssistantPagePrivate *priv;

  g_return_if_fail (KMS_IS_ASSISTANT_PAGE (self));

  priv = get_private (self);
  if (priv->complete == complete)
    return;
  priv->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

/**
 * kms_assistant_page_get_applying:
 *
 * Returns: whether the page is being applied
 */
gboolean
kms_assistant_page_get_applying (KmsAssistantPage *self)
{
  g_return_val_if_fail (KMS_IS_ASSISTANT_PAGE (self), FALSE);
  return get_private (self)->applying;
}

/**
 * kms_assistant_page_get_committing:
 *
 * Returns: whether what is being applied can no longer be given up
 */
gboolean
kms_assistant_page_get_committing (KmsAssistantPage *self)
{
  g_return_val_if_fail (KMS_IS_ASSISTANT_PAGE (self), FALSE);
  return get_private (self)->committing;
}

/**
 * kms_assistant_page_set_committing:
 * @committing: whether what is being applied can no longer be given up
 */
void
kms_assistant_page_set_committing (KmsAssistantPage *self, gboolean committing)
{
  KmsAssistantPagePrivate *priv;

  g_return_if_fail (KMS_IS_ASSISTANT_PAGE (self));

  priv = get_private (self);
  if (priv->committing == committing)
    return;
  priv->committing = committing;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMMITTING]);
}

/**
 * kms_assistant_page_enter:
 *
 * Tells the page that it becomes the current one.
 */
void
kms_assistant_page_enter (KmsAssistantPage *self)
{
  g_return_if_fail (KMS_IS_ASSISTANT_PAGE (self));
  KMS_ASSISTANT_PAGE_GET_CLASS (self)->enter (self);
}

/**
 * kms_assistant_page_focus:
 *
 * Puts the focus where work on the page goes on.
 */
void
kms_assistant_page_focus (KmsAssistantPage *self)
{
  g_return_if_fail (KMS_IS_ASSISTANT_PAGE (self));
  KMS_ASSISTANT_PAGE_GET_CLASS (self)->focus (self);
}

/**
 * kms_assistant_page_apply_async:
 * @cancellable: (nullable): to give it up
 * @callback: called when it is done; it calls kms_assistant_page_apply_finish()
 *
 * Checks the page and does what leaving it forwards means.
 */
void
kms_assistant_page_apply_async (KmsAssistantPage *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (KMS_IS_ASSISTANT_PAGE (self));

  set_applying (self, TRUE);
  KMS_ASSISTANT_PAGE_GET_CLASS (self)->apply_async (self, cancellable, callback, user_data);
}

/**
 * kms_assistant_page_apply_finish:
 * @result: what the callback got
 * @error: (out) (optional): set when it failed for a reason that no field of the page can mend
 *
 * Returns: whether the assistant may go on; FALSE without @error when the page itself shows what
 *   is to be mended
 */
gboolean
kms_assistant_page_apply_finish (KmsAssistantPage *self, GAsyncResult *result, GError **error)
{
  GError *failure = NULL;
  gboolean valid;

  g_return_val_if_fail (KMS_IS_ASSISTANT_PAGE (self), FALSE);

  set_applying (self, FALSE);
  valid = KMS_ASSISTANT_PAGE_GET_CLASS (self)->apply_finish (self, result, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return valid;
}

/**
 * kms_assistant_page_describe_error:
 * @error: what kms_assistant_page_apply_finish() has set
 *
 * Returns: (transfer full): what is wrong and what to do next
 */
char *
kms_assistant_page_describe_error (KmsAssistantPage *self, const GError *error)
{
  g_return_val_if_fail (KMS_IS_ASSISTANT_PAGE (self), NULL);

  return KMS_ASSISTANT_PAGE_GET_CLASS (self)->describe_error (self, error);
}

static gboolean
on_control_key_pressed (GtkEventController *controller,
                        guint keyval,
                        guint keycode,
                        GdkModifierType state,
                        gpointer field)
{
  GtkWidget *control = gtk_event_controller_get_widget (controller);
  GtkWidget *page = gtk_widget_get_ancestor (control, KMS_TYPE_ASSISTANT_PAGE);

  if (page == NULL || (state & gtk_accelerator_get_default_mod_mask ()) != 0
      || (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter))
    return FALSE;
  kms_assistant_page_advance (KMS_ASSISTANT_PAGE (page), field, FALSE);
  return TRUE;
}

/**
 * kms_assistant_page_lead_enter:
 * @control: a control that Enter would toggle, such as a check button
 * @field: the last field of the group it belongs to, for instance of radio buttons; it lives as
 *   long as @control
 *
 * Makes Enter in @control lead on behind @field, as in an entry; Space toggles.
 */
void
kms_assistant_page_lead_enter (GtkWidget *control, GtkWidget *field)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_control_key_pressed), field);
  gtk_widget_add_controller (control, keys);
}

/**
 * kms_assistant_page_mark_field:
 * @field: a control on a page that Enter and the last digit lead from and to
 */
void
kms_assistant_page_mark_field (GtkWidget *field)
{
  g_return_if_fail (GTK_IS_WIDGET (field));

  g_object_set_data (G_OBJECT (field), FIELD_MARK, GINT_TO_POINTER (TRUE));
  if (GTK_IS_CHECK_BUTTON (field))
    kms_assistant_page_lead_enter (field, field);
}

static gboolean
is_open_field (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), FIELD_MARK) != NULL && gtk_widget_get_mapped (widget)
         && gtk_widget_is_sensitive (widget);
}

/* Depth first, so in the order of the page; @field is NULL once it has been passed. */
static GtkWidget *
find_field_behind (GtkWidget *parent, GtkWidget **field)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (*field == NULL && is_open_field (child))
        return child;
      if (child == *field)
        {
          *field = NULL;
          continue;
        }
      found = find_field_behind (child, field);
      if (found != NULL)
        return found;
    }
  return NULL;
}

/**
 * kms_assistant_page_advance:
 * @field: the field, or the group of fields, that the user is through with
 * @by_itself: because it is full, rather than because Enter was pressed
 *
 * Puts the focus into the next field that can take it, or past the end.
 */
void
kms_assistant_page_advance (KmsAssistantPage *self, GtkWidget *field, gboolean by_itself)
{
  GtkWidget *next;

  g_return_if_fail (KMS_IS_ASSISTANT_PAGE (self));

  get_private (self)->advanced = by_itself;
  next = find_field_behind (GTK_WIDGET (self), &field);
  if (next == NULL)
    g_signal_emit (self, signals[ADVANCED_PAST_END], 0);
  else
    gtk_widget_grab_focus (next);
}

/**
 * kms_assistant_page_swallow_enter:
 *
 * To be asked at every key press, with what it says only for Enter.
 *
 * Returns: whether an Enter belongs to the field that the focus has just left by itself
 */
gboolean
kms_assistant_page_swallow_enter (KmsAssistantPage *self)
{
  KmsAssistantPagePrivate *priv;
  gboolean advanced;

  g_return_val_if_fail (KMS_IS_ASSISTANT_PAGE (self), FALSE);

  priv = get_private (self);
  advanced = priv->advanced;
  priv->advanced = FALSE;
  return advanced;
}
