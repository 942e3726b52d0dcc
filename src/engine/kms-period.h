/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KMS_PERIOD_DAY_SIZE 11 /* 2026-04-01 and a NUL */

/* Days from one to another, both included. A day that is not valid (g_date_clear()) leaves its end
 * open. */
typedef struct
{
  GDate from;
  GDate to;
} KmsPeriod;

/* The periods that people ask for by name. */
typedef enum
{
  KMS_PERIOD_ALL,
  KMS_PERIOD_TODAY,
  KMS_PERIOD_THIS_MONTH,
  KMS_PERIOD_LAST_MONTH,
  KMS_PERIOD_THIS_FISCAL_YEAR, /* from April to March, as in Japan */
  KMS_PERIOD_LAST_FISCAL_YEAR,
  KMS_PERIOD_N_NAMED,
} KmsPeriodName;

void kms_period_set_named (KmsPeriod *period, KmsPeriodName name, const GDate *today);
KmsPeriodName kms_period_get_name (const KmsPeriod *period, const GDate *today);
gboolean kms_period_equal (const KmsPeriod *a, const KmsPeriod *b);
gboolean kms_period_is_in_order (const KmsPeriod *period);

gboolean kms_period_read_day (const char *text, GDate *day);
const char *kms_period_write_day (const GDate *day, char text[KMS_PERIOD_DAY_SIZE]);

G_END_DECLS
