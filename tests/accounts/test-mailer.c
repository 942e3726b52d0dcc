/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The mailer, into a Maildir and to a real mail server that takes, refuses, stalls, hangs up and comes
 * back; the state of each mail is in the store, whatever happens. */

#include "mailer-fixture.h"

static const KmsMailSmtpSettings plain;

/* What the peer took: the address, and the message. */
static char *
take_message (Fixture *fixture, const char *to)
{
  g_autoptr (JsonNode) said = listen (fixture);
  JsonObject *object = json_node_get_object (said);
  JsonArray *recipients = json_object_get_array_member (object, "to");

  g_assert_cmpuint (json_array_get_length (recipients), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (recipients, 0), ==, to);
  g_assert_cmpstr (json_object_get_string_member (object, "sender"), ==, "kms@example.com");
  return g_strdup (json_object_get_string_member (object, "data"));
}

static void
assert_seen (Fixture *fixture, const char *name)
{
  g_autoptr (JsonNode) said = listen (fixture);

  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (said), "seen"), ==, name);
}

/* The one file of a folder. */
static char *
read_only_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  g_autofree char *file = NULL;
  GStatBuf info;
  char *contents;

  g_assert_no_error (error);
  file = g_build_filename (path, g_dir_read_name (folder), NULL);
  g_assert_null (g_dir_read_name (folder));
  g_assert_cmpint (g_stat (file, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_file_get_contents (file, &contents, NULL, &error);
  g_assert_no_error (error);
  return contents;
}

static void
test_maildir (Fixture *fixture, gconstpointer data)
{
  g_autofree char *new = g_build_filename (fixture->maildir, "new", NULL);
  g_autofree char *tmp = g_build_filename (fixture->maildir, "tmp", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  start_mailer (fixture, plain);
  add_mail (fixture, "taro@example.com");
  assert_state (fixture, 1, KMS_MAIL_SENT, 1, 0, NULL);
  first = read_only_file (new);
  g_assert_nonnull (strstr (first, "\nTo: taro@example.com\n"));
  g_assert_nonnull (strstr (first, "\nA text.\n"));
  g_assert_null (strchr (first, '\r'));
  g_assert_cmpint (g_rmdir (tmp), ==, 0);

  /* A crash before the store knew: it is delivered again, and is still one. */
  execute (fixture, "UPDATE mail SET state = 'sending', due_at = 1, sent_at = NULL");
  kms_mailer_wake (fixture->mailer);
  assert_state (fixture, 1, KMS_MAIL_SENT, 2, 0, NULL);
  second = read_only_file (new);
  g_assert_cmpstr (first, ==, second);
}

static void
test_maildir_fails (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->maildir, "in the way", -1, NULL));
  start_mailer (fixture, plain);
  add_mail (fixture, "taro@example.com");
  assert_state (fixture, 1, KMS_MAIL_QUEUED, 1, NOW + MINUTE, "make ");
  g_unlink (fixture->maildir);
  move_clock (fixture, NOW + MINUTE);
  assert_state (fixture, 1, KMS_MAIL_SENT, 2, 0, NULL);
}

static void
test_accepts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = NULL;
  g_autofree char *second = NULL;

  start_peer (fixture, NULL);
  start_mailer (fixture, plain);
  add_mail (fixture, "taro@example.com");
  message = take_message (fixture, "taro@example.com");
  g_assert_nonnull (strstr (message, "Subject: News\r\n"));
  g_assert_nonnull (strstr (message, "\r\n\r\nA text.\r\n"));
  assert_state (fixture, 1, KMS_MAIL_SENT, 1, 0, NULL);
  add_mail (fixture, "hanako@example.com");
  second = take_message (fixture, "hanako@example.com");
  assert_state (fixture, 2, KMS_MAIL_SENT, 1, 0, NULL);
}

/* A line with one dot would end the message; nothing of it is lost. */
static void
test_dots (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = NULL;

  start_peer (fixture, NULL);
  execute (fixture, "INSERT INTO mail (kind, address, language, subject, content, state, attempts,"
                    " queued_at, due_at) VALUES ('news', 'taro@example.com', 'en', 'News',"
                    " '{\"text\":\"above\\n.\\n..\\nbelow\"}', 'queued', 0, 1, 1)");
  start_mailer (fixture, plain);
  message = take_message (fixture, "taro@example.com");
  g_assert_nonnull (strstr (message, "above\r\n.\r\n..\r\nbelow\r\n"));
}

