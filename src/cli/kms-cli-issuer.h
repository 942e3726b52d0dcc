/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/kms-cli-server.h"
#include "client/kms-issuer.h"

G_BEGIN_DECLS

/* Issuing on a server, through the journal that the app has, too. */

KmsIssuer *kms_cli_issuer_new (KmsCliServer *server);
gboolean kms_cli_issuer_finish_earlier (KmsIssuer *issuer,
                                        KmsCliWait *wait,
                                        const KmsRequest *request,
                                        KmsAttempt **same,
                                        GError **error);
void kms_cli_issuer_mark_seen (KmsIssuer *issuer, KmsCliWait *wait, const KmsAttempt *attempt);

G_END_DECLS
