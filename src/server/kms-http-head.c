/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the head of a request as RFC 9112 has it, strictly, from the bytes of the wire and from what
 * libmicrohttpd made of them: the library passes over duplicate fields, NUL and bare line feeds. All
 * of it is pure; nothing here is kept. */

#include "server/kms-http-head.h"

#include "common/kms-error.h"

#include <string.h>

static gboolean
is_token_character (char character)
{
  return g_ascii_isalnum (character)
         || (character != '\0' && strchr ("!#$%&'*+-.^_`|~", character) != NULL);
}

static gboolean
is_token (const char *text, gsize length)
{
  for (gsize at = 0; at < length; at++)
    if (!is_token_character (text[at]))
      return FALSE;
  return length > 0;
}

static gboolean
has_control (const char *text, gsize length)
{
  for (gsize at = 0; at < length; at++)
    if ((guchar) text[at] == 0x7F || ((guchar) text[at] < 0x20 && text[at] != '\t'))
      return TRUE;
  return FALSE;
}

static void
clear_field (gpointer data)
{
  KmsHttpField *field = data;

  g_free (field->name);
  g_free (field->value);
}

/**
 * kms_http_fields_new:
 *
 * Returns: (transfer full) (element-type KmsHttpField): no fields
 */
GArray *
kms_http_fields_new (void)
{
  GArray *fields = g_array_sized_new (FALSE, FALSE, sizeof (KmsHttpField), 8);

  g_array_set_clear_func (fields, clear_field);
  return fields;
}

/**
 * kms_http_fields_add:
 * @fields: (element-type KmsHttpField): fields
 * @name: (array length=name_length): a name
 * @name_length: its length, or -1 when it ends with a NUL
 * @value: (array length=value_length): a value
 * @value_length: its length, or -1 when it ends with a NUL; white space at its ends is left out
 */
void
kms_http_fields_add (GArray *fields,
                     const char *name,
                     gssize name_length,
                     const char *value,
                     gssize value_length)
{
  KmsHttpField field = {
    name_length < 0 ? g_strdup (name) : g_strndup (name, (gsize) name_length),
    value_length < 0 ? g_strdup (value) : g_strndup (value, (gsize) value_length),
  };

  g_strstrip (field.value);
  g_array_append_val (fields, field);
}

/**
 * kms_http_fields_get:
 * @fields: (element-type KmsHttpField): fields
 * @name: a name, in any case
 *
 * Several fields of one name become one, a list with commas (RFC 9110, section 5.3).
 *
 * Returns: (nullable) (transfer none): the value; %NULL when there is none
 */
const char *
kms_http_fields_get (GArray *fields, const char *name)
{
  KmsHttpField *found = NULL;

  for (guint at = 0; at < fields->len; at++)
    {
      KmsHttpField *field = &g_array_index (fields, KmsHttpField, at);
      char *joined;

      if (g_ascii_strcasecmp (field->name, name) != 0)
        continue;
      if (found == NULL)
        {
          found = field;
          continue;
        }
      joined = g_strconcat (found->value, ", ", field->value, NULL);
      g_free (found->value);
      found->value = joined;
      g_array_remove_index (fields, at--);
    }
  return found != NULL ? found->value : NULL;
}

static gboolean
is_name (const char *name, gsize length, const char *expected)
{
  return length == strlen (expected) && g_ascii_strncasecmp (name, expected, length) == 0;
}

/* A number that is larger than any is as large as can be. */
static gboolean
read_length (const char *value, gsize length, guint64 *number)
{
  *number = 0;
  for (gsize at = 0; at < length; at++)
    {
      if (!g_ascii_isdigit (value[at]))
        return FALSE;
      *number = MIN (*number, G_MAXUINT64 / 16) * 10 + g_ascii_digit_value (value[at]);
    }
  return length > 0;
}

