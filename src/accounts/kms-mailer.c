/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The thread that sends. One piece of work for the store notes what became of the last mail and takes the
 * next one, so that a mail costs one commit; between two mails it sleeps until one is due or new. What
 * could not be noted is kept and noted first. */

#include "accounts/kms-mailer.h"

#include "accounts/kms-mail-composer.h"
#include "accounts/kms-mail-maildir.h"
#include "store/kms-store-history.h"

#include <string.h>

#define MINUTE ((gint64) 60 * G_USEC_PER_SEC)
#define DAY    (24 * 60 * MINUTE)

/* How long a mail may be under way before it counts as lost; a message that is sent has less. */
#define LEASE       (5 * MINUTE)
#define MAX_TIMEOUT 120 /* seconds */

/* After the first attempt, the second and so on; after the others the last one. */
static const gint64 back_off[] = {
  MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE,
};
#define MAX_ATTEMPTS 17 /* two days and an hour */

#define STORE_RETRY (MINUTE / 2)  /* when the store cannot be written */
#define LONGEST     (15 * MINUTE) /* asleep: the computer's clock may be set meanwhile */
#define FORGET      (30 * DAY)

#define MAX_FAILURE 200 /* characters */

struct _KmsMailer
{
  KmsStore *store;           /* owned */
  KmsClock *clock;           /* owned */
  KmsMailComposer *composer; /* owned */
  KmsMailSmtp *smtp;         /* owned; NULL: into the Maildir */
  char *maildir;             /* owned */
  GThread *thread;           /* owned; NULL before the start */
  GCancellable *stop;        /* owned */

  GMutex mutex;
  GCond cond;
  gboolean woken; /* guarded by the mutex */

  gint64 forgotten_at; /* of the thread: when old mails were deleted last */
};

/* What became of a mail. */
typedef struct
{
  KmsStoredMail *mail; /* owned; NULL: there was none */
  gboolean sent;
  gint64 at;     /* sent: when; otherwise the next attempt, or 0 */
  char *failure; /* owned, nullable */
} Outcome;

/* What one work of the store is asked, and what it gives. */
typedef struct
{
  const Outcome *outcome; /* borrowed */
  gint64 now;
  gboolean take;   /* a mail, too */
  gboolean forget; /* the old ones, too */
} Step;

typedef struct
{
  KmsStoredMail *mail;   /* owned, nullable */
  KmsIssuance *issuance; /* owned, nullable */
  gint64 next_due;
} Taken;

static void
outcome_clear (Outcome *outcome)
{
  kms_stored_mail_free (outcome->mail);
  g_free (outcome->failure);
  *outcome = (Outcome){ 0 };
}

static void
taken_free (Taken *taken)
{
  kms_stored_mail_free (taken->mail);
  kms_issuance_free (taken->issuance);
  g_free (taken);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Taken, taken_free)

static gboolean
note (KmsStoreSession *session, const Outcome *outcome, GError **error)
{
  if (outcome->mail == NULL)
    return TRUE;
  if (outcome->sent)
    return kms_store_mail_sent (session, outcome->mail, outcome->at, error);
  return kms_store_mail_not_sent (session, outcome->mail, outcome->at, outcome->failure, error);
}

