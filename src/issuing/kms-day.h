/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Days and times of day in a time zone. A day is the number of days since 1970-01-01, and lasts from the
 * moment at which its date first shows on the clock there until that of the next one. */
typedef gint32 KmsDay;

#define KMS_DAY_SIZE  11 /* 2026-04-01 and a NUL */
#define KMS_TIME_SIZE 26 /* 2026-04-01T09:45:30+09:00 and a NUL */

GTimeZone *kms_zone_new (const char *name);

gboolean kms_day_from_string (const char *text, KmsDay *day);
GDate kms_day_to_date (KmsDay day);
const char *kms_day_to_string (KmsDay day, char text[KMS_DAY_SIZE]);

gint64 kms_day_start (GTimeZone *zone, KmsDay day);
KmsDay kms_day_of (GTimeZone *zone, gint64 at);

/* Writes times in a zone; quick when they come in order. */
typedef struct
{
  GTimeZone *zone; /* borrowed */
  gint64 start;    /* microseconds: of a span in which the offset is the same */
  gint64 end;
  gint64 offset; /* seconds */
} KmsTimeWriter;

void kms_time_writer_init (KmsTimeWriter *writer, GTimeZone *zone);
const char *kms_time_writer_write (KmsTimeWriter *writer, gint64 at, char text[KMS_TIME_SIZE]);

G_END_DECLS
