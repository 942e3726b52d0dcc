/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the main loop works for a frame while 100,000 keys are scrolled from end to end on the page
 * that finds them, and how much memory that takes:
 *
 *   bench-scroll [ROWS]
 *
 * The keys come from a backend that makes them up, page by page as a server does. The time is the CPU
 * time of the main thread from one frame to the end of the next one's paint, with all that ran in
 * between: taking pages, filling rows, layout and drawing. Waiting is not in it. */

#include "app/kms-find-page.h"

#include <adwaita.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_P95    16.0 /* ms */
#define MAX_GROWTH 32.0 /* MiB */

static guint n_rows = 100000;

/* A backend with n_rows keys, which answers at once. */
#define BENCH_TYPE_BACKEND (bench_backend_get_type ())
G_DECLARE_FINAL_TYPE (BenchBackend, bench_backend, BENCH, BACKEND, GObject)

struct _BenchBackend
{
  GObject parent_instance;
};

static void bench_backend_iface_init (KmsBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchBackend,
                               bench_backend,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KMS_TYPE_BACKEND, bench_backend_iface_init))

static gboolean
bench_backend_is_demo (KmsBackend *backend)
{
  return FALSE;
}

static KmsFoundKey *
make_row (guint number)
{
  KmsFoundKey *found = kms_found_key_new ();
  KmsIssuedKey *key = found->key;

  found->issuance_id = g_strdup_printf ("%u", number);
  found->at = key->issued_at = G_GINT64_CONSTANT (1750000000000000) - number * G_TIME_SPAN_MINUTE;
  g_snprintf (key->device_id, sizeof key->device_id, "%016X", number / 4);
  g_snprintf (key->activation_key, sizeof key->activation_key, "%016X", number * 2654435761u);
  g_snprintf (key->registration_key, sizeof key->registration_key, "%016X", number * 40503u);
  g_snprintf (key->site.line[0], sizeof key->site.line[0], "Example Trading %u", number / 4);
  g_snprintf (key->site.line[1], sizeof key->site.line[1], "Meeting room %u", number % 7);
  key->part_number = g_strdup ("VC-UP4");
  key->purpose = g_strdup ("Four-site upgrade");
  return found;
}

static void
bench_backend_find_async (KmsBackend *backend,
                          const KmsSearch *search,
                          const char *cursor,
                          guint limit,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (backend, cancellable, callback, user_data);
  KmsFoundPage *page = kms_found_page_new ();
  guint first = cursor != NULL ? (guint) strtoul (cursor, NULL, 10) : 0;

  g_task_set_source_tag (task, bench_backend_find_async);
  for (guint i = first; i < MIN (first + limit, n_rows); i++)
    g_ptr_array_add (page->rows, make_row (i));
  page->total = MIN (n_rows, KMS_FOUND_MAX_TOTAL);
  page->total_exact = n_rows <= KMS_FOUND_MAX_TOTAL;
  if (first + limit < n_rows)
    page->next_cursor = g_strdup_printf ("%u", first + limit);
  g_task_return_pointer (task, page, (GDestroyNotify) kms_found_page_free);
}

