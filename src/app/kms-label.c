/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Running text with identifiers in it: Pango would break a line behind any of their hyphens, and a
 * number in two pieces is read and typed wrongly. */

#include "app/kms-label.h"

/* In Japanese, digits and letters would come from two faces of different widths. */
static PangoAttribute *
new_language (void)
{
  return pango_attr_language_new (pango_language_from_string ("en"));
}

static void
insert (PangoAttrList *attributes, PangoAttribute *attribute, gssize start, gssize end)
{
  attribute->start_index = (guint) start;
  attribute->end_index = (guint) end;
  pango_attr_list_insert (attributes, attribute);
}

static gboolean
is_part (const char *p)
{
  return g_ascii_isxdigit (*p) || *p == '-' || *p == ':';
}

/**
 * kms_label_set_text:
 * @label: a label that wraps
 * @text: what it shows, with identifiers in their grouped form
 *
 * Shows @text and keeps each identifier in it on one line.
 */
void
kms_label_set_text (GtkLabel *label, const char *text)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  g_return_if_fail (GTK_IS_LABEL (label));

  /* Measuring text is the dearest thing a page does; the same text is measured already. */
  if (g_str_equal (gtk_label_get_label (label), text))
    return;
  attributes = pango_attr_list_new ();

  for (const char *start = text; *start != '\0';)
    {
      const char *end = start;
      guint n_digits = 0;

      for (; is_part (end); end++)
        n_digits += g_ascii_isxdigit (*end) ? 1 : 0;
      if (n_digits > 4)
        {
          insert (attributes, pango_attr_allow_breaks_new (FALSE), start - text, end - text);
          insert (attributes, new_language (), start - text, end - text);
        }
      start = end > start ? end : g_utf8_next_char (start);
    }
  gtk_label_set_attributes (label, attributes);
  gtk_label_set_label (label, text);
}

/**
 * kms_label_keep_name:
 * @widget: (type GtkWidget): something with an accessible name of its own
 *
 * Has a screen reader say that name. In newer GTK a label counts more: the one beside a field, which may be
 * the same for several, or the one in a drop-down, which is its value.
 */
void
kms_label_keep_name (gpointer widget)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/**
 * kms_label_get_identifier_attributes:
 *
 * Returns: (transfer full): how the text of an entry for an identifier is set
 */
PangoAttrList *
kms_label_get_identifier_attributes (void)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, new_language ());
  return attributes;
}
