/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Templates of mails: what is filled in where, and what is no template. */

#include "accounts/kms-mail-template.h"

#include "common/kms-error.h"

static const struct
{
  const char *comment;
  const char *body;
  const char *values;
  const char *expected;
} filled[] = {
  { "no marks", "one\ntwo\n", "{}", "one\ntwo\n" },
  { "a value", "<{a}>", "{\"a\":\"x\"}", "<x>" },
  { "an empty value", "<{a}>", "{\"a\":\"\"}", "<>" },
  { "a value is no template", "<{a}>", "{\"a\":\"{b}\",\"b\":\"x\"}", "<{b}>" },
  { "twice, and beside each other", "{a}{b}{a}", "{\"a\":\"x\",\"b\":\"y\"}", "xyx" },
  { "a closing brace alone is text", "}{a}", "{\"a\":\"x\"}", "}x" },
  { "a section that is there", "({#a}{a}!{/a})", "{\"a\":\"x\"}", "(x!)" },
  { "a section that is not", "({#a}{a}!{/a})", "{}", "()" },
  { "null is not there", "({#a}!{/a})", "{\"a\":null}", "()" },
  { "a list", "{#l}[{n}]{/l}", "{\"l\":[{\"n\":\"1\"},{\"n\":\"2\"}]}", "[1][2]" },
  { "an empty list", "{#l}[{n}]{/l}", "{\"l\":[]}", "" },
  { "outer values inside", "{#l}{n}{a}{/l}", "{\"a\":\"x\",\"l\":[{\"n\":\"1\"}]}", "1x" },
  { "inner values first", "{#l}{a}{/l}{a}", "{\"a\":\"x\",\"l\":[{\"a\":\"1\"}]}", "1x" },
  { "a section in a list", "{#l}{n}{#d}+{d}{/d};{/l}",
    "{\"l\":[{\"n\":\"1\",\"d\":\"y\"},{\"n\":\"2\"}]}", "1+y;2;" },
  { "marks alone take their lines", "a\n{#s}\nb\n{/s}\nc\n", "{\"s\":\"1\"}", "a\nb\nc\n" },
  { "and nothing is left without them", "a\n{#s}\nb\n{/s}\nc\n", "{}", "a\nc\n" },
  { "at the beginning", "{#s}\nb\n{/s}\nc", "{}", "c" },
  { "one behind the other", "{#s}\nb\n{/s}\n{#t}\nd\n{/t}\nc", "{\"t\":\"1\"}", "d\nc" },
  { "not alone: the line stays", "a{#s}\nb{/s}\nc", "{\"s\":\"1\"}", "a\nb\nc" },
};

static const char *const refused[] = {
  /* the frame */
  "",
  "Subject: x",
  "Subject: x\ny",
  "subject: x\n\ny",
  "X: x\nSubject: x\n\ny",
  /* marks */
  "Subject: {a\n\ny",
  "Subject: x\n\n{a",
  "Subject: x\n\n{}",
  "Subject: x\n\n{A}",
  "Subject: x\n\n{a b}",
  "Subject: x\n\n{#}{/}",
  /* sections */
  "Subject: x\n\n{#a}",
  "Subject: x\n\n{/a}",
  "Subject: x\n\n{#a}{/b}",
  "Subject: x\n\n{#a}{#b}{/a}{/b}",
};

static void
test_filled (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (filled); i++)
    {
      g_autofree char *text = g_strconcat ("Subject: s\n\n", filled[i].body, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsMailTemplate) mail_template = kms_mail_template_parse (text, &error);
      g_autoptr (JsonNode) values = kms_json_parse (filled[i].values, -1, G_MAXINT, NULL);
      g_autofree char *subject = NULL;
      g_autofree char *body = NULL;

      g_test_message ("%s", filled[i].comment);
      g_assert_no_error (error);
      kms_mail_template_fill (mail_template, json_node_get_object (values), &subject, &body,
                              &error);
      g_assert_no_error (error);
      g_assert_cmpstr (subject, ==, "s");
      g_assert_cmpstr (body, ==, filled[i].expected);
    }
}

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_null (kms_mail_template_parse (refused[i], &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_FAILED);
    }
}

/* A value that is missing is an error, in the subject too; so is one that is no text. */
static void
test_missing (void)
{
  static const char *const values[] = { "{}", "{\"b\":\"x\"}", "{\"a\":1,\"b\":\"x\"}",
                                        "{\"a\":\"x\",\"b\":null}" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KmsMailTemplate) mail_template =
          kms_mail_template_parse ("Subject: {a}\n\n{b}", &error);
      g_autoptr (JsonNode) node = kms_json_parse (values[i], -1, G_MAXINT, NULL);
      g_autofree char *subject = NULL;
      g_autofree char *body = NULL;

      g_assert_no_error (error);
      g_assert_false (kms_mail_template_fill (mail_template, json_node_get_object (node), &subject,
                                              &body, &error));
      g_assert_error (error, KMS_ERROR, KMS_ERROR_FAILED);
    }
}

static void
test_names (void)
{
  g_autoptr (KmsMailTemplate) mail_template =
      kms_mail_template_parse ("Subject: {s}\n\n{#l}{n}{/l}{s}", NULL);
  g_autofree char *names = g_strjoinv (" ", (char **) kms_mail_template_get_names (mail_template));

  g_assert_cmpstr (names, ==, "s l n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accounts/mail-template/filled", test_filled);
  g_test_add_func ("/accounts/mail-template/refused", test_refused);
  g_test_add_func ("/accounts/mail-template/missing", test_missing);
  g_test_add_func ("/accounts/mail-template/names", test_names);
  return g_test_run ();
}