static KmsHttpFault
check_field (KmsHttpHead *head,
             const char *name,
             gsize name_length,
             const char *value,
             gsize value_length)
{
  if (++head->n_fields > KMS_HTTP_MAX_FIELDS)
    return KMS_HTTP_FAULT_HEAD_TOO_LARGE;
  if (!is_token (name, name_length))
    return KMS_HTTP_FAULT_FIELD;
  if (has_control (value, value_length))
    return KMS_HTTP_FAULT_CHARACTER;
  if (is_name (name, name_length, "Host"))
    head->n_hosts++;
  else if (is_name (name, name_length, "Transfer-Encoding"))
    head->chunked = TRUE;
  else if (is_name (name, name_length, "Content-Encoding"))
    head->encoded = TRUE;
  else if (is_name (name, name_length, "Content-Length")
           && (head->n_lengths++ > 0 || !read_length (value, value_length, &head->length)))
    return KMS_HTTP_FAULT_LENGTH;
  return KMS_HTTP_FAULT_NONE;
}

/**
 * kms_http_head_take:
 * @head: what the fields before it said; begins as zeros
 * @name: (array length=name_length): the name of a field
 * @name_length: its length
 * @value: (array length=value_length): its value
 * @value_length: its length; white space at its ends does not count
 *
 * Looks at a field.
 */
void
kms_http_head_take (KmsHttpHead *head,
                    const char *name,
                    gsize name_length,
                    const char *value,
                    gsize value_length)
{
  while (value_length > 0 && (*value == ' ' || *value == '\t'))
    {
      value++;
      value_length--;
    }
  while (value_length > 0 && (value[value_length - 1] == ' ' || value[value_length - 1] == '\t'))
    value_length--;
  if (head->fault == KMS_HTTP_FAULT_NONE)
    head->fault = check_field (head, name, name_length, value, value_length);
}

/**
 * kms_http_head_finish:
 * @head: what the fields said
 * @body_limit: the most bytes of a body
 *
 * What they say together: exactly one Host, at most one Content-Length, digits only and never with
 * Transfer-Encoding (RFC 9112, sections 3.2 and 6.3), no body that is too large or encoded.
 *
 * Returns: the first fault
 */
KmsHttpFault
kms_http_head_finish (const KmsHttpHead *head, gsize body_limit)
{
  if (head->fault != KMS_HTTP_FAULT_NONE)
    return head->fault;
  if (head->n_hosts != 1)
    return KMS_HTTP_FAULT_HOST;
  if (head->chunked)
    return head->n_lengths > 0 ? KMS_HTTP_FAULT_LENGTH : KMS_HTTP_FAULT_NO_LENGTH;
  if (head->length > body_limit)
    return KMS_HTTP_FAULT_BODY_TOO_LARGE;
  return head->encoded ? KMS_HTTP_FAULT_ENCODING : KMS_HTTP_FAULT_NONE;
}

/**
 * kms_http_method_check:
 * @method: the method of a request line
 *
 * Any token is a method; which are allowed is not a matter of HTTP.
 *
 * Returns: its fault
 */
KmsHttpFault
kms_http_method_check (const char *method)
{
  return is_token (method, strlen (method)) ? KMS_HTTP_FAULT_NONE : KMS_HTTP_FAULT_LINE;
}

/**
 * kms_http_target_check:
 * @target: (array length=length): the target of a request line
 * @length: its length
 *
 * The target is a path with or without a query (RFC 9112, section 3.2.1). A query of very many
 * parameters is refused: libmicrohttpd takes it apart, in little memory.
 *
 * Returns: its fault
 */
