/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server is the program of the build folder, KMS_BUILD; what it keeps goes with the fixture. */

#include "remote-test.h"

#include "app-test.h"

#include <glib/gstdio.h>
#include <string.h>

static void
read_url (RemoteTest *test)
{
  g_autoptr (GDataInputStream) output =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (test->server));
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "kms-server: "));
  test->url = g_strdup (line + strlen ("kms-server: "));
}

void
remote_test_set_up (RemoteTest *test)
{
  g_autoptr (KmsRest) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *program = NULL, *text = NULL, *manuals = NULL;

  test->folder = app_test_make_folder ();
  path = g_build_filename (test->folder, "kms-server.conf", NULL);
  program = g_build_filename (g_getenv ("KMS_BUILD"), "src", "server", "kms-server", NULL);
  text = g_strdup_printf ("[server]\nlisten=127.0.0.1:0\ndata-folder=%s/data\n"
                          "[limits]\nsession-requests=1000000\naddress-requests=1000000\n"
                          "[texts]\nmanual-folder=%s/manuals\n",
                          test->folder, test->folder);
  manuals = g_build_filename (test->folder, "manuals", NULL);
  g_assert_cmpint (g_mkdir (manuals, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  test->server =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                        program, "--config", path, "serve", NULL);
  g_assert_no_error (error);
  read_url (test);
  rest = kms_rest_new (test->url, NULL, &error);
  g_assert_no_error (error);
  test->remote = kms_remote_new (rest);
}

/* From here on nobody answers. */
void
remote_test_stop (RemoteTest *test)
{
  g_subprocess_send_signal (test->server, 15);
  g_assert_true (g_subprocess_wait (test->server, NULL, NULL));
  g_clear_object (&test->server);
}

void
remote_test_tear_down (RemoteTest *test)
{
  if (test->server != NULL)
    remote_test_stop (test);
  g_object_unref (test->remote);
  g_free (test->url);
  app_test_remove_folder (test->folder);
}

/* How many mails went to @to; @newest is the last of them. */
static guint
read_mails (RemoteTest *test, const char *to, char **newest)
{
  g_autofree char *path = g_build_filename (test->folder, "data", "Maildir", "new", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autofree char *header = g_strdup_printf ("To: %s", to);
  gint64 newest_time = 0;
  guint count = 0;

  for (const char *name = folder != NULL ? g_dir_read_name (folder) : NULL; name != NULL;
       name = g_dir_read_name (folder))
    {
      g_autoptr (GFile) file = g_file_new_build_filename (path, name, NULL);
      g_autoptr (GFileInfo) info = g_file_query_info (file, "time::*", 0, NULL, NULL);
      g_autofree char *text = NULL;
      gint64 time;

      if (info == NULL || !g_file_load_contents (file, NULL, &text, NULL, NULL, NULL)
          || strstr (text, header) == NULL)
        continue;
      count++;
      time = (gint64) g_file_info_get_attribute_uint64 (info, "time::modified") * G_USEC_PER_SEC
             + g_file_info_get_attribute_uint32 (info, "time::modified-usec");
      if (time >= newest_time)
        {
          newest_time = time;
          g_free (*newest);
          *newest = g_steal_pointer (&text);
        }
    }
  return count;
}

/* The newest mail to @to, once there are @count. */
char *
remote_test_wait_for_mail (RemoteTest *test, const char *to, guint count)
{
  char *mail = NULL;

  app_test_wait_until (read_mails (test, to, &mail) >= count);
  return mail;
}

/* The 8 digits of that mail, as they stand there. */
char *
remote_test_wait_for_code (RemoteTest *test, const char *to, guint count)
{
  g_autofree char *mail = remote_test_wait_for_mail (test, to, count);
  g_autoptr (GRegex) regex = g_regex_new ("\\b[0-9]{4}[- ]?[0-9]{4}\\b", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  const char *body =
      strstr (mail, "\r\n\r\n") != NULL ? strstr (mail, "\r\n\r\n") : strstr (mail, "\n\n");

  g_assert_true (g_regex_match (regex, body, 0, &match));
  return g_match_info_fetch (match, 0);
}

static void
replace (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

KmsUserForm *
remote_test_new_form (const char *email)
{
  KmsUserForm *form = kms_user_form_new ();

  replace (&form->company, "Example Trading Ltd.");
  replace (&form->country, "Japan");
  replace (&form->postal_code, "999-9999");
  replace (&form->address[0], "Osaka");
  replace (&form->address[1], "Kadoma");
  replace (&form->phone, "999-9999-9999");
  replace (&form->contact, "Taro Tester");
  replace (&form->email, email);
  return form;
}

/* Registers by the calls of the pages. */
KmsRegistered *
remote_test_register (RemoteTest *test, const char *email)
{
  g_autoptr (KmsUserForm) form = remote_test_new_form (email);
  g_autoptr (GAsyncResult) read = NULL, requested = NULL, verified = NULL, completed = NULL;
  g_autoptr (KmsPolicy) policy = NULL;
  g_autoptr (KmsMailedCode) mailed = NULL;
  g_autoptr (KmsProof) proof = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  KmsRegistered *registered;

  kms_remote_get_policy_async (test->remote, KMS_POLICY_PRIVACY, NULL, take_result, &read);
  app_test_wait_until (read != NULL);
  policy = kms_remote_get_policy_finish (test->remote, read, &error);
  g_assert_no_error (error);
  kms_remote_register_request_async (test->remote, form, policy->version, NULL, take_result,
                                     &requested);
  app_test_wait_until (requested != NULL);
  mailed = kms_remote_register_request_finish (test->remote, requested, &error);
  g_assert_no_error (error);
  code = remote_test_wait_for_code (test, email, 1);
  kms_remote_register_verify_async (test->remote, mailed->id, code, NULL, take_result, &verified);
  app_test_wait_until (verified != NULL);
  proof = kms_remote_register_verify_finish (test->remote, verified, &error);
  g_assert_no_error (error);
  kms_remote_register_complete_async (test->remote, mailed->id, proof->completion_token, FALSE,
                                      NULL, take_result, &completed);
  app_test_wait_until (completed != NULL);
  registered = kms_remote_register_complete_finish (test->remote, completed, &error);
  g_assert_no_error (error);
  return registered;
}

void
remote_test_log_in (RemoteTest *test, const KmsRegistered *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kms_remote_log_in_async (test->remote, account->user->login_id, account->password, NULL,
                           take_result, &result);
  app_test_wait_until (result != NULL);
  g_assert_true (kms_remote_log_in_finish (test->remote, result, &error));
  g_assert_no_error (error);
}
