/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asking for a line at the terminal, without showing it when it is a password; or taking it from a
 * standard input that is none. */

#include "cli/kms-cli-password.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_LINE 1024 /* bytes */

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

/* Which signal ended the reading; set by the handler, which can be reached in no other way. */
static volatile sig_atomic_t caught;

static void
on_signal (int number)
{
  caught = number;
}

/**
 * kms_cli_wipe:
 * @text: (transfer full) (nullable): a text with a secret in it
 *
 * Overwrites the text, then frees it.
 */
void
kms_cli_wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

/* Byte by byte, so that nothing behind the line is taken; the end of the input ends it, too. NULL for
 * a line that is too long, and when it cannot be read. */
static char *
read_line (void)
{
  char line[MAX_LINE];
  gsize length = 0;
  ssize_t n = 0;
  char *copy = NULL;

  do
    {
      n = read (STDIN_FILENO, line + length, 1);
      if (n == 1 && line[length] != '\n')
        length++;
      else if (n >= 0 || errno != EINTR)
        break;
    }
  while (length < MAX_LINE && caught == 0);

  if (n >= 0 && length < MAX_LINE && caught == 0)
    copy = g_strndup (line, length);
  explicit_bzero (line, sizeof line);

  return copy;
}

static gboolean
ask (const char *question)
{
  g_autofree char *prompt = g_strconcat (question, ": ", NULL);

  return write (STDERR_FILENO, prompt, strlen (prompt)) >= 0;
}

/* The terminal shows what is typed again, whatever ends the reading. It is asked for when the terminal
 * no longer does, and what was typed before is dropped. */
static char *
read_unseen (const char *question)
{
  struct sigaction handler = { .sa_handler = on_signal };
  struct sigaction former[G_N_ELEMENTS (ending_signals)];
  struct termios shown;
  struct termios unseen;
  char *line = NULL;

  caught = 0;
  if (tcgetattr (STDIN_FILENO, &shown) != 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (ending_signals); i++)
    sigaction (ending_signals[i], &handler, &former[i]);
  unseen = shown;
  unseen.c_lflag &= ~(tcflag_t) ECHO;
  unseen.c_lflag |= ECHONL;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &unseen);
  if (ask (question))
    line = read_line ();
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  for (guint i = 0; i < G_N_ELEMENTS (ending_signals); i++)
    sigaction (ending_signals[i], &former[i], NULL);
  if (caught != 0)
    raise (caught);

  return line;
}

/**
 * kms_cli_read_line:
 * @question: what to ask at a terminal, in UTF-8
 * @secret: whether not to show what is typed
 *
 * Reads a line from the standard input; asks for it, when that is a terminal.
 *
 * Returns: (transfer full) (nullable): the line without its end, maybe not UTF-8; %NULL when there is
 *   none
 */
char *
kms_cli_read_line (const char *question, gboolean secret)
{
  if (!isatty (STDIN_FILENO))
    return read_line ();
  if (secret)
    return read_unseen (question);

  return ask (question) ? read_line () : NULL;
}
