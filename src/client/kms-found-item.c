/* SPDX-License-Identifier: GPL-3.0-or-later */

/* KmsFoundItem: a row that may come after somebody has asked for it. It owns what was found. */

#include "client/kms-found-item.h"

struct _KmsFoundItem
{
  GObject parent_instance;

  KmsFoundKey *found; /* owned; NULL: under way */
};

typedef enum
{
  PROP_FOUND = 1,
} KmsFoundItemProps;

static GParamSpec *properties[PROP_FOUND + 1];

G_DEFINE_FINAL_TYPE (KmsFoundItem, kms_found_item, G_TYPE_OBJECT)

static void
kms_found_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  KmsFoundItem *self = KMS_FOUND_ITEM (object);

  switch ((KmsFoundItemProps) id)
    {
    case PROP_FOUND:
      g_value_set_boxed (value, self->found);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
kms_found_item_finalize (GObject *object)
{
  kms_found_key_free (KMS_FOUND_ITEM (object)->found);

  G_OBJECT_CLASS (kms_found_item_parent_class)->finalize (object);
}

static void
kms_found_item_class_init (KmsFoundItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = kms_found_item_get_property;
  object_class->finalize = kms_found_item_finalize;

  properties[PROP_FOUND] =
      g_param_spec_boxed ("found", NULL, NULL, KMS_TYPE_FOUND_KEY,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
kms_found_item_init (KmsFoundItem *self)
{
}

/**
 * kms_found_item_new:
 * @found: (nullable) (transfer full): what it shows; %NULL: it is under way
 *
 * Returns: (transfer full): a row
 */
KmsFoundItem *
kms_found_item_new (KmsFoundKey *found)
{
  KmsFoundItem *self = g_object_new (KMS_TYPE_FOUND_ITEM, NULL);

  self->found = found;
  return self;
}

/**
 * kms_found_item_take:
 * @self: a row that is under way
 * @found: (transfer full): what has come
 *
 * Fills in the row.
 */
void
kms_found_item_take (KmsFoundItem *self, KmsFoundKey *found)
{
  g_return_if_fail (KMS_IS_FOUND_ITEM (self) && self->found == NULL);

  self->found = found;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOUND]);
}

/**
 * kms_found_item_get:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows; %NULL as long as it is under way
 */
const KmsFoundKey *
kms_found_item_get (KmsFoundItem *self)
{
  g_return_val_if_fail (KMS_IS_FOUND_ITEM (self), NULL);

  return self->found;
}
