/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands about sheets, which is how activation keys come to people: made at random, imported from
 * a CSV, listed. */

#include "server/kms-admin.h"

#include "common/kms-csv.h"
#include "engine/kms-identifier.h"
#include "issuing/kms-sheets.h"

#define SHEETS_SHOWN 1000

/* What was read of a file, for the store. */
typedef struct
{
  KmsStore *store;   /* owned */
  GPtrArray *sheets; /* owned, of KmsSheet; NULL before it is read */
  char *text;        /* owned */
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_clear_object (&import->store);
  g_clear_pointer (&import->sheets, g_ptr_array_unref);
  g_free (import->text);
  g_free (import);
}

static gboolean
get_csv (const KmsAdminCall *call, gboolean *csv, GError **error)
{
  const char *format = kms_admin_get_text (call, "format");

  *csv = g_strcmp0 (format, "csv") == 0;
  if (format == NULL || *csv || g_str_equal (format, "text"))
    return TRUE;
  g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID, "a format is “text” or “csv”");
  return FALSE;
}

/* A sheet as it is printed and handed to somebody. */
static void
append_sheet (GString *out, const KmsSheet *sheet)
{
  gboolean hdvc = sheet->category == KMS_CATEGORY_HDVC;
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];

  g_string_append (out, out->len == 0 ? "Activation Key Sheet\n" : "\nActivation Key Sheet\n");
  g_string_append_printf (out, "  %-16s %s\n", hdvc ? "Activation Key" : "License No.",
                          kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY,
                                                 sheet->pair.activation_key, shown));
  g_string_append_printf (out, "  %-16s %s\n", "Registration ID", sheet->pair.registration_id);
  g_string_append_printf (out, "  %-16s %s\n", "Part number", sheet->part_number);
  g_string_append_printf (out, "  %-16s %s\n", "Purpose", sheet->purpose);
}

static char *
print_sheets (GPtrArray *sheets, gboolean csv)
{
  GString *out = g_string_new (NULL);

  if (csv)
    kms_sheets_append_csv (out, NULL);
  for (guint i = 0; i < sheets->len; i++)
    {
      if (csv)
        kms_sheets_append_csv (out, g_ptr_array_index (sheets, i));
      else
        append_sheet (out, g_ptr_array_index (sheets, i));
    }
  return g_string_free (out, FALSE);
}

static char *
make_sheets (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  const char *category = kms_admin_get_text (call, "category");
  KmsPart part = { .part_number = kms_admin_get_text (call, "part-number"),
                   .purpose = kms_admin_get_text (call, "purpose") };
  g_autoptr (GPtrArray) sheets = NULL;
  gboolean csv;

  if (!get_csv (call, &csv, error))
    return NULL;
  if (!kms_category_from_string (category == NULL ? "hdvc" : category, &part.category))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_VALUE_INVALID,
                   "a category is “hdvc” or “live-link”");
      return NULL;
    }
  sheets = kms_sheets_make (session, &part,
                            (guint) MIN (kms_admin_get_number (call, "count", 1), G_MAXINT), error);
  return sheets == NULL ? NULL : print_sheets (sheets, csv);
}

