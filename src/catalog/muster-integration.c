/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-integration-private.h"
#include "muster-operation.h"

/**
 * MusterIntegration:
 *
 * The `x-muster-integration` block of one document: what the Connect dialog
 * shows and where requests go. Immutable once its catalog is loaded.
 */
struct _MusterIntegration
{
  GObject     parent_instance;

  JsonObject *block;        /* (owned) */
  GPtrArray  *fields;       /* (owned) (element-type MusterField) */
  GPtrArray  *answers;      /* (owned) (element-type MusterAnswerRule) */
  char       *first_host;
};

G_DEFINE_FINAL_TYPE (MusterIntegration, muster_integration, G_TYPE_OBJECT)

static void
choice_free (gpointer data)
{
  MusterFieldChoice *choice = data;

  g_free (choice->id);
  g_free (choice->label);
  g_free (choice);
}

static void
field_free (gpointer data)
{
  MusterField *field = data;

  g_free (field->id);
  g_free (field->label);
  g_free (field->help);
  g_free (field->kind);
  g_free (field->pattern);
  g_free (field->error);
  g_free (field->default_value);
  g_free (field->when_field);
  g_free (field->when_is);
  g_ptr_array_unref (field->choices);
  g_free (field);
}

static MusterField *
field_from_json (JsonObject *object)
{
  MusterField *field = g_new0 (MusterField, 1);
  JsonArray *choices = muster_json_arr (object, "choices");
  guint i;

  field->id = g_strdup (muster_json_str (object, "id"));
  field->label = g_strdup (muster_json_str (object, "label"));
  field->help = g_strdup (muster_json_str (object, "help"));
  field->kind = g_strdup (muster_json_str (object, "kind"));
  field->required = muster_json_bool (object, "required", FALSE);
  field->pattern = g_strdup (muster_json_str (object, "pattern"));
  field->error = g_strdup (muster_json_str (object, "error"));
  field->default_value = g_strdup (muster_json_str (object, "default"));
  if (muster_json_obj (object, "when") != NULL)
    {
      field->when_field = g_strdup (muster_json_str (muster_json_obj (object, "when"), "field"));
      field->when_is = g_strdup (muster_json_str (muster_json_obj (object, "when"), "is"));
    }
  field->choices = g_ptr_array_new_with_free_func (choice_free);
  for (i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    {
      JsonObject *row = muster_json_arr_obj (choices, i);
      MusterFieldChoice *choice = g_new0 (MusterFieldChoice, 1);

      choice->id = g_strdup (row != NULL ? muster_json_str (row, "id") : NULL);
      choice->label = g_strdup (row != NULL ? muster_json_str (row, "label") : NULL);
      g_ptr_array_add (field->choices, choice);
    }
  return field;
}

static gboolean
has_choice (MusterField *field,
            const char  *value)
{
  guint i;

  for (i = 0; i < field->choices->len; i++)
    if (g_strcmp0 (((MusterFieldChoice *) field->choices->pdata[i])->id, value) == 0)
      return TRUE;
  return FALSE;
}

static void
muster_integration_finalize (GObject *object)
{
  MusterIntegration *self = MUSTER_INTEGRATION (object);

  g_clear_pointer (&self->block, json_object_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->answers, g_ptr_array_unref);
  g_free (self->first_host);

  G_OBJECT_CLASS (muster_integration_parent_class)->finalize (object);
}

static void
muster_integration_class_init (MusterIntegrationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_integration_finalize;
}

static void
muster_integration_init (MusterIntegration *self)
{
  self->fields = g_ptr_array_new_with_free_func (field_free);
  self->answers = muster_answer_rules_new ();
}

/* The block was checked before */
MusterIntegration *
muster_integration_new_from_json (JsonObject *block)
{
  MusterIntegration *self = g_object_new (MUSTER_TYPE_INTEGRATION, NULL);
  JsonArray *fields = muster_json_arr (block, "fields");
  g_autoptr(GList) hosts = json_object_get_members (muster_json_obj (block, "hosts"));
  guint i;

  self->block = json_object_ref (block);
  self->first_host = g_strdup (hosts != NULL ? hosts->data : NULL);
  muster_answer_rules_read (self->answers, "answers", muster_json_arr (block, "answers"), NULL);
  for (i = 0; i < json_array_get_length (fields); i++)
    g_ptr_array_add (self->fields, field_from_json (json_array_get_object_element (fields, i)));
  return self;
}

/**
 * muster_field_check:
 * @field: a row of the form
 * @value: (nullable): what was typed
 *
 * Returns: whether @value may be sent; the error's text is the field's own
 */
gboolean
muster_field_check (MusterField  *field,
                    const char   *value,
                    GError      **error)
{
  gboolean ok;

  if (value == NULL || *value == '\0')
    ok = !field->required;
  else if (g_str_equal (field->kind, "choice") && has_choice (field, value))
    ok = TRUE;
  else if (g_str_equal (field->kind, "choice") && !has_choice (field, "own"))
    ok = FALSE; /* where "own" can be chosen, a value of one's own is typed */
  else if (field->pattern != NULL)
    ok = g_regex_match_simple (field->pattern, value, G_REGEX_DOLLAR_ENDONLY, 0);
  else
    ok = TRUE;
  if (!ok)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s",
                 g_dgettext (GETTEXT_PACKAGE, field->error != NULL ? field->error : field->label));
  return ok;
}

