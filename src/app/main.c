/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms-desk: puts the parts together. The only file of the app that names the demo. */

#include "app/kms-application.h"
#include "demo/kms-demo-backend.h"
#include "words/kms-words.h"

int
main (int argc, char **argv)
{
  g_autoptr (KmsClock) clock = kms_clock_new_system ();
  g_autoptr (KmsBackend) demo = NULL;
  g_autoptr (KmsJournal) journal = NULL;
  g_autoptr (KmsApplication) application = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  kms_words_init ();
  demo = kms_demo_backend_new (NULL, clock, &error);
  if (demo == NULL)
    {
      g_autofree char *sentence = kms_words_error (error);

      g_printerr ("kms-desk: %s\n", sentence);
      return 1;
    }
  path = g_build_filename (g_get_user_data_dir (), "kms-desk", "journal.sqlite", NULL);
  journal = kms_journal_new (path, clock);
  application = kms_application_new (demo, journal);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
