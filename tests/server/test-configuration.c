/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms-server.conf: what it may say, and that it is told where it is wrong. */

#include "server/kms-configuration.h"

#include "common/kms-error.h"

#include <glib/gstdio.h>
#include <string.h>

static KmsConfiguration *
load (const char *text, GError **error)
{
  g_autofree char *path = NULL;
  KmsConfiguration *configuration;
  int fd = g_file_open_tmp ("kms-XXXXXX.conf", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  configuration = kms_configuration_load (path, error);
  g_unlink (path);
  return configuration;
}

static void
test_defaults (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsConfiguration) configuration = kms_configuration_load (NULL, &error);
  KmsHttpSettings settings;

  g_assert_no_error (error);
  g_assert_cmpstr (configuration->listen, ==, "127.0.0.1:8642");
  g_assert_true (g_path_is_absolute (configuration->data_folder));
  g_assert_true (g_str_has_prefix (configuration->secret_file, configuration->data_folder));
  g_assert_true (g_str_has_prefix (configuration->maildir, configuration->data_folder));
  g_assert_cmpstr (configuration->smtp, ==, "");
  kms_configuration_get_http (configuration, &settings);
  g_assert_cmpuint (settings.body_limit, ==, 64 * 1024);
  g_assert_null (settings.trusted_proxies);
}

static void
test_values (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsConfiguration) configuration =
      load ("[server]\nlisten = unix:/run/kms/http \ndata-folder=/srv/kms\n"
            "trusted-proxies=127.0.0.1; 10.0.0.0/8\nidle-timeout=5\n[issuer]\nsecret-file=/srv/s\n",
            &error);
  KmsHttpSettings settings;

  g_assert_no_error (error);
  g_assert_cmpstr (configuration->listen, ==, "unix:/run/kms/http");
  g_assert_cmpstr (configuration->data_folder, ==, "/srv/kms");
  g_assert_cmpstr (configuration->maildir, ==, "/srv/kms/Maildir");
  g_assert_cmpstr (configuration->secret_file, ==, "/srv/s");
  kms_configuration_get_http (configuration, &settings);
  g_assert_cmpuint (settings.idle_timeout, ==, 5);
  g_assert_cmpuint (g_list_length (settings.trusted_proxies), ==, 2);
  g_list_free_full (settings.trusted_proxies, g_object_unref);
}

/* what the file says → what the message names */
static const struct
{
  const char *text;
  const char *named;
} wrong[] = {
  { "[sever]\nlisten=x\n", "[sever]" },
  { "[server]\nlisen=x\n", "lisen" },
  { "[mail]\nlisten=x\n", "listen" },
  { "[server]\nidle-timeout=0\n", "idle-timeout" },
  { "[server]\nidle-timeout=5s\n", "idle-timeout" },
  { "[server]\nidle-timeout=\n", "idle-timeout" },
  { "[server]\nconnections=99999999999\n", "connections" },
  { "[server]\ntrusted-proxies=10.0.0.0/8;nobody\n", "nobody" },
  { "listen=x\n", "" },
};

static void
test_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", wrong[i].text);
      g_assert_null (load (wrong[i].text, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, wrong[i].named));
    }
}

/* The sample has every key, and says of each what it is by default. */
static void
test_sample (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "kms-server.conf", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GRegex) comment = g_regex_new ("^#(?=[a-z-]+=)", G_REGEX_MULTILINE, 0, NULL);
  g_autofree char *uncommented = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (KmsConfiguration) sample = NULL;
  g_autoptr (KmsConfiguration) defaults = NULL;
  g_auto (GStrv) names = kms_configuration_list_keys ();

  g_setenv ("STATE_DIRECTORY", "/var/lib/kms-server", TRUE);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  uncommented = g_regex_replace_literal (comment, text, -1, 0, "", 0, NULL);
  sample = load (uncommented, &error);
  g_assert_no_error (error);
  defaults = kms_configuration_load (NULL, &error);
  g_assert_no_error (error);

  g_assert_true (g_key_file_load_from_data (file, uncommented, (gsize) -1, 0, NULL));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_auto (GStrv) name = g_strsplit (names[i], "/", 2);

      g_test_message ("%s", names[i]);
      g_assert_true (g_key_file_has_key (file, name[0], name[1], NULL));
    }
  g_assert_cmpstr (sample->listen, ==, defaults->listen);
  g_assert_cmpstr (sample->data_folder, ==, defaults->data_folder);
  g_assert_cmpint (sample->connections, ==, defaults->connections);
  g_assert_cmpint (sample->connections_per_address, ==, defaults->connections_per_address);
  g_assert_cmpint (sample->idle_timeout, ==, defaults->idle_timeout);
  g_assert_cmpint (sample->header_timeout, ==, defaults->header_timeout);
  g_assert_cmpint (sample->body_timeout, ==, defaults->body_timeout);
  g_assert_cmpint (sample->stop_timeout, ==, defaults->stop_timeout);
  g_assert_cmpint (sample->session_requests, ==, defaults->session_requests);
  g_assert_cmpint (sample->address_requests, ==, defaults->address_requests);
  g_assert_cmpstr (sample->secret_file, ==, defaults->secret_file);
  g_assert_cmpstr (sample->smtp, ==, defaults->smtp);
  g_assert_cmpstr (sample->maildir, ==, defaults->maildir);
  g_assert_cmpstr (sample->from, ==, defaults->from);
  g_assert_cmpstr (sample->service_address, ==, defaults->service_address);
  g_assert_cmpstr (sample->policies_folder, ==, defaults->policies_folder);
  g_unsetenv ("STATE_DIRECTORY");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/configuration/defaults", test_defaults);
  g_test_add_func ("/configuration/values", test_values);
  g_test_add_func ("/configuration/wrong", test_wrong);
  g_test_add_func ("/configuration/sample", test_sample);
  return g_test_run ();
}
