/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "muster-catalog.h"
#include "muster-llm-pool.h"
#include "muster-model-planner.h"
#include "world-reader.h"

G_BEGIN_DECLS

/**
 * ModelFixture:
 * @script: (element-type JsonNode): what the model says, one after the other: `{"calls": [{"name", "args"}]}`,
 *   `{"text"}` or `{"status"}`; when it is at its end the model fails
 * @asked: how often it was asked
 * @prompt: tokens of all prompts together, as they are counted here
 * @last: (nullable): the last request
 *
 * A world, a planner and a model that plays a script.
 */
typedef struct
{
  WorldReader           *reader;
  MusterCatalog         *catalog;
  MusterWorkflowLibrary *library;
  MusterPlanner         *builtin;
  MusterLlmPool         *pool;
  MusterPlanner         *planner;
  SoupServer            *server;
  GPtrArray             *script;
  guint                  asked;
  guint                  prompt;
  char                  *last;
} ModelFixture;

void        model_fixture_setup    (ModelFixture   *self,
                                    gconstpointer   data);
void        model_fixture_teardown (ModelFixture   *self,
                                    gconstpointer   data);
void        model_fixture_say      (ModelFixture   *self,
                                    const char     *json);
void        model_fixture_clear    (ModelFixture   *self);
MusterCase *model_fixture_case     (ModelFixture   *self,
                                    const char     *client,
                                    const char     *mail,
                                    const char     *summary,
                                    const char     *text);
void        model_fixture_offer    (ModelFixture   *self,
                                    MusterCase     *ticket_case);
MusterTurn *model_fixture_next     (ModelFixture   *self,
                                    MusterCase     *ticket_case);
void        model_fixture_answer   (ModelFixture   *self,
                                    MusterCase     *ticket_case,
                                    GPtrArray      *calls);
MusterPlan *model_fixture_plan     (ModelFixture   *self,
                                    MusterCase     *ticket_case);

G_END_DECLS
