/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-approvals.h"
#include "muster-context-private.h"

/* MusterContext: the open requests, read again whenever the store says that one changed. Each list that is shown is
 * made of that one. */

#define MAX_OPEN 2000

static void load_approvals (MusterContext *self);

static int
compare (gconstpointer a,
         gconstpointer b)
{
  MusterApproval *one = *(MusterApproval **) a;
  MusterApproval *two = *(MusterApproval **) b;
  int graver = (int) muster_approval_get_effect_class (two) - (int) muster_approval_get_effect_class (one);
  gint64 older = muster_approval_get_created (one) - muster_approval_get_created (two);

  if (graver != 0)
    return graver;
  return older != 0 ? (older < 0 ? -1 : 1) : g_strcmp0 (muster_approval_get_id (one), muster_approval_get_id (two));
}

static gboolean
is_same (MusterApproval *one,
         MusterApproval *two)
{
  return g_strcmp0 (muster_approval_get_id (one), muster_approval_get_id (two)) == 0
         && muster_approval_get_reminded (one) == muster_approval_get_reminded (two)
         && muster_approval_get_wrong_codes (one) == muster_approval_get_wrong_codes (two)
         && g_strcmp0 (muster_approval_get_manager_by (one), muster_approval_get_manager_by (two)) == 0;
}

/* Puts @wanted into @list, and lets rows alone that are the same */
static void
update (GListStore *list,
        GPtrArray  *wanted)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  guint first = 0;
  guint last = 0;

  while (first < n && first < wanted->len)
    {
      g_autoptr(MusterApproval) old = g_list_model_get_item (G_LIST_MODEL (list), first);

      if (!is_same (old, wanted->pdata[first]))
        break;
      first++;
    }
  while (last < n - first && last < wanted->len - first)
    {
      g_autoptr(MusterApproval) old = g_list_model_get_item (G_LIST_MODEL (list), n - 1 - last);

      if (!is_same (old, wanted->pdata[wanted->len - 1 - last]))
        break;
      last++;
    }
  if (first + last < n || first + last < wanted->len)
    g_list_store_splice (list, first, n - first - last, wanted->pdata + first, wanted->len - first - last);
}

/* --- What is shown --- */

typedef struct
{
  GListStore *shown;      /* (unowned): it has us */
  GListStore *all;        /* (owned) */
  char       *client_id;  /* (nullable) */
} View;

static void
view_free (gpointer data)
{
  View *view = data;

  g_clear_object (&view->all);
  g_free (view->client_id);
  g_free (view);
}

static gboolean
is_covered (GPtrArray      *rows,
            MusterApproval *approval)
{
  for (guint i = 0; i < rows->len; i++)
    if (muster_approval_same_as (rows->pdata[i], approval))
      return TRUE;
  return FALSE;
}

static void
refresh_view (View *view)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (view->all)); i++)
    {
      g_autoptr(MusterApproval) approval = g_list_model_get_item (G_LIST_MODEL (view->all), i);

      if (view->client_id != NULL && g_strcmp0 (view->client_id, muster_approval_get_client_id (approval)) != 0)
        continue;
      if (!is_covered (rows, approval))
        g_ptr_array_add (rows, g_steal_pointer (&approval));
    }
  update (view->shown, rows);
}

static void
all_changed_cb (GListModel *all,
                guint       position,
                guint       removed,
                guint       added,
                GListStore *shown)
{
  refresh_view (g_object_get_data (G_OBJECT (shown), "muster-view"));
}

GListModel *
muster_context_get_approvals_model (MusterContext *self,
                                    const char    *client_id)
{
  GListStore *shown;
  View *view;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);

  shown = g_list_store_new (MUSTER_TYPE_APPROVAL);
  view = g_new0 (View, 1);
  view->shown = shown;
  view->all = g_object_ref (self->approvals);
  view->client_id = g_strdup (client_id);
  g_object_set_data_full (G_OBJECT (shown), "muster-view", view, view_free);
  g_signal_connect_object (self->approvals, "items-changed", G_CALLBACK (all_changed_cb), shown, 0);
  refresh_view (view);
  return G_LIST_MODEL (shown);
}

GPtrArray *
muster_context_get_same_approvals (MusterContext  *self,
                                   MusterApproval *approval)
{
  g_autoptr(GPtrArray) same = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  g_return_val_if_fail (MUSTER_IS_APPROVAL (approval), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->approvals)); i++)
    {
      g_autoptr(MusterApproval) other = g_list_model_get_item (G_LIST_MODEL (self->approvals), i);

      if (g_strcmp0 (muster_approval_get_id (other), muster_approval_get_id (approval)) != 0
          && muster_approval_same_as (approval, other))
        g_ptr_array_add (same, g_steal_pointer (&other));
    }
  return g_steal_pointer (&same);
}

/* --- What there is --- */

static MusterApproval *
find (GListStore *list,
      const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr(MusterApproval) approval = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (g_strcmp0 (muster_approval_get_id (approval), id) == 0)
        return g_steal_pointer (&approval);
    }
  return NULL;
}

/* What was there when the program started was told the last time */
static void
tell (MusterContext *self,
      GPtrArray     *now)
{
  g_autoptr(GPtrArray) requested = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) reminded = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; self->approvals_loaded && i < now->len; i++)
    {
      const char *id = muster_approval_get_id (now->pdata[i]);
      g_autoptr(MusterApproval) before = find (self->approvals, id);

      if (before == NULL)
        g_ptr_array_add (requested, g_strdup (id));
      else if (muster_approval_get_reminded (before) == 0 && muster_approval_get_reminded (now->pdata[i]) != 0)
        g_ptr_array_add (reminded, g_strdup (id));
    }
  self->approvals_loaded = TRUE;
  update (self->approvals, now);
  for (guint i = 0; i < requested->len; i++)
    g_signal_emit_by_name (self, "approval-requested", requested->pdata[i]);
  for (guint i = 0; i < reminded->len; i++)
    g_signal_emit_by_name (self, "approval-reminded", reminded->pdata[i]);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterContext) self = MUSTER_CONTEXT (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) now = muster_store_list_approvals_finish (MUSTER_STORE (source), result, &error);

  self->approvals_loading = FALSE;
  if (now == NULL)
    {
      g_debug ("Open requests: %s", error->message);
      return;
    }
  g_ptr_array_sort (now, compare);
  tell (self, now);
  if (self->approvals_again)
    load_approvals (self);
}

static void
load_approvals (MusterContext *self)
{
  self->approvals_again = self->approvals_loading;
  if (self->approvals_loading || self->store == NULL)
    return;
  self->approvals_loading = TRUE;
  muster_store_list_approvals_async (self->store, NULL, NULL, MUSTER_APPROVAL_STATE_BIT (MUSTER_APPROVAL_STATE_OPEN), MAX_OPEN,
                                     NULL, loaded_cb, g_object_ref (self));
}

static void
store_changed_cb (MusterStore   *store,
                  const char    *table,
                  const char    *id,
                  MusterContext *self)
{
  if (g_strcmp0 (table, "approvals") == 0)
    load_approvals (self);
}

/* Once the store is open */
void
muster_context_follow_approvals (MusterContext *self)
{
  g_signal_connect_object (self->store, "changed", G_CALLBACK (store_changed_cb), self, 0);
  load_approvals (self);
}
