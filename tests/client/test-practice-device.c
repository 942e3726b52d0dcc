/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsPracticeDevice: every screen with every button, the password, and which keys it accepts. */

#include "client/kms-practice-device.h"

#include <string.h>

#define DEVICE     "0123456789ABCDEF"
#define OTHER      "0123456789ABCDEE"
#define PART       "KX-VCS101DEMO"
#define PART_2     "KX-VCS201DEMO"
#define SAMPLE_KEY "1111111111111111"

/* Short for the tables */
#define SCREEN(name)  KMS_PRACTICE_SCREEN_##name
#define BUTTON(name)  KMS_PRACTICE_BUTTON_##name
#define MESSAGE(name) KMS_PRACTICE_MESSAGE_##name

typedef struct
{
  KmsPracticeDevice *device;
  guint n_changed;
} Fixture;

static void
on_changed (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
derive_secret (const char *device_id, KmsSecret *secret)
{
  kms_derive_device_secret (&kms_demo_secret, KMS_CATEGORY_HDVC, device_id, secret);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  KmsSecret secret;

  derive_secret (DEVICE, &secret);
  fixture->device = kms_practice_device_new (KMS_CATEGORY_HDVC, DEVICE, &secret);
  kms_practice_device_add_part (fixture->device, kms_demo_catalogue_lookup (PART));
  kms_practice_device_add_part (fixture->device, kms_demo_catalogue_lookup (PART_2));
  kms_practice_device_add_key (fixture->device, kms_demo_catalogue_lookup (PART), SAMPLE_KEY);
  /* As soon as the main context is served: no test waits for the clock. */
  g_object_set (fixture->device, "restart-time", 0, NULL);
  g_signal_connect_swapped (fixture->device, "changed", G_CALLBACK (on_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->device);
}

static void
type (Fixture *fixture, const char *digits)
{
  for (const char *digit = digits; *digit != '\0'; digit++)
    g_assert_true (kms_practice_device_type_digit (fixture->device, *digit));
}

static void
press (Fixture *fixture, KmsPracticeButton button)
{
  g_assert_true (kms_practice_device_press (fixture->device, button));
}

static void
assert_at (Fixture *fixture, KmsPracticeScreen screen, KmsPracticeMessage message)
{
  g_assert_cmpint (kms_practice_device_get_screen (fixture->device), ==, screen);
  g_assert_cmpint (kms_practice_device_get_message (fixture->device), ==, message);
}

static void
acknowledge (Fixture *fixture, KmsPracticeMessage message)
{
  g_assert_cmpint (kms_practice_device_get_message (fixture->device), ==, message);
  press (fixture, KMS_PRACTICE_BUTTON_ENTER);
  g_assert_cmpint (kms_practice_device_get_message (fixture->device), ==, MESSAGE (NONE));
}

/* Presses buttons by their letters, and types digits. */
static void
play (Fixture *fixture, const char *keys)
{
  static const char letters[] = "udlrebm"; /* up, down, left, right, enter, back, menu */

  for (const char *key = keys; *key != '\0'; key++)
    {
      const char *letter = strchr (letters, *key);

      if (*key == 'G')
        press (fixture, BUTTON (GREEN));
      else if (*key == 'Y')
        press (fixture, BUTTON (YELLOW));
      else if (letter != NULL)
        press (fixture, (KmsPracticeButton) (letter - letters));
      else
        g_assert_true (kms_practice_device_type_digit (fixture->device, *key));
    }
}

/* From home to a screen, by the ways of the manual. */
static void
go_to (Fixture *fixture, KmsPracticeScreen screen)
{
#define ADMINISTRATOR "mddede00000000ee"
  static const char *const ways[] = {
    [SCREEN (HOME)] = "",
    [SCREEN (MENU)] = "m",
    [SCREEN (SYSTEM)] = "mdde",
    [SCREEN (EXTENSIONS)] = "mddee",
    [SCREEN (LOG_IN)] = "mddede",
    [SCREEN (ADMINISTRATOR)] = ADMINISTRATOR,
    [SCREEN (SOFTWARE)] = ADMINISTRATOR "e",
    [SCREEN (KEY)] = ADMINISTRATOR "eG",
    [SCREEN (CONFIRM)] = ADMINISTRATOR "eG" SAMPLE_KEY "G",
    [SCREEN (PASSWORD)] = ADMINISTRATOR "de",
    [SCREEN (RESTARTING)] = ADMINISTRATOR "eG" SAMPLE_KEY "Gle",
  };

  play (fixture, ways[screen]);
  assert_at (fixture, screen, MESSAGE (NONE));
}

/* By the short way of the yellow button, with a password. */
static void
log_in (Fixture *fixture, const char *password)
{
  play (fixture, "mY");
  type (fixture, password);
  play (fixture, "ee");
}

static void
wait_for_restart (Fixture *fixture)
{
  g_assert_cmpint (kms_practice_device_get_screen (fixture->device), ==, SCREEN (RESTARTING));
  while (kms_practice_device_get_screen (fixture->device) == SCREEN (RESTARTING))
    g_main_context_iteration (NULL, TRUE);
  assert_at (fixture, SCREEN (HOME), MESSAGE (NONE));
}

/* From the entry of a key to home, with the key registered. */
static void
confirm (Fixture *fixture)
{
  play (fixture, "G");
  assert_at (fixture, SCREEN (CONFIRM), MESSAGE (NONE));
  play (fixture, "le");
  wait_for_restart (fixture);
}

/* What each button does on each screen: where it leads, by its letter; "~": it moves or says something
 * here; ".": nothing. Home, Menu, System, Extensions, Log-in, Administrator, softWare, Key, Confirm,
 * Password, Restarting. */
static const char screen_letters[] = "HMSELAWKCPR";

static const struct
{
  KmsPracticeScreen screen;
  guint n_down;      /* how often Down is pressed before */
  const char *leads; /* up down left right enter back menu blue red green yellow */
} transitions[] = {
  { SCREEN (HOME), 0, "....M.M...." },
  { SCREEN (MENU), 0, ".~..~H....L" },
  { SCREEN (MENU), 2, "~...SH....L" },
  { SCREEN (SYSTEM), 0, ".~..EMM...." },
  { SCREEN (SYSTEM), 1, "~...LMM...." },
  { SCREEN (EXTENSIONS), 0, ".....SM...." },
  { SCREEN (LOG_IN), 0, ".~..~SM...." },
  /* It says that the password is missing. */
  { SCREEN (LOG_IN), 1, "~...~SM...." },
  { SCREEN (ADMINISTRATOR), 0, ".~..WSM...." },
  { SCREEN (ADMINISTRATOR), 1, "~...PSM...." },
  { SCREEN (SOFTWARE), 0, ".....AM..K." },
  /* It says that the key is incomplete. */
  { SCREEN (KEY), 0, ".....WM..~." },
  /* It begins with No. */
  { SCREEN (CONFIRM), 0, "..~.KK....." },
  { SCREEN (PASSWORD), 0, ".~..~AM...." },
  { SCREEN (PASSWORD), 2, "~...~AM...." },
  { SCREEN (RESTARTING), 0, "..........." },
};

static void
check_transition (guint row, KmsPracticeButton button)
{
  char lead = transitions[row].leads[button];
  const char *letter = strchr (screen_letters, lead);
  KmsPracticeScreen expected =
      letter != NULL ? (KmsPracticeScreen) (letter - screen_letters) : transitions[row].screen;
  Fixture fixture = { 0 };
  guint n_changed;

  g_test_message ("row %u, button %u", row, button);
  set_up (&fixture, NULL);
  go_to (&fixture, transitions[row].screen);
  for (guint down = 0; down < transitions[row].n_down; down++)
    play (&fixture, "d");
  n_changed = fixture.n_changed;
  g_assert_cmpint (kms_practice_device_offers (fixture.device, button), ==, lead != '.');
  g_assert_cmpint (kms_practice_device_press (fixture.device, button), ==, lead != '.');
  g_assert_cmpuint (fixture.n_changed, ==, n_changed + (lead != '.' ? 1 : 0));
  g_assert_cmpint (kms_practice_device_get_screen (fixture.device), ==, expected);
  tear_down (&fixture, NULL);
}

static void
test_transitions (void)
{
  for (guint row = 0; row < G_N_ELEMENTS (transitions); row++)
    for (guint button = 0; button < KMS_PRACTICE_N_BUTTONS; button++)
      check_transition (row, button);
}

/* Back leads home from everywhere, and from the short way to where that began. */
static void
test_back (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, SCREEN (CONFIRM));
  press (fixture, BUTTON (BACK));
  assert_at (fixture, SCREEN (KEY), MESSAGE (NONE));
  g_assert_cmpstr (kms_practice_device_get_field (fixture->device, 0), ==, SAMPLE_KEY);
  press (fixture, BUTTON (BACK));
  press (fixture, BUTTON (BACK));
  press (fixture, BUTTON (BACK));
  assert_at (fixture, SCREEN (SYSTEM), MESSAGE (NONE));
  press (fixture, BUTTON (BACK));
  press (fixture, BUTTON (YELLOW));
  press (fixture, BUTTON (BACK));
  assert_at (fixture, SCREEN (MENU), MESSAGE (NONE));
  press (fixture, BUTTON (BACK));
  assert_at (fixture, SCREEN (HOME), MESSAGE (NONE));
  g_assert_cmpuint (kms_practice_device_get_n_extensions (fixture->device), ==, 0);
}

/* What the practice has no part in says so, and only that can be acknowledged. */
static void
test_message (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, SCREEN (MENU));
  for (guint item = 0; item < 2; item++)
    {
      press (fixture, BUTTON (ENTER));
      assert_at (fixture, SCREEN (MENU), MESSAGE (NOT_HERE));
      g_assert_false (kms_practice_device_press (fixture->device, BUTTON (DOWN)));
      g_assert_false (kms_practice_device_press (fixture->device, BUTTON (MENU)));
      g_assert_false (kms_practice_device_press (fixture->device, BUTTON (YELLOW)));
      press (fixture, item == 0 ? BUTTON (BACK) : BUTTON (ENTER));
      assert_at (fixture, SCREEN (MENU), MESSAGE (NONE));
      g_assert_cmpuint (kms_practice_device_get_selected (fixture->device), ==, item);
      press (fixture, BUTTON (DOWN));
    }
}

