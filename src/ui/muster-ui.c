/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-ui.h"

/* The words for the model's states, and the few helpers by which every page
 * makes rows, pills and field errors, so that they look and speak alike. */

static const char *tone_classes[] = { "plain", "success", "warning", "error" };

const char *
muster_ui_mode_title (MusterMode mode)
{
  switch (mode)
    {
    case MUSTER_MODE_PLAN:
      /* Translators: the mode in which Muster only writes plans */
      return C_("mode", "Plan");
    case MUSTER_MODE_EXECUTE:
      /* Translators: the mode in which Muster carries plans out */
      return C_("mode", "Execute");
    case MUSTER_MODE_INHERIT:
    default:
      /* Translators: the mode is taken from the workspace */
      return C_("mode", "Inherit");
    }
}

const char *
muster_ui_status_title (MusterClientStatus status)
{
  switch (status)
    {
    case MUSTER_CLIENT_STATUS_PENDING:
      return C_("client status", "Pending");
    case MUSTER_CLIENT_STATUS_PROVISIONING:
      return C_("client status", "Provisioning");
    case MUSTER_CLIENT_STATUS_ACTIVE:
      return C_("client status", "Active");
    case MUSTER_CLIENT_STATUS_INACTIVE:
    default:
      return C_("client status", "Inactive");
    }
}

MusterTone
muster_ui_status_tone (MusterClientStatus status)
{
  switch (status)
    {
    case MUSTER_CLIENT_STATUS_ACTIVE:
      return MUSTER_TONE_GOOD;
    case MUSTER_CLIENT_STATUS_PENDING:
    case MUSTER_CLIENT_STATUS_PROVISIONING:
      return MUSTER_TONE_WAIT;
    case MUSTER_CLIENT_STATUS_INACTIVE:
    default:
      return MUSTER_TONE_PLAIN;
    }
}

const char *
muster_ui_policy_title (MusterPolicy policy)
{
  switch (policy)
    {
    case MUSTER_POLICY_AUTO:
      return C_("policy", "Automatic");
    case MUSTER_POLICY_APPROVAL_NEEDED:
      return C_("policy", "Needs Approval");
    case MUSTER_POLICY_DISABLED:
    default:
      return C_("policy", "Disabled");
    }
}

const char *
muster_ui_class_title (MusterEffectClass effect_class)
{
  switch (effect_class)
    {
    case MUSTER_EFFECT_CLASS_READ:
      return _("Only reads");
    case MUSTER_EFFECT_CLASS_READ_SENSITIVE:
      return _("Reads sensitive data");
    case MUSTER_EFFECT_CLASS_NOTE_INTERNAL:
      return _("Writes an internal note");
    case MUSTER_EFFECT_CLASS_REPLY:
      return _("Writes to the customer");
    case MUSTER_EFFECT_CLASS_WRITE:
      return _("Changes something that can be changed back");
    case MUSTER_EFFECT_CLASS_CREDENTIAL:
      return _("Changes passwords or sign-in methods");
    case MUSTER_EFFECT_CLASS_PRIVILEGE:
      return _("Changes who may do or see what");
    case MUSTER_EFFECT_CLASS_DESTRUCTIVE:
    default:
      return _("Deletes or cannot be undone");
    }
}

MusterTone
muster_ui_run_state_tone (MusterRunState state)
{
  switch (state)
    {
    case MUSTER_RUN_STATE_DONE:
      return MUSTER_TONE_GOOD;
    case MUSTER_RUN_STATE_AWAITING_APPROVAL:
    case MUSTER_RUN_STATE_WAITING_ANSWER:
      return MUSTER_TONE_WAIT;
    case MUSTER_RUN_STATE_NEEDS_HUMAN:
    case MUSTER_RUN_STATE_REJECTED:
    case MUSTER_RUN_STATE_EXPIRED:
      return MUSTER_TONE_BAD;
    case MUSTER_RUN_STATE_RECEIVED:
    case MUSTER_RUN_STATE_PLANNING:
    case MUSTER_RUN_STATE_PLANNED:
    case MUSTER_RUN_STATE_EXECUTING:
    case MUSTER_RUN_STATE_REPORTING:
    default:
      return MUSTER_TONE_PLAIN;
    }
}

const char *
muster_ui_outcome_title (MusterOutcome outcome)
{
  switch (outcome)
    {
    case MUSTER_OUTCOME_PLAN:
      return C_("outcome", "Plan");
    case MUSTER_OUTCOME_ANSWER:
      return C_("outcome", "Answer");
    case MUSTER_OUTCOME_ASK:
      return C_("outcome", "Question");
    case MUSTER_OUTCOME_HANDOVER:
      return C_("outcome", "Hand over");
    case MUSTER_OUTCOME_IGNORE:
    default:
      return C_("outcome", "Nothing to do");
    }
}

