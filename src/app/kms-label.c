/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Running text with identifiers in it: Pango would break a line behind any of their hyphens, and a
 * number in two pieces is read and typed wrongly. */

#include "app/kms-label.h"

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
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  g_return_if_fail (GTK_IS_LABEL (label));

  for (const char *start = text; *start != '\0';)
    {
      const char *end = start;
      guint n_digits = 0;

      for (; is_part (end); end++)
        n_digits += g_ascii_isxdigit (*end) ? 1 : 0;
      if (n_digits > 4)
        {
          PangoAttribute *whole = pango_attr_allow_breaks_new (FALSE);

          whole->start_index = (guint) (start - text);
          whole->end_index = (guint) (end - text);
          pango_attr_list_insert (attributes, whole);
        }
      start = end > start ? end : g_utf8_next_char (start);
    }
  gtk_label_set_attributes (label, attributes);
  gtk_label_set_label (label, text);
}
