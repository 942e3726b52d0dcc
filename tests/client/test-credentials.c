/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The credentials with a real gnome-keyring-daemon on a bus of their own, and with every way in which
 * there is none. Each test is a process of its own, since libsecret and GIO keep what they know. */

#include "async-test.h"
#include "client/kms-credentials-private.h"
#include "tree-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define SERVER        "https://kms.example.com"
#define OTHER_SERVER  "https://other.example.com"
#define KEYRING_NAME  "org.freedesktop.secrets"
#define PROMPTER_NAME "org.gnome.keyring.SystemPrompter"
#define DEFAULT_ALIAS "/org/freedesktop/secrets/aliases/default"
#define PASSWORD      "Vn4sKd8WpZ-secret"
#define TOKEN         "bm90IGEgcmVhbCB0b2tlbg-secret"
#define SOON          300 /* milliseconds: for the keyring that never answers */
#define MASTER        "testpw"
#define PATIENCE      30 /* seconds until a keyring counts as not starting */

typedef struct
{
  char *root;
  GSubprocess *daemon; /* nullable */
  guint n_notified;
} Session;

static const char *const folders[] = { "HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR",
                                       "XDG_CONFIG_HOME" };
/* One a process. It is stopped, but never freed: that would wait for libsecret to let go of it. */
static GTestDBus *bus;
static GString *logged;

/* What it says is fatal must be seen, too. */
static GLogWriterOutput
keep_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_string_append (logged, fields[i].value);
  return level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)
             ? g_log_writer_standard_streams (level, fields, n_fields, data)
             : G_LOG_WRITER_HANDLED;
}

static void
enter (Session *session)
{
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  logged = g_string_new (NULL);
  g_log_set_writer_func (keep_log, NULL, NULL);
  session->root = g_dir_make_tmp ("kms-credentials-XXXXXX", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (session->root, folders[i], NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      g_setenv (folders[i], path, TRUE);
    }
  g_unsetenv ("DISPLAY");
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (connection, FALSE);
}

static void
leave (Session *session)
{
  g_assert_null (strstr (logged->str, "-secret"));
  if (session->daemon != NULL)
    {
      g_subprocess_force_exit (session->daemon);
      g_subprocess_wait (session->daemon, NULL, NULL);
    }
  g_clear_object (&session->daemon);
  g_test_dbus_stop (bus);
  remove_tree (session->root);
  g_clear_pointer (&session->root, g_free);
  g_string_free (logged, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Session, leave)

static GVariant *
call_keyring (const char *method, GVariant *arguments)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  return g_dbus_connection_call_sync (connection, KEYRING_NAME, "/org/freedesktop/secrets",
                                      "org.freedesktop.Secret.Service", method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
}

static gboolean
has_default_collection (void)
{
  g_autoptr (GVariant) answer = call_keyring ("ReadAlias", g_variant_new ("(s)", "default"));
  const char *path = NULL;

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(&o)", &path);
  return !g_str_equal (path, "/");
}

/* The password of the keyring goes in by the standard input; what is asked of our own programs (fatal
 * warnings) is not asked of it. */
static GSubprocess *
start_daemon (void)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                 | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  GSubprocess *daemon = NULL;
  GOutputStream *in = NULL;

  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  daemon = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--unlock",
                                        "--components=secrets", "--foreground", NULL);
  g_assert_no_error (error);
  in = g_subprocess_get_stdin_pipe (daemon);
  g_assert_true (g_output_stream_write_all (in, MASTER, strlen (MASTER), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (in, NULL, NULL));
  return daemon;
}

static void
start_keyring (Session *session)
{
  gint64 end = g_get_monotonic_time () + PATIENCE * G_TIME_SPAN_SECOND;

  session->daemon = start_daemon ();
  while (!has_default_collection () && g_get_monotonic_time () < end)
    g_usleep (1000);
  g_assert_true (has_default_collection ());
}

static void
lock_keyring (void)
{
  GVariant *paths = g_variant_new_parsed ("([%o],)", DEFAULT_ALIAS);
  g_autoptr (GVariant) answer = call_keyring ("Lock", paths);

  g_assert_nonnull (answer);
}

/* As its own dialog does it: the daemon has an interface of its own for that. */
static void
unlock_keyring (void)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) opened =
      call_keyring ("OpenSession", g_variant_new_parsed ("('plain', <''>)"));
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;
  const char *path = NULL;

  g_assert_nonnull (opened);
  g_variant_get (opened, "(v&o)", NULL, &path);
  answer = g_dbus_connection_call_sync (
      connection, KEYRING_NAME, "/org/freedesktop/secrets",
      "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", "UnlockWithMasterPassword",
      g_variant_new_parsed ("(%o, (%o, @ay [], %@ay, 'text/plain'))", DEFAULT_ALIAS, path,
                            g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, MASTER, strlen (MASTER),
                                                       1)),
      NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
