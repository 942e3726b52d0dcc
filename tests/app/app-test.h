/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the app share: finding widgets, doing what a person does with them, and waiting
 * for what comes of it. */

#pragma once

#include "async-test.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Serves the main context until @condition holds; a test that waits in vain fails. */
#define app_test_wait_until(condition)                                              \
  G_STMT_START                                                                      \
  {                                                                                 \
    gint64 deadline__ = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;          \
    guint tick__ = g_timeout_add (100, app_test_tick, NULL);                        \
                                                                                    \
    while (!(condition))                                                            \
      {                                                                             \
        if (g_get_monotonic_time () > deadline__)                                   \
          g_error ("%s:%d: waited in vain for %s", __FILE__, __LINE__, #condition); \
        g_main_context_iteration (NULL, TRUE);                                      \
      }                                                                             \
    g_source_remove (tick__);                                                       \
  }                                                                                 \
  G_STMT_END

gboolean app_test_tick (gpointer unused);

void app_test_init (int *argc, char ***argv);
void app_test_settle (void);

/* Windows */
GtkWidget *app_test_show (GtkWidget *content);
void app_test_close (GtkWidget *window);

/* Widgets */
gpointer app_test_child (gpointer widget, const char *name);
GtkWidget *app_test_find (GtkWidget *root, GType type);
GtkWidget *app_test_find_entry (GtkWidget *root, const char *label);
GtkWidget *app_test_find_button (GtkWidget *root, const char *label);
GtkWidget *app_test_find_question (void);
GtkWidget *app_test_find_chooser (void);
const char *app_test_status_text (gpointer status_line);
const char *app_test_status_action (gpointer status_line);
const char *app_test_field_text (gpointer field);
gboolean app_test_is_invalid (gpointer widget);
GtkWidget *app_test_get_focus (GtkWidget *widget);

/* What a person does */
void app_test_press (gpointer button);
void app_test_answer (const char *label);
void app_test_choose (const char *path);
void app_test_type (gpointer entry, const char *text);
void app_test_paste (gpointer entry, const char *text);
const char *app_test_text (gpointer entry);

/* Folders */
char *app_test_make_folder (void);
void app_test_remove_folder (char *path);

/* Removes the last reference of @object, which may still be used on a thread for a moment. */
#define app_test_assert_finalized(object)                              \
  G_STMT_START                                                         \
  {                                                                    \
    gpointer reference__ = (object);                                   \
                                                                       \
    g_object_add_weak_pointer (reference__, &reference__);             \
    g_object_unref (reference__);                                      \
    app_test_wait_until (g_atomic_pointer_get (&reference__) == NULL); \
  }                                                                    \
  G_STMT_END

G_END_DECLS
