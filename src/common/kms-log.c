/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The log of a server: with all its fields into the journal where there is one, otherwise a line of
 * text each. GLib by itself would leave out what is mere information, such as the requests. Lines of
 * information wait for the main loop to have nothing else to do, so that under load many are written at
 * once; anything worse is written at once, with what waits before it. */

#include "common/kms-log.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* So much may wait, in bytes. */
#define MAX_WAITING (64 * 1024)

/* There is one log in a process, and GLib calls the writer from any thread. */
typedef struct
{
  GMutex mutex;
  GString *waiting; /* owned: whole lines */
  gboolean scheduled;
  gboolean journal;
  time_t second; /* what is in @time */
  char time[32];
} Log;

static Log the_log;

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

/* Whoever cannot be written to loses what waits; there is nobody to tell. */
static void
flush (Log *log)
{
  for (gsize written = 0; written < log->waiting->len;)
    {
      gssize n_bytes =
          write (STDERR_FILENO, log->waiting->str + written, log->waiting->len - written);

      if (n_bytes <= 0)
        break;
      written += n_bytes;
    }
  g_string_truncate (log->waiting, 0);
}

static gboolean
flush_when_idle (gpointer data)
{
  Log *log = data;

  g_mutex_lock (&log->mutex);
  log->scheduled = FALSE;
  flush (log);
  g_mutex_unlock (&log->mutex);
  return G_SOURCE_REMOVE;
}

static void
flush_at_exit (void)
{
  g_mutex_lock (&the_log.mutex);
  flush (&the_log);
  g_mutex_unlock (&the_log.mutex);
}

static void
append_line (Log *log, GLogLevelFlags level, const char *message)
{
  gint64 now = g_get_real_time ();
  time_t second = now / G_USEC_PER_SEC;
  guint milliseconds = now / 1000 % 1000;
  char fraction[] = {
    '.', '0' + milliseconds / 100, '0' + milliseconds / 10 % 10, '0' + milliseconds % 10, 'Z', ' ',
    '\0'
  };
  struct tm utc;

  if (second != log->second)
    strftime (log->time, sizeof log->time, "%Y-%m-%dT%H:%M:%S", gmtime_r (&second, &utc));
  log->second = second;
  g_string_append (log->waiting, log->time);
  g_string_append (log->waiting, fraction);
  g_string_append (log->waiting, name_level (level));
  g_string_append (log->waiting, message);
  g_string_append_c (log->waiting, '\n');
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  Log *log = data;

  if ((level & G_LOG_LEVEL_DEBUG) != 0)
    return G_LOG_WRITER_HANDLED;
  if (log->journal && g_log_writer_journald (level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;
  g_mutex_lock (&log->mutex);
  append_line (log, level, find_message (fields, n_fields));
  if ((level & G_LOG_LEVEL_INFO) == 0 || log->waiting->len > MAX_WAITING)
    flush (log);
  else if (!log->scheduled)
    {
      log->scheduled = TRUE;
      g_idle_add (flush_when_idle, log);
    }
  g_mutex_unlock (&log->mutex);
  return G_LOG_WRITER_HANDLED;
}

/**
 * kms_log_init:
 *
 * Sets where the log of this program goes. To be called once, before there are threads; the program
 * runs the default main context.
 */
void
kms_log_init (void)
{
  the_log.waiting = g_string_sized_new (2 * MAX_WAITING);
  the_log.journal = g_log_writer_is_journald (STDERR_FILENO);
  atexit (flush_at_exit);
  g_log_set_writer_func (write_log, &the_log, NULL);
}
