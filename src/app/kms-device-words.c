/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of the practice device, as tables. Titles and items are the manual's (chapters 3.1 and
 * 3.2); its sentences are ours, but for the one that refuses a key. */

#include "app/kms-device-words.h"

#include "words/kms-words.h"

#include <glib/gi18n.h>

#define MAX_POSITIONS 3

/* Translators: everything in the context "device" stands on the screen of the video-conferencing
 * device, in the words of its own menus. */
static const struct
{
  const char *title;
  const char *positions[MAX_POSITIONS];
  const char *hint; /* what to do next; about the device, not on it */
} screens[] = {
  [KMS_PRACTICE_SCREEN_HOME] = { NC_ ("device", "Home"),
                                 { NC_ ("device", "Menu") },
                                 N_ ("Press Menu on the remote control.") },
  [KMS_PRACTICE_SCREEN_MENU] = { NC_ ("device", "Menu"),
                                 { NC_ ("device", "Make a Call"), NC_ ("device", "Call History"),
                                   NC_ ("device", "Settings / Maintenance") },
                                 N_ ("Choose Settings / Maintenance with the arrows and press "
                                     "Enter. Yellow is the short way to "
                                     "the administrator’s log-in.") },
  [KMS_PRACTICE_SCREEN_SYSTEM] = { NC_ ("device", "System Settings"),
                                   { NC_ ("device", "Check Extensions"),
                                     NC_ ("device", "Log In as Administrator") },
                                   N_ ("Check Extensions shows the MPR ID. To register a key, log "
                                       "in as administrator.") },
  [KMS_PRACTICE_SCREEN_EXTENSIONS] = { NC_ ("device", "Check Extensions"),
                                       { NULL },
                                       N_ ("Here are the MPR ID, which issuing asks for, and what "
                                           "is registered.") },
  [KMS_PRACTICE_SCREEN_LOG_IN] = { NC_ ("device", "Administrator Log-In"),
                                   { NC_ ("device", "Password (4 to 10 digits)"),
                                     NC_ ("device", "Log In") },
                                   N_ ("The password is 00000000, eight zeros, unless somebody "
                                       "changed it. Then choose Log In and "
                                       "press Enter.") },
  [KMS_PRACTICE_SCREEN_ADMINISTRATOR] = { NC_ ("device", "Administrator Menu"),
                                          { NC_ ("device menu", "Software Extension"),
                                            NC_ ("device", "Change Password") },
                                          N_ ("Choose Software Extension and press Enter.") },
  [KMS_PRACTICE_SCREEN_SOFTWARE] = { NC_ ("device", "Software Extension"),
                                     { NULL },
                                     N_ ("Press green to register a registration key.") },
  [KMS_PRACTICE_SCREEN_KEY] = { NC_ ("device", "Registration Key Entry"),
                                { NC_ ("device", "Registration key (16 digits)") },
                                N_ ("Enter the 16 digits, then press green. Red deletes a digit, "
                                    "blue all of them.") },
  [KMS_PRACTICE_SCREEN_CONFIRM] = { NC_ ("device", "Registration Key Entry"),
                                    { NC_ ("device", "Yes"), NC_ ("device", "No") },
                                    N_ ("Choose Yes with the arrow to the left and press Enter. "
                                        "Each key takes a restart.") },
  [KMS_PRACTICE_SCREEN_PASSWORD] = { NC_ ("device", "Change Password"),
                                     { NC_ ("device", "New password (4 to 10 digits)"),
                                       NC_ ("device", "New password again"),
                                       NC_ ("device", "Save") },
                                     N_ ("Whoever forgets the new password has to reset the "
                                         "practice device.") },
  [KMS_PRACTICE_SCREEN_RESTARTING] = { NC_ ("device", "Restarting"),
                                       { NULL },
                                       N_ ("Wait until the device is back.") },
};

static const struct
{
  const char *message;
  const char *hint; /* NULL: how it goes on */
} messages[] = {
  [KMS_PRACTICE_MESSAGE_NONE] = { NULL, NULL },
  [KMS_PRACTICE_MESSAGE_NOT_HERE] = { NC_ ("device", "Not available on the practice device."),
                                      NULL },
  [KMS_PRACTICE_MESSAGE_WRONG_PASSWORD] = { NC_ ("device", "The password is wrong."), NULL },
  [KMS_PRACTICE_MESSAGE_PASSWORD_LENGTH] = { NC_ ("device", "A password has 4 to 10 digits."),
                                             NULL },
  [KMS_PRACTICE_MESSAGE_PASSWORDS_DIFFER] = { NC_ ("device", "The two passwords differ."), NULL },
  [KMS_PRACTICE_MESSAGE_PASSWORD_CHANGED] = { NC_ ("device", "The password was changed."), NULL },
  [KMS_PRACTICE_MESSAGE_KEY_INCOMPLETE] = { NC_ ("device", "A registration key has 16 digits."),
                                            NULL },
  [KMS_PRACTICE_MESSAGE_KEY_REFUSED] = { NC_ ("device",
                                              "Authentication of the Registration Key failed."),
                                         N_ ("Press Enter and compare the key digit by digit. It "
                                             "fits only the device that it was issued "
                                             "for.") },
  [KMS_PRACTICE_MESSAGE_KEY_IS_REGISTERED] = { NC_ ("device",
                                                    "This registration key is registered already."),
                                               NULL },
};

static const char *
translate (const char *message)
{
  return message != NULL ? g_dpgettext2 (GETTEXT_PACKAGE, "device", message) : NULL;
}

/**
 * kms_device_words_title:
 * @screen: a screen
 *
 * Returns: its title
 */
const char *
kms_device_words_title (KmsPracticeScreen screen)
{
  return translate (screens[screen].title);
}

