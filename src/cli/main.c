/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms: the command line. Here it is joined to the demo; everything else is in the library. */

#include "cli/kms-cli.h"
#include "demo/kms-demo-backend.h"
#include "words/kms-words.h"

static KmsBackend *
open_demo (const char *class_file, GError **error)
{
  g_autoptr (KmsClock) clock = kms_clock_new_system ();

  return kms_demo_backend_new (class_file, clock, error);
}

int
main (int argc, char **argv)
{
  kms_words_init ();

  return kms_cli_main (argc, argv, open_demo);
}
