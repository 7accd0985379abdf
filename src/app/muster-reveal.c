/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-reveal.h"

/**
 * MusterReveal:
 *
 * One secret that a person asked to see: for the moment in which it is shown,
 * then to be let go of.
 */
struct _MusterReveal
{
  GObject parent_instance;

  char         *kind;
  char         *title;
  char         *owner;  /* (nullable) */
  MusterSecret *value;  /* (owned) */
  gboolean      once;
  GListStore   *more;   /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (MusterReveal, muster_reveal, G_TYPE_OBJECT)

static void
muster_reveal_dispose (GObject *object)
{
  MusterReveal *self = MUSTER_REVEAL (object);

  g_clear_pointer (&self->value, muster_secret_unref);
  g_clear_object (&self->more);

  G_OBJECT_CLASS (muster_reveal_parent_class)->dispose (object);
}

static void
muster_reveal_finalize (GObject *object)
{
  MusterReveal *self = MUSTER_REVEAL (object);

  g_free (self->kind);
  g_free (self->title);
  g_free (self->owner);

  G_OBJECT_CLASS (muster_reveal_parent_class)->finalize (object);
}

static void
muster_reveal_class_init (MusterRevealClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_reveal_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_reveal_finalize;
}

static void
muster_reveal_init (MusterReveal *self)
{
}

/**
 * muster_reveal_new:
 * @kind: translated
 * @title: what it is called
 * @owner: (nullable): whose account it opens
 * @value: the secret
 * @once: whether it cannot be had again
 *
 * Returns: (transfer full): a secret to be shown
 */
MusterReveal *
muster_reveal_new (const char   *kind,
                   const char   *title,
                   const char   *owner,
                   MusterSecret *value,
                   gboolean      once)
{
  MusterReveal *self = g_object_new (MUSTER_TYPE_REVEAL, NULL);

  self->kind = g_strdup (kind);
  self->title = g_strdup (title);
  self->owner = g_strdup (owner);
  self->value = muster_secret_ref (value);
  self->once = once;
  return self;
}

const char *
muster_reveal_get_kind (MusterReveal *self)
{
  g_return_val_if_fail (MUSTER_IS_REVEAL (self), NULL);
  return self->kind;
}

const char *
muster_reveal_get_title (MusterReveal *self)
{
  g_return_val_if_fail (MUSTER_IS_REVEAL (self), NULL);
  return self->title;
}

const char *
muster_reveal_get_owner (MusterReveal *self)
{
  g_return_val_if_fail (MUSTER_IS_REVEAL (self), NULL);
  return self->owner;
}

/**
 * muster_reveal_get_value:
 *
 * Returns: (transfer none): the secret; put it into no property, and wipe what is copied from it
 */
MusterSecret *
muster_reveal_get_value (MusterReveal *self)
{
  g_return_val_if_fail (MUSTER_IS_REVEAL (self), NULL);
  return self->value;
}

guint
muster_reveal_get_seconds (MusterReveal *self)
{
  return MUSTER_REVEAL_SECONDS;
}

gboolean
muster_reveal_get_once (MusterReveal *self)
{
  g_return_val_if_fail (MUSTER_IS_REVEAL (self), FALSE);
  return self->once;
}

GListModel *
muster_reveal_get_more (MusterReveal *self)
{
  g_return_val_if_fail (MUSTER_IS_REVEAL (self), NULL);
  return self->more != NULL ? G_LIST_MODEL (self->more) : NULL;
}

void
muster_reveal_add (MusterReveal *self,
                   MusterReveal *further)
{
  g_return_if_fail (MUSTER_IS_REVEAL (self));
  g_return_if_fail (MUSTER_IS_REVEAL (further) && further != self);

  if (self->more == NULL)
    self->more = g_list_store_new (MUSTER_TYPE_REVEAL);
  g_list_store_append (self->more, further);
}
