/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The screens of a KmsPracticeDevice as a table, and for each button the step that it takes from where
 * one is. Where the manual is silent: a screen that asks begins with No, red deletes a digit and blue
 * all of them, and a wrong key stays to be corrected. */

#include "client/kms-practice-private.h"

#define MAX_ITEMS 3

/* The positions of KMS_PRACTICE_SCREEN_CONFIRM */
enum
{
  YES,
  NO,
};

static void open_key (KmsPracticeDevice *self);
static void check_key (KmsPracticeDevice *self);
static void log_in (KmsPracticeDevice *self);
static void answer (KmsPracticeDevice *self);
static void change_password (KmsPracticeDevice *self);

/* Stands for an item that leads nowhere. */
#define NOT_HERE KMS_PRACTICE_N_SCREENS

static const struct
{
  KmsPracticeScreen back; /* itself: nowhere */
  guint n_fields;
  guint max_digits; /* of each field */
  guint n_items;
  guint leads[MAX_ITEMS]; /* where the items lead, unless there is a step */
  KmsPracticeStep step;   /* of the item that is chosen */
  KmsPracticeStep green;  /* nullable */
  gboolean lists;         /* its items are the extensions, to be looked through */
} screens[] = {
  [KMS_PRACTICE_SCREEN_HOME] = { .back = KMS_PRACTICE_SCREEN_HOME,
                                 .n_items = 1,
                                 .leads = { KMS_PRACTICE_SCREEN_MENU } },
  [KMS_PRACTICE_SCREEN_MENU] = { .back = KMS_PRACTICE_SCREEN_HOME,
                                 .n_items = 3,
                                 .leads = { NOT_HERE, NOT_HERE, KMS_PRACTICE_SCREEN_SYSTEM } },
  [KMS_PRACTICE_SCREEN_SYSTEM] = { .back = KMS_PRACTICE_SCREEN_MENU,
                                   .n_items = 2,
                                   .leads = { KMS_PRACTICE_SCREEN_EXTENSIONS,
                                              KMS_PRACTICE_SCREEN_LOG_IN } },
  [KMS_PRACTICE_SCREEN_EXTENSIONS] = { .back = KMS_PRACTICE_SCREEN_SYSTEM, .lists = TRUE },
  [KMS_PRACTICE_SCREEN_LOG_IN] = { .back = KMS_PRACTICE_SCREEN_SYSTEM,
                                   .n_fields = 1,
                                   .max_digits = KMS_PRACTICE_PASSWORD_MAX_DIGITS,
                                   .n_items = 1,
                                   .step = log_in },
  [KMS_PRACTICE_SCREEN_ADMINISTRATOR] = { .back = KMS_PRACTICE_SCREEN_SYSTEM,
                                          .n_items = 2,
                                          .leads = { KMS_PRACTICE_SCREEN_SOFTWARE,
                                                     KMS_PRACTICE_SCREEN_PASSWORD } },
  [KMS_PRACTICE_SCREEN_SOFTWARE] = { .back = KMS_PRACTICE_SCREEN_ADMINISTRATOR,
                                     .lists = TRUE,
                                     .green = open_key },
  [KMS_PRACTICE_SCREEN_KEY] = { .back = KMS_PRACTICE_SCREEN_SOFTWARE,
                                .n_fields = 1,
                                .max_digits = KMS_IDENTIFIER_MAX_DIGITS,
                                .green = check_key },
  [KMS_PRACTICE_SCREEN_CONFIRM] = { .back = KMS_PRACTICE_SCREEN_KEY, .n_items = 2, .step = answer },
  [KMS_PRACTICE_SCREEN_PASSWORD] = { .back = KMS_PRACTICE_SCREEN_ADMINISTRATOR,
                                     .n_fields = 2,
                                     .max_digits = KMS_PRACTICE_PASSWORD_MAX_DIGITS,
                                     .n_items = 1,
                                     .step = change_password },
  [KMS_PRACTICE_SCREEN_RESTARTING] = { .back = KMS_PRACTICE_SCREEN_RESTARTING },
};