static void
test_typing (Fixture *fixture, gconstpointer data)
{
  KmsPracticeDevice *device = fixture->device;

  g_assert_false (kms_practice_device_type_digit (device, '1'));
  go_to (fixture, SCREEN (KEY));
  type (fixture, "12af");
  g_assert_false (kms_practice_device_type_digit (device, 'G'));
  g_assert_cmpstr (kms_practice_device_get_field (device, 0), ==, "12AF");
  g_assert_cmpuint (kms_practice_device_get_caret (device), ==, 4);

  /* In the middle, and at the ends */
  press (fixture, BUTTON (LEFT));
  press (fixture, BUTTON (LEFT));
  type (fixture, "9");
  g_assert_cmpstr (kms_practice_device_get_field (device, 0), ==, "129AF");
  press (fixture, BUTTON (RED));
  press (fixture, BUTTON (RED));
  press (fixture, BUTTON (RED));
  g_assert_cmpstr (kms_practice_device_get_field (device, 0), ==, "AF");
  g_assert_false (kms_practice_device_press (device, BUTTON (RED)));
  g_assert_false (kms_practice_device_press (device, BUTTON (LEFT)));
  press (fixture, BUTTON (RIGHT));
  press (fixture, BUTTON (RIGHT));
  g_assert_false (kms_practice_device_press (device, BUTTON (RIGHT)));

  /* Sixteen and no more */
  type (fixture, "00000000000000");
  g_assert_false (kms_practice_device_type_digit (device, '0'));
  press (fixture, BUTTON (BLUE));
  g_assert_cmpstr (kms_practice_device_get_field (device, 0), ==, "");
  g_assert_false (kms_practice_device_press (device, BUTTON (BLUE)));

  type (fixture, "123456789012345");
  press (fixture, BUTTON (GREEN));
  assert_at (fixture, SCREEN (KEY), MESSAGE (KEY_INCOMPLETE));
  g_assert_false (kms_practice_device_type_digit (device, '0'));
  acknowledge (fixture, MESSAGE (KEY_INCOMPLETE));
  type (fixture, "6");
}

