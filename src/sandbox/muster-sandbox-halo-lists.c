/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <string.h>

#include "muster-sandbox-cw.h"
#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* The lists that a ticket points to. The world's boards are teams here, a board's statuses and types
 * are those that its ticket types allow, and there is an agent 1 who is nobody. */

static const MusterHaloOutcome outcomes[] = {
  { 31, "Private Note",     FALSE, 0,  FALSE, TRUE,  TRUE,  0  },
  { 32, "Email User",       FALSE, 0,  TRUE,  FALSE, FALSE, 0  },
  { 33, "Update",           FALSE, 0,  FALSE, FALSE, FALSE, 0  },
  { 34, "Close Ticket",     FALSE, 0,  TRUE,  FALSE, FALSE, 20 },
  { 35, "Quick Time",       FALSE, 0,  FALSE, TRUE,  TRUE,  0  },
  { 36, "Old Private Note", TRUE,  0,  FALSE, TRUE,  TRUE,  0  },
  { 41, "Opened",           FALSE, 1,  FALSE, TRUE,  FALSE, 0  },
  { 42, "User Updated",     FALSE, 2,  FALSE, TRUE,  FALSE, 0  },
  { 43, "System",           FALSE, 3,  FALSE, TRUE,  TRUE,  0  },
};

/**
 * muster_halo_outcome:
 * @id: an outcome's id, or -1
 * @name: (nullable): an outcome's name, used when there is no id
 *
 * Returns: (nullable): the outcome
 */
const MusterHaloOutcome *
muster_halo_outcome (gint64      id,
                     const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if (id != -1 ? outcomes[i].id == id : name != NULL && g_ascii_strcasecmp (outcomes[i].outcome, name) == 0)
      return &outcomes[i];
  return NULL;
}

void
muster_halo_get_outcomes (MusterCall *call)
{
  gboolean hidden, system;
  JsonArray *rows;

  if (!muster_halo_bool (call, "showhidden", FALSE, &hidden)
      || !muster_halo_bool (call, "showsystemactions", FALSE, &system))
    return;
  rows = json_array_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      const MusterHaloOutcome *o = &outcomes[i];
      g_autofree char *guid = muster_world_guid (call->world, o->outcome);

      if ((o->hidden && !hidden) || (o->system != 0 && !system))
        continue;
      json_array_add_object_element (rows, muster_jo_new ("id:i", o->id, "guid:s", guid, "outcome:s", o->outcome,
                                                          "buttonname:s", o->outcome,
                                                          "labellong:s", o->outcome, "hidden:b", o->hidden,
                                                          "systemid:d", o->system,
                                                          "sendemail:d", o->mails ? 1 : 0,
                                                          "hidesendemail:b", o->cannot_mail,
                                                          "hidefromuser:b", o->hides, "default_private_note:s", "",
                                                          "newstatus:i", o->new_status, NULL));
    }
  muster_halo_reply_rows (call, rows, "outcomes");
}

static JsonObject *
agent_row (MusterCall *call,
           JsonObject *member)
{
  g_auto(GStrv) names = g_strsplit (muster_jo_str (member, "name"), " ", 2);
  JsonArray *boards = muster_jo_arr (muster_world_get_root (call->world), "boards"), *teams = json_array_new ();

  for (guint i = 0; i < muster_ja_length (boards); i++)
    {
      JsonObject *board = muster_ja_obj (boards, i);

      json_array_add_object_element (teams, muster_jo_new ("team_id:i", muster_jo_int (board, "id", 0),
                                                           "name:s", muster_jo_str (board, "name"), NULL));
    }
  return muster_jo_new ("id:i", muster_jo_int (member, "id", 0), "name:s", muster_jo_str (member, "name"),
                        "team:s", muster_jo_str (muster_ja_obj (boards, 0), "name"),
                        "isdisabled:b", !muster_jo_bool (member, "active", TRUE),
                        "email:s", muster_jo_str (member, "email"),
                        "initials:s", muster_jo_str (member, "initials"), "firstname:s", names[0],
                        "surname:s", names[1] != NULL ? names[1] : "", "sms:s", "",
                        "isapiagent:b", muster_jo_bool (member, "apiOnly", FALSE),
                        "is_admin:b", g_strcmp0 (muster_jo_str (member, "role"), "admin") == 0, "teams:a", teams, NULL);
}

