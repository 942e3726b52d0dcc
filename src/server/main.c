/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kms-server: the reference backend and its administration; everything is in the library. */

#include "server/kms-server.h"

int
main (int argc, char **argv)
{
  return kms_server_main (argc, argv);
}
