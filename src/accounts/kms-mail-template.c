/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Templates of mails. A template is parsed into a flat list of parts, in which each section knows where
 * it ends; filling walks the list. What is filled in is never read as a template again. */

#include "accounts/kms-mail-template.h"

#include "common/kms-error.h"

#include <string.h>

#define SUBJECT "Subject: "

/* How deep sections may stand in each other. */
#define MAX_SCOPES 4

typedef enum
{
  PART_TEXT,
  PART_VALUE,
  PART_SECTION,
  PART_END,
} PartKind;

typedef struct
{
  PartKind kind;
  char *text; /* owned; the text, or the name */
  guint end;  /* of a section: the index of its end */
} Part;

struct _KmsMailTemplate
{
  GArray *subject;  /* owned, of Part */
  GArray *body;     /* owned, of Part */
  GPtrArray *names; /* owned, of char *, with a NULL at the end */
};

/* Where names are looked up: the innermost object first. */
typedef struct
{
  JsonObject *objects[MAX_SCOPES]; /* borrowed */
  guint n_objects;
} Scope;

static void
part_clear (gpointer data)
{
  g_free (((Part *) data)->text);
}

static GArray *
parts_new (void)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (Part));

  g_array_set_clear_func (parts, part_clear);
  return parts;
}

static void
add_part (GArray *parts, PartKind kind, const char *text, gsize length)
{
  Part part = { .kind = kind, .text = g_strndup (text, length) };

  g_array_append_val (parts, part);
}

static void
fail (GError **error, const char *what, const char *name)
{
  g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "template of a mail: %s {%s}", what, name);
}

/* A mark alone on its line takes the line with it: the text before it has ended with a line, and a line
 * end follows. */
static const char *
skip_line_end (GArray *parts, const char *begin, const char *mark, const char *rest)
{
  gboolean at_start = (mark == begin && parts->len == 0) || mark[-1] == '\n';

  return at_start && rest[0] == '\n' ? rest + 1 : rest;
}

/* Closes the innermost section that is open, which must have the name of @end. */
static gboolean
close_section (GArray *parts, guint end, GError **error)
{
  const char *name = g_array_index (parts, Part, end).text;

  for (guint i = end; i-- > 0;)
    {
      Part *part = &g_array_index (parts, Part, i);

      if (part->kind != PART_SECTION || part->end != 0)
        continue;
      part->end = end;
      if (g_str_equal (part->text, name))
        return TRUE;
      break;
    }
  fail (error, "nothing is open for", name);
  return FALSE;
}

/* One mark, from behind its brace; @length is that of what is between the braces. */
static gboolean
add_mark (GArray *parts, const char *mark, gsize length, GError **error)
{
  PartKind kind = mark[0] == '#' ? PART_SECTION : mark[0] == '/' ? PART_END : PART_VALUE;
  const char *name = kind == PART_VALUE ? mark : mark + 1;
  gsize name_length = length - (gsize) (name - mark);

  if (name_length == 0 || strspn (name, "abcdefghijklmnopqrstuvwxyz_0123456789") != name_length)
    {
      g_autofree char *shown = g_strndup (mark, length);

      fail (error, "no name:", shown);
      return FALSE;
    }
  add_part (parts, kind, name, name_length);
  return kind != PART_END || close_section (parts, parts->len - 1, error);
}

static GArray *
parse_parts (const char *text, GError **error)
{
  g_autoptr (GArray) parts = parts_new ();
  const char *brace;

  while ((brace = strchr (text, '{')) != NULL)
    {
      const char *end = strchr (brace, '}');
      const char *rest;

      if (end == NULL)
        {
          fail (error, "no end of", brace + 1);
          return NULL;
        }
      rest = end + 1;
      if (brace[1] == '#' || brace[1] == '/')
        rest = skip_line_end (parts, text, brace, rest);
      if (brace > text)
        add_part (parts, PART_TEXT, text, (gsize) (brace - text));
      if (!add_mark (parts, brace + 1, (gsize) (end - brace - 1), error))
        return NULL;
      text = rest;
    }
  if (text[0] != '\0')
    add_part (parts, PART_TEXT, text, strlen (text));
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);

      if (part->kind == PART_SECTION && part->end == 0)
        {
          fail (error, "no end of", part->text);
          return NULL;
        }
    }
  return g_steal_pointer (&parts);
}

static void
collect_names (GPtrArray *names, GArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);

      if (part->kind != PART_TEXT
          && !g_ptr_array_find_with_equal_func (names, part->text, g_str_equal, NULL))
        g_ptr_array_add (names, g_strdup (part->text));
    }
}

/**
 * kms_mail_template_parse:
 * @text: a template, UTF-8
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the template, or %NULL with @error set to %KMS_ERROR_FAILED
 */
