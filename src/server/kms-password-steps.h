/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "accounts/kms-log-in.h"
#include "server/kms-exchange.h"

G_BEGIN_DECLS

/* The slow steps of an exchange, on the threads of the KmsHasher of its service: comparing a password
 * and hashing a new one. When a step comes to nothing it has answered, and what follows is not called. */

/* The password was right; @attempt lasts as long as the exchange. */
typedef void (*KmsPasswordRight) (KmsExchange *exchange, const KmsPasswordAttempt *attempt);

void kms_password_steps_compare (KmsExchange *exchange,
                                 const char *login_id, /* NULL: of the session */
                                 const char *password,
                                 const char *pointer, /* where it stands; NULL: not told */
                                 KmsPasswordRight then);
const KmsPasswordAttempt *kms_password_steps_get_attempt (KmsExchange *exchange);

/* Both last as long as the exchange. */
typedef void (*KmsPasswordHashed) (KmsExchange *exchange, const char *password, const char *hash);

void kms_password_steps_hash (KmsExchange *exchange, const char *password, KmsPasswordHashed then);
const char *kms_password_steps_get_password (KmsExchange *exchange);

G_END_DECLS
