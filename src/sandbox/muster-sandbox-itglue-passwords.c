/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-itglue.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Passwords: a list never carries a secret. One entry does when show_password asks for it, and also
 * when nothing was said, unless the setting `showPasswordDefault` is false: the vendor's wrapper and
 * newer clients disagree. The key's Password Access is the setting `passwordAccess`. */

static JsonObject *
show_password (MusterCall *call,
               JsonObject *client,
               JsonObject *password)
{
  const char *updated = muster_jo_str (password, "updatedAt"), *category = muster_jo_str (password, "category");
  const char *url = muster_jo_str (password, "url");
  gint64 id = muster_jo_int (password, "id", 0);
  JsonObject *attributes = json_object_new ();

  muster_itglue_add_owner (call, attributes, client, "passwords", id);
  muster_jo_add (attributes, "restricted:b", muster_itglue_is_listed (call->world, "restrictedPasswords", id), "my-glue:b", FALSE,
                 "name:s", muster_jo_str (password, "name"), "autofill-selectors:S", NULL, "username:S", muster_jo_str (password, "username"),
                 "url:S", url != NULL && *url != '\0' ? url : NULL, "notes:S", muster_jo_str (password, "notes"),
                 "updated-by:S", NULL, "updated-by-type:s", "User", "resource-id:S", NULL, "resource-type:S", NULL,
                 "cached-resource-type-name:S", NULL, "cached-resource-name:S", NULL,
                 "password-category-name:S", category, "otp-enabled:b", muster_jo_has (password, "otpSecret"),
                 "password-folder-id:S", NULL, "parent-url:S", NULL,
                 "archived:b", muster_jo_bool (password, "archived", FALSE), NULL);
  muster_itglue_add_id (attributes, "password-category-id", muster_itglue_name_id (call->world, "passwords", "category", category));
  muster_itglue_add_id (attributes, "vault-id", muster_itglue_is_listed (call->world, "vaultPasswords", id) ? 1 : 0);
  muster_itglue_add_time (attributes, "password-updated-at", updated);
  muster_itglue_add_time (attributes, "created-at", updated);
  muster_itglue_add_time (attributes, "updated-at", updated);
  return muster_itglue_resource ("passwords", id, attributes);
}

/* "denied": nothing of them; "none": no secret, said with 403; "hidden": no secret, without a word */
static gboolean
has_access (MusterCall *call,
            const char *kind)
{
  return g_str_equal (muster_itglue_setting (call->world, "passwordAccess", "full"), kind);
}

void
muster_itglue_get_passwords (MusterCall *call)
{
  if (has_access (call, "denied"))
    muster_itglue_fail (call, 403, NULL);
  else
    muster_itglue_reply_list (call, muster_itglue_collect (call, NULL, "passwords", show_password),
                              "id name organization_id password_category_id url cached_resource_name archived");
}

static gboolean
is_to_be_shown (MusterCall *call)
{
  const char *asked = muster_call_query (call, "show_password");

  if (asked != NULL)
    return g_str_equal (asked, "true");
  return muster_jo_bool (muster_itglue_settings (call->world), "showPasswordDefault", TRUE);
}

static void
reply_password (MusterCall *call,
                gint64      organization,
                gint64      id)
{
  JsonObject *client, *password = muster_itglue_find (call, "passwords", id, &client), *row;
  const char *asked = muster_call_query (call, "show_password");
  gboolean shown = is_to_be_shown (call), vault = muster_itglue_is_listed (call->world, "vaultPasswords", id);

  if (has_access (call, "denied") || (shown && has_access (call, "none")))
    {
      muster_itglue_fail (call, 403, NULL);
      return;
    }
  if (password == NULL || (organization != 0 && organization != muster_itglue_organization (call->world, client)))
    {
      muster_itglue_fail (call, 404, NULL);
      return;
    }
  if (asked != NULL && !g_str_equal (asked, "true") && !g_str_equal (asked, "false"))
    {
      muster_itglue_fail (call, 400, "show_password must be true or false");
      return;
    }
  row = show_password (call, client, password);
  if (shown && !vault && !has_access (call, "hidden"))
    muster_jo_add (muster_jo_obj (row, "attributes"), "password:S", muster_jo_str (password, "password"), NULL);
  muster_itglue_reply_one (call, 200, row);
}

void
muster_itglue_get_password (MusterCall *call)
{
  reply_password (call, 0, muster_call_param_number (call, 0));
}

void
muster_itglue_get_own_password (MusterCall *call)
{
  reply_password (call, muster_call_param_number (call, 0), muster_call_param_number (call, 1));
}

/* The answer carries the secret only when show_password=true was said */
void
muster_itglue_post_password (MusterCall *call)
{
  JsonObject *attributes, *client, *password, *row;
  g_autofree char *now = muster_world_now_text (call->world);

  if (!muster_itglue_find_owner (call, muster_call_param_number (call, 0), &client))
    return;
  attributes = muster_itglue_attributes (call, "passwords");
  if (attributes == NULL)
    return;
  if (has_access (call, "denied") || has_access (call, "none"))
    muster_itglue_fail (call, 403, NULL);
  else if (muster_itglue_given_text (attributes, "name") == NULL || muster_itglue_given_text (attributes, "password") == NULL)
    muster_itglue_fail (call, 422, "Name and password can't be blank");
  else
    {
      password = muster_jo_new ("id:i", muster_world_next_id (call->world, "doc"), "name:s", muster_itglue_given_text (attributes, "name"),
                                "username:s", muster_itglue_given_text (attributes, "username"),
                                "password:s", muster_itglue_given_text (attributes, "password"),
                                "url:s", muster_itglue_given_text (attributes, "url"),
                                "notes:s", muster_itglue_given_text (attributes, "notes"), "updatedAt:s", now, NULL);
      json_array_add_object_element (muster_hudu_list (call->world, client, "passwords"), password);
      call->changed = TRUE;
      row = show_password (call, client, password);
      if (g_strcmp0 (muster_call_query (call, "show_password"), "true") == 0)
        muster_jo_add (muster_jo_obj (row, "attributes"), "password:S", muster_jo_str (password, "password"), NULL);
      muster_itglue_reply_one (call, 201, row);
    }
}
