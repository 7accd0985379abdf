/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "muster-clock.h"
#include "muster-cloud.h"
#include "muster-json.h"
#include "muster-permission.h"
#include "muster-readiness-private.h"

/* Facts → rows. One row per thing that can be missing, in the order in which things are put right: without the
 * relationship nothing else helps, without consent no permission, without permission no role. Each says in plain words
 * what to click and who does it. Pages: Partner Center ("Administer" lists all relationships), the Entra and the Microsoft
 * 365 admin centres of the cloud that the connection is in. */

struct _MusterReadiness
{
  GPtrArray *rows;  /* (owned) (element-type MusterReadinessRow) */
};

#define ENUM_TYPE(prefix, Name, ...)                                                                \
  GType                                                                                             \
  prefix##_get_type (void)                                                                          \
  {                                                                                                 \
    static const GEnumValue values[] = { __VA_ARGS__, { 0, NULL, NULL } };                          \
    static gsize type = 0;                                                                          \
                                                                                                    \
    if (g_once_init_enter (&type))                                                                  \
    g_once_init_leave (&type, g_enum_register_static (Name, values));                             \
    return type;                                                                                    \
  }

#define VALUE(value, nick) { value, #value, nick }

ENUM_TYPE (muster_readiness_kind, "MusterReadinessKind",
           VALUE (MUSTER_READINESS_RELATIONSHIP, "relationship"),
           VALUE (MUSTER_READINESS_CONSENT, "consent"),
           VALUE (MUSTER_READINESS_PERMISSION, "permission"),
           VALUE (MUSTER_READINESS_ROLE, "role"),
           VALUE (MUSTER_READINESS_EXCHANGE_ROLE, "exchange-role"),
           VALUE (MUSTER_READINESS_EXCHANGE_OPT_IN, "exchange-opt-in"),
           VALUE (MUSTER_READINESS_LICENCE, "licence"))

ENUM_TYPE (muster_readiness_state, "MusterReadinessState",
           VALUE (MUSTER_READINESS_OK, "ok"),
           VALUE (MUSTER_READINESS_EXPIRING, "expiring"),
           VALUE (MUSTER_READINESS_UNKNOWN, "unknown"),
           VALUE (MUSTER_READINESS_MISSING, "missing"))

static const char *
nick_of (GType type,
         int   value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *row = g_enum_get_value (klass, value);

  return row != NULL ? row->value_nick : "unknown";
}

const char *
muster_readiness_kind_to_string (MusterReadinessKind kind)
{
  return nick_of (MUSTER_TYPE_READINESS_KIND, (int) kind);
}

const char *
muster_readiness_state_to_string (MusterReadinessState state)
{
  return nick_of (MUSTER_TYPE_READINESS_STATE, (int) state);
}

static void
row_free (MusterReadinessRow *row)
{
  g_free (row->id);
  g_free (row->title);
  g_free (row->detail);
  g_free (row->advice);
  g_free (row->url);
  g_strfreev (row->tools);
  g_strfreev (row->blocks);
  g_free (row);
}

/* --- Making rows --- */

MusterReadinessRow *
muster_making_add_row (MusterMaking        *making,
                       MusterReadinessKind  kind,
                       const char          *id,
                       const char          *title)
{
  MusterReadinessRow *row = g_new0 (MusterReadinessRow, 1);

  row->kind = kind;
  row->state = MUSTER_READINESS_OK;
  row->id = g_strdup (id);
  row->title = g_strdup (title);
  row->tools = g_new0 (char *, 1);
  row->blocks = g_new0 (char *, 1);
  g_ptr_array_add (making->rows, row);
  return row;
}

void
muster_making_set_tools (MusterReadinessRow *row,
                         char              **tools)
{
  g_strfreev (row->tools);
  row->tools = tools;
}

