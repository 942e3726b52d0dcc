/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists as they are asked for. Every parameter is read whatever is wrong with the others, so that an
 * error names all of them. A cursor is a place, what was counted, and a fingerprint of the list it is a
 * place in. */

#include "issuing/kms-list.h"

#include "common/kms-error.h"

#include <string.h>

#define CURSOR_BYTES 27
#define CURSOR_SIZE  36 /* of its text: base64 */
#define MORE         0x8000
#define MAX_DAY      G_MAXINT32

/* A cursor before it is text. Numbers in network order. */
typedef struct
{
  guint64 fingerprint;
  gint64 at;
  gint64 issue;
  guint8 position;
  guint16 total; /* with MORE when there are more */
} Cursor;

/* Notes that a parameter is wrong; the first one gives the error its code. */
static void
refuse (GError **refusal, KmsError code, const char *parameter)
{
  if (*refusal == NULL)
    *refusal = g_error_new (KMS_ERROR, (int) code, "the parameter %s is not good", parameter);
  kms_error_add_detail (*refusal, code, "%s", parameter);
}

/* An identifier or a part of it. */
static gboolean
read_digits (const char *text, char digits[KMS_IDENTIFIER_SIZE])
{
  return g_utf8_validate (text, -1, NULL) && g_utf8_strlen (text, -1) <= KMS_SEARCH_MAX_CHARACTERS
         && kms_search_read_digits (text, digits);
}

/* The days; without a zone, only whether they are any. */
static void
read_days (KmsList *list, const KmsListParameters *parameters, GError **refusal)
{
  KmsDay from = 0;
  KmsDay to = MAX_DAY;
  gboolean from_good = TRUE;

  list->listing.from = G_MININT64;
  list->listing.to = G_MAXINT64;
  if (parameters->from != NULL && !kms_day_from_string (parameters->from, &from))
    {
      refuse (refusal, KMS_ERROR_PARAMETER_INVALID, "from");
      from_good = FALSE;
    }
  if (parameters->to != NULL
      && (!kms_day_from_string (parameters->to, &to)
          || (parameters->from != NULL && from_good && to < from)))
    refuse (refusal, KMS_ERROR_PARAMETER_INVALID, "to");
  if (list->zone == NULL || *refusal != NULL)
    return;
  if (parameters->from != NULL)
    list->listing.from = kms_day_start (list->zone, from);
  if (parameters->to != NULL)
    list->listing.to = kms_day_start (list->zone, to + 1);
}

static void
read_limit (KmsList *list, const char *text, GError **refusal)
{
  guint64 limit = KMS_LIST_DEFAULT_LIMIT;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, KMS_LIST_MAX_LIMIT, &limit, NULL))
    refuse (refusal, KMS_ERROR_PARAMETER_INVALID, "limit");
  list->limit = (guint) limit;
}

static void
read_order (KmsList *list, const char *text, GError **refusal)
{
  list->listing.ascending = g_strcmp0 (text, "asc") == 0;
  if (text != NULL && !list->listing.ascending && !g_str_equal (text, "desc"))
    refuse (refusal, KMS_ERROR_PARAMETER_INVALID, "order");
}

/* What a cursor belongs to: all that decides on the rows and their order. */
static guint64
make_fingerprint (const KmsList *list, const KmsListParameters *parameters)
{
  const char *const parts[] = {
    list->from,   list->to, list->tz, list->listing.device, list->listing.activation_key,
    parameters->q
  };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *head = g_strdup_printf ("%d %d", list->kind, list->listing.ascending);
  guint8 digest[32];
  gsize length = sizeof digest;
  guint64 fingerprint;

  g_checksum_update (checksum, (const guchar *) head, -1);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const char *part = parts[i] == NULL ? "" : parts[i];

      /* The NUL too, so that the parts cannot run together. */
      g_checksum_update (checksum, (const guchar *) part, (gssize) strlen (part) + 1);
    }
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (&fingerprint, digest, sizeof fingerprint);
  return fingerprint;
}

static void
pack (const Cursor *cursor, guint8 bytes[CURSOR_BYTES])
{
  gint64 at = GINT64_TO_BE (cursor->at);
  gint64 issue = GINT64_TO_BE (cursor->issue);
  guint16 total = GUINT16_TO_BE (cursor->total);

  memcpy (bytes, &cursor->fingerprint, 8);
  memcpy (bytes + 8, &at, 8);
  memcpy (bytes + 16, &issue, 8);
  bytes[24] = cursor->position;
  memcpy (bytes + 25, &total, 2);
}

/* As base64url, RFC 4648 section 5. */
static char *
cursor_to_text (const Cursor *cursor)
{
  guint8 bytes[CURSOR_BYTES];
  char *text;

  pack (cursor, bytes);
  text = g_base64_encode (bytes, sizeof bytes);
  return g_strdelimit (g_strdelimit (text, "+", '-'), "/", '_');
}

/* FALSE for what cursor_to_text() did not write. */
static gboolean
cursor_from_text (const char *text, Cursor *cursor)
{
  g_autofree char *plain = g_strdup (text);
  g_autofree char *again = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize length;

  if (strlen (text) != CURSOR_SIZE)
    return FALSE;
  bytes = g_base64_decode (g_strdelimit (g_strdelimit (plain, "-", '+'), "_", '/'), &length);
  if (length != CURSOR_BYTES)
    return FALSE;
  memcpy (&cursor->fingerprint, bytes, 8);
  memcpy (&cursor->at, bytes + 8, 8);
  memcpy (&cursor->issue, bytes + 16, 8);
  cursor->at = GINT64_FROM_BE (cursor->at);
  cursor->issue = GINT64_FROM_BE (cursor->issue);
  cursor->position = bytes[24];
  memcpy (&cursor->total, bytes + 25, 2);
  cursor->total = GUINT16_FROM_BE (cursor->total);
  again = cursor_to_text (cursor);
  return g_str_equal (again, text);
}

