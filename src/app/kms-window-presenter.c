/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Presenter mode, for a class before a screen: only in a demo, and what would show something of this
 * person or computer is out of reach meanwhile. */

#include "app/kms-window-private.h"

#include "app/kms-presenter.h"

#define MAIL_ADDRESS "demo@example.com"

static void
set_preferences_enabled (KmsWindow *self, gboolean enabled)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GAction *action = application != NULL
                        ? g_action_map_lookup_action (G_ACTION_MAP (application), "preferences")
                        : NULL;

  if (action != NULL)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
set_presenting (KmsWindow *self, gboolean presenting)
{
  if (presenting)
    kms_presenter_begin (GTK_WINDOW (self), KMS_TOASTER (self->pages));
  else
    kms_presenter_end (GTK_WINDOW (self));
  g_simple_action_set_state (self->presenter, g_variant_new_boolean (presenting));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.leave-demo",
                                 !presenting && self->online != NULL);
  set_preferences_enabled (self, !presenting);
  if (self->home != NULL)
    kms_home_page_refresh (self->home);
}

static void
go_present (KmsWindow *self)
{
  set_presenting (self, TRUE);
  kms_window_go_home (self);
}

/* Work of before, which may be real, is put away first. */
static void
on_change_state (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  KmsWindow *self = user_data;

  if (!g_variant_get_boolean (state))
    set_presenting (self, FALSE);
  else if (self->run != NULL || self->flow == NULL)
    set_presenting (self, TRUE);
  else
    kms_window_leave_when_settled (self, go_present);
}

/**
 * kms_window_init_presenter:
 *
 * Adds win.presenter, which is for demos.
 */
void
kms_window_init_presenter (KmsWindow *self)
{
  self->presenter = g_simple_action_new_stateful ("presenter", NULL, g_variant_new_boolean (FALSE));
  g_simple_action_set_enabled (self->presenter, FALSE);
  g_signal_connect (self->presenter, "change-state", G_CALLBACK (on_change_state), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (self->presenter));
}

/**
 * kms_window_update_presenter:
 *
 * To be called when the backend has changed: only a demo is for a class.
 */
void
kms_window_update_presenter (KmsWindow *self)
{
  gboolean demo = self->backend != NULL && kms_backend_is_demo (self->backend);

  g_simple_action_set_enabled (self->presenter, demo);
  if (!demo && kms_presenter_is_on (GTK_WIDGET (self)))
    set_presenting (self, FALSE);
}

/**
 * kms_window_present_draft:
 * @draft: new work
 *
 * Fills in an address of nobody where one would be typed before the class.
 */
void
kms_window_present_draft (KmsWindow *self, KmsDraft *draft)
{
  if (!kms_presenter_is_on (GTK_WIDGET (self)) || *draft->mail_to[0] != '\0')
    return;
  g_free (draft->mail_to[0]);
  draft->mail_to[0] = g_strdup (MAIL_ADDRESS);
}
