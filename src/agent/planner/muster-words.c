/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-words.h"

/* Words of a text: folding, light stemming and the small pattern language of triggers and concepts.
 *
 * A pattern is a row of words: `lock* out` matches a word that starts with lock, then out. `*ordner` is a word that
 * ends so, `*laufwerk*` one that has it inside, `a|b` is either, `..` stands for up to three words of any kind. */

static void
fold_char (GString  *out,
           gunichar  c,
           gboolean  wide)
{
  switch (c)
    {
    case 0xdf: g_string_append (out, "ss"); return;
    case 0xe6: g_string_append (out, "ae"); return;
    case 0x153: g_string_append (out, "oe"); return;
    case 0xf8: g_string_append_c (out, 'o'); return;
    case 0x142: g_string_append_c (out, 'l'); return;
    case 0x111: g_string_append_c (out, 'd'); return;
    case 0x131: g_string_append_c (out, 'i'); return;
    case 0xf0: g_string_append_c (out, 'd'); return;
    case 0xfe: g_string_append (out, "th"); return;
    case 0xe4: if (wide)
        {
          g_string_append (out, "ae"); return;
        }
      break;
    case 0xf6: if (wide)
        {
          g_string_append (out, "oe"); return;
        }
      break;
    case 0xfc: if (wide)
        {
          g_string_append (out, "ue"); return;
        }
      break;
    default: break;
    }

  if (c < 0x80)
    {
      g_string_append_c (out, (char) c);
    }
  else
    {
      gunichar parts[8];
      gsize n = g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts));

      for (gsize i = 0; i < MIN (n, G_N_ELEMENTS (parts)); i++)
        {
          if (g_unichar_combining_class (parts[i]) == 0)
            g_string_append_unichar (out, parts[i]);
        }
    }
}

static char *
fold (const char *text,
      gboolean    wide)
{
  g_autofree char *composed = NULL;
  g_autofree char *lower = NULL;
  GString *out;

  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);
  composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  if (composed == NULL)
    return g_strdup ("");
  lower = g_utf8_strdown (composed, -1);
  out = g_string_sized_new (strlen (lower));
  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    fold_char (out, g_utf8_get_char (p), wide);
  return g_string_free (out, FALSE);
}

/**
 * muster_words_fold:
 *
 * Returns: (transfer full): @text without case and diacritics
 */
char *
muster_words_fold (const char *text)
{
  return fold (text, FALSE);
}

/**
 * muster_words_fold_wide:
 *
 * Returns: (transfer full): like muster_words_fold() but with `ö` as `oe`, as mail addresses have it
 */
char *
muster_words_fold_wide (const char *text)
{
  return fold (text, TRUE);
}

static gboolean
is_word_char (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum ((char) c);
  return g_unichar_isalnum (c) || g_unichar_combining_class (c) != 0;
}

static gboolean
is_address_char (gunichar c)
{
  return (c < 0x80 ? g_ascii_isalnum ((char) c) : g_unichar_isalnum (c)) || c == '.' || c == '_' || c == '-' || c == '+' || c == '@';
}

/* The end of a mail address that starts here, or NULL when there is none. */
static const char *
address_end (const char *p)
{
  const char *q = p;
  const char *at = NULL;

  while (*q != '\0' && is_address_char (g_utf8_get_char (q)))
    {
      if (*q == '@')
        {
          if (at != NULL)
            return NULL;
          at = q;
        }
      q = g_utf8_next_char (q);
    }
  if (at == NULL || at == p)
    return NULL;
  while (q > at + 1 && (q[-1] == '.' || q[-1] == '-' || q[-1] == '_'))
    q--;
  return q;
}

/* (transfer full): a word with its texts behind it, in one piece: there are many */
static MusterWord *
word_alloc (const char *from,
            gsize       n,
            gsize       n_folded,
            gsize       n_wide)
{
  MusterWord *word = g_malloc (sizeof *word + n + 1 + n_folded + n_wide);

  word->raw = (char *) (word + 1);
  word->text = word->raw + n + 1;
  word->wide = n_wide > 0 ? word->text + n_folded : word->text;
  memcpy (word->raw, from, n);
  word->raw[n] = '\0';
  return word;
}

static gboolean
is_ascii (const char *from,
          gsize       n)
{
  guchar all = 0;

  for (gsize i = 0; i < n; i++)
    all |= (guchar) from[i];
  return all < 0x80;
}

static MusterWord *
word_new_ascii (const char *from,
                gsize       n)
{
  MusterWord *word = word_alloc (from, n, n + 1, 0);

  for (gsize i = 0; i <= n; i++)
    word->text[i] = g_ascii_tolower (word->raw[i]);
  return word;
}

