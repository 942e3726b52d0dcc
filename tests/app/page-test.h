/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A page of the assistant on the screen, over the real demo with a fixed clock. */

#pragma once

#include "app-test.h"
#include "fake-backend.h"

#include "app/kms-assistant-page.h"
#include "app/kms-issue-model.h"
#include "client/kms-pending.h"
#include "common/kms-clock.h"

G_BEGIN_DECLS

#define PAGE_TEST_NOW          G_GINT64_CONSTANT (1750000000000000) /* 2025-06-15T15:06:40Z */
#define PAGE_TEST_DEVICE       "0123456789ABCDEF"
#define PAGE_TEST_OTHER_DEVICE "FEDCBA9876543210"
#define PAGE_TEST_MAC          "0123456789AB"

typedef struct
{
  KmsClock *clock;
  KmsBackend *demo;
  FakeBackend *backend; /* in front of the demo */
  char *folder;
  KmsJournal *journal;
  KmsPending *pending;
  KmsIssueModel *model; /* free practice with a confirmed device, nothing else */
  KmsAssistantPage *page;
  GtkWidget *window;
} PageTest;

void page_test_set_up (PageTest *test);
void page_test_show (PageTest *test, KmsAssistantPage *page);
void page_test_tear_down (PageTest *test);

gpointer page_test_child (PageTest *test, const char *name);
gboolean page_test_apply (PageTest *test, GError **error);

KmsKeyPair page_test_pair (const char *part_number, const char *activation_key);
void page_test_issue (PageTest *test, KmsCategory category, const char *device, KmsKeyPair pair);

G_END_DECLS
