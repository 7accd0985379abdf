/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include "agreement-documents.h"

static const AgreementDocument documents[] = {
  { "connectwise", "/v4_6_release/apis/3.0", { "connectwise.openapi.json", "connectwise-signing-key.json" } },
  { "microsoft365", "", { "microsoft-graph.json", "exchange-admin.json", "entra-oauth.json", "partner-center.json" } },
  { "hudu", "", { "hudu.json", NULL } },
  { "itglue", "", { "itglue.json", NULL } },
  { "autotask", "/atservicesrest/v1.0", { "autotask.openapi.json", NULL } },
  { "halopsa", "", { "halopsa.openapi.json", NULL } },
};

const AgreementDocument *
agreement_documents (guint *n)
{
  *n = G_N_ELEMENTS (documents);
  return documents;
}

void
agreement_fixture_set_up (AgreementFixture *self,
                          gconstpointer     data)
{
  const AgreementDocument *document = data;
  g_autofree char *file = g_strconcat (document->name, ".openapi.json", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("MUSTER_TEST_SOURCE_ROOT"), "resources", "catalog", file, NULL);
  g_autoptr(GError) error = NULL;

  self->parser = json_parser_new ();
  json_parser_load_from_file (self->parser, path, &error);
  g_assert_no_error (error);
  self->agreement.document = json_node_get_object (json_parser_get_root (self->parser));
  self->agreement.prefix = document->prefix;
  self->agreement.complaints = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (document->specs) && document->specs[i] != NULL; i++)
    self->agreement.specs[self->agreement.n_specs++] = vendor_spec_load (document->specs[i]);
}

void
agreement_fixture_tear_down (AgreementFixture *self,
                             gconstpointer     data)
{
  for (guint i = 0; i < self->agreement.n_specs; i++)
    vendor_spec_free (self->agreement.specs[i]);
  g_ptr_array_unref (self->agreement.complaints);
  g_object_unref (self->parser);
}