store (KmsCredentials *credentials, const char *server, const char *password, const char *token)
{
  g_autoptr (KmsSecrets) secrets = kms_secrets_new ("k7Qm2xRt", password, token);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kms_credentials_store_async (credentials, server, secrets, NULL, take_result, &result);
  g_assert_true (kms_credentials_store_finish (credentials, wait_for (&result), &error));
  g_assert_no_error (error);
}

static KmsSecrets *
look_up (KmsCredentials *credentials, const char *server)
{
  KmsSecrets *secrets = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kms_credentials_look_up_async (credentials, server, NULL, take_result, &result);
  g_assert_true (
      kms_credentials_look_up_finish (credentials, wait_for (&result), &secrets, &error));
  g_assert_no_error (error);
  return secrets;
}

static void
forget (KmsCredentials *credentials, const char *server)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kms_credentials_forget_async (credentials, server, NULL, take_result, &result);
  g_assert_true (kms_credentials_forget_finish (credentials, wait_for (&result), &error));
  g_assert_no_error (error);
}

static gboolean
retry (KmsCredentials *credentials)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean in_use = FALSE;

  kms_credentials_retry_async (credentials, NULL, take_result, &result);
  in_use = kms_credentials_retry_finish (credentials, wait_for (&result), &error);
  g_assert_no_error (error);
  return in_use;
}

static void
assert_known (KmsCredentials *credentials,
              const char *server,
              const char *password,
              const char *token)
{
  g_autoptr (KmsSecrets) secrets = look_up (credentials, server);

  g_assert_nonnull (secrets);
  g_assert_cmpstr (secrets->login_id, ==, "k7Qm2xRt");
  g_assert_cmpstr (secrets->password, ==, password);
  g_assert_cmpstr (secrets->token, ==, token);
}

static void
assert_unknown (KmsCredentials *credentials, const char *server)
{
  g_autoptr (KmsSecrets) secrets = look_up (credentials, server);

  g_assert_null (secrets);
}

static void
assert_keyring (KmsCredentials *credentials, KmsKeyring expected)
{
  KmsKeyring keyring = KMS_KEYRING_IN_USE;
  gboolean memory_only = FALSE;

  g_object_get (credentials, "keyring", &keyring, "memory-only", &memory_only, NULL);
  g_assert_cmpint (keyring, ==, expected);
  g_assert_cmpint (memory_only, ==, expected != KMS_KEYRING_IN_USE);
}

static void
count (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *) data)++;
}

static KmsCredentials *
make (Session *session, guint limit)
{
  KmsCredentials *credentials = kms_credentials_new_with_limit (limit);

  g_signal_connect (credentials, "notify::memory-only", G_CALLBACK (count), &session->n_notified);
  return credentials;
}

