/* SPDX-License-Identifier: GPL-3.0-or-later */

/* org.gnome.Shell.SearchProvider2. A result is named by the identifier that it is found by again, a device's
 * or an activation key's; what is told of it is remembered from the search, as long as its account is logged
 * in. One search is under way at a time: the next letter ends it. */

#include "app/kms-search-provider.h"

#include "words/kms-words.h"

#include <gio/gio.h>
#include <string.h>

#define PATIENCE     90 /* milliseconds; the answer needs some itself */
#define MIN_LENGTH   2  /* characters of what is typed */
#define MAX_ROWS     50 /* of keys, of which some are of one device */
#define MAX_REMEMBER 500

static const char introspection[] =
    "<node><interface name='org.gnome.Shell.SearchProvider2'>"
    "<method name='GetInitialResultSet'>"
    "<arg type='as' name='terms' direction='in'/><arg type='as' name='results' direction='out'/>"
    "</method>"
    "<method name='GetSubsearchResultSet'>"
    "<arg type='as' name='previous_results' direction='in'/>"
    "<arg type='as' name='terms' direction='in'/><arg type='as' name='results' direction='out'/>"
    "</method>"
    "<method name='GetResultMetas'>"
    "<arg type='as' name='identifiers' direction='in'/>"
    "<arg type='aa{sv}' name='metas' direction='out'/>"
    "</method>"
    "<method name='ActivateResult'>"
    "<arg type='s' name='identifier' direction='in'/><arg type='as' name='terms' direction='in'/>"
    "<arg type='u' name='timestamp' direction='in'/>"
    "</method>"
    "<method name='LaunchSearch'>"
    "<arg type='as' name='terms' direction='in'/><arg type='u' name='timestamp' direction='in'/>"
    "</method>"
    "</interface></node>";

/* A search under way. */
typedef struct
{
  KmsSearchProvider *provider;       /* owned */
  GDBusMethodInvocation *invocation; /* owned; NULL when it is answered */
  GCancellable *cancellable;         /* owned */
  char *text;                        /* owned */
  char *account;                     /* owned */
  guint timeout;
  int n_refs; /* of the provider, as long as it is the current one, and of the callback */
} Query;

struct _KmsSearchProvider
{
  GObject parent_instance;

  /* Owned */
  KmsOnline *online;
  GDBusConnection *connection; /* NULL when it is not exported */
  GHashTable *descriptions;    /* identifier, as shown → text */
  char *account;               /* whose descriptions */

  Query *query; /* the current one, or NULL */
  guint registration;
};

enum
{
  SEARCH,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KmsSearchProvider, kms_search_provider, G_TYPE_OBJECT)

static void
query_unref (Query *query)
{
  if (--query->n_refs > 0)
    return;
  g_clear_handle_id (&query->timeout, g_source_remove);
  g_object_unref (query->provider);
  g_object_unref (query->cancellable);
  g_free (query->text);
  g_free (query->account);
  g_free (query);
}

/* Each is answered once. */
static void
query_answer (Query *query, GPtrArray *results)
{
  GDBusMethodInvocation *invocation = g_steal_pointer (&query->invocation);
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));

  g_clear_handle_id (&query->timeout, g_source_remove);
  if (invocation == NULL)
    {
      g_variant_builder_clear (&builder);
      return;
    }
  for (guint i = 0; results != NULL && i < results->len; i++)
    g_variant_builder_add (&builder, "s", g_ptr_array_index (results, i));
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(as)", &builder));
}

/* It found nothing, as far as the shell is told. */
static void
query_end (Query *query)
{
  KmsSearchProvider *self = query->provider;

  query_answer (query, NULL);
  g_cancellable_cancel (query->cancellable);
  if (self->query == query)
    {
      self->query = NULL;
      query_unref (query);
    }
}

static gboolean
on_patience_over (gpointer user_data)
{
  Query *query = user_data;

  query->timeout = 0;
  query_end (query);
  return G_SOURCE_REMOVE;
}

/* The server of the account that is logged in, or NULL. */
static KmsRemote *
get_remote (KmsSearchProvider *self)
{
  KmsRemote *remote = kms_online_get_remote (self->online);

  return remote != NULL && kms_remote_is_logged_in (remote) ? remote : NULL;
}

