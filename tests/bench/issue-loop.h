/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is compared with: a plain loop over SQLite that runs the statements of issues of one key, and
 * commits so many of them at a time. */

#pragma once

#include "engine/kms-key-pair.h"
#include "store/kms-store.h"

typedef struct _IssueLoop IssueLoop;

/* The keys that a loop issues; a device gets one key. */
void issue_loop_make_identifiers (guint number, KmsKeyPair *pair, char *device_id);
/* A file with so many of them, opened as a server has it. */
KmsStore *issue_loop_open_store (const char *path, guint n_keys);

IssueLoop *issue_loop_new (const char *folder, const char *name, guint n_keys, guint group);
void issue_loop_run (IssueLoop *loop, guint n_issues);
void issue_loop_free (IssueLoop *loop);
