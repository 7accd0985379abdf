/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-candidate.h"
#include "muster-ending-form.h"
#include "muster-ending-view.h"
#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-picker.h"
#include "muster-subpage.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterEndingView:
 *
 * What becomes of a PSA's tickets in Execute mode: their status when a run is
 * done, waits or hands over, and who gets what is handed over. Everything is
 * chosen from what the PSA has.
 */
struct _MusterEndingView
{
  AdwBin parent_instance;

  MusterContext    *context;       /* (owned) */
  char             *connection_id;
  GCancellable     *cancellable;
  MusterEndingForm *form;          /* (owned) (nullable): as it is edited */

  MusterSubpage *subpage;
  MusterFaces   *faces;
  AdwActionRow  *done_row;
  AdwActionRow  *waiting_row;
  AdwActionRow  *handover_row;
  AdwActionRow  *board_row;
  AdwActionRow  *team_row;
  AdwActionRow  *member_row;
};

G_DEFINE_FINAL_TYPE (MusterEndingView, muster_ending_view, ADW_TYPE_BIN)

#define OF_FORM(member) G_STRUCT_OFFSET (MusterEndingForm, member)
#define OF_ENDING(member) G_STRUCT_OFFSET (MusterEnding, member)
#define OF_VIEW(member) G_STRUCT_OFFSET (MusterEndingView, member)

static const struct
{
  gsize       row;      /* of the view */
  gsize       list;     /* of the form */
  gsize       value;    /* of the ending */
  const char *none;     /* what holds when nothing is chosen */
  const char *clear;    /* what chooses nothing */
} fields[] = {
  { OF_VIEW (done_row), OF_FORM (statuses), OF_ENDING (done), N_("The ticket keeps its status"), N_("Keep the Status") },
  { OF_VIEW (waiting_row), OF_FORM (statuses), OF_ENDING (waiting), N_("The ticket keeps its status"), N_("Keep the Status") },
  { OF_VIEW (handover_row), OF_FORM (statuses), OF_ENDING (handover), N_("The ticket keeps its status"), N_("Keep the Status") },
  { OF_VIEW (board_row), OF_FORM (boards), OF_ENDING (board), N_("The ticket stays where it is"), N_("Leave It Where It Is") },
  { OF_VIEW (team_row), OF_FORM (teams), OF_ENDING (team), N_("The ticket keeps its team"), N_("Keep the Team") },
  { OF_VIEW (member_row), OF_FORM (members), OF_ENDING (member), N_("Nobody in particular"), N_("Nobody") },
};

#define BOARD 3
#define TEAM 4

static AdwActionRow *
row_of (MusterEndingView *self,
        gsize             field)
{
  return G_STRUCT_MEMBER (AdwActionRow *, self, fields[field].row);
}

static GPtrArray *
list_of (MusterEndingView *self,
         gsize             field)
{
  return G_STRUCT_MEMBER (GPtrArray *, self->form, fields[field].list);
}

static char **
value_of (MusterEndingView *self,
          gsize             field)
{
  return &G_STRUCT_MEMBER (char *, self->form->ending, fields[field].value);
}

static MusterEndingChoice *
find_chosen (MusterEndingView *self,
             gsize             field)
{
  GPtrArray *list = list_of (self, field);
  const char *value = *value_of (self, field);

  for (guint i = 0; value != NULL && *value != '\0' && i < list->len; i++)
    if (g_str_equal (((MusterEndingChoice *) list->pdata[i])->id, value))
      return list->pdata[i];
  return NULL;
}

/* A board's own team can be chosen only beside the board */
static gboolean
can_choose_team (MusterEndingView *self)
{
  return !muster_ending_form_has_board_teams (self->form) || find_chosen (self, BOARD) != NULL;
}

static gboolean
is_offered (MusterEndingView   *self,
            MusterEndingChoice *choice,
            gsize               field)
{
  const char *board = *value_of (self, BOARD);

  return field != TEAM || choice->board == NULL || g_strcmp0 (choice->board, board) == 0;
}

