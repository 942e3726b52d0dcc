/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keys page on the screen, and its rows. */

#pragma once

#include "page-test.h"

#include "app/kms-status-line.h"

G_BEGIN_DECLS

#define PART_A "KX-VCS101DEMO"
#define KEY_A  "A111222233334444"
#define KEY_B  "B111222233334444"

void keys_test_set_up (PageTest *test, gconstpointer data);
void keys_test_tear_down (PageTest *test, gconstpointer data);
guint keys_test_count_rows (PageTest *test);
GtkWidget *keys_test_get_row (PageTest *test, guint index);
gpointer keys_test_get_entry (PageTest *test, guint row, const char *name);
KmsStatus keys_test_get_status (PageTest *test, guint row);
const char *keys_test_get_text (PageTest *test, guint row);
void keys_test_assert_text_begins (PageTest *test, guint row, const char *beginning);
void keys_test_assert_says_code (PageTest *test, guint row, KmsError code);
gboolean keys_test_is_judged (PageTest *test, guint row);
void keys_test_press_enter (gpointer entry);
void keys_test_type_pair (PageTest *test, guint row, KmsKeyPair pair);
void keys_test_add_row (PageTest *test);

G_END_DECLS