void
muster_making_block (MusterReadinessRow *row,
                     char              **tools)
{
  row->state = MUSTER_READINESS_MISSING;
  g_strfreev (row->blocks);
  row->blocks = g_strdupv (tools);
}

/* @format has one %s: the tenant's name */
static char *
about_tenant (MusterMaking     *making,
              const char *format)
{
  g_auto(GStrv) parts = g_strsplit (format, "%s", -1);

  return g_strjoinv (making->facts->tenant_name, parts);
}

void
muster_making_tell (MusterMaking       *making,
                    MusterReadinessRow *row,
                    const char         *detail,
                    const char         *advice,
                    const char         *url)
{
  g_free (row->detail);
  row->detail = detail != NULL ? about_tenant (making, detail) : NULL;
  g_free (row->advice);
  row->advice = advice != NULL ? about_tenant (making, advice) : NULL;
  g_free (row->url);
  row->url = g_strdup (url);
}

/* --- Permissions --- */

static gboolean
needs_permission (MusterTool *tool,
                  const char *name,
                  gboolean    delegated)
{
  JsonArray *names = muster_json_arr (muster_tool_get_needs (tool), delegated ? "delegated" : "application");

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    if (g_strcmp0 (muster_json_arr_str (names, i), name) == 0)
      return TRUE;
  return FALSE;
}

/* Reads that were tried tell about a permission: one that worked proves it, one that was refused speaks against it */
static MusterReadinessState
judge_by_reads (MusterMaking     *making,
                const char *name)
{
  MusterReadinessFacts *facts = making->facts;
  MusterReadinessState state = MUSTER_READINESS_UNKNOWN;

  for (gsize i = 0; facts->probed != NULL && facts->probed[i] != NULL; i++)
    {
      MusterTool *tool = muster_catalog_lookup_tool (making->catalog, facts->probed[i]);

      if (tool == NULL || !needs_permission (tool, name, facts->delegated))
        continue;
      if (facts->refused == NULL || !g_strv_contains ((const char * const *) facts->refused, facts->probed[i]))
        return MUSTER_READINESS_OK;
      state = MUSTER_READINESS_MISSING;
    }
  return state;
}

static MusterReadinessState
judge (MusterMaking               *making,
       MusterPermissionNeed *need)
{
  MusterReadinessFacts *facts = making->facts;

  if (facts->token_error != NULL)
    return MUSTER_READINESS_UNKNOWN;
  if (facts->granted == NULL)
    return judge_by_reads (making, need->name);
  if (muster_permission_is_granted (need->name, (const char * const *) facts->granted))
    return MUSTER_READINESS_OK;
  if (facts->granted_unknown && (need->id == NULL || strcmp (need->resource, MUSTER_RESOURCE_GRAPH) != 0))
    return MUSTER_READINESS_UNKNOWN;
  return MUSTER_READINESS_MISSING;
}

static char **
enabled_of (MusterMaking    *making,
            GPtrArray *tools)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < tools->len; i++)
    if (g_strv_contains ((const char * const *) making->names, g_ptr_array_index (tools, i)))
      g_strv_builder_add (builder, g_ptr_array_index (tools, i));
  return g_strv_builder_end (builder);
}

static void
tell_permission (MusterMaking               *making,
                 MusterReadinessRow   *row,
                 MusterPermissionNeed *need)
{
  MusterReadinessFacts *facts = making->facts;
  g_autofree char *detail = NULL;
  g_autofree char *advice = NULL;

  if (row->state == MUSTER_READINESS_MISSING)
    {
      /* Translators: the name of a permission; then %%s is the customer's name */
      detail = g_strdup_printf (_("The permission %s was not given at %%s."), need->name);
      /* Translators: a service such as Microsoft Graph, "Delegated" or "Application" permissions, the name of a permission */
      advice = g_strdup_printf (_("In your own tenant open App registrations, your app, API permissions, Add a Permission, %s, %s, and add %s. Then send the consent link to an administrator of %%s, who accepts the longer list."),
                                muster_permission_service (need->resource),
                                facts->delegated ? _("Delegated Permissions") : _("Application Permissions"), need->name);
      row->customer_acts = TRUE;
      muster_making_tell (making, row, detail, advice, facts->consent_url);
    }
  else if (row->state == MUSTER_READINESS_UNKNOWN && facts->token_error == NULL)
    muster_making_tell (making, row, need->purpose, _("The app cannot see what it was given at %s. When a tool is refused, this says so."), NULL);
  else if (row->state == MUSTER_READINESS_UNKNOWN)
    muster_making_tell (making, row, need->purpose, _("It is looked at once the app is accepted at %s."), NULL);
  else
    muster_making_tell (making, row, need->purpose, NULL, NULL);
}

