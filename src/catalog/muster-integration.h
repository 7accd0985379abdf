/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "muster-request.h"

G_BEGIN_DECLS

/**
 * MusterFieldChoice:
 * @id: the value that is stored
 * @label: what a person reads
 */
typedef struct
{
  char *id;
  char *label;
} MusterFieldChoice;

/**
 * MusterField:
 * @id: name of the setting or secret
 * @label: what a person reads
 * @help: (nullable): one sentence on where the value is found
 * @kind: `text`, `secret`, `url`, `choice` or `guid`
 * @required: whether it may be empty
 * @pattern: (nullable): regular expression that the whole value must match
 * @error: (nullable): what is shown when it does not
 * @default_value: (nullable): what the form starts with
 * @choices: (element-type MusterFieldChoice): empty unless @kind is `choice`
 * @when_field: (nullable): id of the field that it depends on
 * @when_is: (nullable): the value that the other must have, or several with `|` between them
 *
 * One row of the form that connects an integration.
 */
typedef struct
{
  char      *id;
  char      *label;
  char      *help;
  char      *kind;
  gboolean   required;
  char      *pattern;
  char      *error;
  char      *default_value;
  GPtrArray *choices;
  char      *when_field;
  char      *when_is;
} MusterField;

gboolean muster_field_check (MusterField  *field,
                             const char   *value,
                             GError      **error);
/* Whether the form shows it; @values: id → what stands in the other fields */
gboolean muster_field_applies (MusterField *field,
                               JsonObject  *values);

#define MUSTER_TYPE_INTEGRATION (muster_integration_get_type ())
G_DECLARE_FINAL_TYPE (MusterIntegration, muster_integration, MUSTER, INTEGRATION, GObject)

const char  *muster_integration_get_id           (MusterIntegration *self);
const char  *muster_integration_get_name         (MusterIntegration *self);
const char  *muster_integration_get_category     (MusterIntegration *self);
const char  *muster_integration_get_sign_in_kind (MusterIntegration *self);
const char  *muster_integration_get_error_shape  (MusterIntegration *self);
const char  *muster_integration_get_test_call    (MusterIntegration *self);
const char  *muster_integration_get_company_list (MusterIntegration *self);
double       muster_integration_get_per_second   (MusterIntegration *self);
guint        muster_integration_get_parallel     (MusterIntegration *self);
void         muster_integration_get_rate         (MusterIntegration *self,
                                                  MusterRate        *rate);
GPtrArray   *muster_integration_get_fields       (MusterIntegration *self);
MusterField *muster_integration_find_field       (MusterIntegration *self,
                                                  const char        *id);
JsonArray   *muster_integration_get_rights       (MusterIntegration *self);
JsonArray   *muster_integration_get_regions      (MusterIntegration *self);
const char  *muster_integration_get_auth_scope   (MusterIntegration *self,
                                                  const char        *name);
const char  *muster_integration_get_first_host   (MusterIntegration *self);
char        *muster_integration_resolve_host     (MusterIntegration *self,
                                                  const char        *host,
                                                  JsonObject        *settings);

G_END_DECLS