void
muster_halo_get_me (MusterCall *call)
{
  JsonObject *member = muster_world_member (call->world, muster_halo_agent_id (call));

  if (muster_halo_setting_bool (call->world, "noAgentMe"))
    muster_halopsa_fail (call, 404, "Not found");
  else
    muster_call_reply_object (call, 200, agent_row (call, member));
}

static JsonObject *
nobody (MusterCall *call)
{
  return muster_jo_new ("id:d", MUSTER_HALO_UNASSIGNED, "name:s", "Unassigned", "isdisabled:b", FALSE, "email:s", "",
                        "initials:s", "UN",
                        "isapiagent:b", FALSE, "is_admin:b", FALSE, "teams:a", json_array_new (), NULL);
}

void
muster_halo_get_agents (MusterCall *call)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (call->world), "members"), *rows;
  const char *search = muster_call_query (call, "search");
  gboolean api, disabled, enabled, unassigned;

  if (!muster_halo_bool (call, "includeapiagents", FALSE, &api)
      || !muster_halo_bool (call, "includedisabled", FALSE, &disabled)
      || !muster_halo_bool (call, "includeenabled", TRUE, &enabled)
      || !muster_halo_bool (call, "includeunassigned", TRUE, &unassigned))
    return;
  rows = json_array_new ();
  if (unassigned && search == NULL)
    json_array_add_object_element (rows, nobody (call));
  for (guint i = 0; i < muster_ja_length (members); i++)
    {
      JsonObject *member = muster_ja_obj (members, i);
      gboolean active = muster_jo_bool (member, "active", TRUE);

      if ((muster_jo_bool (member, "apiOnly", FALSE) && !api) || (active ? !enabled : !disabled))
        continue;
      if (search == NULL || muster_halo_found (search, muster_jo_str (member, "name"))
          || muster_halo_found (search, muster_jo_str (member, "email")))
        json_array_add_object_element (rows, agent_row (call, member));
    }
  muster_halo_reply_rows (call, rows, "agents");
}

void
muster_halo_get_agent (MusterCall *call)
{
  gint64 id = muster_call_param_number (call, 0);
  JsonObject *member = muster_world_member (call->world, id);

  if (id == MUSTER_HALO_UNASSIGNED)
    muster_call_reply_object (call, 200, nobody (call));
  else if (member == NULL)
    muster_halopsa_fail (call, 404, "Not found");
  else
    muster_call_reply_object (call, 200, agent_row (call, member));
}

void
muster_halo_get_teams (MusterCall *call)
{
  JsonArray *boards = muster_jo_arr (muster_world_get_root (call->world), "boards"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (boards); i++)
    {
      const char *name = muster_jo_str (muster_ja_obj (boards, i), "name");
      g_autofree char *guid = muster_world_guid (call->world, name);

      json_array_add_object_element (rows, muster_jo_new ("id:i", muster_jo_int (muster_ja_obj (boards, i), "id", 0),
                                                          "guid:s", guid,
                                                          "name:s", name, "sequence:d", (int) i + 1,
                                                          "forrequests:b", TRUE,
                                                          "inactive:b", FALSE, NULL));
    }
  muster_halo_reply_rows (call, rows, "teams");
}

/**
 * muster_halo_type_name:
 * @world: the world
 * @id: a ticket type's id
 * @board: (out) (optional): the board that has it
 *
 * Returns: (transfer full) (nullable): its name
 */
char *
muster_halo_type_name (MusterWorld *world,
                       gint64       id,
                       JsonObject **board)
{
  JsonArray *boards = muster_jo_arr (muster_world_get_root (world), "boards");

  for (guint i = 0; i < muster_ja_length (boards); i++)
    {
      JsonArray *types = muster_jo_arr (muster_ja_obj (boards, i), "types");

      for (guint j = 0; j < muster_ja_length (types); j++)
        if (muster_cw_type_id (muster_ja_obj (boards, i), muster_ja_str (types, j)) == id)
          {
            if (board != NULL)
              *board = muster_ja_obj (boards, i);
            return g_strdup (muster_ja_str (types, j));
          }
    }
  return NULL;
}