static void
add_permissions (MusterMaking *making)
{
  g_autoptr(GPtrArray) needs = muster_permissions_for_tools (making->catalog, (const char * const *) making->names,
                                                             making->facts->delegated);

  for (guint i = 0; i < needs->len; i++)
    {
      MusterPermissionNeed *need = g_ptr_array_index (needs, i);
      g_auto(GStrv) tools = enabled_of (making, need->tools);
      g_autofree char *id = g_strconcat ("permission:", need->name, NULL);
      /* Translators: %s is the name of a permission, such as User.Read.All */
      g_autofree char *title = g_strdup_printf (_("Permission %s"), need->name);
      MusterReadinessRow *row;

      if (tools[0] == NULL)
        continue;
      row = muster_making_add_row (making, MUSTER_READINESS_PERMISSION, id, title);
      muster_making_set_tools (row, g_strdupv (tools));
      row->state = judge (making, need);
      if (row->state == MUSTER_READINESS_MISSING)
        muster_making_block (row, tools);
      tell_permission (making, row, need);
    }
}

/* --- Roles --- */

static void
tell_role (MusterMaking             *making,
           MusterReadinessRow *row,
           const char         *name,
           const char         *id)
{
  g_autofree char *detail = NULL;
  g_autofree char *advice = NULL;
  g_autofree char *url = NULL;

  if (row->state != MUSTER_READINESS_MISSING)
    {
      /* Translators: the id of a role */
      detail = g_strdup_printf (_("Role template %s."), id);
      muster_making_tell (making, row, detail, NULL, NULL);
    }
  else if (making->facts->delegated)
    {
      /* Translators: the name of a role; then %%s is the customer's name */
      detail = g_strdup_printf (_("You do not have the role %s at %%s, nor one that includes it."), name);
      /* Translators: the name and the id of a role; each %%s is the customer's name */
      advice = g_strdup_printf (_("Open Partner Center, choose Customers, then %%s, then Admin relationships, then the relationship. Under Security groups choose a group that you are in and tick %s (%s). If the role is not in the list, the relationship does not have it: request a new one with it and let %%s approve it."),
                                name, id);
      muster_making_tell (making, row, detail, advice, MUSTER_PARTNER_CENTER);
    }
  else
    {
      /* Translators: the name of a role; then %%s is the customer's name */
      detail = g_strdup_printf (_("The app does not have the role %s at %%s."), name);
      /* Translators: the name of a role; then %%s is the customer's name */
      advice = g_strdup_printf (_("An administrator of %%s opens the Entra admin centre, Roles & admins, %s, Add Assignments, searches the app by its name and adds it. The permission alone is not enough for Exchange."),
                                name);
      url = g_strconcat (making->cloud->entra_portal, "/", making->facts->tenant,
                         "/#view/Microsoft_AAD_IAM/RolesManagementMenuBlade/~/AllRoles", NULL);
      row->customer_acts = TRUE;
      muster_making_tell (making, row, detail, advice, url);
    }
}