const char *
muster_ui_mapping_title (MusterMappingKind kind)
{
  switch (kind)
    {
    case MUSTER_MAPPING_KIND_COMPANY:
      return _("Company in the PSA");
    case MUSTER_MAPPING_KIND_TENANT:
      return _("Microsoft 365 Tenant");
    case MUSTER_MAPPING_KIND_DOCS:
    default:
      return _("Company in the Documentation");
    }
}

const char *
muster_ui_category_title (const char *category)
{
  if (g_strcmp0 (category, "psa") == 0)
    return _("PSA");
  if (g_strcmp0 (category, "cloud") == 0)
    return _("Cloud");
  return _("Documentation");
}

/**
 * muster_ui_format_time:
 * @time_us: UTC microseconds; 0 means never
 *
 * Returns: (transfer full): a local time as people write it
 */
char *
muster_ui_format_time (gint64 time_us)
{
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) local = NULL;
  g_autofree char *text = NULL;

  if (time_us <= 0)
    return g_strdup (C_("time", "never"));
  utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  /* Translators: day and time of an event, for example 7 Mar 2026, 14:05; see g_date_time_format () */
  text = local != NULL ? g_date_time_format (local, _("%-d %b %Y, %H:%M")) : NULL;
  return text != NULL ? g_steal_pointer (&text) : g_strdup ("");
}

/**
 * muster_ui_row_new:
 * @title: plain text, may come from outside
 * @subtitle: (nullable): plain text, may come from outside
 *
 * Returns: (transfer floating): an action row that never reads markup
 */
GtkWidget *
muster_ui_row_new (const char *title,
                   const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title != NULL ? title : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

void
muster_ui_row_set_subtitle (GtkWidget  *row,
                            const char *subtitle)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
}

/**
 * muster_ui_row_set_link:
 * @row: an action row
 * @action: what opens the page
 * @target: of which
 *
 * Makes @row open a page, and shows that it does.
 */
void
muster_ui_row_set_link (GtkWidget  *row,
                        const char *action,
                        const char *target)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), g_object_new (GTK_TYPE_IMAGE, "icon-name", "muster-next-symbolic",
                                                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                                                 NULL));
}

