/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MusterWorkflow:
 * @id: stable name
 * @title: what a technician calls it, in English
 * @family: workflows of one family are told apart by what the directory holds, not by words alone
 * @triggers: (element-type utf8): phrases in the pattern language of muster_words_match()
 * @examples: (element-type utf8): whole tickets as customers write them
 * @types: (element-type utf8): words of a ticket's type that point here
 * @rules: the decision rules, first match wins
 * @counts: how often the words of muster_workflow_get_text() stand there
 * @n_index: how many words that are
 *
 * One shipped or written workflow; it belongs to its library.
 */
typedef struct
{
  char      *id;
  char      *title;
  char      *family;
  char      *instructions;
  GPtrArray *triggers;
  GPtrArray *weak;
  GPtrArray *against;
  GPtrArray *examples;
  GPtrArray *types;
  GPtrArray *reads;
  JsonArray *rules;
  double     bonus;
  GHashTable *counts;
  guint       n_index;
} MusterWorkflow;

#define MUSTER_TYPE_WORKFLOW_LIBRARY (muster_workflow_library_get_type ())
G_DECLARE_FINAL_TYPE (MusterWorkflowLibrary, muster_workflow_library, MUSTER, WORKFLOW_LIBRARY, GObject)

MusterWorkflowLibrary *muster_workflow_library_new_shipped (GError                **error);
MusterWorkflowLibrary *muster_workflow_library_new         (void);
gboolean               muster_workflow_library_add         (MusterWorkflowLibrary  *self,
                                                            const char             *json,
                                                            gssize                  length,
                                                            GError                **error);
GPtrArray             *muster_workflow_library_list        (MusterWorkflowLibrary  *self);
const MusterWorkflow  *muster_workflow_library_find        (MusterWorkflowLibrary  *self,
                                                            const char             *id);
char                  *muster_workflow_get_text            (const MusterWorkflow   *workflow);

G_END_DECLS
