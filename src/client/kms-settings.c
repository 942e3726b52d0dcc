/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A thin class over GSettings, so that app and command line share keys and rules. It owns the
 * GSettings; without the schema, which GLib would abort for, a table stands in. */

#include "client/kms-settings.h"

#define MAX_NOTIFIED 100

/* The keys, as the schema in data/ has them. */
#define SERVER             "server"
#define AUTHORITY_FILE     "authority-file"
#define LOGIN_ID           "login-id"
#define CONFIRMED_POLICIES "confirmed-policies"
#define NOTIFIED           "notified"
#define FIND_COLUMNS       "find-columns"
#define FIND_OLDEST_FIRST  "find-oldest-first"
#define WINDOW_SIZE        "window-size"
#define WINDOW_MAXIMIZED   "window-maximized"
#define LAST_PAGE          "last-page"

struct _KmsSettings
{
  GObject parent_instance;

  GSettings *settings; /* owned; NULL without the schema */
  GHashTable *table;   /* owned: key → GVariant, when there is no @settings */
};

G_DEFINE_FINAL_TYPE (KmsSettings, kms_settings, G_TYPE_OBJECT)

static GVariant *
get (KmsSettings *self, const char *key, const char *nothing)
{
  GVariant *value = NULL;

  if (self->settings != NULL)
    return g_settings_get_value (self->settings, key);

  value = g_hash_table_lookup (self->table, key);
  return value != NULL ? g_variant_ref (value)
                       : g_variant_ref_sink (g_variant_new_parsed (nothing));
}

/* Takes a floating @value. */
static void
set (KmsSettings *self, const char *key, GVariant *value)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);

  /* One that the administrator has locked stays as it is. */
  if (self->settings != NULL)
    g_settings_set_value (self->settings, key, owned);
  else
    g_hash_table_replace (self->table, g_strdup (key), g_steal_pointer (&owned));
}

static char *
get_text (KmsSettings *self, const char *key)
{
  g_autoptr (GVariant) value = get (self, key, "''");

  return g_variant_dup_string (value, NULL);
}

static void
set_text (KmsSettings *self, const char *key, const char *text)
{
  set (self, key, g_variant_new_string (text != NULL ? text : ""));
}

static void
kms_settings_finalize (GObject *object)
{
  KmsSettings *self = KMS_SETTINGS (object);

  g_clear_object (&self->settings);
  g_hash_table_unref (self->table);

  G_OBJECT_CLASS (kms_settings_parent_class)->finalize (object);
}

static void
kms_settings_class_init (KmsSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kms_settings_finalize;
}

static void
kms_settings_init (KmsSettings *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, KMS_APPLICATION_ID, TRUE) : NULL;

  self->table =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  if (schema != NULL)
    self->settings = g_settings_new_full (schema, NULL, NULL);
  else
    g_message ("The schema %s is not installed: settings are not kept", KMS_APPLICATION_ID);
}

/**
 * kms_settings_new:
 *
 * Returns: (transfer full): the settings of this person
 */
KmsSettings *
kms_settings_new (void)
{
  return g_object_new (KMS_TYPE_SETTINGS, NULL);
}

/**
 * kms_settings_get_server:
 * @settings: settings
 *
 * Returns: (transfer full): the URL of the server, or ""
 */
char *
kms_settings_get_server (KmsSettings *settings)
{
  return get_text (settings, SERVER);
}

/**
 * kms_settings_set_server:
 * @settings: settings
 * @url: (nullable): the URL of the server, as kms_rest_check_url() has it
 */
void
kms_settings_set_server (KmsSettings *settings, const char *url)
{
  set_text (settings, SERVER, url);
}

/**
 * kms_settings_get_authority_file:
 * @settings: settings
 *
 * Returns: (transfer full): the path of the certificate authority of the server in PEM, or "" for
 *   those of the system
 */
char *
kms_settings_get_authority_file (KmsSettings *settings)
{
  return get_text (settings, AUTHORITY_FILE);
}

/**
 * kms_settings_set_authority_file:
 * @settings: settings
 * @path: (nullable): the path, in UTF-8
 */
void
kms_settings_set_authority_file (KmsSettings *settings, const char *path)
{
  set_text (settings, AUTHORITY_FILE, path);
}

/**
 * kms_settings_get_login_id:
 * @settings: settings
 *
 * Returns: (transfer full): the login ID that was used last, or ""
 */
char *
kms_settings_get_login_id (KmsSettings *settings)
{
  return get_text (settings, LOGIN_ID);
}

/**
 * kms_settings_set_login_id:
 * @settings: settings
 * @login_id: (nullable): the login ID
 */
void
kms_settings_set_login_id (KmsSettings *settings, const char *login_id)
{
  set_text (settings, LOGIN_ID, login_id);
}

/**
 * kms_settings_get_confirmed_version:
 * @settings: settings
 * @kind: which policy
 *
 * Returns: (transfer full): the version of it that was confirmed (manual chapter 4), or ""
 */
char *
kms_settings_get_confirmed_version (KmsSettings *settings, KmsPolicyKind kind)
{
  g_autoptr (GVariant) versions = get (settings, CONFIRMED_POLICIES, "@a{ss} {}");
  char *version = NULL;

  if (!g_variant_lookup (versions, kms_policy_kind_to_string (kind), "s", &version))
    version = g_strdup ("");
  return version;
}

/**
 * kms_settings_confirm_policy:
 * @settings: settings
 * @kind: which policy
 * @version: the version of it that was confirmed
 */
