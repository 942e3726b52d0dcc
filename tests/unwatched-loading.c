/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Linked into the programs when they are built with AddressSanitizer: what libraries keep for good while they
 * are loaded is no leak of ours. GLib lets go of its first table of quarks when there are more than 2048. */

#include <sanitizer/lsan_interface.h>

typedef void (*Initializer) (int argc, char *argv[], char *envp[]);

static void
libraries_come (int argc, char *argv[], char *envp[])
{
  __lsan_disable ();
}

/* Those of the program run behind those of the libraries. */
static void __attribute__ ((constructor)) libraries_are_there (void) { __lsan_enable (); }

static const Initializer before_all __attribute__ ((section (".preinit_array"), used)) =
    libraries_come;