void
muster_ui_set_tone_icon (GtkImage   *image,
                         MusterTone  tone)
{
  static const char *icons[] = { "muster-pending-symbolic", "muster-ok-symbolic",
                                 "muster-warning-symbolic", "muster-failed-symbolic" };
  const char *names[] = { _("Not yet"), _("All right"), _("Attention"), _("Failed") };

  for (guint i = 0; i < G_N_ELEMENTS (tone_classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (image), tone_classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (image), tone_classes[tone]);
  gtk_image_set_from_icon_name (image, icons[tone]);
  muster_ui_set_name (GTK_WIDGET (image), names[tone]);
}

GtkWidget *
muster_ui_tone_icon_new (MusterTone tone)
{
  GtkWidget *image = gtk_image_new ();

  muster_ui_set_tone_icon (GTK_IMAGE (image), tone);
  return image;
}

void
muster_ui_set_pill (GtkLabel   *pill,
                    const char *text,
                    MusterTone  tone)
{
  for (guint i = 0; i < G_N_ELEMENTS (tone_classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (pill), tone_classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (pill), "muster-pill");
  gtk_widget_add_css_class (GTK_WIDGET (pill), tone_classes[tone]);
  gtk_label_set_text (pill, text);
}

GtkWidget *
muster_ui_pill_new (const char *text,
                    MusterTone  tone)
{
  GtkWidget *pill = gtk_label_new (NULL);

  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  muster_ui_set_pill (GTK_LABEL (pill), text, tone);
  return pill;
}

void
muster_ui_set_name (GtkWidget  *widget,
                    const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * muster_ui_describe:
 * @field: an entry
 * @caption: the label below it
 *
 * Tells screen readers that @caption explains @field.
 */
void
muster_ui_describe (GtkWidget *field,
                    GtkWidget *caption)
{
  gtk_accessible_update_relation (GTK_ACCESSIBLE (field),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, caption, NULL, -1);
}

/**
 * muster_ui_set_field_error:
 * @field: an entry
 * @caption: the label below it
 * @message: what is wrong and what would be right
 *
 * Style class, words and accessible state together.
 */
void
muster_ui_set_field_error (GtkWidget  *field,
                           GtkLabel   *caption,
                           const char *message)
{
  gtk_widget_add_css_class (field, "error");
  gtk_label_set_text (caption, message);
  gtk_widget_set_visible (GTK_WIDGET (caption), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (caption), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (caption), "dim-label");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field),
                               GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

/**
 * muster_ui_clear_field_error:
 * @field: an entry
 * @caption: the label below it
 * @help: (nullable): what @caption says while all is well
 */
void
muster_ui_clear_field_error (GtkWidget  *field,
                             GtkLabel   *caption,
                             const char *help)
{
  gtk_widget_remove_css_class (field, "error");
  gtk_label_set_text (caption, help != NULL ? help : "");
  gtk_widget_set_visible (GTK_WIDGET (caption), help != NULL && *help != '\0');
  gtk_widget_remove_css_class (GTK_WIDGET (caption), "error");
  gtk_widget_add_css_class (GTK_WIDGET (caption), "dim-label");
  gtk_accessible_reset_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID);
}

/**
 * muster_ui_dup_settings:
 *
 * Returns: (transfer full) (nullable): the settings of this desktop; %NULL where their schema is not installed
 */
GSettings *
muster_ui_dup_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, MUSTER_APP_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

gboolean
muster_ui_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/**
 * muster_ui_dispose_template:
 * @widget: a widget in its dispose
 * @type: the type whose template it is
 *
 * As gtk_widget_dispose_template(), which must run once, where dispose may run
 * twice: an operation under way holds its page a little longer.
 */
void
muster_ui_dispose_template (GtkWidget *widget,
                            GType      type)
{
  if (g_object_get_data (G_OBJECT (widget), g_type_name (type)) != NULL)
    return;
  g_object_set_data (G_OBJECT (widget), g_type_name (type), GINT_TO_POINTER (TRUE));
  /* A bin would let go of its child a second time. */
  if (ADW_IS_BIN (widget))
    adw_bin_set_child (ADW_BIN (widget), NULL);
  gtk_widget_dispose_template (widget, type);
}

/**
 * muster_ui_find_inside:
 * @widget: where to look
 * @type: a type of widgets
 *
 * Returns: (transfer none) (nullable): the first of @type, @widget itself included
 */
GtkWidget *
muster_ui_find_inside (GtkWidget *widget,
                       GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = muster_ui_find_inside (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* So many letters of a button’s words are always seen */
#define SHORTEST 5

static void
shrink_labels (GtkWidget *widget,
               gboolean   inside)
{
  inside = inside || GTK_IS_BUTTON (widget);
  if (inside && GTK_IS_LABEL (widget))
    {
      const char *text = gtk_label_get_text (GTK_LABEL (widget));

      gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (widget), (int) MIN (g_utf8_strlen (text, -1), SHORTEST));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child))
      shrink_labels (child, inside);
}

static void
shrink_cb (GtkWidget *widget)
{
  shrink_labels (widget, FALSE);
}

/**
 * muster_ui_let_shrink:
 * @widget: a drop-down, or a bar of buttons
 *
 * Where there is too little room, the buttons in it rather show less of their words than make the window wider. What
 * they stand for a screen reader says in full, and so does a drop-down’s list.
 */
void
muster_ui_let_shrink (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  shrink_labels (widget, FALSE);
  g_signal_connect (widget, "map", G_CALLBACK (shrink_cb), NULL);
  if (GTK_IS_DROP_DOWN (widget))
    g_signal_connect_after (widget, "notify::selected-item", G_CALLBACK (shrink_cb), NULL);
}

static void
show_labels (GtkWidget *widget,
             gboolean   inside)
{
  inside = inside || GTK_IS_LIST_VIEW (widget);
  if (inside && GTK_IS_LABEL (widget))
    gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_NONE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child))
      show_labels (child, inside);
}

static void
show_choice_cb (GtkWidget *row)
{
  show_labels (row, FALSE);
}

/**
 * muster_ui_show_choice:
 * @row: a combo row whose choices are short
 *
 * What is chosen is shown in full, and the sentence below the title wraps instead. A combo row of libadwaita 1.2 does
 * it the other way round.
 */
void
muster_ui_show_choice (AdwComboRow *row)
{
  g_return_if_fail (ADW_IS_COMBO_ROW (row));

  g_signal_connect (row, "map", G_CALLBACK (show_choice_cb), NULL);
  g_signal_connect_after (row, "notify::selected-item", G_CALLBACK (show_choice_cb), NULL);
}

static void
shrink_title (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    return;
  if (GTK_IS_LABEL (widget))
    gtk_label_set_width_chars (GTK_LABEL (widget), 1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    shrink_title (child);
}

/**
 * muster_ui_let_title_shrink:
 * @header: a header bar with buttons that say what they do
 *
 * Where there is too little room, less of its title is shown, and the buttons keep their words.
 */
void
muster_ui_let_title_shrink (AdwHeaderBar *header)
{
  g_return_if_fail (ADW_IS_HEADER_BAR (header));

  shrink_title (GTK_WIDGET (header));
}
