/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of the mailer share: a store in memory, a clock that stands still, a folder, and a mail
 * server of another program, smtp_peer.py, which says as JSON what it sees. */

#pragma once

#include "accounts/kms-mailer.h"
#include "common/kms-json.h"
#include "store/kms-sqlite-store.h"
#include "store/kms-store-outbox.h"
#include "store/kms-store-session.h"

#include <glib/gstdio.h>
#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define NOW    G_GINT64_CONSTANT (1775004330120000) /* 2026-04-01T00:45:30.12Z */

static const KmsSecret secret = { .bytes = { 1, 2, 3 } };

typedef struct
{
  char *folder;
  char *maildir;
  char *certificate; /* "" as long as there is none */
  char *key;
  KmsStore *store;
  KmsClock *clock;
  KmsMailer *mailer;
  char *url;

  GSubprocess *peer;
  GDataInputStream *says;
  gint64 port;
} Fixture;

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("kms-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->maildir = g_build_filename (fixture->folder, "mail", NULL);
  fixture->certificate = g_strdup ("");
  fixture->key = g_strdup ("");
  fixture->store = kms_sqlite_store_new (NULL, KMS_SQLITE_STORE_SERVER, &secret, &error);
  g_assert_no_error (error);
  fixture->clock = kms_clock_new_fixed (NOW);
}

/* Reads what the peer says next. */
static inline JsonNode *
listen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_utf8 (fixture->says, NULL, NULL, &error);
  JsonNode *node;

  g_assert_no_error (error);
  g_assert_nonnull (line);
  node = kms_json_parse (line, -1, G_MAXINT, &error);
  g_assert_no_error (error);
  return node;
}

static inline void
stop_peer (Fixture *fixture)
{
  if (fixture->peer == NULL)
    return;
  g_output_stream_close (g_subprocess_get_stdin_pipe (fixture->peer), NULL, NULL);
  g_subprocess_force_exit (fixture->peer);
  g_subprocess_wait (fixture->peer, NULL, NULL);
  g_clear_object (&fixture->says);
  g_clear_object (&fixture->peer);
}

/* Starts the peer, on the port it had before if it had one. */
static inline void
start_peer (Fixture *fixture, const char *const *options)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) port = NULL;

  stop_peer (fixture);
  g_ptr_array_add (arguments, g_strdup ("/usr/bin/python3"));
  g_ptr_array_add (arguments,
                   g_test_build_filename (G_TEST_DIST, "accounts", "smtp_peer.py", NULL));
  g_ptr_array_add (arguments, g_strdup_printf ("--port=%" G_GINT64_FORMAT, fixture->port));
  g_ptr_array_add (arguments, g_strdup_printf ("--certificate=%s", fixture->certificate));
  g_ptr_array_add (arguments, g_strdup_printf ("--key=%s", fixture->key));
  for (guint i = 0; options != NULL && options[i] != NULL; i++)
    g_ptr_array_add (arguments, g_strdup (options[i]));
  g_ptr_array_add (arguments, NULL);
  fixture->peer =
      g_subprocess_newv ((const char *const *) arguments->pdata,
                         G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  fixture->says = g_data_input_stream_new (g_subprocess_get_stdout_pipe (fixture->peer));
  port = listen (fixture);
  g_assert_true (
      kms_json_get_int (json_node_get_object (port), "port", 1, 65535, &fixture->port, &error));
}

