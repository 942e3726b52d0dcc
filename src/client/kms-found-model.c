/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsFoundModel: pages of the list, each reached by the cursor that came with the one before it. One
 * request is under way at a time: for the page where rows are asked for, for the pages before it as
 * long as its cursor is not known, and then for its neighbours. Far pages keep their cursor only. */

#include "client/kms-found-model.h"

#define PAGE      KMS_FOUND_MODEL_PAGE
#define MAX_PAGES 16 /* that hold rows at a time */
/* How many pages beside the one that was asked for last may be on the screen. */
#define AROUND 3

typedef struct
{
  char *cursor;     /* owned; NULL on the first page, and as long as it is not known */
  GPtrArray *items; /* owned, of KmsFoundItem or NULL; NULL: none */
  gboolean loaded;
} Page;

struct _KmsFoundModel
{
  GObject parent_instance;

  KmsBackend *backend; /* owned */
  KmsSearch *search;   /* owned; NULL: nothing is asked for */

  KmsFoundModelState state;
  GError *error; /* owned; with KMS_FOUND_MODEL_FAILED */
  guint total;
  gboolean total_exact;

  GPtrArray *pages; /* owned, of Page, for all items */
  guint n_items;
  guint n_known;   /* the first so many pages can be fetched; the next cursor comes with the last */
  gboolean ending; /* the last page of the list is among them */
  guint n_held;    /* pages with items */
  guint near;      /* the page whose rows were asked for last */

  GCancellable *cancellable; /* owned; of the request under way; NULL: there is none */
  guint fetching;            /* the page that it is for */
};

/* A request under way. */
typedef struct
{
  GWeakRef model;
  GCancellable *cancellable; /* owned */
} Fetch;

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void kms_found_model_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KmsFoundModel,
                               kms_found_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      kms_found_model_list_model_init))

static void
release_item (gpointer item)
{
  if (item != NULL)
    g_object_unref (item);
}

static void
page_free (Page *page)
{
  g_clear_pointer (&page->items, g_ptr_array_unref);
  g_free (page->cursor);
  g_free (page);
}

static Page *
get_page (KmsFoundModel *self, guint index)
{
  return index < self->pages->len ? g_ptr_array_index (self->pages, index) : NULL;
}

/* Forgets the rows of a page. */
static void
drop_page (KmsFoundModel *self, Page *page)
{
  if (page->items == NULL)
    return;

  g_clear_pointer (&page->items, g_ptr_array_unref);
  page->loaded = FALSE;
  self->n_held--;
}

static void
drop_farthest_page (KmsFoundModel *self)
{
  Page *farthest = NULL;
  guint distance = 0;

  for (guint i = 0; i < self->pages->len; i++)
    {
      Page *page = g_ptr_array_index (self->pages, i);
      guint away = i > self->near ? i - self->near : self->near - i;

      if (page->items != NULL && away >= distance)
        {
          farthest = page;
          distance = away;
        }
    }
  drop_page (self, farthest);
}

/* Where the items of a page are. */
static KmsFoundItem **
hold_page (KmsFoundModel *self, Page *page)
{
  if (page->items == NULL)
    {
      if (self->n_held == MAX_PAGES)
        drop_farthest_page (self);
      page->items = g_ptr_array_new_full (PAGE, release_item);
      g_ptr_array_set_size (page->items, PAGE);
      self->n_held++;
    }
  return (KmsFoundItem **) page->items->pdata;
}

