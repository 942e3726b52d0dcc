/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-identifier.h"
#include "engine/kms-site.h"

G_BEGIN_DECLS

#define KMS_MAIL_MAX_ADDRESS 254 /* bytes, RFC 5321 section 4.5.3.1.3 less the angle brackets */
#define KMS_MAIL_MAX_SUBJECT 200 /* characters */

gboolean kms_mail_address_is_valid (const char *address);
gboolean kms_mail_subject_is_valid (const char *subject);
char *kms_mail_default_subject (const KmsSite *site, KmsCategory category, const char *device_id);

G_END_DECLS
