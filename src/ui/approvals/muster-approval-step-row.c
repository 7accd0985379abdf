/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-approval-step-row.h"
#include "muster-approval-text.h"
#include "muster-context-approvals.h"
#include "muster-json.h"
#include "muster-ui.h"

/**
 * MusterApprovalStepRow:
 *
 * One step of a request: what is done where and for whom, what is there now
 * and then, how it is taken back, why a person is asked, and what it rests on.
 * One that waits has a choice of its own. Emits ::toggled.
 *
 * Everything from outside is the text of a label of its own, cleaned, so that
 * no name can change how the next one reads.
 */
struct _MusterApprovalStepRow
{
  AdwPreferencesRow parent_instance;

  gint64          step;
  gboolean        waits;
  GtkCheckButton *check;    /* (nullable): while it can be chosen */
  GtkBox         *texts;
  GtkGrid        *facts;
  int             n_facts;
  GtkToggleButton *unfold;
};

G_DEFINE_FINAL_TYPE (MusterApprovalStepRow, muster_approval_step_row, ADW_TYPE_PREFERENCES_ROW)

static guint toggled_signal;

static GtkWidget *
create_label (const char *text,
              const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* --- Facts: what they are called, and their lines --- */

static GtkBox *
add_fact (MusterApprovalStepRow *self,
          const char            *name)
{
  GtkWidget *label = create_label (name, "dim-label");
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_label_set_width_chars (GTK_LABEL (label), 9);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 12);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_grid_attach (self->facts, label, 0, self->n_facts, 1, 1);
  gtk_grid_attach (self->facts, lines, 1, self->n_facts, 1, 1);
  self->n_facts++;
  return GTK_BOX (lines);
}

static void
add_line (GtkBox     *lines,
          const char *text,
          const char *css_class)
{
  if (text != NULL && *text != '\0')
    gtk_box_append (lines, create_label (text, css_class));
}

static void
add_careful (GtkBox     *lines,
             const char *text)
{
  g_autofree char *careful = muster_approval_text_careful (text);

  add_line (lines, careful, "muster-careful");
}

/* A name and, below it, the id that is really meant */
static void
add_named (GtkBox     *lines,
           const char *name,
           const char *id)
{
  g_autofree char *clean = muster_approval_text_clean (name != NULL && *name != '\0' ? name : id);
  g_autofree char *exact = id != NULL ? muster_approval_text_clean (id) : NULL;

  add_line (lines, clean, NULL);
  add_careful (lines, name);
  if (exact != NULL && !g_str_equal (exact, clean))
    {
      add_line (lines, exact, "muster-exact-id");
      add_careful (lines, id);
    }
}

static void
add_where (MusterApprovalStepRow *self,
           MusterCatalog         *catalog,
           JsonObject            *item,
           const char            *client_name)
{
  g_autofree char *product = muster_approval_text_where (catalog, item);
  g_autofree char *client = client_name != NULL ? muster_approval_text_clean (client_name) : NULL;
  GtkBox *lines = add_fact (self, _("Where"));

  add_line (lines, product, NULL);
  add_line (lines, client, NULL);
  add_careful (lines, client_name);
}

static const char *
arg_name (JsonObject *item,
          const char *name)
{
  JsonObject *names = muster_json_obj (item, "argNames");

  return names != NULL ? muster_json_str (names, name) : NULL;
}

/* What was there before, when the argument is the very member that was read: the way of a change of a profile */
static JsonNode *
before_of (JsonObject *item,
           const char *name)
{
  JsonObject *before = muster_json_obj (item, "before");
  JsonObjectIter iter;
  const char *path;
  JsonNode *node;

  if (before == NULL)
    return NULL;
  json_object_iter_init (&iter, before);
  while (json_object_iter_next (&iter, &path, &node))
    if (strrchr (path, '.') != NULL && g_str_equal (strrchr (path, '.') + 1, name))
      return node;
  return NULL;
}

