/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The header of an assistant. It owns a wide form (a row of buttons) and a narrow one (a label over
 * a progress line) and shows the one that fits the width it is given. */

#include "app/kms-step-header.h"

#include <glib/gi18n.h>

/* Below this the titles have no room beside each other, whatever the language. */
#define MIN_WIDE 600 /* pixels */

typedef struct
{
  char *title; /* owned */
  /* Borrowed from the wide form */
  GtkWidget *button;
  GtkStack *badge; /* "number" or "done" */
  GtkLabel *label;
} Step;

struct _KmsStepHeader
{
  GtkWidget parent_instance;

  GArray *steps; /* owned, of Step */
  guint current;
  gboolean can_go_back;

  /* Owned as children */
  GtkWidget *wide;
  GtkWidget *narrow;
  /* Borrowed from the narrow form */
  GtkLabel *narrow_label;
  GtkProgressBar *progress;
};

enum
{
  STEP_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsStepHeader, kms_step_header, GTK_TYPE_WIDGET)

static void
clear_step (gpointer data)
{
  g_free (((Step *) data)->title);
}

static void
update_narrow (KmsStepHeader *self)
{
  const Step *step = &g_array_index (self->steps, Step, self->current);
  g_autofree char *text = NULL;

  /* Translators: where one is in the assistant, for instance "Step 2 of 5 · MPR ID" */
  text =
      g_strdup_printf (_ ("Step %u of %u · %s"), self->current + 1, self->steps->len, step->title);
  gtk_label_set_label (self->narrow_label, text);
  gtk_progress_bar_set_fraction (self->progress, (self->current + 1) / (double) self->steps->len);
}

static void
update_step (KmsStepHeader *self, guint index)
{
  const Step *step = &g_array_index (self->steps, Step, index);
  gboolean done = index < self->current;
  gboolean current = index == self->current;
  gboolean way_back = done && self->can_go_back;
  g_autofree char *name = NULL;

  if (way_back) /* Translators: a step of the assistant, for a screen reader; %u its number, %s its name */
    name = g_strdup_printf (_ ("Step %u, %s: done, go back to it"), index + 1, step->title);
  else if (done) /* Translators: a step of the assistant, for a screen reader */
    name = g_strdup_printf (_ ("Step %u, %s: done"), index + 1, step->title);
  else if (current) /* Translators: a step of the assistant, for a screen reader */
    name = g_strdup_printf (_ ("Step %u, %s: the current step"), index + 1, step->title);
  else /* Translators: a step of the assistant, for a screen reader */
    name = g_strdup_printf (_ ("Step %u, %s: still ahead"), index + 1, step->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (step->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);

  gtk_stack_set_visible_child_name (step->badge, done ? "done" : "number");
  gtk_widget_set_can_target (step->button, way_back);
  gtk_widget_set_focusable (step->button, way_back);
  gtk_widget_set_css_classes (step->button,
                              done      ? (const char *[]){ "flat", "step", "done", NULL }
                              : current ? (const char *[]){ "flat", "step", "current", NULL }
                                        : (const char *[]){ "flat", "step", "ahead", NULL });
}

static void
on_step_clicked (GtkWidget *button, KmsStepHeader *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (g_array_index (self->steps, Step, i).button == button)
      g_signal_emit (self, signals[STEP_CHOSEN], 0, i);
}

static GtkSizeRequestMode
kms_step_header_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
kms_step_header_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  KmsStepHeader *self = KMS_STEP_HEADER (widget);
  int wide_minimum, wide_natural;

  gtk_widget_measure (self->narrow, orientation, -1, minimum, natural, NULL, NULL);
  gtk_widget_measure (self->wide, orientation, -1, &wide_minimum, &wide_natural, NULL, NULL);
  *natural = MAX (*natural, wide_natural);
  /* The height is that of both, so that nothing jumps at the change. */
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = MAX (*natural, wide_minimum);
}

static void
kms_step_header_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KmsStepHeader *self = KMS_STEP_HEADER (widget);
  int wide_natural;
  gboolean wide;

  /* Whole titles or none, also when text is large. */
  gtk_widget_measure (self->wide, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wide_natural, NULL, NULL);
  wide = width >= MAX (MIN_WIDE, wide_natural);
  gtk_widget_set_child_visible (self->wide, wide);
  gtk_widget_set_child_visible (self->narrow, !wide);
  gtk_widget_size_allocate (wide ? self->wide : self->narrow,
                            &(GtkAllocation){ 0, 0, width, height }, baseline);
}

