/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Passwords, in clear text in lists as well, as the vendor sends them, and procedures. */

static JsonObject *
show_password (MusterCall *call,
               JsonObject *client,
               JsonObject *password)
{
  const char *name = muster_jo_str (password, "name"), *updated = muster_jo_str (password, "updatedAt");
  gint64 id = muster_jo_int (password, "id", 0);
  g_autofree char *slug = muster_hudu_slug (name, id);
  g_autofree char *url = g_strdup_printf ("/passwords/%s", slug);
  JsonObject *row = muster_jo_new ("id:i", id, NULL);

  if (client != NULL)
    json_object_set_int_member (row, "company_id", muster_jo_int (client, "huduCompanyId", 0));
  else
    json_object_set_null_member (row, "company_id");
  muster_jo_add (row, "passwordable_id:S", NULL, "passwordable_type:S", NULL, "name:s", name,
                 "username:S", muster_jo_str (password, "username"), "slug:s", slug, "description:S", muster_jo_str (password, "notes"),
                 "password:S", muster_jo_str (password, "password"), "otp_secret:S", muster_jo_str (password, "otpSecret"),
                 "password_type:S", muster_jo_str (password, "category"), "url:s", url, "login_url:S", muster_jo_str (password, "url"),
                 "password_folder_id:S", NULL, "password_folder_name:S", NULL, "created_at:S", updated, "updated_at:S", updated, NULL);
  return row;
}

void
muster_hudu_get_passwords (MusterCall *call)
{
  muster_hudu_reply_page (call, "asset_passwords", muster_hudu_collect (call, "passwords", show_password), TRUE);
}

void
muster_hudu_get_password (MusterCall *call)
{
  JsonObject *client, *password = muster_hudu_find (call, "passwords", muster_call_param_number (call, 0), &client);

  if (password != NULL)
    muster_hudu_reply_one (call, 200, "asset_password", show_password (call, client, password));
}

static void
take_password (JsonObject *password,
               JsonObject *wanted)
{
  static const struct {
    const char *theirs;
    const char *ours;
  } members[] = {
    { "name", "name" }, { "username", "username" }, { "password", "password" }, { "otp_secret", "otpSecret" }, { "url", "url" },
    { "description", "notes" }, { "password_type", "category" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (muster_jo_str (wanted, members[i].theirs) != NULL)
      json_object_set_string_member (password, members[i].ours, muster_jo_str (wanted, members[i].theirs));
}

static void
reply_changed (MusterCall *call,
               guint       status,
               JsonObject *client,
               JsonObject *password)
{
  g_autofree char *now = muster_world_now_text (call->world);

  json_object_set_string_member (password, "updatedAt", now);
  call->changed = TRUE;
  muster_hudu_reply_one (call, status, "asset_password", show_password (call, client, password));
}

/* In a body the login address is `url`; in answers it is `login_url`, and `url` the page in Hudu */
void
muster_hudu_post_password (MusterCall *call)
{
  JsonObject *wanted = muster_jo_obj (muster_call_object (call), "asset_password"), *password;
  JsonObject *client = muster_hudu_client (call->world, muster_jo_int (wanted, "company_id", -1));

  if (muster_jo_str (wanted, "name") == NULL || muster_jo_str (wanted, "password") == NULL)
    muster_hudu_fail (call, 422, "Name and password can't be blank");
  else if (client == NULL)
    muster_hudu_fail (call, 404, "Not found");
  else
    {
      password = muster_jo_new ("id:i", muster_world_next_id (call->world, "doc"), NULL);
      take_password (password, wanted);
      json_array_add_object_element (muster_hudu_list (call->world, client, "passwords"), password);
      reply_changed (call, 201, client, password);
    }
}

void
muster_hudu_put_password (MusterCall *call)
{
  JsonObject *client, *password = muster_hudu_find (call, "passwords", muster_call_param_number (call, 0), &client);
  JsonObject *wanted = muster_jo_obj (muster_call_object (call), "asset_password");

  if (password == NULL)
    return;
  if (wanted == NULL)
    {
      muster_hudu_fail (call, 422, "asset_password is missing");
      return;
    }
  take_password (password, wanted);
  reply_changed (call, 200, client, password);
}

static JsonObject *
show_procedure (MusterCall *call,
                JsonObject *client,
                JsonObject *procedure)
{
  const char *name = muster_jo_str (procedure, "name"), *now = muster_jo_str (muster_world_get_root (call->world), "now");
  gint64 id = muster_jo_int (procedure, "id", 0);
  JsonArray *steps = muster_jo_arr (procedure, "steps"), *tasks = json_array_new ();
  g_autofree char *slug = muster_hudu_slug (name, id);
  g_autofree char *url = g_strdup_printf ("/procedures/%s", slug);
  JsonObject *row = muster_jo_new ("id:i", id, "slug:s", slug, "name:s", name, NULL);

  for (guint i = 0; i < muster_ja_length (steps); i++)
    json_array_add_object_element (tasks, muster_jo_new ("id:i", id * 100 + i + 1, "name:s", muster_jo_str (muster_ja_obj (steps, i), "text"),
                                                         "description:S", NULL, "position:d", (int) i + 1, "completed:b", FALSE, NULL));
  if (client != NULL)
    json_object_set_int_member (row, "company_id", muster_jo_int (client, "huduCompanyId", 0));
  else
    json_object_set_null_member (row, "company_id");
  muster_jo_add (row, "company_name:S", muster_jo_str (client, "name"), "description:S", NULL, "total:d", (int) muster_ja_length (steps),
                 "completed:d", 0, "completion_percentage:s", "0", "url:s", url, "object_type:s", "Procedure", "run:b", FALSE,
                 "process_type:s", client != NULL ? "company" : "global", "created_at:s", now, "updated_at:s", now,
                 "procedure_tasks_attributes:a", tasks, NULL);
  return row;
}

void
muster_hudu_get_procedures (MusterCall *call)
{
  muster_hudu_reply_page (call, "procedures", muster_hudu_collect (call, "procedures", show_procedure), TRUE);
}

void
muster_hudu_get_procedure (MusterCall *call)
{
  JsonObject *client, *procedure = muster_hudu_find (call, "procedures", muster_call_param_number (call, 0), &client);

  if (procedure != NULL)
    muster_hudu_reply_one (call, 200, "procedure", show_procedure (call, client, procedure));
}
