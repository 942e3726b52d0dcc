/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-json.h"
#include "server/kms-service.h"

G_BEGIN_DECLS

/**
 * KmsAdmin:
 *
 * The commands of the administration, as a table. A command is a piece of work for the store of a
 * service: of the running server's, which is asked through its socket, or of one that the command opens
 * for itself when no server runs.
 */

/* What a value may be. On the way to the server all are strings. */
typedef enum
{
  KMS_ADMIN_TEXT,
  KMS_ADMIN_NUMBER, /* whole and positive */
  KMS_ADMIN_FLAG,
  KMS_ADMIN_TIME,  /* typed as local time or RFC 3339, sent as RFC 3339 in UTC */
  KMS_ADMIN_INPUT, /* typed as a file or "-", sent as its content */
  KMS_ADMIN_PATH,  /* sent as an absolute path */
} KmsAdminKind;

typedef struct
{
  const char *name; /* "part-number"; NULL ends an array */
  KmsAdminKind kind;
  gboolean required;
  const char *help;
} KmsAdminParameter;

typedef struct _KmsAdminCommand KmsAdminCommand;

/* A command on its way; all borrowed. */
typedef struct
{
  KmsService *service; /* only what does not change may be used by the work */
  const KmsAdminCommand *command;
  JsonObject *values;
  gint64 now; /* microseconds UTC */
} KmsAdminCall;

/* As KmsStoreWork: what the command prints, or NULL with @error set. */
typedef char *(*KmsAdminWork) (KmsStoreSession *session, const KmsAdminCall *call, GError **error);
/* Something of several steps, on the main thread: returns the task with what the command prints. */
typedef void (*KmsAdminStart) (const KmsAdminCall *call, GTask *task); /* (transfer full) */
/* On the main thread, when the work is done. */
typedef void (*KmsAdminThen) (const KmsAdminCall *call);

struct _KmsAdminCommand
{
  const char *name; /* "sheets new"; NULL ends an array */
  const char *summary;
  const KmsAdminParameter *argument; /* NULL: none */
  const KmsAdminParameter *options;  /* NULL: none */
  KmsStoreMode mode;
  KmsAdminWork work;   /* NULL: it starts */
  KmsAdminThen then;   /* NULL: nothing */
  KmsAdminStart start; /* NULL: it works */
};

extern const KmsAdminCommand kms_admin_accounts_commands[];
extern const KmsAdminCommand kms_admin_mail_commands[];
extern const KmsAdminCommand kms_admin_sample_commands[];
extern const KmsAdminCommand kms_admin_sheets_commands[];
extern const KmsAdminCommand kms_admin_store_commands[];

const KmsAdminCommand *kms_admin_find (const char *name);
const KmsAdminCommand *const *kms_admin_list (guint *n_areas);

/* {"command": "…", "values": {…}}, in and out of the socket. */
JsonNode *kms_admin_request_new (const KmsAdminCommand *command, JsonObject *values);

void kms_admin_run_async (KmsService *service,
                          JsonNode *request,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
char *kms_admin_run_finish (GAsyncResult *result, GError **error);

/* The call of a task that a command has started. */
const KmsAdminCall *kms_admin_get_call (GTask *task);

/* What went wrong, with the places: a line each. */
char *kms_admin_describe (const GError *error);

/* For the work of a command; the values are there in the form of their kind. */
const char *kms_admin_get_text (const KmsAdminCall *call, const char *name); /* NULL: not given */
gboolean kms_admin_get_flag (const KmsAdminCall *call, const char *name);
gint64 kms_admin_get_number (const KmsAdminCall *call, const char *name, gint64 otherwise);
gint64 kms_admin_get_time (const KmsAdminCall *call, const char *name); /* 0: not given */

/* Texts that somebody else wrote, for the terminal; and times as people read them there. */
void kms_admin_append_text (GString *out, const char *text);
void kms_admin_append_time (GString *out, gint64 time); /* 0: "-" */

G_END_DECLS
