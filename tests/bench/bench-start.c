/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a program takes from exec to its first window, and how much memory it has two seconds
 * later (PSS), beside another program on the same display:
 *
 *   bench-start TIMES BARE PROGRAM [ARGUMENT…]
 *
 * The two run in turn, after one uncounted run of each. A window counts when the window manager
 * lists it, which it does after mapping it. */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SETTLE_TIME  (2 * G_USEC_PER_SEC)
#define GIVE_UP_TIME (30 * G_USEC_PER_SEC)

typedef struct
{
  Display *display;
  Atom client_list;
  Atom process_id;
} Desktop;

typedef struct
{
  double start;  /* ms from exec to the window */
  double memory; /* MiB of PSS */
} Figures;

/* The numbers of a window's property; up to 32 bits each, which Xlib keeps in longs. */
static gulong *
get_property (Desktop *desktop, Window window, Atom property, gulong *n_items)
{
  Atom type;
  int format;
  gulong rest;
  guchar *data = NULL;

  *n_items = 0;
  XGetWindowProperty (desktop->display, window, property, 0, 1024, False, AnyPropertyType, &type,
                      &format, n_items, &rest, &data);
  return (gulong *) data;
}

static gboolean
has_window (Desktop *desktop, GPid pid)
{
  gulong n_windows;
  gulong *windows = get_property (desktop, DefaultRootWindow (desktop->display),
                                  desktop->client_list, &n_windows);
  gboolean found = FALSE;

  for (gulong i = 0; i < n_windows && !found; i++)
    {
      gulong n_items;
      gulong *owner = get_property (desktop, windows[i], desktop->process_id, &n_items);

      found = n_items == 1 && owner[0] == (gulong) pid;
      if (owner != NULL)
        XFree (owner);
    }
  if (windows != NULL)
    XFree (windows);
  return found;
}

/* A listed window may be gone by the time it is looked at. */
static int
ignore_error (Display *display, XErrorEvent *event)
{
  return 0;
}

/* Waits until the window of a process is listed; FALSE when it takes too long. */
static gboolean
wait_for_window (Desktop *desktop, GPid pid, gint64 deadline)
{
  struct pollfd connection = { ConnectionNumber (desktop->display), POLLIN, 0 };

  while (!has_window (desktop, pid))
    {
      gint64 left = deadline - g_get_monotonic_time ();

      if (left <= 0)
        return FALSE;
      if (XPending (desktop->display) == 0)
        poll (&connection, 1, (int) (left / 1000));
      while (XPending (desktop->display) > 0)
        {
          XEvent event;
          XNextEvent (desktop->display, &event);
        }
    }
  return TRUE;
}

static double
read_memory (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", (int) pid);
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("%s cannot be read", path);
  line = g_strstr_len (text, -1, "\nPss:");
  return g_ascii_strtod (line + strlen ("\nPss:"), NULL) / 1024;
}

static Figures
measure (Desktop *desktop, char **command)
{
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();
  Figures figures;
  GPid pid;

  if (!g_spawn_async (NULL, command, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error))
    g_error ("%s", error->message);
  if (!wait_for_window (desktop, pid, begin + GIVE_UP_TIME))
    g_error ("%s shows no window", command[0]);
  figures.start = (g_get_monotonic_time () - begin) / 1000.0;

  g_usleep (SETTLE_TIME);
  figures.memory = read_memory (pid);
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  return figures;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
median (double *values, int n_values)
{
  qsort (values, n_values, sizeof *values, compare);
  return (values[(n_values - 1) / 2] + values[n_values / 2]) / 2;
}

int
main (int argc, char **argv)
{
  int times = argc > 3 ? atoi (argv[1]) : 0;
  Desktop desktop = { XOpenDisplay (NULL), None, None };
  char *bare[] = { argc > 2 ? argv[2] : NULL, NULL };
  char **commands[] = { bare, argv + 3 };
  double start[2], memory[2];

  if (times < 1 || desktop.display == NULL)
    {
      fprintf (stderr, "Usage: with-desktop bench-start TIMES BARE PROGRAM [ARGUMENT…]\n");
      return 2;
    }
  XSetErrorHandler (ignore_error);
  desktop.client_list = XInternAtom (desktop.display, "_NET_CLIENT_LIST", False);
  desktop.process_id = XInternAtom (desktop.display, "_NET_WM_PID", False);
  XSelectInput (desktop.display, DefaultRootWindow (desktop.display), PropertyChangeMask);

  g_autofree double *starts = g_new (double, 2 * times);
  g_autofree double *memories = g_new (double, 2 * times);

  for (int round = -1; round < times; round++)
    for (int i = 0; i < 2; i++)
      {
        Figures figures = measure (&desktop, commands[i]);

        if (round < 0)
          continue;
        starts[i * times + round] = figures.start;
        memories[i * times + round] = figures.memory;
      }

  for (int i = 0; i < 2; i++)
    {
      start[i] = median (starts + i * times, times);
      memory[i] = median (memories + i * times, times);
      printf ("%-60s %7.1f ms %7.1f MiB\n", commands[i][0], start[i], memory[i]);
    }
  printf ("%d runs each, medians: %.2f times the start, %+.1f MiB\n", times, start[1] / start[0],
          memory[1] - memory[0]);
  return 0;
}
