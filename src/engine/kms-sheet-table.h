/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/kms-sheet-pairing.h"

G_BEGIN_DECLS

/**
 * KmsSheetTable:
 *
 * The columns that a header line has named. Zero-initialised, there is no table.
 */
typedef struct
{
  gunichar delimiter; /* 0: no table; a space: several of them */
  guint key_column;
  guint id_column;
  guint device_column; /* G_MAXUINT: none */
} KmsSheetTable;

gboolean kms_sheet_table_read_header (KmsSheetTable *table, const KmsSheetLine *line);
gboolean kms_sheet_table_read_row (const KmsSheetTable *table,
                                   const KmsSheetLine *line,
                                   KmsSheetPairing *pairing);

G_END_DECLS