static MusterWord *
word_new (const char *from,
          gsize       n)
{
  g_autofree char *raw = g_strndup (from, n);
  g_autofree char *folded = fold (raw, FALSE);
  g_autofree char *wide = fold (raw, TRUE);
  gsize n_folded = strlen (folded) + 1;
  gsize n_wide = strlen (wide) + 1;
  MusterWord *word = word_alloc (from, n, n_folded, n_wide);

  memcpy (word->text, folded, n_folded);
  memcpy (word->wide, wide, n_wide);
  return word;
}

static void
add_word (GPtrArray  *words,
          const char *text,
          const char *from,
          const char *to,
          guint       sentence,
          gboolean    first,
          gboolean    address)
{
  gsize n = (gsize) (to - from);
  MusterWord *word = is_ascii (from, n) ? word_new_ascii (from, n) : word_new (from, n);

  word->start = (guint) (from - text);
  word->end = (guint) (to - text);
  word->sentence = sentence;
  word->capital = (guchar) *from < 0x80 ? g_ascii_isupper (*from) : g_unichar_isupper (g_utf8_get_char (from));
  word->first = first;
  word->address = address;
  g_ptr_array_add (words, word);
}

/* “31. März”: the full stop of a German ordinal, with a month behind it. */
static gboolean
is_day_of_month (const MusterWord *last,
                 const char       *behind)
{
  static const char * const months[] = { "Jan", "Jän", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez" };

  if (!g_ascii_isdigit (last->raw[0]) || strlen (last->raw) > 2)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (months); i++)
    {
      if (g_str_has_prefix (behind, months[i]))
        return TRUE;
    }
  return FALSE;
}

/* A full stop ends a sentence unless it follows one letter or a usual abbreviation. */
static gboolean
ends_sentence (GPtrArray  *words,
               const char *p)
{
  static const char * const short_forms[] = { "dr", "hr", "fr", "mr", "mrs", "ms", "mme", "sr", "sra", "mevr", "dhr", "st", "ca", "bzw", "nr", "no", "tel", "z", "b", "m", "mlle", "me", "prof", "ing", "ext", NULL };
  const MusterWord *last;

  if (*p == '\n')
    return p[1] == '\n' || p[1] == '-' || p[1] == '*';
  if (*p == '!' || *p == '?' || *p == ';')
    return TRUE;
  if (*p != '.')
    return FALSE;
  if (p[1] != '\0' && p[1] != ' ' && p[1] != '\n' && p[1] != '\r' && p[1] != ')' && p[1] != '"')
    return FALSE;
  if (words->len == 0)
    return TRUE;
  last = g_ptr_array_index (words, words->len - 1);
  if (g_utf8_strlen (last->raw, -1) == 1 && last->capital)
    return FALSE;
  if (g_ascii_isdigit (last->raw[0]) && p[1] == ' ' && !g_unichar_isupper (g_utf8_get_char (p + 2)))
    return FALSE;
  if (p[1] == ' ' && is_day_of_month (last, p + 2))
    return FALSE;
  return !g_strv_contains (short_forms, last->text);
}

/**
 * muster_words_split:
 * @text: UTF-8 text
 *
 * Cuts a text into words. Apostrophes and hyphens separate; an English or German possessive `s` is left out.
 *
 * Returns: (transfer full) (element-type MusterWord):
 */
GPtrArray *
muster_words_split (const char *text)
{
  GPtrArray *words = g_ptr_array_new_full ((guint) MIN (strlen (text) / 6 + 1, 1024), g_free);
  const char *p = text;
  gboolean addresses = strchr (text, '@') != NULL;
  guint sentence = 0;
  gboolean first = TRUE;
  gboolean possessive = FALSE;

  while (*p != '\0')
    {
      gunichar c = g_utf8_get_char (p);
      const char *q;

      if (addresses && is_word_char (c) && (q = address_end (p)) != NULL)
        {
          add_word (words, text, p, q, sentence, first, TRUE);
          first = FALSE;
          p = q;
        }
      else if (is_word_char (c))
        {
          for (q = p; *q != '\0' && is_word_char (g_utf8_get_char (q)); q = g_utf8_next_char (q))
            ;
          if (!(possessive && q - p == 1 && (*p == 's' || *p == 'S')))
            {
              add_word (words, text, p, q, sentence, first, FALSE);
              first = FALSE;
            }
          p = q;
        }
      else
        {
          if (ends_sentence (words, p) && !first)
            {
              sentence++;
              first = TRUE;
            }
          possessive = c == '\'' || c == 0x2019;
          p = g_utf8_next_char (p);
          continue;
        }
      possessive = FALSE;
    }

  return words;
}

