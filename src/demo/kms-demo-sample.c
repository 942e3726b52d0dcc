/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The manual's sample (chapter 10): eight keys that were issued already. They are data, since the
 * manual prints their registration keys; on their device they take the first ordinals, so that no
 * key which is derived there gets one of them. */

#include "demo/kms-demo-sample.h"

#include "engine/kms-practice-sheet.h"
#include "store/kms-store-history.h"
#include "store/kms-store-keys.h"
#include "store/kms-store-sites.h"

#define SAMPLE_DEVICE "1234567890ABCDEF"
/* 2011-01-20T10:00:00Z */
#define SAMPLE_TIME (G_GINT64_CONSTANT (1295517600) * G_USEC_PER_SEC)

static const struct
{
  const char *activation_key;
  const char *part_number;
  const char *registration_key;
} sample[KMS_REQUEST_MAX_KEYS] = {
  { "1111111111111111", "KX-VCS101DEMO", "1111111111111111" },
  { "9999999999999999", "KX-VCS101DEMO", "3333333333333333" },
  { "AAAAAAAAAAAAAAAA", "KX-VCS101DEMO", "5555555555555555" },
  { "FFFFFFFFFFFFFFFF", "KX-VCS101DEMO", "7777777777777777" },
  { "1111191919199999", "KX-VCS201DEMO", "0000000000000000" },
  { "AAAAAFAFAFAFFFFF", "KX-VCS201DEMO", "2222222222222222" },
  { "11119999AAAAFFFF", "KX-VCS201DEMO", "4444444444444444" },
  { "19AF19AF19AF19AF", "KX-VCS201DEMO", "6666666666666666" },
};

static const char *const site_lines[KMS_SITE_N_LINES] = { "DEMO", "DEMO-Fukuoka" };
static const char *const mail_addresses[] = { "demo@example.com", "demo2@example.com" };

static void
set_site (KmsSite *site)
{
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    kms_site_set_line (site, i, site_lines[i], NULL);
}

static void
make_pair (guint index, KmsKeyPair *pair)
{
  KmsPracticeSheet sheet;

  kms_practice_sheet_make (kms_demo_catalogue_lookup (sample[index].part_number),
                           sample[index].activation_key, &sheet);
  *pair = sheet.pair;
}

/**
 * kms_demo_sample_new_request:
 *
 * Returns: (transfer full): what the assistant is filled in with: device, site, the eight pairs in
 *   the manual's order, and two addresses
 */
KmsRequest *
kms_demo_sample_new_request (void)
{
  KmsRequest *request = kms_request_new (KMS_CATEGORY_HDVC, SAMPLE_DEVICE);

  set_site (&request->site);
  for (guint i = 0; i < G_N_ELEMENTS (sample); i++)
    {
      KmsKeyPair pair;

      make_pair (i, &pair);
      kms_request_add_pair (request, &pair, NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (mail_addresses); i++)
    kms_request_add_mail (request, mail_addresses[i], NULL);
  return request;
}

/**
 * kms_demo_sample_teach:
 * @device: a device to practise on
 *
 * Has the device of the sample accept its eight keys, which the manual prints and nobody derives.
 */
void
kms_demo_sample_teach (KmsPracticeDevice *device)
{
  if (!g_str_equal (kms_practice_device_get_id (device), SAMPLE_DEVICE))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (sample); i++)
    kms_practice_device_add_key (device, kms_demo_catalogue_lookup (sample[i].part_number),
                                 sample[i].registration_key);
}

static gboolean
add_catalogue (KmsStoreSession *session, GError **error)
{
  guint n_parts;
  const KmsPart *parts = kms_demo_catalogue (&n_parts);

  for (guint i = 0; i < n_parts; i++)
    {
      gint64 part_id;

      if (!kms_store_add_part (session, &parts[i], &part_id, error))
        return FALSE;
    }
  return TRUE;
}

/* Adds one key of the sample, binds it, and appends it to @keys. */
static gboolean
add_key (KmsStoreSession *session, guint index, GPtrArray *keys, GError **error)
{
  KmsStoredKey key = { 0 };
  KmsIssuedKey *issued;

  make_pair (index, &key.activation.pair);
  g_strlcpy (key.activation.device_id, SAMPLE_DEVICE, KMS_IDENTIFIER_SIZE);
  g_strlcpy (key.registration_key, sample[index].registration_key, KMS_IDENTIFIER_SIZE);
  key.issued_at = SAMPLE_TIME;
  if (!kms_store_find_part (session, sample[index].part_number, &key.part_id, error)
      || !kms_store_add_key (session, &key.activation.pair, key.part_id, error)
      || !kms_store_take_ordinal (session, SAMPLE_DEVICE, key.part_id, &key.ordinal, error)
      || !kms_store_bind_key (session, &key, error))
    return FALSE;

  issued = g_new0 (KmsIssuedKey, 1);
  g_strlcpy (issued->activation_key, sample[index].activation_key, KMS_IDENTIFIER_SIZE);
  g_ptr_array_add (keys, issued);
  return TRUE;
}

/**
 * kms_demo_sample_load:
 * @session: a transaction that writes
 * @error: return location for a #GError
 *
 * Puts the catalogue of the demo and the sample into an empty store, as if the sample had been issued
 * on the day the manual shows.
 *
 * Returns: %TRUE, or %FALSE with @error set to one of KMS_ERROR_STORE_*
 */
gboolean
kms_demo_sample_load (KmsStoreSession *session, GError **error)
{
  g_autoptr (KmsIssuance) issuance = kms_issuance_new ();
  gboolean empty;
  gint64 issue;

  if (!kms_store_is_empty (session, &empty, error))
    return FALSE;
  if (!empty)
    return TRUE;
  if (!add_catalogue (session, error))
    return FALSE;

  issuance->at = SAMPLE_TIME;
  issuance->category = KMS_CATEGORY_HDVC;
  g_strlcpy (issuance->device_id, SAMPLE_DEVICE, KMS_IDENTIFIER_SIZE);
  set_site (&issuance->site);
  for (guint i = 0; i < G_N_ELEMENTS (sample); i++)
    {
      if (!add_key (session, i, issuance->keys, error))
        return FALSE;
    }
  return kms_store_add_issue (session, KMS_DEMO_DEALER, issuance, &issue, error)
         && kms_store_save_site (session, KMS_DEMO_DEALER, KMS_CATEGORY_HDVC, SAMPLE_DEVICE,
                                 &issuance->site, error);
}
