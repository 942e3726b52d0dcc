/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a window does not answer: what a window manager asks before it calls one frozen
 * (_NET_WM_PING), some hundred times a second, for as long as the standard input is open:
 *
 *   bench-stall PID
 *
 * The main loop of the program answers, so the longest time without an answer is its longest stall,
 * with the time that the computer had for other things in it. */

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <glib.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#define PAUSE 5 /* milliseconds between an answer and the next question */

typedef struct
{
  Display *display;
  Window window;
  Atom protocols, ping;
} Probe;

/* Windows come and go. */
static int
ignore_error (Display *display, XErrorEvent *event)
{
  return 0;
}

static gboolean
is_of (const Probe *probe, Window window, unsigned long pid)
{
  Atom type = None, name = XInternAtom (probe->display, "_NET_WM_PID", False);
  unsigned char *data = NULL;
  unsigned long n_items = 0, left = 0;
  int format = 0;
  gboolean found;

  XGetWindowProperty (probe->display, window, name, 0, 1, False, XA_CARDINAL, &type, &format,
                      &n_items, &left, &data);
  found = n_items == 1 && *(unsigned long *) (void *) data == pid;
  if (data != NULL)
    XFree (data);
  return found;
}

static Window
find_window (const Probe *probe, Window parent, unsigned long pid)
{
  Window root, up, *children = NULL, found = None;
  unsigned int n_children = 0;

  if (is_of (probe, parent, pid))
    return parent;
  if (!XQueryTree (probe->display, parent, &root, &up, &children, &n_children))
    return None;
  for (unsigned int i = 0; i < n_children && found == None; i++)
    found = find_window (probe, children[i], pid);
  if (children != NULL)
    XFree (children);
  return found;
}

static void
ask (const Probe *probe, long number)
{
  XEvent event = { .xclient = { .type = ClientMessage,
                                .window = probe->window,
                                .message_type = probe->protocols,
                                .format = 32 } };

  event.xclient.data.l[0] = (long) probe->ping;
  event.xclient.data.l[1] = number;
  event.xclient.data.l[2] = (long) probe->window;
  XSendEvent (probe->display, probe->window, False, NoEventMask, &event);
  XFlush (probe->display);
}

static gboolean
is_answered (const Probe *probe, long number)
{
  gboolean answered = FALSE;

  while (XPending (probe->display) > 0)
    {
      XEvent event;

      XNextEvent (probe->display, &event);
      answered |= event.type == ClientMessage && event.xclient.message_type == probe->protocols
                  && (Atom) event.xclient.data.l[0] == probe->ping
                  && event.xclient.data.l[1] == number;
    }
  return answered;
}

/* Waits for the X server, or a while. Returns: whether the standard input is still open */
static gboolean
rest (const Probe *probe, int milliseconds)
{
  struct pollfd files[] = { { ConnectionNumber (probe->display), POLLIN, 0 },
                            { STDIN_FILENO, POLLIN, 0 } };

  poll (files, G_N_ELEMENTS (files), milliseconds);
  return files[1].revents == 0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

int
main (int argc, char **argv)
{
  Probe probe = { .display = XOpenDisplay (NULL) };
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean open = argc == 2 && probe.display != NULL;

  if (!open)
    return EXIT_FAILURE;
  XSetErrorHandler (ignore_error);
  probe.protocols = XInternAtom (probe.display, "WM_PROTOCOLS", False);
  probe.ping = XInternAtom (probe.display, "_NET_WM_PING", False);
  XSelectInput (probe.display, DefaultRootWindow (probe.display), SubstructureNotifyMask);
  while (open && probe.window == None)
    {
      probe.window =
          find_window (&probe, DefaultRootWindow (probe.display), strtoul (argv[1], NULL, 10));
      open = rest (&probe, PAUSE);
    }

  for (long number = 1; open; number++)
    {
      gint64 asked = g_get_monotonic_time ();
      double time;

      ask (&probe, number);
      while (open && !is_answered (&probe, number))
        open = rest (&probe, 100);
      time = (double) (g_get_monotonic_time () - asked) / 1e3;
      if (open)
        g_array_append_val (times, time);
      open = open && rest (&probe, PAUSE);
    }

  g_array_sort (times, compare);
  if (times->len > 0)
    g_print ("%u answers: median %.1f ms, 99 %% %.1f ms, longest %.1f ms\n", times->len,
             g_array_index (times, double, times->len / 2),
             g_array_index (times, double, times->len * 99 / 100),
             g_array_index (times, double, times->len - 1));
  XCloseDisplay (probe.display);
  return EXIT_SUCCESS;
}
