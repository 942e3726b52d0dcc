/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-error.h"

G_BEGIN_DECLS

/**
 * KmsProblem:
 *
 * What is wrong with a request, as it is answered: application/problem+json (RFC 9457) with the
 * members of the contract.
 */
typedef struct _KmsProblem KmsProblem;

#define KMS_PROBLEM_MEDIA_TYPE "application/problem+json"

KmsProblem *kms_problem_new (guint status, const char *code, const char *detail);
KmsProblem *kms_problem_new_from_error (const GError *error);
void kms_problem_free (KmsProblem *problem);

void kms_problem_add_place (KmsProblem *problem,
                            const char *place, /* a JSON pointer, or the name of a parameter */
                            const char *code,
                            const char *detail); /* nullable */

void kms_problem_set_status (KmsProblem *problem, guint status);
guint kms_problem_get_status (const KmsProblem *problem);
guint kms_problem_get_retry_after (const KmsProblem *problem); /* seconds; 0: none */
GBytes *
kms_problem_to_bytes (const KmsProblem *problem, const char *instance, const char *request_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsProblem, kms_problem_free)

G_END_DECLS