/* Every enabled tool whose least role is @id: which of them does not work */
static void
add_role (MusterMaking     *making,
          const char *id)
{
  MusterReadinessFacts *facts = making->facts;
  const char *name = muster_microsoft365_role_name (id);
  gboolean exchange = g_strcmp0 (name, "Exchange Administrator") == 0;
  g_autoptr(GStrvBuilder) all = g_strv_builder_new ();
  g_autoptr(GStrvBuilder) off = g_strv_builder_new ();
  g_autofree char *row_id = exchange ? g_strdup ("exchange-role") : g_strconcat ("role:", id, NULL);
  /* Translators: %s is the name of a role, such as Helpdesk Administrator */
  g_autofree char *title = g_strdup_printf (_("Role %s"), name);
  g_auto(GStrv) blocked = NULL;
  MusterReadinessRow *row;
  gboolean known = facts->roles != NULL && !facts->in_no_group && facts->token_error == NULL;

  for (guint i = 0; i < making->tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (making->tools, i);

      if (g_strcmp0 (muster_readiness_role_of (tool), id) != 0 || (!facts->delegated && !muster_readiness_is_exchange (tool)))
        continue;
      g_strv_builder_add (all, muster_tool_get_id (tool));
      if (known && !muster_readiness_role_is_enough (tool, (const char * const *) facts->roles))
        g_strv_builder_add (off, muster_tool_get_id (tool));
    }
  row = muster_making_add_row (making, exchange ? MUSTER_READINESS_EXCHANGE_ROLE : MUSTER_READINESS_ROLE, row_id, title);
  muster_making_set_tools (row, g_strv_builder_end (all));
  blocked = g_strv_builder_end (off);
  if (blocked[0] != NULL)
    muster_making_block (row, blocked);
  else if (!known)
    row->state = MUSTER_READINESS_UNKNOWN;
  tell_role (making, row, name, id);
}

static void
add_groups (MusterMaking *making)
{
  MusterReadinessRow *row = muster_making_add_row (making, MUSTER_READINESS_ROLE, "role:groups", _("Your security groups"));

  muster_making_set_tools (row, g_strdupv (making->names));
  muster_making_block (row, making->names);
  muster_making_tell (making, row, _("You are in no security group that has a role at %s."),
                      _("Open Partner Center, choose Customers, then %s, then Admin relationships, then the relationship, then Security groups. Add a group with the roles below, and put yourself into that group in your own tenant (Entra admin centre, Groups). Then sign in again."),
                      MUSTER_PARTNER_CENTER);
}

static int
compare_role_names (gconstpointer a,
                    gconstpointer b)
{
  return strcmp (muster_microsoft365_role_name (*(char * const *) a), muster_microsoft365_role_name (*(char * const *) b));
}

static void
add_roles (MusterMaking *making)
{
  MusterReadinessFacts *facts = making->facts;
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();

  if (facts->delegated && facts->in_no_group)
    add_groups (making);
  for (guint i = 0; i < making->tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (making->tools, i);
      const char *id = muster_readiness_role_of (tool);

      if (id != NULL && !g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL)
          && (facts->delegated || muster_readiness_is_exchange (tool)))
        g_ptr_array_add (ids, (char *) id);
    }
  g_ptr_array_sort (ids, compare_role_names);
  for (guint i = 0; i < ids->len; i++)
    add_role (making, g_ptr_array_index (ids, i));
}

/* --- What the MSP accepted, and what the customer bought --- */

