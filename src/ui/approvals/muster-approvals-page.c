/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-approval-panel.h"
#include "muster-approval-text.h"
#include "muster-approvals-page.h"
#include "muster-faces.h"
#include "muster-item-row.h"
#include "muster-tab-stop.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterApprovalsPage:
 *
 * What waits for a yes, the gravest first and of one class the oldest first,
 * beside what one of them asks for; one after the other where the window is
 * narrow. After a decision made here the next one is shown; one that somebody
 * else decided stays in sight until another is chosen.
 */
struct _MusterApprovalsPage
{
  AdwBin parent_instance;

  MusterContext      *context;   /* (owned) */
  GListModel         *approvals; /* (owned) */
  GtkSingleSelection *selection; /* (owned) */
  GHashTable         *names;     /* (owned): client id → name; NULL while it is asked for */
  GPtrArray          *bound;     /* (element-type GtkListItem): rows that show something */
  GCancellable       *cancellable;
  guint               tick;
  guint               position;  /* of the one that is shown, as long as it is in the list */
  gboolean            advance;   /* it was decided here: go to the next */
  gboolean            selecting;

  MusterFaces *faces;
  AdwLeaflet  *leaflet;
  GtkWidget   *list_box;
  GtkWidget   *detail_box;
  GtkListView *list_view;
  MusterApprovalPanel *panel;
};

G_DEFINE_FINAL_TYPE (MusterApprovalsPage, muster_approvals_page, ADW_TYPE_BIN)

static void show_row (MusterApprovalsPage *self,
                      GtkListItem         *list_item);

/* --- Names of clients --- */

typedef struct
{
  MusterApprovalsPage *page; /* (owned) */
  char                *id;
} Naming;

static void
show_rows (MusterApprovalsPage *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    show_row (self, self->bound->pdata[i]);
}

static void
client_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Naming *naming = user_data;
  g_autoptr(MusterApprovalsPage) self = naming->page;
  g_autofree char *id = naming->id;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterClient) client = muster_context_get_client_finish (MUSTER_CONTEXT (source), result, &error);

  g_free (naming);
  if (client == NULL)
    return;
  g_hash_table_insert (self->names, g_steal_pointer (&id), muster_approval_text_clean (muster_client_get_name (client)));
  show_rows (self);
}

/* (nullable): while it is not known */
static const char *
client_name (MusterApprovalsPage *self,
             const char          *id)
{
  Naming *naming;

  if (id == NULL || g_hash_table_contains (self->names, id))
    return id != NULL ? g_hash_table_lookup (self->names, id) : NULL;
  g_hash_table_insert (self->names, g_strdup (id), NULL);
  naming = g_new0 (Naming, 1);
  naming->page = g_object_ref (self);
  naming->id = g_strdup (id);
  muster_context_get_client_async (self->context, id, self->cancellable, client_cb, naming);
  return NULL;
}

/* --- Rows --- */

static const char *
class_word (MusterEffectClass effect_class)
{
  switch (effect_class)
    {
    case MUSTER_EFFECT_CLASS_REPLY: return C_("class", "Reply");
    case MUSTER_EFFECT_CLASS_CREDENTIAL: return C_("class", "Sign-In");
    case MUSTER_EFFECT_CLASS_PRIVILEGE: return C_("class", "Rights");
    case MUSTER_EFFECT_CLASS_DESTRUCTIVE: return C_("class", "Cannot Be Undone");
    case MUSTER_EFFECT_CLASS_READ:
    case MUSTER_EFFECT_CLASS_READ_SENSITIVE: return C_("class", "Reading");
    case MUSTER_EFFECT_CLASS_NOTE_INTERNAL:
    case MUSTER_EFFECT_CLASS_WRITE:
    default: return C_("class", "Change");
    }
}