static void
add_args (MusterApprovalStepRow *self,
          JsonObject            *item)
{
  JsonObject *args = muster_json_obj (item, "args");
  const char *target = muster_json_str (item, "target");
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (args == NULL)
    return;
  json_object_iter_init (&iter, args);
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autofree char *label = muster_approval_text_label (name);
      g_autofree char *value = muster_approval_text_value (node);
      JsonNode *before = before_of (item, name);
      GtkBox *lines;

      if (target != NULL && g_strcmp0 (muster_json_node_str (node), target) == 0)
        continue;
      lines = add_fact (self, label);
      if (before != NULL)
        {
          g_autofree char *old = muster_approval_text_value (before);
          /* Translators: what is there now, and what will be */
          g_autofree char *change = g_strdup_printf (_("%s → %s"), old, value);

          add_line (lines, change, NULL);
          add_careful (lines, muster_json_node_str (node));
        }
      else if (arg_name (item, name) != NULL)
        {
          add_named (lines, arg_name (item, name), value);
        }
      else
        {
          add_line (lines, value, NULL);
          add_careful (lines, muster_json_node_str (node));
        }
    }
}

static void
add_now (MusterApprovalStepRow *self,
         JsonObject            *item)
{
  JsonObject *before = muster_json_obj (item, "before");
  JsonObject *args = muster_json_obj (item, "args");
  JsonObjectIter iter;
  const char *path;
  JsonNode *node;
  GtkBox *lines = NULL;

  if (before == NULL)
    return;
  json_object_iter_init (&iter, before);
  while (json_object_iter_next (&iter, &path, &node))
    {
      const char *last = strrchr (path, '.') != NULL ? strrchr (path, '.') + 1 : path;
      g_autofree char *label = muster_approval_text_label (path);
      g_autofree char *value = muster_approval_text_value (node);
      g_autofree char *line = NULL;

      /* What the directory does not say is no news to a person; the guard compares it all the same */
      if (JSON_NODE_HOLDS_NULL (node) || (args != NULL && json_object_has_member (args, last)))
        continue;
      if (lines == NULL)
        lines = add_fact (self, C_("before a step", "Now"));
      /* Translators: what something is called, and what it is now */
      line = g_strdup_printf (_("%s: %s"), label, value);
      add_line (lines, line, NULL);
    }
}

/* Why a person is asked, each rule as a sentence with its number */
static void
add_rules (MusterApprovalStepRow *self,
           JsonObject            *item)
{
  JsonArray *rules = muster_json_arr (item, "rules");
  GtkBox *lines = NULL;

  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    {
      const char *rule = muster_json_arr_str (rules, i);
      g_autofree char *words = rule != NULL ? muster_context_rule_text (rule) : NULL;
      g_autofree char *line = NULL;

      if (words == NULL)
        continue;
      if (lines == NULL)
        lines = add_fact (self, _("Why You Are Asked"));
      /* Translators: a sentence, then the number of a rule such as R7 */
      line = g_strdup_printf (_("%s (%s)"), words, rule);
      add_line (lines, line, NULL);
    }
}

static void
add_undo (MusterApprovalStepRow *self,
          JsonObject            *item)
{
  const char *irreversible = muster_json_str (item, "irreversible");
  GtkBox *lines = add_fact (self, _("Afterwards"));
  g_autofree char *line = NULL;

  if (irreversible != NULL)
    {
      /* Translators: a whole sentence follows that says why */
      line = g_strdup_printf (_("Cannot be undone: %s"), irreversible);
      add_line (lines, line, "muster-irreversible");
    }
  else
    {
      add_line (lines, muster_json_str (item, "undo"), NULL);
    }
}

static void
add_evidence (MusterApprovalStepRow *self,
              JsonObject            *item)
{
  JsonArray *evidence = muster_json_arr (item, "evidence");
  GtkBox *lines = NULL;

  for (guint i = 0; evidence != NULL && i < json_array_get_length (evidence); i++)
    {
      g_autofree char *line = muster_approval_text_clean (muster_json_arr_str (evidence, i));

      if (*line == '\0')
        continue;
      if (lines == NULL)
        lines = add_fact (self, _("What Was Read"));
      add_line (lines, line, NULL);
    }
}