KmsMailTemplate *
kms_mail_template_parse (const char *text, GError **error)
{
  g_autoptr (KmsMailTemplate) mail_template = g_new0 (KmsMailTemplate, 1);
  g_autofree char *subject = NULL;
  const char *body = strstr (text, "\n\n");

  if (!g_str_has_prefix (text, SUBJECT) || body == NULL || strchr (text, '\n') != body)
    {
      fail (error, "one line and an empty one must begin it:", SUBJECT);
      return NULL;
    }
  subject = g_strndup (text + strlen (SUBJECT), (gsize) (body - text) - strlen (SUBJECT));
  mail_template->subject = parse_parts (subject, error);
  if (mail_template->subject == NULL)
    return NULL;
  mail_template->body = parse_parts (body + 2, error);
  if (mail_template->body == NULL)
    return NULL;
  mail_template->names = g_ptr_array_new_with_free_func (g_free);
  collect_names (mail_template->names, mail_template->subject);
  collect_names (mail_template->names, mail_template->body);
  g_ptr_array_add (mail_template->names, NULL);
  return g_steal_pointer (&mail_template);
}

/**
 * kms_mail_template_free:
 * @mail_template: (transfer full) (nullable): a template
 */
void
kms_mail_template_free (KmsMailTemplate *mail_template)
{
  if (mail_template == NULL)
    return;

  g_clear_pointer (&mail_template->subject, g_array_unref);
  g_clear_pointer (&mail_template->body, g_array_unref);
  g_clear_pointer (&mail_template->names, g_ptr_array_unref);
  g_free (mail_template);
}

/**
 * kms_mail_template_get_names:
 * @mail_template: a template
 *
 * Returns: (transfer none) (array zero-terminated=1): every name in it once
 */
const char *const *
kms_mail_template_get_names (KmsMailTemplate *mail_template)
{
  return (const char *const *) mail_template->names->pdata;
}

static JsonNode *
look_up (const Scope *scope, const char *name)
{
  for (guint i = scope->n_objects; i-- > 0;)
    {
      JsonNode *node = json_object_get_member (scope->objects[i], name);

      if (node != NULL)
        return JSON_NODE_HOLDS_NULL (node) ? NULL : node;
    }
  return NULL;
}

static gboolean
fill_value (GString *text, const Scope *scope, const char *name, GError **error)
{
  JsonNode *node = look_up (scope, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      fail (error, "there is no value for", name);
      return FALSE;
    }
  g_string_append (text, json_node_get_string (node));
  return TRUE;
}

static gboolean fill_parts (GString *text,
                            GArray *parts,
                            guint begin,
                            guint end,
                            const Scope *scope,
                            GError **error);

static gboolean
fill_section (GString *text, GArray *parts, guint index, const Scope *scope, GError **error)
{
  const Part *part = &g_array_index (parts, Part, index);
  JsonNode *node = look_up (scope, part->text);
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fill_parts (text, parts, index + 1, part->end, scope, error);
  g_return_val_if_fail (scope->n_objects < MAX_SCOPES, FALSE);
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      Scope inner = *scope;

      inner.objects[inner.n_objects++] = json_array_get_object_element (array, i);
      if (!fill_parts (text, parts, index + 1, part->end, &inner, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fill_parts (GString *text,
            GArray *parts,
            guint begin,
            guint end,
            const Scope *scope,
            GError **error)
{
  for (guint i = begin; i < end; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);

      if (part->kind == PART_TEXT)
        g_string_append (text, part->text);
      else if (part->kind == PART_VALUE && !fill_value (text, scope, part->text, error))
        return FALSE;
      else if (part->kind == PART_SECTION)
        {
          if (!fill_section (text, parts, i, scope, error))
            return FALSE;
          i = part->end;
        }
    }
  return TRUE;
}

static char *
fill (GArray *parts, JsonObject *values, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Scope scope = { .objects = { values }, .n_objects = 1 };

  if (!fill_parts (text, parts, 0, parts->len, &scope, error))
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * kms_mail_template_fill:
 * @mail_template: a template
 * @values: strings, lists of objects of strings
 * @subject: (out) (transfer full): the subject, with whatever is in the values
 * @body: (out) (transfer full): the body
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to %KMS_ERROR_FAILED when a value is missing
 */
gboolean
kms_mail_template_fill (KmsMailTemplate *mail_template,
                        JsonObject *values,
                        char **subject,
                        char **body,
                        GError **error)
{
  g_autofree char *filled = fill (mail_template->subject, values, error);

  if (filled == NULL)
    return FALSE;
  *body = fill (mail_template->body, values, error);
  if (*body == NULL)
    return FALSE;
  *subject = g_steal_pointer (&filled);
  return TRUE;
}
