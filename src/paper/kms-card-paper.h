/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-issuance.h"
#include "paper/kms-paper.h"

G_BEGIN_DECLS

/* The key card: what a technician takes along to one device. */

KmsPaper *kms_card_paper_new (const KmsIssuance *issuance);
KmsPaper *kms_card_paper_new_for_all (const KmsIssuance *const *issuances, guint n_issuances);

G_END_DECLS
