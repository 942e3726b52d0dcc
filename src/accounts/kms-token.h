/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What opens something by being known: random, given out once, kept as a hash only. */

#define KMS_TOKEN_LENGTH    43 /* 256 bits in base64url */
#define KMS_TOKEN_HASH_SIZE 65 /* SHA-256 in hexadecimal, with the zero */

char *kms_token_new (void);
char *kms_token_new_id (void); /* 128 bits, for the ID of something that has no owner yet */
gboolean kms_token_is_valid (const char *token);

const char *kms_token_hash (const char *token, char hash[KMS_TOKEN_HASH_SIZE]);
/* A hash that cannot be turned round by who does not know @key, however few values @text can have. */
const char *kms_token_hash_with (const char *key, const char *text, char hash[KMS_TOKEN_HASH_SIZE]);
gboolean kms_token_hash_equal (const char *a, const char *b);

G_END_DECLS