/**
 * muster_field_applies:
 * @field: a row of the form
 * @values: (nullable): what stands in the others
 *
 * Returns: %FALSE when the field depends on another that has a different value; what was typed in it is then nobody's
 */
gboolean
muster_field_applies (MusterField *field,
                      JsonObject  *values)
{
  g_auto(GStrv) any = field->when_is != NULL ? g_strsplit (field->when_is, "|", -1) : NULL;
  const char *value = values != NULL && field->when_field != NULL ? muster_json_str (values, field->when_field) : NULL;

  return field->when_field == NULL || (value != NULL && any != NULL && g_strv_contains ((const char * const *) any, value));
}

const char *
muster_integration_get_id (MusterIntegration *self)
{
  return muster_json_str (self->block, "id");
}

const char *
muster_integration_get_name (MusterIntegration *self)
{
  return muster_json_str (self->block, "name");
}

/**
 * muster_integration_get_category:
 *
 * Returns: `psa`, `cloud` or `docs`
 */
const char *
muster_integration_get_category (MusterIntegration *self)
{
  return muster_json_str (self->block, "category");
}

const char *
muster_integration_get_sign_in_kind (MusterIntegration *self)
{
  return muster_json_str (muster_json_obj (self->block, "signIn"), "kind");
}

const char *
muster_integration_get_error_shape (MusterIntegration *self)
{
  return muster_json_str (self->block, "errorShape");
}

GPtrArray *
muster_integration_get_answers (MusterIntegration *self)
{
  return self->answers;
}

/**
 * muster_integration_get_test_call:
 *
 * Returns: short name of the tool that proves a connection
 */
const char *
muster_integration_get_test_call (MusterIntegration *self)
{
  return muster_json_str (self->block, "testCall");
}

const char *
muster_integration_get_company_list (MusterIntegration *self)
{
  return muster_json_str (self->block, "companyList");
}

double
muster_integration_get_per_second (MusterIntegration *self)
{
  JsonNode *node = json_object_get_member (muster_json_obj (self->block, "rate"), "perSecond");

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : 1;
}

guint
muster_integration_get_parallel (MusterIntegration *self)
{
  return (guint) CLAMP (muster_json_int (muster_json_obj (self->block, "rate"), "parallel", 1), 1, 64);
}

/**
 * muster_integration_get_rate:
 * @self: an integration
 * @rate: (out caller-allocates): what a connection of it may send
 */