/* What was issued may be gone; then the mail cannot be made. */
static gboolean
load_issuance (KmsStoreSession *session, Taken *taken, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (taken->mail == NULL || taken->mail->issue == 0 || taken->mail->account == NULL)
    return TRUE;
  taken->issuance =
      kms_store_load_issue (session, taken->mail->account, taken->mail->issue, &reason);
  if (taken->issuance != NULL || g_error_matches (reason, KMS_ERROR, KMS_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static gpointer
do_step (KmsStoreSession *session, gpointer data, GError **error)
{
  const Step *step = data;
  g_autoptr (Taken) taken = g_new0 (Taken, 1);

  if (!note (session, step->outcome, error))
    return NULL;
  if (step->forget && !kms_store_forget_mails (session, step->now - FORGET, error))
    return NULL;
  if (step->take
      && (!kms_store_take_mail (session, step->now, step->now + LEASE, &taken->mail,
                                &taken->next_due, error)
          || !load_issuance (session, taken, error)))
    return NULL;
  return g_steal_pointer (&taken);
}

/* The time of a mail names its file, as Maildirs have it. */
static gboolean
deliver (KmsMailer *self, const KmsStoredMail *mail, GBytes *message, GError **error)
{
  g_autofree char *name =
      g_strdup_printf ("%" G_GINT64_FORMAT ".M%" G_GINT64_FORMAT "Q%" G_GINT64_FORMAT ".kms",
                       mail->queued_at / G_USEC_PER_SEC, mail->queued_at % G_USEC_PER_SEC,
                       mail->id);

  return kms_mail_maildir_deliver (self->maildir, name, message, error);
}

static gboolean
try (KmsMailer *self,
     const KmsStoredMail *mail,
     const KmsIssuance *issuance,
     gboolean *permanent,
     GError **error)
{
  g_autoptr (GBytes) message = NULL;

  *permanent = TRUE;
  if (mail->attempts > MAX_ATTEMPTS)
    {
      g_set_error (error, KMS_ERROR, KMS_ERROR_FAILED, "It was under way %u times without an end.",
                   MAX_ATTEMPTS);
      return FALSE;
    }
  message = kms_mail_composer_compose (self->composer, mail, issuance,
                                       self->smtp != NULL ? KMS_MAIL_CRLF : KMS_MAIL_LF, error);
  if (message == NULL)
    {
      g_prefix_error (error, "The mail cannot be made: ");
      return FALSE;
    }
  *permanent = FALSE;
  if (self->smtp == NULL)
    return deliver (self, mail, message, error);
  return kms_mail_smtp_send (self->smtp, kms_mail_composer_get_sender (self->composer), mail->to,
                             message, self->stop, permanent, error);
}

/* When a mail is tried again, 0 for never. */
static gint64
next_attempt (const KmsStoredMail *mail, gboolean permanent, gint64 now)
{
  if (permanent || mail->attempts >= MAX_ATTEMPTS)
    return 0;
  return now + back_off[MIN (mail->attempts, G_N_ELEMENTS (back_off)) - 1];
}

/* Tries once. The addresses of a mail are personal, so the log tells its number only. */
static void
attempt (KmsMailer *self, Taken *taken, Outcome *outcome)
{
  g_autoptr (GError) error = NULL;
  gboolean permanent;

  outcome->mail = g_steal_pointer (&taken->mail);
  outcome->sent = try (self, outcome->mail, taken->issuance, &permanent, &error);
  outcome->at = kms_clock_now (self->clock);
  if (outcome->sent)
    g_info ("mail %" G_GINT64_FORMAT " (%s) was sent", outcome->mail->id,
            kms_mail_kind_to_string (outcome->mail->kind));
  /* Stopped: it is the first one again at the next start. */
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      outcome->at = next_attempt (outcome->mail, permanent, outcome->at);
      outcome->failure = g_utf8_substring (error->message, 0,
                                           MIN (g_utf8_strlen (error->message, -1), MAX_FAILURE));
      g_log (G_LOG_DOMAIN, outcome->at == 0 ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_INFO,
             "mail %" G_GINT64_FORMAT " (%s), attempt %u, was not sent%s", outcome->mail->id,
             kms_mail_kind_to_string (outcome->mail->kind), outcome->mail->attempts,
             outcome->at == 0 ? ", and is given up" : "");
    }
}

static void
sleep_until (KmsMailer *self, gint64 duration)
{
  gint64 end = g_get_monotonic_time () + CLAMP (duration, 0, LONGEST);

  g_mutex_lock (&self->mutex);
  while (!self->woken && g_cond_wait_until (&self->cond, &self->mutex, end))
    continue;
  self->woken = FALSE;
  g_mutex_unlock (&self->mutex);
}

static Taken *
take_next (KmsMailer *self, Outcome *outcome, gboolean stopping)
{
  g_autoptr (GError) error = NULL;
  Step step = { .outcome = outcome, .now = kms_clock_now (self->clock), .take = !stopping };
  Taken *taken;

  step.forget = !stopping && step.now - self->forgotten_at >= DAY;
  taken = kms_store_run (self->store, KMS_STORE_WRITE, do_step, &step, (GDestroyNotify) taken_free,
                         &error);
  if (taken == NULL)
    {
      g_warning ("the outbox: %s", error->message);
      return NULL;
    }
  if (step.forget)
    self->forgotten_at = step.now;
  outcome_clear (outcome);
  return taken;
}

static gpointer
run (gpointer data)
{
  KmsMailer *self = data;
  g_auto (Outcome) outcome = { 0 };

  while (TRUE)
    {
      gboolean stopping = g_cancellable_is_cancelled (self->stop);
      g_autoptr (Taken) taken = take_next (self, &outcome, stopping);

      if (stopping)
        return NULL;
      if (taken == NULL)
        sleep_until (self, STORE_RETRY);
      else if (taken->mail != NULL)
        attempt (self, taken, &outcome);
      else
        sleep_until (self, taken->next_due == 0 ? LONGEST
                                                : taken->next_due - kms_clock_now (self->clock));
    }
}

static void
on_mail (gpointer mailer)
{
  kms_mailer_wake (mailer);
}

/**
 * kms_mailer_new:
 * @store: the store whose mails are sent
 * @clock: the time
 * @settings: how
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the mailer, or %NULL with @error set: %KMS_ERROR_MAIL_ADDRESS_INVALID or
 *   %KMS_ERROR_FAILED
 */
KmsMailer *
kms_mailer_new (KmsStore *store, KmsClock *clock, const KmsMailSettings *settings, GError **error)
{
  g_autoptr (KmsMailComposer) composer = NULL;
  g_autoptr (KmsMailSmtp) smtp = NULL;
  KmsMailSmtpSettings smtp_settings = settings->smtp;
  KmsMailer *self;

  composer = kms_mail_composer_new (settings->from, settings->service_address, error);
  if (composer == NULL)
    return NULL;
  smtp_settings.timeout = CLAMP (smtp_settings.timeout, 1, MAX_TIMEOUT);
  if (smtp_settings.url != NULL && smtp_settings.url[0] != '\0')
    {
      smtp = kms_mail_smtp_new (&smtp_settings, error);
      if (smtp == NULL)
        return NULL;
    }
  self = g_new0 (KmsMailer, 1);
  self->store = g_object_ref (store);
  self->clock = kms_clock_ref (clock);
  self->composer = g_steal_pointer (&composer);
  self->smtp = g_steal_pointer (&smtp);
  self->maildir = g_strdup (settings->maildir);
  self->stop = g_cancellable_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  return self;
}

/**
 * kms_mailer_start:
 * @mailer: a mailer that was not started yet
 *
 * Begins to send, first what was left by the last run. Only one mailer of a store is started at a time.
 */
void
kms_mailer_start (KmsMailer *mailer)
{
  g_return_if_fail (mailer->thread == NULL);

  kms_store_set_on_mail (mailer->store, on_mail, mailer);
  mailer->thread = g_thread_new ("kms-mail", run, mailer);
}

/**
 * kms_mailer_free:
 * @mailer: (transfer full) (nullable): a mailer
 *
 * Stops sending, within about a second. A mail that is under way is sent again at the next start.
 */
void
kms_mailer_free (KmsMailer *mailer)
{
  if (mailer == NULL)
    return;

  if (mailer->thread != NULL)
    {
      kms_store_set_on_mail (mailer->store, NULL, NULL);
      g_cancellable_cancel (mailer->stop);
      kms_mailer_wake (mailer);
      g_thread_join (mailer->thread);
    }
  kms_mail_smtp_free (mailer->smtp);
  kms_mail_composer_free (mailer->composer);
  g_clear_object (&mailer->stop);
  g_clear_object (&mailer->store);
  kms_clock_unref (mailer->clock);
  g_mutex_clear (&mailer->mutex);
  g_cond_clear (&mailer->cond);
  g_free (mailer->maildir);
  g_free (mailer);
}

/**
 * kms_mailer_wake:
 * @mailer: a mailer
 */
void
kms_mailer_wake (KmsMailer *mailer)
{
  g_mutex_lock (&mailer->mutex);
  mailer->woken = TRUE;
  g_cond_signal (&mailer->cond);
  g_mutex_unlock (&mailer->mutex);
}
