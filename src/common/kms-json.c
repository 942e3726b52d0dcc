/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Strict JSON (RFC 8259) over json-glib, which by itself takes comments, single quotes and 010,
 * turns 2^63 negative and crashes on deep nesting. So a text is first held to the grammar here, and
 * only then given to json-glib. Duplicate members show by their number: json-glib keeps one of them. */

#include "common/kms-json.h"

#include "common/kms-error.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *start; /* borrowed; NUL-terminated */
  const char *cursor;
  guint depth;
  guint n_members;
  const char *fault; /* what is wrong at @cursor, in English */
} Scanner;

static gboolean scan_value (Scanner *scanner);

static gboolean
fail (Scanner *scanner, const char *fault)
{
  scanner->fault = fault;
  return FALSE;
}

static void
skip_space (Scanner *scanner)
{
  scanner->cursor += strspn (scanner->cursor, " \t\n\r");
}

static gboolean
take (Scanner *scanner, const char *token)
{
  gsize length = strlen (token);

  if (strncmp (scanner->cursor, token, length) != 0)
    return FALSE;
  scanner->cursor += length;
  return TRUE;
}

/* Reads four hexadecimal digits; -1 when there are fewer. */
static int
scan_code_unit (Scanner *scanner)
{
  int unit = 0;

  for (guint i = 0; i < 4; i++, scanner->cursor++)
    {
      if (!g_ascii_isxdigit (*scanner->cursor))
        return -1;
      unit = unit * 16 + g_ascii_xdigit_value (*scanner->cursor);
    }
  return unit;
}

/* Behind "\u". U+0000 is no text for anyone here; surrogates come in pairs. */
static gboolean
scan_unicode_escape (Scanner *scanner)
{
  int unit = scan_code_unit (scanner);

  if (unit <= 0)
    return fail (scanner, "bad \\u escape");
  if (unit < 0xD800 || unit > 0xDFFF)
    return TRUE;
  if (unit > 0xDBFF || !take (scanner, "\\u"))
    return fail (scanner, "surrogate without its partner");
  unit = scan_code_unit (scanner);
  if (unit < 0xDC00 || unit > 0xDFFF)
    return fail (scanner, "surrogate without its partner");
  return TRUE;
}

static gboolean
scan_string (Scanner *scanner)
{
  if (!take (scanner, "\""))
    return fail (scanner, "string expected");
  while (!take (scanner, "\""))
    {
      if ((guchar) *scanner->cursor < 0x20)
        return fail (scanner, "control character or end of text in a string");
      if (*scanner->cursor++ != '\\')
        continue;
      if (*scanner->cursor == '\0' || strchr ("\"\\/bfnrtu", *scanner->cursor) == NULL)
        return fail (scanner, "unknown escape");
      if (*scanner->cursor++ == 'u' && !scan_unicode_escape (scanner))
        return FALSE;
    }
  return TRUE;
}

static gboolean
scan_digits (Scanner *scanner)
{
  gsize n_digits = strspn (scanner->cursor, "0123456789");

  scanner->cursor += n_digits;
  return n_digits > 0;
}

static gboolean
scan_number (Scanner *scanner)
{
  const char *start = scanner->cursor;
  gboolean whole = TRUE;
  g_autofree char *number = NULL;

  take (scanner, "-");
  if (!take (scanner, "0") && !scan_digits (scanner))
    return fail (scanner, "value expected");
  if (take (scanner, "."))
    {
      whole = FALSE;
      if (!scan_digits (scanner))
        return fail (scanner, "bad number");
    }
  if (take (scanner, "e") || take (scanner, "E"))
    {
      whole = FALSE;
      if (!take (scanner, "+"))
        take (scanner, "-");
      if (!scan_digits (scanner))
        return fail (scanner, "bad number");
    }

  number = g_strndup (start, (gsize) (scanner->cursor - start));
  if (whole && !g_ascii_string_to_signed (number, 10, -G_MAXINT64, G_MAXINT64, NULL, NULL))
    return fail (scanner, "number out of range");
  if (!isfinite (g_ascii_strtod (number, NULL)))
    return fail (scanner, "number out of range");
  return TRUE;
}

/* The members of an object or the elements of an array, up to and with @end. */
static gboolean
scan_items (Scanner *scanner, gboolean object, const char *end)
{
  skip_space (scanner);
  if (take (scanner, end))
    return TRUE;
  do
    {
      skip_space (scanner);
      if (object)
        {
          scanner->n_members++;
          if (!scan_string (scanner))
            return FALSE;
          skip_space (scanner);
          if (!take (scanner, ":"))
            return fail (scanner, "\":\" expected");
        }
      if (!scan_value (scanner))
        return FALSE;
    }
  while (take (scanner, ","));
  return take (scanner, end) || fail (scanner, "\",\" or an end expected");
}