/* Forgets what was found for somebody else. */
static void
set_account (KmsSearchProvider *self, const char *account)
{
  if (g_strcmp0 (self->account, account) == 0
      && g_hash_table_size (self->descriptions) < MAX_REMEMBER)
    return;
  g_hash_table_remove_all (self->descriptions);
  g_free (self->account);
  self->account = g_strdup (account);
}

/* Whether the text asks for the key, and not for its device. */
static gboolean
is_about_key (const KmsSearchText *reading, const KmsIssuedKey *key)
{
  return *reading->digits != '\0' && !g_str_has_prefix (key->device_id, reading->digits)
         && !g_str_has_suffix (key->device_id, reading->digits)
         && (g_str_has_prefix (key->activation_key, reading->digits)
             || g_str_has_suffix (key->activation_key, reading->digits));
}

static char *
describe (const KmsIssuedKey *key, const char *device)
{
  GString *text = g_string_new (device);

  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    if (*key->site.line[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", key->site.line[i]);
  if (text->len == 0)
    g_string_append (text, kms_words_device (key->category));
  return g_string_free (text, FALSE);
}

/* The devices and keys of a page, each once. */
static GPtrArray *
take_page (KmsSearchProvider *self, const char *text, const KmsFoundPage *page)
{
  GPtrArray *results = g_ptr_array_new_with_free_func (g_free);
  g_auto (KmsSearchText) reading = { 0 };

  if (kms_search_text_read (&reading, text) != KMS_SEARCH_FAULT_NONE)
    return results;
  for (guint i = 0; i < page->rows->len; i++)
    {
      const KmsIssuedKey *key = ((KmsFoundKey *) g_ptr_array_index (page->rows, i))->key;
      gboolean about_key = is_about_key (&reading, key);
      char device[KMS_IDENTIFIER_SHOWN_SIZE], shown[KMS_IDENTIFIER_SHOWN_SIZE];

      kms_identifier_format (kms_identifier_device_kind (key->category), key->device_id, device);
      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, key->activation_key, shown);
      if (!about_key)
        g_strlcpy (shown, device, sizeof shown);
      if (g_ptr_array_find_with_equal_func (results, shown, g_str_equal, NULL))
        continue;
      g_ptr_array_add (results, g_strdup (shown));
      g_hash_table_replace (self->descriptions, g_strdup (shown),
                            describe (key, about_key ? device : ""));
    }
  return results;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Query *query = user_data;
  KmsSearchProvider *self = query->provider;
  g_autoptr (KmsFoundPage) page = kms_backend_find_finish (KMS_BACKEND (source), result, NULL);
  KmsRemote *remote = get_remote (self);

  /* Nobody else is told, should somebody else be logged in now. */
  if (page != NULL && query->invocation != NULL && remote == (gpointer) source
      && g_strcmp0 (kms_backend_get_account (KMS_BACKEND (remote)), query->account) == 0)
    {
      g_autoptr (GPtrArray) results = NULL;

      set_account (self, query->account);
      results = take_page (self, query->text, page);
      query_answer (query, results);
    }
  query_end (query);
  query_unref (query);
}

static void
start_query (KmsSearchProvider *self, GDBusMethodInvocation *invocation, const char *text)
{
  KmsRemote *remote = get_remote (self);
  g_autoptr (KmsSearch) search = NULL;
  Query *query;

  if (self->query != NULL)
    query_end (self->query);
  if (remote == NULL || g_utf8_strlen (text, -1) < MIN_LENGTH)
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(as)", NULL));
      return;
    }
  search = kms_search_new (text);
  query = g_new0 (Query, 1);
  query->provider = g_object_ref (self);
  query->invocation = invocation;
  query->cancellable = g_cancellable_new ();
  query->text = g_strdup (text);
  query->account = g_strdup (kms_backend_get_account (KMS_BACKEND (remote)));
  query->timeout = g_timeout_add (PATIENCE, on_patience_over, query);
  query->n_refs = 2;
  self->query = query;
  kms_backend_find_async (KMS_BACKEND (remote), search, NULL, MAX_ROWS, query->cancellable,
                          on_found, query);
}