static void
add_statuses (MusterCall *call,
              JsonArray  *rows,
              JsonObject *board,
              gboolean    open_only)
{
  JsonArray *statuses = muster_jo_arr (board, "statuses");

  for (guint i = 0; i < muster_ja_length (statuses); i++)
    {
      JsonObject *status = muster_ja_obj (statuses, i);
      gboolean closed = muster_jo_bool (status, "closed", FALSE);
      g_autofree char *purpose = g_strdup_printf ("status-%" G_GINT64_FORMAT, muster_jo_int (status, "id", 0));
      g_autofree char *guid = muster_world_guid (call->world, purpose);

      if (!closed || !open_only)
        json_array_add_object_element (rows, muster_jo_new ("id:i", muster_jo_int (status, "id", 0), "guid:s", guid,
                                                            "name:s", muster_jo_str (status, "name"),
                                                            "shortname:s", muster_jo_str (status, "name"), "type:d", 0,
                                                            "sequence:d", (int) json_array_get_length (rows) + 1,
                                                            "colour:s", closed ? "#ff6600" : "#3da64f",
                                                            "showonquickchange:b", TRUE, NULL));
    }
}

void
muster_halo_get_statuses (MusterCall *call)
{
  JsonArray *boards = muster_jo_arr (muster_world_get_root (call->world), "boards"), *rows;
  JsonObject *only = NULL;
  gboolean open_only;
  gint64 type, ticket;

  if (!muster_halo_bool (call, "excludeclosed", FALSE, &open_only)
      || !muster_halo_int (call, "tickettype_id", -1, &type)
      || !muster_halo_int (call, "ticket_id", -1, &ticket))
    return;
  if (type != -1)
    g_free (muster_halo_type_name (call->world, type, &only));
  else if (ticket != -1)
    only = muster_world_board (call->world, muster_jo_int (muster_world_ticket (call->world, ticket), "boardId", -1));
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (boards); i++)
    if (only == NULL || only == muster_ja_obj (boards, i))
      add_statuses (call, rows, muster_ja_obj (boards, i), open_only);
  muster_halo_reply_rows (call, rows, "statuses");
}

static JsonObject *
priority_row (MusterCall *call,
              gint64      sla,
              gint64      number,
              const char *name)
{
  g_autofree char *purpose = g_strdup_printf ("priority-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, sla, number);
  g_autofree char *guid = muster_world_guid (call->world, purpose);

  return muster_jo_new ("id:s", guid, "slaid:i", sla, "priorityid:i", number, "name:s", name, "ishidden:b", FALSE,
                        "colour:s", "#c4002b", NULL);
}

/* Two agreements, whose priorities have the same numbers and other names. */
void
muster_halo_get_priorities (MusterCall *call)
{
  static const char *const others[] = { "P1 Emergency", "P2 Same Day", "P3 Next Day", "P4 Planned" };
  JsonArray *priorities = muster_jo_arr (muster_world_get_root (call->world), "priorities"), *rows;
  gint64 sla;

  if (!muster_halo_int (call, "slaid", -1, &sla))
    return;
  rows = json_array_new ();
  for (guint i = 0; sla != 2 && i < muster_ja_length (priorities); i++)
    json_array_add_object_element (rows, priority_row (call, MUSTER_HALO_SLA,
                                                       muster_jo_int (muster_ja_obj (priorities, i), "id", 0),
                                                       muster_jo_str (muster_ja_obj (priorities, i), "name")));
  for (guint i = 0; sla != MUSTER_HALO_SLA && i < G_N_ELEMENTS (others); i++)
    json_array_add_object_element (rows, priority_row (call, 2, i + 1, others[i]));
  muster_halo_reply_rows (call, rows, "priorities");
}

void
muster_halo_get_types (MusterCall *call)
{
  JsonArray *boards = muster_jo_arr (muster_world_get_root (call->world), "boards"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (boards); i++)
    {
      JsonObject *board = muster_ja_obj (boards, i);
      JsonArray *types = muster_jo_arr (board, "types");

      for (guint j = 0; j < muster_ja_length (types); j++)
        {
          const char *name = muster_ja_str (types, j);
          g_autofree char *guid = muster_world_guid (call->world, name);

          json_array_add_object_element (rows, muster_jo_new ("id:i", muster_cw_type_id (board, name), "guid:s", guid,
                                                              "name:s", name, "use:s", "ticket",
                                                              "sequence:d", (int) json_array_get_length (rows) + 1,
                                                              "default_team:s", muster_jo_str (board, "name"),
                                                              "default_sla:d", MUSTER_HALO_SLA,
                                                              "visible:b", TRUE, NULL));
        }
    }
  muster_halo_reply_rows (call, rows, "tickettypes");
}