static void
read_cursor (KmsList *list, const char *text, GError **refusal)
{
  Cursor cursor;

  if (text == NULL)
    return;
  if (!cursor_from_text (text, &cursor) || cursor.fingerprint != list->fingerprint
      || (cursor.total & ~MORE) > KMS_LIST_MAX_TOTAL
      || (list->kind == KMS_LIST_DAILY && (cursor.at < G_MININT32 || cursor.at > G_MAXINT32)))
    {
      refuse (refusal, KMS_ERROR_CURSOR_INVALID, "cursor");
      return;
    }
  list->goes_on = TRUE;
  list->after =
      (KmsStorePlace){ .at = cursor.at, .issue = cursor.issue, .position = cursor.position };
  list->total = cursor.total & ~MORE;
  list->total_exact = (cursor.total & MORE) == 0;
}

/* Parameters that the list does not take are none of it: the caller knows which it has. */
static void
read_filter (KmsList *list, const KmsListParameters *parameters, GError **refusal)
{
  KmsStoreListing *listing = &list->listing;

  if (parameters->device_id != NULL && !read_digits (parameters->device_id, listing->device))
    refuse (refusal, KMS_ERROR_DEVICE_ID_INVALID, "device_id");
  if (parameters->activation_key != NULL
      && !read_digits (parameters->activation_key, listing->activation_key))
    refuse (refusal, KMS_ERROR_PARAMETER_INVALID, "activation_key");
  if (kms_search_text_read (&list->text, parameters->q) != KMS_SEARCH_FAULT_NONE)
    refuse (refusal, KMS_ERROR_PARAMETER_INVALID, "q");
}

/**
 * kms_list_new:
 * @kind: what of
 * @whole: %TRUE when all rows are wanted, which takes neither a cursor nor a limit
 * @parameters: as they came
 * @error: return location for a #GError
 *
 * Reads what is asked for, as the contract describes it.
 *
 * Returns: (transfer full): the list; or %NULL with @error set to %KMS_ERROR_PARAMETER_INVALID,
 *   %KMS_ERROR_DEVICE_ID_INVALID or %KMS_ERROR_CURSOR_INVALID, with a detail for each parameter that is
 *   wrong
 */
KmsList *
kms_list_new (KmsListKind kind, gboolean whole, const KmsListParameters *parameters, GError **error)
{
  g_autoptr (KmsList) list = g_new0 (KmsList, 1);
  GError *refusal = NULL;

  g_atomic_ref_count_init (&list->ref_count);
  list->kind = kind;
  list->listing.released = kind != KMS_LIST_ISSUANCES;
  list->from = g_strdup (parameters->from);
  list->to = g_strdup (parameters->to);
  list->tz = g_strdup (parameters->tz == NULL ? "UTC" : parameters->tz);
  list->zone = kms_zone_new (list->tz);
  read_filter (list, parameters, &refusal);
  read_days (list, parameters, &refusal);
  if (list->zone == NULL)
    refuse (&refusal, KMS_ERROR_PARAMETER_INVALID, "tz");
  read_order (list, parameters->order, &refusal);
  list->listing.text = &list->text;
  list->fingerprint = make_fingerprint (list, parameters);
  if (whole && parameters->cursor != NULL)
    refuse (&refusal, KMS_ERROR_PARAMETER_INVALID, "cursor");
  else
    read_cursor (list, parameters->cursor, &refusal);
  if (whole && parameters->limit != NULL)
    refuse (&refusal, KMS_ERROR_PARAMETER_INVALID, "limit");
  else
    read_limit (list, parameters->limit, &refusal);
  if (refusal != NULL)
    {
      g_propagate_error (error, refusal);
      return NULL;
    }
  return g_steal_pointer (&list);
}

/**
 * kms_list_ref:
 * @list: a list
 *
 * Returns: (transfer full): @list
 */
KmsList *
kms_list_ref (KmsList *list)
{
  g_atomic_ref_count_inc (&list->ref_count);
  return list;
}

/**
 * kms_list_unref:
 * @list: (transfer full): a list
 */
void
kms_list_unref (KmsList *list)
{
  if (!g_atomic_ref_count_dec (&list->ref_count))
    return;

  kms_search_text_clear (&list->text);
  g_clear_pointer (&list->zone, g_time_zone_unref);
  g_free (list->tz);
  g_free (list->from);
  g_free (list->to);
  g_free (list);
}

/**
 * kms_list_make_cursor:
 * @list: a list
 * @after: the place of the last row of a page
 * @total: how many rows there are, at most %KMS_LIST_MAX_TOTAL
 * @total_exact: whether there are no more
 *
 * Returns: (transfer full): what names the next page, for as long as the list is asked for alike
 */
char *
kms_list_make_cursor (const KmsList *list,
                      const KmsStorePlace *after,
                      guint total,
                      gboolean total_exact)
{
  const Cursor cursor = { .fingerprint = list->fingerprint,
                          .at = after->at,
                          .issue = after->issue,
                          .position = (guint8) after->position,
                          .total = (guint16) (total | (total_exact ? 0 : MORE)) };

  return cursor_to_text (&cursor);
}
