/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms-server.conf as a table of its keys: where each belongs, what it may be and what it is by
 * default. The struct owns all strings. */

#include "server/kms-configuration.h"

#include "common/kms-error.h"

#include <string.h>

/* For one message, in seconds. */
#define SMTP_TIMEOUT 60

typedef enum
{
  TEXT,
  NUMBER,
  LIST,
} Kind;

typedef struct
{
  const char *group;
  const char *key;
  Kind kind;
  gsize offset; /* in KmsConfiguration */
  /* TEXT: what it is by default; NULL where it is made of the data folder */
  const char *text;
  /* NUMBER: what it is by default, and its range */
  int number;
  int minimum;
  int maximum;
} Key;

#define FIELD(name) G_STRUCT_OFFSET (KmsConfiguration, name)

static const Key keys[] = {
  { "server", "listen", TEXT, FIELD (listen), .text = "127.0.0.1:8642" },
  { "server", "data-folder", TEXT, FIELD (data_folder), .text = NULL },
  { "server", "connections", NUMBER, FIELD (connections), NULL, 8192, 16, 1000000 },
  { "server", "connections-per-address", NUMBER, FIELD (connections_per_address), NULL, 64, 1,
    1000000 },
  { "server", "idle-timeout", NUMBER, FIELD (idle_timeout), NULL, 60, 1, 3600 },
  { "server", "header-timeout", NUMBER, FIELD (header_timeout), NULL, 10, 1, 3600 },
  { "server", "body-timeout", NUMBER, FIELD (body_timeout), NULL, 30, 1, 3600 },
  { "server", "stop-timeout", NUMBER, FIELD (stop_timeout), NULL, 15, 1, 3600 },
  { "server", "trusted-proxies", LIST, FIELD (trusted_proxies), .text = "" },
  { "limits", "session-requests", NUMBER, FIELD (session_requests), NULL, 600, 1, 1000000000 },
  { "limits", "address-requests", NUMBER, FIELD (address_requests), NULL, 300, 1, 1000000000 },
  { "issuer", "secret-file", TEXT, FIELD (secret_file), .text = NULL },
  { "mail", "smtp", TEXT, FIELD (smtp), .text = "" },
  { "mail", "smtp-user", TEXT, FIELD (smtp_user), .text = "" },
  { "mail", "smtp-password-file", TEXT, FIELD (smtp_password_file), .text = "" },
  { "mail", "smtp-ca-file", TEXT, FIELD (smtp_ca_file), .text = "" },
  { "mail", "maildir", TEXT, FIELD (maildir), .text = NULL },
  { "mail", "from", TEXT, FIELD (from), .text = "KMS <kms@localhost>" },
  { "mail", "service-address", TEXT, FIELD (service_address), .text = "http://127.0.0.1:8642" },
  { "texts", "policies-folder", TEXT, FIELD (policies_folder), .text = "" },
  { "texts", "manual-folder", TEXT, FIELD (manual_folder), .text = KMS_MANUAL_FOLDER },
};

static const Key *
find_key (const char *group, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (g_str_equal (keys[i].group, group) && (name == NULL || g_str_equal (keys[i].key, name)))
        return &keys[i];
    }
  return NULL;
}

static gboolean
check_names (GKeyFile *file, const char *path, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_auto (GStrv) names = g_key_file_get_keys (file, groups[i], NULL, NULL);

      if (find_key (groups[i], NULL) == NULL)
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "%s: there is no group [%s]",
                       path, groups[i]);
          return FALSE;
        }
      for (guint k = 0; names != NULL && names[k] != NULL; k++)
        {
          if (find_key (groups[i], names[k]) != NULL)
            continue;
          g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                       "%s: there is no key %s in the group [%s]", path, names[k], groups[i]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_number (const Key *key, const char *text, const char *path, int *number, GError **error)
{
  gint64 value;

  if (!g_ascii_string_to_signed (text, 10, key->minimum, key->maximum, &value, NULL))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                   "%s: %s in the group [%s] is a whole number from %d to %d, not \"%s\"", path,
                   key->key, key->group, key->minimum, key->maximum, text);
      return FALSE;
    }
  *number = (int) value;
  return TRUE;
}

/* @text: what the file says; NULL when it does not have the key */
static gboolean
set_key (KmsConfiguration *configuration,
         const Key *key,
         const char *text,
         const char *path,
         GError **error)
{
  gpointer field = G_STRUCT_MEMBER_P (configuration, key->offset);

  switch (key->kind)
    {
    case TEXT:
      *(char **) field = g_strdup (text != NULL ? text : key->text);
      return TRUE;
    case LIST:
      *(char ***) field = g_strsplit_set (text != NULL ? text : key->text, "; ,", -1);
      return TRUE;
    case NUMBER:
    default:
      *(int *) field = key->number;
      return text == NULL || read_number (key, text, path, field, error);
    }
}

static gboolean
read_keys (KmsConfiguration *configuration, GKeyFile *file, const char *path, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *text = NULL;
      g_autoptr (GError) local = NULL;

      if (g_key_file_has_key (file, keys[i].group, keys[i].key, NULL))
        {
          text = g_key_file_get_string (file, keys[i].group, keys[i].key, &local);
          if (text == NULL)
            {
              g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "%s: %s", path,
                           local->message);
              return FALSE;
            }
          g_strstrip (text);
        }
      if (!set_key (configuration, &keys[i], text, path, error))
        return FALSE;
    }
  return TRUE;
}

