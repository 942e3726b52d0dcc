/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the main loop works for a frame: after a page change of the assistant, and after a key
 * in one of its fields, in the real window on a real display:
 *
 *   bench-frames [ROUNDS]
 *
 * The time is the CPU time of the main thread from the change, or from the frame before, to the end
 * of the frame's paint: handlers, style, layout, drawing and whatever else ran in between. Waiting
 * for the display is not in it. The first frame after a page change or a key is the one that counts;
 * those of the slide that follows are listed apart. */
#include "app/kms-assistant.h"
#include "app/kms-identifier-entry.h"
#include "app/kms-window.h"
#include "demo/kms-demo-backend.h"

#include <stdlib.h>
#include <time.h>

#define N_INPUT_STEPS 4 /* the result page cannot be opened without a result */

typedef struct
{
  GArray *samples; /* owned, of double: ms per frame */
  GArray *slide;   /* owned: those of the slides */
  double last;     /* ms of CPU time at the end of the last frame */
  gboolean first;  /* the next frame is the first after a change */
} Frames;

static double
cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
on_after_paint (GdkFrameClock *clock, Frames *frames)
{
  double now = cpu_time (), sample = now - frames->last;

  if (frames->first)
    g_array_append_val (frames->samples, sample);
  else
    g_array_append_val (frames->slide, sample);
  frames->first = FALSE;
  frames->last = now;
}

/* Runs the main loop until @clock has been idle for a while: the slide is over. */
static void
settle (Frames *frames)
{
  guint n_frames;

  do
    {
      gint64 until = g_get_monotonic_time () + 120 * 1000;

      n_frames = frames->slide->len;
      while (g_get_monotonic_time () < until)
        {
          double before = cpu_time ();

          /* Polling for the end is not the program's work. */
          if (!g_main_context_iteration (NULL, FALSE))
            {
              g_usleep (500);
              frames->last += cpu_time () - before;
            }
        }
    }
  while (frames->slide->len > n_frames);
}

static GtkWidget *
find (GtkWidget *parent, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (parent, type))
    return parent;
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_child_visible (child) ? find (child, type) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

static double
percentile (GArray *samples, guint percent)
{
  return g_array_index (samples, double, (samples->len - 1) * percent / 100);
}

static void
report (const char *what, GArray *samples)
{
  g_array_sort (samples, compare);
  g_print ("%-12s %5u frames: median %5.2f ms, 95 %% %5.2f ms, 99 %% %5.2f ms, worst %5.2f ms\n",
           what, samples->len, percentile (samples, 50), percentile (samples, 95),
           percentile (samples, 99), percentile (samples, 100));
  g_array_set_size (samples, 0);
}

static void
change_pages (KmsAssistant *assistant, Frames *frames, guint n_rounds)
{
  for (guint i = 1; i <= n_rounds * N_INPUT_STEPS; i++)
    {
      frames->first = TRUE;
      frames->last = cpu_time ();
      kms_assistant_open (assistant, i % N_INPUT_STEPS);
      settle (frames);
    }
}

/* What GtkText makes of a key press: an insertion at the caret. */
static void
type_keys (GtkWidget *window, Frames *frames, guint n_rounds)
{
  GtkEditable *delegate;
  GtkWidget *entry;

  settle (frames); /* the page before this one has slid away */
  entry = find (window, KMS_TYPE_IDENTIFIER_ENTRY);
  delegate = gtk_editable_get_delegate (GTK_EDITABLE (entry));

  for (guint round = 0; round < n_rounds; round++)
    {
      gtk_widget_grab_focus (entry);
      gtk_editable_set_text (delegate, "");
      settle (frames);
      for (const char *key = "1234567890abcde"; *key != '\0'; key++)
        {
          int position = gtk_editable_get_position (delegate);

          frames->first = TRUE;
          frames->last = cpu_time ();
          gtk_editable_insert_text (delegate, key, 1, &position);
          gtk_editable_set_position (delegate, position);
          settle (frames);
          g_assert_false (frames->first);
        }
    }
}

static void
on_activate (GtkApplication *application, gpointer data)
{
  guint n_rounds = *(guint *) data;
  g_autoptr (KmsClock) clock = kms_clock_new_system ();
  g_autoptr (KmsBackend) backend = kms_demo_backend_new (NULL, clock, NULL);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "journal.sqlite", NULL);
  g_autoptr (KmsJournal) journal = kms_journal_new (path, clock);
  GtkWidget *window = kms_window_new (application, journal, NULL);
  Frames frames = { g_array_new (FALSE, FALSE, sizeof (double)),
                    g_array_new (FALSE, FALSE, sizeof (double)) };
  KmsAssistant *assistant;

  /* A blinking caret draws all the time, and the end of a slide could not be seen. */
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, NULL);
  gtk_window_present (GTK_WINDOW (window));
  kms_window_open (KMS_WINDOW (window), backend);
  kms_window_issue (KMS_WINDOW (window), KMS_DRAFT_SAMPLE);
  g_signal_connect (gdk_surface_get_frame_clock (gtk_native_get_surface (GTK_NATIVE (window))),
                    "after-paint", G_CALLBACK (on_after_paint), &frames);
  settle (&frames);
  g_array_set_size (frames.slide, 0);

  assistant = KMS_ASSISTANT (find (window, KMS_TYPE_ASSISTANT));
  change_pages (assistant, &frames, n_rounds);
  report ("page change", frames.samples);
  report ("its slide", frames.slide);

  kms_assistant_open (assistant, 1);
  type_keys (window, &frames, n_rounds);
  report ("device key", frames.samples);

  kms_assistant_open (assistant, 2);
  type_keys (window, &frames, n_rounds);
  report ("keys key", frames.samples);

  g_array_unref (frames.samples);
  g_array_unref (frames.slide);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  guint n_rounds = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 20;
  g_autoptr (AdwApplication) application =
      g_object_new (ADW_TYPE_APPLICATION, "application-id", "io.github.kmsdesk.BenchFrames",
                    "resource-base-path", "/io/github/kmsdesk/KmsDesk", NULL);

  g_signal_connect (application, "activate", G_CALLBACK (on_activate), &n_rounds);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