static void
kms_step_header_dispose (GObject *object)
{
  KmsStepHeader *self = KMS_STEP_HEADER (object);

  g_clear_pointer (&self->wide, gtk_widget_unparent);
  g_clear_pointer (&self->narrow, gtk_widget_unparent);

  G_OBJECT_CLASS (kms_step_header_parent_class)->dispose (object);
}

static void
kms_step_header_finalize (GObject *object)
{
  KmsStepHeader *self = KMS_STEP_HEADER (object);

  g_clear_pointer (&self->steps, g_array_unref);

  G_OBJECT_CLASS (kms_step_header_parent_class)->finalize (object);
}

static void
kms_step_header_class_init (KmsStepHeaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_step_header_dispose;
  object_class->finalize = kms_step_header_finalize;
  widget_class->get_request_mode = kms_step_header_get_request_mode;
  widget_class->measure = kms_step_header_measure;
  widget_class->size_allocate = kms_step_header_size_allocate;

  /**
   * KmsStepHeader::step-chosen:
   * @step: the step one wants to go back to, from 0
   */
  signals[STEP_CHOSEN] = g_signal_new ("step-chosen", KMS_TYPE_STEP_HEADER, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (widget_class, "step-header");
}

static void
kms_step_header_init (KmsStepHeader *self)
{
  self->steps = g_array_new (FALSE, TRUE, sizeof (Step));
  g_array_set_clear_func (self->steps, clear_step);

  self->wide = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_set_homogeneous (GTK_BOX (self->wide), TRUE);
  gtk_widget_set_parent (self->wide, GTK_WIDGET (self));

  self->narrow = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_set_valign (self->narrow, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->narrow, GTK_WIDGET (self));
  self->narrow_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->narrow_label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->narrow_label), "heading");
  gtk_box_append (GTK_BOX (self->narrow), GTK_WIDGET (self->narrow_label));
  self->progress = g_object_new (GTK_TYPE_PROGRESS_BAR, "accessible-role",
                                 GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_box_append (GTK_BOX (self->narrow), GTK_WIDGET (self->progress));
}

/**
 * kms_step_header_add_step:
 *
 * Adds a step at the end.
 */
void
kms_step_header_add_step (KmsStepHeader *self)
{
  Step step = { .title = g_strdup ("") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *number = g_strdup_printf ("%u", self->steps->len + 1);

  g_return_if_fail (KMS_IS_STEP_HEADER (self));

  step.badge = GTK_STACK (gtk_stack_new ());
  gtk_widget_add_css_class (GTK_WIDGET (step.badge), "step-badge");
  gtk_widget_set_halign (GTK_WIDGET (step.badge), GTK_ALIGN_CENTER);
  gtk_stack_add_named (step.badge, gtk_label_new (number), "number");
  gtk_stack_add_named (step.badge, gtk_image_new_from_icon_name ("object-select-symbolic"), "done");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (step.badge));
  step.label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (step.label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (step.label), "caption");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (step.label));

  step.button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (step.button), box);
  gtk_widget_add_css_class (step.button, "flat");
  gtk_widget_add_css_class (step.button, "step");
  g_signal_connect (step.button, "clicked", G_CALLBACK (on_step_clicked), self);
  gtk_box_append (GTK_BOX (self->wide), step.button);

  g_array_append_val (self->steps, step);
}

/**
 * kms_step_header_set_title:
 * @step: which step, from 0
 * @title: its name
 */
void
kms_step_header_set_title (KmsStepHeader *self, guint step, const char *title)
{
  Step *entry;

  g_return_if_fail (KMS_IS_STEP_HEADER (self));
  g_return_if_fail (step < self->steps->len);

  entry = &g_array_index (self->steps, Step, step);
  g_free (entry->title);
  entry->title = g_strdup (title);
  gtk_label_set_label (entry->label, title);
  update_step (self, step);
  update_narrow (self);
}

/**
 * kms_step_header_set_current:
 * @current: the step one is in, from 0
 * @can_go_back: whether the steps done can be chosen
 */
void
kms_step_header_set_current (KmsStepHeader *self, guint current, gboolean can_go_back)
{
  g_return_if_fail (KMS_IS_STEP_HEADER (self));
  g_return_if_fail (current < self->steps->len);

  self->current = current;
  self->can_go_back = can_go_back;
  for (guint i = 0; i < self->steps->len; i++)
    update_step (self, i);
  update_narrow (self);
}
