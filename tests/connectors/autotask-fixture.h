/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-autotask.h"
#include "muster-tool-exec.h"

G_BEGIN_DECLS

#define OWN "29000102"
#define API "https://webservices5.autotask.net/atservicesrest/v1.0"

/* JSON with ' for " */
JsonNode       *autotask_json    (const char     *text);
/* Knows jtech (29000101), another program (29000103), somebody who has left (29000104) and the administrator (4) */
MusterPsa      *autotask_psa     (void);
/* A use of a tool of the program's document; @settings: NULL has all of them */
MusterToolExec *autotask_start   (const char     *tool,
                                  const char     *args,
                                  const char     *settings);
/* "METHOD url body" of the next request; fails when there is none */
char           *autotask_next    (MusterToolExec *exec);
void            autotask_assert_next (MusterToolExec *exec,
                                  const char     *expected);
void            autotask_feed    (MusterToolExec *exec,
                                  const char     *body);
gboolean        autotask_answer  (MusterToolExec *exec,
                                  guint           status,
                                  const char     *body,
                                  GError        **error);
JsonNode       *autotask_result  (MusterToolExec *exec);

#define AUTOTASK_TICKET "{'item':{'id':70011,'companyID':174,'status':1,'priority':3,'assignedResourceID':null}}"
#define AUTOTASK_PUBLISH \
  "{'fields':[{'name':'publish','picklistValues':[{'value':'1','label':'All Autotask Users','isActive':true}," \
  "{'value':'2','label':'Internal Project Team','isActive':true},{'value':'4','label':'Internal & Co-Managed','isActive':true}]}]}"

G_END_DECLS
