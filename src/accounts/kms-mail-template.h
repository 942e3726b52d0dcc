/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-json.h"

G_BEGIN_DECLS

/**
 * KmsMailTemplate:
 *
 * The text of a kind of mail with places to fill in: a line "Subject: …", an empty line, the body.
 *
 *   {name}              a value
 *   {#name} … {/name}   once for each element of a list, or once when the value is there
 *
 * A mark of the second kind that is alone on its line takes the line with it.
 */
typedef struct _KmsMailTemplate KmsMailTemplate;

KmsMailTemplate *kms_mail_template_parse (const char *text, GError **error);
void kms_mail_template_free (KmsMailTemplate *mail_template);

/* Every name that stands in it, in the order of their first places. */
const char *const *kms_mail_template_get_names (KmsMailTemplate *mail_template);

gboolean kms_mail_template_fill (KmsMailTemplate *mail_template,
                                 JsonObject *values,
                                 char **subject,
                                 char **body,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsMailTemplate, kms_mail_template_free)

G_END_DECLS
