/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"
#include "common/kms-error.h"

G_BEGIN_DECLS

/**
 * FakeBackend:
 *
 * A KmsBackend in front of another one that fails or lets its callers wait, as a test wants it.
 */
#define FAKE_TYPE_BACKEND (fake_backend_get_type ())
G_DECLARE_FINAL_TYPE (FakeBackend, fake_backend, FAKE, BACKEND, GObject)

typedef enum
{
  FAKE_LOAD_SITE,
  FAKE_SAVE_SITE,
  FAKE_PREVIEW,
  FAKE_ISSUE,
  FAKE_FIND,
  FAKE_N_CALLS,
} FakeCall;

FakeBackend *fake_backend_new (KmsBackend *real);

/* From now on such calls fail with @code, until fake_backend_mend(). */
void fake_backend_break (FakeBackend *self, FakeCall call, KmsError code);
void fake_backend_mend (FakeBackend *self);
/* From now on such calls are carried out, and their answers lost, until fake_backend_mend(). */
void fake_backend_lose (FakeBackend *self, FakeCall call);

/* From now on such calls wait for fake_backend_release(), or until they are cancelled. */
void fake_backend_hold (FakeBackend *self, FakeCall call);
guint fake_backend_get_n_held (FakeBackend *self);
void fake_backend_release (FakeBackend *self);

guint fake_backend_get_n_calls (FakeBackend *self, FakeCall call);
const KmsRequest *fake_backend_get_request (FakeBackend *self); /* of the last preview or issue */
const char *fake_backend_get_attempt (FakeBackend *self);       /* of the last issue */
const KmsSearch *fake_backend_get_search (FakeBackend *self);   /* of the last find */

G_END_DECLS