static void
add_opt_in (MusterMaking *making)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) tools = NULL;
  MusterReadinessRow *row;

  for (guint i = 0; i < making->tools->len; i++)
    if (muster_tool_is_unpublished (g_ptr_array_index (making->tools, i), NULL))
      g_strv_builder_add (builder, muster_tool_get_id (g_ptr_array_index (making->tools, i)));
  tools = g_strv_builder_end (builder);
  if (tools[0] == NULL)
    return;
  row = muster_making_add_row (making, MUSTER_READINESS_EXCHANGE_OPT_IN, "exchange-opt-in", _("Exchange Online actions"));
  muster_making_set_tools (row, g_strdupv (tools));
  if (making->facts->exchange_accepted)
    {
      muster_making_tell (making, row, _("You accepted that they use an interface which Microsoft has not published."), NULL, NULL);
      return;
    }
  muster_making_block (row, tools);
  muster_making_tell (making, row, _("They use an interface which Microsoft has not published, and nobody has accepted that yet."),
                      _("An administrator of Muster opens Connections, Microsoft 365, and switches on Exchange Online actions. Nothing has to be done at %s."),
                      NULL);
}

static void
add_licence (MusterMaking                     *making,
             const MusterLicenceFeature *feature,
             char                      **tools)
{
  MusterReadinessFacts *facts = making->facts;
  g_autofree char *id = g_strconcat ("licence:", feature->id, NULL);
  /* Translators: %s is a product, such as Microsoft Intune */
  g_autofree char *title = g_strdup_printf (_("Licence %s"), _(feature->title));
  g_autofree char *detail = NULL;
  g_autofree char *advice = NULL;
  g_autofree char *url = g_strconcat (making->cloud->admin_portal, "/AdminPortal/Home#/licenses", NULL);
  MusterReadinessRow *row = muster_making_add_row (making, MUSTER_READINESS_LICENCE, id, title);

  muster_making_set_tools (row, tools);
  if (facts->plans == NULL)
    {
      row->state = MUSTER_READINESS_UNKNOWN;
      muster_making_tell (making, row, _("Nobody can tell what %s has bought."), NULL, NULL);
      return;
    }
  if (muster_readiness_has_feature (feature, (const char * const *) facts->plans))
    return;
  muster_making_block (row, tools);
  row->customer_acts = TRUE;
  /* Translators: a product; then %%s is the customer's name */
  detail = g_strdup_printf (_("%%s has no licence with %s."), _(feature->title));
  /* Translators: names of licences */
  advice = g_strdup_printf (_("These tools work once the customer buys a licence that has it: %s. If they do not want it, nothing has to be done."),
                            _(feature->contained));
  muster_making_tell (making, row, detail, advice, url);
}

static void
add_licences (MusterMaking *making)
{
  g_autoptr(GPtrArray) seen = g_ptr_array_new ();

  for (guint i = 0; i < making->tools->len; i++)
    {
      const MusterLicenceFeature *feature = muster_readiness_licence_of (g_ptr_array_index (making->tools, i));
      g_autoptr(GStrvBuilder) builder = NULL;

      if (feature == NULL || g_ptr_array_find (seen, feature, NULL))
        continue;
      builder = g_strv_builder_new ();
      for (guint k = i; k < making->tools->len; k++)
        if (muster_readiness_licence_of (g_ptr_array_index (making->tools, k)) == feature)
          g_strv_builder_add (builder, muster_tool_get_id (g_ptr_array_index (making->tools, k)));
      g_ptr_array_add (seen, (gpointer) feature);
      add_licence (making, feature, g_strv_builder_end (builder));
    }
}

/* --- The whole --- */

static void
collect_tools (MusterMaking             *making,
               const char * const *tools)
{
  g_autoptr(GPtrArray) all = muster_catalog_list_tools (making->catalog, "microsoft365");
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  making->tools = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < all->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (all, i);

      if (muster_tool_get_engine (tool) || (tools != NULL && !g_strv_contains (tools, muster_tool_get_id (tool))))
        continue;
      g_ptr_array_add (making->tools, g_object_ref (tool));
      g_strv_builder_add (names, muster_tool_get_id (tool));
    }
  making->names = g_strv_builder_end (names);
}

/**
 * muster_readiness_new:
 * @tools: (nullable): full names of the tools that are enabled; %NULL: all of the catalog
 * @now: UTC microseconds, for what is about to expire
 *
 * Returns: (transfer full): what the tenant lacks
 */