static void
test_paste (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *key; /* NULL: refused */
  } vectors[] = {
    { "1111-1111-1111-1111", SAMPLE_KEY },
    /* as the result copies it */
    { "abcd-1111-1111-1111 (DEMO)", "ABCD111111111111" },
    { "１１１１-1111-1111-1111\n", SAMPLE_KEY },
    { "1111-1111-1111", NULL },
    { "1111-1111-1111-1111-1", NULL },
    { "", NULL },
    { "(1111-1111-1111-1111)", NULL },
  };

  g_assert_false (kms_practice_device_paste (fixture->device, SAMPLE_KEY));
  go_to (fixture, SCREEN (KEY));
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      const char *expected = vectors[i].key != NULL ? vectors[i].key : "2";

      kms_practice_device_press (fixture->device, BUTTON (BLUE));
      type (fixture, "2");
      g_assert_cmpint (kms_practice_device_paste (fixture->device, vectors[i].text), ==,
                       vectors[i].key != NULL);
      g_assert_cmpstr (kms_practice_device_get_field (fixture->device, 0), ==, expected);
      g_assert_cmpuint (kms_practice_device_get_caret (fixture->device), ==, strlen (expected));
    }
  press (fixture, BUTTON (MENU));
  press (fixture, BUTTON (YELLOW));
  g_assert_false (kms_practice_device_paste (fixture->device, SAMPLE_KEY));
}