static void
test_one_connection (Fixture *fixture, gconstpointer data)
{
  gint64 connections[3];

  start_peer (fixture, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    add_mail (fixture, "taro@example.com");
  start_mailer (fixture, plain);
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    {
      g_autoptr (JsonNode) said = listen (fixture);

      connections[i] = json_object_get_int_member (json_node_get_object (said), "connection");
    }
  g_assert_cmpint (connections[0], ==, connections[1]);
  g_assert_cmpint (connections[1], ==, connections[2]);
}

/* The server says "later": again after 1, 5, 15, 60 and then every 240 minutes, for two days. */
static void
test_refuses_for_now (Fixture *fixture, gconstpointer data)
{
  static const guint minutes[] = { 1,   5,   15,  60,  240, 240, 240, 240,
                                   240, 240, 240, 240, 240, 240, 240, 240 };
  gint64 now = NOW;

  start_peer (fixture, NULL);
  start_mailer (fixture, plain);
  add_mail (fixture, "busy@example.com");
  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    {
      gint64 due_at = now + minutes[i] * MINUTE;

      assert_state (fixture, 1, KMS_MAIL_QUEUED, i + 1, due_at,
                    "The mail server answered 451 4.3.0 Try again later");
      /* A moment before, nothing happens: the next one is served first. */
      if (i == 0)
        {
          kms_clock_set (fixture->clock, due_at - 1);
          add_mail (fixture, "taro@example.com");
          assert_state (fixture, 2, KMS_MAIL_SENT, 1, 0, NULL);
          assert_state (fixture, 1, KMS_MAIL_QUEUED, 1, due_at, "The mail");
        }
      now = due_at;
      move_clock (fixture, now);
    }
  assert_state (fixture, 1, KMS_MAIL_FAILED, G_N_ELEMENTS (minutes) + 1, 0,
                "The mail server answered 451");
  g_assert_cmpint ((now - NOW) / MINUTE / 60, ==, 49);
}

static void
test_refuses_for_good (Fixture *fixture, gconstpointer data)
{
  start_peer (fixture, NULL);
  start_mailer (fixture, plain);
  add_mail (fixture, "nobody@example.com");
  assert_state (fixture, 1, KMS_MAIL_FAILED, 1, 0,
                "The mail server answered 550 5.1.1 There is nobody of that name");
  /* One that fails is in nobody's way. */
  add_mail (fixture, "taro@example.com");
  assert_state (fixture, 2, KMS_MAIL_SENT, 1, 0, NULL);
}

static void
test_drops (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = NULL;

  start_peer (fixture, NULL);
  start_mailer (fixture, plain);
  add_mail (fixture, "once-drop@example.com");
  assert_seen (fixture, "drop");
  assert_state (fixture, 1, KMS_MAIL_QUEUED, 1, NOW + MINUTE,
                "The mail server could not be reached");
  move_clock (fixture, NOW + MINUTE);
  message = take_message (fixture, "once-drop@example.com");
  assert_state (fixture, 1, KMS_MAIL_SENT, 2, 0, NULL);
}

static void
test_stalls (Fixture *fixture, gconstpointer data)
{
  start_peer (fixture, NULL);
  start_mailer (fixture, (KmsMailSmtpSettings){ .timeout = 3 });
  add_mail (fixture, "stall@example.com");
  assert_seen (fixture, "stall");
  assert_state (fixture, 1, KMS_MAIL_QUEUED, 1, NOW + MINUTE,
                "The mail server did not answer in time.");
}

/* Stopped while a server stalls: the mail goes out first at the next start. */
static void
test_stops (Fixture *fixture, gconstpointer data)
{
  start_peer (fixture, NULL);
  start_mailer (fixture, plain);
  add_mail (fixture, "once-stall@example.com");
  assert_seen (fixture, "stall");
  assert_state (fixture, 1, KMS_MAIL_SENDING, 1, NOW + 5 * MINUTE, NULL);
  g_clear_pointer (&fixture->mailer, kms_mailer_free);
  assert_state (fixture, 1, KMS_MAIL_QUEUED, 1, NOW, NULL);
  start_mailer (fixture, plain);
  assert_state (fixture, 1, KMS_MAIL_SENT, 2, 0, NULL);
}

static void
test_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  start_peer (fixture, NULL);
  start_mailer (fixture, plain);
  add_mail (fixture, "taro@example.com");
  first = take_message (fixture, "taro@example.com");
  assert_state (fixture, 1, KMS_MAIL_SENT, 1, 0, NULL);
  stop_peer (fixture);
  /* The connection that was kept is gone, and nobody is there. */
  add_mail (fixture, "hanako@example.com");
  assert_state (fixture, 2, KMS_MAIL_QUEUED, 1, NOW + MINUTE,
                "The mail server could not be reached");
  start_peer (fixture, NULL);
  move_clock (fixture, NOW + MINUTE);
  second = take_message (fixture, "hanako@example.com");
  assert_state (fixture, 2, KMS_MAIL_SENT, 2, 0, NULL);
}