MusterReadiness *
muster_readiness_new (MusterCatalog        *catalog,
                      MusterReadinessFacts *facts,
                      const char * const   *tools,
                      gint64                now)
{
  MusterReadiness *self = g_new0 (MusterReadiness, 1);
  MusterTokenVerdict token = muster_readiness_token_state (facts->token_aadsts, facts->token_error);
  MusterMaking making = { facts, muster_cloud_find (facts->cloud), catalog, NULL, NULL, now, NULL };

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  making.rows = self->rows;
  collect_tools (&making, tools);
  muster_making_add_relationship (&making, token);
  muster_making_add_consent (&making, token);
  add_permissions (&making);
  add_roles (&making);
  add_opt_in (&making);
  add_licences (&making);
  g_ptr_array_unref (making.tools);
  g_strfreev (making.names);
  return self;
}

void
muster_readiness_free (MusterReadiness *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self);
}

GPtrArray *
muster_readiness_get_rows (MusterReadiness *self)
{
  return self->rows;
}

MusterReadinessState
muster_readiness_get_state (MusterReadiness *self)
{
  MusterReadinessState worst = MUSTER_READINESS_OK;

  for (guint i = 0; i < self->rows->len; i++)
    {
      MusterReadinessRow *row = g_ptr_array_index (self->rows, i);

      if (row->tools[0] != NULL || row->state == MUSTER_READINESS_EXPIRING)
        worst = MAX (worst, row->state);
    }
  return worst;
}

guint
muster_readiness_count (MusterReadiness     *self,
                        MusterReadinessState state)
{
  guint n = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n += ((MusterReadinessRow *) g_ptr_array_index (self->rows, i))->state == state;
  return n;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

GPtrArray *
muster_readiness_list_blocked (MusterReadiness *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->rows->len; i++)
    {
      MusterReadinessRow *row = g_ptr_array_index (self->rows, i);

      for (gsize k = 0; row->blocks[k] != NULL; k++)
        if (!g_ptr_array_find_with_equal_func (list, row->blocks[k], g_str_equal, NULL))
          g_ptr_array_add (list, g_strdup (row->blocks[k]));
    }
  g_ptr_array_sort (list, compare_texts);
  return list;
}

char *
muster_readiness_summarize (MusterReadiness *self)
{
  g_autoptr(GPtrArray) blocked = muster_readiness_list_blocked (self);
  guint missing = muster_readiness_count (self, MUSTER_READINESS_MISSING);
  g_autofree char *things = NULL;
  g_autofree char *tools = NULL;

  if (missing > 0)
    things = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u thing is missing", "%u things are missing", missing), missing);
  if (missing > 0 && blocked->len > 0)
    {
      tools = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u tool is off", "%u tools are off", blocked->len), blocked->len);
      /* Translators: "3 things are missing" and "7 tools are off" */
      return g_strdup_printf (_("%s, %s"), things, tools);
    }
  if (missing > 0)
    return g_steal_pointer (&things);
  if (muster_readiness_count (self, MUSTER_READINESS_EXPIRING) > 0)
    return g_strdup (_("Everything works, but not for long"));
  if (muster_readiness_count (self, MUSTER_READINESS_UNKNOWN) > 0)
    return g_strdup (_("Nothing is known to be missing"));
  return g_strdup (_("Everything is ready"));
}

gboolean
muster_readiness_blocks (MusterReadiness *self,
                         const char      *tool,
                         char           **reason)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      MusterReadinessRow *row = g_ptr_array_index (self->rows, i);

      if (row->kind == MUSTER_READINESS_EXCHANGE_OPT_IN || !g_strv_contains ((const char * const *) row->blocks, tool))
        continue;
      if (reason != NULL)
        *reason = g_strdup (row->detail != NULL ? row->detail : row->title);
      return TRUE;
    }
  return FALSE;
}
