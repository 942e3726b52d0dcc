/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-practice-device.h"
#include "engine/kms-request.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * KmsClassroom:
 *
 * What only a demo can do: hand out the manual's sample and devices to practise on, and keep its state
 * in a class file that is opened again later or elsewhere.
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

G_END_DECLS