/**
 * muster_words_stem:
 * @word: a folded word
 *
 * Takes off the commonest endings of the five languages; short words stay as they are.
 *
 * Returns: (transfer full):
 */
char *
muster_words_stem (const char *word)
{
  static const char * const endings[] = {
    "ungen", "ingen", "ations", "ation", "ments", "mente", "ungs", "ung", "ing", "aient", "ement", "iert", "ieren",
    "ions", "ees", "ies", "ed", "en", "er", "es", "em", "ee", "ez", "os", "as", "ar", "ir", "e", "s", "n", "t", "a", "o", NULL
  };
  gsize length = strlen (word);

  for (guint i = 0; endings[i] != NULL; i++)
    {
      gsize n = strlen (endings[i]);

      if (length >= n + 4 && g_str_has_suffix (word, endings[i]))
        return g_strndup (word, length - n);
    }
  return g_strdup (word);
}

/**
 * muster_words_same:
 *
 * Returns: whether two folded words are forms of one word
 */
gboolean
muster_words_same (const char *a,
                   const char *b)
{
  static const char * const endings[] = { "s", "es", "n", "en", "e", "er", "x", "ne", "se", NULL };
  gsize common = 0;

  while (a[common] != '\0' && a[common] == b[common])
    common++;
  if (a[common] == '\0' && b[common] == '\0')
    return TRUE;
  /* A plural or a case: one is the other with an ending, or both have one */
  if (common < 4)
    return FALSE;
  if (a[common] == '\0')
    return g_strv_contains (endings, b + common);
  if (b[common] == '\0')
    return g_strv_contains (endings, a + common);
  return common >= 5 && g_strv_contains (endings, a + common) && g_strv_contains (endings, b + common);
}

static gboolean
matches_one (const MusterWord *word,
             const char       *piece,
             gsize             length)
{
  if (length == 0 || (piece[0] != word->text[0] && piece[0] != word->wide[0] && piece[0] != '*'))
    return FALSE;
  if (piece[0] == '*' && length > 1)
    {
      gboolean open = piece[length - 1] == '*';
      g_autofree char *tail = g_strndup (piece + 1, length - (open ? 2 : 1));

      return open ? strstr (word->text, tail) != NULL : g_str_has_suffix (word->text, tail);
    }
  if (piece[length - 1] == '*')
    return strncmp (word->text, piece, length - 1) == 0 || strncmp (word->wide, piece, length - 1) == 0;
  return (strncmp (word->text, piece, length) == 0 && word->text[length] == '\0') ||
         (strncmp (word->wide, piece, length) == 0 && word->wide[length] == '\0');
}

static gboolean
matches_piece (const MusterWord *word,
               const char       *piece,
               gsize             length)
{
  const char *end = piece + length;

  while (piece < end)
    {
      const char *bar = memchr (piece, '|', (gsize) (end - piece));
      const char *stop = bar != NULL ? bar : end;

      if (matches_one (word, piece, (gsize) (stop - piece)))
        return TRUE;
      piece = stop + 1;
    }
  return FALSE;
}

static int
match_at (GPtrArray  *words,
          const char *pattern,
          guint       at)
{
  const char *p = pattern;
  guint i = at;
  guint gap = 0;

  while (*p != '\0')
    {
      const char *space = strchr (p, ' ');
      gsize length = space != NULL ? (gsize) (space - p) : strlen (p);

      if (length == 2 && strncmp (p, "..", 2) == 0)
        {
          gap = 3;
        }
      else
        {
          guint limit = i + gap;
          gboolean found = FALSE;

          for (; i <= limit && i < words->len; i++)
            {
              if (matches_piece (g_ptr_array_index (words, i), p, length))
                {
                  found = TRUE;
                  break;
                }
            }
          if (!found)
            return -1;
          i++;
          gap = 0;
        }
      p += length;
      while (*p == ' ')
        p++;
    }
  return (int) i;
}

/* The bytes that the first word of a match can begin with, so that most places need no closer look */
typedef struct
{
  gboolean any;
  guint8   bits[32];
} Beginnings;

static Beginnings
beginnings_of (const char *pattern)
{
  Beginnings set = { strncmp (pattern, "..", 2) == 0 || *pattern == '\0', { 0 } };
  const char *p;

  for (p = pattern; *p != '\0' && *p != ' '; p++)
    if (p == pattern || p[-1] == '|')
      {
        set.any |= *p == '*';
        set.bits[(guint8) *p >> 3] |= (guint8) (1u << ((guint8) *p & 7));
      }
  return set;
}

