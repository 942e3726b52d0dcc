/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The activation keys. It owns references to model and backend, and the newest preview. Rows mirror
 * the pairs of the model; a verdict is looked up in the preview by what the row says now, so an
 * older preview never speaks of a newer text. Reading whole sheets is in kms-keys-page-sheet.c. */

#include "app/kms-keys-page-private.h"

#include "app/kms-label.h"
#include "app/kms-wrap-layout.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

/* The longest key in groups, and some characters too many. */
#define MAX_NUMBER 24 /* characters */

G_DEFINE_FINAL_TYPE (KmsKeysPage, kms_keys_page, KMS_TYPE_ASSISTANT_PAGE)

static guint
get_n_pairs (KmsKeysPage *self)
{
  return kms_issue_model_get_draft (self->model)->pairs->len;
}

static KmsKeyRow *
get_row (KmsKeysPage *self, guint index)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows));

  while (index-- > 0)
    row = gtk_widget_get_next_sibling (row);
  return KMS_KEY_ROW (row);
}

static guint
get_index (KmsKeysPage *self, KmsKeyRow *row)
{
  guint index = 0;

  for (GtkWidget *before = gtk_widget_get_prev_sibling (GTK_WIDGET (row)); before != NULL;
       before = gtk_widget_get_prev_sibling (before))
    index++;
  return index;
}

static const KmsKeyPreview *
find_verdict (KmsKeysPage *self, const KmsKeyPair *pair)
{
  for (guint i = 0; self->preview != NULL && i < self->preview->n_keys; i++)
    if (kms_key_pair_equal (&self->preview->keys[i].pair, pair))
      return &self->preview->keys[i];
  return NULL;
}

static void
show_verdict (KmsKeyRow *row, const KmsKeyPreview *key, KmsCategory category)
{
  g_autofree char *advice = kms_words_verdict_advice (key, category);
  g_autofree char *text = NULL;
  KmsStatus status = kms_verdict_is_refusal (key->verdict) ? KMS_STATUS_ERROR
                     : key->verdict == KMS_VERDICT_REISSUE ? KMS_STATUS_NOTICE
                                                           : KMS_STATUS_SUCCESS;

  if (kms_verdict_is_refusal (key->verdict))
    /* Translators: the verdict on a key in a word or two, and what to do about it */
    text = g_strdup_printf (_ ("%s. %s"), kms_words_verdict (key->verdict), advice);
  else
    /* Translators: the verdict on a key in a word or two, its part number and purpose, and what
     * issuing means */
    text = g_strdup_printf (_ ("%s · %s, %s. %s"), kms_words_verdict (key->verdict),
                            key->part_number, key->purpose, advice);
  kms_key_row_show_status (row, status, text);
}

/* Returns: whether the row can be issued as it stands */
static gboolean
update_row (KmsKeysPage *self, guint index)
{
  KmsKeyRow *row = get_row (self, index);
  KmsCategory category = kms_issue_model_get_draft (self->model)->category;
  gboolean empty = kms_issue_model_pair_is_empty (self->model, index);
  gboolean missing = self->pressed && (!empty || get_n_pairs (self) == 1);
  const KmsKeyPreview *key;
  KmsKeyPair pair;

  if (kms_key_row_show_faults (row, missing))
    return FALSE;
  if (!kms_issue_model_read_pair (self->model, index, &pair))
    {
      kms_key_row_show_status (row, KMS_STATUS_HINT, "");
      return FALSE;
    }
  if (kms_issue_model_find_key (self->model, pair.activation_key) < index)
    {
      g_autofree char *sentence = kms_words_error_code_in (category, KMS_ERROR_DUPLICATE_KEY);

      kms_key_row_show_status (row, KMS_STATUS_ERROR, sentence);
      return FALSE;
    }

  key = find_verdict (self, &pair);
  if (key != NULL)
    show_verdict (row, key, category);
  else if (self->preview_error != NULL)
    {
      g_autofree char *sentence = kms_words_error_in (category, self->preview_error);

      kms_key_row_show_status (row, KMS_STATUS_ERROR, sentence);
    }
  else if (self->previewing != NULL)
    kms_key_row_show_status (row, KMS_STATUS_BUSY, _ ("Checking…"));
  else
    kms_key_row_show_status (row, KMS_STATUS_HINT, "");
  return key != NULL && !kms_verdict_is_refusal (key->verdict);
}

/**
 * kms_keys_page_update:
 *
 * Shows for every row what is known of it now.
 */