static void
test_log_in (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *password;
    KmsPracticeMessage message;
  } vectors[] = {
    { "", MESSAGE (PASSWORD_LENGTH) },         { "000", MESSAGE (PASSWORD_LENGTH) },
    { "0000", MESSAGE (WRONG_PASSWORD) },      { "0000000", MESSAGE (WRONG_PASSWORD) },
    { "000000000", MESSAGE (WRONG_PASSWORD) }, { "0000000000", MESSAGE (WRONG_PASSWORD) },
    { "00000001", MESSAGE (WRONG_PASSWORD) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      log_in (fixture, vectors[i].password);
      assert_at (fixture, SCREEN (LOG_IN), vectors[i].message);
      acknowledge (fixture, vectors[i].message);
      /* From the beginning */
      g_assert_cmpstr (kms_practice_device_get_field (fixture->device, 0), ==, "");
      g_assert_cmpuint (kms_practice_device_get_selected (fixture->device), ==, 0);
      press (fixture, BUTTON (BACK));
      press (fixture, BUTTON (BACK));
    }
  go_to (fixture, SCREEN (LOG_IN));
  g_assert_false (kms_practice_device_type_digit (fixture->device, 'A'));
  type (fixture, "0000000000");
  g_assert_false (kms_practice_device_type_digit (fixture->device, '0'));
  press (fixture, BUTTON (RED));
  press (fixture, BUTTON (RED));
  press (fixture, BUTTON (DOWN));
  /* Digits go to a field only. */
  g_assert_false (kms_practice_device_type_digit (fixture->device, '0'));
  press (fixture, BUTTON (ENTER));
  assert_at (fixture, SCREEN (ADMINISTRATOR), MESSAGE (NONE));
}

static void
enter_passwords (Fixture *fixture, const char *password, const char *again)
{
  type (fixture, password);
  press (fixture, BUTTON (DOWN));
  type (fixture, again);
  press (fixture, BUTTON (DOWN));
  press (fixture, BUTTON (ENTER));
}

