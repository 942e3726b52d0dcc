/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A plain loop at the command of bench_server.py: for each line of the input, a number, it issues so many
 * keys and prints the seconds it took.
 *
 * bench-issue-loop FOLDER GROUP KEYS: GROUP issues in a commit, KEYS in all. */

#include "issue-loop.h"

#include <stdio.h>
#include <stdlib.h>

int
main (int argc, char *argv[])
{
  IssueLoop *loop;
  char line[32];

  if (argc != 4)
    {
      fprintf (stderr, "Usage: bench-issue-loop FOLDER GROUP KEYS\n");
      return 2;
    }
  loop = issue_loop_new (argv[1], "loop.db", (guint) atoi (argv[3]), (guint) atoi (argv[2]));
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      gint64 start = g_get_monotonic_time ();

      issue_loop_run (loop, (guint) atoi (line));
      printf ("%f\n", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
      fflush (stdout);
    }
  issue_loop_free (loop);
  return 0;
}
