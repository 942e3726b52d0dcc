/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an account keeps about a device: the site lines. */

#include "server/kms-issuance-json.h"
#include "server/kms-routes.h"

/* A device and its lines: what is asked, and what is answered. */
typedef struct
{
  KmsCategory category;
  char device_id[KMS_IDENTIFIER_SIZE];
  KmsSite site;
  gint64 version;
} Device;

/* The device of the path; or NULL, and the exchange has its answer. */
static Device *
read_device (KmsExchange *exchange)
{
  const char *category = kms_exchange_get_parameter (exchange, "category");
  const char *device_id = kms_exchange_get_parameter (exchange, "device_id");
  g_autofree Device *device = g_new0 (Device, 1);
  KmsIdentifierReading reading;
  GError *error = NULL;

  if (!kms_category_from_string (category, &device->category))
    {
      kms_exchange_fail (exchange,
                         g_error_new (KMS_ERROR, KMS_ERROR_NOT_FOUND, "no such category"));
      return NULL;
    }
  if (!kms_identifier_read (kms_identifier_device_kind (device->category), device_id, -1, &reading))
    {
      error = g_error_new (KMS_ERROR, KMS_ERROR_DEVICE_ID_INVALID, "no device ID");
      kms_error_add_detail (error, KMS_ERROR_DEVICE_ID_INVALID, "device_id");
      kms_exchange_fail (exchange, error);
      return NULL;
    }
  g_strlcpy (device->device_id, reading.digits, KMS_IDENTIFIER_SIZE);
  return g_steal_pointer (&device);
}

static void
answer_device (KmsExchange *exchange, gpointer result)
{
  const Device *device = result;

  kms_exchange_set_etag (exchange, device->version);
  kms_exchange_answer (exchange, 200,
                       kms_site_to_json (device->category, device->device_id, &device->site));
}

static gpointer
do_load (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  g_autofree Device *device = g_memdup2 (data, sizeof *device);

  if (!kms_issuing_load_site (caller->service->issuing, session, caller->account->account_id,
                              device->category, device->device_id, &device->site, &device->version,
                              error))
    return NULL;
  return g_steal_pointer (&device);
}

static void
get_site (KmsExchange *exchange)
{
  Device *device = read_device (exchange);

  if (device != NULL)
    kms_exchange_run (exchange, KMS_STORE_READ, do_load, device, g_free, g_free, answer_device);
}

static gpointer
do_save (KmsStoreSession *session, const KmsCaller *caller, gpointer data, GError **error)
{
  g_autofree Device *device = g_memdup2 (data, sizeof *device);

  if (!kms_issuing_save_site (caller->service->issuing, session, caller->account->account_id,
                              device->category, device->device_id, &device->site, device->version,
                              &device->version, error))
    return NULL;
  return g_steal_pointer (&device);
}

static void
save_site (KmsExchange *exchange)
{
  g_autofree Device *device = read_device (exchange);
  GError *error = NULL;

  if (device == NULL)
    return;
  if (!kms_site_from_json (kms_exchange_get_body (exchange), &device->site, &error))
    {
      kms_exchange_fail (exchange, error);
      return;
    }
  device->version = kms_exchange_get_if_match (exchange);
  /* -1 is what no version is; here it would stand for any. */
  if (device->version < 0)
    device->version = G_MAXINT64;
  kms_exchange_run (exchange, KMS_STORE_WRITE, do_save, g_steal_pointer (&device), g_free, g_free,
                    answer_device);
}

const KmsRoute kms_routes_devices[] = {
  { "GET", "/v1/devices/{category}/{device_id}/site", NULL, 0, get_site },
  { "PUT", "/v1/devices/{category}/{device_id}/site", NULL, KMS_ROUTE_BODY | KMS_ROUTE_IF_MATCH,
    save_site },
  { NULL },
};
