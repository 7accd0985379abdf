/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include <gio/gio.h>

#include "muster-error.h"
#include "muster-json-guard.h"
#include "muster-json.h"
#include "muster-resources.h"
#include "muster-words.h"
#include "muster-workflow.h"

#define WORKFLOW_FOLDER MUSTER_RESOURCE_PREFIX "workflows/"

/**
 * MusterWorkflowLibrary:
 *
 * The workflows that a planner may use: those shipped in the program's resources and any that are added. A library
 * does not change while a planner holds it.
 */
struct _MusterWorkflowLibrary
{
  GObject parent_instance;

  GPtrArray *workflows;  /* (owned) (element-type MusterWorkflow) */
};

G_DEFINE_FINAL_TYPE (MusterWorkflowLibrary, muster_workflow_library, G_TYPE_OBJECT)

static void
workflow_free (gpointer data)
{
  MusterWorkflow *workflow = data;

  g_free (workflow->id);
  g_free (workflow->title);
  g_free (workflow->family);
  g_free (workflow->instructions);
  g_ptr_array_unref (workflow->triggers);
  g_ptr_array_unref (workflow->weak);
  g_ptr_array_unref (workflow->against);
  g_ptr_array_unref (workflow->examples);
  g_ptr_array_unref (workflow->types);
  g_ptr_array_unref (workflow->reads);
  g_clear_pointer (&workflow->rules, json_array_unref);
  g_clear_pointer (&workflow->counts, g_hash_table_unref);
  g_free (workflow);
}

static void
muster_workflow_library_finalize (GObject *object)
{
  MusterWorkflowLibrary *self = MUSTER_WORKFLOW_LIBRARY (object);

  g_ptr_array_unref (self->workflows);
  G_OBJECT_CLASS (muster_workflow_library_parent_class)->finalize (object);
}

static void
muster_workflow_library_class_init (MusterWorkflowLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_workflow_library_finalize;
}

static void
muster_workflow_library_init (MusterWorkflowLibrary *self)
{
  self->workflows = g_ptr_array_new_with_free_func (workflow_free);
}

/* Phrases come as one string per language, separated by semicolons, or as a list. */
static void
add_phrases (GPtrArray *phrases,
             JsonNode  *node,
             gboolean   fold)
{
  JsonArray *array = muster_json_node_arr (node);
  const char *text = muster_json_node_str (node);
  g_auto(GStrv) parts = g_strsplit (text != NULL ? text : "", ";", -1);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_ptr_array_add (phrases, g_strdup (muster_json_arr_str (array, i)));
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (*parts[i] != '\0')
        g_ptr_array_add (phrases, fold ? muster_words_fold (parts[i]) : g_strdup (parts[i]));
    }
}

static GPtrArray *
read_phrases (JsonObject *object,
              const char *member,
              gboolean    fold)
{
  GPtrArray *phrases = g_ptr_array_new_with_free_func (g_free);
  JsonObject *languages = muster_json_obj (object, member);
  JsonObjectIter iter;
  JsonNode *node;

  if (languages != NULL)
    {
      json_object_iter_init (&iter, languages);
      while (json_object_iter_next (&iter, NULL, &node))
        add_phrases (phrases, node, fold);
    }
  else if (json_object_has_member (object, member))
    {
      add_phrases (phrases, json_object_get_member (object, member), fold);
    }
  return phrases;
}

static gboolean
check_rules (const char  *id,
             JsonArray   *rules,
             GError     **error)
{
  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    {
      JsonObject *rule = muster_json_arr_obj (rules, i);
      JsonArray *steps = muster_json_arr (rule, "steps");

      if (rule == NULL || (muster_json_str (rule, "outcome") == NULL && muster_json_str (rule, "goto") == NULL))
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Rule %u of workflow %s has neither outcome nor goto", i + 1, id);
          return FALSE;
        }
      for (guint k = 0; steps != NULL && k < json_array_get_length (steps); k++)
        {
          JsonObject *step = muster_json_arr_obj (steps, k);

          if (muster_json_str (step, "tool") == NULL || muster_json_str (step, "target") == NULL)
            {
              g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Step %u of rule %u of workflow %s has no tool or no target", k + 1, i + 1, id);
              return FALSE;
            }
        }
    }
  if (rules == NULL || json_array_get_length (rules) == 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Workflow %s has no rules", id);
      return FALSE;
    }
  return TRUE;
}

static void
count_words (MusterWorkflow *workflow,
             const char     *text)
{
  g_auto(GStrv) words = g_strsplit (text, " ", -1);

  workflow->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  workflow->n_index = g_strv_length (words);
  for (guint i = 0; i < workflow->n_index; i++)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (workflow->counts, words[i]));

      g_hash_table_insert (workflow->counts, g_strdup (words[i]), GUINT_TO_POINTER (n + 1));
    }
}

/**
 * muster_workflow_library_add:
 * @json: a workflow document; documents of another kind are passed over
 * @length: its length, or -1
 *
 * Returns: whether the document could be read
 */
