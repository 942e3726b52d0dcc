/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sentences about reports. The heads of columns are for people; files have the names of the
 * contract. Texts handed back as const are static. */

#include "words/kms-words-reports.h"

#include "words/kms-words.h"

#include <glib/gi18n.h>

/**
 * kms_words_report_kind:
 * @kind: a report
 *
 * Returns: (transfer none): its name
 */
const char *
kms_words_report_kind (KmsReportKind kind)
{
  return kind == KMS_REPORT_DAILY ? _ ("Daily totals") : _ ("Issue history");
}

static const char *
history_column (guint column)
{
  switch (column)
    {
    case 0:
      return C_ ("date", "Issued");
    case 1:
      /* Translators: the head of a column that says "Issued" or "Issued again" */
      return _ ("Event");
    case 2:
      return _ ("Category");
    case 3:
      /* Translators: the head of a column of MPR IDs and MAC addresses */
      return _ ("Device");
    case 4:
      return _ ("Site line 1");
    case 5:
      return _ ("Site line 2");
    case 6:
      return kms_words_identifier (KMS_IDENTIFIER_ACTIVATION_KEY);
    case 7:
      return _ ("Part number");
    case 8:
      return _ ("Purpose");
    case 9:
      return kms_words_identifier (KMS_IDENTIFIER_REGISTRATION_KEY);
    case 10:
      return _ ("Mailed to");
    default:
      return _ ("Note");
    }
}

/**
 * kms_words_report_column:
 * @kind: a report
 * @column: one of its columns, from 0
 *
 * Returns: (transfer none): what stands above it, for people
 */
const char *
kms_words_report_column (KmsReportKind kind, guint column)
{
  if (kind == KMS_REPORT_HISTORY)
    return history_column (column);
  switch (column)
    {
    case 0:
      return _ ("Day");
    case 1:
      return _ ("Keys issued");
    case 2:
      return _ ("Keys issued again");
    case 3:
      return _ ("Devices");
    default:
      return _ ("Note");
    }
}

/**
 * kms_words_report_event:
 * @reissued: whether a key was given out that had been issued before
 *
 * Returns: (transfer none): what happened
 */
const char *
kms_words_report_event (gboolean reissued)
{
  /* Translators: what happened to a key, in a table */
  return reissued ? C_ ("event", "Issued again") : C_ ("event", "Issued");
}

/**
 * kms_words_report_format:
 * @format: a format
 *
 * Returns: (transfer none): its name
 */
const char *
kms_words_report_format (KmsReportFormat format)
{
  switch (format)
    {
    case KMS_REPORT_CSV_EXCEL:
      return _ ("CSV for Excel");
    case KMS_REPORT_CSV_SHIFT_JIS:
      return _ ("CSV (Shift_JIS)");
    case KMS_REPORT_XLSX:
      return _ ("Excel workbook (XLSX)");
    case KMS_REPORT_CSV_UTF_8:
    default:
      return _ ("CSV (UTF-8)");
    }
}

/**
 * kms_words_report_step:
 * @step: what one bar of the chart is about
 *
 * Returns: (transfer none): what it is called
 */
const char *
kms_words_report_step (KmsReportStep step)
{
  switch (step)
    {
    case KMS_REPORT_PER_WEEK:
      return _ ("Per week");
    case KMS_REPORT_PER_MONTH:
      return _ ("Per month");
    case KMS_REPORT_PER_DAY:
    default:
      return _ ("Per day");
    }
}

/**
 * kms_words_report_loss:
 * @kind: a report
 * @row: one of its rows, from 1
 * @column: one of its columns, from 0
 * @characters: those that Shift_JIS does not have
 *
 * Returns: (transfer full): where they stand, and which they are
 */
char *
kms_words_report_loss (KmsReportKind kind, guint row, guint column, const char *characters)
{
  /* Translators: a row of a table, the head of a column, and characters that cannot be written */
  return g_strdup_printf (_ ("Row %u, %s: %s"), row, kms_words_report_column (kind, column),
                          characters);
}

/**
 * kms_words_report_losses:
 * @n_losses: in how many fields there are characters that Shift_JIS does not have
 *
 * Returns: (transfer full): what would happen to them
 */
char *
kms_words_report_losses (guint n_losses)
{
  return g_strdup_printf (
      ngettext ("Shift_JIS does not have all characters of %u field; each of them "
                "would become 〓.",
                "Shift_JIS does not have all characters of %u fields; each of them "
                "would become 〓.",
                n_losses),
      n_losses);
}
