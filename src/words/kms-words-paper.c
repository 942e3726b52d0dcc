/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands on paper. The steps on the device are those of manual chapter 3.2; it has none for the
 * products of the other category, whose own manuals have them. Strings that are const belong to the
 * catalogue. */

#include "words/kms-words-paper.h"

#include "words/kms-words.h"

#include <glib/gi18n.h>

/* With the remote control; what is in brackets stands on the screen of the device. */
static const char *const hdvc_steps[] = {
  N_ ("On the home screen open [Menu], then [Settings/Maintenance]."),
  N_ ("Choose [Log In as Administrator]. The yellow button in the menu is the short way."),
  N_ ("Enter the password, 4 to 10 digits (00000000 unless somebody changed it), and choose [Log "
      "In]."),
  N_ ("Choose [Software Extension] and press the green button."),
  N_ ("Type the 16 digits of the key and press the green button."),
  N_ ("Save and restart? Choose [Yes] with ◀ ▶ and press Enter. The device restarts."),
  N_ ("Afterwards [Menu], [Settings/Maintenance], [Check Extensions] lists the extension."),
};

static const char *const live_link_steps[] = {
  N_ ("Open the place for registration keys; the manual of the product says where it is."),
  N_ ("Type the 16 digits of the key and confirm."),
  N_ ("Let the product restart, if it asks for that."),
  N_ ("See that the extension is listed."),
};

/**
 * kms_words_page_number:
 * @page: which one, from 1
 * @n_pages: of how many
 *
 * Returns: (transfer full): the foot of a page
 */
char *
kms_words_page_number (guint page, guint n_pages)
{
  /* Translators: at the foot of a printed page: which one, and of how many */
  return g_strdup_printf (_ ("Page %u of %u"), page, n_pages);
}

/**
 * kms_words_as_of:
 * @time: microseconds UTC
 *
 * Returns: (transfer full): of which day a paper is
 */
char *
kms_words_as_of (gint64 time)
{
  g_autofree char *date = kms_words_date (time);

  /* Translators: on a printed page; %s is the date when its keys were put together */
  return g_strdup_printf (_ ("As of %s"), date);
}

/**
 * kms_words_card_title:
 *
 * Returns: what the paper with the keys of one device is called
 */
const char *
kms_words_card_title (void)
{
  return _ ("Registration Key Card");
}

/**
 * kms_words_card_code:
 *
 * Returns: what stands below the QR code
 */
const char *
kms_words_card_code (void)
{
  return _ ("Scan: device and keys as text");
}

/**
 * kms_words_card_legend:
 *
 * Returns: what helps to read the digits of a key, whatever the face
 */
const char *
kms_words_card_legend (void)
{
  return _ ("A key has only the digits 0–9 and the letters A–F: what is round is a zero, never the "
            "letter O.");
}

/**
 * kms_words_device_heading:
 * @category: the category of the device
 *
 * Returns: what stands above the steps
 */
const char *
kms_words_device_heading (KmsCategory category)
{
  return category == KMS_CATEGORY_HDVC ? _ ("On the device, with its remote control")
                                       : _ ("On the device");
}

/**
 * kms_words_device_once_a_key:
 *
 * Returns: how often the steps are done
 */
const char *
kms_words_device_once_a_key (void)
{
  return _ ("One key per restart: go through all steps once for each key, and tick them.");
}

/**
 * kms_words_device_step:
 * @category: the category of the device
 * @step: which step, from 0
 *
 * Returns: (nullable): what to do; %NULL behind the last step
 */
const char *
kms_words_device_step (KmsCategory category, guint step)
{
  const char *const *steps = category == KMS_CATEGORY_HDVC ? hdvc_steps : live_link_steps;
  guint n_steps =
      category == KMS_CATEGORY_HDVC ? G_N_ELEMENTS (hdvc_steps) : G_N_ELEMENTS (live_link_steps);

  return step < n_steps ? _ (steps[step]) : NULL;
}

/**
 * kms_words_device_refused:
 *
 * Returns: what to do when the device refuses a key
 */
const char *
kms_words_device_refused (void)
{
  return _ ("If the device says that the authentication of the registration key failed, compare "
            "digit by digit and type the key again. If it refuses the right digits, ask the "
            "sales contact.");
}

/**
 * kms_words_class_title:
 *
 * Returns: what the paper of a participant is called
 */
const char *
kms_words_class_title (void)
{
  return _ ("Practice Sheet");
}

/**
 * kms_words_class_participant:
 * @participant: which one, from 1
 * @n_participants: of how many
 *
 * Returns: (transfer full): whose paper it is
 */
char *
kms_words_class_participant (guint participant, guint n_participants)
{
  /* Translators: on a practice sheet: which participant of the class, and of how many */
  return g_strdup_printf (_ ("Participant %u of %u"), participant, n_participants);
}

/**
 * kms_words_class_name:
 *
 * Returns: what stands before the line for the name of the participant
 */
const char *
kms_words_class_name (void)
{
  /* Translators: on a practice sheet, before a line where the participant writes his or her name */
  return C_ ("participant", "Name");
}

/**
 * kms_words_class_device:
 *
 * Returns: what stands above the device of the participant
 */
const char *
kms_words_class_device (void)
{
  return _ ("Your device");
}

/**
 * kms_words_class_notes:
 *
 * Returns: what stands above the lines for notes
 */
const char *
kms_words_class_notes (void)
{
  return _ ("Notes");
}

/**
 * kms_words_class_task:
 * @category: the category of the device
 * @task: which task, from 0
 *
 * Returns: (transfer full) (nullable): what the participant does; %NULL behind the last task
 */
char *
kms_words_class_task (KmsCategory category, guint task)
{
  switch (task)
    {
    case 0:
      /* Translators: %s is a category */
      return g_strdup_printf (_ ("In the demo, open Free Practice and choose the category “%s”."),
                              kms_words_category (category));
    case 1:
      return g_strdup (_ ("Enter your device, and a site of your own."));
    case 2:
      return g_strdup (_ ("Enter the keys below in this order, and issue all of them at once."));
    case 3:
      return g_strdup (
          _ ("Write the registration keys down digit by digit. The trainer has the answers."));
    default:
      return NULL;
    }
}

/**
 * kms_words_class_answers:
 *
 * Returns: what the pages for the trainer are called
 */
const char *
kms_words_class_answers (void)
{
  return _ ("Answers for the Trainer");
}

/**
 * kms_words_class_answers_hold:
 *
 * Returns: when the answers are right
 */
const char *
kms_words_class_answers_hold (void)
{
  return _ (
      "The demo issues these registration keys when nothing was issued for the device before and "
      "the keys are entered in the order of the sheet: for each part number it counts from 1.");
}
