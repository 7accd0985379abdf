/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-operation.h"

G_BEGIN_DECLS

/* What the vendor said when it refused */
typedef struct
{
  char *code;     /* (nullable) */
  char *message;  /* (nullable): the vendor's words, one line, at most 300 characters */
} MusterVendorError;

void          muster_vendor_error_clear    (MusterVendorError *self);
void          muster_vendor_error_read     (MusterVendorError *self,
                                            const char        *shape,
                                            MusterAnswer      *answer);
MusterMeaning muster_answer_classify       (MusterOperation   *operation,
                                            GPtrArray         *defaults,
                                            guint              status,
                                            MusterVendorError *vendor);
/* What a body says that came with a good status; OK when no rule of the operation is about it */
MusterMeaning muster_answer_classify_body  (MusterOperation   *operation,
                                            guint              status,
                                            JsonNode          *body);
/* Sets the error that goes with a meaning that ends a tool */
void          muster_meaning_set_error     (MusterMeaning      meaning,
                                            guint              status,
                                            MusterVendorError *vendor,
                                            gboolean           effect,
                                            GError           **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MusterVendorError, muster_vendor_error_clear)

G_END_DECLS
