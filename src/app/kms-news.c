/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Banners, one below the other. It owns them as children, and a reference to what they are about. */

#include "app/kms-news.h"

#include "app/kms-banner.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

struct _KmsNews
{
  GtkWidget parent_instance;

  KmsOnline *online;    /* owned; NULL: there is no news */
  GPtrArray *announced; /* owned, of borrowed banners */
  KmsBanner *keyring;   /* a child */
};

G_DEFINE_FINAL_TYPE (KmsNews, kms_news, GTK_TYPE_WIDGET)

static void
show_announcements (KmsNews *self)
{
  GPtrArray *announcements = kms_online_get_announcements (self->online);

  for (guint i = 0; i < self->announced->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->announced, i));
  g_ptr_array_set_size (self->announced, 0);
  for (guint i = 0; i < announcements->len; i++)
    {
      KmsBanner *banner = g_object_new (KMS_TYPE_BANNER, NULL);
      g_autofree char *text = kms_news_describe (g_ptr_array_index (announcements, i));

      gtk_widget_insert_before (GTK_WIDGET (banner), GTK_WIDGET (self), GTK_WIDGET (self->keyring));
      kms_banner_show (banner, text, NULL);
      g_ptr_array_add (self->announced, banner);
    }
}

static const char *
get_keyring_sentence (KmsKeyring keyring)
{
  switch (keyring)
    {
    case KMS_KEYRING_ABSENT:
      return _ ("There is no keyring on this computer. What is to be remembered is forgotten when "
                "KMS Desk is closed.");
    case KMS_KEYRING_LOCKED:
      return _ (
          "The keyring of this computer is locked. What is to be remembered is forgotten when "
          "KMS Desk is closed. Unlock the keyring, then try again.");
    case KMS_KEYRING_SILENT:
      return _ ("The keyring of this computer does not answer. What is to be remembered is "
                "forgotten when KMS Desk is closed.");
    case KMS_KEYRING_IN_USE:
    default:
      return NULL;
    }
}

/* Who wants nothing remembered needs no keyring; but a locked one may hold what is looked for. */
static void
show_keyring (KmsNews *self)
{
  KmsCredentials *credentials = kms_online_get_credentials (self->online);
  KmsKeyring keyring = kms_credentials_get_keyring (credentials);
  const char *sentence = get_keyring_sentence (keyring);

  if (sentence != NULL && kms_credentials_is_memory_only (credentials)
      && (keyring == KMS_KEYRING_LOCKED || kms_online_is_remembered (self->online)))
    kms_banner_show (self->keyring, sentence, _ ("_Try Again"));
  else
    kms_banner_hide (self->keyring);
}

static void
on_retried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* What comes of it is in the properties. */
  kms_credentials_retry_finish (KMS_CREDENTIALS (source), result, NULL);
}

static void
on_retry (KmsNews *self)
{
  kms_credentials_retry_async (kms_online_get_credentials (self->online), NULL, on_retried, NULL);
}

static void
kms_news_dispose (GObject *object)
{
  KmsNews *self = KMS_NEWS (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->announced, g_ptr_array_unref);
  g_clear_object (&self->online);

  G_OBJECT_CLASS (kms_news_parent_class)->dispose (object);
}

static void
kms_news_class_init (KmsNewsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_news_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
kms_news_init (KmsNews *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->announced = g_ptr_array_new ();
  self->keyring = g_object_new (KMS_TYPE_BANNER, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->keyring), GTK_WIDGET (self));
  g_signal_connect_swapped (self->keyring, "button-clicked", G_CALLBACK (on_retry), self);
}

/**
 * kms_news_set_online:
 * @online: where the news comes from
 */
void
kms_news_set_online (KmsNews *self, KmsOnline *online)
{
  g_return_if_fail (KMS_IS_NEWS (self));
  g_return_if_fail (self->online == NULL);

  self->online = g_object_ref (online);
  g_signal_connect_object (online, "announcements-changed", G_CALLBACK (show_announcements), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (online, "notify::remembered", G_CALLBACK (show_keyring), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (kms_online_get_credentials (online), "notify::memory-only",
                           G_CALLBACK (show_keyring), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kms_online_get_credentials (online), "notify::keyring",
                           G_CALLBACK (show_keyring), self, G_CONNECT_SWAPPED);
  show_announcements (self);
  show_keyring (self);
}

/**
 * kms_news_describe:
 * @announcement: what the operator announces
 *
 * Returns: (transfer full): its text, with the time that is announced
 */
char *
kms_news_describe (const KmsAnnouncement *announcement)
{
  g_autofree char *from = NULL, *to = NULL;

  if (announcement->starts_at == 0)
    return g_strdup (announcement->text);
  from = kms_words_date_time (announcement->starts_at);
  if (announcement->ends_at == 0)
    /* Translators: what the operator announces, and when it begins */
    return g_strdup_printf (_ ("%s\nFrom %s"), announcement->text, from);
  to = kms_words_date_time (announcement->ends_at);
  /* Translators: what the operator announces, when it begins and when it ends */
  return g_strdup_printf (_ ("%s\nFrom %s to %s"), announcement->text, from, to);
}