static void
show_row (MusterApprovalsPage *self,
          GtkListItem         *list_item)
{
  MusterItemRow *row = MUSTER_ITEM_ROW (gtk_list_item_get_child (list_item));
  MusterApproval *approval = gtk_list_item_get_item (list_item);
  MusterEffectClass effect_class = muster_approval_get_effect_class (approval);
  g_autoptr(GPtrArray) same = muster_context_get_same_approvals (self->context, approval);
  gint64 now = muster_context_get_now (self->context);
  g_autofree char *title = muster_approval_text_summary (muster_context_get_catalog (self->context), approval);
  g_autofree char *age = muster_approval_text_age (muster_approval_get_created (approval), now);
  g_autofree char *left = muster_approval_text_left (muster_approval_get_expires (approval), now);
  /* Translators: how long ago something was asked, and how long it still stands */
  g_autofree char *times = g_strdup_printf (_("%s · %s"), age, left);
  const char *client = client_name (self, muster_approval_get_client_id (approval));
  g_autofree char *whose = NULL;
  g_autofree char *count = NULL;

  if (client != NULL)
    /* Translators: name of a client, and number of a ticket */
    whose = g_strdup_printf (_("%s · Ticket #%s"), client, muster_approval_get_ticket_number (approval));
  else
    /* Translators: number of a ticket */
    whose = g_strdup_printf (_("Ticket #%s"), muster_approval_get_ticket_number (approval));
  if (same->len > 0)
    count = g_strdup_printf (ngettext ("%u ticket", "%u tickets", same->len + 1), same->len + 1);
  muster_item_row_set_texts (row, title, whose, times);
  muster_item_row_set_count (row, count);
  muster_item_row_set_pill (row, class_word (effect_class),
                            effect_class >= MUSTER_EFFECT_CLASS_CREDENTIAL ? MUSTER_TONE_BAD : MUSTER_TONE_PLAIN);
}

static void
row_setup_cb (MusterApprovalsPage *self,
              GtkListItem         *list_item)
{
  gtk_list_item_set_child (list_item, muster_item_row_new (FALSE));
}

static void
row_bind_cb (MusterApprovalsPage *self,
             GtkListItem         *list_item)
{
  g_ptr_array_add (self->bound, list_item);
  show_row (self, list_item);
}

static void
row_unbind_cb (MusterApprovalsPage *self,
               GtkListItem         *list_item)
{
  g_ptr_array_remove (self->bound, list_item);
}

static gboolean
tick_cb (gpointer user_data)
{
  show_rows (user_data);
  return G_SOURCE_CONTINUE;
}

/* --- Which one is shown --- */

static guint
find (MusterApprovalsPage *self,
      const char          *id)
{
  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (self->approvals); i++)
    {
      g_autoptr(MusterApproval) approval = g_list_model_get_item (self->approvals, i);

      if (g_strcmp0 (muster_approval_get_id (approval), id) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static const char *
shown_id (MusterApprovalsPage *self)
{
  MusterApproval *approval = muster_approval_panel_get_approval (self->panel);

  return approval != NULL ? muster_approval_get_id (approval) : NULL;
}

static void
select_row (MusterApprovalsPage *self,
            guint                position)
{
  self->selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->selecting = FALSE;
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  self->position = position;
  muster_approval_panel_set_approval (self->panel, gtk_single_selection_get_selected_item (self->selection));
}

static void
selected_cb (MusterApprovalsPage *self)
{
  MusterApproval *approval = gtk_single_selection_get_selected_item (self->selection);

  if (self->selecting || approval == NULL)
    return;
  self->position = gtk_single_selection_get_selected (self->selection);
  muster_approval_panel_set_approval (self->panel, approval);
}

static void
focus_row (MusterApprovalsPage *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->list_box);
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", self->position);
  gtk_widget_child_focus (self->list_box, GTK_DIR_TAB_FORWARD);
}

/* After the list has changed. The selection may point at nothing or at another one by now. */
static void
keep_shown (MusterApprovalsPage *self)
{
  guint n = g_list_model_get_n_items (self->approvals);
  guint position = find (self, shown_id (self));

  if (n == 0)
    {
      muster_approval_panel_set_approval (self->panel, NULL);
      adw_leaflet_set_visible_child (self->leaflet, self->list_box);
    }
  else if (position != GTK_INVALID_LIST_POSITION)
    {
      select_row (self, position);
    }
  else if (self->advance || shown_id (self) == NULL)
    {
      select_row (self, MIN (self->position, n - 1));
      if (self->advance)
        focus_row (self);
    }
  else
    {
      select_row (self, GTK_INVALID_LIST_POSITION);
    }
  if (position == GTK_INVALID_LIST_POSITION)
    self->advance = FALSE;
  show_rows (self);
}

static void
decided_cb (MusterApprovalsPage *self,
            const char          *text)
{
  muster_window_tell (GTK_WIDGET (self), text);
  self->advance = TRUE;
  if (find (self, shown_id (self)) == GTK_INVALID_LIST_POSITION)
    keep_shown (self);
}

static void
row_activated_cb (MusterApprovalsPage *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->detail_box);
  gtk_widget_child_focus (GTK_WIDGET (self->panel), GTK_DIR_TAB_FORWARD);
}

