/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Waiting for one asynchronous call at a time, which is all that a command does. */
typedef struct
{
  GMainLoop *loop;      /* owned */
  GAsyncResult *result; /* owned; the last one */
} KmsCliWait;

void kms_cli_wait_init (KmsCliWait *wait);
void kms_cli_wait_clear (KmsCliWait *wait);
void kms_cli_wait_ready (GObject *source, GAsyncResult *result, gpointer wait);
GAsyncResult *kms_cli_wait_run (KmsCliWait *wait);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KmsCliWait, kms_cli_wait_clear)

G_END_DECLS
