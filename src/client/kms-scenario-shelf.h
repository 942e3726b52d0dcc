/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-scenario.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that should be a scenario. */
typedef struct
{
  char *name;            /* owned; of the file, for people */
  guint folder;          /* in which of the folders it lies */
  KmsScenario *scenario; /* owned; NULL when it cannot be read */
  GError *error;         /* owned; why; NULL when it can */
} KmsScenarioFile;

void kms_scenario_file_free (KmsScenarioFile *file);

/* The scenarios of some folders, in their order, by the names of the files. */
void kms_scenario_shelf_list_async (GListModel *folders, /* of GFile; one may be missing */
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Of KmsScenarioFile. */
GPtrArray *kms_scenario_shelf_list_finish (GAsyncResult *result, GError **error);

G_END_DECLS