void
kms_keys_page_update (KmsKeysPage *self)
{
  guint n_pairs = get_n_pairs (self), n_good = 0, n_empty = 0;
  gboolean full = n_pairs >= KMS_REQUEST_MAX_KEYS;

  for (guint i = 0; i < n_pairs; i++)
    {
      n_good += update_row (self, i) ? 1 : 0;
      n_empty += kms_issue_model_pair_is_empty (self->model, i) ? 1 : 0;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->add), !full);
  gtk_widget_set_visible (GTK_WIDGET (self->full), full);
  kms_assistant_page_set_complete (KMS_ASSISTANT_PAGE (self),
                                   n_good > 0 && n_good + n_empty == n_pairs);
}

typedef struct
{
  KmsKeysPage *page;         /* owned */
  GCancellable *cancellable; /* owned */
  GTask *applying;           /* owned, nullable: Next waits for it */
} Preview;

static void
preview_free (Preview *preview)
{
  g_object_unref (preview->page);
  g_object_unref (preview->cancellable);
  g_clear_object (&preview->applying);
  g_free (preview);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Preview, preview_free)

static void
on_previewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Preview) data = user_data;
  KmsKeysPage *self = data->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsPreview) preview =
      kms_backend_preview_finish (KMS_BACKEND (source), result, &error);

  /* Only the newest one speaks of the texts as they are, and only to a page that is still there. */
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL && self->previewing == data->cancellable)
    {
      g_clear_object (&self->previewing);
      g_clear_pointer (&self->preview, kms_preview_free);
      g_clear_error (&self->preview_error);
      self->preview = g_steal_pointer (&preview);
      if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        self->preview_error = g_error_copy (error);
      kms_keys_page_update (self);
    }

  if (data->applying == NULL)
    return;
  if (error != NULL)
    g_task_return_error (data->applying, g_steal_pointer (&error));
  else
    g_task_return_boolean (data->applying,
                           kms_assistant_page_get_complete (KMS_ASSISTANT_PAGE (self)));
}

/* Asks for the verdicts on all pairs that are valid now. */
static void
request_preview (KmsKeysPage *self, GTask *applying)
{
  guint rows[KMS_REQUEST_MAX_KEYS];
  g_autoptr (KmsRequest) request = kms_issue_model_make_request (self->model, rows);
  Preview *data;

  g_cancellable_cancel (self->previewing);
  g_clear_object (&self->previewing);
  if (request == NULL || request->n_pairs == 0)
    {
      kms_keys_page_update (self);
      if (applying != NULL)
        g_task_return_boolean (applying, FALSE);
      return;
    }

  if (applying != NULL && g_task_get_cancellable (applying) != NULL)
    self->previewing = g_object_ref (g_task_get_cancellable (applying));
  else
    self->previewing = g_cancellable_new ();
  data = g_new0 (Preview, 1);
  data->page = g_object_ref (self);
  data->cancellable = g_object_ref (self->previewing);
  g_set_object (&data->applying, applying);
  kms_backend_preview_async (self->backend, request, self->previewing, on_previewed, data);
  kms_keys_page_update (self);
}

static void
on_row_edited (KmsKeyRow *row, KmsKeysPage *self)
{
  kms_issue_model_set_pair (self->model, get_index (self, row),
                            kms_key_row_get_activation_key (row),
                            kms_key_row_get_registration_id (row));
  kms_keys_page_update (self);
}

static void
on_row_ended (KmsKeyRow *row, KmsKeysPage *self)
{
  KmsKeyPair pair;

  /* The focus also leaves a row, or a whole page, that is on its way out. */
  if (self->model == NULL || get_index (self, row) >= get_n_pairs (self))
    return;
  if (kms_key_row_is_ended (row)
      && kms_issue_model_read_pair (self->model, get_index (self, row), &pair)
      && find_verdict (self, &pair) == NULL)
    request_preview (self, NULL);
  else
    kms_keys_page_update (self);
}

static void
on_row_advance (KmsKeyRow *row, GtkWidget *entry, gboolean by_itself, KmsKeysPage *self)
{
  kms_assistant_page_advance (KMS_ASSISTANT_PAGE (self), entry, by_itself);
}

/* One word or number, right or wrong: in the field its fault is said, and how to mend it. */
static gboolean
is_for_field (const char *text)
{
  g_autofree char *line = NULL;

  if (strlen (text) > 4 * MAX_NUMBER) /* bytes; no character has more than four */
    return FALSE;
  line = g_strstrip (g_strdup (text));
  return g_utf8_strlen (line, -1) <= MAX_NUMBER && strpbrk (line, "\t,;\r\n") == NULL;
}

/* A text with more in it than one number is read as a sheet. */
static gboolean
on_row_pasted (KmsKeyRow *row, const char *text, KmsKeysPage *self)
{
  KmsIdentifierReading reading;

  if (is_for_field (text) || kms_identifier_read (KMS_IDENTIFIER_ACTIVATION_KEY, text, -1, &reading)
      || kms_identifier_read (KMS_IDENTIFIER_REGISTRATION_ID, text, -1, &reading))
    return FALSE;
  return kms_keys_page_take_sheet (self, text, -1);
}

