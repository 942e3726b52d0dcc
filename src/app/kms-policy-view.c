/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The text of a policy. It owns a reference to the server.
 *
 * States: loading → the server's text, or the bundled one under a banner → (Try Again) loading. */

#include "app/kms-policy-view.h"

#include "app/kms-banner.h"
#include "app/kms-policy-bundle.h"
#include "words/kms-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _KmsPolicyView
{
  GtkWidget parent_instance;

  /* Owned */
  KmsRemote *remote; /* NULL: there is only the bundled text */
  GCancellable *loading;
  char *version; /* of the server's text; NULL when it is not shown */

  KmsPolicyKind kind;

  /* Template */
  KmsBanner *banner;
  GtkStack *stack;
  GtkWidget *scroller;
  GtkBox *text;
};

enum
{
  LOADED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsPolicyView, kms_policy_view, GTK_TYPE_WIDGET)

static GtkWidget *
add_label (KmsPolicyView *self, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, css_class);
      g_object_set (label, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);
    }
  gtk_box_append (self->text, label);
  return label;
}

static void
show_policy (KmsPolicyView *self, const KmsPolicy *policy)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->text))) != NULL)
    gtk_box_remove (self->text, child);
  add_label (self, policy->title, "title-2");
  for (guint i = 0; i < policy->sections->len; i++)
    {
      const KmsPolicySection *section = g_ptr_array_index (policy->sections, i);

      if (*section->heading != '\0')
        gtk_widget_set_margin_top (add_label (self, section->heading, "heading"), 12);
      for (guint j = 0; section->paragraphs[j] != NULL; j++)
        add_label (self, section->paragraphs[j], NULL);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  policy->title, -1);
  gtk_stack_set_visible_child_name (self->stack, "text");
}

static void
show_bundled (KmsPolicyView *self)
{
  g_autoptr (KmsPolicy) policy =
      kms_policy_bundle_load (self->kind, kms_policy_bundle_get_language ());

  show_policy (self, policy);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KmsPolicyView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsPolicy) policy = kms_remote_get_policy_finish (KMS_REMOTE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->stack == NULL)
    return;
  if (policy != NULL)
    {
      self->version = g_strdup (policy->version);
      show_policy (self, policy);
    }
  else
    {
      g_autofree char *reason = kms_words_error (error), *sentence = NULL;

      /* Translators: why a text could not be fetched, as a sentence */
      sentence = g_strdup_printf (_ ("%s Below is the text that came with this program; the "
                                     "service may have a newer one."),
                                  reason);
      kms_banner_show (self->banner, sentence, _ ("_Try Again"));
      show_bundled (self);
    }
  g_signal_emit (self, signals[LOADED], 0);
}

/* Nobody waits for the text any more. */
static void
kms_policy_view_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (KMS_POLICY_VIEW (widget)->loading);

  GTK_WIDGET_CLASS (kms_policy_view_parent_class)->unroot (widget);
}

static gboolean
kms_policy_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (KMS_POLICY_VIEW (widget)->scroller);
}

static void
kms_policy_view_dispose (GObject *object)
{
  KmsPolicyView *self = KMS_POLICY_VIEW (object);
  GtkWidget *child;

  g_cancellable_cancel (self->loading);
  self->stack = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_policy_view_parent_class)->dispose (object);
}

static void
kms_policy_view_finalize (GObject *object)
{
  KmsPolicyView *self = KMS_POLICY_VIEW (object);

  g_clear_object (&self->remote);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->version, g_free);

  G_OBJECT_CLASS (kms_policy_view_parent_class)->finalize (object);
}

static void
kms_policy_view_class_init (KmsPolicyViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_policy_view_dispose;
  object_class->finalize = kms_policy_view_finalize;
  widget_class->unroot = kms_policy_view_unroot;
  widget_class->grab_focus = kms_policy_view_grab_focus;

  /**
   * KmsPolicyView::loaded:
   *
   * A text is shown; kms_policy_view_get_version() tells whether it is the one in force.
   */
  signals[LOADED] = g_signal_new ("loaded", KMS_TYPE_POLICY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-policy-view.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsPolicyView, banner);
  gtk_widget_class_bind_template_child (widget_class, KmsPolicyView, stack);
  gtk_widget_class_bind_template_child (widget_class, KmsPolicyView, scroller);
  gtk_widget_class_bind_template_child (widget_class, KmsPolicyView, text);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
kms_policy_view_init (KmsPolicyView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  g_signal_connect_swapped (self->banner, "button-clicked", G_CALLBACK (kms_policy_view_load),
                            self);
}

/**
 * kms_policy_view_new:
 * @remote: (nullable): whose policy it is; %NULL for the one that came with the program
 * @kind: which policy
 *
 * Returns: (transfer floating): the view; kms_policy_view_load() fills it
 */
GtkWidget *
kms_policy_view_new (KmsRemote *remote, KmsPolicyKind kind)
{
  KmsPolicyView *self = g_object_new (KMS_TYPE_POLICY_VIEW, NULL);

  self->remote = remote != NULL ? g_object_ref (remote) : NULL;
  self->kind = kind;
  return GTK_WIDGET (self);
}

/**
 * kms_policy_view_load:
 *
 * Fetches the text, also once more.
 */
void
kms_policy_view_load (KmsPolicyView *self)
{
  g_return_if_fail (KMS_IS_POLICY_VIEW (self));

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->version, g_free);
  kms_banner_hide (self->banner);
  if (self->remote == NULL)
    {
      kms_banner_show (self->banner,
                       _ ("No service is set yet. This is the text that came with "
                          "this program."),
                       NULL);
      show_bundled (self);
      g_signal_emit (self, signals[LOADED], 0);
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "loading");
  self->loading = g_cancellable_new ();
  kms_remote_get_policy_async (self->remote, self->kind, self->loading, on_loaded,
                               g_object_ref (self));
}

/**
 * kms_policy_view_get_version:
 *
 * Returns: (transfer none) (nullable): the version of the text in force; %NULL as long as it is not
 *   shown
 */
const char *
kms_policy_view_get_version (KmsPolicyView *self)
{
  g_return_val_if_fail (KMS_IS_POLICY_VIEW (self), NULL);
  return self->version;
}
