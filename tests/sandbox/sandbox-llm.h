/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sandbox-fixture.h"

G_BEGIN_DECLS

/* Requests to the look-alikes of models; texts with single quotes for double ones. */
void        sandbox_openai       (SandboxFixture *self,
                                  const char     *body);
void        sandbox_azure        (SandboxFixture *self,
                                  const char     *path,
                                  const char     *body);
void        sandbox_anthropic    (SandboxFixture *self,
                                  const char     *body);
void        sandbox_llm          (SandboxFixture *self,
                                  const char     *body);
JsonObject *sandbox_llm_call     (SandboxFixture *self,
                                  guint           index);
JsonObject *sandbox_llm_says     (SandboxFixture *self,
                                  const char     *model,
                                  const char     *messages);
GPtrArray  *sandbox_llm_events   (SandboxFixture *self);

#define SANDBOX_LLM_TOOLS \
  "'tools':[{'type':'function','function':{'name':'propose_plan','description':'Steps may use:\\nmicrosoft365__reset-password(user)\\n" \
  "microsoft365__add-group-member(user, group)\\nmicrosoft365__set-forwarding(mailbox, to)\\nmicrosoft365__block-sign-in(user)\\n" \
  "microsoft365__delete-user(user)\\n','parameters':{'type':'object','properties':{}}}}," \
  "{'type':'function','function':{'name':'microsoft365__find-users','parameters':{'type':'object','properties':{'query':{'type':'string'}}}}}," \
  "{'type':'function','function':{'name':'microsoft365__get-user','parameters':{'type':'object','properties':{'user':{}},'required':['user']}}}," \
  "{'type':'function','function':{'name':'hudu__find-passwords','parameters':{'type':'object','properties':{'query':{'type':'string'}}}}}," \
  "{'type':'function','function':{'name':'hudu__get-password','parameters':{'type':'object','properties':{'password':{}}}}}]"

G_END_DECLS
