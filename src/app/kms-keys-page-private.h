/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/kms-key-row.h"
#include "app/kms-keys-page.h"

G_BEGIN_DECLS

struct _KmsKeysPage
{
  KmsAssistantPage parent_instance;

  /* Owned */
  KmsIssueModel *model;
  KmsBackend *backend;
  KmsPreview *preview;      /* the newest verdicts, NULL before the first */
  GError *preview_error;    /* why there are none */
  GCancellable *previewing; /* while newer ones are asked for */
  GCancellable *pasting;    /* while the clipboard is read */
  char *note_device;        /* whose work the note speaks of, NULL before the first note */
  KmsCategory note_category;

  gboolean pressed; /* Next was pressed: say what is missing */

  /* Template */
  GtkLabel *heading;
  GtkLabel *device;
  GtkButton *paste;
  GtkButton *open;
  GtkWidget *leftovers;
  GtkLabel *leftovers_title;
  GtkLabel *leftovers_text;
  GtkButton *leftovers_close;
  GtkBox *rows;
  GtkButton *add;
  GtkLabel *full;
};

/* kms-keys-page.c */
void kms_keys_page_show_rows (KmsKeysPage *self);
void kms_keys_page_update (KmsKeysPage *self);

/* kms-keys-page-sheet.c */
void kms_keys_page_init_sheet (KmsKeysPage *self);
void kms_keys_page_hide_leftovers (KmsKeysPage *self);
gboolean kms_keys_page_has_leftovers_of_others (KmsKeysPage *self);

G_END_DECLS
