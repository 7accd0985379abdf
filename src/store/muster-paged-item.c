/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-paged-list-private.h"

/**
 * MusterPagedItem:
 *
 * A place in a [class@PagedList]: empty while its page is fetched, then it holds
 * the record, and a newer one whenever the row changes.
 */
struct _MusterPagedItem
{
  GObject parent_instance;

  MusterRecord *record;  /* (owned) (nullable): NULL while loading */
};

G_DEFINE_FINAL_TYPE (MusterPagedItem, muster_paged_item, G_TYPE_OBJECT)

typedef enum { PROP_LOADING = 1, PROP_RECORD } MusterPagedItemProperty;
static GParamSpec *props[PROP_RECORD + 1];

static void
muster_paged_item_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MusterPagedItem *self = MUSTER_PAGED_ITEM (object);

  switch ((MusterPagedItemProperty) prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->record == NULL);
      break;
    case PROP_RECORD:
      g_value_set_object (value, self->record);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
muster_paged_item_finalize (GObject *object)
{
  g_clear_object (&MUSTER_PAGED_ITEM (object)->record);
  G_OBJECT_CLASS (muster_paged_item_parent_class)->finalize (object);
}

static void
muster_paged_item_class_init (MusterPagedItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = muster_paged_item_get_property;
  object_class->finalize = muster_paged_item_finalize;

  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_RECORD] = g_param_spec_object ("record", NULL, NULL, MUSTER_TYPE_RECORD,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
muster_paged_item_init (MusterPagedItem *self)
{
}

gboolean
muster_paged_item_get_loading (MusterPagedItem *self)
{
  g_return_val_if_fail (MUSTER_IS_PAGED_ITEM (self), FALSE);

  return self->record == NULL;
}

/**
 * muster_paged_item_get_record:
 * @self: a place
 *
 * Returns: (transfer none) (nullable): a client, run or activity entry; %NULL while it is being fetched
 */
MusterRecord *
muster_paged_item_get_record (MusterPagedItem *self)
{
  g_return_val_if_fail (MUSTER_IS_PAGED_ITEM (self), NULL);

  return self->record;
}

void
muster_paged_item_set_record (MusterPagedItem *self,
                              MusterRecord    *record)
{
  gboolean was_loading = self->record == NULL;

  if (!g_set_object (&self->record, record))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECORD]);
  if (was_loading != (record == NULL))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}
