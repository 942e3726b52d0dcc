/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-backend.h"
#include "client/kms-found-item.h"

G_BEGIN_DECLS

#define KMS_FOUND_MODEL_PAGE 100 /* rows of a page */

typedef enum
{
  KMS_FOUND_MODEL_IDLE,    /* nothing was asked for */
  KMS_FOUND_MODEL_LOADING, /* the first page is under way; what was found before is still there */
  KMS_FOUND_MODEL_READY,   /* there are rows */
  KMS_FOUND_MODEL_NOTHING, /* nothing was found */
  KMS_FOUND_MODEL_FAILED,  /* there is an error; also with rows, when a later page failed */
} KmsFoundModelState;

/**
 * KmsFoundModel:
 *
 * What a search finds, as a #GListModel of #KmsFoundItem that fetches pages as their rows are asked
 * for and forgets those that are far from there. "changed" is emitted after every change of the state
 * or the total.
 */
#define KMS_TYPE_FOUND_MODEL (kms_found_model_get_type ())
G_DECLARE_FINAL_TYPE (KmsFoundModel, kms_found_model, KMS, FOUND_MODEL, GObject)

KmsFoundModel *kms_found_model_new (KmsBackend *backend);

void kms_found_model_set_search (KmsFoundModel *self, const KmsSearch *search);
void kms_found_model_refresh (KmsFoundModel *self);
void kms_found_model_retry (KmsFoundModel *self);

const KmsSearch *kms_found_model_get_search (KmsFoundModel *self);
KmsFoundModelState kms_found_model_get_state (KmsFoundModel *self);
const GError *kms_found_model_get_error (KmsFoundModel *self);
guint kms_found_model_get_total (KmsFoundModel *self, gboolean *exact);

G_END_DECLS
