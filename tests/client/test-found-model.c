/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsFoundModel over the demo with some two thousand keys, behind a backend that fails and waits. */

#include "app/fake-backend.h"
#include "async-test.h"
#include "client/kms-found-model.h"
#include "demo/kms-demo-backend.h"
#include "engine/kms-practice-sheet.h"

#define NOW     G_GINT64_CONSTANT (1750000000000000)
#define PAGE    KMS_FOUND_MODEL_PAGE
#define N_KEYS  2408 /* and those of the sample */
#define PER_ONE KMS_REQUEST_MAX_KEYS

typedef struct
{
  KmsClock *clock;
  KmsBackend *demo;
  FakeBackend *backend;
  KmsFoundModel *model;
  GListModel *list;
  guint n_changed;
  guint n_items; /* as it was told */
} Fixture;

/* Eight keys on a device of their own, at "Site N". */
static void
issue (Fixture *fixture, guint number)
{
  g_autofree char *attempt = g_uuid_string_random ();
  g_autofree char *device_id = g_strdup_printf ("%016X", number);
  g_autofree char *line = g_strdup_printf ("Site %u", number);
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, device_id);
  g_autoptr (GArray) sheets = kms_practice_sheet_make_random (KMS_CATEGORY_HDVC, PER_ONE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsIssuance) issuance = NULL;

  kms_site_set_line (&request->site, 0, line, NULL);
  for (guint i = 0; i < sheets->len; i++)
    g_assert_true (
        kms_request_add_pair (request, &g_array_index (sheets, KmsPracticeSheet, i).pair, NULL));
  kms_clock_set (fixture->clock, NOW + number * G_USEC_PER_SEC);
  kms_backend_issue_async (fixture->demo, request, attempt, NULL, take_result, &result);
  wait_for (&result);
  issuance = kms_backend_issue_finish (fixture->demo, result, &error);
  g_assert_no_error (error);
}

static void
on_changed (Fixture *fixture)
{
  fixture->n_changed++;
}

/* What is told adds up. */
static void
on_items_changed (Fixture *fixture, guint position, guint n_removed, guint n_added)
{
  g_assert_cmpuint (position + n_removed, <=, fixture->n_items);
  fixture->n_items += n_added - n_removed;
  g_assert_cmpuint (fixture->n_items, ==, g_list_model_get_n_items (fixture->list));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->clock = kms_clock_new_fixed (NOW);
  fixture->demo = kms_demo_backend_new (NULL, fixture->clock, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_KEYS / PER_ONE; i++)
    issue (fixture, i);
  fixture->backend = fake_backend_new (fixture->demo);
  fixture->model = kms_found_model_new (KMS_BACKEND (fixture->backend));
  fixture->list = G_LIST_MODEL (fixture->model);
  g_signal_connect_swapped (fixture->model, "changed", G_CALLBACK (on_changed), fixture);
  g_signal_connect_swapped (fixture->model, "items-changed", G_CALLBACK (on_items_changed),
                            fixture);
}

static void
settle (void)
{
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->model);
  /* What was cancelled still has to end. */
  while (G_OBJECT (fixture->backend)->ref_count > 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->backend);
  g_assert_finalize_object (fixture->demo);
  kms_clock_unref (fixture->clock);
}

static void
search_for (Fixture *fixture, const char *text)
{
  g_autoptr (KmsSearch) search = kms_search_new (text);

  kms_found_model_set_search (fixture->model, search);
}

static void
wait_for_state (Fixture *fixture, KmsFoundModelState state)
{
  while (kms_found_model_get_state (fixture->model) != state)
    g_main_context_iteration (NULL, TRUE);
}

