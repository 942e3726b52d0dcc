/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files from a server: whole, or not there at all. Also the file with the authority to trust. */

#include "stub-server.h"

#include <glib/gstdio.h>

#define PDF "application/pdf"

typedef struct
{
  char *folder;
  char *path;
  GFile *target;
  Stub *stub;
  KmsRest *rest;
  KmsRestRequest *request;
  goffset n_received;
  goffset n_total;
  GCancellable *cancel_by_progress; /* nullable */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("kms-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "manual.pdf", NULL);
  fixture->target = g_file_new_for_path (fixture->path);
  fixture->stub = stub_new ();
  fixture->rest = stub_rest_new (fixture->stub);
  fixture->request = kms_rest_request_new ("GET", "v1", "manual.pdf", NULL);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (folder) != NULL)
    n_files++;
  return n_files;
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_unlink (fixture->path);
  g_assert_cmpuint (count_files (fixture), ==, 0);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_object_unref (fixture->target);
  g_object_unref (fixture->rest);
  stub_free (fixture->stub);
  kms_rest_request_free (fixture->request);
}

static void
on_progress (goffset n_received, goffset n_total, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_received = n_received;
  fixture->n_total = n_total;
  if (fixture->cancel_by_progress != NULL)
    g_cancellable_cancel (fixture->cancel_by_progress);
}

static gboolean
download (Fixture *fixture, const StubAnswer *say, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stub_say (fixture->stub, say, 1);
  kms_rest_download_async (fixture->rest, fixture->request, PDF, fixture->target, on_progress,
                           fixture, fixture->cancel_by_progress, take_result, &result);
  return kms_rest_download_finish (fixture->rest, wait_for (&result), error);
}

static void
assert_content (Fixture *fixture, const char *expected) /* NULL: no file */
{
  g_autofree char *content = NULL;

  g_file_get_contents (fixture->path, &content, NULL, NULL);
  g_assert_cmpstr (content, ==, expected);
  g_assert_cmpuint (count_files (fixture), ==, expected != NULL ? 1 : 0);
}

/* A file takes the place of what is there. */
static void
test_whole (Fixture *fixture, gconstpointer unused)
{
  static const StubAnswer say[] = { { .status = 200, .type = PDF, .body = "one" },
                                    { .status = 200, .type = PDF, .body = "other" } };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (download (fixture, &say[i], &error));
      g_assert_no_error (error);
      assert_content (fixture, say[i].body);
      g_assert_cmpint (fixture->n_received, ==, (goffset) strlen (say[i].body));
      g_assert_cmpint (fixture->n_total, ==, fixture->n_received);
    }
  g_assert_cmpstr (stub_get_header (fixture->stub, 0, "Accept"), ==, PDF);
}

static const struct
{
  StubAnswer say;
  KmsError code;
} failures[] = {
  { { .status = 404, .type = PROBLEM, .body = "{\"code\":\"not-found\"}" }, KMS_ERROR_NOT_FOUND },
  { { .status = 503, .type = PROBLEM, .body = "{\"code\":\"maintenance\"}" },
    KMS_ERROR_MAINTENANCE },
  { { .status = 200, .type = "text/html", .body = "<html>" }, KMS_ERROR_NO_KMS_SERVER },
  { { .status = 302, .headers = { "Location", "/" } }, KMS_ERROR_NO_KMS_SERVER },
  { { .what = STUB_CUT }, KMS_ERROR_CONNECTION_BROKEN },
  { { .status = 502 }, KMS_ERROR_SERVER_DOWN },
};

/* What fails leaves what was there, and nothing beside it. */
static void
test_failures (Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    for (guint there = 0; there < 2; there++)
      {
        g_autoptr (GError) error = NULL;

        g_unlink (fixture->path);
        if (there)
          g_file_set_contents (fixture->path, "before", -1, NULL);
        g_assert_false (download (fixture, &failures[i].say, &error));
        g_assert_error (error, KMS_ERROR, (int) failures[i].code);
        assert_content (fixture, there ? "before" : NULL);
      }
}

static void
test_cap (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = g_strnfill (stub_limits.max_download + 1, 'x');
  const StubAnswer say = { .status = 200, .type = PDF, .body = text };
  g_autoptr (GError) error = NULL;

  g_assert_false (download (fixture, &say, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_NO_KMS_SERVER);
  assert_content (fixture, NULL);
}

static void
test_cancel (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = g_strnfill (stub_limits.max_download, 'x');
  const StubAnswer say = { .status = 200, .type = PDF, .body = text };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  fixture->cancel_by_progress = cancellable;
  g_assert_false (download (fixture, &say, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (fixture->n_received, <, (goffset) stub_limits.max_download);
  assert_content (fixture, NULL);
}

static void
test_no_folder (Fixture *fixture, gconstpointer unused)
{
  static const StubAnswer say = { .status = 200, .type = PDF, .body = "one" };
  g_autofree char *path = g_build_filename (fixture->folder, "gone", "manual.pdf", NULL);
  g_autoptr (GError) error = NULL;

  g_object_unref (fixture->target);
  fixture->target = g_file_new_for_path (path);
  g_assert_false (download (fixture, &say, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_STORE_FAILED);
}

static void
test_no_authority (Fixture *fixture, gconstpointer unused)
{
  static const char *const contents[] = { NULL, "", "no certificate",
                                          "-----BEGIN CERTIFICATE-----\nAA==\n"
                                          "-----END CERTIFICATE-----\n" };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      if (contents[i] != NULL)
        g_file_set_contents (fixture->path, contents[i], -1, NULL);
      kms_rest_load_authority_async (fixture->target, NULL, take_result, &result);
      g_assert_null (kms_rest_load_authority_finish (wait_for (&result), &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_AUTHORITY_INVALID);
    }
}

#define ADD(name, function) \
  g_test_add ("/rest-download/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("whole", test_whole);
  ADD ("failures", test_failures);
  ADD ("cap", test_cap);
  ADD ("cancel", test_cancel);
  ADD ("no-folder", test_no_folder);
  ADD ("no-authority", test_no_authority);

  return g_test_run ();
}
