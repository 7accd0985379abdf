/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include <sodium.h>

#include "muster-redact.h"

/**
 * MusterEgress:
 *
 * The set of all live secrets, to look for in whatever is about to leave:
 * prompts, notes, replies, log lines, errors. A secret is found raw, in base64
 * (plain or URL-safe, also in the middle of something longer), in hexadecimal,
 * percent-encoded and JSON-escaped. Safe from any thread.
 */
struct _MusterEgress
{
  GObject parent_instance;

  GMutex lock;
  GPtrArray *entries;  /* (owned) (element-type Entry) */
  guint8 *steps;       /* (owned): for each two bytes, how far the next place may be where a form begins */
  gsize window;        /* how many first bytes of each form the steps are made of: as many as the shortest has */
  MusterEgressAlarm alarm;  /* (nullable) */
  gpointer alarm_data;
};

G_DEFINE_FINAL_TYPE (MusterEgress, muster_egress, G_TYPE_OBJECT)

#define N_FORMS 8
#define STEPS_SIZE (1u << 13)
#define MAX_WINDOW 32

typedef struct {
  char *label;
  MusterSecret *forms[N_FORMS];  /* (owned) (nullable): raw, hex, base64 at three offsets, the same URL-safe */
} Entry;

enum { FORM_RAW, FORM_HEX, FORM_BASE64, FORM_BASE64_URL = FORM_BASE64 + 3 };

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  for (guint i = 0; i < N_FORMS; i++)
    g_clear_pointer (&entry->forms[i], muster_secret_unref);
  g_free (entry->label);
  g_free (entry);
}

static MusterSecret *
to_hex (MusterSecret *secret)
{
  gsize length = muster_secret_length (secret);
  const char *text = muster_secret_peek (secret);
  char *hex = g_malloc (2 * length + 1);

  for (gsize i = 0; i < length; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", (guchar) text[i]);
  hex[2 * length] = '\0';

  return muster_secret_new_take (hex);
}

/* What base64 of PREFIX + secret + anything has in the middle, when PREFIX is
 * offset bytes longer than a multiple of three: only the digits that depend on
 * nothing but the secret. */
static MusterSecret *
to_base64 (MusterSecret *secret,
           gsize         offset,
           gboolean      url_safe)
{
  gsize length = muster_secret_length (secret);
  g_autofree guchar *padded = g_malloc0 (offset + length);
  gsize first = (offset * 8 + 5) / 6;
  gsize last = (offset + length) * 8 / 6;
  char *encoded;

  memcpy (padded + offset, muster_secret_peek (secret), length);
  encoded = g_base64_encode (padded, offset + length);
  memset (padded, 0, offset + length);

  memmove (encoded, encoded + first, last - first);
  memset (encoded + (last - first), 0, strlen (encoded + (last - first)));
  if (url_safe)
    g_strdelimit (g_strdelimit (encoded, "+", '-'), "/", '_');

  return muster_secret_new_take (encoded);
}

/* "%41" as what it stands for; "+" is @plus, which only forms write for a space */
static char *
percent_decoded (const char *text,
                 char        plus)
{
  char *out = g_malloc (strlen (text) + 1);
  char *q = out;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '%' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]))
        {
          *q++ = (char) (g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]));
          p += 2;
        }
      else
        *q++ = *p == '+' ? plus : *p;
    }
  *q = '\0';

  return out;
}

/* at stands on a backslash. Returns: the number behind \u, 0 when it is none */
static guint
escaped_unit (const char *at)
{
  guint code = 0;

  if (at[0] != '\\' || at[1] != 'u' || strnlen (at + 1, 5) < 5)
    return 0;
  for (int i = 2; i <= 5; i++)
    code = code * 16 + (guint) MAX (0, g_ascii_xdigit_value (at[i]));
  return code;
}

/* at stands on a backslash that something follows. Returns: what stands behind the escape */
static const char *
decode_escape (GString    *out,
               const char *at)
{
  static const char from[] = "bfnrt";
  static const char to[] = "\b\f\n\r\t";
  const char *found = strchr (from, at[1]);
  guint code, second;

  if (at[1] != 'u' || strnlen (at + 1, 5) < 5)
    {
      g_string_append_c (out, found != NULL ? to[found - from] : at[1]);
      return at + 2;
    }

  code = escaped_unit (at);
  second = (code & 0xfc00) == 0xd800 ? escaped_unit (at + 6) : 0;
  if ((second & 0xfc00) == 0xdc00)
    {
      g_string_append_unichar (out, 0x10000 + ((code - 0xd800) << 10) + (second - 0xdc00));
      return at + 12;
    }
  /* A zero byte would hide what stands behind it */
  if (code != 0)
    g_string_append_unichar (out, code);
  return at + 6;
}