gboolean
muster_workflow_library_add (MusterWorkflowLibrary  *self,
                             const char             *json,
                             gssize                  length,
                             GError                **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (json, length < 0 ? strlen (json) : (gsize) length);
  g_autoptr(JsonNode) root = muster_json_parse (bytes, NULL, NULL, error);
  JsonObject *object;
  MusterWorkflow *workflow;

  if (root == NULL)
    return FALSE;
  object = muster_json_node_obj (root);
  if (g_strcmp0 (muster_json_str (object, "kind"), "workflow") != 0)
    return TRUE;
  if (muster_json_str (object, "id") == NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "A workflow has no id");
      return FALSE;
    }
  if (!check_rules (muster_json_str (object, "id"), muster_json_arr (object, "rules"), error))
    return FALSE;

  workflow = g_new0 (MusterWorkflow, 1);
  workflow->id = g_strdup (muster_json_str (object, "id"));
  workflow->title = g_strdup (muster_json_str (object, "title"));
  workflow->family = g_strdup (muster_json_str (object, "family"));
  workflow->instructions = g_strdup (muster_json_str (object, "instructions"));
  workflow->triggers = read_phrases (object, "triggers", TRUE);
  workflow->weak = read_phrases (object, "weak", TRUE);
  workflow->against = read_phrases (object, "against", TRUE);
  workflow->examples = read_phrases (object, "examples", FALSE);
  workflow->types = read_phrases (object, "types", TRUE);
  workflow->reads = read_phrases (object, "reads", FALSE);
  workflow->rules = json_array_ref (muster_json_arr (object, "rules"));
  workflow->bonus = (double) muster_json_int (object, "bonus", 0) / 10.0;
  {
    g_autofree char *text = muster_workflow_get_text (workflow);

    count_words (workflow, text);
  }
  g_ptr_array_add (self->workflows, workflow);
  return TRUE;
}

MusterWorkflowLibrary *
muster_workflow_library_new (void)
{
  return g_object_new (MUSTER_TYPE_WORKFLOW_LIBRARY, NULL);
}

/**
 * muster_workflow_library_new_shipped:
 *
 * Returns: (transfer full): the workflows that come with the program
 */
MusterWorkflowLibrary *
muster_workflow_library_new_shipped (GError **error)
{
  g_autoptr(MusterWorkflowLibrary) self = muster_workflow_library_new ();
  g_auto(GStrv) names = NULL;

  muster_core_register_resources ();
  names = g_resources_enumerate_children (WORKFLOW_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (names == NULL)
    return NULL;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (WORKFLOW_FOLDER, names[i], NULL);
      g_autoptr(GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
      gsize size = 0;
      const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

      if (data == NULL || !muster_workflow_library_add (self, data, (gssize) size, error))
        {
          g_prefix_error (error, "%s: ", names[i]);
          return NULL;
        }
    }
  return g_steal_pointer (&self);
}

/**
 * muster_workflow_library_list:
 *
 * Returns: (transfer none) (element-type MusterWorkflow):
 */
GPtrArray *
muster_workflow_library_list (MusterWorkflowLibrary *self)
{
  g_return_val_if_fail (MUSTER_IS_WORKFLOW_LIBRARY (self), NULL);
  return self->workflows;
}

/**
 * muster_workflow_library_find:
 *
 * Returns: (nullable): the workflow of that name
 */
const MusterWorkflow *
muster_workflow_library_find (MusterWorkflowLibrary *self,
                              const char            *id)
{
  g_return_val_if_fail (MUSTER_IS_WORKFLOW_LIBRARY (self), NULL);

  for (guint i = 0; i < self->workflows->len; i++)
    {
      const MusterWorkflow *workflow = g_ptr_array_index (self->workflows, i);

      if (g_strcmp0 (workflow->id, id) == 0)
        return workflow;
    }
  return NULL;
}

static void
append_phrases (GString   *out,
                GPtrArray *phrases)
{
  for (guint i = 0; i < phrases->len; i++)
    {
      for (const char *p = g_ptr_array_index (phrases, i); *p != '\0'; p++)
        g_string_append_c (out, *p == '*' || *p == '|' || *p == '.' ? ' ' : *p);
      g_string_append_c (out, '\n');
    }
}

/**
 * muster_workflow_get_text:
 *
 * Returns: (transfer full): triggers and examples as folded, stemmed words, for a full-text index
 */
char *
muster_workflow_get_text (const MusterWorkflow *workflow)
{
  g_autoptr(GString) text = g_string_new (workflow->title);
  g_autoptr(GPtrArray) words = NULL;
  GString *out = g_string_new (NULL);

  g_string_append_c (text, '\n');
  append_phrases (text, workflow->triggers);
  append_phrases (text, workflow->weak);
  append_phrases (text, workflow->examples);
  words = muster_words_split (text->str);
  for (guint i = 0; i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);

      if (!muster_words_is_noise (word->text))
        {
          g_autofree char *stem = muster_words_stem (word->text);

          g_string_append_printf (out, "%s ", stem);
        }
    }
  return g_string_free (out, FALSE);
}
