/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of KmsIssuing share: a store in memory with the sheets of a made-up catalogue, a
 * clock, and each use case as one call that waits for its transaction. */

#pragma once

#include "issuing/kms-history.h"
#include "issuing/kms-issuing.h"
#include "store/kms-sqlite-store.h"
#include "store/kms-store-keys.h"
#include "store/kms-store-session.h"

#define NOW      G_GINT64_CONSTANT (1750000000000000)
#define DEVICE   "0123456789ABCDEF"
#define OTHER    "FEDCBA9876543210"
#define MAC      "0123456789AB"
#define N_SHEETS 80 /* of each part */

static const KmsPart parts[] = {
  { "KX-ONE", "One", KMS_CATEGORY_HDVC },
  { "KX-TWO", "Two", KMS_CATEGORY_HDVC },
  { "LL-ONE", "Link", KMS_CATEGORY_LIVE_LINK },
};

static const KmsSecret secret = { .bytes = { 1, 2, 3, 4, 5 } };

typedef struct
{
  KmsStore *store;
  KmsClock *clock;
  KmsIssuing *issuing;
} Fixture;

/* One call: what goes in. */
typedef struct
{
  KmsIssuing *issuing;
  const char *dealer;
  const KmsRequest *request;
  KmsCategory category;
  const char *device_id;
  const char *activation_key;
  const KmsSearch *search;
  const char *sql;
  const char *idempotency_key;
} Call;

/* Sheet @number, from 0, of part @part. */
static inline KmsKeyPair
sheet (guint part, guint number)
{
  KmsKeyPair pair;

  g_snprintf (pair.activation_key, sizeof pair.activation_key, "%X00000000000%04X", part + 1,
              number);
  g_snprintf (pair.registration_id, sizeof pair.registration_id, "ABC%X%04X", part, number);
  return pair;
}

static inline void
add_pair (KmsRequest *request, KmsKeyPair pair)
{
  g_autoptr (GError) error = NULL;

  kms_request_add_pair (request, &pair, &error);
  g_assert_no_error (error);
}

/* A request for @n sheets of a part, from number @first. */
static inline KmsRequest *
request_for (KmsCategory category, const char *device_id, guint part, guint first, guint n)
{
  KmsRequest *request = kms_request_new (category, device_id);

  for (guint i = 0; i < n; i++)
    add_pair (request, sheet (part, first + i));
  return request;
}

static inline gpointer
do_fill (KmsStoreSession *session, gpointer data, GError **error)
{
  for (guint part = 0; part < G_N_ELEMENTS (parts); part++)
    {
      gint64 part_id;

      if (!kms_store_add_part (session, &parts[part], &part_id, error))
        return NULL;
      for (guint number = 0; number < N_SHEETS; number++)
        {
          KmsKeyPair pair = sheet (part, number);

          if (!kms_store_add_key (session, &pair, part_id, error))
            return NULL;
        }
    }
  return GINT_TO_POINTER (TRUE);
}

static inline gpointer
do_issue (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;

  KmsAttempt attempt = { .dealer = call->dealer, .idempotency_key = call->idempotency_key };

  return kms_issuing_issue (call->issuing, session, &attempt, call->request, error);
}

static inline gpointer
do_preview (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;

  return kms_issuing_preview (call->issuing, session, call->request, error);
}

static inline gpointer
do_find (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;

  return kms_history_find (session, call->dealer, call->search, NULL, KMS_FOUND_MAX_LIMIT, error);
}

static inline gpointer
do_load_site (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;
  KmsSite *site = g_new0 (KmsSite, 1);

  g_assert_true (kms_issuing_load_site (call->issuing, session, call->dealer, call->category,
                                        call->device_id, site, NULL, error));
  return site;
}

/* The first column of the first row, "-" for no row. */
static inline gpointer
do_ask (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (KmsStatement) statement = kms_database_prepare (session->database, call->sql, error);
  gboolean row;

  if (statement == NULL || !kms_statement_step (statement, &row, error))
    return NULL;
  return g_strdup (row ? kms_statement_get_text (statement, 0) : "-");
}