static void
on_row_remove (KmsKeyRow *row, KmsKeysPage *self)
{
  guint index = get_index (self, row);

  kms_issue_model_remove_pair (self->model, index);
  if (get_n_pairs (self) == 0)
    kms_issue_model_insert_pair (self->model, 0, "", "");
  kms_keys_page_show_rows (self);
  gtk_widget_grab_focus (GTK_WIDGET (get_row (self, MIN (index, get_n_pairs (self) - 1))));
}

static void
append_row (KmsKeysPage *self)
{
  GtkWidget *row = kms_key_row_new ();

  g_signal_connect_object (row, "edited", G_CALLBACK (on_row_edited), self, 0);
  g_signal_connect_object (row, "ended", G_CALLBACK (on_row_ended), self, 0);
  g_signal_connect_object (row, "advance", G_CALLBACK (on_row_advance), self, 0);
  g_signal_connect_object (row, "pasted", G_CALLBACK (on_row_pasted), self, 0);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_row_remove), self, 0);
  gtk_box_append (self->rows, row);
}

/**
 * kms_keys_page_show_rows:
 *
 * Makes the rows show the pairs of the model, and asks for their verdicts.
 */
void
kms_keys_page_show_rows (KmsKeysPage *self)
{
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);
  guint n_rows = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n_rows++;
  for (; n_rows < draft->pairs->len; n_rows++)
    append_row (self);
  for (; n_rows > draft->pairs->len; n_rows--)
    gtk_box_remove (self->rows, gtk_widget_get_last_child (GTK_WIDGET (self->rows)));

  for (guint i = 0; i < n_rows; i++)
    {
      const KmsDraftPair *pair = g_ptr_array_index (draft->pairs, i);
      KmsKeyRow *row = get_row (self, i);

      kms_key_row_set_number (row, i + 1, draft->category);
      kms_key_row_set_texts (row, pair->activation_key, pair->registration_id);
    }
  request_preview (self, NULL);
}

static void
on_add_clicked (KmsKeysPage *self)
{
  kms_issue_model_insert_pair (self->model, get_n_pairs (self), "", "");
  kms_keys_page_show_rows (self);
  gtk_widget_grab_focus (GTK_WIDGET (get_row (self, get_n_pairs (self) - 1)));
}

static void
kms_keys_page_enter (KmsAssistantPage *page)
{
  KmsKeysPage *self = KMS_KEYS_PAGE (page);
  const KmsDraft *draft = kms_issue_model_get_draft (self->model);
  gboolean hdvc = draft->category == KMS_CATEGORY_HDVC;
  g_autofree char *device = NULL;
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];
  KmsIdentifierReading reading;

  self->pressed = FALSE;
  if (kms_keys_page_has_leftovers_of_others (self))
    kms_keys_page_hide_leftovers (self);
  if (kms_issue_model_read_device (self->model, &reading))
    {
      KmsIdentifierKind kind = kms_issue_model_get_device_kind (self->model);

      device =
          g_strdup_printf ("%s %s\n%s", kms_words_identifier (kind),
                           kms_identifier_format (kind, reading.digits, shown), draft->site[0]);
      kms_label_set_text (self->device, g_strchomp (device));
    }
  gtk_label_set_label (self->heading,
                       hdvc ? _ ("Which activation keys?") : _ ("Which license numbers?"));
  kms_assistant_page_set_title (page, hdvc ? _ ("Activation Keys") : _ ("License Numbers"));
  if (draft->pairs->len == 0)
    kms_issue_model_insert_pair (self->model, 0, "", "");
  kms_keys_page_show_rows (self);
}

static void
kms_keys_page_focus (KmsAssistantPage *page)
{
  KmsKeysPage *self = KMS_KEYS_PAGE (page);

  for (guint i = 0; i < get_n_pairs (self); i++)
    {
      KmsKeyPair pair;
      const KmsKeyPreview *key;

      if (!kms_issue_model_read_pair (self->model, i, &pair)
          || kms_issue_model_find_key (self->model, pair.activation_key) < i
          || ((key = find_verdict (self, &pair)) != NULL && kms_verdict_is_refusal (key->verdict)))
        {
          gtk_widget_grab_focus (GTK_WIDGET (get_row (self, i)));
          return;
        }
    }
  /* All is there: the way on. */
  kms_assistant_page_advance (page, gtk_widget_get_last_child (GTK_WIDGET (self->rows)), FALSE);
}