static void
set_state (KmsFoundModel *self, KmsFoundModelState state, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
cancel (KmsFoundModel *self)
{
  if (self->cancellable == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* Makes it @n_items long; nobody is told yet. */
static void
set_length (KmsFoundModel *self, guint n_items)
{
  guint n_pages = (n_items + PAGE - 1) / PAGE;

  while (self->pages->len > n_pages)
    {
      drop_page (self, g_ptr_array_index (self->pages, self->pages->len - 1));
      g_ptr_array_set_size (self->pages, (int) self->pages->len - 1);
    }
  while (self->pages->len < n_pages)
    g_ptr_array_add (self->pages, g_new0 (Page, 1));
  self->n_items = n_items;
}

/* Tells of the change of its length from @before on, where the first @n_same rows are the same. */
static void
tell_length (KmsFoundModel *self, guint n_same, guint before)
{
  n_same = MIN (n_same, MIN (before, self->n_items));
  if (n_same < before || n_same < self->n_items)
    g_list_model_items_changed (G_LIST_MODEL (self), n_same, before - n_same,
                                self->n_items - n_same);
}

static void
forget_rows (KmsFoundModel *self)
{
  set_length (self, 0);
  self->n_known = 0;
  self->ending = FALSE;
  self->near = 0;
  self->total = 0;
  self->total_exact = TRUE;
}

static void
fill_page (KmsFoundModel *self, Page *page, KmsFoundPage *found)
{
  KmsFoundItem **items = hold_page (self, page);

  for (guint i = 0; i < MIN (found->rows->len, PAGE); i++)
    {
      KmsFoundKey *row = g_steal_pointer (&g_ptr_array_index (found->rows, i));

      if (items[i] == NULL)
        items[i] = kms_found_item_new (row);
      else if (kms_found_item_get (items[i]) == NULL)
        kms_found_item_take (items[i], row);
      else
        kms_found_key_free (row);
    }
  page->loaded = TRUE;
}

/* The list ends behind a page without a cursor, maybe sooner than it did. Otherwise it is as long as
 * the total says, or a page longer than what came. */
static void
take_page (KmsFoundModel *self, guint index, KmsFoundPage *found)
{
  gboolean further = found->next_cursor != NULL;

  if (!further)
    {
      self->n_known = index + 1;
      set_length (self, index * PAGE + MIN (found->rows->len, PAGE));
    }
  else if (index + 1 == self->n_known)
    {
      self->n_known++;
      set_length (self, MAX (self->total, index * PAGE + PAGE + (self->total_exact ? 1 : PAGE)));
      get_page (self, index + 1)->cursor = g_steal_pointer (&found->next_cursor);
    }
  self->ending = !further || (self->ending && index + 1 < self->n_known);
  if (found->rows->len > 0)
    fill_page (self, get_page (self, index), found);
}

static void
fetch_free (Fetch *fetch)
{
  g_weak_ref_clear (&fetch->model);
  g_object_unref (fetch->cancellable);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void fetch_next (KmsFoundModel *self);

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Fetch) fetch = data;
  g_autoptr (KmsFoundModel) self = g_weak_ref_get (&fetch->model);
  g_autoptr (GError) error = NULL;
  g_autoptr (KmsFoundPage) page = kms_backend_find_finish (KMS_BACKEND (source), result, &error);
  gboolean first;
  guint before;

  if (self == NULL || self->cancellable != fetch->cancellable)
    return;

  first = self->state == KMS_FOUND_MODEL_LOADING;
  before = self->n_items;
  if (first)
    forget_rows (self);
  if (page != NULL && first)
    {
      self->n_known = 1;
      self->total = page->total;
      self->total_exact = page->total_exact;
    }
  if (page != NULL)
    take_page (self, self->fetching, page);
  tell_length (self, first ? 0 : G_MAXUINT, before);
  /* Whoever was told may have asked for something else. */
  if (self->cancellable != fetch->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (page == NULL)
    set_state (self, KMS_FOUND_MODEL_FAILED, g_steal_pointer (&error));
  else
    set_state (self, self->n_items > 0 ? KMS_FOUND_MODEL_READY : KMS_FOUND_MODEL_NOTHING, NULL);
  fetch_next (self);
}

static void
fetch_page (KmsFoundModel *self, guint index)
{
  Page *page = get_page (self, index);
  Fetch *fetch = g_new0 (Fetch, 1);

  self->cancellable = g_cancellable_new ();
  self->fetching = index;
  g_weak_ref_init (&fetch->model, self);
  fetch->cancellable = g_object_ref (self->cancellable);
  kms_backend_find_async (self->backend, self->search, index > 0 ? page->cursor : NULL, PAGE,
                          self->cancellable, on_page, fetch);
}

static gboolean
is_missing (KmsFoundModel *self, guint index)
{
  const Page *page = get_page (self, index);

  return page != NULL && index < self->n_known && !page->loaded;
}

/* Fetches what is missing where rows are asked for: first those rows, then what else may be on the
 * screen, then what comes next. */
static void
fetch_next (KmsFoundModel *self)
{
  if (self->cancellable != NULL || self->state != KMS_FOUND_MODEL_READY)
    return;

  if (self->near >= self->n_known && !self->ending)
    {
      fetch_page (self, self->n_known - 1);
      return;
    }
  for (guint away = 0; away <= AROUND; away++)
    {
      const guint sides[] = { self->near + away, self->near - away };

      for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
        if (is_missing (self, sides[i]) && (away <= 1 || get_page (self, sides[i])->items != NULL))
          {
            fetch_page (self, sides[i]);
            return;
          }
    }
}

/* Asks for the first page. */
static void
start (KmsFoundModel *self)
{
  cancel (self);
  fetch_page (self, 0);
  set_state (self, KMS_FOUND_MODEL_LOADING, NULL);
}

/* GListModel */

static GType
kms_found_model_get_item_type (GListModel *list)
{
  return KMS_TYPE_FOUND_ITEM;
}

static guint
kms_found_model_get_n_items (GListModel *list)
{
  return KMS_FOUND_MODEL (list)->n_items;
}

static gpointer
kms_found_model_get_item (GListModel *list, guint position)
{
  KmsFoundModel *self = KMS_FOUND_MODEL (list);
  KmsFoundItem **item;

  if (position >= self->n_items)
    return NULL;

  self->near = position / PAGE;
  item = hold_page (self, get_page (self, self->near)) + position % PAGE;
  if (*item == NULL)
    *item = kms_found_item_new (NULL);
  fetch_next (self);
  return g_object_ref (*item);
}

static void
kms_found_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = kms_found_model_get_item_type;
  iface->get_n_items = kms_found_model_get_n_items;
  iface->get_item = kms_found_model_get_item;
}

static void
kms_found_model_dispose (GObject *object)
{
  KmsFoundModel *self = KMS_FOUND_MODEL (object);

  cancel (self);
  g_clear_object (&self->backend);

  G_OBJECT_CLASS (kms_found_model_parent_class)->dispose (object);
}

static void
kms_found_model_finalize (GObject *object)
{
  KmsFoundModel *self = KMS_FOUND_MODEL (object);

  kms_search_free (self->search);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->pages);

  G_OBJECT_CLASS (kms_found_model_parent_class)->finalize (object);
}

static void
kms_found_model_class_init (KmsFoundModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kms_found_model_dispose;
  object_class->finalize = kms_found_model_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
kms_found_model_init (KmsFoundModel *self)
{
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) page_free);
  self->total_exact = TRUE;
}

