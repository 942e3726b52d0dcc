/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes under way. The application, which GIO knows, counts them; nothing is owned here. */

#include "app/kms-writing.h"

#include <gio/gio.h>

/**
 * kms_writing_begin:
 *
 * Something is going to be written: until kms_writing_end(), the application does not end. To be
 * called for the writing only, not while somebody is asked where to: a question that goes with its
 * window may never be answered.
 */
void
kms_writing_begin (void)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    g_application_hold (application);
}

/**
 * kms_writing_end:
 *
 * It is written, or could not be.
 */
void
kms_writing_end (void)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    g_application_release (application);
}