/**
 * kms_device_words_position:
 * @screen: a screen with fields or items
 * @position: one of them
 *
 * Returns: what it is called
 */
const char *
kms_device_words_position (KmsPracticeScreen screen, guint position)
{
  g_return_val_if_fail (position < MAX_POSITIONS, NULL);

  /* The manual calls the item and the screen it leads to differently. */
  if (screen == KMS_PRACTICE_SCREEN_ADMINISTRATOR && position == 0)
    return C_ ("device menu", "Software Extension");
  return translate (screens[screen].positions[position]);
}

/**
 * kms_device_words_question:
 * @screen: a screen
 *
 * Returns: (nullable): what stands in the middle of it; %NULL when it has no such sentence
 */
const char *
kms_device_words_question (KmsPracticeScreen screen)
{
  if (screen == KMS_PRACTICE_SCREEN_CONFIRM)
    return C_ ("device", "Save the settings and restart?");
  if (screen == KMS_PRACTICE_SCREEN_RESTARTING)
    return C_ ("device", "The settings are saved. Restarting…");
  return NULL;
}

/**
 * kms_device_words_nothing:
 *
 * Returns: what stands in the place of the extensions when there are none
 */
const char *
kms_device_words_nothing (void)
{
  return C_ ("device", "No software extension is registered.");
}

/**
 * kms_device_words_message:
 * @message: a message
 *
 * Returns: (nullable): its sentence; %NULL for none
 */
const char *
kms_device_words_message (KmsPracticeMessage message)
{
  return translate (messages[message].message);
}

/**
 * kms_device_words_colour:
 * @device: a device
 * @button: a coloured button
 *
 * Returns: (nullable): what the button does now, in the words of the line at the lower edge; %NULL:
 *   nothing
 */
const char *
kms_device_words_colour (KmsPracticeDevice *device, KmsPracticeButton button)
{
  KmsPracticeScreen screen = kms_practice_device_get_screen (device);

  if (!kms_practice_device_offers (device, button))
    return NULL;
  if (button == KMS_PRACTICE_BUTTON_BLUE)
    return C_ ("device", "Blue: delete all");
  if (button == KMS_PRACTICE_BUTTON_RED)
    return C_ ("device", "Red: delete");
  if (button == KMS_PRACTICE_BUTTON_YELLOW)
    return C_ ("device", "Yellow: administrator");
  return screen == KMS_PRACTICE_SCREEN_KEY ? C_ ("device", "Green: register")
                                           : C_ ("device", "Green: enter a key");
}

/* The field that is being filled in: its name and how far it is. */
static char *
describe_field (KmsPracticeDevice *device, const char *label, guint position)
{
  const char *digits = kms_practice_device_get_field (device, position);
  guint n_digits = (guint) g_utf8_strlen (digits, -1);

  /* A key is read back as far as it is there, a password only counted. */
  if (kms_practice_device_get_screen (device) == KMS_PRACTICE_SCREEN_KEY && n_digits > 0)
    {
      g_autofree char *shown = kms_identifier_regroup (KMS_IDENTIFIER_REGISTRATION_KEY, digits);

      return g_steal_pointer (&shown);
    }
  return g_strdup_printf (
      /* Translators: a field of the device, and how many digits are in it */
      ngettext ("%s: %u digit", "%s: %u digits", n_digits), label, n_digits);
}

/**
 * kms_device_words_status:
 * @device: a device
 *
 * Returns: (transfer full): what the device shows now, in a sentence to be heard: its message, or the
 *   screen and what is selected on it
 */
char *
kms_device_words_status (KmsPracticeDevice *device)
{
  KmsPracticeScreen screen = kms_practice_device_get_screen (device);
  KmsPracticeMessage message = kms_practice_device_get_message (device);
  guint position = kms_practice_device_get_selected (device);
  guint n_extensions = kms_practice_device_get_n_extensions (device);
  g_autofree char *detail = NULL;

  if (message != KMS_PRACTICE_MESSAGE_NONE)
    return g_strdup (kms_device_words_message (message));
  if (screen == KMS_PRACTICE_SCREEN_RESTARTING)
    return g_strdup (kms_device_words_question (screen));
  if ((screen == KMS_PRACTICE_SCREEN_EXTENSIONS || screen == KMS_PRACTICE_SCREEN_SOFTWARE)
      && n_extensions == 0)
    detail = g_strdup (kms_device_words_nothing ());
  else if (screen == KMS_PRACTICE_SCREEN_EXTENSIONS || screen == KMS_PRACTICE_SCREEN_SOFTWARE)
    detail = g_strdup_printf (
        /* Translators: how many software extensions the device has */
        ngettext ("%u extension is registered", "%u extensions are registered", n_extensions),
        n_extensions);
  else if (position < kms_practice_device_get_n_fields (device))
    detail = describe_field (device, kms_device_words_position (screen, position), position);
  else if (screen == KMS_PRACTICE_SCREEN_CONFIRM)
    detail = g_strdup_printf ("%s %s", kms_device_words_question (screen),
                              kms_device_words_position (screen, position));
  else
    detail = g_strdup (kms_device_words_position (screen, position));
  return g_strdup_printf ("%s · %s", kms_device_words_title (screen), detail);
}

/**
 * kms_device_words_hint:
 * @device: a device
 *
 * Returns: what to do next
 */
const char *
kms_device_words_hint (KmsPracticeDevice *device)
{
  KmsPracticeMessage message = kms_practice_device_get_message (device);

  if (message == KMS_PRACTICE_MESSAGE_NONE)
    return _ (screens[kms_practice_device_get_screen (device)].hint);
  return messages[message].hint != NULL ? _ (messages[message].hint) : _ ("Press Enter to go on.");
}
