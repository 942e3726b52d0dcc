/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"
#include "client/kms-classroom.h"
#include "common/kms-clock.h"

G_BEGIN_DECLS

/**
 * KmsDemoBackend:
 *
 * KmsBackend and KmsClassroom without a server: the real issuing rules over a store of its own, in
 * memory or directly in a class file, with the manual's sample in it from the start.
 */
#define KMS_TYPE_DEMO_BACKEND (kms_demo_backend_get_type ())
G_DECLARE_FINAL_TYPE (KmsDemoBackend, kms_demo_backend, KMS, DEMO_BACKEND, GObject)

KmsBackend *kms_demo_backend_new (const char *class_file, /* NULL: in memory; made when missing */
                                  KmsClock *clock,
                                  GError **error);

G_END_DECLS
