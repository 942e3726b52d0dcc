/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses and subjects. */

#include "engine/kms-mail.h"

#include <string.h>

#define TEN     "0123456789"
#define SIXTY   TEN TEN TEN TEN TEN TEN
#define LOCAL64 SIXTY "0123"
#define LABEL63 SIXTY "012"
#define LABEL59 TEN TEN TEN TEN TEN "012345678"

static const struct
{
  const char *address;
  gboolean valid;
} addresses[] = {
  { "dealer@example.com", TRUE },
  { "a@b.c", TRUE },
  { "first.last+keys@mail.example.co.jp", TRUE },
  { "!#$%&'*+-/=?^_`{|}~@example.com", TRUE },
  { "x@xn--eckwd4c7cu47r2wf.example", TRUE },
  { LOCAL64 "@example.com", TRUE },
  { "x@" LABEL63 ".com", TRUE },
  { LOCAL64 "@" LABEL63 "." LABEL63 "." LABEL59 ".a", TRUE }, /* 254 bytes */

  { LOCAL64 "@" LABEL63 "." LABEL63 "." LABEL59 ".ab", FALSE },
  { NULL, FALSE },
  { "", FALSE },
  { "example.com", FALSE },
  { "@example.com", FALSE },
  { "dealer@", FALSE },
  { "dealer@localhost", FALSE },
  { "dealer@example.", FALSE },
  { "dealer@.example.com", FALSE },
  { "dealer@example..com", FALSE },
  { "dealer@-example.com", FALSE },
  { "dealer@example-.com", FALSE },
  { "dealer@exam_ple.com", FALSE },
  { "a@b@example.com", FALSE },
  { ".dealer@example.com", FALSE },
  { "dealer.@example.com", FALSE },
  { "dea..ler@example.com", FALSE },
  { "dea ler@example.com", FALSE },
  { " dealer@example.com", FALSE },
  { "dealer@example.com ", FALSE },
  { "dealer@example.com\nBcc: all@example.com", FALSE },
  { "dealer\r@example.com", FALSE },
  { "a@example.com,b@example.com", FALSE },
  { "\"a b\"@example.com", FALSE },
  { "Dealer <dealer@example.com>", FALSE },
  { "店@example.com", FALSE },
  { "dealer@例え.jp", FALSE },
  { "dealer@example.com\xFF", FALSE },
  { LOCAL64 "0@example.com", FALSE },
  { "x@" LABEL63 "0.com", FALSE },
};

static void
test_addresses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_test_message ("case %u", i);
      g_assert_cmpint (kms_mail_address_is_valid (addresses[i].address), ==, addresses[i].valid);
    }
}

static void
test_subjects (void)
{
  g_autoptr (GString) subject = g_string_new (NULL);

  g_assert_true (kms_mail_subject_is_valid ("件名"));
  g_assert_false (kms_mail_subject_is_valid (NULL));
  g_assert_false (kms_mail_subject_is_valid (""));
  g_assert_false (kms_mail_subject_is_valid ("a\r\nBcc: all@example.com"));
  g_assert_false (kms_mail_subject_is_valid ("a\tb"));
  g_assert_false (kms_mail_subject_is_valid ("a\u202Eb"));
  g_assert_false (kms_mail_subject_is_valid ("a\xFF"));

  for (guint i = 0; i < KMS_MAIL_MAX_SUBJECT; i++)
    g_string_append (subject, "名");
  g_assert_true (kms_mail_subject_is_valid (subject->str));
  g_string_append (subject, "名");
  g_assert_false (kms_mail_subject_is_valid (subject->str));
}

static void
test_default_subject (void)
{
  KmsSite site = { { "DEMO", "DEMO-Fukuoka" } };
  g_autofree char *hdvc = kms_mail_default_subject (&site, KMS_CATEGORY_HDVC, "1234567890ABCDEF");
  g_autofree char *live_link = NULL;

  g_assert_cmpstr (hdvc, ==, "[DEMO:1234-5678-90AB-CDEF] Registration Key for MPR ID/MAC ADDRESS");
  g_assert_true (kms_mail_subject_is_valid (hdvc));
  site.line[0][0] = '\0';
  live_link = kms_mail_default_subject (&site, KMS_CATEGORY_LIVE_LINK, "1234567890AB");
  g_assert_cmpstr (live_link, ==, "[12:34:56:78:90:AB] Registration Key for MPR ID/MAC ADDRESS");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/addresses", test_addresses);
  g_test_add_func ("/mail/subjects", test_subjects);
  g_test_add_func ("/mail/default-subject", test_default_subject);
  return g_test_run ();
}