/* --- Keys --- */

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  focus_row (MUSTER_APPROVALS_PAGE (widget));
}

static void
approve_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  muster_approval_panel_ask_to_approve (MUSTER_APPROVALS_PAGE (widget)->panel);
}

static void
reject_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  muster_approval_panel_reject (MUSTER_APPROVALS_PAGE (widget)->panel);
}

static void
details_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MusterApprovalsPage *self = MUSTER_APPROVALS_PAGE (widget);

  adw_leaflet_set_visible_child (self->leaflet, self->detail_box);
  muster_approval_panel_toggle_details (self->panel);
}

static void
muster_approvals_page_dispose (GObject *object)
{
  MusterApprovalsPage *self = MUSTER_APPROVALS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->tick, g_source_remove);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_APPROVALS_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->approvals);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_approvals_page_parent_class)->dispose (object);
}

static void
muster_approvals_page_finalize (GObject *object)
{
  MusterApprovalsPage *self = MUSTER_APPROVALS_PAGE (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->names);
  g_ptr_array_unref (self->bound);
  G_OBJECT_CLASS (muster_approvals_page_parent_class)->finalize (object);
}

static void
muster_approvals_page_class_init (MusterApprovalsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_approvals_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_approvals_page_finalize;

  gtk_widget_class_install_action (widget_class, "approvals.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "approvals.approve", NULL, approve_action);
  gtk_widget_class_install_action (widget_class, "approvals.reject", NULL, reject_action);
  gtk_widget_class_install_action (widget_class, "approvals.details", NULL, details_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, 0, "approvals.approve", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, 0, "approvals.reject", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, 0, "approvals.details", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "approvals.back", NULL);
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/approvals/muster-approvals-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterApprovalsPage, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterApprovalsPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, MusterApprovalsPage, list_box);
  gtk_widget_class_bind_template_child (widget_class, MusterApprovalsPage, detail_box);
  gtk_widget_class_bind_template_child (widget_class, MusterApprovalsPage, list_view);
  gtk_widget_class_bind_template_callback (widget_class, row_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
muster_approvals_page_init (MusterApprovalsPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->bound = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
muster_approvals_page_new (MusterContext *context)
{
  MusterApprovalsPage *self = g_object_new (MUSTER_TYPE_APPROVALS_PAGE, NULL);

  self->context = g_object_ref (context);
  self->panel = MUSTER_APPROVAL_PANEL (muster_approval_panel_new (context, TRUE));
  g_signal_connect_object (self->panel, "decided", G_CALLBACK (decided_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_vexpand (GTK_WIDGET (self->panel), TRUE);
  gtk_box_append (GTK_BOX (self->detail_box), GTK_WIDGET (self->panel));
  self->approvals = muster_context_get_approvals_model (context, NULL);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, self->approvals);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->approvals, "items-changed", G_CALLBACK (keep_shown), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  muster_faces_show_model (self->faces, self->approvals);
  self->tick = g_timeout_add_seconds (30, tick_cb, self);
  keep_shown (self);
  return GTK_WIDGET (self);
}

/**
 * muster_approvals_page_show:
 * @self: page
 * @approval_id: a request
 * @reject: whether to ask at once why it is rejected
 *
 * Shows one of the requests, such as from a notification. One that is decided already is left alone.
 */
void
muster_approvals_page_show (MusterApprovalsPage *self,
                            const char          *approval_id,
                            gboolean             reject)
{
  guint position;

  g_return_if_fail (MUSTER_IS_APPROVALS_PAGE (self));

  position = find (self, approval_id);
  for (guint i = 0; position == GTK_INVALID_LIST_POSITION && i < g_list_model_get_n_items (self->approvals); i++)
    {
      g_autoptr(MusterApproval) row = g_list_model_get_item (self->approvals, i);
      g_autoptr(GPtrArray) same = muster_context_get_same_approvals (self->context, row);

      for (guint s = 0; s < same->len; s++)
        if (g_strcmp0 (muster_approval_get_id (same->pdata[s]), approval_id) == 0)
          position = i;
    }
  if (position == GTK_INVALID_LIST_POSITION)
    {
      muster_window_tell (GTK_WIDGET (self), _("This is decided already."));
      return;
    }
  select_row (self, position);
  row_activated_cb (self);
  if (reject)
    muster_approval_panel_reject (self->panel);
}