/* A row that was asked for comes in time. */
static void
assert_row (Fixture *fixture, guint position, const char *site)
{
  g_autoptr (KmsFoundItem) item = g_list_model_get_item (fixture->list, position);

  g_assert_nonnull (item);
  while (kms_found_item_get (item) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (kms_found_item_get (item)->key->site.line[0], ==, site);
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  gboolean exact = FALSE;

  g_assert_cmpint (kms_found_model_get_state (fixture->model), ==, KMS_FOUND_MODEL_IDLE);
  g_assert_cmpuint (fixture->n_items, ==, 0);

  search_for (fixture, "osaka");
  g_assert_cmpint (kms_found_model_get_state (fixture->model), ==, KMS_FOUND_MODEL_LOADING);
  wait_for_state (fixture, KMS_FOUND_MODEL_NOTHING);
  g_assert_cmpuint (kms_found_model_get_total (fixture->model, &exact), ==, 0);
  g_assert_true (exact);

  search_for (fixture, "site 17");
  /* The same again is nothing new. */
  search_for (fixture, "site 17");
  g_assert_cmpuint (fake_backend_get_n_calls (fixture->backend, FAKE_FIND), ==, 2);
  wait_for_state (fixture, KMS_FOUND_MODEL_READY);
  /* 17, 117, 217, and 170 to 179 */
  g_assert_cmpuint (kms_found_model_get_total (fixture->model, &exact), ==, 13 * PER_ONE);
  g_assert_cmpuint (fixture->n_items, ==, 13 * PER_ONE);
  assert_row (fixture, 0, "Site 217");
  g_assert_null (g_list_model_get_item (fixture->list, 13 * PER_ONE));

  /* What was found stays until there is something else. */
  search_for (fixture, "site 18");
  g_assert_cmpint (kms_found_model_get_state (fixture->model), ==, KMS_FOUND_MODEL_LOADING);
  g_assert_cmpuint (fixture->n_items, ==, 13 * PER_ONE);
  wait_for_state (fixture, KMS_FOUND_MODEL_READY);
  assert_row (fixture, 0, "Site 218");

  kms_found_model_set_search (fixture->model, NULL);
  g_assert_cmpint (kms_found_model_get_state (fixture->model), ==, KMS_FOUND_MODEL_IDLE);
  g_assert_cmpuint (fixture->n_items, ==, 0);
}

/* Of searches in a row, only the last one is answered. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  fake_backend_hold (fixture->backend, FAKE_FIND);
  search_for (fixture, "s");
  search_for (fixture, "si");
  search_for (fixture, "site 1");
  while (fake_backend_get_n_held (fixture->backend) > 1)
    g_main_context_iteration (NULL, TRUE);
  search_for (fixture, "site 300"); /* less than a page */
  fixture->n_changed = 0;
  fake_backend_release (fixture->backend);
  wait_for_state (fixture, KMS_FOUND_MODEL_READY);
  settle ();
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (fixture->n_items, ==, PER_ONE);
  assert_row (fixture, 0, "Site 300");
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  search_for (fixture, "site");
  wait_for_state (fixture, KMS_FOUND_MODEL_READY);

  /* A later page fails: what is there stays. */
  settle ();
  fake_backend_break (fixture->backend, FAKE_FIND, KMS_ERROR_SERVER_UNREACHABLE);
  g_object_unref (g_list_model_get_item (fixture->list, 1000));
  wait_for_state (fixture, KMS_FOUND_MODEL_FAILED);
  g_assert_error (kms_found_model_get_error (fixture->model), KMS_ERROR,
                  KMS_ERROR_SERVER_UNREACHABLE);
  g_assert_cmpuint (fixture->n_items, ==, N_KEYS);
  fake_backend_mend (fixture->backend);
  kms_found_model_retry (fixture->model);
  g_assert_null (kms_found_model_get_error (fixture->model));
  assert_row (fixture, 1000, "Site 175");

  /* The first page of something else fails: nothing is there. */
  fake_backend_break (fixture->backend, FAKE_FIND, KMS_ERROR_SERVER_UNREACHABLE);
  search_for (fixture, "site 300");
  wait_for_state (fixture, KMS_FOUND_MODEL_FAILED);
  g_assert_cmpuint (fixture->n_items, ==, 0);
  fake_backend_mend (fixture->backend);
  kms_found_model_retry (fixture->model);
  wait_for_state (fixture, KMS_FOUND_MODEL_READY);
  assert_row (fixture, 0, "Site 300");
}

/* From one end to the other and back: each row is right, and few are held. */
static void
test_scroll (Fixture *fixture, gconstpointer data)
{
  const guint last = N_KEYS / PER_ONE - 1;

  search_for (fixture, "site");
  wait_for_state (fixture, KMS_FOUND_MODEL_READY);
  g_assert_cmpuint (fixture->n_items, ==, N_KEYS);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < N_KEYS; i += PER_ONE)
      {
        guint position = pass == 0 ? i : N_KEYS - PER_ONE - i;
        g_autofree char *site = g_strdup_printf ("Site %u", last - position / PER_ONE);

        assert_row (fixture, position, site);
      }
}

/* Rows far from where rows are asked for are let go. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsFoundItem) first = NULL;
  gpointer weak;

  search_for (fixture, "site");
  wait_for_state (fixture, KMS_FOUND_MODEL_READY);
  first = g_list_model_get_item (fixture->list, 0);
  g_assert_nonnull (kms_found_item_get (first));
  weak = first;
  g_object_add_weak_pointer (weak, &weak);
  g_clear_object (&first);
  g_assert_nonnull (weak);
  assert_row (fixture, N_KEYS - 1, "Site 0");
  g_assert_null (weak);
  assert_row (fixture, 0, "Site 300");
}

/* A jump shows all that is on the screen, also where it lies on several pages. */
static void
test_jump (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  const guint first = 9 * PAGE + PAGE / 2;

  search_for (fixture, "site");
  wait_for_state (fixture, KMS_FOUND_MODEL_READY);
  for (guint i = 0; i < 3 * PAGE; i++)
    g_ptr_array_add (items, g_list_model_get_item (fixture->list, first + i));
  for (guint i = 0; i < items->len; i++)
    while (kms_found_item_get (g_ptr_array_index (items, i)) == NULL)
      g_main_context_iteration (NULL, TRUE);
  /* The same row is the same object as long as it is near. */
  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr (KmsFoundItem) again = g_list_model_get_item (fixture->list, first + i);

      g_assert_true ((gpointer) again == g_ptr_array_index (items, i));
    }
}

static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  search_for (fixture, "site 30");
  wait_for_state (fixture, KMS_FOUND_MODEL_READY);
  g_assert_cmpuint (fixture->n_items, ==, 4 * PER_ONE);
  issue (fixture, 301);
  issue (fixture, 302);
  kms_found_model_refresh (fixture->model);
  wait_for_state (fixture, KMS_FOUND_MODEL_READY);
  g_assert_cmpuint (fixture->n_items, ==, 6 * PER_ONE);
  assert_row (fixture, 0, "Site 302");
}

/* A model that nobody needs any more cancels its request. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  KmsFoundModel *model = kms_found_model_new (KMS_BACKEND (fixture->backend));
  g_autoptr (KmsSearch) search = kms_search_new (NULL);

  fake_backend_hold (fixture->backend, FAKE_FIND);
  kms_found_model_set_search (model, search);
  g_assert_cmpuint (fake_backend_get_n_held (fixture->backend), ==, 1);
  g_assert_finalize_object (model);
  while (fake_backend_get_n_held (fixture->backend) > 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "states", test_states },   { "cancel", test_cancel },   { "errors", test_errors },
    { "scroll", test_scroll },   { "bounded", test_bounded }, { "jump", test_jump },
    { "refresh", test_refresh }, { "gone", test_gone },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/client/found-model/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
