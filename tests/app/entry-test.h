/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An entry for an identifier on the screen, beside another one, with what its signals told. */

#pragma once

#include "app-test.h"

#include "app/kms-identifier-entry.h"

G_BEGIN_DECLS

typedef struct
{
  GtkWidget *window;
  KmsIdentifierEntry *entry;
  GtkWidget *other; /* an entry that can have the focus */
  guint n_edited, n_ended, n_filled, n_pasted;
  gboolean by_itself; /* as the last "filled" told */
  char *pasted;       /* what the last "pasted" brought */
  gboolean takes;     /* whether its handler takes it */
} EntryTest;

void entry_test_set_up (EntryTest *fixture, gconstpointer data);
void entry_test_tear_down (EntryTest *fixture, gconstpointer data);
GtkText *entry_test_get_delegate (EntryTest *fixture);
int entry_test_get_caret (EntryTest *fixture);
void entry_test_set_caret (EntryTest *fixture, int position);
void entry_test_assert_state (EntryTest *fixture, const char *expected);

G_END_DECLS