/* Empty rows are dropped, but for the last one. */
static void
drop_empty_rows (KmsKeysPage *self)
{
  for (guint i = get_n_pairs (self); i-- > 0;)
    if (get_n_pairs (self) > 1 && kms_issue_model_pair_is_empty (self->model, i))
      {
        kms_issue_model_remove_pair (self->model, i);
        gtk_box_remove (self->rows, GTK_WIDGET (get_row (self, i)));
      }
  for (guint i = 0; i < get_n_pairs (self); i++)
    {
      kms_key_row_set_number (get_row (self, i), i + 1,
                              kms_issue_model_get_draft (self->model)->category);
      kms_key_row_end (get_row (self, i));
    }
}

static void
kms_keys_page_apply_async (KmsAssistantPage *page,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  KmsKeysPage *self = KMS_KEYS_PAGE (page);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kms_keys_page_apply_async);
  self->pressed = TRUE;
  drop_empty_rows (self);
  request_preview (self, task);
}

static gboolean
kms_keys_page_apply_finish (KmsAssistantPage *page, GAsyncResult *result, GError **error)
{
  gboolean valid = g_task_propagate_boolean (G_TASK (result), error);

  if (!valid && *error == NULL)
    kms_assistant_page_focus (page);
  return valid;
}

/* Out of its window: nobody waits for the answer any more, which keeps the page until it comes. */
static void
kms_keys_page_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (KMS_KEYS_PAGE (widget)->previewing);

  GTK_WIDGET_CLASS (kms_keys_page_parent_class)->unroot (widget);
}

/* The page was left: what is pasted now is for another one. */
static void
kms_keys_page_unmap (GtkWidget *widget)
{
  g_cancellable_cancel (KMS_KEYS_PAGE (widget)->pasting);

  GTK_WIDGET_CLASS (kms_keys_page_parent_class)->unmap (widget);
}

static void
kms_keys_page_dispose (GObject *object)
{
  KmsKeysPage *self = KMS_KEYS_PAGE (object);

  g_clear_object (&self->previewing);
  g_clear_object (&self->pasting);
  g_clear_pointer (&self->note_device, g_free);
  g_clear_pointer (&self->preview, kms_preview_free);
  g_clear_error (&self->preview_error);
  g_clear_object (&self->model);
  g_clear_object (&self->backend);

  G_OBJECT_CLASS (kms_keys_page_parent_class)->dispose (object);
}

static void
kms_keys_page_class_init (KmsKeysPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  KmsAssistantPageClass *page_class = KMS_ASSISTANT_PAGE_CLASS (klass);

  object_class->dispose = kms_keys_page_dispose;
  widget_class->unroot = kms_keys_page_unroot;
  widget_class->unmap = kms_keys_page_unmap;
  page_class->enter = kms_keys_page_enter;
  page_class->focus = kms_keys_page_focus;
  page_class->apply_async = kms_keys_page_apply_async;
  page_class->apply_finish = kms_keys_page_apply_finish;

  g_type_ensure (KMS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/kmsdesk/KmsDesk/kms-keys-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsKeysPage, heading);
  gtk_widget_class_bind_template_child (widget_class, KmsKeysPage, device);
  gtk_widget_class_bind_template_child (widget_class, KmsKeysPage, paste);
  gtk_widget_class_bind_template_child (widget_class, KmsKeysPage, open);
  gtk_widget_class_bind_template_child (widget_class, KmsKeysPage, leftovers);
  gtk_widget_class_bind_template_child (widget_class, KmsKeysPage, leftovers_title);
  gtk_widget_class_bind_template_child (widget_class, KmsKeysPage, leftovers_text);
  gtk_widget_class_bind_template_child (widget_class, KmsKeysPage, leftovers_close);
  gtk_widget_class_bind_template_child (widget_class, KmsKeysPage, rows);
  gtk_widget_class_bind_template_child (widget_class, KmsKeysPage, add);
  gtk_widget_class_bind_template_child (widget_class, KmsKeysPage, full);
}

static void
kms_keys_page_init (KmsKeysPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (on_add_clicked), self);
  kms_keys_page_init_sheet (self);
}

/**
 * kms_keys_page_new:
 * @model: the work
 * @backend: who knows the verdicts
 *
 * Returns: (transfer floating): the page
 */
KmsAssistantPage *
kms_keys_page_new (KmsIssueModel *model, KmsBackend *backend)
{
  KmsKeysPage *self = g_object_new (KMS_TYPE_KEYS_PAGE, NULL);

  self->model = g_object_ref (model);
  self->backend = g_object_ref (backend);
  /* Now rather than when the page is opened: it is made when there is time. */
  for (guint i = 0; i < get_n_pairs (self); i++)
    append_row (self);
  return KMS_ASSISTANT_PAGE (self);
}
