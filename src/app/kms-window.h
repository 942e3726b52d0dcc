/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-issue-flow.h"
#include "app/kms-online.h"
#include "client/kms-backend.h"
#include "client/kms-journal.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * KmsWindow:
 *
 * The window: the log-in page, or Home of a backend and what was opened from it. It says DEMO on every
 * page of a demo, and leaves a page or closes only when the work on it is kept.
 */
#define KMS_TYPE_WINDOW (kms_window_get_type ())
G_DECLARE_FINAL_TYPE (KmsWindow, kms_window, KMS, WINDOW, AdwApplicationWindow)

GtkWidget *kms_window_new (GtkApplication *application, KmsJournal *journal, KmsOnline *online);

void kms_window_start (KmsWindow *self);
void kms_window_open (KmsWindow *self, KmsBackend *backend);
void kms_window_show_help (KmsWindow *self, GtkWindow *active);
void kms_window_issue (KmsWindow *self, KmsDraftFlow flow);

/* As soon as somebody is logged in, or in the demo that is open. */
void kms_window_wish_home (KmsWindow *self);
void kms_window_wish_issue (KmsWindow *self);
void kms_window_wish_find (KmsWindow *self, const char *text);
void kms_window_wish_issued (KmsWindow *self,
                             const char *draft_id,
                             const char *device_id,
                             KmsHandOut what);
void kms_window_open_sheet (KmsWindow *self, GFile *file);

G_END_DECLS