/* Recursive, but never deeper than KMS_JSON_MAX_DEPTH. */
static gboolean
scan_value (Scanner *scanner)
{
  gboolean valid;

  skip_space (scanner);
  if (*scanner->cursor == '{' || *scanner->cursor == '[')
    {
      gboolean object = *scanner->cursor == '{';

      if (scanner->depth == KMS_JSON_MAX_DEPTH)
        return fail (scanner, "nested too deeply");
      scanner->depth++;
      scanner->cursor++;
      valid = scan_items (scanner, object, object ? "}" : "]");
      scanner->depth--;
    }
  else if (*scanner->cursor == '"')
    valid = scan_string (scanner);
  else
    valid = take (scanner, "true") || take (scanner, "false") || take (scanner, "null")
            || scan_number (scanner);
  skip_space (scanner);
  return valid;
}

/* Up to and with the one that the cursor is in. */
static gint64
count_lines (const Scanner *scanner)
{
  gint64 n_lines = 1;

  for (const char *c = scanner->start; c < scanner->cursor; c++)
    n_lines += *c == '\n' ? 1 : 0;
  return n_lines;
}

static guint
count_members (JsonNode *node)
{
  guint n_members = 0;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      JsonObjectIter iter;
      JsonNode *value;

      json_object_iter_init (&iter, object);
      while (json_object_iter_next (&iter, NULL, &value))
        n_members += 1 + count_members (value);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        n_members += count_members (json_array_get_element (array, i));
    }
  return n_members;
}

/* A fault of a member of @object, named as RFC 6901 does. */
static void
fail_member (GError **error, const char *member, const char *fault)
{
  g_autoptr (GString) token = g_string_new (member);
  GError *local =
      g_error_new (KMS_ERROR, KMS_ERROR_TEXT_INVALID, "Member \"%s\": %s", member, fault);

  g_string_replace (token, "~", "~0", 0);
  g_string_replace (token, "/", "~1", 0);
  kms_error_add_detail (local, KMS_ERROR_TEXT_INVALID, "/%s", token->str);
  g_propagate_error (error, local);
}

static const char *
describe_type (GType type)
{
  if (type == G_TYPE_STRING)
    return "should be a string";
  if (type == G_TYPE_BOOLEAN)
    return "should be true or false";
  if (type == JSON_TYPE_ARRAY)
    return "should be an array";
  return "should be a whole number";
}

static JsonNode *
get_member (JsonObject *object, const char *member, GType type, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || json_node_get_value_type (node) != type)
    {
      fail_member (error, member, node == NULL ? "missing" : describe_type (type));
      return NULL;
    }
  return node;
}

/**
 * kms_json_parse:
 * @text: what came from outside
 * @length: its length in bytes, or -1 when it ends with a NUL
 * @max_length: the most bytes it may have
 * @error: return location
 *
 * Reads one JSON value as RFC 8259 has it: UTF-8 without a byte order mark, no comments, nothing
 * behind the value. Nesting deeper than %KMS_JSON_MAX_DEPTH, two members of one name, U+0000, whole
 * numbers beyond 2^63 - 1 on either side of zero and fractions that no double can hold are refused.
 *
 * Returns: (transfer full) (nullable): the value; on failure %NULL, and %KMS_ERROR_TEXT_TOO_LARGE or
 *   %KMS_ERROR_TEXT_INVALID is set, where the grammar is broken with %KMS_ERROR_LINE
 */
JsonNode *
kms_json_parse (const char *text, gssize length, gsize max_length, GError **error)
{
  gsize size;
  g_autofree char *terminated = NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) foreign = NULL;
  Scanner scanner = { 0 };

  g_return_val_if_fail (text != NULL, NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  if (size > max_length)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_TOO_LARGE,
                   "%" G_GSIZE_FORMAT " bytes of JSON, at most %" G_GSIZE_FORMAT " are allowed",
                   size, max_length);
      return NULL;
    }
  if (!g_utf8_validate_len (text, size, NULL))
    {
      g_set_error_literal (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "The JSON is not UTF-8 text");
      return NULL;
    }

  terminated = g_strndup (text, size);
  scanner.start = scanner.cursor = terminated;
  if (!scan_value (&scanner)
      || (*scanner.cursor != '\0' && !fail (&scanner, "text behind the end")))
    {
      GError *fault =
          g_error_new (KMS_ERROR, KMS_ERROR_TEXT_INVALID, "JSON, byte %" G_GSIZE_FORMAT ": %s",
                       (gsize) (scanner.cursor - scanner.start), scanner.fault);

      kms_error_set_number (fault, KMS_ERROR_LINE, count_lines (&scanner));
      g_propagate_error (error, fault);
      return NULL;
    }

  if (json_parser_load_from_data (parser, terminated, (gssize) size, &foreign))
    root = json_parser_steal_root (parser);
  if (root == NULL || count_members (root) != scanner.n_members)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_TEXT_INVALID, "JSON: %s",
                   foreign != NULL ? foreign->message : "two members of one name");
      return NULL;
    }
  return g_steal_pointer (&root);
}

