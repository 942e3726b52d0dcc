/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A draft gives back to the byte what was typed, through its JSON too, and damaged JSON is refused. */

#include "client/kms-draft.h"
#include "common/kms-error.h"

#include <string.h>

/* Any of these may stand in any field. */
static const char *const typed[] = {
  "",
  " leading and trailing ",
  "1234-5678-90AB-CDEF",
  "１２３４－５６７８",            /* full-width */
  "福岡支店　会議室",              /* with an ideographic space */
  "👩‍👩‍👧‍👦🎈", /* emoji joined by U+200D, beyond the BMP */
  "e\xCC\x81 and \xC3\xA9",        /* decomposed and composed: not normalised */
  "quote \" backslash \\ slash / tab \t line\r\nend",
  "\x01\x1F\x7F",                         /* control characters */
  "\xEF\xBB\xBF\xE2\x80\xA8\xE2\x80\xAE", /* BOM, line separator, right-to-left override */
  "\xEF\xBF\xBF\xF4\x8F\xBF\xBF",         /* noncharacters */
  "{\"json\": [1, null]}",
};

static void
fill (KmsDraft *draft, const char *text)
{
  g_free (draft->device);
  draft->device = g_strdup (text);
  for (guint i = 0; i < KMS_SITE_N_LINES; i++)
    {
      g_free (draft->site[i]);
      draft->site[i] = g_strdup_printf ("%u%s", i, text);
    }
  for (guint i = 0; i < KMS_REQUEST_MAX_MAILS; i++)
    {
      g_free (draft->mail_to[i]);
      draft->mail_to[i] = g_strdup_printf ("%s%u", text, i);
    }
  for (guint i = 0; i < KMS_REQUEST_MAX_KEYS; i++)
    g_ptr_array_add (draft->pairs, kms_draft_pair_new (text, i % 2 == 0 ? text : "other"));
  g_free (draft->mail_subject);
  draft->mail_subject = g_strdup (text);
}

static KmsDraft *
round_trip (const KmsDraft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = kms_draft_to_json (draft);
  KmsDraft *back = kms_draft_from_json (json, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (back);
  return back;
}

static void
assert_equal (const KmsDraft *a, const KmsDraft *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpint (a->saved_at, ==, b->saved_at);
  g_assert_cmpuint (a->step, ==, b->step);
  g_assert_true (kms_draft_same_work (a, b));
}

static void
test_new (void)
{
  g_autoptr (KmsDraft) draft = kms_draft_new (KMS_DRAFT_PRACTICE);
  g_autoptr (KmsDraft) other = kms_draft_new (KMS_DRAFT_PRACTICE);
  g_autoptr (KmsDraft) sample = kms_draft_new (KMS_DRAFT_SAMPLE);
  g_autoptr (KmsDraft) back = round_trip (draft);

  g_assert_true (g_uuid_string_is_valid (draft->id));
  g_assert_cmpstr (draft->id, !=, other->id);
  g_assert_true (kms_draft_same_work (draft, other));
  g_assert_false (kms_draft_same_work (draft, sample));
  g_assert_null (back->mail_subject);
  assert_equal (draft, back);
}

static void
test_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (KmsDraft) draft = kms_draft_new (KMS_DRAFT_PRACTICE);
      g_autoptr (KmsDraft) copy = NULL;
      g_autoptr (KmsDraft) back = NULL;

      fill (draft, typed[i]);
      copy = kms_draft_copy (draft);
      back = round_trip (draft);
      assert_equal (draft, copy);
      assert_equal (draft, back);
      g_assert_cmpstr (back->device, ==, typed[i]);
      g_assert_cmpuint (back->pairs->len, ==, KMS_REQUEST_MAX_KEYS);
    }
}

static void
test_long_text (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (KmsDraft) draft = kms_draft_new (KMS_DRAFT_PRACTICE);
  g_autoptr (KmsDraft) back = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, i % 2 == 0 ? "字" : "🎈");
  fill (draft, text->str);
  back = round_trip (draft);
  assert_equal (draft, back);
}

static void
test_values (void)
{
  g_autoptr (KmsDraft) draft = kms_draft_new (KMS_DRAFT_SAMPLE);
  g_autoptr (KmsDraft) back = NULL;

  draft->saved_at = G_MAXINT64;
  draft->step = 3;
  draft->category = KMS_CATEGORY_LIVE_LINK;
  draft->device_confirmed = TRUE;
  draft->mail_ticked[1] = TRUE;
  back = round_trip (draft);

  assert_equal (draft, back);
  g_assert_true (back->mail_ticked[1]);
  g_assert_false (back->mail_ticked[0]);
  g_assert_cmpint (back->category, ==, KMS_CATEGORY_LIVE_LINK);
  g_assert_cmpint (back->flow, ==, KMS_DRAFT_SAMPLE);
}

