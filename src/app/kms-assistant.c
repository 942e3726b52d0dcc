/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The frame of an assistant. It owns its pages as children of the stack. A page is made when it is
 * opened, or before, when there is nothing else to do: the first one shall not wait for the others,
 * and the next one not for a key press.
 *
 * States of a page: open → (action pressed) applying → either the next page is opened, or the page
 * shows what is to be mended, or the banner shows a failure with a way to try again. Back gives an
 * application under way up. The last page is the result: nothing before it can be undone, so Back
 * and the steps are closed there, and its action begins anew. */

#include "app/kms-assistant.h"

#include "app/kms-banner.h"
#include "app/kms-step-header.h"
#include "app/kms-wrap-layout.h"
#include "client/kms-attempt.h"

#include <glib/gi18n.h>

typedef struct
{
  KmsAssistantCreatePage create;
  gpointer data;          /* borrowed */
  KmsAssistantPage *page; /* borrowed from the stack; NULL before it is made */
} Step;

struct _KmsAssistant
{
  GtkWidget parent_instance;

  GArray *steps; /* owned, of Step */
  guint step;
  guint make_idle;        /* makes the pages that are not open yet */
  GCancellable *applying; /* owned; while a page is being applied */
  char *leave_label;      /* owned; what Back says on the first page; NULL: Back */
  gboolean with_cancel;   /* Cancel is offered between the first page and the result */
  gboolean enter_down;    /* an Enter is pressed and was not released yet */
  gboolean enter_opened;  /* and has opened a page */

  /* Template */
  KmsStepHeader *header;
  KmsBanner *banner;
  GtkStack *stack;
  GtkWidget *bar;
  GtkButton *back;
  GtkButton *cancel;
  GtkButton *action;
  GtkStack *action_stack;
  GtkLabel *action_label;
  GtkSpinner *spinner;
};

enum
{
  STEP_OPENED,
  SETTLED,
  LEFT,
  CANCELLED,
  FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsAssistant, kms_assistant, GTK_TYPE_WIDGET)

static Step *
get_step (KmsAssistant *self, guint index)
{
  return &g_array_index (self->steps, Step, index);
}

/* The open page; NULL before the first. */
static KmsAssistantPage *
get_page (KmsAssistant *self)
{
  return self->step < self->steps->len ? get_step (self, self->step)->page : NULL;
}

static gboolean
is_last (KmsAssistant *self)
{
  return self->step + 1 == self->steps->len;
}

static void
update_bar (KmsAssistant *self)
{
  KmsAssistantPage *page = get_page (self);
  gboolean applying = kms_assistant_page_get_applying (page);

  gtk_label_set_label (self->action_label, kms_assistant_page_get_action_label (page));
  gtk_stack_set_visible_child_name (self->action_stack, applying ? "applying" : "label");
  gtk_spinner_set_spinning (self->spinner, applying);
  gtk_widget_set_sensitive (GTK_WIDGET (page), !applying);
  gtk_button_set_label (self->back, self->step == 0 && self->leave_label != NULL ? self->leave_label
                                                                                 : _ ("_Back"));
  gtk_widget_set_visible (GTK_WIDGET (self->back), !is_last (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->back), !kms_assistant_page_get_committing (page));
  /* A page that goes on by itself would change what the button means under somebody's hand. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->action),
                            applying || !kms_assistant_page_get_committing (page));
  gtk_widget_set_visible (GTK_WIDGET (self->cancel),
                          self->with_cancel && self->step > 0 && !is_last (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), !kms_assistant_page_get_committing (page));
  if (kms_assistant_page_get_complete (page))
    gtk_widget_add_css_class (GTK_WIDGET (self->action), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->action), "suggested-action");
}

static void
on_page_changed (KmsAssistant *self, GParamSpec *pspec, KmsAssistantPage *page)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (get_step (self, i)->page == page)
      kms_step_header_set_title (self->header, i, kms_assistant_page_get_title (page));
  if (page == get_page (self))
    update_bar (self);
}

static void
on_page_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsAssistant) self = user_data;
  KmsAssistantPage *page = KMS_ASSISTANT_PAGE (source);
  g_autoptr (GError) error = NULL;
  gboolean valid = kms_assistant_page_apply_finish (page, result, &error);
  gboolean given_up = g_cancellable_is_cancelled (self->applying);

  g_clear_object (&self->applying);
  if (page != get_page (self))
    return;

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *sentence = kms_assistant_page_describe_error (page, error);

      /* The same again would be refused again. */
      kms_banner_show (self->banner, sentence,
                       kms_error_is_refusal_to_issue (error) ? NULL : _ ("_Try Again"));
    }
  if (valid && !given_up && is_last (self))
    {
      g_signal_emit (self, signals[FINISHED], 0);
      return;
    }
  if (valid && !given_up)
    kms_assistant_open (self, self->step + 1);
  g_signal_emit (self, signals[SETTLED], 0);
}

