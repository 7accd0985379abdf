/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-facts.h"
#include "muster-json.h"
#include "muster-note-text.h"
#include "muster-people.h"
#include "muster-words.h"

/* Facts about devices: which one, whose, and how it stands. */

#define STALE (G_GINT64_CONSTANT (7) * 24 * 60 * 60 * G_USEC_PER_SEC)

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

/* Names as administrators give them: KLW-LT-006, NB01234, LAPTOP-A1B2C3. */
static GPtrArray *
device_names (const char *text)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *p = text;

  while (*p != '\0')
    {
      const char *q = p;
      guint upper = 0;
      guint digits = 0;
      guint hyphens = 0;
      guint lower = 0;

      while (is_name_char (*q))
        {
          upper += g_ascii_isupper (*q) != 0;
          lower += g_ascii_islower (*q) != 0;
          digits += g_ascii_isdigit (*q) != 0;
          hyphens += *q == '-' || *q == '_';
          q++;
        }
      if (q == p)
        {
          p = g_utf8_next_char (p);
          continue;
        }
      if (q - p >= 5 && q - p <= 40 && names->len < 4 && *q != '@' && (p == text || p[-1] != '@') &&
          ((hyphens >= 1 && digits >= 1 && upper + lower >= 2) || (hyphens >= 1 && upper >= 4 && lower == 0) || (hyphens == 0 && upper >= 2 && digits >= 3)) &&
          (upper > 0 || (hyphens >= 2 && digits >= 1)))
        g_ptr_array_add (names, g_ascii_strup (p, q - p));
      p = q;
    }
  return names;
}

static gboolean
is_phone_device (JsonObject *device)
{
  const char *os = muster_json_str (device, "operatingSystem");
  g_autofree char *lower = g_ascii_strdown (os != NULL ? os : "", -1);

  return strstr (lower, "ios") != NULL || strstr (lower, "android") != NULL || strstr (lower, "ipad") != NULL;
}

static gboolean
fits_words (MusterInquiry *self,
            JsonObject    *device)
{
  gboolean phone = muster_words_has (self->text->words, "phone|iphone|handy|smartphone|telephone|movil|telefono|telefoon|mobile|mobiel|galaxy|pixel|diensthandy|firmenhandy|telefon|toestel|portable");
  gboolean tablet = muster_words_has (self->text->words, "tablet|ipad|tablette|tableta");
  gboolean computer = muster_words_has (self->text->words, "laptop|notebook|pc|computer|rechner|ordinateur|portatil|ordenador|desktop|surface|thinkpad|macbook|poste|werkstation|workstation|windows|laptops");

  if (computer && !phone && !tablet)
    return !is_phone_device (device);
  if ((phone || tablet) && !computer)
    return is_phone_device (device);
  return TRUE;
}

static JsonObject *
kept_device (MusterInquiry *self)
{
  GPtrArray *slot = muster_slot (self, "device");
  const MusterSlotValue *value = slot != NULL && slot->len == 1 ? g_ptr_array_index (slot, 0) : NULL;
  JsonObject *result;

  if (value == NULL)
    return NULL;
  result = muster_inquiry_read (self, NULL, "microsoft365:get-device", "device", value->ref + strlen ("device:"), NULL);
  return muster_json_obj (result, "device");
}

static const char *
owner_words (const char *owner)
{
  if (g_strcmp0 (owner, "company") == 0)
    return _("company device");
  if (g_strcmp0 (owner, "personal") == 0)
    return _("personal device");
  return _("owner unknown");
}

static const char *
compliance_words (const char *state)
{
  if (g_strcmp0 (state, "compliant") == 0)
    return _("compliant");
  if (g_strcmp0 (state, "noncompliant") == 0)
    return _("not compliant");
  if (g_strcmp0 (state, "inGracePeriod") == 0)
    return _("not compliant, in the grace period");
  return _("compliance unknown");
}

static void
keep_device (MusterInquiry *self,
             JsonObject    *device)
{
  g_autofree char *ref = g_strconcat ("device:", muster_json_str (device, "id"), NULL);
  const MusterPerson *user = muster_inquiry_person (self, muster_json_str (device, "userId"));
  g_autofree char *last = muster_fact_time (self, muster_json_str (device, "lastSyncDateTime"));

  muster_slot_set_one (self, "device", ref, muster_json_str (device, "deviceName"));
  if (user != NULL)
    muster_slot_set_one (self, "device.user", user->ref, user->name);
  /* Translators: a device’s name, its model, whose it is, whether it is compliant, a date and time, a person */
  muster_inquiry_note (self, "microsoft365:get-device", _("%s: %s, %s, %s, last check-in: %s, assigned to: %s"), muster_json_str (device, "deviceName"),
                       muster_json_str (device, "model") != NULL ? muster_json_str (device, "model") : _("unknown model"),
                       owner_words (muster_json_str (device, "managedDeviceOwnerType")),
                       compliance_words (muster_json_str (device, "complianceState")),
                       *last != '\0' ? last : _("never"),
                       user != NULL ? user->name : _("nobody"));
}