static void
test_password (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, SCREEN (PASSWORD));
  enter_passwords (fixture, "123", "123");
  acknowledge (fixture, MESSAGE (PASSWORD_LENGTH));
  type (fixture, "4");
  press (fixture, BUTTON (DOWN));
  press (fixture, BUTTON (DOWN));
  press (fixture, BUTTON (ENTER));
  acknowledge (fixture, MESSAGE (PASSWORDS_DIFFER));
  g_assert_cmpuint (kms_practice_device_get_selected (fixture->device), ==, 1);
  type (fixture, "1234");
  press (fixture, BUTTON (DOWN));
  press (fixture, BUTTON (ENTER));
  assert_at (fixture, SCREEN (ADMINISTRATOR), MESSAGE (PASSWORD_CHANGED));
  acknowledge (fixture, MESSAGE (PASSWORD_CHANGED));

  log_in (fixture, KMS_PRACTICE_DEFAULT_PASSWORD);
  acknowledge (fixture, MESSAGE (WRONG_PASSWORD));
  log_in (fixture, "1234");
  assert_at (fixture, SCREEN (ADMINISTRATOR), MESSAGE (NONE));

  /* It outlives a restart, and no reset. */
  press (fixture, BUTTON (ENTER));
  press (fixture, BUTTON (GREEN));
  type (fixture, SAMPLE_KEY);
  confirm (fixture);
  log_in (fixture, "1234");
  assert_at (fixture, SCREEN (ADMINISTRATOR), MESSAGE (NONE));
  kms_practice_device_reset (fixture->device);
  assert_at (fixture, SCREEN (HOME), MESSAGE (NONE));
  g_assert_cmpuint (kms_practice_device_get_n_extensions (fixture->device), ==, 0);
  log_in (fixture, KMS_PRACTICE_DEFAULT_PASSWORD);
  assert_at (fixture, SCREEN (ADMINISTRATOR), MESSAGE (NONE));
}

/* The part that a key unlocks; NULL: it is refused, and stays to be corrected. */
static void
test_keys (void)
{
  static const struct
  {
    const char *device_id;
    const char *part_number;
    guint ordinal;
    gboolean accepted;
  } vectors[] = {
    { DEVICE, PART, 1, TRUE },
    { DEVICE, PART, 64, TRUE },
    { DEVICE, PART_2, 1, TRUE },
    { DEVICE, PART_2, 64, TRUE },
    /* of another device */
    { OTHER, PART, 1, FALSE },
    /* of another category */
    { DEVICE, "LIVELINK-DEMO", 1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      char registration_key[KMS_IDENTIFIER_SIZE];
      Fixture fixture = { 0 };
      KmsSecret secret;

      derive_secret (vectors[i].device_id, &secret);
      kms_derive_registration_key (&secret, vectors[i].part_number, vectors[i].ordinal,
                                   registration_key);
      set_up (&fixture, NULL);
      go_to (&fixture, SCREEN (KEY));
      type (&fixture, registration_key);
      if (vectors[i].accepted)
        {
          const KmsPracticeExtension *extension;

          confirm (&fixture);
          extension = kms_practice_device_get_extension (fixture.device, 0);
          g_assert_cmpstr (extension->part_number, ==, vectors[i].part_number);
          g_assert_cmpstr (extension->purpose, ==, "DEMO Upgrade");
          g_assert_cmpstr (extension->registration_key, ==, registration_key);
        }
      else
        {
          press (&fixture, BUTTON (GREEN));
          assert_at (&fixture, SCREEN (KEY), MESSAGE (KEY_REFUSED));
          acknowledge (&fixture, MESSAGE (KEY_REFUSED));
          g_assert_cmpstr (kms_practice_device_get_field (fixture.device, 0), ==, registration_key);
          g_assert_cmpuint (kms_practice_device_get_n_extensions (fixture.device), ==, 0);
        }
      tear_down (&fixture, NULL);
    }
}

/* The last ordinal is 64; the key is computed apart from the engine, which derives no 65th. */
static void
test_ordinal_65 (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, SCREEN (KEY));
  type (fixture, "2C93D243A4B802A6");
  press (fixture, BUTTON (GREEN));
  acknowledge (fixture, MESSAGE (KEY_REFUSED));
  press (fixture, BUTTON (BLUE));
  /* Its neighbour, to be sure that this is how keys come about */
  type (fixture, "BF688AC0E4FA9A5C");
  confirm (fixture);
}

