/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  MUSTER_MEMBER_STRING,
  MUSTER_MEMBER_OBJECT,
  MUSTER_MEMBER_ARRAY,
  MUSTER_MEMBER_BOOLEAN,
  MUSTER_MEMBER_NUMBER,
  MUSTER_MEMBER_ANY
} MusterMemberType;

typedef struct
{
  const char       *name;
  MusterMemberType  type;
  gboolean          required;
} MusterMemberRule;

/* The object has all members that it must have and no other; the error names @where and the member */
gboolean muster_members_check  (const char              *where,
                                JsonObject              *object,
                                const MusterMemberRule  *members,
                                gsize                    n_members,
                                GError                 **error);

/* Returns FALSE with an error that reads: where: complaint “what” */
gboolean muster_members_fail   (GError                 **error,
                                const char              *where,
                                const char              *complaint,
                                const char              *what);
gboolean muster_members_one_of (const char              *where,
                                const char              *member,
                                const char              *value,
                                const char * const      *allowed,
                                GError                 **error);

#define MUSTER_MEMBERS_CHECK(where, object, table, error) \
  muster_members_check (where, object, table, G_N_ELEMENTS (table), error)

G_END_DECLS