static gboolean
can_begin (const Beginnings *set,
           const MusterWord *word)
{
  guint8 text = (guint8) word->text[0];
  guint8 wide = (guint8) word->wide[0];

  return set->any || (set->bits[text >> 3] & (1u << (text & 7))) != 0 || (set->bits[wide >> 3] & (1u << (wide & 7))) != 0;
}

/**
 * muster_words_match:
 * @words: (element-type MusterWord):
 * @pattern: folded pattern
 * @from: where to start
 * @length: (out) (optional): how many words were covered
 *
 * Returns: the position of the first match, or -1
 */
int
muster_words_match (GPtrArray  *words,
                    const char *pattern,
                    guint       from,
                    guint      *length)
{
  Beginnings set = beginnings_of (pattern);

  for (guint i = from; i < words->len; i++)
    {
      int end = can_begin (&set, g_ptr_array_index (words, i)) ? match_at (words, pattern, i) : -1;

      if (end >= 0)
        {
          if (length != NULL)
            *length = (guint) end - i;
          return (int) i;
        }
    }
  return -1;
}

/* Where words begin with which byte: most patterns have nothing to begin at. A word stands twice where its two folded
 * forms begin differently. */
struct _MusterWordIndex
{
  GPtrArray *words;         /* (unowned) */
  guint      offsets[257];  /* into @places, for each byte */
  guint     *places;        /* (owned): numbers of words, in order for each byte */
  guint8     pairs[512];    /* a bit for what words begin with, two bytes; some share one */
};

static guint
pair_place (char first,
            char second)
{
  return ((guint) (guint8) first * 31 + (guint8) second) & 4095;
}

static void
add_pairs (MusterWordIndex  *self,
           const MusterWord *word)
{
  const char firsts[] = { word->text[0], word->wide[0] };
  const char seconds[] = { firsts[0] != '\0' ? word->text[1] : '\0', firsts[1] != '\0' ? word->wide[1] : '\0' };

  for (guint i = 0; i < 4; i++)
    {
      guint at = pair_place (firsts[i & 1], seconds[i >> 1]);

      self->pairs[at >> 3] |= (guint8) (1u << (at & 7));
    }
}

static gboolean
has_pair (const MusterWordIndex *self,
          char                   first,
          char                   second)
{
  guint at = pair_place (first, second);

  return (self->pairs[at >> 3] & (1u << (at & 7))) != 0;
}

MusterWordIndex *
muster_word_index_new (GPtrArray *words)
{
  MusterWordIndex *self = g_new0 (MusterWordIndex, 1);
  guint fill[256];

  self->words = words;
  for (guint i = 0; i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);

      add_pairs (self, word);
      self->offsets[(guint8) word->text[0] + 1]++;
      if (word->wide[0] != word->text[0])
        self->offsets[(guint8) word->wide[0] + 1]++;
    }
  for (guint b = 0; b < 256; b++)
    {
      self->offsets[b + 1] += self->offsets[b];
      fill[b] = self->offsets[b];
    }
  self->places = g_new (guint, self->offsets[256]);
  for (guint i = 0; i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);

      self->places[fill[(guint8) word->text[0]]++] = i;
      if (word->wide[0] != word->text[0])
        self->places[fill[(guint8) word->wide[0]]++] = i;
    }
  return self;
}

void
muster_word_index_free (MusterWordIndex *self)
{
  g_free (self->places);
  g_free (self);
}

/* What stands behind the next bar of the pattern's first word, or the end of that word */
static const char *
next_beginning (const char *p)
{
  while (*p != '|' && *p != ' ' && *p != '\0')
    p++;
  return *p == '|' ? p + 1 : p;
}

/**
 * muster_word_index_match:
 *
 * Returns: as muster_words_match(), faster
 */
int
muster_word_index_match (const MusterWordIndex *self,
                         const char            *pattern,
                         guint                  from,
                         guint                 *length)
{
  int best = -1;

  for (const char *p = pattern; *p != '\0' && *p != ' '; p = next_beginning (p))
    {
      guint8 byte = (guint8) *p;
      char second;

      second = p[1] == '*' || p[1] == '|' || p[1] == ' ' ? '\0' : p[1];
      if (*p == '*' || (*p == '.' && p[1] == '.'))
        return muster_words_match (self->words, pattern, from, length);
      if (second != '\0' && !has_pair (self, *p, second))
        continue;
      for (guint k = self->offsets[byte]; k < self->offsets[byte + 1]; k++)
        {
          guint at = self->places[k];
          const MusterWord *word = g_ptr_array_index (self->words, at);
          int end;

          if (best >= 0 && at >= (guint) best)
            break;
          if (second != '\0' && word->text[1] != second && word->wide[1] != second)
            continue;
          end = at >= from ? match_at (self->words, pattern, at) : -1;
          if (end < 0)
            continue;
          best = (int) at;
          if (length != NULL)
            *length = (guint) end - at;
          break;
        }
    }
  return best;
}