/* The one with a key among @extensions, or NULL. */
static const KmsPracticeExtension *
find_key (GPtrArray *extensions, const char *registration_key)
{
  for (guint i = 0; i < extensions->len; i++)
    {
      const KmsPracticeExtension *extension = g_ptr_array_index (extensions, i);

      if (g_str_equal (extension->registration_key, registration_key))
        return extension;
    }
  return NULL;
}

/* What a key unlocks here, or NULL. */
static KmsPracticeExtension *
unlock (KmsPracticeDevice *self, const char *registration_key)
{
  const KmsPracticeExtension *key = find_key (self->keys, registration_key);

  for (guint i = 0; i < self->parts->len && key == NULL; i++)
    {
      const KmsPracticeExtension *part = g_ptr_array_index (self->parts, i);

      if (kms_check_registration_key (&self->secret, part->part_number, registration_key, NULL))
        key = part;
    }
  return key != NULL ? kms_practice_extension_new (key->part_number, key->purpose, registration_key)
                     : NULL;
}

static gboolean
is_at_field (KmsPracticeDevice *self)
{
  return self->message == KMS_PRACTICE_MESSAGE_NONE
         && self->selected < screens[self->screen].n_fields;
}

static void
select_position (KmsPracticeDevice *self, guint position)
{
  self->selected = position;
  if (position < screens[self->screen].n_fields)
    self->caret = (guint) self->fields[position]->len;
}

static void
clear_field (KmsPracticeDevice *self, guint index)
{
  g_string_truncate (self->fields[index], 0);
  select_position (self, index);
}

/**
 * kms_practice_show:
 * @screen: a screen
 *
 * Goes to a screen as it is when one comes to it.
 */
void
kms_practice_show (KmsPracticeDevice *self, KmsPracticeScreen screen)
{
  for (guint i = 0; i < KMS_PRACTICE_MAX_FIELDS; i++)
    g_string_truncate (self->fields[i], 0);
  self->screen = screen;
  select_position (self, 0);
}

static void
say (KmsPracticeDevice *self, KmsPracticeMessage message)
{
  self->message = message;
}

/* The steps. Each is taken only where kms_practice_find_step() says so. */

static void
acknowledge (KmsPracticeDevice *self)
{
  self->message = KMS_PRACTICE_MESSAGE_NONE;
}

static void
open_menu (KmsPracticeDevice *self)
{
  kms_practice_show (self, KMS_PRACTICE_SCREEN_MENU);
}

static void
open_log_in (KmsPracticeDevice *self)
{
  self->log_in_from = self->screen;
  kms_practice_show (self, KMS_PRACTICE_SCREEN_LOG_IN);
}

static void
open_key (KmsPracticeDevice *self)
{
  kms_practice_show (self, KMS_PRACTICE_SCREEN_KEY);
}

/* To the entry, with the key that is there. */
static void
return_to_key (KmsPracticeDevice *self)
{
  self->screen = KMS_PRACTICE_SCREEN_KEY;
  select_position (self, 0);
}

static void
go_back (KmsPracticeDevice *self)
{
  if (self->screen == KMS_PRACTICE_SCREEN_CONFIRM)
    return_to_key (self);
  else if (self->screen == KMS_PRACTICE_SCREEN_LOG_IN)
    kms_practice_show (self, self->log_in_from);
  else
    kms_practice_show (self, screens[self->screen].back);
}

static void
select_previous (KmsPracticeDevice *self)
{
  select_position (self, self->selected - 1);
}

static void
select_next (KmsPracticeDevice *self)
{
  select_position (self, self->selected + 1);
}

static void
move_caret_left (KmsPracticeDevice *self)
{
  self->caret--;
}

static void
move_caret_right (KmsPracticeDevice *self)
{
  self->caret++;
}

static void
delete_digit (KmsPracticeDevice *self)
{
  g_string_erase (self->fields[self->selected], --self->caret, 1);
}