/* What one program keeps, another one finds. */
static void
test_keeps (void)
{
  g_auto (Session) session = { 0 };
  g_autoptr (KmsCredentials) mine = NULL;
  g_autoptr (KmsCredentials) yours = NULL;

  enter (&session);
  start_keyring (&session);
  mine = make (&session, PATIENCE * 1000);
  yours = make (&session, PATIENCE * 1000);

  assert_unknown (mine, SERVER);
  store (mine, SERVER, PASSWORD, TOKEN);
  store (mine, OTHER_SERVER, NULL, TOKEN);
  assert_known (yours, SERVER, PASSWORD, TOKEN);
  assert_known (yours, OTHER_SERVER, NULL, TOKEN);

  /* Logged in anew, without remembering: the password goes. */
  store (yours, SERVER, NULL, "another-secret");
  assert_known (mine, SERVER, NULL, "another-secret");

  forget (yours, SERVER);
  forget (yours, SERVER);
  assert_unknown (yours, SERVER);
  assert_unknown (mine, SERVER);
  assert_known (mine, OTHER_SERVER, NULL, TOKEN);
  assert_keyring (mine, KMS_KEYRING_IN_USE);
  assert_keyring (yours, KMS_KEYRING_IN_USE);
  g_assert_cmpuint (session.n_notified, ==, 0);
}

/* As each of the others goes on once it has met the keyring that there is. */
static void
check_memory_only (Session *session, KmsCredentials *credentials, KmsKeyring expected)
{
  assert_keyring (credentials, expected);
  g_assert_cmpuint (session->n_notified, ==, 1);
  assert_known (credentials, SERVER, PASSWORD, TOKEN);
  store (credentials, OTHER_SERVER, NULL, TOKEN);
  assert_known (credentials, OTHER_SERVER, NULL, TOKEN);
  forget (credentials, OTHER_SERVER);
  assert_unknown (credentials, OTHER_SERVER);
  assert_keyring (credentials, expected);
  g_assert_cmpuint (session->n_notified, ==, 1);
}

static void
test_absent (void)
{
  g_auto (Session) session = { 0 };
  g_autoptr (KmsCredentials) credentials = NULL;

  enter (&session);
  credentials = make (&session, PATIENCE * 1000);
  store (credentials, SERVER, PASSWORD, TOKEN);
  check_memory_only (&session, credentials, KMS_KEYRING_ABSENT);
  g_assert_false (retry (credentials));
  assert_keyring (credentials, KMS_KEYRING_ABSENT);

  /* Once there is one, it gets what the memory has. */
  start_keyring (&session);
  g_assert_true (retry (credentials));
  assert_keyring (credentials, KMS_KEYRING_IN_USE);
  {
    g_autoptr (KmsCredentials) other = make (&session, PATIENCE * 1000);

    assert_known (other, SERVER, PASSWORD, TOKEN);
    assert_unknown (other, OTHER_SERVER);
  }
}

