/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* (nullable) (transfer full): one row as a record; %NULL leaves it out */
typedef gpointer (*MusterPsaReadRow) (JsonObject *row,
                                      gpointer    user_data);

GPtrArray *muster_psa_read_rows   (JsonNode        *answer,
                                   const char      *member,
                                   const char      *single,
                                   MusterPsaReadRow read,
                                   gpointer         user_data,
                                   GDestroyNotify   free_record,
                                   GError         **error);
char      *muster_psa_plain_note  (const char   *text,
                                   gsize         max_bytes);
JsonArray *muster_psa_rows        (JsonNode     *answer,
                                   const char   *member,
                                   GError      **error);
char      *muster_psa_id_text     (JsonObject   *row,
                                   const char   *member);
gint64     muster_psa_time        (JsonObject   *row,
                                   const char   *member);
char      *muster_psa_site_domain (const char   *site);
char      *muster_psa_person_name (const char   *first,
                                   const char   *last);

G_END_DECLS
