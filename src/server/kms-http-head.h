/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The most bytes of the head of a request and of the target in it, and the most fields and parameters.
 * libmicrohttpd must have room for them. */
#define KMS_HTTP_MAX_HEAD       4096
#define KMS_HTTP_MAX_TARGET     2048
#define KMS_HTTP_MAX_FIELDS     40
#define KMS_HTTP_MAX_PARAMETERS 16

/* The longest request ID. */
#define KMS_HTTP_MAX_ID 64

/**
 * KmsHttpFault:
 *
 * What HTTP itself refuses.
 */
typedef enum
{
  KMS_HTTP_FAULT_NONE,
  KMS_HTTP_FAULT_CHARACTER, /* a control character, or a line that ends without CR LF */
  KMS_HTTP_FAULT_LINE,      /* the request line is none of HTTP/1.1 */
  KMS_HTTP_FAULT_TARGET,    /* the target is no path, or its escapes are wrong */
  KMS_HTTP_FAULT_FIELD,     /* a header field is none */
  KMS_HTTP_FAULT_HOST,      /* not exactly one Host */
  KMS_HTTP_FAULT_LENGTH, /* Content-Length is no number, is there twice, or with Transfer-Encoding */
  KMS_HTTP_FAULT_FORWARDED, /* a proxy sends both ways to name its client */
  KMS_HTTP_FAULT_NO_LENGTH, /* Transfer-Encoding */
  KMS_HTTP_FAULT_ENCODING,  /* Content-Encoding */
  KMS_HTTP_FAULT_TIMEOUT,   /* head or body came too slowly */
  KMS_HTTP_FAULT_BODY_TOO_LARGE,
  KMS_HTTP_FAULT_TARGET_TOO_LONG,
  KMS_HTTP_FAULT_HEAD_TOO_LARGE,
  KMS_HTTP_FAULT_BUSY, /* too many connections of one address, or the server stops */
} KmsHttpFault;

/**
 * KmsHttpField:
 *
 * One header field.
 */
typedef struct
{
  char *name;  /* owned */
  char *value; /* owned; without white space at its ends */
} KmsHttpField;

/**
 * KmsHttpHead:
 *
 * What the fields of a head say of the message, while they are gone through.
 */
typedef struct
{
  guint n_fields;
  guint n_hosts;
  guint n_lengths;
  guint64 length;
  gboolean chunked;
  gboolean encoded;
  KmsHttpFault fault; /* the first of a field */
} KmsHttpHead;

guint kms_http_fault_get_status (KmsHttpFault fault);
GBytes *kms_http_fault_to_problem (KmsHttpFault fault, const char *path, const char *id);
GBytes *kms_http_fault_to_message (KmsHttpFault fault, const char *path, const char *id);

GArray *kms_http_fields_new (void);
void kms_http_fields_add (GArray *fields,
                          const char *name,
                          gssize name_length,
                          const char *value,
                          gssize value_length);
const char *kms_http_fields_get (GArray *fields, const char *name);

void kms_http_head_take (KmsHttpHead *head,
                         const char *name,
                         gsize name_length,
                         const char *value,
                         gsize value_length);
KmsHttpFault kms_http_head_finish (const KmsHttpHead *head, gsize body_limit);

KmsHttpFault kms_http_method_check (const char *method);
KmsHttpFault kms_http_target_check (const char *target, gsize length);
KmsHttpFault
kms_http_head_check (const char *head, gsize length, gsize body_limit, gboolean *whole);

char *kms_http_unescape (const char *text, gsize length, gboolean form);
GStrv kms_http_path_split (const char *path);
GHashTable *kms_http_query_parse (const char *query, GError **error);

gboolean kms_http_is_id (const char *id);

G_END_DECLS