/* The planner's own words; nobody has checked them */
static void
add_reason (MusterApprovalStepRow *self,
            JsonObject            *item)
{
  const char *reason = muster_json_str (item, "reason");
  g_autofree char *clean = NULL;
  g_autofree char *quoted = NULL;
  GtkBox *lines;

  if (reason == NULL || *reason == '\0')
    return;
  clean = muster_approval_text_clean (reason);
  /* Translators: a quotation */
  quoted = g_strdup_printf (_("“%s”"), clean);
  lines = add_fact (self, _("Planner’s Reason"));
  add_line (lines, quoted, "muster-unverified");
  add_line (lines, _("In the planner’s own words; not checked."), "caption");
  add_careful (lines, reason);
}

static void
add_details (MusterApprovalStepRow *self,
             JsonObject            *item)
{
  g_autofree char *exact = muster_approval_text_exact (item);
  GtkWidget *label = create_label (exact, "muster-code");

  /* An expander of GTK 4.8 has no name for a screen reader, and keeps Tab */
  self->unfold = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (_("Exactly as It Will Be Done")));
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->unfold))), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->unfold), "muster-small");
  gtk_widget_set_halign (GTK_WIDGET (self->unfold), GTK_ALIGN_START);
  g_object_bind_property (self->unfold, "active", label, "visible", G_BINDING_SYNC_CREATE);
  gtk_box_append (self->texts, GTK_WIDGET (self->unfold));
  gtk_box_append (self->texts, label);
}

/* --- The head: number or choice, title, state --- */

static void
toggled_cb (MusterApprovalStepRow *self)
{
  g_signal_emit (self, toggled_signal, 0);
}

static const char *
pill_of (JsonObject *item,
         gboolean    waits,
         gboolean    open,
         MusterTone *tone)
{
  const char *choice = muster_json_str (item, "choice");

  *tone = MUSTER_TONE_PLAIN;
  if (!waits)
    return C_("step", "By Itself");
  if (g_strcmp0 (choice, "granted") == 0)
    {
      *tone = MUSTER_TONE_GOOD;
      return C_("step", "Granted");
    }
  if (g_strcmp0 (choice, "declined") == 0)
    {
      *tone = MUSTER_TONE_BAD;
      return C_("step", "Left Out");
    }
  *tone = MUSTER_TONE_WAIT;
  return open ? C_("step", "Waits for You") : C_("step", "Not Decided");
}

static GtkWidget *
without_baseline (GtkWidget *widget)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), widget);
  return box;
}

static GtkWidget *
create_prefix (MusterApprovalStepRow *self,
               const char            *title,
               gboolean               open)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, self->step);
  g_autofree char *name = NULL;
  GtkWidget *badge;

  if (self->waits && open)
    {
      /* Translators: number and title of a step that may be ticked */
      name = g_strdup_printf (_("Step %s, %s"), number, title);
      self->check = GTK_CHECK_BUTTON (gtk_check_button_new ());
      gtk_check_button_set_active (self->check, TRUE);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->check), _("Do This Step"));
      muster_ui_set_name (GTK_WIDGET (self->check), name);
      g_signal_connect_object (self->check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
      return GTK_WIDGET (self->check);
    }
  badge = gtk_label_new (number);
  gtk_widget_add_css_class (badge, "muster-step-number");
  return badge;
}

