/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-issuance.h"
#include "paper/kms-paper.h"

/* What the tests of papers share: keys to print, and what stands on the pages. */

/* 50 characters, each as wide as it is high */
#define PAPER_TEST_LONG                                                                                                                           \
  "博多駅前新築大規模複合施設管理組合共同事務所第一会議室東側映像設備室奥の機器収納棚上段右側福岡" \
  "支店課"

KmsIssuance *paper_test_issuance (KmsCategory category, guint n_keys, gboolean longest);
char *paper_test_read (KmsPaper *paper, KmsPaperSize size);
char **paper_test_scan (KmsPaper *paper, KmsPaperSize size);
guint paper_test_count (const char *text, const char *piece);
void paper_test_check_margins (KmsPaper *paper, KmsPaperSize size);