static KmsFoundPage *
bench_backend_find_finish (KmsBackend *backend, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
bench_backend_iface_init (KmsBackendInterface *iface)
{
  iface->is_demo = bench_backend_is_demo;
  iface->find_async = bench_backend_find_async;
  iface->find_finish = bench_backend_find_finish;
}

static void
bench_backend_class_init (BenchBackendClass *klass)
{
}

static void
bench_backend_init (BenchBackend *self)
{
}

/* Frames --------------------------------------------------------------------------------------- */

typedef struct
{
  GArray *samples; /* owned, of double: ms per frame */
  double last;     /* ms of CPU time at the end of the last frame */
  guint n_frames;
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

  g_array_append_val (frames->samples, sample);
  frames->last = now;
  frames->n_frames++;
}

static double
read_memory (void)
{
  g_autofree char *text = NULL;
  guint64 n_pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    n_pages = g_ascii_strtoull (strchr (text, ' '), NULL, 10);
  return (double) n_pages * 4096 / (1 << 20);
}

static gboolean
on_tick (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

/* Serves the main loop until there was a frame, or for long enough. */
static void
wait_for_frame (Frames *frames)
{
  gint64 until = g_get_monotonic_time () + 200 * 1000;
  guint n_frames = frames->n_frames;

  while (frames->n_frames == n_frames && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
}

static GtkAdjustment *
find_adjustment (GtkWidget *parent)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAdjustment *found = NULL;

      if (GTK_IS_COLUMN_VIEW (child) && gtk_widget_get_mapped (child))
        return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (child));
      found = find_adjustment (child);
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

/* Most of a screen a frame, which no finger is faster than, to the end. */
static void
scroll (GtkAdjustment *adjustment, Frames *frames)
{
  double end;

  frames->last = cpu_time ();
  do
    {
      double step = gtk_adjustment_get_page_size (adjustment) * 0.8;

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + step);
      wait_for_frame (frames);
      end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
    }
  while (gtk_adjustment_get_value (adjustment) < end - 1);
}

static gboolean
report (Frames *frames, double growth, double height)
{
  GArray *samples = frames->samples;

  g_array_sort (samples, compare);
  g_print ("%u rows, %.0f pixels, in %u frames: median %.2f ms, 95 %% %.2f ms, 99 %% %.2f ms, "
           "worst %.2f ms; memory %+.1f MiB\n",
           n_rows, height, samples->len, percentile (samples, 50), percentile (samples, 95),
           percentile (samples, 99), percentile (samples, 100), growth);
  return percentile (samples, 95) <= MAX_P95 && growth <= MAX_GROWTH;
}

static void
on_activate (GtkApplication *application, int *status)
{
  g_autoptr (KmsBackend) backend = g_object_new (BENCH_TYPE_BACKEND, NULL);
  g_autoptr (KmsSettings) settings = kms_settings_new ();
  GtkWidget *page = kms_find_page_new (backend, settings);
  GtkWidget *window = adw_application_window_new (application);
  Frames frames = { g_array_new (FALSE, FALSE, sizeof (double)), 0, 0 };
  GtkAdjustment *adjustment = NULL;
  guint tick = g_timeout_add (50, on_tick, NULL);
  double before, growth;

  /* A blinking caret draws all the time. */
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, NULL);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), page);
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 800);
  gtk_window_present (GTK_WINDOW (window));
  kms_find_page_start (KMS_FIND_PAGE (page), NULL);
  while (adjustment == NULL || gtk_adjustment_get_upper (adjustment) < 2000)
    {
      g_main_context_iteration (NULL, TRUE);
      adjustment = find_adjustment (page);
    }
  g_signal_connect (gdk_surface_get_frame_clock (gtk_native_get_surface (GTK_NATIVE (window))),
                    "after-paint", G_CALLBACK (on_after_paint), &frames);
  for (guint i = 0; i < 5; i++)
    wait_for_frame (&frames);
  g_array_set_size (frames.samples, 0);

  before = read_memory ();
  scroll (adjustment, &frames);
  growth = read_memory () - before;
  *status = report (&frames, growth, gtk_adjustment_get_upper (adjustment)) ? 0 : 1;
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  g_array_unref (frames.samples);
}

int
main (int argc, char **argv)
{
  int status = 0;
  g_autoptr (AdwApplication) application =
      g_object_new (ADW_TYPE_APPLICATION, "application-id", "io.github.kmsdesk.BenchScroll",
                    "resource-base-path", "/io/github/kmsdesk/KmsDesk", NULL);

  if (argc > 1)
    n_rows = (guint) strtoul (argv[1], NULL, 10);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), &status);
  g_application_run (G_APPLICATION (application), 1, argv);
  return status;
}
