/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The service itself: status, policies, manual, contract. No account is needed. */

#include "server/kms-routes.h"

#include <string.h>

static GBytes *
new_status (const KmsService *service, gint64 second)
{
  g_autofree char *time = kms_time_to_string (second * G_USEC_PER_SEC);
  g_autofree char *until = NULL;
  char *text;

  if (service->maintenance && service->maintenance_until != 0)
    until = kms_time_to_string (service->maintenance_until);
  /* None of these needs escaping. */
  text =
      g_strdup_printf ("{\"service\":\"kms\",\"version\":\"" KMS_VERSION "\",\"state\":\"%s\","
                       "\"time\":\"%s\",\"maintenance_until\":%s%s%s}",
                       service->maintenance ? "maintenance" : "up", time, until == NULL ? "" : "\"",
                       until == NULL ? "null" : until, until == NULL ? "" : "\"");
  return g_bytes_new_take (text, strlen (text));
}

/* Everybody asks for this, so it is made once a second. */
static void
get_status (KmsExchange *exchange)
{
  KmsService *service = kms_exchange_get_service (exchange);
  gint64 second = kms_clock_now (service->clock) / G_USEC_PER_SEC;

  if (service->status == NULL || service->status_second != second
      || service->status_maintenance != service->maintenance
      || service->status_until != service->maintenance_until)
    {
      g_clear_pointer (&service->status, g_bytes_unref);
      service->status = new_status (service, second);
      service->status_second = second;
      service->status_maintenance = service->maintenance;
      service->status_until = service->maintenance_until;
    }
  kms_exchange_answer_text (exchange, 200, "application/json", service->status);
}

static void
not_found (KmsExchange *exchange, const char *what)
{
  kms_exchange_fail (exchange, g_error_new (KMS_ERROR, KMS_ERROR_NOT_FOUND, "%s", what));
}

static void
get_policy (KmsExchange *exchange)
{
  const char *language = kms_exchange_get_language (exchange);
  GBytes *policy = kms_texts_get_policy (kms_exchange_get_service (exchange)->texts,
                                         kms_exchange_get_parameter (exchange, "policy"), language);

  if (policy == NULL)
    {
      not_found (exchange, "there is no such policy");
      return;
    }
  kms_exchange_set_header (exchange, "Content-Language", language);
  kms_exchange_answer_text (exchange, 200, "application/json", policy);
}

static void
manual_loaded (GObject *file, GAsyncResult *result, gpointer user_data)
{
  KmsExchange *exchange = user_data;
  g_autoptr (GBytes) manual = g_file_load_bytes_finish (G_FILE (file), result, NULL, NULL);
  g_autofree char *disposition = NULL;
  const char *language = kms_exchange_get_language (exchange);

  if (manual == NULL)
    {
      not_found (exchange, "there is no manual");
      return;
    }
  disposition = g_strdup_printf ("attachment; filename=\"kms-manual-%s.pdf\"", language);
  kms_exchange_set_header (exchange, "Content-Language", language);
  kms_exchange_set_header (exchange, "Content-Disposition", disposition);
  kms_exchange_answer_text (exchange, 200, "application/pdf", manual);
}

static void
get_manual (KmsExchange *exchange)
{
  const char *folder = kms_exchange_get_service (exchange)->configuration->manual_folder;
  g_autofree char *name = g_strdup_printf ("manual-%s.pdf", kms_exchange_get_language (exchange));
  g_autoptr (GFile) file = NULL;

  if (folder[0] == '\0')
    {
      not_found (exchange, "no folder for the manual is configured");
      return;
    }
  file = g_file_new_build_filename (folder, name, NULL);
  g_file_load_bytes_async (file, NULL, manual_loaded, exchange);
}

static void
get_contract (KmsExchange *exchange)
{
  kms_exchange_answer_text (exchange, 200, "application/json",
                            kms_texts_get_contract (kms_exchange_get_service (exchange)->texts));
}

const KmsRoute kms_routes_service[] = {
  { "GET", "/v1/status", NULL, KMS_ROUTE_OPEN | KMS_ROUTE_ALWAYS, get_status },
  { "GET", "/v1/policies/{policy}", NULL, KMS_ROUTE_OPEN, get_policy },
  { "GET", "/v1/manual.pdf", NULL, KMS_ROUTE_OPEN, get_manual },
  { "GET", "/v1/openapi.json", NULL, KMS_ROUTE_OPEN, get_contract },
  { NULL },
};