/* What nobody searched for just now, or for another account, has no name here. */
static GVariant *
describe_results (KmsSearchProvider *self, char **ids)
{
  KmsRemote *remote = get_remote (self);
  GVariantBuilder metas = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  set_account (self, remote != NULL ? kms_backend_get_account (KMS_BACKEND (remote)) : NULL);
  for (char **id = ids; *id != NULL; id++)
    {
      const char *description = g_hash_table_lookup (self->descriptions, *id);

      if (description == NULL)
        continue;
      g_variant_builder_open (&metas, G_VARIANT_TYPE ("a{sv}"));
      g_variant_builder_add (&metas, "{sv}", "id", g_variant_new_string (*id));
      g_variant_builder_add (&metas, "{sv}", "name", g_variant_new_string (*id));
      g_variant_builder_add (&metas, "{sv}", "description", g_variant_new_string (description));
      g_variant_builder_add (&metas, "{sv}", "clipboardText", g_variant_new_string (*id));
      g_variant_builder_close (&metas);
    }
  return g_variant_new ("(aa{sv})", &metas);
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *object_path,
         const char *interface_name,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  KmsSearchProvider *self = user_data;
  g_auto (GStrv) words = NULL;
  g_autofree char *text = NULL;

  if (g_str_equal (method, "ActivateResult"))
    {
      g_variant_get_child (parameters, 0, "s", &text);
      g_signal_emit (self, signals[SEARCH], 0, text);
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_variant_get_child (parameters, g_str_equal (method, "GetSubsearchResultSet") ? 1 : 0, "^as",
                       &words);
  if (g_str_equal (method, "GetResultMetas"))
    {
      g_dbus_method_invocation_return_value (invocation, describe_results (self, words));
      return;
    }
  text = g_strjoinv (" ", words);
  if (g_str_equal (method, "LaunchSearch"))
    {
      g_signal_emit (self, signals[SEARCH], 0, text);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    start_query (self, invocation, text);
}

static void
kms_search_provider_dispose (GObject *object)
{
  KmsSearchProvider *self = KMS_SEARCH_PROVIDER (object);

  kms_search_provider_unexport (self);

  G_OBJECT_CLASS (kms_search_provider_parent_class)->dispose (object);
}

static void
kms_search_provider_finalize (GObject *object)
{
  KmsSearchProvider *self = KMS_SEARCH_PROVIDER (object);

  g_clear_object (&self->online);
  g_hash_table_unref (self->descriptions);
  g_free (self->account);

  G_OBJECT_CLASS (kms_search_provider_parent_class)->finalize (object);
}

static void
kms_search_provider_class_init (KmsSearchProviderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kms_search_provider_dispose;
  object_class->finalize = kms_search_provider_finalize;

  /**
   * KmsSearchProvider::search:
   * @text: what to look for
   *
   * Somebody chose a result, or wants to see them all.
   */
  signals[SEARCH] = g_signal_new ("search", KMS_TYPE_SEARCH_PROVIDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
kms_search_provider_init (KmsSearchProvider *self)
{
  self->descriptions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * kms_search_provider_new:
 * @online: the server of this person
 *
 * Returns: (transfer full): a search provider; kms_search_provider_export() puts it on a bus
 */
KmsSearchProvider *
kms_search_provider_new (KmsOnline *online)
{
  KmsSearchProvider *self = g_object_new (KMS_TYPE_SEARCH_PROVIDER, NULL);

  self->online = g_object_ref (online);
  return self;
}

/**
 * kms_search_provider_export:
 * @connection: a bus
 * @object_path: where it is found there
 * @error: return location
 *
 * Returns: whether it answers there from now on; on failure @error is a G_IO_ERROR
 */
gboolean
kms_search_provider_export (KmsSearchProvider *self,
                            GDBusConnection *connection,
                            const char *object_path,
                            GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = NULL;

  g_return_val_if_fail (KMS_IS_SEARCH_PROVIDER (self), FALSE);
  g_return_val_if_fail (self->registration == 0, FALSE);

  node = g_dbus_node_info_new_for_xml (introspection, error);
  if (node == NULL)
    return FALSE;
  self->registration = g_dbus_connection_register_object (
      connection, object_path, node->interfaces[0], &vtable, self, NULL, error);
  if (self->registration == 0)
    return FALSE;
  self->connection = g_object_ref (connection);
  return TRUE;
}

/**
 * kms_search_provider_unexport:
 *
 * Takes it off the bus; a search that is under way finds nothing.
 */
void
kms_search_provider_unexport (KmsSearchProvider *self)
{
  g_return_if_fail (KMS_IS_SEARCH_PROVIDER (self));

  if (self->query != NULL)
    query_end (self->query);
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  g_clear_object (&self->connection);
}
