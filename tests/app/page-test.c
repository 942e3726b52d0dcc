/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The fixture of the tests of pages. It owns everything in it. */

#include "page-test.h"

#include "demo/kms-demo-backend.h"
#include "engine/kms-practice-sheet.h"

void
page_test_set_up (PageTest *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsDraft) draft = kms_draft_new (KMS_DRAFT_PRACTICE);
  g_autofree char *path = NULL;

  test->clock = kms_clock_new_fixed (PAGE_TEST_NOW);
  test->demo = kms_demo_backend_new (NULL, test->clock, &error);
  g_assert_no_error (error);
  test->backend = fake_backend_new (test->demo);
  test->folder = app_test_make_folder ();
  path = g_build_filename (test->folder, "journal.sqlite", NULL);
  test->journal = kms_journal_new (path, test->clock);
  test->pending = kms_pending_new (KMS_BACKEND (test->backend), test->journal);
  test->model = kms_issue_model_new (draft);
  kms_issue_model_set_device (test->model, PAGE_TEST_DEVICE);
  kms_issue_model_set_device_confirmed (test->model, TRUE);
}

/* Takes over @page, and opens it as the assistant does. */
void
page_test_show (PageTest *test, KmsAssistantPage *page)
{
  test->page = g_object_ref_sink (page);
  test->window = app_test_show (GTK_WIDGET (page));
  kms_assistant_page_enter (page);
  kms_assistant_page_focus (page);
}

/* Everything goes, and nothing keeps anything else. */
void
page_test_tear_down (PageTest *test)
{
  app_test_close (test->window);
  app_test_assert_finalized (test->page);
  app_test_assert_finalized (test->model);
  kms_pending_stop (test->pending);
  app_test_assert_finalized (test->pending);
  app_test_assert_finalized (test->journal);
  app_test_assert_finalized (test->backend);
  app_test_assert_finalized (test->demo);
  kms_clock_unref (test->clock);
  app_test_remove_folder (test->folder);
}

gpointer
page_test_child (PageTest *test, const char *name)
{
  return app_test_child (test->page, name);
}

gboolean
page_test_apply (PageTest *test, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kms_assistant_page_apply_async (test->page, NULL, take_result, &result);
  app_test_wait_until (result != NULL);
  return kms_assistant_page_apply_finish (test->page, result, error);
}

/* The valid pair of a practice sheet. */
KmsKeyPair
page_test_pair (const char *part_number, const char *activation_key)
{
  KmsPracticeSheet sheet;

  kms_practice_sheet_make (kms_demo_catalogue_lookup (part_number), activation_key, &sheet);
  return sheet.pair;
}

/* Somebody else issues a key meanwhile. */
void
page_test_issue (PageTest *test, KmsCategory category, const char *device, KmsKeyPair pair)
{
  g_autofree char *attempt = g_uuid_string_random ();
  g_autoptr (KmsRequest) request = kms_request_new (category, device);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (KmsIssuance) issuance = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (kms_request_add_pair (request, &pair, NULL));
  kms_backend_issue_async (test->demo, request, attempt, NULL, take_result, &result);
  app_test_wait_until (result != NULL);
  issuance = kms_backend_issue_finish (test->demo, result, &error);
  g_assert_no_error (error);
}