/* The escapes of a JSON string as what they stand for */
static char *
json_decoded (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));
  const char *p = text;

  while (*p != '\0')
    {
      gsize plain = strcspn (p, "\\");

      g_string_append_len (out, p, (gssize) plain);
      p += plain;
      if (*p == '\0' || p[1] == '\0')
        break;
      p = decode_escape (out, p);
    }

  return g_string_free (out, FALSE);
}

/* Two pairs may share a place, which only makes a step shorter than it could be */
static guint
two_bytes (const char *text)
{
  return ((guint) (guchar) text[0] << 5) ^ (guchar) text[1];
}

/* A pair at @at of a form: where it is read last in the window, a form may begin that many bytes further on */
static void
add_step (MusterEgress *self,
          const char   *pair,
          gsize         at)
{
  guint8 *step = &self->steps[two_bytes (pair)];

  *step = MIN (*step, (guint8) (self->window - 2 - at));
}

/* Hexadecimal is found in either case */
static void
add_steps (MusterEgress *self,
           Entry        *entry)
{
  for (guint form = 0; form < N_FORMS; form++)
    for (gsize at = 0; at + 2 <= self->window; at++)
      {
        const char *text = muster_secret_peek (entry->forms[form]) + at;
        char both[2] = { text[0], text[1] };

        add_step (self, both, at);
        for (guint upper = 1; form == FORM_HEX && upper < 4; upper++)
          {
            both[0] = upper & 1 ? g_ascii_toupper (text[0]) : text[0];
            both[1] = upper & 2 ? g_ascii_toupper (text[1]) : text[1];
            add_step (self, both, at);
          }
        sodium_memzero (both, sizeof both);
      }
}

/* The window is as long as the shortest form, so a pair that no form has moves it nearly past itself */
static void
make_steps (MusterEgress *self)
{
  self->window = MAX_WINDOW;
  for (guint i = 0; i < self->entries->len; i++)
    for (guint form = 0; form < N_FORMS; form++)
      {
        Entry *entry = g_ptr_array_index (self->entries, i);

        self->window = MIN (self->window, muster_secret_length (entry->forms[form]));
      }
  memset (self->steps, (int) (self->window - 1), STEPS_SIZE);
  for (guint i = 0; i < self->entries->len; i++)
    add_steps (self, g_ptr_array_index (self->entries, i));
}