static char *
detail_of (MusterEndingChoice *choice)
{
  if (choice->lost)
    return g_strdup (_("The PSA does not offer it any more. Choose another one."));
  if (choice->missing != NULL)
    /* Translators: %s are names of boards */
    return g_strdup_printf (_("Not on %s: tickets there keep their status, and the run says so"), choice->missing);
  return NULL;
}

static char *
value_text (MusterEndingView *self,
            gsize             field)
{
  MusterEndingChoice *choice = find_chosen (self, field);
  g_autofree char *detail = NULL;
  const char *name;

  if (field == TEAM && !can_choose_team (self))
    return g_strdup (_("Each board has teams of its own. Choose a board first."));
  if (choice == NULL)
    return g_strdup (_(fields[field].none));
  name = choice->name != NULL ? choice->name : _("No longer there");
  detail = detail_of (choice);
  /* Translators: what is chosen, and a remark about it */
  return detail != NULL ? g_strdup_printf (_("%s · %s"), name, detail) : g_strdup (name);
}

static void
show_values (MusterEndingView *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gboolean offered = list_of (self, i) != NULL;
      g_autofree char *text = offered ? value_text (self, i) : NULL;

      gtk_widget_set_visible (GTK_WIDGET (row_of (self, i)), offered);
      muster_ui_row_set_subtitle (GTK_WIDGET (row_of (self, i)), text);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->team_row), list_of (self, TEAM) == NULL || can_choose_team (self));
}

/* --- Choosing --- */

static void
set_value (MusterEndingView *self,
           gsize             field,
           const char       *id)
{
  char **value = value_of (self, field);
  MusterEndingChoice *team;

  g_free (*value);
  *value = g_strdup (id);
  team = list_of (self, TEAM) != NULL ? find_chosen (self, TEAM) : NULL;
  if (field == BOARD && team != NULL && !is_offered (self, team, TEAM))
    g_clear_pointer (value_of (self, TEAM), g_free);
  show_values (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ending.save", TRUE);
}

static gsize
field_of (MusterPicker *picker)
{
  return GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (picker), "field"));
}

static void
picked_cb (MusterPicker     *picker,
           MusterCandidate  *candidate,
           MusterEndingView *self)
{
  set_value (self, field_of (picker), muster_candidate_get_id (candidate));
}

static void
cleared_cb (MusterPicker     *picker,
            MusterEndingView *self)
{
  set_value (self, field_of (picker), NULL);
}

static MusterPickerText
describe (gpointer item)
{
  MusterCandidate *candidate = item;
  MusterPickerText text = { muster_candidate_get_name (candidate), muster_candidate_get_detail (candidate) };

  if (muster_candidate_get_chosen (candidate))
    text.badge = C_("choice", "Chosen");
  return text;
}

static GListModel *
create_candidates (MusterEndingView *self,
                   gsize             field)
{
  GListStore *store = g_list_store_new (MUSTER_TYPE_CANDIDATE);
  GPtrArray *list = list_of (self, field);

  for (guint i = 0; i < list->len; i++)
    {
      MusterEndingChoice *choice = list->pdata[i];
      g_autoptr(MusterCandidate) candidate = muster_candidate_new ();
      g_autofree char *detail = detail_of (choice);

      if (choice->lost || !is_offered (self, choice, field))
        continue;
      muster_candidate_set_id (candidate, choice->id);
      muster_candidate_set_name (candidate, choice->name);
      muster_candidate_set_detail (candidate, detail);
      muster_candidate_set_chosen (candidate, find_chosen (self, field) == choice);
      g_list_store_append (store, candidate);
    }
  return G_LIST_MODEL (store);
}

static void
row_activated_cb (MusterEndingView *self,
                  AdwActionRow     *row)
{
  g_autoptr(GListModel) candidates = NULL;
  MusterPicker *picker;
  gsize field = 0;

  while (field + 1 < G_N_ELEMENTS (fields) && row_of (self, field) != row)
    field++;
  candidates = create_candidates (self, field);
  picker = muster_picker_new (GTK_WIDGET (self), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), candidates, describe);
  g_object_set_data (G_OBJECT (picker), "field", GSIZE_TO_POINTER (field));
  muster_picker_set_clear (picker, _(fields[field].clear));
  g_signal_connect_object (picker, "picked", G_CALLBACK (picked_cb), self, 0);
  g_signal_connect_object (picker, "cleared", G_CALLBACK (cleared_cb), self, 0);
  gtk_window_present (GTK_WINDOW (picker));
}

