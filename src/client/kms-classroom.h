/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"
#include "client/kms-practice-device.h"
#include "client/kms-scenario.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* How kms_backend_get_account() begins where a scenario is played. */
#define KMS_CLASSROOM_PLAYED "demo/scenario/"

/**
 * KmsClassroom:
 *
 * What only a demo can do: hand out the manual's sample and devices to practise on, keep its state in a
 * class file that is opened again later or elsewhere, and play a scenario. Where one is played,
 * "happened" tells of everything that may take a step of it.
 */
#define KMS_TYPE_CLASSROOM (kms_classroom_get_type ())
G_DECLARE_INTERFACE (KmsClassroom, kms_classroom, KMS, CLASSROOM, GObject)

struct _KmsClassroomInterface
{
  GTypeInterface parent_iface;

  KmsRequest *(*get_sample) (KmsClassroom *classroom);
  KmsPracticeDevice *(*get_device) (KmsClassroom *classroom,
                                    KmsCategory category,
                                    const char *device_id);

  void (*save_async) (KmsClassroom *classroom,
                      GFile *file,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  gboolean (*save_finish) (KmsClassroom *classroom, GAsyncResult *result, GError **error);

  void (*open_async) (KmsClassroom *classroom,
                      GFile *file,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  gboolean (*open_finish) (KmsClassroom *classroom, GAsyncResult *result, GError **error);

  /* A classroom of its own, with the state that the scenario begins with. */
  KmsBackend *(*play) (KmsClassroom *classroom, KmsScenario *scenario, GError **error);
  void (*end_fault) (KmsClassroom *classroom);
};

KmsRequest *kms_classroom_get_sample (KmsClassroom *classroom);
KmsPracticeDevice *
kms_classroom_get_device (KmsClassroom *classroom, KmsCategory category, const char *device_id);
void kms_classroom_save_async (KmsClassroom *classroom,
                               GFile *file,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean kms_classroom_save_finish (KmsClassroom *classroom, GAsyncResult *result, GError **error);
void kms_classroom_open_async (KmsClassroom *classroom,
                               GFile *file,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean kms_classroom_open_finish (KmsClassroom *classroom, GAsyncResult *result, GError **error);
KmsBackend *kms_classroom_play (KmsClassroom *classroom, KmsScenario *scenario, GError **error);
void kms_classroom_end_fault (KmsClassroom *classroom);

/* For those that implement it. */
void kms_classroom_emit_happened (KmsClassroom *classroom, const KmsScenarioEvent *event);

G_END_DECLS
