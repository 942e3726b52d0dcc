/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to kms-window*.c. */

#pragma once

#include "app/kms-home-page.h"
#include "app/kms-issue-flow.h"
#include "app/kms-log-in-dialog.h"
#include "app/kms-log-in-page.h"
#include "app/kms-maintenance-page.h"
#include "app/kms-notifier.h"
#include "app/kms-reports-page.h"
#include "app/kms-scenario-panel.h"
#include "app/kms-sheets-page.h"
#include "app/kms-window.h"
#include "engine/kms-sheet-reader.h"

G_BEGIN_DECLS

/* What to do when the page that is open is left. */
typedef void (*KmsWindowGo) (KmsWindow *self);

struct _KmsWindow
{
  AdwApplicationWindow parent_instance;

  /* Owned */
  KmsJournal *journal;
  KmsOnline *online;      /* NULL: there is only the demo */
  KmsBackend *backend;    /* whose pages are open; NULL: nobody is logged in */
  KmsPending *pending;    /* its requests that wait; NULL with the backend */
  KmsBackend *next;       /* whose Home is opened when the work is left; NULL: nobody's */
  KmsSheetReading *sheet; /* from a file, for the next assistant; NULL: none */
  char *find_text;        /* for the next Find; NULL: none */
  KmsNotifier *notifier;  /* NULL when the window is gone */

  /* Owned; what a notification asked for last; NULL before */
  char *issued_draft;
  char *issued_device;

  /* Owned; NULL when no scenario is played */
  KmsScenarioRun *run;
  KmsClassroom *classroom;    /* the one that it is played beside */
  KmsScenario *next_scenario; /* what is played when the work is left */

  GSimpleAction *presenter; /* owned; whether a class looks at it */

  KmsHomePage *home;        /* borrowed from the stack; NULL before it is asked for */
  KmsLogInPage *log_in;     /* borrowed from the stack; NULL when somebody is logged in */
  KmsSheetsPage *sheets;    /* borrowed from the stack; NULL before it is asked for */
  KmsReportsPage *reports;  /* borrowed from the stack; NULL before it is asked for */
  KmsIssueFlow *flow;       /* borrowed from the stack; NULL when none is open */
  GtkWidget *device;        /* weak; the window of the practice device; NULL when it is closed */
  GtkWidget *covered_focus; /* weak; what had the focus before the maintenance page */
  KmsWindowGo leaving;      /* from the wish to leave the flow to its end, or to staying */
  KmsWindowGo then;         /* when the page that asks lets itself be left; NULL: Home */
  KmsWindowGo settling;     /* as soon as the flow can be left; NULL: nothing */
  KmsWindowGo wish;         /* as soon as somebody is logged in; NULL: nothing */
  gboolean may_close;       /* the work is kept, or given up */
  gboolean kept;            /* the work that was left last is a draft */
  gboolean looking;         /* for the issued keys that are asked for */
  KmsHandOut hand_out;      /* what to do with them */

  /* Template */
  AdwWindowTitle *title;
  GtkButton *home_button;
  GtkLabel *demo_pill;
  GtkToggleButton *panel_button;
  AdwFlap *flap;
  KmsScenarioPanel *panel;
  GtkStack *cover;
  GtkWidget *pages;
  KmsMaintenancePage *maintenance;
  GtkStack *stack;
};

void kms_window_show_page (KmsWindow *self, GtkWidget *page, const char *title);
void kms_window_forget_page (KmsWindow *self, gpointer place);
void kms_window_go_issue (KmsWindow *self);
void kms_window_go_reports (KmsWindow *self);
void kms_window_open_flow (KmsWindow *self, const KmsDraft *initial, const KmsDraft *draft);
void kms_window_show_attempt (KmsWindow *self, const KmsAttempt *attempt);
void kms_window_leave (KmsWindow *self, KmsWindowGo go);
void kms_window_leave_when_settled (KmsWindow *self, KmsWindowGo go);
void kms_window_set_backend (KmsWindow *self, KmsBackend *backend);
void kms_window_go_home (KmsWindow *self);

/* kms-window-account.c */
gboolean kms_window_ask_page (KmsWindow *self, KmsWindowGo go);
void kms_window_install_account_actions (GtkWidgetClass *widget_class);

/* kms-window-class.c */
void kms_window_install_class_actions (GtkWidgetClass *widget_class);

/* kms-window-device.c */
void kms_window_close_device (KmsWindow *self);
void kms_window_install_device_actions (GtkWidgetClass *widget_class);

/* kms-window-find.c */
void kms_window_go_find (KmsWindow *self);
void kms_window_install_find_actions (GtkWidgetClass *widget_class);

/* kms-window-session.c */
void kms_window_restore (KmsWindow *self);
void kms_window_remember (KmsWindow *self);

/* kms-window-wishes.c */
void kms_window_wish (KmsWindow *self, KmsWindowGo go);
void kms_window_grant_wish (KmsWindow *self);
void kms_window_take_drops (KmsWindow *self);

/* kms-window-issued.c */
void kms_window_set_pending (KmsWindow *self, KmsPending *pending);
void kms_window_look_for_issued (KmsWindow *self);
void kms_window_init_issued (KmsWindow *self);

/* kms-window-online.c */
void kms_window_set_online (KmsWindow *self, KmsOnline *online);
void kms_window_go_log_in (KmsWindow *self);
void kms_window_log_in_anew (KmsWindow *self);
void kms_window_update_cover (KmsWindow *self);
void kms_window_watch_service (KmsWindow *self, KmsService *service);
void kms_window_install_online_actions (GtkWidgetClass *widget_class);

/* kms-window-scenario.c */
KmsDraft *kms_window_new_draft (KmsWindow *self, KmsDraftFlow flow);
const char *kms_window_name_flow (KmsWindow *self, KmsIssueFlow *flow);
void kms_window_note_resumed (KmsWindow *self);
void kms_window_end_run (KmsWindow *self);
void kms_window_tell_password (KmsWindow *self, KmsLogInDialog *dialog);
void kms_window_init_scenario (KmsWindow *self);
void kms_window_install_scenario_actions (GtkWidgetClass *widget_class);

/* kms-window-presenter.c */
void kms_window_init_presenter (KmsWindow *self);
void kms_window_update_presenter (KmsWindow *self);
void kms_window_present_draft (KmsWindow *self, KmsDraft *draft);

G_END_DECLS
