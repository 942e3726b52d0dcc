/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many previews of 8 keys a core makes in a second: in the engine alone, and through the store.
 * Prints the figures; it judges nothing. */

#include "engine/kms-practice-sheet.h"
#include "issuing/kms-issuing.h"
#include "store/kms-sqlite-store.h"

#include <stdio.h>
#include <time.h>

#define DEVICE   "0123456789ABCDEF"
#define RUN_TIME (2 * G_USEC_PER_SEC) /* of the processor, for each figure */

typedef struct
{
  KmsIssuing *issuing;
  KmsStore *store;
  KmsRequest *request;
} Bench;

/* Time of all threads of this program on the processor: waiting costs nothing. */
static gint64
processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* The engine's part: reads 8 pairs as typed, recognises the sheets, judges them, and derives the
 * registration keys. */
static void
preview_in_engine (Bench *bench)
{
  KmsSecret device_secret;

  kms_derive_device_secret (&kms_demo_secret, KMS_CATEGORY_HDVC, DEVICE, &device_secret);
  for (guint i = 0; i < bench->request->n_pairs; i++)
    {
      char shown[KMS_IDENTIFIER_SHOWN_SIZE];
      char registration_key[KMS_IDENTIFIER_SIZE];
      KmsIdentifierReading reading;
      KmsActivation activation = { .pair = bench->request->pairs[i] };
      const KmsPart *part;

      kms_identifier_format (KMS_IDENTIFIER_ACTIVATION_KEY, activation.pair.activation_key, shown);
      g_assert (kms_identifier_read (KMS_IDENTIFIER_ACTIVATION_KEY, shown, -1, &reading));
      g_assert (kms_identifier_read (KMS_IDENTIFIER_REGISTRATION_ID,
                                     activation.pair.registration_id, -1, &reading));
      part = kms_practice_sheet_recognise (&activation.pair);
      g_assert (part != NULL);
      activation.category = part->category;
      g_assert (kms_verdict_of (&activation, &bench->request->pairs[i], KMS_CATEGORY_HDVC, DEVICE)
                == KMS_VERDICT_NEW);
      kms_derive_registration_key (&device_secret, part->part_number, i + 1, registration_key);
    }
}

static gpointer
do_preview (KmsStoreSession *session, gpointer data, GError **error)
{
  Bench *bench = data;

  return kms_issuing_preview (bench->issuing, session, bench->request, error);
}

static gpointer
do_issue (KmsStoreSession *session, gpointer data, GError **error)
{
  static const KmsAttempt attempt = { .dealer = "bench" };
  Bench *bench = data;

  return kms_issuing_issue (bench->issuing, session, &attempt, bench->request, error);
}

static void
preview_in_store (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsPreview) preview = kms_store_run (bench->store, KMS_STORE_READ, do_preview, bench,
                                                  (GDestroyNotify) kms_preview_free, &error);

  g_assert_no_error (error);
}

static void
measure (Bench *bench, const char *what, void (*preview) (Bench *bench))
{
  gint64 start = processor_time ();
  gint64 spent;
  guint n = 0;

  do
    {
      preview (bench);
      n++;
      spent = processor_time () - start;
    }
  while (spent < RUN_TIME);
  printf ("%-48s %10.0f per second\n", what, (double) n * G_USEC_PER_SEC / (double) spent);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsClock) clock = kms_clock_new_system ();
  g_autoptr (KmsIssuing) issuing = kms_issuing_new (&kms_demo_secret, clock, TRUE);
  g_autoptr (KmsRequest) request = kms_request_new (KMS_CATEGORY_HDVC, DEVICE);
  g_autoptr (KmsStore) store = NULL;
  g_autoptr (KmsIssuance) issuance = NULL;
  Bench bench;

  store = kms_sqlite_store_new (NULL, KMS_SQLITE_STORE_CLASS, &kms_demo_secret, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < KMS_REQUEST_MAX_KEYS; i++)
    {
      g_autofree char *activation_key = g_strdup_printf ("%016X", i);
      KmsPracticeSheet sheet;

      kms_practice_sheet_make (kms_demo_catalogue_lookup ("KX-VCS101DEMO"), activation_key, &sheet);
      kms_request_add_pair (request, &sheet.pair, &error);
      g_assert_no_error (error);
    }
  bench = (Bench){ issuing, store, request };

  printf ("Previews of %d keys, one core:\n", KMS_REQUEST_MAX_KEYS);
  measure (&bench, "engine alone: read, recognise, judge, derive", preview_in_engine);
  measure (&bench, "store in memory: practice sheets, all new", preview_in_store);
  issuance = kms_store_run (store, KMS_STORE_WRITE, do_issue, &bench, NULL, &error);
  g_assert_no_error (error);
  measure (&bench, "store in memory: all bound, reissue", preview_in_store);
  return 0;
}