void
kms_settings_confirm_policy (KmsSettings *settings, KmsPolicyKind kind, const char *version)
{
  g_autoptr (GVariant) versions = get (settings, CONFIRMED_POLICIES, "@a{ss} {}");
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  const char *name = kms_policy_kind_to_string (kind);
  const char *other = NULL;
  const char *other_version = NULL;
  GVariantIter iter;

  g_variant_iter_init (&iter, versions);
  while (g_variant_iter_next (&iter, "{&s&s}", &other, &other_version))
    if (!g_str_equal (other, name))
      g_variant_builder_add (&builder, "{ss}", other, other_version);
  g_variant_builder_add (&builder, "{ss}", name, version);
  set (settings, CONFIRMED_POLICIES, g_variant_builder_end (&builder));
}

static char *
name_notice (const char *server, const char *notice_id)
{
  return g_strdup_printf ("%s %s", server, notice_id);
}

/**
 * kms_settings_was_notified:
 * @settings: settings
 * @server: the URL of the server
 * @notice_id: the ID of a notice there
 *
 * Returns: whether the notice is one of the last that were shown as a notification
 */
gboolean
kms_settings_was_notified (KmsSettings *settings, const char *server, const char *notice_id)
{
  g_autoptr (GVariant) value = get (settings, NOTIFIED, "@as []");
  g_autofree const char **notices = g_variant_get_strv (value, NULL);
  g_autofree char *name = name_notice (server, notice_id);

  return g_strv_contains (notices, name);
}

/**
 * kms_settings_add_notified:
 * @settings: settings
 * @server: the URL of the server
 * @notice_id: the ID of a notice there
 *
 * Remembers that the notice was shown as a notification. The last 100 are kept.
 */
void
kms_settings_add_notified (KmsSettings *settings, const char *server, const char *notice_id)
{
  g_autoptr (GVariant) value = get (settings, NOTIFIED, "@as []");
  gsize length = 0;
  g_autofree const char **notices = g_variant_get_strv (value, &length);
  g_autofree char *name = name_notice (server, notice_id);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  if (g_strv_contains (notices, name))
    return;

  for (gsize i = length < MAX_NOTIFIED ? 0 : length - MAX_NOTIFIED + 1; i < length; i++)
    g_ptr_array_add (kept, (char *) notices[i]);
  g_ptr_array_add (kept, name);
  set (settings, NOTIFIED, g_variant_new_strv ((const char *const *) kept->pdata, kept->len));
}

/**
 * kms_settings_get_find_columns:
 * @settings: settings
 *
 * Returns: (transfer full): the columns of Find in their order, as "a(sib)"; none as long as nobody
 *   arranged them
 */
GVariant *
kms_settings_get_find_columns (KmsSettings *settings)
{
  return get (settings, FIND_COLUMNS, "@a(sib) []");
}

/**
 * kms_settings_set_find_columns:
 * @settings: settings
 * @columns: (transfer floating): the columns of Find, as "a(sib)"
 */
void
kms_settings_set_find_columns (KmsSettings *settings, GVariant *columns)
{
  set (settings, FIND_COLUMNS, columns);
}

/**
 * kms_settings_get_find_oldest_first:
 * @settings: settings
 *
 * Returns: whether Find lists the oldest keys first
 */
gboolean
kms_settings_get_find_oldest_first (KmsSettings *settings)
{
  g_autoptr (GVariant) value = get (settings, FIND_OLDEST_FIRST, "false");

  return g_variant_get_boolean (value);
}

/**
 * kms_settings_set_find_oldest_first:
 * @settings: settings
 * @oldest_first: whether Find lists the oldest keys first
 */
void
kms_settings_set_find_oldest_first (KmsSettings *settings, gboolean oldest_first)
{
  set (settings, FIND_OLDEST_FIRST, g_variant_new_boolean (oldest_first));
}

/**
 * kms_settings_get_window:
 * @settings: settings
 * @width: (out): how wide the window is when it is not maximised, in pixels
 * @height: (out): how high
 * @maximized: (out): whether it is
 */
void
kms_settings_get_window (KmsSettings *settings, int *width, int *height, gboolean *maximized)
{
  g_autoptr (GVariant) size = get (settings, WINDOW_SIZE, "(800, 820)");
  g_autoptr (GVariant) value = get (settings, WINDOW_MAXIMIZED, "false");

  g_variant_get (size, "(ii)", width, height);
  *maximized = g_variant_get_boolean (value);
}

/**
 * kms_settings_set_window:
 * @settings: settings
 * @width: how wide the window is when it is not maximised, in pixels
 * @height: how high
 * @maximized: whether it is
 */
void
kms_settings_set_window (KmsSettings *settings, int width, int height, gboolean maximized)
{
  set (settings, WINDOW_SIZE, g_variant_new ("(ii)", width, height));
  set (settings, WINDOW_MAXIMIZED, g_variant_new_boolean (maximized));
}

/**
 * kms_settings_get_last_page:
 * @settings: settings
 *
 * Returns: (transfer full): the page that was open last: "home", "issue", "find" or "reports"
 */
char *
kms_settings_get_last_page (KmsSettings *settings)
{
  g_autoptr (GVariant) value = get (settings, LAST_PAGE, "'home'");

  return g_variant_dup_string (value, NULL);
}

/**
 * kms_settings_set_last_page:
 * @settings: settings
 * @page: the page that is open, as kms_settings_get_last_page() names it
 */
void
kms_settings_set_last_page (KmsSettings *settings, const char *page)
{
  set (settings, LAST_PAGE, g_variant_new_string (page));
}

/**
 * kms_settings_flush:
 * @settings: settings
 *
 * Waits until everything is written, for a program that ends at once. It blocks.
 */
void
kms_settings_flush (KmsSettings *settings)
{
  if (settings->settings != NULL)
    g_settings_sync ();
}