/* One key a restart; a key that is registered stays so, and is not registered twice. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->device, "restart-time", 30000, NULL);
  go_to (fixture, SCREEN (CONFIRM));
  /* No is where it begins */
  press (fixture, BUTTON (ENTER));
  assert_at (fixture, SCREEN (KEY), MESSAGE (NONE));
  g_object_set (fixture->device, "restart-time", 0, NULL);
  press (fixture, BUTTON (GREEN));
  press (fixture, BUTTON (LEFT));
  g_assert_false (kms_practice_device_press (fixture->device, BUTTON (LEFT)));
  press (fixture, BUTTON (ENTER));
  assert_at (fixture, SCREEN (RESTARTING), MESSAGE (NONE));
  /* Only the restart registers it. */
  g_assert_cmpuint (kms_practice_device_get_n_extensions (fixture->device), ==, 0);
  g_assert_false (kms_practice_device_type_digit (fixture->device, '0'));
  wait_for_restart (fixture);
  g_assert_cmpuint (kms_practice_device_get_n_extensions (fixture->device), ==, 1);

  /* Nobody is logged in after it. */
  go_to (fixture, SCREEN (KEY));
  type (fixture, SAMPLE_KEY);
  press (fixture, BUTTON (GREEN));
  acknowledge (fixture, MESSAGE (KEY_IS_REGISTERED));
  g_assert_cmpuint (kms_practice_device_get_n_extensions (fixture->device), ==, 1);
}

/* The lists are looked through. */
static void
test_lists (Fixture *fixture, gconstpointer data)
{
  KmsSecret secret;

  derive_secret (DEVICE, &secret);
  for (guint ordinal = 1; ordinal <= 3; ordinal++)
    {
      char registration_key[KMS_IDENTIFIER_SIZE];

      kms_derive_registration_key (&secret, PART, ordinal, registration_key);
      go_to (fixture, SCREEN (KEY));
      type (fixture, registration_key);
      confirm (fixture);
    }
  go_to (fixture, SCREEN (EXTENSIONS));
  g_assert_cmpuint (kms_practice_device_get_n_positions (fixture->device), ==, 3);
  press (fixture, BUTTON (DOWN));
  press (fixture, BUTTON (DOWN));
  g_assert_cmpuint (kms_practice_device_get_selected (fixture->device), ==, 2);
  g_assert_false (kms_practice_device_press (fixture->device, BUTTON (DOWN)));
  g_assert_false (kms_practice_device_press (fixture->device, BUTTON (ENTER)));
  press (fixture, BUTTON (UP));
}

/* Nothing is left behind when a device goes, or is reset, in the middle of a restart. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  go_to (fixture, SCREEN (RESTARTING));
  kms_practice_device_reset (fixture->device);
  assert_at (fixture, SCREEN (HOME), MESSAGE (NONE));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (kms_practice_device_get_n_extensions (fixture->device), ==, 0);
  go_to (fixture, SCREEN (RESTARTING));
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
  g_test_add_func ("/practice-device/transitions", test_transitions);
  add ("/practice-device/back", test_back);
  add ("/practice-device/message", test_message);
  add ("/practice-device/typing", test_typing);
  add ("/practice-device/paste", test_paste);
  add ("/practice-device/log-in", test_log_in);
  add ("/practice-device/password", test_password);
  g_test_add_func ("/practice-device/keys", test_keys);
  add ("/practice-device/ordinal-65", test_ordinal_65);
  add ("/practice-device/restart", test_restart);
  add ("/practice-device/lists", test_lists);
  add ("/practice-device/gone", test_gone);
  return g_test_run ();
}