static void
apply (KmsAssistant *self)
{
  KmsAssistantPage *page = get_page (self);

  if (page == NULL || self->applying != NULL)
    return;

  kms_banner_hide (self->banner);
  /* Out of the fields first: they cannot be edited while they are applied. */
  gtk_widget_grab_focus (GTK_WIDGET (self->action));
  self->applying = g_cancellable_new ();
  kms_assistant_page_apply_async (page, self->applying, on_page_applied, g_object_ref (self));
}

static void
go_back (KmsAssistant *self)
{
  if (is_last (self) || kms_assistant_is_committing (self))
    return;
  if (self->step == 0)
    g_signal_emit (self, signals[LEFT], 0);
  else
    kms_assistant_open (self, self->step - 1);
}

static void
on_cancel_clicked (KmsAssistant *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

static void
on_step_chosen (KmsAssistant *self, guint step)
{
  if (step < self->step && !is_last (self) && !kms_assistant_is_committing (self))
    kms_assistant_open (self, step);
}

static void
on_advanced_past_end (KmsAssistant *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->action));
}

static gboolean
is_enter (guint keyval)
{
  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter;
}

/* Ctrl+Enter is Next on every page but the result, where it would throw the keys away. A key that is
 * held down repeats; it must not go through the pages, and issue, unread. */
static gboolean
on_key_pressed (KmsAssistant *self, guint keyval, guint keycode, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  KmsAssistantPage *page = get_page (self);
  gboolean swallow = page != NULL && kms_assistant_page_swallow_enter (page);
  gboolean held = self->enter_opened;

  if (page == NULL || !is_enter (keyval))
    return FALSE;
  if (!self->enter_down)
    held = self->enter_opened = FALSE;
  self->enter_down = TRUE;
  if (held)
    return TRUE;
  if (modifiers == GDK_CONTROL_MASK)
    {
      if (!is_last (self))
        apply (self);
      return TRUE;
    }
  return swallow && modifiers == 0;
}

static void
on_key_released (KmsAssistant *self, guint keyval)
{
  if (is_enter (keyval))
    self->enter_down = FALSE;
}

