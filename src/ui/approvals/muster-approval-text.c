/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-approval-text.h"
#include "muster-call-text.h"
#include "muster-json.h"
#include "muster-text.h"

/* What a request asks for, in words that are ours: names come from outside, so each is one line in which nothing
 * invisible is left, and what a reader could take for something else is named beside it. */

#define MAX_TEXT 300
#define MAX_VALUES 20

/* What members of a directory are about, for people. Others are spelled out from their own name. */
static const struct
{
  const char *name;
  const char *label;
} labels[] = {
  { "accountEnabled", N_("May sign in") },
  { "client", N_("Client") },
  { "department", N_("Department") },
  { "device", N_("Device") },
  { "disabledPlans", N_("Parts left off") },
  { "displayName", N_("Name") },
  { "forwardTo", N_("Forward to") },
  { "group", N_("Group") },
  { "groupTypes", N_("Kind of group") },
  { "IsDirSynced", N_("Kept in the local Active Directory") },
  { "isAssignableToRole", N_("May carry admin roles") },
  { "jobTitle", N_("Job title") },
  { "mailbox", N_("Mailbox") },
  { "manager", N_("Manager") },
  { "membershipRule", N_("Rule for members") },
  { "mobilePhone", N_("Mobile phone") },
  { "officeLocation", N_("Office") },
  { "onPremisesSyncEnabled", N_("Kept in the local Active Directory") },
  { "permission", N_("Right") },
  { "RecipientTypeDetails", N_("Kind of mailbox") },
  { "role", N_("Role") },
  { "sku", N_("Licence") },
  { "skuId", N_("Licence") },
  { "team", N_("Team") },
  { "upn", N_("Sign-in name") },
  { "usageLocation", N_("Country of use") },
  { "user", N_("Person") },
  { "userPrincipalName", N_("Sign-in name") },
};

/**
 * muster_approval_text_clean:
 * @text: (nullable): a name from outside
 *
 * Returns: (transfer full): one line of what can be seen in it
 */
char *
muster_approval_text_clean (const char *text)
{
  g_autofree char *line = muster_text_one_line (text != NULL ? text : "");
  g_autofree char *clean = muster_text_ingest (line);
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (clean, -1) <= MAX_TEXT)
    return g_steal_pointer (&clean);
  cut = g_utf8_substring (clean, 0, MAX_TEXT);
  return g_strconcat (cut, "…", NULL);
}

/**
 * muster_approval_text_careful:
 * @text: (nullable): a name from outside
 *
 * Returns: (transfer full) (nullable): a warning that names the characters one cannot tell by looking
 */
char *
muster_approval_text_careful (const char *text)
{
  g_autofree char *unusual = text != NULL ? muster_text_unusual (text) : NULL;

  if (unusual == NULL)
    return NULL;
  /* Translators: code points such as U+202E */
  return g_strdup_printf (_("Careful: it has characters that look like others or cannot be seen (%s)."), unusual);
}

/**
 * muster_approval_text_label:
 * @name: name of a member, perhaps at the end of a path such as `u.accountEnabled`
 *
 * Returns: (transfer full): what it is called for people
 */
char *
muster_approval_text_label (const char *name)
{
  const char *dot = strrchr (name, '.');
  const char *last = dot != NULL ? dot + 1 : name;
  GString *spelled;

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].name, last))
      return g_strdup (_(labels[i].label));

  /* “businessPhones” is read as “Business phones” */
  spelled = g_string_new (NULL);
  for (const char *p = last; *p != '\0'; p++)
    if (p == last)
      g_string_append_c (spelled, g_ascii_toupper (*p));
    else if (g_ascii_isupper (*p) && g_ascii_islower (p[-1]))
      g_string_append_printf (spelled, " %c", g_ascii_tolower (*p));
    else
      g_string_append_c (spelled, *p);
  return g_string_free (spelled, FALSE);
}

static char *
array_text (JsonArray *array)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array) && i < MAX_VALUES; i++)
    {
      g_autofree char *value = muster_approval_text_value (json_array_get_element (array, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", value);
    }
  if (json_array_get_length (array) > MAX_VALUES)
    g_string_append (text, " …");
  if (text->len == 0)
    g_string_append (text, _("nothing"));
  return g_string_free (text, FALSE);
}

/**
 * muster_approval_text_value:
 * @value: (nullable): any value
 *
 * Returns: (transfer full): how it is shown
 */
char *
muster_approval_text_value (JsonNode *value)
{
  g_autofree char *exact = NULL;

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return g_strdup (_("nothing"));
  if (JSON_NODE_HOLDS_ARRAY (value))
    return array_text (json_node_get_array (value));
  if (muster_json_node_str (value) != NULL)
    return *muster_json_node_str (value) != '\0' ? muster_approval_text_clean (muster_json_node_str (value))
                                                 : g_strdup (_("nothing"));
  if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (value) ? C_("value", "Yes") : C_("value", "No"));
  exact = json_to_string (value, FALSE);
  return muster_approval_text_clean (exact);
}