static GDBusMessage *
swallow (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer data)
{
  if (incoming && g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    g_clear_object (&message);
  return message;
}

/* The name has an owner that takes every call and answers none. */
static GDBusConnection *
own_silently (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;
  GDBusConnection *connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                  | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);
  g_dbus_connection_add_filter (connection, swallow, NULL, NULL);
  answer = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "RequestName",
                                        g_variant_new ("(su)", name, 0), NULL,
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

/* Nobody is asked to unlock it, and nothing gets lost. */
static void
test_locked (void)
{
  g_auto (Session) session = { 0 };
  g_autoptr (KmsCredentials) credentials = NULL;
  g_autoptr (KmsCredentials) reader = NULL;
  g_autoptr (GDBusConnection) prompter = NULL;

  enter (&session);
  prompter = own_silently (PROMPTER_NAME); /* a person who does not answer */
  start_keyring (&session);
  credentials = make (&session, PATIENCE * 100);
  store (credentials, SERVER, NULL, "old-secret");
  store (credentials, OTHER_SERVER, NULL, "old-secret");
  lock_keyring ();

  store (credentials, SERVER, PASSWORD, TOKEN);
  check_memory_only (&session, credentials, KMS_KEYRING_LOCKED);

  session.n_notified = 0;
  reader = make (&session, PATIENCE * 1000);
  assert_unknown (reader, SERVER);
  assert_keyring (reader, KMS_KEYRING_LOCKED);

  unlock_keyring ();
  g_assert_true (retry (reader));
  assert_known (reader, SERVER, NULL, "old-secret");
  g_assert_true (retry (credentials));
  assert_known (reader, SERVER, PASSWORD, TOKEN);
  assert_unknown (reader, OTHER_SERVER);
}

static void
test_silent (void)
{
  g_auto (Session) session = { 0 };
  g_autoptr (KmsCredentials) credentials = NULL;
  g_autoptr (KmsCredentials) reader = NULL;
  g_autoptr (GDBusConnection) owner = NULL;

  enter (&session);
  owner = own_silently (KEYRING_NAME);
  credentials = make (&session, SOON);
  store (credentials, SERVER, PASSWORD, TOKEN);
  check_memory_only (&session, credentials, KMS_KEYRING_SILENT);
  g_assert_false (retry (credentials));
  assert_keyring (credentials, KMS_KEYRING_SILENT);

  session.n_notified = 0;
  reader = make (&session, SOON);
  assert_unknown (reader, SERVER);
  assert_keyring (reader, KMS_KEYRING_SILENT);
}

static void
test_cancelled (void)
{
  g_auto (Session) session = { 0 };
  g_autoptr (KmsCredentials) credentials = NULL;
  g_autoptr (GDBusConnection) owner = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsSecrets) secrets = NULL;

  enter (&session);
  owner = own_silently (KEYRING_NAME);
  credentials = make (&session, PATIENCE * 1000);
  kms_credentials_look_up_async (credentials, SERVER, cancellable, take_result, &result);
  g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  g_assert_false (
      kms_credentials_look_up_finish (credentials, wait_for (&result), &secrets, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_keyring (credentials, KMS_KEYRING_IN_USE);
}

/* What a keyring may have under our name. */
static void
test_foreign_text (void)
{
  static const struct
  {
    const char *json;
    gboolean good;
  } rows[] = {
    { "{\"login_id\":\"a\"}", TRUE },
    { "{\"login_id\":\"a\",\"password\":\"b\",\"token\":\"c\",\"newer\":1}", TRUE },
    { "", FALSE },
    { "password", FALSE },
    { "[]", FALSE },
    { "{}", FALSE },
    { "{\"login_id\":1}", FALSE },
    { "{\"login_id\":\"a\",\"token\":null}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsSecrets) secrets =
          kms_secrets_from_json (rows[i].json, strlen (rows[i].json), &error);

      g_assert_cmpint (secrets != NULL, ==, rows[i].good);
      g_assert_cmpint (error == NULL, ==, rows[i].good);
    }
}

static const struct
{
  const char *path;
  void (*run) (void);
} isolated[] = {
  { "/credentials/keeps", test_keeps },         { "/credentials/absent", test_absent },
  { "/credentials/locked", test_locked },       { "/credentials/silent", test_silent },
  { "/credentials/cancelled", test_cancelled },
};

static void
run_isolated (gconstpointer data)
{
  guint number = GPOINTER_TO_UINT (data);
  g_autofree char *keyring = g_find_program_in_path ("gnome-keyring-daemon");

  if (keyring == NULL)
    {
      g_test_skip ("there is no gnome-keyring-daemon");
      return;
    }
  if (g_test_subprocess ())
    {
      isolated[number].run ();
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credentials/foreign-text", test_foreign_text);
  for (guint i = 0; i < G_N_ELEMENTS (isolated); i++)
    g_test_add_data_func (isolated[i].path, GUINT_TO_POINTER (i), run_isolated);

  return g_test_run ();
}