static inline KmsIssuance *
issue (Fixture *fixture, const char *dealer, const KmsRequest *request, GError **error)
{
  Call call = { .issuing = fixture->issuing, .dealer = dealer, .request = request };

  return kms_store_run (fixture->store, KMS_STORE_WRITE, do_issue, &call,
                        (GDestroyNotify) kms_issuance_free, error);
}

/* An issue that must succeed. */
static inline KmsIssuance *
issued (Fixture *fixture, const char *dealer, const KmsRequest *request)
{
  g_autoptr (GError) error = NULL;
  KmsIssuance *issuance = issue (fixture, dealer, request, &error);

  g_assert_no_error (error);
  g_assert_nonnull (issuance);
  return issuance;
}

static inline gpointer
do_release (KmsStoreSession *session, gpointer data, GError **error)
{
  Call *call = data;

  return GINT_TO_POINTER (kms_issuing_release (call->issuing, session, "operator",
                                               call->activation_key, "a \"wrong\" device", error));
}

static inline gboolean
release (Fixture *fixture, const char *activation_key, GError **error)
{
  Call call = { .issuing = fixture->issuing, .activation_key = activation_key };

  return kms_store_run (fixture->store, KMS_STORE_WRITE, do_release, &call, NULL, error) != NULL;
}

static inline KmsPreview *
preview (Fixture *fixture, const KmsRequest *request, GError **error)
{
  Call call = { .issuing = fixture->issuing, .request = request };

  return kms_store_run (fixture->store, KMS_STORE_READ, do_preview, &call,
                        (GDestroyNotify) kms_preview_free, error);
}

/* What a search finds, all of it on one page. */
static inline KmsFoundPage *
find (Fixture *fixture, const char *dealer, const KmsSearch *search)
{
  g_autoptr (GError) error = NULL;
  Call call = { .issuing = fixture->issuing, .dealer = dealer, .search = search };
  KmsFoundPage *page = kms_store_run (fixture->store, KMS_STORE_READ, do_find, &call,
                                      (GDestroyNotify) kms_found_page_free, &error);

  g_assert_no_error (error);
  g_assert_null (page->next_cursor);
  g_assert_cmpuint (page->total, ==, page->rows->len);
  g_assert_true (page->total_exact);
  return page;
}

static inline KmsSite *
load_site (Fixture *fixture, const char *dealer, const char *device_id)
{
  g_autoptr (GError) error = NULL;
  Call call = { .issuing = fixture->issuing,
                .dealer = dealer,
                .category = KMS_CATEGORY_HDVC,
                .device_id = device_id };

  return kms_store_run (fixture->store, KMS_STORE_READ, do_load_site, &call, g_free, &error);
}

/* Runs SQL, also SQL that changes something, and compares what it says. */
static inline void
assert_answer (Fixture *fixture, const char *sql, const char *expected)
{
  g_autoptr (GError) error = NULL;
  Call call = { .sql = sql };
  g_autofree char *answer =
      kms_store_run (fixture->store, KMS_STORE_WRITE, do_ask, &call, g_free, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, expected);
}

static inline const KmsIssuedKey *
key_at (const KmsIssuance *issuance, guint index)
{
  return g_ptr_array_index (issuance->keys, index);
}

/* What the formula says: an independent path to the same key. */
static inline void
assert_derived (const KmsIssuedKey *key, guint ordinal)
{
  KmsSecret device_secret;
  char expected[KMS_IDENTIFIER_SIZE];

  kms_derive_device_secret (&secret, key->category, key->device_id, &device_secret);
  kms_derive_registration_key (&device_secret, key->part_number, ordinal, expected);
  g_assert_cmpstr (key->registration_key, ==, expected);
}

static inline void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->store = kms_sqlite_store_new (NULL, KMS_SQLITE_STORE_SERVER, &secret, &error);
  g_assert_no_error (error);
  kms_store_run (fixture->store, KMS_STORE_WRITE, do_fill, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture->clock = kms_clock_new_fixed (NOW);
  fixture->issuing = kms_issuing_new (&secret, fixture->clock, FALSE);
}

static inline void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  kms_issuing_free (fixture->issuing);
  kms_clock_unref (fixture->clock);
}