static void
read_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Import *import = data;
  GError *error = NULL;

  import->sheets = kms_sheets_read_csv (import->text, -1, &error);
  if (import->sheets == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gpointer
do_import (KmsStoreSession *session, gpointer data, GError **error)
{
  GPtrArray *sheets = data;

  if (!kms_sheets_import (session, sheets, error))
    return NULL;
  return g_strdup_printf ("%u sheet%s imported.\n", sheets->len, sheets->len == 1 ? "" : "s");
}

static void
on_imported (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *out = kms_store_run_finish (KMS_STORE (store), result, &error);

  if (out == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, out, g_free);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Import *import = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else
    kms_store_run_async (import->store, KMS_STORE_WRITE, do_import,
                         g_ptr_array_ref (import->sheets), (GDestroyNotify) g_ptr_array_unref,
                         g_free, NULL, on_imported, g_steal_pointer (&task));
}

/* Reading a long list takes its time, and neither the clients nor the store wait for it. */
static void
start_import (const KmsAdminCall *call, GTask *task)
{
  g_autoptr (GTask) reading = g_task_new (NULL, NULL, on_read, task);
  Import *import = g_new0 (Import, 1);

  import->store = g_object_ref (call->service->store);
  import->text = g_strdup (kms_admin_get_text (call, "file"));
  g_task_set_task_data (reading, import, import_free);
  g_task_run_in_thread (reading, read_file);
}

/* A row of the list: whether the sheet is free, and for which device it was issued otherwise. */
static void
append_row (const KmsStoreSheet *sheet, gpointer data)
{
  GString *out = data;
  char key[KMS_IDENTIFIER_SHOWN_SIZE];
  char device[KMS_IDENTIFIER_SHOWN_SIZE] = "";
  g_autoptr (GString) issued_at = g_string_new (NULL);

  if (sheet->device_id != NULL)
    {
      kms_identifier_format (kms_identifier_device_kind (sheet->category), sheet->device_id,
                             device);
      kms_admin_append_time (issued_at, sheet->issued_at);
    }
  kms_csv_append_row (
      out,
      (const char *const[]){
          kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, sheet->pair.activation_key, key),
          sheet->pair.registration_id, sheet->part_number, sheet->purpose,
          kms_category_to_string (sheet->category), device, issued_at->str, NULL });
}

static char *
list_sheets (KmsStoreSession *session, const KmsAdminCall *call, GError **error)
{
  static const char *const header[] = { "activation_key", "registration_id",
                                        "part_number",    "purpose",
                                        "category",       "device_id",
                                        "issued_at",      NULL };
  gint64 limit = kms_admin_get_number (call, "limit", SHEETS_SHOWN);
  const char *after = kms_admin_get_text (call, "after");
  KmsIdentifierReading reading = { .digits = "" };
  g_autoptr (GString) out = g_string_new (NULL);

  if (after != NULL && !kms_identifier_read (KMS_IDENTIFIER_ACTIVATION_KEY, after, -1, &reading))
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_ACTIVATION_KEY_INVALID,
                   "--after is no activation key");
      return NULL;
    }
  kms_csv_append_row (out, header);
  if (!kms_store_list_sheets (session, reading.digits, (guint) MIN (limit, G_MAXINT), append_row,
                              out, error))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static const KmsAdminParameter file_argument = { "file", KMS_ADMIN_INPUT, TRUE, NULL };

static const KmsAdminParameter new_options[] = {
  { "part-number", KMS_ADMIN_TEXT, TRUE, "What the keys are for" },
  { "purpose", KMS_ADMIN_TEXT, TRUE, "What that does" },
  { "category", KMS_ADMIN_TEXT, FALSE, "hdvc (the default) or live-link" },
  { "count", KMS_ADMIN_NUMBER, FALSE, "How many, 1 to 1000 (1)" },
  { "format", KMS_ADMIN_TEXT, FALSE, "text (the default), or csv as “sheets import” takes it" },
  { NULL },
};

static const KmsAdminParameter list_options[] = {
  { "after", KMS_ADMIN_TEXT, FALSE, "Go on behind this activation key" },
  { "limit", KMS_ADMIN_NUMBER, FALSE, "At most so many (1000)" },
  { NULL },
};

const KmsAdminCommand kms_admin_sheets_commands[] = {
  { "sheets new", "Make random activation keys and print their sheets", NULL, new_options,
    KMS_STORE_WRITE, make_sheets, NULL, NULL },
  { "sheets import", "Take activation keys from a CSV, all of them or none", &file_argument, NULL,
    KMS_STORE_WRITE, NULL, NULL, start_import },
  { "sheets list", "List the activation keys as CSV, with what they were issued for", NULL,
    list_options, KMS_STORE_READ, list_sheets, NULL, NULL },
  { NULL },
};
