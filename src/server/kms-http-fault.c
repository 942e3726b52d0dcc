/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What HTTP itself refuses, as the contract has it: a table, and the bytes of an answer for those
 * places where libmicrohttpd lets none be queued. */

#include "server/kms-http-head.h"

#include "server/kms-problem.h"

#include <microhttpd.h>
#include <time.h>

static const struct
{
  guint status;
  const char *code;
  const char *detail;
} faults[] = {
  [KMS_HTTP_FAULT_CHARACTER] = { 400, "http-invalid",
                                 "There are control characters, or a line that does not end in CR "
                                 "LF." },
  [KMS_HTTP_FAULT_LINE] = { 400, "http-invalid", "The request line is none of HTTP/1.1." },
  [KMS_HTTP_FAULT_TARGET] = { 400, "http-invalid", "The target is no path that can be read." },
  [KMS_HTTP_FAULT_FIELD] = { 400, "http-invalid", "A header field cannot be read." },
  [KMS_HTTP_FAULT_HOST] = { 400, "http-invalid", "There must be exactly one Host." },
  [KMS_HTTP_FAULT_LENGTH] = { 400, "http-invalid",
                              "Content-Length must be a number, once, without Transfer-Encoding." },
  [KMS_HTTP_FAULT_FORWARDED] = { 400, "http-invalid",
                                 "Forwarded and X-Forwarded-For must not come together." },
  [KMS_HTTP_FAULT_NO_LENGTH] = { 411, "length-required",
                                 "A body needs a Content-Length; Transfer-Encoding is not taken." },
  [KMS_HTTP_FAULT_ENCODING] = { 415, "media-type-unsupported", "Content-Encoding is not taken." },
  [KMS_HTTP_FAULT_TIMEOUT] = { 408, "request-timeout", "The request came too slowly." },
  [KMS_HTTP_FAULT_BODY_TOO_LARGE] = { 413, "text-too-large", "The body is too large." },
  [KMS_HTTP_FAULT_TARGET_TOO_LONG] = { 414, "uri-too-long", "The target is too long." },
  [KMS_HTTP_FAULT_HEAD_TOO_LARGE] = { 431, "headers-too-large",
                                      "The header fields are too large, or too many." },
  [KMS_HTTP_FAULT_BUSY] = { 503, "server-busy", "Too much is going on." },
};

/**
 * kms_http_fault_get_status:
 * @fault: a fault
 *
 * Returns: its status
 */
guint
kms_http_fault_get_status (KmsHttpFault fault)
{
  return faults[fault].status;
}

/**
 * kms_http_fault_to_problem:
 * @fault: a fault
 * @path: the path of the request, as far as it is known
 * @id: the request ID
 *
 * Returns: (transfer full): application/problem+json for it (RFC 9457)
 */
GBytes *
kms_http_fault_to_problem (KmsHttpFault fault, const char *path, const char *id)
{
  g_autoptr (KmsProblem) problem =
      kms_problem_new (faults[fault].status, faults[fault].code, faults[fault].detail);

  return kms_problem_to_bytes (problem, path, id);
}

/* RFC 9110, section 5.6.7, in any locale. */
static char *
format_date (void)
{
  static const char days[] = "SunMonTueWedThuFriSat";
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  time_t now = time (NULL);
  struct tm utc;

  gmtime_r (&now, &utc);
  return g_strdup_printf ("%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + 3 * utc.tm_wday,
                          utc.tm_mday, months + 3 * utc.tm_mon, utc.tm_year + 1900, utc.tm_hour,
                          utc.tm_min, utc.tm_sec);
}

/**
 * kms_http_fault_to_message:
 * @fault: a fault
 * @path: the path of the request, as far as it is known
 * @id: the request ID
 *
 * Returns: (transfer full): a whole answer of HTTP/1.1 that closes the connection
 */
GBytes *
kms_http_fault_to_message (KmsHttpFault fault, const char *path, const char *id)
{
  g_autoptr (GBytes) problem = kms_http_fault_to_problem (fault, path, id);
  g_autofree char *date = format_date ();
  GString *message = g_string_new (NULL);

  g_string_append_printf (message,
                          "HTTP/1.1 %u %s\r\n"
                          "Date: %s\r\n"
                          "Connection: close\r\n"
                          "Content-Type: " KMS_PROBLEM_MEDIA_TYPE "\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "X-Request-Id: %s\r\n"
                          "Cache-Control: no-store\r\n"
                          "X-Content-Type-Options: nosniff\r\n"
                          "%s\r\n",
                          faults[fault].status, MHD_get_reason_phrase_for (faults[fault].status),
                          date, g_bytes_get_size (problem), id,
                          faults[fault].status == 503 ? "Retry-After: 1\r\n" : "");
  g_string_append_len (message, g_bytes_get_data (problem, NULL), g_bytes_get_size (problem));
  return g_string_free_to_bytes (message);
}