/* One change each, from the work of the base; a row is "counts" when it is other work. */
static void
test_same_work (void)
{
  g_autoptr (KmsDraft) base = kms_draft_new (KMS_DRAFT_PRACTICE);

  fill (base, "a");
  for (guint row = 0; row < 11; row++)
    {
      g_autoptr (KmsDraft) changed = kms_draft_copy (base);
      KmsDraftPair *pair = g_ptr_array_index (changed->pairs, 7);
      gboolean counts = TRUE;

      switch (row)
        {
        case 0:
          changed->step = 2;
          changed->saved_at = 1;
          changed->id[0] = '-';
          counts = FALSE;
          break;
        case 1:
          changed->device_confirmed = 2; /* any true value is true */
          break;
        case 2:
          changed->site[1][0] = 'x';
          break;
        case 3:
          pair->activation_key[0] = 'x';
          break;
        case 4:
          pair->registration_id[0] = 'x';
          break;
        case 5:
          g_ptr_array_set_size (changed->pairs, 7);
          break;
        case 6:
          changed->mail_ticked[0] = TRUE;
          break;
        case 7:
          changed->mail_to[1][0] = 'x';
          break;
        case 8:
          g_clear_pointer (&changed->mail_subject, g_free);
          break;
        case 9:
          changed->category = KMS_CATEGORY_LIVE_LINK;
          break;
        default:
          changed->device[0] = 'x';
          break;
        }
      g_assert_cmpint (kms_draft_same_work (base, changed), ==, !counts);
    }
}

/* What a newer version adds is ignored, wherever it stands. */
static void
test_newer_members (void)
{
  g_autoptr (KmsDraft) draft = kms_draft_new (KMS_DRAFT_PRACTICE);
  g_autoptr (KmsDraft) back = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GString) newer = NULL;

  fill (draft, "a");
  json = kms_draft_to_json (draft);
  newer = g_string_new (json);
  g_assert_cmpuint (g_string_replace (newer, "{", "{\"new_member\":{\"x\":[null]},", 0), >, 3);
  back = kms_draft_from_json (newer->str, (gssize) newer->len, &error);
  g_assert_no_error (error);
  assert_equal (draft, back);
}

/* What to replace in good JSON, and by what, so that it is one no longer. */
static const struct
{
  const char *good;
  const char *bad;
} damages[] = {
  { "\"id\":", "\"ID\":" },                                   /* a member is missing */
  { "\"step\":0", "\"step\":4" },                             /* out of range */
  { "\"step\":0", "\"step\":\"0\"" },                         /* wrong type */
  { "\"saved_at\":0", "\"saved_at\":-1" },                    /* out of range */
  { "\"category\":\"hdvc\"", "\"category\":\"phone\"" },      /* unknown value */
  { "\"flow\":\"practice\"", "\"flow\":\"online\"" },         /* unknown value */
  { "\"device_confirmed\":false", "\"device_confirmed\":0" }, /* wrong type */
  { "\"site\":[\"0a\",", "\"site\":[" },                      /* too few */
  { "\"site\":[\"0a\",", "\"site\":[7," },                    /* wrong type of an element */
  { "\"pairs\":[", "\"pairs\":[{\"activation_key\":\"\",\"registration_id\":\"\"}," }, /* nine */
  { "\"pairs\":[", "\"pairs\":[[]," }, /* wrong type of an element */
  { "\"to\":\"a0\"", "\"to\":null" },  /* null for a text */
  { "\"mail_subject\":\"a\"", "\"mail_subject\":null" },
  { "\"device\":\"a\"", "\"device\":\"a\",\"device\":\"b\"" }, /* twice */
};

static void
assert_refused (const char *json)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kms_draft_from_json (json, -1, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (error->domain, ==, KMS_ERROR);
}

static void
test_damaged (void)
{
  g_autoptr (KmsDraft) draft = kms_draft_new (KMS_DRAFT_PRACTICE);
  g_autofree char *json = NULL;

  fill (draft, "a");
  g_ptr_array_set_size (draft->pairs, 8);
  json = kms_draft_to_json (draft);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GString) damaged = g_string_new (json);

      g_assert_cmpuint (g_string_replace (damaged, damages[i].good, damages[i].bad, 1), ==, 1);
      assert_refused (damaged->str);
    }
  assert_refused ("");
  assert_refused ("[]");
  assert_refused ("\"draft\"");
  assert_refused ("\xFF");
}

/* Cut off anywhere it is refused, and nothing leaks. */
static void
test_truncated (void)
{
  g_autoptr (KmsDraft) draft = kms_draft_new (KMS_DRAFT_PRACTICE);
  g_autofree char *json = NULL;

  fill (draft, "é");
  json = kms_draft_to_json (draft);
  for (gsize length = 0; length < strlen (json); length++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (kms_draft_from_json (json, (gssize) length, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draft/new", test_new);
  g_test_add_func ("/draft/texts", test_texts);
  g_test_add_func ("/draft/long-text", test_long_text);
  g_test_add_func ("/draft/values", test_values);
  g_test_add_func ("/draft/same-work", test_same_work);
  g_test_add_func ("/draft/newer-members", test_newer_members);
  g_test_add_func ("/draft/damaged", test_damaged);
  g_test_add_func ("/draft/truncated", test_truncated);

  return g_test_run ();
}