gboolean
muster_words_has (GPtrArray  *words,
                  const char *pattern)
{
  return muster_words_match (words, pattern, 0, NULL) >= 0;
}

/**
 * muster_words_range:
 *
 * Returns: (transfer full) (element-type MusterWord): the words from @from up to @to, borrowed from @words
 */
GPtrArray *
muster_words_range (GPtrArray *words,
                    guint      from,
                    guint      to)
{
  GPtrArray *part = g_ptr_array_new ();

  for (guint i = from; i < to && i < words->len; i++)
    g_ptr_array_add (part, g_ptr_array_index (words, i));
  return part;
}

/**
 * muster_words_is_noise:
 * @word: a folded word
 *
 * Returns: whether the word is a function word of one of the five languages
 */
gboolean
muster_words_is_noise (const char *word)
{
  static const char * const noise[] = {
    "a", "an", "the", "and", "or", "of", "to", "in", "on", "at", "for", "from", "with", "by", "is", "are", "was", "be", "been", "it", "its", "i", "im", "you", "we", "he", "she", "they", "me", "my", "our", "your", "his", "her", "their", "this", "that", "can", "could", "would", "will", "please", "have", "has", "had", "do", "does", "not", "no", "yes", "as", "if", "but", "so", "all", "new", "up", "out", "off", "now", "get", "hi", "hello", "thanks", "thank", "need", "needs", "want", "some", "any", "just", "still", "there", "when", "who", "what", "into", "about",
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "und", "oder", "von", "vom", "zu", "zum", "zur", "im", "am", "an", "auf", "aus", "bei", "mit", "nach", "fur", "fuer", "ist", "sind", "war", "ich", "du", "er", "sie", "es", "wir", "ihr", "mir", "mich", "uns", "mein", "meine", "meinen", "unser", "nicht", "kein", "keine", "bitte", "haben", "hat", "habe", "wird", "werden", "noch", "auch", "nur", "neue", "neuer", "neuen", "hallo", "danke", "jetzt", "so", "wie", "was", "dass", "wenn", "bin", "kann", "konnen", "konnt", "ab", "seit", "schon",
    "le", "la", "les", "un", "une", "des", "du", "de", "d", "l", "et", "ou", "au", "aux", "en", "dans", "sur", "pour", "par", "avec", "est", "sont", "je", "j", "tu", "il", "elle", "nous", "vous", "ils", "elles", "mon", "ma", "mes", "notre", "votre", "son", "sa", "ses", "ce", "cette", "pas", "ne", "n", "qui", "que", "qu", "se", "s", "c", "bonjour", "merci", "svp", "plus", "ai", "suis", "peut", "pouvez", "tout", "nouveau", "nouvelle",
    "el", "los", "las", "una", "unos", "del", "al", "y", "o", "con", "para", "por", "es", "son", "yo", "tu", "el", "ella", "nos", "mi", "mis", "su", "sus", "lo", "este", "esta", "no", "si", "que", "me", "te", "ha", "he", "hola", "gracias", "favor", "buenos", "dias", "muy", "ya", "como", "estoy", "puede", "pueden", "nuevo", "nueva",
    "het", "een", "van", "voor", "met", "naar", "op", "bij", "is", "zijn", "was", "ik", "jij", "je", "hij", "zij", "ze", "wij", "we", "mij", "me", "mijn", "ons", "onze", "uw", "jullie", "niet", "geen", "en", "of", "dat", "dit", "deze", "die", "er", "kan", "kunnen", "kunt", "graag", "aub", "hallo", "dank", "nieuwe", "nog", "ook", "om", "te", "heb", "heeft", "wil", "aan", "uit", "als",
    NULL
  };

  static gsize table = 0;

  if (g_once_init_enter (&table))
    {
      GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; noise[i] != NULL; i++)
        g_hash_table_add (set, (gpointer) noise[i]);
      g_once_init_leave (&table, (gsize) set);
    }
  return word[0] == '\0' || word[1] == '\0' || g_hash_table_contains ((GHashTable *) table, word);
}