/* --- Reading and saving --- */

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterEndingView) self = user_data;
  g_autoptr(GError) error = NULL;
  MusterEndingForm *form = muster_context_load_ending_finish (MUSTER_CONTEXT (source), result, &error);

  if (muster_ui_is_cancelled (error))
    return;
  if (form == NULL)
    {
      muster_faces_show_error (self->faces, error);
      return;
    }
  g_clear_pointer (&self->form, muster_ending_form_free);
  self->form = form;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->board_row), form->board_title);
  show_values (self);
  if (form->statuses->len + form->members->len > 0)
    muster_faces_show_content (self->faces);
  else
    muster_faces_show_empty (self->faces);
}

static void
load (MusterEndingView *self)
{
  muster_faces_show_loading (self->faces);
  muster_context_load_ending_async (self->context, self->connection_id, self->cancellable, loaded_cb, g_object_ref (self));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterEndingView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  if (muster_context_set_ending_finish (MUSTER_CONTEXT (source), result, &error))
    {
      muster_window_tell (GTK_WIDGET (self), _("Saved. It holds for every run that ends from now on."));
      gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
      return;
    }
  line = muster_error_text_line (error);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ending.save", TRUE);
  muster_window_tell (GTK_WIDGET (self), line);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterEndingView *self = MUSTER_ENDING_VIEW (widget);

  gtk_widget_action_set_enabled (widget, "ending.save", FALSE);
  muster_context_set_ending_async (self->context, self->connection_id, self->form->ending, NULL, saved_cb, g_object_ref (self));
}

static void
muster_ending_view_dispose (GObject *object)
{
  MusterEndingView *self = MUSTER_ENDING_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_ENDING_VIEW);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_ending_view_parent_class)->dispose (object);
}

static void
muster_ending_view_finalize (GObject *object)
{
  MusterEndingView *self = MUSTER_ENDING_VIEW (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->form, muster_ending_form_free);
  g_free (self->connection_id);
  G_OBJECT_CLASS (muster_ending_view_parent_class)->finalize (object);
}

static void
muster_ending_view_class_init (MusterEndingViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_ending_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_ending_view_finalize;

  gtk_widget_class_install_action (widget_class, "ending.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "ending.save", NULL);
  g_type_ensure (MUSTER_TYPE_FACES);
  g_type_ensure (MUSTER_TYPE_SUBPAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/mustermsp/Muster/ui/settings/muster-ending-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterEndingView, subpage);
  gtk_widget_class_bind_template_child (widget_class, MusterEndingView, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterEndingView, done_row);
  gtk_widget_class_bind_template_child (widget_class, MusterEndingView, waiting_row);
  gtk_widget_class_bind_template_child (widget_class, MusterEndingView, handover_row);
  gtk_widget_class_bind_template_child (widget_class, MusterEndingView, board_row);
  gtk_widget_class_bind_template_child (widget_class, MusterEndingView, team_row);
  gtk_widget_class_bind_template_child (widget_class, MusterEndingView, member_row);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
muster_ending_view_init (MusterEndingView *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ending.save", FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row_of (self, i)), TRUE);
      adw_action_row_add_suffix (row_of (self, i), g_object_new (GTK_TYPE_IMAGE, "icon-name", "muster-next-symbolic",
                                                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
      g_signal_connect_object (row_of (self, i), "activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
    }
}

/**
 * muster_ending_view_new:
 * @context: an open context
 * @connection_id: a PSA's connection
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_ending_view_new (MusterContext *context,
                        const char    *connection_id)
{
  MusterEndingView *self = g_object_new (MUSTER_TYPE_ENDING_VIEW, NULL);
  MusterConnection *connection = muster_context_find_connection (context, connection_id);

  self->context = g_object_ref (context);
  self->connection_id = g_strdup (connection_id);
  muster_subpage_set_title (self->subpage, _("After a Run"), connection != NULL ? muster_connection_get_name (connection) : NULL);
  load (self);
  return GTK_WIDGET (self);
}
