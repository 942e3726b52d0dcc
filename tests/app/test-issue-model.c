/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsIssueModel: when the confirmation of the device ends, what names an attempt, and what becomes a
 * request. */

#include "app/kms-issue-model.h"

#include <string.h>

#define DEVICE "1234-5678-90AB-CDEF"
#define KEY_A  "1111-1111-1111-1111"
#define KEY_B  "2222-2222-2222-2222"

typedef struct
{
  KmsIssueModel *model;
  guint n_changed;
} Fixture;

static void
count (guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsDraft) draft = kms_draft_new (KMS_DRAFT_PRACTICE);

  fixture->model = kms_issue_model_new (draft);
  g_signal_connect_swapped (fixture->model, "changed", G_CALLBACK (count), &fixture->n_changed);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->model);
}

static gboolean
is_confirmed (Fixture *fixture)
{
  return kms_issue_model_get_draft (fixture->model)->device_confirmed;
}

/* From a confirmed DEVICE: what is typed then → whether it is still confirmed */
static const struct
{
  const char *typed;
  gboolean confirmed;
} devices[] = {
  /* other ways of writing the same device */
  { "1234567890ABCDEF", TRUE },
  { "1234567890abcdef", TRUE },
  { " 1234:5678:90ab:cdef ", TRUE },
  { "１２３４５６７８９０ＡＢＣＤＥＦ", TRUE },
  /* another device */
  { "1234-5678-90AB-CDE0", FALSE },
  /* no device */
  { "1234-5678-90AB-CDE", FALSE },
  { "1234-5678-90AB-CDEF0", FALSE },
  { "1234-5678-90AB-CDEFO", FALSE },
  { "", FALSE },
};

static void
test_device (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      kms_issue_model_set_device (fixture->model, DEVICE);
      kms_issue_model_set_device_confirmed (fixture->model, TRUE);
      kms_issue_model_set_device (fixture->model, devices[i].typed);
      g_assert_cmpint (is_confirmed (fixture), ==, devices[i].confirmed);
      g_assert_cmpstr (kms_issue_model_get_draft (fixture->model)->device, ==, devices[i].typed);
      /* Coming back to a device one has left is no confirmation. */
      kms_issue_model_set_device (fixture->model, DEVICE);
      g_assert_cmpint (is_confirmed (fixture), ==, devices[i].confirmed);
    }
}

static void
test_category (Fixture *fixture, gconstpointer data)
{
  kms_issue_model_set_device (fixture->model, DEVICE);
  kms_issue_model_set_device_confirmed (fixture->model, TRUE);
  kms_issue_model_set_category (fixture->model, KMS_CATEGORY_HDVC);
  g_assert_true (is_confirmed (fixture));
  kms_issue_model_set_category (fixture->model, KMS_CATEGORY_LIVE_LINK);
  g_assert_false (is_confirmed (fixture));
  kms_issue_model_set_category (fixture->model, KMS_CATEGORY_HDVC);
  g_assert_false (is_confirmed (fixture));
}

static void
set_category (KmsIssueModel *model)
{
  kms_issue_model_set_category (model, KMS_CATEGORY_LIVE_LINK);
}

static void
set_device (KmsIssueModel *model)
{
  kms_issue_model_set_device (model, "12");
}

static void
set_confirmed (KmsIssueModel *model)
{
  kms_issue_model_set_device_confirmed (model, TRUE);
}

static void
set_site (KmsIssueModel *model)
{
  kms_issue_model_set_site_line (model, 1, "Fukuoka");
}

static void
insert_pair (KmsIssueModel *model)
{
  kms_issue_model_insert_pair (model, 1, "", "");
}

static void
set_pair (KmsIssueModel *model)
{
  kms_issue_model_set_pair (model, 0, KEY_A, "1");
}

static void
set_registration_id (KmsIssueModel *model)
{
  kms_issue_model_set_pair (model, 0, KEY_A, "2");
}

static void
tick_mail (KmsIssueModel *model)
{
  kms_issue_model_set_mail (model, 0, TRUE, "");
}

static void
set_address (KmsIssueModel *model)
{
  kms_issue_model_set_mail (model, 0, TRUE, "a@example.com");
}

static void
set_subject (KmsIssueModel *model)
{
  kms_issue_model_set_mail_subject (model, "Keys");
}

static void
clear_subject (KmsIssueModel *model)
{
  kms_issue_model_set_mail_subject (model, NULL);
}

static void (*const changes[]) (KmsIssueModel *) = {
  set_category,        set_device, set_confirmed, set_site,    set_pair,
  set_registration_id, tick_mail,  set_address,   set_subject, clear_subject,
};

/* Each change is told once; the same value again is none. */
static void
test_changes (Fixture *fixture, gconstpointer data)
{
  kms_issue_model_insert_pair (fixture->model, 0, "", "");
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      fixture->n_changed = 0;
      changes[i](fixture->model);
      g_assert_cmpuint (fixture->n_changed, ==, 1);
      changes[i](fixture->model);
      g_assert_cmpuint (fixture->n_changed, ==, 1);
    }

  insert_pair (fixture->model);
  g_assert_cmpuint (fixture->n_changed, ==, 2);
  kms_issue_model_remove_pair (fixture->model, 1);
  g_assert_cmpuint (fixture->n_changed, ==, 3);
}

