/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real kms-server in a folder of its own for widget tests, and the mails it sends. */

#pragma once

#include "client/kms-remote.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;
  char *url;
  GSubprocess *server; /* NULL: it is stopped */
  KmsRemote *remote;
} RemoteTest;

void remote_test_set_up (RemoteTest *test);
void remote_test_tear_down (RemoteTest *test);
void remote_test_stop (RemoteTest *test);

char *remote_test_wait_for_mail (RemoteTest *test, const char *to, guint count);
char *remote_test_wait_for_code (RemoteTest *test, const char *to, guint count);

KmsUserForm *remote_test_new_form (const char *email);
KmsRegistered *remote_test_register (RemoteTest *test, const char *email);
void remote_test_log_in (RemoteTest *test, const KmsRegistered *account);

G_END_DECLS
