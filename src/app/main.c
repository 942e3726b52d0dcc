/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms-desk: puts the parts together. The only file of the app that names the demo. */

#include "app/kms-application.h"
#include "demo/kms-demo-backend.h"
#include "words/kms-words.h"

static KmsBackend *
make_demo (gpointer clock, GError **error)
{
  return kms_demo_backend_new (NULL, clock, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (KmsClock) clock = kms_clock_new_system ();
  g_autoptr (KmsSettings) settings = NULL;
  g_autoptr (KmsCredentials) credentials = NULL;
  g_autoptr (KmsOnline) online = NULL;
  g_autoptr (KmsJournal) journal = NULL;
  g_autoptr (KmsApplication) application = NULL;

  kms_words_init ();
  settings = kms_settings_new ();
  credentials = kms_credentials_new ();
  online = kms_online_new (settings, credentials);
  journal = kms_journal_new_for_user (clock);
  application = kms_application_new (online, journal, make_demo, clock);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