static void
test_step (Fixture *fixture, gconstpointer data)
{
  kms_issue_model_set_step (fixture->model, 2);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (kms_issue_model_get_draft (fixture->model)->step, ==, 2);
  kms_issue_model_set_step (fixture->model, 2);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

/* What is typed in eight rows → which of them are asked for */
static void
test_request (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *key;
    const char *id;
  } rows[] = {
    { "", "" },                     /* empty */
    { KEY_B, "0A" },                /* good */
    { "2222-2222-2222-222", "0A" }, /* too short */
    { KEY_A, "" },                  /* no registration ID */
    { "1111111111111111", "ab" },   /* good, in another spelling */
    { KEY_B, "0B" },                /* the activation key of row 1 */
    { KEY_A, "0C" },                /* that of row 4 */
    { "3333-3333-3333-333O", "1" }, /* a letter O */
  };
  guint indexes[KMS_REQUEST_MAX_KEYS];
  g_autoptr (KmsRequest) request = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    kms_issue_model_insert_pair (fixture->model, i, rows[i].key, rows[i].id);
  g_assert_null (kms_issue_model_make_request (fixture->model, indexes));

  kms_issue_model_set_device (fixture->model, DEVICE);
  kms_issue_model_set_site_line (fixture->model, 0, "Example Inc.");
  kms_issue_model_set_mail (fixture->model, 0, TRUE, "a@example.com");
  request = kms_issue_model_make_request (fixture->model, indexes);
  g_assert_nonnull (request);
  g_assert_cmpint (request->category, ==, KMS_CATEGORY_HDVC);
  g_assert_cmpstr (request->device_id, ==, "1234567890ABCDEF");
  g_assert_cmpstr (request->site.line[0], ==, "Example Inc.");
  g_assert_cmpstr (request->site.line[1], ==, "");
  g_assert_null (request->mail_to[0]);
  g_assert_cmpuint (request->n_pairs, ==, 2);
  g_assert_cmpstr (request->pairs[0].activation_key, ==, "2222222222222222");
  g_assert_cmpstr (request->pairs[0].registration_id, ==, "0A");
  g_assert_cmpuint (indexes[0], ==, 1);
  g_assert_cmpstr (request->pairs[1].activation_key, ==, "1111111111111111");
  g_assert_cmpstr (request->pairs[1].registration_id, ==, "AB");
  g_assert_cmpuint (indexes[1], ==, 4);

  g_assert_cmpuint (kms_issue_model_find_key (fixture->model, "1111111111111111"), ==, 3);
  g_assert_cmpuint (kms_issue_model_find_key (fixture->model, "4444444444444444"), ==, 8);
}

/* A device of the other category is none of this one. */
static void
test_request_category (Fixture *fixture, gconstpointer data)
{
  guint indexes[KMS_REQUEST_MAX_KEYS];
  g_autoptr (KmsRequest) request = NULL;

  kms_issue_model_set_device (fixture->model, "12:34:56:78:90:AB");
  g_assert_null (kms_issue_model_make_request (fixture->model, indexes));
  kms_issue_model_set_category (fixture->model, KMS_CATEGORY_LIVE_LINK);
  request = kms_issue_model_make_request (fixture->model, indexes);
  g_assert_cmpstr (request->device_id, ==, "1234567890AB");
  g_assert_cmpint (request->category, ==, KMS_CATEGORY_LIVE_LINK);
}

static void
assert_subject (Fixture *fixture, const char *expected)
{
  g_autofree char *subject = kms_issue_model_dup_mail_subject (fixture->model);

  g_assert_cmpstr (subject, ==, expected);
}

static void
test_subject (Fixture *fixture, gconstpointer data)
{
  assert_subject (fixture, "");
  kms_issue_model_set_device (fixture->model, DEVICE);
  kms_issue_model_set_site_line (fixture->model, 0, "DEMO");
  assert_subject (fixture, "[DEMO:1234-5678-90AB-CDEF] Registration Key for MPR ID/MAC ADDRESS");
  kms_issue_model_set_site_line (fixture->model, 0, "Fukuoka");
  assert_subject (fixture, "[Fukuoka:1234-5678-90AB-CDEF] Registration Key for MPR ID/MAC ADDRESS");
  kms_issue_model_set_category (fixture->model, KMS_CATEGORY_LIVE_LINK);
  kms_issue_model_set_device (fixture->model, "1234567890AB");
  assert_subject (fixture, "[Fukuoka:12:34:56:78:90:AB] Registration Key for MPR ID/MAC ADDRESS");

  /* One's own subject follows nothing, until it is given up. */
  kms_issue_model_set_mail_subject (fixture->model, "Mine");
  kms_issue_model_set_site_line (fixture->model, 0, "DEMO");
  assert_subject (fixture, "Mine");
  kms_issue_model_set_mail_subject (fixture->model, NULL);
  assert_subject (fixture, "[DEMO:12:34:56:78:90:AB] Registration Key for MPR ID/MAC ADDRESS");
}

static void
test_issuance (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KmsIssuance) issuance = kms_issuance_new ();

  g_strlcpy (issuance->device_id, "1234567890ABCDEF", sizeof issuance->device_id);
  g_assert_null (kms_issue_model_get_issuance (fixture->model));
  kms_issue_model_set_issuance (fixture->model, issuance);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_true (kms_issue_model_get_issuance (fixture->model) != issuance);
  g_assert_cmpstr (kms_issue_model_get_issuance (fixture->model)->device_id, ==,
                   issuance->device_id);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/issue-model/device", test_device);
  add ("/issue-model/category", test_category);
  add ("/issue-model/changes", test_changes);
  add ("/issue-model/step", test_step);
  add ("/issue-model/request", test_request);
  add ("/issue-model/request-category", test_request_category);
  add ("/issue-model/subject", test_subject);
  add ("/issue-model/issuance", test_issuance);
  return g_test_run ();
}
