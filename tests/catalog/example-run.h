/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-catalog.h"
#include "muster-tool-exec.h"

#include "agreement.h"

G_BEGIN_DECLS

#define TENANT "11111111-2222-4333-8444-555555555555"
#define USER "0a1b2c3d-1111-4222-8333-444455556666"
#define GROUP "7c9e6679-7425-40de-944b-e07fc1f90ae7"
#define DEVICE "3d8e5ae1-12af-4b35-9a39-5e5c2b7f7c0d"

/**
 * ExampleVendor:
 * @name: the integration
 * @specs: the vendor's descriptions, whose examples are the answers
 * @settings: of the connection, as JSON
 * @company: (nullable): the client in the examples; %NULL: 250
 * @args: (nullable): arguments that differ from the common samples, as JSON
 */
typedef struct
{
  const char *name;
  const char *specs[4];
  const char *settings;
  const char *company;
  const char *args;
  const char *docs;
} ExampleVendor;

#define EXAMPLE_COMPANY(vendor) ((vendor)->company != NULL ? (vendor)->company : "250")
#define EXAMPLE_DOCS(vendor) ((vendor)->docs != NULL ? (vendor)->docs : "31")

/**
 * ExampleRun:
 * @replace: (nullable): a text of the answers …
 * @with: (nullable): … and what stands there instead
 */
typedef struct
{
  MusterCatalog *catalog;
  const ExampleVendor *vendor;
  VendorSpec *specs[4];
  MusterEndpoints *endpoints;
  const char *replace;
  const char *with;
} ExampleRun;

const ExampleVendor *example_vendor_find   (const char      *name);
void                 example_run_set_up    (ExampleRun      *self,
                                            gconstpointer    vendor);
void                 example_run_tear_down (ExampleRun      *self,
                                            gconstpointer    vendor);
gboolean             example_run           (ExampleRun      *self,
                                            MusterToolExec  *exec,
                                            GString         *trace,
                                            GError         **error);

G_END_DECLS
