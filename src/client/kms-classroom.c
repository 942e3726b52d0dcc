/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsClassroom: hands each call over to the implementation, after checking what the compiler cannot
 * check. It owns nothing. */

#include "client/kms-classroom.h"

enum
{
  HAPPENED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (KmsClassroom, kms_classroom, G_TYPE_OBJECT)

static void
kms_classroom_default_init (KmsClassroomInterface *iface)
{
  /**
   * KmsClassroom::happened:
   * @event: (type gpointer): a #KmsScenarioEvent, valid during the call
   *
   * Something has happened that may take a step of a scenario.
   */
  signals[HAPPENED] = g_signal_new ("happened", KMS_TYPE_CLASSROOM, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

/**
 * kms_classroom_get_sample:
 * @classroom: a classroom
 *
 * Returns: (transfer full): the manual's sample (chapter 10): its device, its site and its eight
 *   pairs, in the manual's order
 */
KmsRequest *
kms_classroom_get_sample (KmsClassroom *classroom)
{
  g_return_val_if_fail (KMS_IS_CLASSROOM (classroom), NULL);

  return KMS_CLASSROOM_GET_IFACE (classroom)->get_sample (classroom);
}

/**
 * kms_classroom_get_device:
 * @classroom: a classroom
 * @category: the category of the device
 * @device_id: its canonical identifier
 *
 * A device stays as one left it, as long as the state does; another class brings it as it was
 * delivered.
 *
 * Returns: (transfer none): the device with that identifier, to practise on (manual chapter 3.2)
 */
KmsPracticeDevice *
kms_classroom_get_device (KmsClassroom *classroom, KmsCategory category, const char *device_id)
{
  g_return_val_if_fail (KMS_IS_CLASSROOM (classroom), NULL);
  g_return_val_if_fail (device_id != NULL, NULL);

  return KMS_CLASSROOM_GET_IFACE (classroom)->get_device (classroom, category, device_id);
}

/**
 * kms_classroom_save_async:
 * @classroom: a classroom
 * @file: where to keep its state; what is there is replaced
 * @cancellable: (nullable): cancels the call
 * @callback: called when it is on disk
 * @user_data: data for @callback
 *
 * Keeps a copy of the whole state in a class file. When that fails, what stood there stays.
 */
void
kms_classroom_save_async (KmsClassroom *classroom,
                          GFile *file,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (KMS_IS_CLASSROOM (classroom));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  KMS_CLASSROOM_GET_IFACE (classroom)->save_async (classroom, file, cancellable, callback,
                                                   user_data);
}

/**
 * kms_classroom_save_finish:
 * @classroom: a classroom
 * @result: what the callback got
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_classroom_save_finish (KmsClassroom *classroom, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_CLASSROOM (classroom), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return KMS_CLASSROOM_GET_IFACE (classroom)->save_finish (classroom, result, error);
}

/**
 * kms_classroom_open_async:
 * @classroom: a classroom
 * @file: a class file; it is only read
 * @cancellable: (nullable): cancels the call
 * @callback: called when its state is taken over
 * @user_data: data for @callback
 *
 * Replaces the state by that of a class file. When that fails, the state stays as it is.
 */
void
kms_classroom_open_async (KmsClassroom *classroom,
                          GFile *file,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (KMS_IS_CLASSROOM (classroom));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  KMS_CLASSROOM_GET_IFACE (classroom)->open_async (classroom, file, cancellable, callback,
                                                   user_data);
}

/**
 * kms_classroom_open_finish:
 * @classroom: a classroom
 * @result: what the callback got
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_classroom_open_finish (KmsClassroom *classroom, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (KMS_IS_CLASSROOM (classroom), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return KMS_CLASSROOM_GET_IFACE (classroom)->open_finish (classroom, result, error);
}

/**
 * kms_classroom_play:
 * @classroom: a classroom; it stays as it is
 * @scenario: what to play
 * @error: return location for a #GError
 *
 * Makes a classroom beside this one, in memory, as the scenario begins. It is a KmsService, too: the
 * scenario may have it be away or end the session.
 *
 * Returns: (transfer full): the other classroom, or %NULL with @error set to what the rules of issuing
 *   say against what is issued at the beginning
 */
KmsBackend *
kms_classroom_play (KmsClassroom *classroom, KmsScenario *scenario, GError **error)
{
  g_return_val_if_fail (KMS_IS_CLASSROOM (classroom), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return KMS_CLASSROOM_GET_IFACE (classroom)->play (classroom, scenario, error);
}

/**
 * kms_classroom_end_fault:
 * @classroom: a classroom where a scenario is played
 *
 * Ends the fault that lasts, as its time would.
 */
void
kms_classroom_end_fault (KmsClassroom *classroom)
{
  g_return_if_fail (KMS_IS_CLASSROOM (classroom));

  KMS_CLASSROOM_GET_IFACE (classroom)->end_fault (classroom);
}

/**
 * kms_classroom_emit_happened:
 * @classroom: a classroom
 * @event: what has happened
 *
 * To be called by an implementation.
 */
void
kms_classroom_emit_happened (KmsClassroom *classroom, const KmsScenarioEvent *event)
{
  g_signal_emit (classroom, signals[HAPPENED], 0, event);
}
