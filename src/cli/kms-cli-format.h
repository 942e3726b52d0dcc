/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "client/kms-login-session.h"
#include "engine/kms-issuance.h"
#include "engine/kms-practice-sheet.h"
#include "engine/kms-preview.h"

G_BEGIN_DECLS

/* What the commands print, in the form that was asked for. The table is for people, in their
 * language; JSON and CSV are for programs and the same in every language. */

typedef enum
{
  KMS_CLI_TABLE,
  KMS_CLI_JSON,
  KMS_CLI_CSV,
} KmsCliFormat;

gboolean kms_cli_format_from_string (const char *name, KmsCliFormat *format);

char *kms_cli_format_issuance (const KmsIssuance *issuance, KmsCliFormat format);
char *kms_cli_format_preview (const KmsRequest *request,
                              const KmsPreview *preview,
                              gboolean demo,
                              KmsCliFormat format);
char *kms_cli_format_sheets (const KmsPracticeSheet *sheets, guint n_sheets, KmsCliFormat format);

char *
kms_cli_format_session (const KmsLoginSession *session, const char *server, KmsCliFormat format);
/* Reports; CSV is written by kms_reporter_write_csv_async(). */
char *kms_cli_format_days (GPtrArray *days, gboolean demo, gboolean json);
char *kms_cli_format_history (GPtrArray *keys, gboolean demo, gboolean json);

/* Each of them is of one of these. */
char *kms_cli_table_issuance (const KmsIssuance *issuance);
char *kms_cli_table_preview (const KmsRequest *request, const KmsPreview *preview, gboolean demo);
char *kms_cli_json_issuance (const KmsIssuance *issuance);
char *kms_cli_json_preview (const KmsRequest *request, const KmsPreview *preview, gboolean demo);
char *kms_cli_json_sheets (const KmsPracticeSheet *sheets, guint n_sheets);
char *kms_cli_csv_preview (const KmsRequest *request, const KmsPreview *preview, gboolean demo);
char *kms_cli_csv_sheets (const KmsPracticeSheet *sheets, guint n_sheets);

G_END_DECLS
