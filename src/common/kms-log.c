/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The log of a server: with all its fields into the journal where there is one, otherwise a line of
 * text each. GLib by itself would leave out what is mere information, such as the requests. */

#include "common/kms-log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *
find_message (const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      return fields[i].value;
  return "";
}

static const char *
name_level (GLogLevelFlags level)
{
  if ((level & G_LOG_LEVEL_ERROR) != 0)
    return "ERROR ";
  if ((level & G_LOG_LEVEL_CRITICAL) != 0)
    return "CRITICAL ";
  if ((level & G_LOG_LEVEL_WARNING) != 0)
    return "WARNING ";
  return "";
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  gboolean journal = GPOINTER_TO_INT (data);
  struct timespec now;
  struct tm utc;
  char time[32];

  if ((level & G_LOG_LEVEL_DEBUG) != 0)
    return G_LOG_WRITER_HANDLED;
  if (journal && g_log_writer_journald (level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;
  clock_gettime (CLOCK_REALTIME, &now);
  strftime (time, sizeof time, "%Y-%m-%dT%H:%M:%S", gmtime_r (&now.tv_sec, &utc));
  fprintf (stderr, "%s.%03ldZ %s%s\n", time, now.tv_nsec / 1000000, name_level (level),
           find_message (fields, n_fields));
  return G_LOG_WRITER_HANDLED;
}

/**
 * kms_log_init:
 *
 * Sets where the log of this program goes. To be called once, before there are threads.
 */
void
kms_log_init (void)
{
  static char buffer[BUFSIZ];
  gboolean journal = g_log_writer_is_journald (fileno (stderr));

  /* One system call a line. */
  setvbuf (stderr, buffer, _IOLBF, sizeof buffer);
  g_log_set_writer_func (write_log, GINT_TO_POINTER (journal), NULL);
}