static void
fill (MusterApprovalStepRow *self,
      MusterCatalog         *catalog,
      JsonObject            *item,
      const char            *client_name,
      gboolean               open)
{
  g_autofree char *title = muster_approval_text_title (catalog, item);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *heading = create_label (title, "heading");
  MusterTone tone;
  const char *pill = pill_of (item, self->waits, open, &tone);
  GtkWidget *badge = muster_ui_pill_new (pill, tone);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_widget_add_css_class (box, "muster-advice");
  gtk_box_append (GTK_BOX (box), without_baseline (create_prefix (self, title, open)));
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_widget_set_valign (badge, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (head), without_baseline (badge));
  gtk_box_append (self->texts, head);
  gtk_box_append (self->texts, GTK_WIDGET (self->facts));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->texts));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);

  add_where (self, catalog, item, client_name);
  add_named (add_fact (self, _("For Whom")), muster_json_str (item, "targetName"), muster_json_str (item, "target"));
  add_args (self, item);
  if (self->waits)
    add_now (self, item);
  if (muster_json_str (item, "expected") != NULL)
    {
      g_autofree char *expected = muster_approval_text_clean (muster_json_str (item, "expected"));

      add_line (add_fact (self, C_("after a step", "Then")), expected, NULL);
    }
  add_undo (self, item);
  if (self->waits)
    add_evidence (self, item);
  add_rules (self, item);
  add_reason (self, item);
  add_details (self, item);
}

static void
muster_approval_step_row_class_init (MusterApprovalStepRowClass *klass)
{
  /**
   * MusterApprovalStepRow::toggled:
   * @self: row
   *
   * A person has taken the step in or left it out.
   */
  toggled_signal = g_signal_new ("toggled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
muster_approval_step_row_init (MusterApprovalStepRow *self)
{
  self->texts = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 9));
  self->facts = GTK_GRID (gtk_grid_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->texts), TRUE);
  gtk_grid_set_column_spacing (self->facts, 12);
  gtk_grid_set_row_spacing (self->facts, 6);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

/**
 * muster_approval_step_row_new:
 * @catalog: for the names of tools
 * @item: a step of a request
 * @client_name: (nullable): whom it is about
 * @open: whether it can still be decided
 *
 * Returns: (transfer floating): a row for a preferences group
 */
GtkWidget *
muster_approval_step_row_new (MusterCatalog *catalog,
                              JsonObject    *item,
                              const char    *client_name,
                              gboolean       open)
{
  MusterApprovalStepRow *self = g_object_new (MUSTER_TYPE_APPROVAL_STEP_ROW, NULL);

  self->step = muster_json_int (item, "step", 0);
  self->waits = muster_json_bool (item, "gated", TRUE);
  fill (self, catalog, item, client_name, open);
  return GTK_WIDGET (self);
}

gint64
muster_approval_step_row_get_step (MusterApprovalStepRow *self)
{
  g_return_val_if_fail (MUSTER_IS_APPROVAL_STEP_ROW (self), 0);
  return self->step;
}

/**
 * muster_approval_step_row_get_waits:
 * @self: row
 *
 * Returns: whether it is one that a person decides
 */
gboolean
muster_approval_step_row_get_waits (MusterApprovalStepRow *self)
{
  g_return_val_if_fail (MUSTER_IS_APPROVAL_STEP_ROW (self), FALSE);
  return self->waits;
}

/**
 * muster_approval_step_row_get_chosen:
 * @self: row
 *
 * Returns: whether it is to be done
 */
gboolean
muster_approval_step_row_get_chosen (MusterApprovalStepRow *self)
{
  g_return_val_if_fail (MUSTER_IS_APPROVAL_STEP_ROW (self), FALSE);
  return self->check == NULL || gtk_check_button_get_active (self->check);
}

void
muster_approval_step_row_set_chosen (MusterApprovalStepRow *self,
                                     gboolean               chosen)
{
  g_return_if_fail (MUSTER_IS_APPROVAL_STEP_ROW (self));
  if (self->check != NULL)
    gtk_check_button_set_active (self->check, chosen);
}

gboolean
muster_approval_step_row_get_expanded (MusterApprovalStepRow *self)
{
  g_return_val_if_fail (MUSTER_IS_APPROVAL_STEP_ROW (self), FALSE);
  return gtk_toggle_button_get_active (self->unfold);
}

void
muster_approval_step_row_set_expanded (MusterApprovalStepRow *self,
                                       gboolean               expanded)
{
  g_return_if_fail (MUSTER_IS_APPROVAL_STEP_ROW (self));
  gtk_toggle_button_set_active (self->unfold, expanded);
}