/* The one whose devices are meant when no name is given. */
static const MusterPerson *
device_person (MusterInquiry *self)
{
  if (muster_fact (self, "subject") == NULL)
    return NULL;
  return muster_slot_person (self, "subject");
}

static char *
device (MusterInquiry *self)
{
  g_autoptr(GPtrArray) names = device_names (self->text->own);
  g_autoptr(GPtrArray) found = g_ptr_array_new ();
  g_autoptr(GPtrArray) fitting = g_ptr_array_new ();
  const MusterPerson *person;
  JsonArray *devices;
  gboolean forbidden = FALSE;

  for (guint i = 0; i < names->len; i++)
    {
      const char *status;
      JsonObject *result = muster_inquiry_read (self, &status, "microsoft365:find-devices", "name", g_ptr_array_index (names, i), NULL);
      JsonArray *list = muster_json_arr (result, "devices");

      forbidden = forbidden || g_str_equal (status, "forbidden");
      for (guint k = 0; list != NULL && k < json_array_get_length (list); k++)
        g_ptr_array_add (found, muster_json_arr_obj (list, k));
    }
  person = device_person (self);
  devices = person != NULL ? muster_inquiry_devices (self, person) : NULL;
  if (self->waiting)
    return NULL;
  if (forbidden)
    return g_strdup ("forbidden");
  if (found->len == 1)
    {
      keep_device (self, g_ptr_array_index (found, 0));
      return g_strdup ("named");
    }
  if (found->len > 1)
    return g_strdup ("ambiguous");

  for (guint i = 0; devices != NULL && i < json_array_get_length (devices); i++)
    {
      if (fits_words (self, muster_json_arr_obj (devices, i)))
        g_ptr_array_add (fitting, muster_json_arr_obj (devices, i));
    }
  if (names->len > 0 && fitting->len != 1)
    return g_strdup ("unknown");
  if (fitting->len > 1 && muster_inquiry_says (self, "not-compliant"))
    {
      for (guint i = fitting->len; i > 0; i--)
        {
          if (g_strcmp0 (muster_json_str (g_ptr_array_index (fitting, i - 1), "complianceState"), "compliant") == 0)
            g_ptr_array_remove_index (fitting, i - 1);
        }
    }
  if (fitting->len == 0)
    return g_strdup ("none");
  if (fitting->len > 1)
    return g_strdup ("ambiguous");
  keep_device (self, g_ptr_array_index (fitting, 0));
  /* A name that nothing has, and yet one device: it may be mistyped, so say which one was found */
  return g_strdup (names->len > 0 ? "unknown" : "only");
}

static char *
device_owner (MusterInquiry *self)
{
  const MusterPerson *user;

  if (muster_fact (self, "device") == NULL || muster_inquiry_requester (self) == NULL)
    return NULL;
  user = muster_slot_person (self, "device.user");
  if (user == NULL)
    return g_strdup ("nobody");
  if (user == self->requester)
    return g_strdup ("requester");
  if (muster_inquiry_manager (self, user) == self->requester)
    return g_strdup ("report");
  return self->waiting ? NULL : g_strdup ("other");
}

static char *
device_personal (MusterInquiry *self)
{
  JsonObject *row = muster_fact (self, "device") != NULL ? kept_device (self) : NULL;

  if (row == NULL)
    return NULL;
  return g_strcmp0 (muster_json_str (row, "managedDeviceOwnerType"), "company") != 0 ? g_strdup ("yes") : NULL;
}

static char *
device_stale (MusterInquiry *self)
{
  JsonObject *row = muster_fact (self, "device") != NULL ? kept_device (self) : NULL;
  const char *last = muster_json_str (row, "lastSyncDateTime");
  gint64 us = 0;

  if (row == NULL)
    return NULL;
  if (g_strcmp0 (muster_json_str (row, "complianceState"), "compliant") != 0)
    return g_strdup ("yes");
  return last == NULL || !muster_time_parse_iso (last, &us) || muster_case_get_now (self->ticket_case) - us > STALE ? g_strdup ("yes") : NULL;
}

static char *
device_windows (MusterInquiry *self)
{
  JsonObject *row = muster_fact (self, "device") != NULL ? kept_device (self) : NULL;

  return row != NULL && !is_phone_device (row) ? g_strdup ("yes") : NULL;
}

const MusterFactRow muster_facts_device[] = {
  { "device", device },
  { "device.owner", device_owner },
  { "device.personal", device_personal },
  { "device.stale", device_stale },
  { "device.computer", device_windows },
  { NULL, NULL },
};