void
muster_integration_get_rate (MusterIntegration *self,
                             MusterRate        *rate)
{
  JsonObject *row = muster_json_obj (self->block, "rate");
  JsonObject *window = muster_json_obj (row, "window");

  *rate = (MusterRate) {
    .per_second = muster_integration_get_per_second (self),
    .burst = (guint) muster_json_int (row, "burst", 0),
    .parallel = muster_integration_get_parallel (self),
    .per_entity = (guint) muster_json_int (row, "perEntity", 0),
    .per_tenant = row != NULL && json_object_get_boolean_member_with_default (row, "perTenant", FALSE),
  };
  if (window == NULL)
    return;
  rate->window_s = (guint) muster_json_int (window, "seconds", 0);
  rate->window_limit = (guint) muster_json_int (window, "limit", 0);
  rate->window_share = json_object_get_double_member (window, "share");
}

/**
 * muster_integration_get_fields:
 *
 * Returns: (transfer none) (element-type MusterField): the form, in its order
 */
GPtrArray *
muster_integration_get_fields (MusterIntegration *self)
{
  return self->fields;
}

/**
 * muster_integration_find_field:
 *
 * Returns: (transfer none) (nullable): the field of this id
 */
MusterField *
muster_integration_find_field (MusterIntegration *self,
                               const char        *id)
{
  guint i;

  for (i = 0; i < self->fields->len; i++)
    {
      MusterField *field = self->fields->pdata[i];

      if (g_strcmp0 (field->id, id) == 0)
        return field;
    }
  return NULL;
}

/**
 * muster_integration_get_rights:
 *
 * Returns: (transfer none) (nullable): the rights to be given at the vendor, for the page that explains the set-up
 */
JsonArray *
muster_integration_get_rights (MusterIntegration *self)
{
  return muster_json_arr (self->block, "rights");
}

/**
 * muster_integration_get_regions:
 *
 * Returns: (transfer none) (nullable): the vendor's regions
 */
JsonArray *
muster_integration_get_regions (MusterIntegration *self)
{
  return muster_json_arr (self->block, "regions");
}

/**
 * muster_integration_get_auth_scope:
 * @self: an integration
 * @name: name that operations have in `x-auth-scope`
 *
 * Returns: (nullable): the scope to ask a token for
 */
const char *
muster_integration_get_auth_scope (MusterIntegration *self,
                                   const char        *name)
{
  JsonObject *scopes = muster_json_obj (self->block, "authScopes");

  return scopes != NULL ? muster_json_str (scopes, name) : NULL;
}

const char *
muster_integration_get_first_host (MusterIntegration *self)
{
  return self->first_host;
}

/**
 * muster_integration_resolve_host:
 * @self: an integration
 * @host: name of a host
 * @settings: (nullable): a connection's settings
 *
 * Returns: (transfer full) (nullable): base URL without a slash at its end
 */
char *
muster_integration_resolve_host (MusterIntegration *self,
                                 const char        *host,
                                 JsonObject        *settings)
{
  JsonObject *row = muster_json_obj (muster_json_obj (self->block, "hosts"), host);
  const char *setting = row != NULL ? muster_json_str (row, "setting") : NULL;
  const char *choice = row != NULL ? muster_json_str (row, "choice") : NULL;
  const char *value = NULL;
  const char *suffix;
  char *base;
  gsize length;

  if (row == NULL)
    return NULL;
  if (setting != NULL && settings != NULL)
    value = muster_json_str (settings, setting);
  if ((value == NULL || *value == '\0') && choice != NULL && settings != NULL && muster_json_str (settings, choice) != NULL)
    value = muster_json_str (muster_json_obj (row, "bases"), muster_json_str (settings, choice));
  if (value == NULL || *value == '\0')
    value = muster_json_str (row, "base");
  if (value == NULL || *value == '\0')
    return NULL;
  suffix = muster_json_str (row, "suffix");

  base = g_strdup (value);
  for (length = strlen (base); length > 0 && base[length - 1] == '/'; length--)
    base[length - 1] = '\0';
  if (suffix != NULL && *suffix != '\0')
    {
      char *whole = g_strconcat (base, *suffix == '/' ? "" : "/", suffix, NULL);

      g_free (base);
      base = whole;
      for (length = strlen (base); length > 0 && base[length - 1] == '/'; length--)
        base[length - 1] = '\0';
    }
  return base;
}