static inline void
make_certificate (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_free (fixture->certificate);
  fixture->certificate = g_build_filename (fixture->folder, "certificate.pem", NULL);
  g_free (fixture->key);
  fixture->key = g_build_filename (fixture->folder, "key.pem", NULL);
  {
    const char *const command[] = { "openssl",
                                    "req",
                                    "-x509",
                                    "-newkey",
                                    "ec",
                                    "-pkeyopt",
                                    "ec_paramgen_curve:prime256v1",
                                    "-nodes",
                                    "-days",
                                    "2",
                                    "-subj",
                                    "/CN=localhost",
                                    "-addext",
                                    "subjectAltName=DNS:localhost,IP:127.0.0.1",
                                    "-out",
                                    fixture->certificate,
                                    "-keyout",
                                    fixture->key,
                                    NULL };

    g_spawn_sync (NULL, (char **) command, NULL,
                  G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                  NULL, NULL, NULL, NULL, &status, &error);
  }
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

/* Starts a mailer: to the peer, if there is one, or into the Maildir. */
static inline KmsMailer *
new_mailer (Fixture *fixture, KmsMailSmtpSettings smtp, GError **error)
{
  KmsMailSettings settings = { .smtp = smtp,
                               .maildir = fixture->maildir,
                               .from = "kms@example.com",
                               .service_address = "https://kms.example.com/" };

  g_free (fixture->url);
  fixture->url = g_strdup_printf ("%s://127.0.0.1:%" G_GINT64_FORMAT,
                                  smtp.url != NULL ? smtp.url : "smtp", fixture->port);
  settings.smtp.url = fixture->port == 0 ? NULL : fixture->url;
  if (smtp.timeout == 0)
    settings.smtp.timeout = 60;
  return kms_mailer_new (fixture->store, fixture->clock, &settings, error);
}

static inline void
start_mailer (Fixture *fixture, KmsMailSmtpSettings smtp)
{
  g_autoptr (GError) error = NULL;
  fixture->mailer = new_mailer (fixture, smtp, &error);
  g_assert_no_error (error);
  kms_mailer_start (fixture->mailer);
}

static inline gpointer
do_add (KmsStoreSession *session, gpointer data, GError **error)
{
  return GINT_TO_POINTER (kms_store_add_mail (session, data, error));
}

/* Nobody wakes the mailer: the store does. */
static inline void
add_mail (Fixture *fixture, const char *to)
{
  g_autoptr (GError) error = NULL;
  KmsNewMail mail = { .kind = KMS_MAIL_NEWS,
                      .to = to,
                      .language = "en",
                      .subject = "News",
                      .values = "{\"text\":\"A text.\"}",
                      .queued_at = kms_clock_now (fixture->clock) };

  kms_store_run (fixture->store, KMS_STORE_WRITE, do_add, &mail, NULL, &error);
  g_assert_no_error (error);
}

static inline gpointer
do_get (KmsStoreSession *session, gpointer data, GError **error)
{
  return kms_store_get_mail (session, *(gint64 *) data, error);
}

static inline KmsStoredMail *
get_mail (Fixture *fixture, gint64 id)
{
  g_autoptr (GError) error = NULL;
  KmsStoredMail *mail = kms_store_run (fixture->store, KMS_STORE_READ, do_get, &id, NULL, &error);

  g_assert_no_error (error);
  return mail;
}

/* Waits until the mail was tried so often and is in that state. */
static inline KmsStoredMail *
wait_for (Fixture *fixture, gint64 id, KmsMailState state, guint attempts)
{
  while (TRUE)
    {
      g_autoptr (KmsStoredMail) mail = get_mail (fixture, id);

      if (mail->state == state && mail->attempts == attempts)
        return g_steal_pointer (&mail);
      g_assert_cmpuint (mail->attempts, <=, attempts);
      g_usleep (1000);
    }
}

static inline void
assert_state (Fixture *fixture,
              gint64 id,
              KmsMailState state,
              guint attempts,
              gint64 due_at,
              const char *failure)
{
  g_autoptr (KmsStoredMail) mail = wait_for (fixture, id, state, attempts);

  g_assert_cmpint (mail->due_at, ==, due_at);
  if (failure == NULL)
    g_assert_null (mail->failure);
  else
    {
      g_test_message ("%s", mail->failure);
      g_assert_true (g_str_has_prefix (mail->failure, failure));
      g_assert_cmpint (g_utf8_strlen (mail->failure, -1), <=, 200);
    }
}

static inline void
move_clock (Fixture *fixture, gint64 time)
{
  kms_clock_set (fixture->clock, time);
  kms_mailer_wake (fixture->mailer);
}

static inline gpointer
do_execute (KmsStoreSession *session, gpointer data, GError **error)
{
  return GINT_TO_POINTER (kms_database_execute (session->database, data, error));
}

static inline void
execute (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;

  kms_store_run (fixture->store, KMS_STORE_WRITE, do_execute, (gpointer) sql, NULL, &error);
  g_assert_no_error (error);
}

/* Empties and removes a folder of the fixture, if it is there. */
static inline void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      if (g_unlink (inside) < 0)
        remove_folder (inside);
    }
  g_rmdir (path);
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->mailer, kms_mailer_free);
  stop_peer (fixture);
  g_assert_finalize_object (fixture->store);
  kms_clock_unref (fixture->clock);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->maildir);
  g_free (fixture->certificate);
  g_free (fixture->key);
  g_free (fixture->url);
}
