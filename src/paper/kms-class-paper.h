/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-practice-class.h"
#include "paper/kms-paper.h"

G_BEGIN_DECLS

/* Practice sheets for a class: one paper for each participant, and the answers for the trainer. */

KmsPaper *kms_class_paper_new (KmsPracticeClass *practice_class);

G_END_DECLS
