/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opens what a server works on, and closes it in the right order. */

#include "server/kms-service.h"

#include "accounts/kms-accounts.h"
#include "server/kms-issuer-secret.h"
#include "store/kms-store-notices.h"
#include "store/kms-sqlite-store.h"

#include <errno.h>
#include <string.h>

/* Passwords that wait to be hashed; on two cores that is a second or two. */
#define MAX_WAITING_HASHES 64

/* Seconds until what has ended by itself is deleted. */
#define TIDY_EVERY 60

/* How many sessions, and how many addresses, are counted at a time. */
#define MAX_RATES 100000
#define WINDOW    60 /* seconds */

/* How long an attempt to issue waits for an earlier one of the same name, as the contract says. */
#define IN_FLIGHT_SECONDS 10

typedef struct
{
  gboolean on;
  gint64 until;
} Maintenance;

static KmsTexts *
load_texts (const KmsConfiguration *configuration, GError **error)
{
  const char *folder = configuration->policies_folder;

  return kms_texts_new (folder[0] == '\0' ? NULL : folder, error);
}

static gboolean
open_store (KmsService *service, GError **error)
{
  const KmsConfiguration *configuration = service->configuration;
  g_autofree char *path = kms_configuration_get_store_path (configuration);
  KmsSecret secret;

  if (g_mkdir_with_parents (configuration->data_folder, 0700) != 0)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "making the folder \"%s\": %s",
                   configuration->data_folder, g_strerror (errno));
      return FALSE;
    }
  if (!kms_issuer_secret_load (configuration->secret_file, path, &secret, error))
    return FALSE;
  service->store = kms_sqlite_store_new (path, KMS_SQLITE_STORE_SERVER, &secret, error);
  if (service->store == NULL)
    g_prefix_error (error, "the store \"%s\": ", path);
  if (service->store != NULL)
    service->issuing = kms_issuing_new (&secret, service->clock, FALSE);
  explicit_bzero (&secret, sizeof secret);
  return service->store != NULL;
}

static gpointer
do_get_maintenance (KmsStoreSession *session, gpointer data, GError **error)
{
  g_autofree Maintenance *maintenance = g_new0 (Maintenance, 1);

  if (!kms_store_get_maintenance (session, &maintenance->on, &maintenance->until, error))
    return NULL;
  return g_steal_pointer (&maintenance);
}

/**
 * kms_service_load_maintenance:
 * @service: a service
 * @error: return location for a #GError
 *
 * Takes over what the store says of maintenance, which waits for the store.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_service_load_maintenance (KmsService *service, GError **error)
{
  g_autofree Maintenance *maintenance =
      kms_store_run (service->store, KMS_STORE_READ, do_get_maintenance, NULL, g_free, error);

  if (maintenance == NULL)
    return FALSE;
  service->maintenance = maintenance->on;
  service->maintenance_until = maintenance->until;
  return TRUE;
}

static gpointer
do_tidy (KmsStoreSession *session, gpointer data, GError **error)
{
  const gint64 *now = data;

  return kms_accounts_tidy (session, *now, error) ? data : NULL;
}

static void
tidied (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (kms_store_run_finish (KMS_STORE (store), result, &error) == NULL)
    g_warning ("What has ended could not be deleted: %s", error->message);
}

static gboolean
tidy (gpointer user_data)
{
  KmsService *service = user_data;
  gint64 *now = g_new (gint64, 1);

  *now = kms_clock_now (service->clock);
  kms_store_run_async (service->store, KMS_STORE_WRITE, do_tidy, now, g_free, NULL, NULL, tidied,
                       NULL);
  return G_SOURCE_CONTINUE;
}

/**
 * kms_service_new:
 * @configuration: (transfer full): the configuration
 * @error: return location for a #GError
 *
 * Opens the store, which is this process's from here on, or makes an empty one.
 *
 * Returns: (transfer full): the service, or %NULL with @error set: one of KMS_ERROR_STORE_*, or why a
 *   file cannot be read
 */
KmsService *
kms_service_new (KmsConfiguration *configuration, GError **error)
{
  g_autoptr (KmsService) service = g_new0 (KmsService, 1);

  service->configuration = configuration;
  service->clock = kms_clock_new_system ();
  service->rules = kms_password_rules_new ();
  service->hasher = kms_hasher_new (KMS_HASHER_MAX_THREADS, MAX_WAITING_HASHES);
  service->in_flight = kms_in_flight_new (IN_FLIGHT_SECONDS);
  service->session_limiter = kms_rate_limiter_new (
      "session", (guint) configuration->session_requests, WINDOW, MAX_RATES, service->clock);
  service->address_limiter = kms_rate_limiter_new (
      "address", (guint) configuration->address_requests, WINDOW, MAX_RATES, service->clock);
  service->texts = load_texts (configuration, error);
  if (service->texts == NULL || !open_store (service, error)
      || !kms_service_load_maintenance (service, error))
    return NULL;
  service->tidy_source = g_timeout_add_seconds (TIDY_EVERY, tidy, service);
  return g_steal_pointer (&service);
}

/**
 * kms_service_reload:
 * @service: a service
 * @path: (nullable): the file of its configuration
 * @error: return location for a #GError
 *
 * Reads configuration and texts anew. The folder of the data stays what it was.
 *
 * Returns: %TRUE, or %FALSE with @error set and everything as it was
 */
gboolean
kms_service_reload (KmsService *service, const char *path, GError **error)
{
  g_autoptr (KmsConfiguration) configuration = kms_configuration_load (path, error);
  KmsTexts *texts;

  if (configuration == NULL)
    return FALSE;
  if (!g_str_equal (configuration->data_folder, service->configuration->data_folder))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                   "the data folder cannot change while the server runs");
      return FALSE;
    }
  texts = load_texts (configuration, error);
  if (texts == NULL)
    return FALSE;
  kms_texts_free (service->texts);
  service->texts = texts;
  kms_rate_limiter_set_quota (service->session_limiter, (guint) configuration->session_requests);
  kms_rate_limiter_set_quota (service->address_limiter, (guint) configuration->address_requests);
  kms_configuration_free (service->configuration);
  service->configuration = g_steal_pointer (&configuration);
  return TRUE;
}

/**
 * kms_service_free:
 * @service: (nullable): a service
 *
 * Closes the store, which waits for the work that was handed over.
 */
void
kms_service_free (KmsService *service)
{
  if (service == NULL)
    return;
  g_clear_handle_id (&service->tidy_source, g_source_remove);
  g_clear_pointer (&service->hasher, kms_hasher_free);
  g_clear_object (&service->store);
  g_clear_pointer (&service->rules, kms_password_rules_free);
  g_clear_pointer (&service->issuing, kms_issuing_free);
  g_clear_pointer (&service->texts, kms_texts_free);
  g_clear_pointer (&service->status, g_bytes_unref);
  g_clear_pointer (&service->in_flight, kms_in_flight_free);
  g_clear_pointer (&service->session_limiter, kms_rate_limiter_free);
  g_clear_pointer (&service->address_limiter, kms_rate_limiter_free);
  g_clear_pointer (&service->clock, kms_clock_unref);
  g_clear_pointer (&service->configuration, kms_configuration_free);
  g_free (service);
}