/* The server has closed the connection that was kept, and takes another one: no minute is lost. */
static void
test_stale (Fixture *fixture, gconstpointer data)
{
  start_peer (fixture, NULL);
  start_mailer (fixture, plain);
  add_mail (fixture, "taro@example.com");
  assert_state (fixture, 1, KMS_MAIL_SENT, 1, 0, NULL);
  start_peer (fixture, NULL);
  add_mail (fixture, "hanako@example.com");
  assert_state (fixture, 2, KMS_MAIL_SENT, 1, 0, NULL);
}

/* A mail whose sender crashed, again and again, is given up too. */
static void
test_crashes (Fixture *fixture, gconstpointer data)
{
  add_mail (fixture, "taro@example.com");
  add_mail (fixture, "hanako@example.com");
  execute (fixture, "UPDATE mail SET state = 'sending', due_at = 1, attempts = 3 WHERE id = 1");
  execute (fixture, "UPDATE mail SET state = 'sending', due_at = 1, attempts = 17 WHERE id = 2");
  start_mailer (fixture, plain);
  assert_state (fixture, 1, KMS_MAIL_SENT, 4, 0, NULL);
  assert_state (fixture, 2, KMS_MAIL_FAILED, 18, 0, "It was under way 17 times");
}

static void
test_cannot_be_made (Fixture *fixture, gconstpointer data)
{
  start_mailer (fixture, plain);
  add_mail (fixture, "no address");
  assert_state (fixture, 1, KMS_MAIL_FAILED, 1, 0, "The mail cannot be made: ");
}

static void
test_keys_issued (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = NULL;

  start_peer (fixture, NULL);
  start_mailer (fixture, plain);
  execute (fixture,
           "INSERT INTO part VALUES (1, 'VC-UP4', 'hdvc', 'Upgrade');"
           "INSERT INTO activation VALUES ('0F1E2D3C4B5A6978', 'ABC', 1);"
           "INSERT INTO binding (id, activation_key, part, device_id, ordinal, registration_key,"
           " issued_at) VALUES (1, '0F1E2D3C4B5A6978', 1, '1234567890ABCDEF', 1,"
           " 'FEDCBA9876543210', 5);"
           "INSERT INTO issue VALUES (7, 'd', 'hdvc', '1234567890ABCDEF', 5, 'Fukuoka', '',"
           " 'taro@example.com', NULL, 'Keys');"
           "INSERT INTO issue_key VALUES (7, 1, 1, 0);"
           "INSERT INTO mail (kind, account, issue, address, language, subject, state, attempts,"
           " queued_at, due_at) VALUES ('keys-issued', 'd', 7, 'taro@example.com', 'en', 'Keys',"
           " 'queued', 0, 1, 1)");
  kms_mailer_wake (fixture->mailer);
  message = take_message (fixture, "taro@example.com");
  g_assert_nonnull (strstr (message, "Subject: Keys\r\n"));
  g_assert_nonnull (strstr (message, "1234-5678-90AB-CDEF"));
  g_assert_nonnull (strstr (message, "FEDC-BA98-7654-3210"));
}

static void
assert_taken_by_tls (Fixture *fixture)
{
  g_autoptr (JsonNode) said = listen (fixture);

  g_assert_true (json_object_get_boolean_member (json_node_get_object (said), "tls"));
}