static void
delete_all (KmsPracticeDevice *self)
{
  clear_field (self, self->selected);
}

static gboolean
is_password (const GString *digits)
{
  return digits->len >= KMS_PRACTICE_PASSWORD_MIN_DIGITS
         && digits->len <= KMS_PRACTICE_PASSWORD_MAX_DIGITS;
}

static void
log_in (KmsPracticeDevice *self)
{
  gboolean fits = is_password (self->fields[0]);

  if (fits && g_str_equal (self->fields[0]->str, self->password))
    {
      kms_practice_show (self, KMS_PRACTICE_SCREEN_ADMINISTRATOR);
      return;
    }
  say (self, fits ? KMS_PRACTICE_MESSAGE_WRONG_PASSWORD : KMS_PRACTICE_MESSAGE_PASSWORD_LENGTH);
  clear_field (self, 0);
}

static void
change_password (KmsPracticeDevice *self)
{
  if (!is_password (self->fields[0]))
    {
      say (self, KMS_PRACTICE_MESSAGE_PASSWORD_LENGTH);
      select_position (self, 0);
    }
  else if (!g_string_equal (self->fields[0], self->fields[1]))
    {
      say (self, KMS_PRACTICE_MESSAGE_PASSWORDS_DIFFER);
      clear_field (self, 1);
    }
  else
    {
      g_strlcpy (self->password, self->fields[0]->str, sizeof self->password);
      say (self, KMS_PRACTICE_MESSAGE_PASSWORD_CHANGED);
      kms_practice_show (self, KMS_PRACTICE_SCREEN_ADMINISTRATOR);
    }
}

static void
check_key (KmsPracticeDevice *self)
{
  const char *registration_key = self->fields[0]->str;

  if (self->fields[0]->len < KMS_IDENTIFIER_MAX_DIGITS)
    {
      say (self, KMS_PRACTICE_MESSAGE_KEY_INCOMPLETE);
      return;
    }
  if (find_key (self->extensions, registration_key) != NULL)
    {
      say (self, KMS_PRACTICE_MESSAGE_KEY_IS_REGISTERED);
      return;
    }
  g_clear_pointer (&self->pending, kms_practice_extension_free);
  self->pending = unlock (self, registration_key);
  if (self->pending == NULL)
    {
      say (self, KMS_PRACTICE_MESSAGE_KEY_REFUSED);
      return;
    }
  self->screen = KMS_PRACTICE_SCREEN_CONFIRM;
  select_position (self, NO);
}

static gboolean
on_restarted (gpointer user_data)
{
  KmsPracticeDevice *self = user_data;

  self->restart = 0;
  g_ptr_array_add (self->extensions, g_steal_pointer (&self->pending));
  kms_practice_show (self, KMS_PRACTICE_SCREEN_HOME);
  kms_practice_device_changed (self);
  return G_SOURCE_REMOVE;
}

static void
answer (KmsPracticeDevice *self)
{
  if (self->selected == NO)
    {
      return_to_key (self);
      return;
    }
  kms_practice_show (self, KMS_PRACTICE_SCREEN_RESTARTING);
  self->restart = g_timeout_add (self->restart_time, on_restarted, self);
}

static void
choose (KmsPracticeDevice *self)
{
  guint lead;

  if (is_at_field (self))
    {
      select_next (self);
      return;
    }
  if (screens[self->screen].step != NULL)
    {
      screens[self->screen].step (self);
      return;
    }
  lead = screens[self->screen].leads[self->selected];
  if (lead == NOT_HERE)
    say (self, KMS_PRACTICE_MESSAGE_NOT_HERE);
  else if (lead == KMS_PRACTICE_SCREEN_LOG_IN)
    open_log_in (self);
  else
    kms_practice_show (self, lead);
}

/* Up and Down; between Yes and No, which stand side by side, Left and Right. */
static KmsPracticeStep
find_move (KmsPracticeDevice *self, gboolean forth)
{
  if (forth)
    return self->selected + 1 < kms_practice_device_get_n_positions (self) ? select_next : NULL;
  return self->selected > 0 ? select_previous : NULL;
}

