/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void kms_csv_append_row (GString *csv, const char *const *fields);

GPtrArray *kms_csv_parse (const char *text, gssize length, GError **error);

/* The same, and the line of the text on which each row ends, as guint, from 1. */
GPtrArray *kms_csv_parse_lines (const char *text, gssize length, GArray **lines, GError **error);

/* Takes a row, whose fields are good until it returns; FALSE when no further one is wanted. */
typedef gboolean (*KmsCsvRowFunc) (const char *const *fields, gpointer data);

/* For what comes in pieces. */
typedef struct _KmsCsvReader KmsCsvReader;

KmsCsvReader *kms_csv_reader_new (KmsCsvRowFunc func, gpointer data);
void kms_csv_reader_free (KmsCsvReader *reader);
gboolean kms_csv_reader_feed (KmsCsvReader *reader, const char *text, gsize length, GError **error);
gboolean kms_csv_reader_finish (KmsCsvReader *reader, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsCsvReader, kms_csv_reader_free)

G_END_DECLS
