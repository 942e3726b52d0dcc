/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the benchmarks of lists share: a server's file with as many issued keys as wanted, made through
 * issuing, ten thousand in a transaction. Identifiers are spread as real ones are, so that indexes fill as
 * they would; each device has one key, which is the most that a key can cost. */

#pragma once

#include "issuing/kms-issuing.h"
#include "store/kms-sqlite-store.h"
#include "store/kms-store-keys.h"
#include "store/kms-store-session.h"

#define N_DEALERS 100
#define BATCH     10000
#define START     G_GINT64_CONSTANT (1750000000000000)
/* Microseconds from one issue to the next: ten million take a bit more than a year. */
#define STEP (4 * G_USEC_PER_SEC)

static const KmsSecret secret = { .bytes = { 1, 2, 3 } };
static const KmsPart part = { "VC-UP4", "Four-site upgrade", KMS_CATEGORY_HDVC };

/* Spreads numbers at random, always in the same way (splitmix64). */
static inline guint64
mix (guint64 number)
{
  number = (number + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  number = (number ^ (number >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  number = (number ^ (number >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return number ^ (number >> 31);
}

static inline void
make_identifiers (guint number, KmsKeyPair *pair, char *device_id)
{
  g_snprintf (pair->activation_key, KMS_IDENTIFIER_SIZE, "%016" G_GINT64_MODIFIER "X",
              mix (number));
  g_snprintf (pair->registration_id, KMS_IDENTIFIER_SIZE, "%08X", number);
  g_snprintf (device_id, KMS_IDENTIFIER_SIZE, "%016" G_GINT64_MODIFIER "X",
              mix (G_MAXUINT32 + (guint64) number));
}

static inline void
make_dealer (guint number, guint n_dealers, char dealer[8])
{
  g_snprintf (dealer, 8, "%u", number % n_dealers + 1);
}

typedef struct
{
  KmsIssuing *issuing;
  KmsClock *clock;
  guint first;
  guint n_dealers;
} Batch;

static inline gboolean
issue_one (KmsStoreSession *session, Batch *batch, guint number, gint64 part_id, GError **error)
{
  g_autoptr (KmsRequest) request = NULL;
  g_autoptr (KmsIssuance) issuance = NULL;
  char device_id[KMS_IDENTIFIER_SIZE];
  char dealer[8];
  KmsAttempt attempt = { .dealer = dealer };
  KmsKeyPair pair;

  make_identifiers (number, &pair, device_id);
  make_dealer (number, batch->n_dealers, dealer);
  request = kms_request_new (KMS_CATEGORY_HDVC, device_id);
  kms_request_add_pair (request, &pair, NULL);
  kms_site_set_line (&request->site, 0, "Example Trading Fukuoka", NULL);
  kms_site_set_line (&request->site, 1, "3rd floor", NULL);
  kms_clock_set (batch->clock, START + number * (gint64) STEP);
  if (!kms_store_add_key (session, &pair, part_id, error))
    return FALSE;
  issuance = kms_issuing_issue (batch->issuing, session, &attempt, request, error);
  return issuance != NULL;
}

static inline gpointer
do_batch (KmsStoreSession *session, gpointer data, GError **error)
{
  Batch *batch = data;
  gint64 part_id;

  /* All of a small file in memory, and a good part of a large one. */
  if (!kms_database_execute (session->database, "PRAGMA cache_size = -2000000", error)
      || !kms_store_add_part (session, &part, &part_id, error))
    return NULL;
  for (guint i = 0; i < BATCH; i++)
    {
      if (!issue_one (session, batch, batch->first + i, part_id, error))
        return NULL;
    }
  return GINT_TO_POINTER (TRUE);
}

/* Makes the file, unless it is there; @n_keys in whole batches. */
static inline void
make_file (const char *path, guint n_keys, guint n_dealers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsStore) store = NULL;
  g_autoptr (KmsClock) clock = kms_clock_new_fixed (START);
  g_autoptr (KmsIssuing) issuing = kms_issuing_new (&secret, clock, FALSE);
  Batch batch = { .issuing = issuing, .clock = clock, .n_dealers = n_dealers };

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  store = kms_sqlite_store_new (path, KMS_SQLITE_STORE_SERVER, &secret, &error);
  g_assert_no_error (error);
  for (batch.first = 0; batch.first < n_keys; batch.first += BATCH)
    {
      kms_store_run (store, KMS_STORE_WRITE, do_batch, &batch, NULL, &error);
      g_assert_no_error (error);
    }
}
