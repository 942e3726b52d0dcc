/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to kms-window*.c. */

#pragma once

#include "app/kms-home-page.h"
#include "app/kms-issue-flow.h"
#include "app/kms-sheets-page.h"
#include "app/kms-window.h"

G_BEGIN_DECLS

/* What to do when the page that is open is left. */
typedef void (*KmsWindowGo) (KmsWindow *self);

struct _KmsWindow
{
  AdwApplicationWindow parent_instance;

  /* Owned */
  KmsJournal *journal;
  KmsBackend *backend; /* whose pages are open; NULL before the first */
  KmsBackend *next;    /* whose Home is opened when the work is left; NULL: nobody's */

  KmsHomePage *home;     /* borrowed from the stack; NULL before it is asked for */
  KmsSheetsPage *sheets; /* borrowed from the stack; NULL before it is asked for */
  KmsIssueFlow *flow;    /* borrowed from the stack; NULL when none is open */
  KmsWindowGo leaving;   /* from the wish to leave the flow to its end, or to staying */
  gboolean may_close;    /* the work is kept, or given up */

  /* Template */
  AdwWindowTitle *title;
  GtkButton *home_button;
  GtkLabel *demo_pill;
  GtkStack *stack;
};

void kms_window_show_page (KmsWindow *self, GtkWidget *page, const char *title);
void kms_window_leave (KmsWindow *self, KmsWindowGo go);

void kms_window_install_class_actions (GtkWidgetClass *widget_class);

G_END_DECLS