/**
 * kms_json_to_string:
 * @node: a value
 * @pretty: whether people shall read it
 *
 * Returns: (transfer full): @node as text, without a line end
 */
char *
kms_json_to_string (JsonNode *node, gboolean pretty)
{
  g_autofree char *raw = NULL;
  GString *text;

  g_return_val_if_fail (node != NULL, NULL);

  /* json-glib 1.6 escapes all control characters but the last one, which is then no JSON. */
  raw = json_to_string (node, pretty);
  text = g_string_new (raw);
  g_string_replace (text, "\x1F", "\\u001f", 0);
  return g_string_free (text, FALSE);
}

/**
 * kms_json_get_string:
 * @object: an object
 * @member: the name of a member
 * @error: return location
 *
 * Returns: (transfer none) (nullable): the string, valid as long as @object; %NULL and
 *   %KMS_ERROR_TEXT_INVALID when there is none
 */
const char *
kms_json_get_string (JsonObject *object, const char *member, GError **error)
{
  JsonNode *node = get_member (object, member, G_TYPE_STRING, error);

  return node != NULL ? json_node_get_string (node) : NULL;
}

/**
 * kms_json_get_int:
 * @object: an object
 * @member: the name of a member
 * @minimum: the least value allowed
 * @maximum: the greatest value allowed
 * @value: (out): the number
 * @error: return location
 *
 * Gets a whole number, written without fraction or exponent.
 *
 * Returns: %TRUE when there is one within the limits; otherwise @value is left alone, and
 *   %KMS_ERROR_TEXT_INVALID is set
 */
gboolean
kms_json_get_int (JsonObject *object,
                  const char *member,
                  gint64 minimum,
                  gint64 maximum,
                  gint64 *value,
                  GError **error)
{
  JsonNode *node = get_member (object, member, G_TYPE_INT64, error);
  gint64 number;

  if (node == NULL)
    return FALSE;
  number = json_node_get_int (node);
  if (number < minimum || number > maximum)
    {
      fail_member (error, member, "out of range");
      return FALSE;
    }
  *value = number;
  return TRUE;
}

/**
 * kms_json_get_boolean:
 * @object: an object
 * @member: the name of a member
 * @value: (out): true or false
 * @error: return location
 *
 * Returns: %TRUE when there is one; otherwise @value is left alone, and %KMS_ERROR_TEXT_INVALID is
 *   set
 */
gboolean
kms_json_get_boolean (JsonObject *object, const char *member, gboolean *value, GError **error)
{
  JsonNode *node = get_member (object, member, G_TYPE_BOOLEAN, error);

  if (node == NULL)
    return FALSE;
  *value = json_node_get_boolean (node);
  return TRUE;
}

/**
 * kms_json_get_array:
 * @object: an object
 * @member: the name of a member
 * @error: return location
 *
 * Returns: (transfer none) (nullable): the array, valid as long as @object; %NULL and
 *   %KMS_ERROR_TEXT_INVALID when there is none
 */
JsonArray *
kms_json_get_array (JsonObject *object, const char *member, GError **error)
{
  JsonNode *node = get_member (object, member, JSON_TYPE_ARRAY, error);

  return node != NULL ? json_node_get_array (node) : NULL;
}

/**
 * kms_json_check_members:
 * @object: an object
 * @known: (array zero-terminated=1): the names it may have
 * @error: return location
 *
 * Refuses unknown members, as requests do on the wire: a misspelt one shall not pass for a missing
 * one.
 *
 * Returns: %TRUE when all are known; otherwise %KMS_ERROR_TEXT_INVALID is set
 */
gboolean
kms_json_check_members (JsonObject *object, const char *const *known, GError **error)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      {
        fail_member (error, name, "unknown");
        return FALSE;
      }
  return TRUE;
}
