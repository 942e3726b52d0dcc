/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Waiting in a test for the answer to a call, in the thread's own main context. */

#pragma once

#include <gio/gio.h>

/* The callback of the call: keeps the result where @user_data points, which was NULL. It comes once. */
static inline void
take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **taken = user_data;

  g_assert_null (*taken);
  *taken = g_object_ref (result);
}

/* Returns: (transfer none): *@result, which is there now */
static inline GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* The same straight behind the call, which never answers before it returns. */
static inline GAsyncResult *
wait_for_new (GAsyncResult **result)
{
  g_assert_null (*result);
  return wait_for (result);
}