/**
 * kms_found_model_new:
 * @backend: where to look; referenced
 *
 * Returns: (transfer full): a model that asks for nothing yet
 */
KmsFoundModel *
kms_found_model_new (KmsBackend *backend)
{
  KmsFoundModel *self = g_object_new (KMS_TYPE_FOUND_MODEL, NULL);

  self->backend = g_object_ref (backend);
  return self;
}

/**
 * kms_found_model_set_search:
 * @self: a model
 * @search: (nullable): what to look for; %NULL: nothing
 *
 * Asks for something else: what is under way is cancelled, and the rows of before stay until the
 * first page is there. The same search again changes nothing.
 */
void
kms_found_model_set_search (KmsFoundModel *self, const KmsSearch *search)
{
  guint before;

  g_return_if_fail (KMS_IS_FOUND_MODEL (self));

  if (kms_search_equal (search, self->search))
    return;

  kms_search_free (self->search);
  self->search = kms_search_copy (search);
  if (search != NULL)
    {
      start (self);
      return;
    }
  cancel (self);
  before = self->n_items;
  forget_rows (self);
  self->state = KMS_FOUND_MODEL_IDLE;
  tell_length (self, 0, before);
  set_state (self, KMS_FOUND_MODEL_IDLE, NULL);
}

/**
 * kms_found_model_refresh:
 * @self: a model
 *
 * Asks for the same anew, from the first page on.
 */
void
kms_found_model_refresh (KmsFoundModel *self)
{
  g_return_if_fail (KMS_IS_FOUND_MODEL (self));

  if (self->search != NULL)
    start (self);
}

/**
 * kms_found_model_retry:
 * @self: a model in %KMS_FOUND_MODEL_FAILED
 *
 * Asks again for what failed; the rows that there are stay.
 */
void
kms_found_model_retry (KmsFoundModel *self)
{
  g_return_if_fail (KMS_IS_FOUND_MODEL (self));

  if (self->state != KMS_FOUND_MODEL_FAILED)
    return;
  if (self->n_items == 0)
    {
      start (self);
      return;
    }
  set_state (self, KMS_FOUND_MODEL_READY, NULL);
  fetch_next (self);
}

/**
 * kms_found_model_get_search:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): what is asked for
 */
const KmsSearch *
kms_found_model_get_search (KmsFoundModel *self)
{
  g_return_val_if_fail (KMS_IS_FOUND_MODEL (self), NULL);

  return self->search;
}

/**
 * kms_found_model_get_state:
 * @self: a model
 *
 * Returns: how it stands
 */
KmsFoundModelState
kms_found_model_get_state (KmsFoundModel *self)
{
  g_return_val_if_fail (KMS_IS_FOUND_MODEL (self), KMS_FOUND_MODEL_IDLE);

  return self->state;
}

/**
 * kms_found_model_get_error:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): what failed, in %KMS_FOUND_MODEL_FAILED; as of
 *   kms_backend_find_finish(), but never that it was cancelled
 */
const GError *
kms_found_model_get_error (KmsFoundModel *self)
{
  g_return_val_if_fail (KMS_IS_FOUND_MODEL (self), NULL);

  return self->error;
}

/**
 * kms_found_model_get_total:
 * @self: a model
 * @exact: (out) (optional): %FALSE when there are more than that
 *
 * Returns: how many rows were found, as it was known with the first page
 */
guint
kms_found_model_get_total (KmsFoundModel *self, gboolean *exact)
{
  g_return_val_if_fail (KMS_IS_FOUND_MODEL (self), 0);

  if (exact != NULL)
    *exact = self->total_exact;
  return self->total;
}
