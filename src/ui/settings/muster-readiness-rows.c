/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-readiness-rows.h"
#include "muster-ui.h"

/* The rows of a tenant's page: what is to be done, what is off because of it,
 * and what was looked at. */

/* More than so many titles of tools are folded away */
#define MAX_NAMED 6

static MusterTone
state_tone (MusterReadinessState state)
{
  switch (state)
    {
    case MUSTER_READINESS_OK:
      return MUSTER_TONE_GOOD;
    case MUSTER_READINESS_EXPIRING:
      return MUSTER_TONE_WAIT;
    case MUSTER_READINESS_MISSING:
      return MUSTER_TONE_BAD;
    case MUSTER_READINESS_UNKNOWN:
    default:
      return MUSTER_TONE_PLAIN;
    }
}

static const char *
state_title (MusterReadinessState state)
{
  switch (state)
    {
    case MUSTER_READINESS_OK:
      return C_("readiness", "All Right");
    case MUSTER_READINESS_EXPIRING:
      return C_("readiness", "Ends Soon");
    case MUSTER_READINESS_MISSING:
      return C_("readiness", "Missing");
    case MUSTER_READINESS_UNKNOWN:
    default:
      return C_("readiness", "Not Known");
    }
}

static const char *
tool_title (MusterContext *context,
            const char    *id)
{
  MusterTool *tool = muster_catalog_lookup_tool (muster_context_get_catalog (context), id);

  return tool != NULL ? _(muster_tool_get_title (tool)) : id;
}

guint
muster_readiness_rows_count (GListModel          *items,
                             MusterReadinessState state,
                             MusterReadinessKind  kind)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(MusterReadinessItem) item = g_list_model_get_item (items, i);

      n += muster_readiness_item_get_state (item) == state && muster_readiness_item_get_kind (item) == kind;
    }
  return n;
}

static char *
join_titles (MusterContext *context,
             GPtrArray     *tools)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; tools != NULL && i < tools->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? _(", ") : "", tool_title (context, g_ptr_array_index (tools, i)));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_tools (MusterContext   *context,
           MusterAdviceRow *row,
           GPtrArray       *tools)
{
  g_autofree char *titles = join_titles (context, tools);
  g_autofree char *text = NULL;

  if (tools == NULL || tools->len == 0)
    return;
  if (tools->len > MAX_NAMED)
    {
      text = g_strdup_printf (ngettext ("%u tool is off until then", "%u tools are off until then", tools->len), tools->len);
      muster_advice_row_add_folded (row, text, titles);
      return;
    }
  /* Translators: %s are titles of tools */
  text = g_strdup_printf (_("Off until then: %s"), titles);
  muster_advice_row_add_text (row, text, TRUE);
}

/**
 * muster_readiness_rows_step:
 * @context: an open context
 * @item: something that is missing or ends soon
 *
 * Returns: (transfer floating) (type MusterAdviceRow): what to do about it
 */
GtkWidget *
muster_readiness_rows_step (MusterContext       *context,
                            MusterReadinessItem *item)
{
  GtkWidget *widget = muster_advice_row_new (muster_readiness_item_get_title (item));
  MusterAdviceRow *row = MUSTER_ADVICE_ROW (widget);
  MusterReadinessState state = muster_readiness_item_get_state (item);

  muster_advice_row_set_pill (row, state_title (state), state_tone (state));
  muster_advice_row_add_text (row, muster_readiness_item_get_detail (item), FALSE);
  muster_advice_row_add_text (row, muster_readiness_item_get_advice (item), FALSE);
  add_tools (context, row, muster_readiness_item_get_blocks (item));
  return widget;
}

/**
 * muster_readiness_rows_permissions:
 * @context: an open context
 * @items: (element-type MusterReadinessItem): of a tenant
 * @n: how many permissions are missing
 *
 * Returns: (transfer floating) (type MusterAdviceRow): all permissions that are missing, in one step
 */