/* The second press of a double click belongs to the page before. */
static void
on_action_pressed (GtkGestureClick *gesture, int n_press)
{
  if (n_press > 1)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static gboolean
on_back_shortcut (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  go_back (KMS_ASSISTANT (widget));
  return TRUE;
}

static void
add_shortcuts (KmsAssistant *self)
{
  static const struct
  {
    const char *trigger;
    GtkShortcutFunc func;
  } shortcuts[] = {
    { "<Alt>Left|<Alt>KP_Left|Back", on_back_shortcut },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller),
                                     GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (shortcuts[i].trigger),
                          gtk_callback_action_new (shortcuts[i].func, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* Out of its window: nobody waits for its pages any more, and who makes them may be gone before it
 * is, since an application under way keeps it. */
static void
kms_assistant_unroot (GtkWidget *widget)
{
  KmsAssistant *self = KMS_ASSISTANT (widget);

  g_cancellable_cancel (self->applying);
  g_clear_handle_id (&self->make_idle, g_source_remove);

  GTK_WIDGET_CLASS (kms_assistant_parent_class)->unroot (widget);
}

static void
kms_assistant_dispose (GObject *object)
{
  KmsAssistant *self = KMS_ASSISTANT (object);
  GtkWidget *child;

  g_clear_handle_id (&self->make_idle, g_source_remove);
  /* The pages tell nobody any more while they go. */
  for (guint i = 0; self->steps != NULL && i < self->steps->len; i++)
    if (get_step (self, i)->page != NULL)
      g_signal_handlers_disconnect_by_data (get_step (self, i)->page, self);
  g_clear_pointer (&self->steps, g_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_assistant_parent_class)->dispose (object);
}

static void
kms_assistant_finalize (GObject *object)
{
  KmsAssistant *self = KMS_ASSISTANT (object);

  g_clear_object (&self->applying);
  g_clear_pointer (&self->leave_label, g_free);

  G_OBJECT_CLASS (kms_assistant_parent_class)->finalize (object);
}

static void
kms_assistant_class_init (KmsAssistantClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_assistant_dispose;
  object_class->finalize = kms_assistant_finalize;
  widget_class->unroot = kms_assistant_unroot;

  /**
   * KmsAssistant::step-opened:
   * @step: the step that is open now, from 0
   */
  signals[STEP_OPENED] = g_signal_new ("step-opened", KMS_TYPE_ASSISTANT, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  /**
   * KmsAssistant::settled:
   *
   * A page is not being applied any more, and is still there or has led on.
   */
  signals[SETTLED] = g_signal_new ("settled", KMS_TYPE_ASSISTANT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  /**
   * KmsAssistant::left:
   *
   * Back was pressed on the first page.
   */
  signals[LEFT] = g_signal_new ("left", KMS_TYPE_ASSISTANT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  /**
   * KmsAssistant::cancelled:
   *
   * Cancel was pressed.
   */
  signals[CANCELLED] = g_signal_new ("cancelled", KMS_TYPE_ASSISTANT, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  /**
   * KmsAssistant::finished:
   *
   * The action of the last page was pressed.
   */
  signals[FINISHED] = g_signal_new ("finished", KMS_TYPE_ASSISTANT, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_STEP_HEADER);
  g_type_ensure (KMS_TYPE_BANNER);
  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-assistant.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsAssistant, header);
  gtk_widget_class_bind_template_child (widget_class, KmsAssistant, banner);
  gtk_widget_class_bind_template_child (widget_class, KmsAssistant, stack);
  gtk_widget_class_bind_template_child (widget_class, KmsAssistant, bar);
  gtk_widget_class_bind_template_child (widget_class, KmsAssistant, back);
  gtk_widget_class_bind_template_child (widget_class, KmsAssistant, cancel);
  gtk_widget_class_bind_template_child (widget_class, KmsAssistant, action);
  gtk_widget_class_bind_template_child (widget_class, KmsAssistant, action_stack);
  gtk_widget_class_bind_template_child (widget_class, KmsAssistant, action_label);
  gtk_widget_class_bind_template_child (widget_class, KmsAssistant, spinner);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
kms_assistant_init (KmsAssistant *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *clicks = gtk_gesture_click_new ();

  self->steps = g_array_new (FALSE, TRUE, sizeof (Step));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);

  g_signal_connect_swapped (self->header, "step-chosen", G_CALLBACK (on_step_chosen), self);
  g_signal_connect_swapped (self->banner, "button-clicked", G_CALLBACK (apply), self);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (go_back), self);
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (on_cancel_clicked), self);
  g_signal_connect_swapped (self->action, "clicked", G_CALLBACK (apply), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect_swapped (keys, "key-released", G_CALLBACK (on_key_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (clicks), GTK_PHASE_CAPTURE);
  g_signal_connect (clicks, "pressed", G_CALLBACK (on_action_pressed), NULL);
  gtk_widget_add_controller (GTK_WIDGET (self->action), GTK_EVENT_CONTROLLER (clicks));
  add_shortcuts (self);
}

/**
 * kms_assistant_new:
 *
 * Returns: (transfer floating): an assistant without pages
 */
GtkWidget *
kms_assistant_new (void)
{
  return g_object_new (KMS_TYPE_ASSISTANT, NULL);
}

/**
 * kms_assistant_add_page:
 * @title: what the step is called until its page is made
 * @create: makes the page of the next step
 * @data: for @create; it must live as long as the assistant
 */
void
kms_assistant_add_page (KmsAssistant *self,
                        const char *title,
                        KmsAssistantCreatePage create,
                        gpointer data)
{
  Step step = { create, data, NULL };

  g_return_if_fail (KMS_IS_ASSISTANT (self));

  g_array_append_val (self->steps, step);
  kms_step_header_add_step (self->header);
  kms_step_header_set_title (self->header, self->steps->len - 1, title);
}

static KmsAssistantPage *
ensure_page (KmsAssistant *self, guint index)
{
  Step *step = get_step (self, index);

  if (step->page != NULL)
    return step->page;

  step->page = step->create (step->data);
  gtk_stack_add_child (self->stack, GTK_WIDGET (step->page));
  kms_step_header_set_title (self->header, index, kms_assistant_page_get_title (step->page));
  g_signal_connect_swapped (step->page, "notify", G_CALLBACK (on_page_changed), self);
  g_signal_connect_swapped (step->page, "advanced-past-end", G_CALLBACK (on_advanced_past_end),
                            self);
  return step->page;
}

static gboolean
make_next_page (gpointer user_data)
{
  KmsAssistant *self = user_data;

  for (guint i = 0; i < self->steps->len; i++)
    if (get_step (self, i)->page == NULL)
      {
        ensure_page (self, i);
        return G_SOURCE_CONTINUE;
      }
  self->make_idle = 0;
  return G_SOURCE_REMOVE;
}

/**
 * kms_assistant_set_leave_label:
 * @label: what Back says on the first page, with a mnemonic
 */
void
kms_assistant_set_leave_label (KmsAssistant *self, const char *label)
{
  g_return_if_fail (KMS_IS_ASSISTANT (self));

  g_free (self->leave_label);
  self->leave_label = g_strdup (label);
}

/**
 * kms_assistant_offer_cancel:
 *
 * Shows Cancel on the pages between the first one and the result.
 */
void
kms_assistant_offer_cancel (KmsAssistant *self)
{
  g_return_if_fail (KMS_IS_ASSISTANT (self));

  self->with_cancel = TRUE;
  gtk_widget_add_css_class (self->bar, "with-cancel");
}

/**
 * kms_assistant_get_step:
 *
 * Returns: the open step, from 0
 */
guint
kms_assistant_get_step (KmsAssistant *self)
{
  g_return_val_if_fail (KMS_IS_ASSISTANT (self), 0);
  return self->step;
}

/**
 * kms_assistant_reopen:
 *
 * Shows the open page as it is now: what it was told before may not hold any more. Not while it is
 * being applied, which tells by itself what comes of it.
 */
void
kms_assistant_reopen (KmsAssistant *self)
{
  g_return_if_fail (KMS_IS_ASSISTANT (self));

  if (self->applying == NULL && get_page (self) != NULL)
    kms_assistant_open (self, self->step);
}

/**
 * kms_assistant_is_committing:
 *
 * Returns: whether the open page does what can no longer be given up
 */
gboolean
kms_assistant_is_committing (KmsAssistant *self)
{
  KmsAssistantPage *page;

  g_return_val_if_fail (KMS_IS_ASSISTANT (self), FALSE);

  page = get_page (self);
  return page != NULL && kms_assistant_page_get_committing (page);
}

/**
 * kms_assistant_open:
 * @step: which step to open, from 0
 *
 * Opens a page as it stands; an application under way is given up.
 */
void
kms_assistant_open (KmsAssistant *self, guint step)
{
  KmsAssistantPage *page;

  g_return_if_fail (KMS_IS_ASSISTANT (self));
  g_return_if_fail (step < self->steps->len);

  g_cancellable_cancel (self->applying);
  kms_banner_hide (self->banner);
  self->step = step;
  self->enter_opened = self->enter_down;
  page = ensure_page (self, step);
  kms_assistant_page_enter (page);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (page));
  kms_step_header_set_current (self->header, step, !is_last (self));
  update_bar (self);
  kms_assistant_page_focus (page);
  g_signal_emit (self, signals[STEP_OPENED], 0, step);
  if (self->make_idle == 0)
    self->make_idle = g_idle_add_full (G_PRIORITY_LOW, make_next_page, self, NULL);
}