KmsHttpFault
kms_http_target_check (const char *target, gsize length)
{
  guint n_parameters = 0;
  const char *query = memchr (target, '?', length);
  gsize path_length;
  g_autofree char *path = NULL;

  if (length > KMS_HTTP_MAX_TARGET)
    return KMS_HTTP_FAULT_TARGET_TOO_LONG;
  for (gsize at = 0; at < length; at++)
    {
      if (target[at] <= ' ' || target[at] > '~')
        return KMS_HTTP_FAULT_CHARACTER;
      if (target[at] == '&' && ++n_parameters >= KMS_HTTP_MAX_PARAMETERS)
        return KMS_HTTP_FAULT_TARGET_TOO_LONG;
    }
  if (length == 0 || target[0] != '/' || memchr (target, '#', length) != NULL)
    return KMS_HTTP_FAULT_TARGET;
  path_length = query != NULL ? (gsize) (query - target) : length;
  if (memchr (target, '%', path_length) == NULL)
    return KMS_HTTP_FAULT_NONE;
  path = kms_http_unescape (target, path_length, FALSE);
  return path != NULL ? KMS_HTTP_FAULT_NONE : KMS_HTTP_FAULT_TARGET;
}

static KmsHttpFault
check_line (const char *line, gsize length)
{
  const char version[] = " HTTP/1.1";
  const char *method_end = memchr (line, ' ', length);
  const char *target_end = line + length - strlen (version);

  if (method_end == NULL || !is_token (line, method_end - line) || method_end >= target_end
      || strncmp (target_end, version, strlen (version)) != 0)
    return KMS_HTTP_FAULT_LINE;
  return kms_http_target_check (method_end + 1, target_end - method_end - 1);
}

/* RFC 9112, section 5: no space before the colon, no folded line. */
static gboolean
read_field (KmsHttpHead *fields, const char *line, gsize length)
{
  const char *colon = memchr (line, ':', length);

  if (colon == NULL)
    return FALSE;
  kms_http_head_take (fields, line, colon - line, colon + 1, line + length - colon - 1);
  return TRUE;
}

/* The bytes up to @length are there; a line ends in CR LF, and nothing else is a control character. */
static gboolean
has_wrong_bytes (const char *head, gsize length)
{
  for (gsize at = 0; at < length; at++)
    {
      if (head[at] == '\n' ? at == 0 || head[at - 1] != '\r'
                           : head[at] != '\r' && has_control (head + at, 1))
        return TRUE;
      if (head[at] == '\r' && at + 1 < length && head[at + 1] != '\n')
        return TRUE;
    }
  return FALSE;
}

/**
 * kms_http_head_check:
 * @head: (array length=length): what came of a request so far, and maybe more behind its head
 * @length: its length; of more than %KMS_HTTP_MAX_HEAD the rest is not looked at
 * @body_limit: the most bytes of a body
 * @whole: (out): whether the head is there whole
 *
 * Returns: the fault, as soon as there is one
 */
KmsHttpFault
kms_http_head_check (const char *head, gsize length, gsize body_limit, gboolean *whole)
{
  gsize looked_at = MIN (length, KMS_HTTP_MAX_HEAD);
  const char *end = memmem (head, looked_at, "\r\n\r\n", 4);
  const char *line_end = memmem (head, looked_at, "\r\n", 2);
  KmsHttpHead fields = { 0 };
  KmsHttpFault fault;

  *whole = end != NULL;
  if (has_wrong_bytes (head, end != NULL ? (gsize) (end - head) + 4 : looked_at))
    return KMS_HTTP_FAULT_CHARACTER;
  if (line_end == NULL)
    return looked_at > KMS_HTTP_MAX_TARGET + 32 ? KMS_HTTP_FAULT_TARGET_TOO_LONG
                                                : KMS_HTTP_FAULT_NONE;
  fault = check_line (head, line_end - head);
  if (fault != KMS_HTTP_FAULT_NONE)
    return fault;
  if (end == NULL)
    return length > looked_at ? KMS_HTTP_FAULT_HEAD_TOO_LARGE : KMS_HTTP_FAULT_NONE;
  while (line_end < end)
    {
      const char *line = line_end + 2;

      line_end = memmem (line, end + 2 - line, "\r\n", 2);
      if (!read_field (&fields, line, line_end - line))
        return KMS_HTTP_FAULT_FIELD;
    }
  return kms_http_head_finish (&fields, body_limit);
}