GtkWidget *
muster_readiness_rows_permissions (MusterContext *context,
                                   GListModel    *items,
                                   guint          n)
{
  g_autofree char *title = g_strdup_printf (ngettext ("%u permission", "%u permissions", n), n);
  GtkWidget *widget = muster_advice_row_new (title);
  MusterAdviceRow *row = MUSTER_ADVICE_ROW (widget);
  g_autoptr(GPtrArray) tools = g_ptr_array_new ();
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(MusterReadinessItem) item = g_list_model_get_item (items, i);
      GPtrArray *blocks = muster_readiness_item_get_blocks (item);

      if (muster_readiness_item_get_kind (item) != MUSTER_READINESS_PERMISSION
          || muster_readiness_item_get_state (item) != MUSTER_READINESS_MISSING)
        continue;
      g_string_append_printf (names, "%s%s", names->len > 0 ? "\n" : "",
                              muster_readiness_item_get_id (item) + strlen ("permission:"));
      for (guint t = 0; blocks != NULL && t < blocks->len; t++)
        if (!g_ptr_array_find_with_equal_func (tools, g_ptr_array_index (blocks, t), g_str_equal, NULL))
          g_ptr_array_add (tools, g_ptr_array_index (blocks, t));
    }
  muster_advice_row_set_pill (row, state_title (MUSTER_READINESS_MISSING), MUSTER_TONE_BAD);
  muster_advice_row_add_text (row, _("The customer did not grant these to the app. Add those that the app registration does not ask for yet, then have the longer list accepted:"), FALSE);
  muster_advice_row_add_code (row, names->str);
  add_tools (context, row, tools);
  return widget;
}

static AdwExpanderRow *
create_expander (const char *title,
                 const char *subtitle,
                 MusterTone  tone)
{
  GtkWidget *row = adw_expander_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle != NULL ? subtitle : "");
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), muster_ui_tone_icon_new (tone));
  return ADW_EXPANDER_ROW (row);
}

/**
 * muster_readiness_rows_tools_off:
 * @context: an open context
 * @items: (element-type MusterReadinessItem): of a tenant
 *
 * Returns: (transfer floating) (nullable): the tools that are off there, each with the first reason
 */
GtkWidget *
muster_readiness_rows_tools_off (MusterContext *context,
                                 GListModel    *items)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  AdwExpanderRow *expander = NULL;
  g_autofree char *title = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(MusterReadinessItem) item = g_list_model_get_item (items, i);
      GPtrArray *blocks = muster_readiness_item_get_blocks (item);

      for (guint t = 0; blocks != NULL && t < blocks->len; t++)
        {
          const char *tool = g_ptr_array_index (blocks, t);

          if (!g_hash_table_add (seen, (gpointer) tool))
            continue;
          if (expander == NULL)
            expander = create_expander ("", _("Plans leave them out for this customer, and say why"), MUSTER_TONE_WAIT);
          adw_expander_row_add_row (expander, muster_ui_row_new (tool_title (context, tool),
                                                                 muster_readiness_item_get_title (item)));
        }
    }
  if (expander == NULL)
    return NULL;
  title = g_strdup_printf (ngettext ("%u tool is off", "%u tools are off", g_hash_table_size (seen)),
                           g_hash_table_size (seen));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  return GTK_WIDGET (expander);
}

static char *
count_text (MusterReadinessState state,
            guint                n)
{
  switch (state)
    {
    case MUSTER_READINESS_OK:
      return g_strdup_printf (ngettext ("%u is all right", "%u are all right", n), n);
    case MUSTER_READINESS_EXPIRING:
      return g_strdup_printf (ngettext ("%u ends soon", "%u end soon", n), n);
    case MUSTER_READINESS_MISSING:
      return g_strdup_printf (ngettext ("%u is missing", "%u are missing", n), n);
    case MUSTER_READINESS_UNKNOWN:
    default:
      return g_strdup_printf (ngettext ("%u is not known", "%u are not known", n), n);
    }
}

/**
 * muster_readiness_rows_of_state:
 * @items: (element-type MusterReadinessItem): of a tenant
 * @state: which of them
 *
 * Returns: (transfer floating) (nullable): those in that state, to be unfolded
 */
GtkWidget *
muster_readiness_rows_of_state (GListModel          *items,
                                MusterReadinessState state)
{
  AdwExpanderRow *expander = NULL;
  g_autofree char *title = NULL;
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(MusterReadinessItem) item = g_list_model_get_item (items, i);
      GtkWidget *row;

      if (muster_readiness_item_get_state (item) != state)
        continue;
      if (n++ == 0)
        expander = create_expander ("", NULL, state_tone (state));
      row = muster_advice_row_new (muster_readiness_item_get_title (item));
      muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), muster_readiness_item_get_detail (item), FALSE);
      muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), muster_readiness_item_get_advice (item), FALSE);
      muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), muster_readiness_item_get_tools_text (item), TRUE);
      adw_expander_row_add_row (expander, row);
    }
  if (expander == NULL)
    return NULL;
  title = count_text (state, n);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  return GTK_WIDGET (expander);
}