static gboolean
begins_with (Entry      *entry,
             const char *text)
{
  for (guint form = 0; form < N_FORMS; form++)
    {
      const char *secret = muster_secret_peek (entry->forms[form]);
      gsize length = muster_secret_length (entry->forms[form]);

      if (form == FORM_HEX ? g_ascii_strncasecmp (text, secret, length) == 0 : strncmp (text, secret, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Every text that leaves comes by here: one way through it for all forms of all secrets, after Wu and Manber. The last
 * two bytes of the window say how far it may move without stepping over a form; only where they end the first bytes of
 * one is there a closer look. */
static const char *
find_entry (MusterEgress *self,
            const char   *text)
{
  const char *end = text + strlen (text);
  const char *p = text;

  if (self->entries->len == 0)
    return NULL;

  while ((gsize) (end - p) >= self->window)
    {
      guint8 step = self->steps[two_bytes (p + self->window - 2)];

      for (guint i = 0; step == 0 && i < self->entries->len; i++)
        if (begins_with (g_ptr_array_index (self->entries, i), p))
          return ((Entry *) g_ptr_array_index (self->entries, i))->label;
      p += MAX (step, 1);
    }
  return NULL;
}

static void
muster_egress_finalize (GObject *object)
{
  MusterEgress *self = MUSTER_EGRESS (object);

  g_ptr_array_unref (self->entries);
  sodium_memzero (self->steps, STEPS_SIZE);
  g_free (self->steps);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (muster_egress_parent_class)->finalize (object);
}

static void
muster_egress_class_init (MusterEgressClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_egress_finalize;
}

static void
muster_egress_init (MusterEgress *self)
{
  g_mutex_init (&self->lock);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->steps = g_malloc0 (STEPS_SIZE);
}

/**
 * muster_egress_new:
 *
 * Returns: (transfer full): an empty set
 */
MusterEgress *
muster_egress_new (void)
{
  return g_object_new (MUSTER_TYPE_EGRESS, NULL);
}

/**
 * muster_egress_add:
 * @self: a set
 * @label: what to call the secret, such as "client secret of Microsoft 365"
 * @secret: a secret
 *
 * One that is shorter than %MUSTER_EGRESS_MIN_LENGTH is left out. Labels may
 * repeat.
 */
void
muster_egress_add (MusterEgress *self,
                   const char   *label,
                   MusterSecret *secret)
{
  Entry *entry;

  g_return_if_fail (MUSTER_IS_EGRESS (self));
  g_return_if_fail (label != NULL);
  g_return_if_fail (secret != NULL);

  if (muster_secret_length (secret) < MUSTER_EGRESS_MIN_LENGTH)
    return;

  entry = g_new0 (Entry, 1);
  entry->label = g_strdup (label);
  entry->forms[FORM_RAW] = muster_secret_ref (secret);
  entry->forms[FORM_HEX] = to_hex (secret);
  for (guint offset = 0; offset < 3; offset++)
    {
      entry->forms[FORM_BASE64 + offset] = to_base64 (secret, offset, FALSE);
      entry->forms[FORM_BASE64_URL + offset] = to_base64 (secret, offset, TRUE);
    }

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->entries, entry);
  make_steps (self);
  g_mutex_unlock (&self->lock);
}

/**
 * muster_egress_remove:
 * @self: a set
 * @label: what was given to [method@Egress.add]
 *
 * Forgets all secrets of that label, because they are worth nothing any more.
 */
void
muster_egress_remove (MusterEgress *self,
                      const char   *label)
{
  g_return_if_fail (MUSTER_IS_EGRESS (self));

  g_mutex_lock (&self->lock);
  for (guint i = self->entries->len; i > 0; i--)
    {
      Entry *entry = g_ptr_array_index (self->entries, i - 1);

      if (g_strcmp0 (entry->label, label) == 0)
        g_ptr_array_remove_index (self->entries, i - 1);
    }
  make_steps (self);
  g_mutex_unlock (&self->lock);
}

/**
 * muster_egress_find:
 * @self: a set
 * @text: (nullable): what is about to leave
 *
 * Returns: (transfer full) (nullable): the label of a secret that is in @text,
 *   or %NULL if it may go
 */
char *
muster_egress_find (MusterEgress *self,
                    const char   *text)
{
  g_autofree char *percent = NULL;
  g_autofree char *form = NULL;
  g_autofree char *json = NULL;
  const char *label;
  char *copy;

  g_return_val_if_fail (MUSTER_IS_EGRESS (self), NULL);

  if (text == NULL || *text == '\0')
    return NULL;

  percent = strchr (text, '%') != NULL ? percent_decoded (text, '+') : NULL;
  form = strchr (text, '+') != NULL ? percent_decoded (text, ' ') : NULL;
  json = strchr (text, '\\') != NULL ? json_decoded (text) : NULL;

  g_mutex_lock (&self->lock);
  label = find_entry (self, text);
  if (label == NULL && percent != NULL)
    label = find_entry (self, percent);
  if (label == NULL && form != NULL)
    label = find_entry (self, form);
  if (label == NULL && json != NULL)
    label = find_entry (self, json);
  copy = g_strdup (label);
  g_mutex_unlock (&self->lock);

  muster_secret_wipe (percent);
  muster_secret_wipe (form);
  muster_secret_wipe (json);
  return copy;
}

/**
 * muster_egress_clean:
 * @self: a set
 * @text: (nullable): a line for a log
 *
 * Returns: (transfer full): @text, or a line in its place that names the secret
 *   that was in it
 */
char *
muster_egress_clean (MusterEgress *self,
                     const char   *text)
{
  g_autofree char *label = muster_egress_find (self, text);

  if (label != NULL)
    {
      muster_egress_alarm (self, label, "log");
      return g_strdup_printf ("(left out: it held the %s)", label);
    }

  return g_strdup (text != NULL ? text : "");
}

/**
 * muster_egress_set_alarm:
 * @alarm: (nullable): who is told; before other threads use @self
 */
void
muster_egress_set_alarm (MusterEgress      *self,
                         MusterEgressAlarm  alarm,
                         gpointer           user_data)
{
  g_return_if_fail (MUSTER_IS_EGRESS (self));

  g_mutex_lock (&self->lock);
  self->alarm = alarm;
  self->alarm_data = user_data;
  g_mutex_unlock (&self->lock);
}

/**
 * muster_egress_alarm:
 * @label: of the secret
 * @where: what it was about to be in
 *
 * Says that a secret was found and held back.
 */
void
muster_egress_alarm (MusterEgress *self,
                     const char   *label,
                     const char   *where)
{
  MusterEgressAlarm alarm;
  gpointer data;

  g_return_if_fail (MUSTER_IS_EGRESS (self));

  g_mutex_lock (&self->lock);
  alarm = self->alarm;
  data = self->alarm_data;
  g_mutex_unlock (&self->lock);
  if (alarm != NULL)
    alarm (label, where, data);
}

/**
 * muster_egress_blocks:
 * @where: what @text is for: "note", "plan" …
 * @text: (nullable): what is about to leave
 *
 * As [method@Egress.find], and raises the alarm.
 *
 * Returns: whether @text holds a secret and must stay
 */
gboolean
muster_egress_blocks (MusterEgress *self,
                      const char   *where,
                      const char   *text)
{
  g_autofree char *label = muster_egress_find (self, text);

  if (label != NULL)
    muster_egress_alarm (self, label, where);
  return label != NULL;
}