static KmsPracticeStep
find_sideways (KmsPracticeDevice *self, gboolean forth)
{
  if (self->screen == KMS_PRACTICE_SCREEN_CONFIRM)
    return find_move (self, forth);
  if (!is_at_field (self))
    return NULL;
  if (forth)
    return self->caret < self->fields[self->selected]->len ? move_caret_right : NULL;
  return self->caret > 0 ? move_caret_left : NULL;
}

static KmsPracticeStep
find_choice (KmsPracticeDevice *self)
{
  gboolean last =
      self->screen == KMS_PRACTICE_SCREEN_KEY || screens[self->screen].lists; /* green goes on */

  return last ? NULL : choose;
}

/**
 * kms_practice_find_step:
 * @button: a button of the remote control
 *
 * Returns: (nullable): what the button does now; %NULL: nothing
 */
KmsPracticeStep
kms_practice_find_step (KmsPracticeDevice *self, KmsPracticeButton button)
{
  gboolean asks = self->screen == KMS_PRACTICE_SCREEN_CONFIRM;

  if (self->screen == KMS_PRACTICE_SCREEN_RESTARTING)
    return NULL;
  if (self->message != KMS_PRACTICE_MESSAGE_NONE)
    return button == KMS_PRACTICE_BUTTON_ENTER || button == KMS_PRACTICE_BUTTON_BACK ? acknowledge
                                                                                     : NULL;
  switch (button)
    {
    case KMS_PRACTICE_BUTTON_UP:
      return asks ? NULL : find_move (self, FALSE);
    case KMS_PRACTICE_BUTTON_DOWN:
      return asks ? NULL : find_move (self, TRUE);
    case KMS_PRACTICE_BUTTON_LEFT:
      return find_sideways (self, FALSE);
    case KMS_PRACTICE_BUTTON_RIGHT:
      return find_sideways (self, TRUE);
    case KMS_PRACTICE_BUTTON_ENTER:
      return find_choice (self);
    case KMS_PRACTICE_BUTTON_BACK:
      return self->screen != KMS_PRACTICE_SCREEN_HOME ? go_back : NULL;
    case KMS_PRACTICE_BUTTON_MENU:
      return asks || self->screen == KMS_PRACTICE_SCREEN_MENU ? NULL : open_menu;
    case KMS_PRACTICE_BUTTON_BLUE:
      return is_at_field (self) && self->fields[self->selected]->len > 0 ? delete_all : NULL;
    case KMS_PRACTICE_BUTTON_RED:
      return is_at_field (self) && self->caret > 0 ? delete_digit : NULL;
    case KMS_PRACTICE_BUTTON_GREEN:
      return screens[self->screen].green;
    case KMS_PRACTICE_BUTTON_YELLOW:
      return self->screen == KMS_PRACTICE_SCREEN_MENU ? open_log_in : NULL;
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * kms_practice_get_max_digits:
 *
 * Returns: how many digits a field of this screen takes
 */
guint
kms_practice_get_max_digits (KmsPracticeDevice *self)
{
  return screens[self->screen].max_digits;
}

/**
 * kms_practice_device_get_n_fields:
 *
 * Returns: how many of the positions are fields; they come first
 */
guint
kms_practice_device_get_n_fields (KmsPracticeDevice *self)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), 0);

  return screens[self->screen].n_fields;
}

/**
 * kms_practice_device_get_n_positions:
 *
 * Returns: how many fields and items there are on this screen to choose from; where extensions are
 *   listed, how many of them
 */
guint
kms_practice_device_get_n_positions (KmsPracticeDevice *self)
{
  g_return_val_if_fail (KMS_IS_PRACTICE_DEVICE (self), 0);

  if (screens[self->screen].lists)
    return self->extensions->len;
  return screens[self->screen].n_fields + screens[self->screen].n_items;
}