/**
 * muster_approval_text_where:
 * @catalog: the catalog
 * @item: a step of a request
 *
 * Returns: (transfer full): the product in which it is done
 */
char *
muster_approval_text_where (MusterCatalog *catalog,
                            JsonObject    *item)
{
  const char *id = muster_json_str (item, "tool");
  MusterTool *tool = id != NULL ? muster_catalog_lookup_tool (catalog, id) : NULL;

  if (tool == NULL)
    return muster_approval_text_clean (id);
  return g_strdup (muster_integration_get_name (muster_tool_get_integration (tool)));
}

/* What cannot be seen becomes its code point, so that an exact text hides nothing */
static char *
make_visible (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      g_autofree char *letter = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));
      g_autofree char *unusual = (guchar) *p >= 0x80 ? muster_text_unusual (letter) : NULL;

      if (unusual != NULL)
        g_string_append_printf (out, "⟨%s⟩", unusual);
      else
        g_string_append (out, letter);
    }
  return g_string_free (out, FALSE);
}

/**
 * muster_approval_text_exact:
 * @item: a step of a request
 *
 * Returns: (transfer full): tool, target and arguments as the approval is bound to them
 */
char *
muster_approval_text_exact (JsonObject *item)
{
  static const char *const members[] = { "tool", "version", "connection", "target", "args" };
  g_autoptr(JsonObject) exact = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (item, members[i]))
      json_object_set_member (exact, members[i], json_node_copy (json_object_get_member (item, members[i])));
  node = json_node_init_object (json_node_alloc (), exact);
  text = json_to_string (node, TRUE);
  return make_visible (text);
}

static const char *
target_of (JsonObject *item)
{
  const char *name = muster_json_str (item, "targetName");

  if (name != NULL && *name != '\0')
    return name;
  name = muster_json_str (item, "target");
  return name != NULL ? name : "";
}

/**
 * muster_approval_text_title:
 * @catalog: the catalog
 * @item: a step of a request
 *
 * Returns: (transfer full): what is done, by the tool's own title, and to whom
 */
char *
muster_approval_text_title (MusterCatalog *catalog,
                            JsonObject    *item)
{
  g_autofree char *tool = muster_call_text_title (catalog, muster_json_str (item, "tool"));
  g_autofree char *target = muster_approval_text_clean (target_of (item));

  if (*target == '\0')
    return g_steal_pointer (&tool);
  /* Translators: first what is done, such as “Add to a group”, then for whom */
  return g_strdup_printf (_("%s: %s"), tool, target);
}

/**
 * muster_approval_text_summary:
 * @catalog: the catalog
 * @approval: a request
 *
 * Returns: (transfer full): the first step that waits, and how many more do
 */
char *
muster_approval_text_summary (MusterCatalog  *catalog,
                              MusterApproval *approval)
{
  g_autoptr(JsonArray) items = muster_approval_parse_items (approval);
  g_autofree char *title = NULL;
  guint n_more = 0;

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = muster_json_arr_obj (items, i);

      if (item == NULL || !muster_json_bool (item, "gated", TRUE))
        continue;
      if (title == NULL)
        title = muster_approval_text_title (catalog, item);
      else
        n_more++;
    }
  if (title == NULL)
    return muster_approval_text_clean (muster_approval_get_summary (approval));
  if (n_more == 0)
    return g_steal_pointer (&title);
  /* Translators: first a step, then how many others wait with it */
  return g_strdup_printf (ngettext ("%s, and %u more", "%s, and %u more", n_more), title, n_more);
}

static char *
span_text (gint64 span)
{
  guint minutes = (guint) (MAX (span, 0) / G_TIME_SPAN_MINUTE);

  if (minutes < 60)
    return g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (ngettext ("%u hour", "%u hours", (minutes + 15) / 60), (minutes + 15) / 60);
  return g_strdup_printf (ngettext ("%u day", "%u days", minutes / (24 * 60)), minutes / (24 * 60));
}

/**
 * muster_approval_text_age:
 * @since: UTC µs
 * @now: UTC µs
 *
 * Returns: (transfer full): how long it has waited
 */
char *
muster_approval_text_age (gint64 since,
                          gint64 now)
{
  g_autofree char *span = span_text (now - since);

  if (now - since < G_TIME_SPAN_MINUTE)
    return g_strdup (_("Asked just now"));
  /* Translators: such as “5 minutes” */
  return g_strdup_printf (_("Asked %s ago"), span);
}

/**
 * muster_approval_text_left:
 * @until: UTC µs
 * @now: UTC µs
 *
 * Returns: (transfer full): how long it still stands
 */
char *
muster_approval_text_left (gint64 until,
                           gint64 now)
{
  g_autofree char *span = span_text (until - now);

  if (until <= now)
    return g_strdup (_("has expired"));
  if (until - now < G_TIME_SPAN_MINUTE)
    return g_strdup (_("expires in less than a minute"));
  /* Translators: such as “3 hours” */
  return g_strdup_printf (_("expires in %s"), span);
}