static void
test_starttls (Fixture *fixture, gconstpointer data)
{
  static const char *const starttls[] = { "--starttls", NULL };

  make_certificate (fixture);
  start_peer (fixture, starttls);
  start_mailer (fixture, (KmsMailSmtpSettings){ .ca_file = fixture->certificate });
  add_mail (fixture, "taro@example.com");
  assert_taken_by_tls (fixture);
  assert_state (fixture, 1, KMS_MAIL_SENT, 1, 0, NULL);

  /* A server that does not offer it any more, or somebody between who hides it, gets nothing. */
  start_peer (fixture, NULL);
  add_mail (fixture, "taro@example.com");
  assert_state (fixture, 2, KMS_MAIL_QUEUED, 1, NOW + MINUTE,
                "The mail server could not be reached");
  start_peer (fixture, starttls);
  move_clock (fixture, NOW + MINUTE);
  assert_taken_by_tls (fixture);
}

static void
test_smtps (Fixture *fixture, gconstpointer data)
{
  static const char *const smtps[] = { "--smtps", NULL };

  make_certificate (fixture);
  start_peer (fixture, smtps);
  /* Nobody knows that certificate. */
  start_mailer (fixture, (KmsMailSmtpSettings){ .url = "smtps" });
  add_mail (fixture, "taro@example.com");
  assert_state (fixture, 1, KMS_MAIL_QUEUED, 1, NOW + MINUTE,
                "The mail server could not be reached: SSL");
  g_clear_pointer (&fixture->mailer, kms_mailer_free);
  start_mailer (fixture, (KmsMailSmtpSettings){ .url = "smtps", .ca_file = fixture->certificate });
  move_clock (fixture, NOW + MINUTE);
  assert_taken_by_tls (fixture);
}

static void
test_log_in (Fixture *fixture, gconstpointer data)
{
  static const char *const user[] = { "--user=kms", "--password=open sesame", NULL };
  g_autofree char *password = g_build_filename (fixture->folder, "password", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) said = NULL;
  KmsMailSmtpSettings smtp = { .user = "kms", .password_file = password };

  start_peer (fixture, user);
  g_assert_null (new_mailer (fixture, smtp, &error));
  g_assert_error (error, KMS_ERROR, KMS_ERROR_FAILED);

  /* A wrong password is the operator's fault, so no mail is lost by it. */
  g_assert_true (g_file_set_contents (password, "wrong\n", -1, NULL));
  start_mailer (fixture, smtp);
  add_mail (fixture, "taro@example.com");
  assert_state (fixture, 1, KMS_MAIL_QUEUED, 1, NOW + MINUTE, "The mail server answered 535");
  g_clear_pointer (&fixture->mailer, kms_mailer_free);
  g_assert_true (g_file_set_contents (password, "open sesame\n", -1, NULL));
  start_mailer (fixture, smtp);
  move_clock (fixture, NOW + MINUTE);
  said = listen (fixture);
  g_assert_true (json_object_get_boolean_member (json_node_get_object (said), "user"));
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  static const char *const urls[] = { "http://mail.example.com", "mail.example.com",
                                      "file:///tmp/x", "smtp:" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      KmsMailSettings settings = { .smtp = { .url = urls[i] },
                                   .from = "kms@example.com",
                                   .service_address = "x" };
      g_autoptr (GError) error = NULL;

      g_assert_null (kms_mailer_new (fixture->store, fixture->clock, &settings, &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_FAILED);
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "maildir", test_maildir },
    { "maildir-fails", test_maildir_fails },
    { "accepts", test_accepts },
    { "dots", test_dots },
    { "one-connection", test_one_connection },
    { "refuses-for-now", test_refuses_for_now },
    { "refuses-for-good", test_refuses_for_good },
    { "drops", test_drops },
    { "stalls", test_stalls },
    { "stops", test_stops },
    { "comes-back", test_comes_back },
    { "stale", test_stale },
    { "crashes", test_crashes },
    { "cannot-be-made", test_cannot_be_made },
    { "keys-issued", test_keys_issued },
    { "starttls", test_starttls },
    { "smtps", test_smtps },
    { "log-in", test_log_in },
    { "settings", test_settings },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/accounts/mailer/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