/**
 * kms_http_unescape:
 * @text: (array length=length): a piece of a target
 * @length: its length
 * @form: whether a + is a space, as in queries
 *
 * Returns: (nullable) (transfer full): the text that the escapes stand for, or %NULL when one of them
 *   is none, or stands for NUL, or the text is not UTF-8
 */
char *
kms_http_unescape (const char *text, gsize length, gboolean form)
{
  g_autoptr (GString) plain = g_string_sized_new (length);

  for (gsize at = 0; at < length; at++)
    {
      if (text[at] != '%')
        {
          g_string_append_c (plain, form && text[at] == '+' ? ' ' : text[at]);
          continue;
        }
      if (at + 2 >= length || !g_ascii_isxdigit (text[at + 1]) || !g_ascii_isxdigit (text[at + 2]))
        return NULL;
      g_string_append_c (plain, (char) (g_ascii_xdigit_value (text[at + 1]) * 16
                                        + g_ascii_xdigit_value (text[at + 2])));
      at += 2;
    }
  /* This refuses NUL, too. */
  if (!g_utf8_validate_len (plain->str, plain->len, NULL))
    return NULL;
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

/**
 * kms_http_path_split:
 * @path: a path that kms_http_target_check() found right
 *
 * Returns: (transfer full): the segments behind its first slash, unescaped
 */
GStrv
kms_http_path_split (const char *path)
{
  guint n_segments = 0;
  GStrv segments;

  for (const char *slash = path; slash != NULL; slash = strchr (slash + 1, '/'))
    n_segments++;
  segments = g_new0 (char *, n_segments + 1);
  for (guint at = 0; at < n_segments; at++)
    {
      const char *begin = path + 1;

      path = strchrnul (begin, '/');
      segments[at] = memchr (begin, '%', path - begin) != NULL
                         ? kms_http_unescape (begin, path - begin, FALSE)
                         : g_strndup (begin, path - begin);
    }
  return segments;
}

/**
 * kms_http_query_parse:
 * @query: (nullable): the query of a target, without its question mark
 * @error: return location for a #GError
 *
 * Reads name=value pairs with & between them. An empty query has none.
 *
 * Returns: (nullable) (transfer full) (element-type utf8 utf8): the values by name, or %NULL with
 *   %KMS_ERROR_PARAMETER_INVALID when a name is there twice or something cannot be read
 */
GHashTable *
kms_http_query_parse (const char *query, GError **error)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) pairs = NULL;

  if (query == NULL || query[0] == '\0')
    return g_steal_pointer (&values);
  pairs = g_strsplit (query, "&", -1);
  for (guint at = 0; pairs[at] != NULL; at++)
    {
      const char *end = strchrnul (pairs[at], '=');
      g_autofree char *name = kms_http_unescape (pairs[at], end - pairs[at], TRUE);
      g_autofree char *value =
          *end == '=' ? kms_http_unescape (end + 1, strlen (end + 1), TRUE) : g_strdup ("");

      if (name == NULL || value == NULL)
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_PARAMETER_INVALID, "The query cannot be read.");
          return NULL;
        }
      if (g_hash_table_contains (values, name))
        {
          g_set_error (error, KMS_ERROR, KMS_ERROR_PARAMETER_INVALID,
                       "A parameter is there twice.");
          if (error != NULL)
            kms_error_add_detail (*error, KMS_ERROR_PARAMETER_INVALID, "%s", name);
          return NULL;
        }
      g_hash_table_insert (values, g_steal_pointer (&name), g_steal_pointer (&value));
    }
  return g_steal_pointer (&values);
}

/**
 * kms_http_is_id:
 * @id: (nullable): what a client sent as X-Request-Id
 *
 * Returns: whether it is taken over: 1 to 64 of A–Z, a–z, 0–9, ., _ and -
 */
gboolean
kms_http_is_id (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  for (gsize at = 0; at < length; at++)
    if (!g_ascii_isalnum (id[at]) && strchr ("._-", id[at]) == NULL)
      return FALSE;
  return length >= 1 && length <= KMS_HTTP_MAX_ID;
}
