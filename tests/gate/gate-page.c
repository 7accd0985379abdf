/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A gate in front of a vendor that is one page of documentation: what the tests of Execute mode share */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "gate-page.h"
#include "muster-error.h"
#include "muster-store-fixture.h"

/* The page at the third reading after a lost change: two looks, then what the next attempt reads before it acts */
static void
come_through (GatePage *f)
{
  if (!f->is_late || f->lose || ++f->gets < 3)
    return;
  g_free (f->content);
  f->content = g_strdup ("New words");
  g_free (f->changed);
  f->changed = g_strdup (GATE_PAGE_EDITED);
}

static void
article_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  GatePage *f = user_data;
  g_autofree char *text = NULL;

  if (g_str_equal (soup_server_message_get_method (message), "PUT") && f->lose)
    {
      f->lose = FALSE;
      if (!f->is_late)
        {
          g_free (f->changed);
          f->changed = g_strdup (GATE_PAGE_EDITED);
        }
      f->puts++;
      soup_server_message_set_status (message, 503, NULL);
      return;
    }
  come_through (f);
  if (f->missing)
    {
      soup_server_message_set_status (message, 404, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{\"error\":\"Not Found\"}", 21);
      return;
    }
  if (g_str_equal (soup_server_message_get_method (message), "PUT"))
    {
      f->puts++;
      g_free (f->content);
      f->content = g_strdup ("New words");
    }
  text = g_strdup_printf ("{\"article\":{\"id\":7,\"name\":\"VPN\",\"company_id\":9,\"content\":\"%s\",\"updated_at\":\"%s\"}}", f->content,
                          f->changed);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

MusterPolicy
gate_page_all_auto (const char   *tool,
                    MusterPolicy  fallback,
                    gpointer      user_data)
{
  return MUSTER_POLICY_AUTO;
}

MusterRunCap *
gate_page_new_cap (gint64 revision)
{
  const char *ids[] = { "C1", "HU", NULL };
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, "250", "9");
  MusterRunCap *cap = muster_cap_new_run ("R1", "K1", MUSTER_MODE_EXECUTE, revision, scope, ids);

  muster_cap_set_ticket (cap, "1001");
  muster_cap_add_resolved (cap, "article:7");
  muster_cap_set_fresh (cap, FALSE);
  return cap;
}

static void
start_vendor (GatePage *f)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *settings = NULL;
  GSList *uris;

  f->server = soup_server_new (NULL, NULL);
  f->content = g_strdup ("Old words");
  f->changed = g_strdup (GATE_PAGE_CHANGED);
  soup_server_add_handler (f->server, NULL, article_cb, f, NULL);
  g_assert_true (soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (f->server);
  settings = g_strdup_printf ("{\"url\":\"http://127.0.0.1:%d\"}", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  f->docs = fixture_connection ("HU");
  muster_connection_set_integration (f->docs, "hudu");
  muster_connection_set_settings (f->docs, settings);
  muster_connection_set_settle_ms (f->docs, 5);
  muster_connection_set_look_gap_ms (f->docs, 5);
  MUST (f->store, save_connection, f->docs);
}

void
gate_page_set_up (GatePage      *f,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterSecret) key = muster_secret_new ("a key of this installation");

  f->dir = muster_test_dir ();
  f->store = fixture_open_or_die (f->dir);
  fixture_fill (f->store);
  fixture_set_mode (f->store, "K1", MUSTER_MODE_EXECUTE);
  f->clock = muster_clock_new_system ();
  f->egress = muster_egress_new ();
  f->transport = muster_transport_new (f->clock, f->egress);
  f->catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
  start_vendor (f);
  f->psa = fixture_connection ("C1");
  f->gate = muster_gate_new (f->catalog, f->store, f->transport, f->clock, f->egress);
  muster_gate_add_connection (f->gate, f->psa, NULL);
  muster_gate_add_connection (f->gate, f->docs, NULL);
  muster_transport_set_limits (f->transport, "HU", 1000, 8);
  muster_gate_set_app_key (f->gate, key);
  g_assert_true (muster_secret_equal (muster_gate_get_app_key (f->gate), key));
  f->cap = gate_page_new_cap (1);
}

void
gate_page_tear_down (GatePage      *f,
                     gconstpointer  data)
{
  g_clear_object (&f->gate);
  g_clear_object (&f->cap);
  g_clear_object (&f->psa);
  g_clear_object (&f->docs);
  g_clear_object (&f->catalog);
  g_clear_object (&f->transport);
  g_clear_object (&f->egress);
  g_clear_object (&f->clock);
  g_clear_object (&f->server);
  fixture_close (f->store);
  muster_test_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->content);
  g_free (f->changed);
}

MusterEffect *
gate_page_new_effect (GatePage   *f,
                      int         step,
                      const char *approval_id)
{
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(GError) error = NULL;
  MusterEffect *effect;

  json_object_set_string_member (args, "content", "New words");
  effect = muster_gate_new_effect (f->gate, f->cap, "hudu:update-article", step, "article:7", args, &error);
  g_assert_no_error (error);
  muster_effect_set_approval_id (effect, approval_id);
  return effect;
}

/* -1: it was carried out; else the code of what went wrong */
int
gate_page_dispatch (GatePage          *f,
                    MusterEffect      *effect,
                    MusterEffectState *state)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_gate_dispatch_async (f->gate, f->cap, muster_effect_get_id (effect), NULL, muster_test_wait_cb, &wait);
  if (muster_gate_dispatch_finish (f->gate, muster_test_wait (&wait), state, NULL, &error))
    return -1;
  g_test_message ("%s", error->message);
  g_assert_cmpuint (error->domain, ==, MUSTER_ERROR);
  return error->code;
}
