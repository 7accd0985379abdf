/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <adwaita.h>

#include "muster-advice-row.h"
#include "muster-connect-form.h"
#include "muster-copy-button.h"
#include "muster-device-code.h"
#include "muster-readiness-rows.h"
#include "muster-resources.h"
#include "muster-test.h"
#include "muster-ui-resources.h"

typedef struct
{
  char          *dir;
  MusterContext *context;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterContextOptions options = { .keyring = "memory" };
  g_autoptr(GError) error = NULL;

  fixture->dir = muster_test_dir ();
  options.data_dir = fixture->dir;
  fixture->context = muster_context_new (&options);
  muster_context_open_async (fixture->context, NULL, muster_test_wait_cb, &wait);
  muster_context_open_finish (fixture->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_context_close_async (fixture->context, muster_test_wait_cb, &wait);
  muster_context_close_finish (fixture->context, muster_test_wait (&wait), NULL);
  g_object_unref (fixture->context);
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

/* The first descendant that is a label or button with that text */
static GtkWidget *
find_text (GtkWidget  *widget,
           const char *text)
{
  if (GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return widget;
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_text (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_after_steps (gpointer data)
{
  return find_text (data, "3. Accept Them") != NULL;
}

static gboolean
has_certificate (gpointer data)
{
  const char *pem = muster_connect_form_get_value (data, "certificate");

  return pem != NULL && g_str_has_prefix (pem, "-----BEGIN CERTIFICATE-----");
}

/* The form asks for what the way to sign in needs, the guide follows, and one click makes a certificate. */
static void
test_form (Fixture       *fixture,
           gconstpointer  data)
{
  MusterIntegration *integration = muster_catalog_get_integration (muster_context_get_catalog (fixture->context),
                                                                   "microsoft365");
  GtkWidget *widget = g_object_ref_sink (muster_connect_form_new (fixture->context, integration, NULL));
  MusterConnectForm *form = MUSTER_CONNECT_FORM (widget);
  GtkWidget *button;

  muster_test_until (has_after_steps, form);
  g_assert_false (muster_connect_form_get_needs_browser (form));
  muster_connect_form_set_value (form, "method", "person");
  g_assert_true (muster_connect_form_get_needs_browser (form));
  g_assert_nonnull (find_text (widget, "Use a Code Instead"));

  muster_connect_form_set_value (form, "method", "certificate");
  muster_connect_form_set_value (form, "tenantId", "36add4ca-fee0-467a-95cf-5c88d3977ee9");
  muster_connect_form_set_value (form, "clientId", "36add4ca-fee0-467a-95cf-5c88d3977ee9");
  g_assert_false (muster_connect_form_get_complete (form));
  button = find_text (widget, "Create a Certificate");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  muster_test_until (has_certificate, form);
  g_assert_true (muster_connect_form_get_complete (form));
  g_assert_nonnull (find_text (widget, "Save the Certificate…"));
  g_assert_true (g_str_has_prefix (muster_connect_form_get_value (form, "certificateKey"), "-----BEGIN "));
  g_object_unref (widget);
}

static void
test_device_code (void)
{
  GtkWidget *widget = g_object_ref_sink (muster_device_code_new ());

  g_assert_false (gtk_widget_get_visible (widget));
  muster_device_code_show (MUSTER_DEVICE_CODE (widget), "ABCD-EFGH", "https://login.example/device", 900);
  g_assert_true (gtk_widget_get_visible (widget));
  g_assert_nonnull (find_text (widget, "ABCD-EFGH"));
  g_assert_nonnull (find_text (widget, "https://login.example/device"));
  g_assert_nonnull (find_text (widget, "The code is good for 15:00."));
  muster_device_code_show (MUSTER_DEVICE_CODE (widget), "ABCD-EFGH", "https://login.example/device", 0);
  g_assert_nonnull (find_text (widget, "The code has expired. Stop, and sign in again for a new one."));
  muster_device_code_clear (MUSTER_DEVICE_CODE (widget));
  g_assert_false (gtk_widget_get_visible (widget));
  g_assert_null (find_text (widget, "ABCD-EFGH"));
  g_object_unref (widget);
}

static MusterReadinessItem *
add_item (GListStore           *items,
          const char           *id,
          MusterReadinessKind   kind,
          MusterReadinessState  state,
          const char           *blocked)
{
  g_autoptr(MusterReadinessItem) item = muster_readiness_item_new ();
  g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func (g_free);

  if (blocked != NULL)
    g_ptr_array_add (blocks, g_strdup (blocked));
  muster_readiness_item_set_id (item, id);
  muster_readiness_item_set_title (item, id);
  muster_readiness_item_set_detail (item, "<b>not markup</b>");
  muster_readiness_item_set_kind (item, kind);
  muster_readiness_item_set_state (item, state);
  muster_readiness_item_set_blocks (item, blocks);
  g_list_store_append (items, item);
  return item;
}

/* Permissions are one step; each tool that is off is named once; what comes from outside is never markup. */
static void
test_readiness_rows (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GListStore) items = g_list_store_new (MUSTER_TYPE_READINESS_ITEM);
  MusterReadinessItem *role;
  GtkWidget *row;

  add_item (items, "permission:A", MUSTER_READINESS_PERMISSION, MUSTER_READINESS_MISSING, "microsoft365:list-users");
  add_item (items, "permission:B", MUSTER_READINESS_PERMISSION, MUSTER_READINESS_MISSING, "microsoft365:list-users");
  role = add_item (items, "role", MUSTER_READINESS_ROLE, MUSTER_READINESS_MISSING, "x:unknown");
  add_item (items, "fine", MUSTER_READINESS_CONSENT, MUSTER_READINESS_OK, NULL);
  g_assert_cmpuint (muster_readiness_rows_count (G_LIST_MODEL (items), MUSTER_READINESS_MISSING,
                                                 MUSTER_READINESS_PERMISSION), ==, 2);

  row = g_object_ref_sink (muster_readiness_rows_permissions (fixture->context, G_LIST_MODEL (items), 2));
  g_assert_nonnull (find_text (row, "2 permissions"));
  g_assert_nonnull (find_text (row, "A\nB"));
  g_object_unref (row);
  row = g_object_ref_sink (muster_readiness_rows_step (fixture->context, role));
  g_assert_nonnull (find_text (row, "<b>not markup</b>"));
  g_assert_nonnull (find_text (row, "Off until then: x:unknown"));
  g_object_unref (row);

  /* Many are folded away */
  for (guint i = 0; i < 9; i++)
    g_ptr_array_add (muster_readiness_item_get_blocks (role), g_strdup_printf ("x:unknown-%u", i));
  row = g_object_ref_sink (muster_readiness_rows_step (fixture->context, role));
  g_assert_nonnull (find_text (row, "10 tools are off until then"));
  g_object_unref (row);
  g_ptr_array_set_size (muster_readiness_item_get_blocks (role), 1);
  row = g_object_ref_sink (muster_readiness_rows_tools_off (fixture->context, G_LIST_MODEL (items)));
  g_assert_nonnull (find_text (row, "2 tools are off"));
  g_object_unref (row);
  row = g_object_ref_sink (muster_readiness_rows_of_state (G_LIST_MODEL (items), MUSTER_READINESS_OK));
  g_assert_nonnull (find_text (row, "1 is all right"));
  g_object_unref (row);
  g_assert_null (muster_readiness_rows_of_state (G_LIST_MODEL (items), MUSTER_READINESS_UNKNOWN));
}

int
main (int    argc,
      char **argv)
{
  /* The isolated data directories hold no schemas, and libadwaita looks for some. */
  g_setenv ("GSETTINGS_SCHEMA_DIR", "/usr/share/glib-2.0/schemas", FALSE);
  muster_test_init (&argc, &argv);
  muster_core_register_resources ();
  g_resources_register (muster_ui_get_resource ());
  adw_init ();

  g_test_add ("/ui/microsoft365/form", Fixture, NULL, fixture_set_up, test_form, fixture_tear_down);
  g_test_add_func ("/ui/microsoft365/device-code", test_device_code);
  g_test_add ("/ui/microsoft365/readiness-rows", Fixture, NULL, fixture_set_up, test_readiness_rows, fixture_tear_down);
  return g_test_run ();
}
