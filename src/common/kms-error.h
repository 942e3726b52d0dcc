/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KMS_ERROR:
 *
 * The one error domain of the project. Foreign errors are turned into it where they enter. The
 * messages are for the log, in English; people read what words/ makes of code and details.
 *
 * Each error may carry details: for which member of the request it stands (a JSON pointer such as
 * "/keys/2/registration_id", or the name of a parameter) and the code at that place, as RFC 9457
 * answers do on the wire; and a few figures.
 */
#define KMS_ERROR (kms_error_quark ())

typedef enum
{
  KMS_ERROR_FAILED, /* something foreign went wrong; the message is the technical one */

  /* What somebody typed, pasted or opened. */
  KMS_ERROR_TEXT_INVALID, /* not text: not UTF-8, or with NUL or other control characters */
  KMS_ERROR_TEXT_TOO_LARGE,
  KMS_ERROR_DEVICE_ID_INVALID,
  KMS_ERROR_ACTIVATION_KEY_INVALID,
  KMS_ERROR_REGISTRATION_ID_INVALID,
  KMS_ERROR_SITE_INVALID,
  KMS_ERROR_MAIL_ADDRESS_INVALID,
  KMS_ERROR_MAIL_SUBJECT_INVALID,

  /* The rules of issuing. */
  KMS_ERROR_NO_KEYS,
  KMS_ERROR_TOO_MANY_KEYS,
  KMS_ERROR_DUPLICATE_KEY,
  KMS_ERROR_KEY_PAIR_INVALID,
  KMS_ERROR_WRONG_CATEGORY,
  KMS_ERROR_KEY_BOUND_ELSEWHERE,
  KMS_ERROR_DEVICE_FULL, /* the ordinals a device tries (1 to 64) are used up */
  KMS_ERROR_NOT_FOUND,

  /* Where things are kept. */
  KMS_ERROR_STORE_FULL,      /* disk full */
  KMS_ERROR_STORE_READ_ONLY, /* no right to write */
  KMS_ERROR_STORE_BUSY,      /* another program holds the file */
  KMS_ERROR_STORE_FOREIGN,   /* not a file of ours */
  KMS_ERROR_STORE_NEWER,     /* made by a newer version */
  KMS_ERROR_STORE_CORRUPT,   /* ours, but damaged */
  KMS_ERROR_STORE_SECRET,    /* belongs to another issuer secret */
  KMS_ERROR_STORE_FAILED,    /* any other I/O error */

  /* The service: what a server says beside the above. */
  KMS_ERROR_MAINTENANCE,
  KMS_ERROR_SERVER_BUSY,
  KMS_ERROR_RATE_LIMITED,
  KMS_ERROR_IDEMPOTENCY_KEY_REUSED,
  KMS_ERROR_REQUEST_IN_FLIGHT,
  KMS_ERROR_STALE_VERSION,
  KMS_ERROR_CURSOR_INVALID,
  KMS_ERROR_PARAMETER_INVALID,
  KMS_ERROR_VALUE_INVALID,
  KMS_ERROR_VALUE_MISSING,
  KMS_ERROR_VALUE_TOO_LONG,

  /* Accounts. */
  KMS_ERROR_SESSION_EXPIRED,
  KMS_ERROR_CREDENTIALS_INVALID,
  KMS_ERROR_ACCOUNT_DISABLED,
  KMS_ERROR_LOGIN_ID_INVALID,
  KMS_ERROR_LOGIN_ID_TAKEN,
  KMS_ERROR_ADDRESS_REGISTERED,
  KMS_ERROR_POLICY_OUTDATED,
  KMS_ERROR_CODE_INVALID, /* with KMS_ERROR_TRIES_LEFT */
  KMS_ERROR_CODE_EXPIRED,
  KMS_ERROR_PASSWORD_TOO_WEAK, /* its details say why: */
  KMS_ERROR_PASSWORD_LENGTH,
  KMS_ERROR_PASSWORD_RUN,
  KMS_ERROR_PASSWORD_LOGIN_ID,
  KMS_ERROR_PASSWORD_COMMON,

  /* The way to a server; these never stand in an answer. */
  KMS_ERROR_SERVER_URL_INVALID,
  KMS_ERROR_SERVER_URL_INSECURE, /* http:// to another computer */
  KMS_ERROR_AUTHORITY_INVALID,   /* the file holds no certificate of an authority */
  KMS_ERROR_SERVER_UNREACHABLE,  /* no connection: refused, no such host, no network */
  KMS_ERROR_SERVER_SILENT,       /* no answer in time */
  KMS_ERROR_SERVER_DOWN,         /* a gateway answers that the service behind it does not */
  KMS_ERROR_CONNECTION_BROKEN,
  KMS_ERROR_CERTIFICATE_UNTRUSTED, /* of an unknown issuer, or its own */
  KMS_ERROR_CERTIFICATE_HOST,      /* for another host */
  KMS_ERROR_CERTIFICATE_EXPIRED,
  KMS_ERROR_CERTIFICATE_NOT_YET, /* not valid yet: mostly this computer's clock is wrong */
  KMS_ERROR_CERTIFICATE_INVALID, /* revoked, weak or broken */
  KMS_ERROR_NO_KMS_SERVER,       /* what answers does not speak as the contract says */
} KmsError;

#define KMS_N_ERRORS (KMS_ERROR_NO_KMS_SERVER + 1)

typedef struct
{
  char *pointer; /* owned; a JSON pointer (RFC 6901) into the request, or a parameter's name */
  KmsError code;
} KmsErrorDetail;

/* What an error may tell in figures. */
typedef enum
{
  KMS_ERROR_TRIES_LEFT,  /* of a code */
  KMS_ERROR_RETRY_AFTER, /* seconds */
  KMS_ERROR_UNTIL,       /* microseconds UTC: when maintenance should be over */
  KMS_ERROR_UNCERTAIN,   /* 1: the request may have been carried out all the same */
  KMS_ERROR_FINAL,       /* 1: nor was it at an earlier time under the same Idempotency-Key */
  KMS_ERROR_LINE,        /* of a text, from 1: where it is wrong */
} KmsErrorNumber;

#define KMS_N_ERROR_NUMBERS (KMS_ERROR_LINE + 1)

GQuark kms_error_quark (void);

const char *kms_error_to_code (KmsError error);
gboolean kms_error_from_code (const char *code, KmsError *error);

GError *kms_error_from_disk (const GError *error);

void kms_error_add_detail (GError *error, KmsError code, const char *pointer_format, ...)
    G_GNUC_PRINTF (3, 4);

const KmsErrorDetail *kms_error_get_details (const GError *error, guint *n_details);

void kms_error_set_number (GError *error, KmsErrorNumber number, gint64 value);
gboolean kms_error_get_number (const GError *error, KmsErrorNumber number, gint64 *value);

G_END_DECLS
