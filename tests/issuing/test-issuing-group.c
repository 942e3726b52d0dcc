/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Issuing on a server's file, where requests that wait together share a transaction: the rules hold
 * among them too, and what was answered is in the file. */

#include "issuing-fixture.h"

#include <glib/gstdio.h>

#define N_REQUESTS 100

/* What is in the tables, of an issue of one key. */
#define COUNTS                                                                     \
  "SELECT (SELECT count(*) FROM binding) || ',' || (SELECT count(*) FROM counter)" \
  " || ',' || (SELECT count(*) FROM issue) || ',' || (SELECT count(*) FROM audit)"

typedef struct
{
  Fixture base;
  char *folder;
  char *path;
  guint n_waiting;
  guint n_issued;
  guint n_reissued;
  guint n_refused;
  char registration_key[KMS_IDENTIFIER_SIZE]; /* the one there may be */
} GroupFixture;

typedef struct
{
  Call call;
  KmsRequest *request; /* owned */
} Asked;

static void
asked_free (Asked *asked)
{
  kms_request_free (asked->request);
  g_free (asked);
}

static gpointer
do_issue_asked (KmsStoreSession *session, gpointer data, GError **error)
{
  Asked *asked = data;

  return do_issue (session, &asked->call, error);
}

static void
open_file (GroupFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->base.store);
  fixture->base.store =
      kms_sqlite_store_new (fixture->path, KMS_SQLITE_STORE_SERVER, &secret, &error);
  g_assert_no_error (error);
}

static void
set_up (GroupFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_set_up (&fixture->base, data);
  fixture->folder = g_dir_make_tmp ("kms-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "store.db", NULL);
  open_file (fixture);
  kms_store_run (fixture->base.store, KMS_STORE_WRITE, do_fill, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (GroupFixture *fixture, gconstpointer data)
{
  fixture_tear_down (&fixture->base, data);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GroupFixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsIssuance) issuance = kms_store_run_finish (KMS_STORE (source), result, &error);

  fixture->n_waiting--;
  if (issuance == NULL)
    {
      g_assert_error (error, KMS_ERROR, KMS_ERROR_KEY_BOUND_ELSEWHERE);
      fixture->n_refused++;
      return;
    }
  if (key_at (issuance, 0)->reissued)
    fixture->n_reissued++;
  else
    fixture->n_issued++;
  if (fixture->registration_key[0] == '\0')
    g_strlcpy (fixture->registration_key, key_at (issuance, 0)->registration_key,
               KMS_IDENTIFIER_SIZE);
  g_assert_cmpstr (key_at (issuance, 0)->registration_key, ==, fixture->registration_key);
}

/* All ask for the first sheet; each for the device of its number, or for one and the same. */
static void
ask_at_once (GroupFixture *fixture, gboolean same_device)
{
  for (guint i = 0; i < N_REQUESTS; i++)
    {
      g_autofree char *device_id = g_strdup_printf ("%016X", same_device ? 1 : i + 1);
      Asked *asked = g_new0 (Asked, 1);

      asked->request = request_for (KMS_CATEGORY_HDVC, device_id, 0, 0, 1);
      asked->call = (Call){ .issuing = fixture->base.issuing,
                            .dealer = "dealer-a",
                            .request = asked->request };
      fixture->n_waiting++;
      kms_store_run_async (fixture->base.store, KMS_STORE_WRITE, do_issue_asked, asked,
                           (GDestroyNotify) asked_free, (GDestroyNotify) kms_issuance_free, NULL,
                           on_answer, fixture);
    }
  while (fixture->n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_many_devices (GroupFixture *fixture, gconstpointer data)
{
  ask_at_once (fixture, FALSE);
  g_assert_cmpuint (fixture->n_issued, ==, 1);
  g_assert_cmpuint (fixture->n_refused, ==, N_REQUESTS - 1);
  open_file (fixture);
  assert_answer (&fixture->base, COUNTS, "1,1,1,1");
}

static void
test_one_device (GroupFixture *fixture, gconstpointer data)
{
  ask_at_once (fixture, TRUE);
  g_assert_cmpuint (fixture->n_issued, ==, 1);
  g_assert_cmpuint (fixture->n_reissued, ==, N_REQUESTS - 1);
  open_file (fixture);
  assert_answer (&fixture->base, COUNTS, "1,1,100,100");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/issuing/group/many-devices", GroupFixture, NULL, set_up, test_many_devices,
              tear_down);
  g_test_add ("/issuing/group/one-device", GroupFixture, NULL, set_up, test_one_device, tear_down);
  return g_test_run ();
}