/* Where the server keeps its data: what the service manager gives it, or the user's own folder. */
static char *
default_data_folder (void)
{
  const char *state = g_getenv ("STATE_DIRECTORY");

  if (state != NULL && state[0] != '\0')
    return g_strndup (state, strcspn (state, ":"));
  return g_build_filename (g_get_user_data_dir (), "kms-server", NULL);
}

static void
fill_in_folders (KmsConfiguration *configuration)
{
  const char *credentials = g_getenv ("CREDENTIALS_DIRECTORY");

  if (configuration->data_folder == NULL)
    configuration->data_folder = default_data_folder ();
  if (configuration->maildir == NULL)
    configuration->maildir = g_build_filename (configuration->data_folder, "Maildir", NULL);
  if (configuration->secret_file == NULL && credentials != NULL)
    {
      g_autofree char *given = g_build_filename (credentials, "issuer-secret", NULL);

      if (g_file_test (given, G_FILE_TEST_EXISTS))
        configuration->secret_file = g_steal_pointer (&given);
    }
  if (configuration->secret_file == NULL)
    configuration->secret_file =
        g_build_filename (configuration->data_folder, "issuer-secret", NULL);
}

static gboolean
check_proxies (const KmsConfiguration *configuration, const char *path, GError **error)
{
  for (guint i = 0; configuration->trusted_proxies[i] != NULL; i++)
    {
      g_autoptr (GInetAddressMask) mask = NULL;

      if (configuration->trusted_proxies[i][0] == '\0')
        continue;
      mask = g_inet_address_mask_new_from_string (configuration->trusted_proxies[i], NULL);
      if (mask == NULL)
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                       "%s: trusted-proxies has no address or network \"%s\"", path,
                       configuration->trusted_proxies[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * kms_configuration_load:
 * @path: (nullable): a file, or %NULL for defaults only
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the configuration, or %NULL with @error set: %KMS_ERROR_VALUE_INVALID
 *   with the file, the group and the key in the message, or why the file cannot be read
 */
KmsConfiguration *
kms_configuration_load (const char *path, GError **error)
{
  g_autoptr (KmsConfiguration) configuration = g_new0 (KmsConfiguration, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;

  if (path != NULL && !g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "%s: %s", path, local->message);
      return NULL;
    }
  if (path == NULL)
    path = "(defaults)";
  if (!check_names (file, path, error) || !read_keys (configuration, file, path, error)
      || !check_proxies (configuration, path, error))
    return NULL;
  fill_in_folders (configuration);
  return g_steal_pointer (&configuration);
}

/**
 * kms_configuration_list_keys:
 *
 * Returns: (transfer full) (array zero-terminated=1): every key there is, as "group/key"
 */
char **
kms_configuration_list_keys (void)
{
  char **names = g_new0 (char *, G_N_ELEMENTS (keys) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    names[i] = g_strconcat (keys[i].group, "/", keys[i].key, NULL);
  return names;
}

/**
 * kms_configuration_free:
 * @configuration: (nullable): a configuration
 */
void
kms_configuration_free (KmsConfiguration *configuration)
{
  if (configuration == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gpointer field = G_STRUCT_MEMBER_P (configuration, keys[i].offset);

      if (keys[i].kind == TEXT)
        g_free (*(char **) field);
      else if (keys[i].kind == LIST)
        g_strfreev (*(char ***) field);
    }
  g_free (configuration);
}

/**
 * kms_configuration_get_http:
 * @configuration: a configuration
 * @settings: (out caller-allocates): what it says of HTTP; the list of proxies is the caller's
 */
void
kms_configuration_get_http (const KmsConfiguration *configuration, KmsHttpSettings *settings)
{
  *settings = (KmsHttpSettings) KMS_HTTP_SETTINGS_INIT;
  settings->connection_limit = (guint) configuration->connections;
  settings->connections_per_address = (guint) configuration->connections_per_address;
  settings->idle_timeout = (guint) configuration->idle_timeout;
  settings->header_timeout = (guint) configuration->header_timeout;
  settings->body_timeout = (guint) configuration->body_timeout;
  settings->grace = (guint) configuration->stop_timeout;
  for (guint i = 0; configuration->trusted_proxies[i] != NULL; i++)
    {
      if (configuration->trusted_proxies[i][0] != '\0')
        settings->trusted_proxies = g_list_prepend (
            settings->trusted_proxies,
            g_inet_address_mask_new_from_string (configuration->trusted_proxies[i], NULL));
    }
}

/**
 * kms_configuration_get_mail:
 * @configuration: a configuration
 * @settings: (out caller-allocates): how mails are sent; its strings are those of @configuration
 */
void
kms_configuration_get_mail (const KmsConfiguration *configuration, KmsMailSettings *settings)
{
  *settings = (KmsMailSettings){ .smtp = { .url = configuration->smtp,
                                           .user = configuration->smtp_user,
                                           .password_file = configuration->smtp_password_file,
                                           .ca_file = configuration->smtp_ca_file,
                                           .timeout = SMTP_TIMEOUT },
                                 .maildir = configuration->maildir,
                                 .from = configuration->from,
                                 .service_address = configuration->service_address };
}

/**
 * kms_configuration_get_store_path:
 * @configuration: a configuration
 *
 * Returns: (transfer full): the file of the store
 */
char *
kms_configuration_get_store_path (const KmsConfiguration *configuration)
{
  return g_build_filename (configuration->data_folder, "kms.sqlite", NULL);
}

/**
 * kms_configuration_get_admin_socket:
 * @configuration: a configuration
 *
 * Returns: (transfer full): the unix socket through which the administration reaches a running server
 */
char *
kms_configuration_get_admin_socket (const KmsConfiguration *configuration)
{
  return g_build_filename (configuration->data_folder, "admin.socket", NULL);
}
