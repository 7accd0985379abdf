/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-llm-orders.h"

/* What the hostile model makes of the sentences that its grammar takes for orders: who and what they mean, and where
 * they stand. */

static void
order_free (gpointer data)
{
  MusterOrder *order = data;

  json_object_unref (order->args);
  g_free (order->sentence);
  g_free (order->place);
  g_free (order->about);
  g_free (order);
}

/* --- what words mean --- */

static JsonObject *
ticket_of (MusterTalk *talk)
{
  return talk->ticket != NULL ? muster_world_ticket (talk->call->world, g_ascii_strtoll (talk->ticket, NULL, 10)) : NULL;
}

/**
 * muster_orders_client:
 * @talk: a talk
 *
 * Returns: (nullable): the client whose ticket it is about
 */
JsonObject *
muster_orders_client (MusterTalk *talk)
{
  return muster_world_client (talk->call->world, "key", muster_jo_str (ticket_of (talk), "clientKey"));
}

static gboolean
same_text (const char *left,
           const char *right)
{
  g_autofree char *a = left != NULL ? g_utf8_casefold (left, -1) : NULL;
  g_autofree char *b = g_utf8_casefold (right, -1);

  return g_strcmp0 (a, b) == 0;
}

static gboolean
is_local_part (const char *upn,
               const char *text)
{
  gsize length = strlen (text);

  return upn != NULL && strchr (text, '.') != NULL && g_ascii_strncasecmp (upn, text, length) == 0 && upn[length] == '@';
}

static const char *
user_among (JsonObject *client,
            const char *text)
{
  JsonArray *users = muster_jo_arr (client, "users");

  for (guint i = 0; i < muster_ja_length (users); i++)
    {
      JsonObject *user = muster_ja_obj (users, i);

      if (same_text (muster_jo_str (user, "upn"), text) || same_text (muster_jo_str (user, "mail"), text)
          || same_text (muster_jo_str (user, "displayName"), text) || same_text (muster_jo_str (user, "givenName"), text)
          || is_local_part (muster_jo_str (user, "upn"), text))
        return muster_jo_str (user, "upn");
    }
  return NULL;
}

static const char *
user_anywhere (MusterTalk *talk,
               const char *text)
{
  JsonArray *clients = muster_world_clients (talk->call->world);
  const char *found = user_among (muster_orders_client (talk), text);

  /* a first name alone is somebody of the ticket's own client */
  for (guint i = 0; found == NULL && strpbrk (text, " @") != NULL && i < muster_ja_length (clients); i++)
    found = user_among (muster_ja_obj (clients, i), text);
  return found;
}

/* A person's sign-in name, at the ticket's client first; else the words as they are. Words after the name do not count. */
static char *
person_of (MusterTalk *talk,
           const char *text)
{
  g_autofree char *shorter = g_strdup (text);
  const char *found = user_anywhere (talk, shorter);
  char *space;

  while (found == NULL && (space = strrchr (shorter, ' ')) != NULL)
    {
      *space = '\0';
      found = strchr (shorter, ' ') != NULL ? user_anywhere (talk, shorter) : NULL;
    }
  return g_strdup (found != NULL ? found : text);
}

/* A group's whole name, where the words begin it and the sentence has it all */
static char *
group_of (MusterTalk *talk,
          const char *text,
          const char *sentence)
{
  g_autofree char *said = g_utf8_casefold (sentence, -1);
  g_autofree char *begin = g_utf8_casefold (text, -1);
  const char *best = NULL;

  for (guint list = 0; list < 2; list++)
    {
      JsonArray *rows = muster_jo_arr (muster_orders_client (talk), list == 0 ? "groups" : "teams");

      for (guint i = 0; i < muster_ja_length (rows); i++)
        {
          const char *name = muster_jo_str (muster_ja_obj (rows, i), "name");
          g_autofree char *folded = name != NULL ? g_utf8_casefold (name, -1) : NULL;

          if (folded != NULL && g_str_has_prefix (folded, begin) && strstr (said, folded) != NULL
              && (best == NULL || strlen (name) > strlen (best)))
            best = name;
        }
    }
  return g_strdup (best != NULL ? best : text);
}

/* One word is nobody, unless somebody is called that. */
static gboolean
is_somebody (const char *text)
{
  return strpbrk (text, " @*") != NULL || g_regex_match_simple ("^" MUSTER_ORDER_GUID "$", text, 0, 0);
}

/* Without quotation marks, a genitive's s and what a sentence ends with */
static char *
clean (const char *text)
{
  static GRegex *edges = NULL;

  if (edges == NULL)
    edges = g_regex_new ("^[\"“„«»'‘’\\s]+|[\"”“»«‘\\s.,;:!?]+$|['’]s?$", 0, 0, NULL);
  return g_regex_replace_literal (edges, text, -1, 0, "", 0, NULL);
}

static void
add_argument (MusterTalk *talk,
              JsonObject *args,
              const char *name,
              const char *words,
              const char *sentence)
{
  g_autofree char *text = clean (words);
  g_autofree char *person = NULL;
  const char *from = muster_jo_str (ticket_of (talk), "fromEmail");

  if (*text == '\0')
    return;
  if (from != NULL && (same_text (text, "me") || same_text (text, "mich") || same_text (text, "mir")))
    person = person_of (talk, from);
  else if (g_str_equal (name, "user") || g_str_equal (name, "mailbox"))
    person = person_of (talk, text);
  else if (g_str_equal (name, "group"))
    person = group_of (talk, text, sentence);
  json_object_set_string_member (args, name, person != NULL ? person : text);
}

/* Does anything that the order names belong to another client of the world? */
static gboolean
is_foreign (MusterTalk *talk,
            JsonObject *args)
{
  JsonArray *clients = muster_world_clients (talk->call->world);
  JsonObject *own = muster_orders_client (talk);
  g_autofree char *text = muster_jo_text (args);

  for (guint i = 0; own != NULL && i < muster_ja_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i);
      JsonArray *domains = muster_jo_arr (client, "domains");

      if (client == own)
        continue;
      if (strstr (text, muster_jo_str (client, "name")) != NULL)
        return TRUE;
      for (guint d = 0; d < muster_ja_length (domains); d++)
        if (strstr (text, muster_jo_str (muster_ja_obj (domains, d), "name")) != NULL)
          return TRUE;
    }
  return FALSE;
}

/* --- where it stands --- */

/* Letters alone, small, so that markup and line breaks make no difference */
static char *
bare (const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  gboolean tag = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '<' || c == '>')
        tag = c == '<' && strchr (p, '>') != NULL;
      else if (!tag && g_unichar_isalnum (c))
        g_string_append_unichar (out, g_unichar_tolower (c));
    }
  return g_strdup (out->str);
}

static gboolean
holds (const char *text,
       const char *needle)
{
  g_autofree char *plain = text != NULL ? bare (text) : NULL;

  return plain != NULL && *needle != '\0' && strstr (plain, needle) != NULL;
}

static gboolean
any_holds (JsonArray  *rows,
           const char *members,
           const char *needle)
{
  g_auto(GStrv) names = g_strsplit (members, " ", -1);

  for (guint i = 0; i < muster_ja_length (rows); i++)
    for (guint n = 0; names[n] != NULL; n++)
      if (holds (muster_jo_str (muster_ja_obj (rows, i), names[n]), needle))
        return TRUE;
  return FALSE;
}

/* A contact's name has two parts, and an order may begin in the first. */
static gboolean
contact_holds (JsonArray  *contacts,
               const char *needle)
{
  for (guint i = 0; i < muster_ja_length (contacts); i++)
    {
      JsonObject *contact = muster_ja_obj (contacts, i);
      g_autofree char *name = g_strdup_printf ("%s %s", muster_jo_str (contact, "firstName"), muster_jo_str (contact, "lastName"));

      if (holds (name, needle))
        return TRUE;
    }
  return FALSE;
}

static const char *
place_at (JsonObject *owner,
          const char *needle)
{
  static const struct { const char *list, *members, *place; } lists[] = {
    { "groups", "name description", "group-name" }, { "users", "displayName jobTitle department", "user-name" },
    { "contacts", "firstName lastName email", "contact-name" }, { "devices", "deviceName model", "device-name" },
    { "teams", "name description", "group-name" }, { "sharedMailboxes", "displayName", "mailbox-name" },
  };
  JsonObject *docs = muster_jo_obj (owner, "docs");

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (any_holds (muster_jo_arr (owner, lists[i].list), lists[i].members, needle))
      return lists[i].place;
  if (contact_holds (muster_jo_arr (owner, "contacts"), needle))
    return "contact-name";
  if (any_holds (muster_jo_arr (docs, "articles"), "name content", needle))
    return "article";
  if (any_holds (muster_jo_arr (docs, "passwords"), "name notes username", needle))
    return "password-entry";
  return any_holds (muster_jo_arr (docs, "assets"), "name", needle) || any_holds (muster_jo_arr (docs, "configurations"), "name notes", needle) ? "asset" : NULL;
}

static const char *
place_of (MusterTalk *talk,
          const char *sentence)
{
  JsonObject *ticket = ticket_of (talk), *root = muster_world_get_root (talk->call->world);
  JsonArray *clients = muster_world_clients (talk->call->world);
  g_autofree char *needle = bare (sentence);
  const char *place = NULL;

  if (holds (muster_jo_str (ticket, "description"), needle) || holds (muster_jo_str (ticket, "summary"), needle))
    return "ticket";
  if (any_holds (muster_jo_arr (ticket, "notes"), "text", needle))
    return "note";
  if (holds (muster_jo_str (ticket, "fromName"), needle) || any_holds (muster_jo_arr (ticket, "notes"), "authorName", needle))
    return "contact-name";
  place = muster_orders_client (talk) != NULL ? place_at (muster_orders_client (talk), needle) : NULL;
  for (guint i = 0; place == NULL && i < muster_ja_length (clients); i++)
    place = place_at (muster_ja_obj (clients, i), needle);
  if (place == NULL)
    place = place_at (root, needle);
  return place;
}

/* --- reading --- */

/* R.e.s.e.t is Reset. */
static gboolean
join_letters (const GMatchInfo *match,
              GString          *out,
              gpointer          dots)
{
  g_autofree char *word = g_match_info_fetch (match, 0);
  g_autofree char *joined = g_regex_replace_literal (dots, word, -1, 0, "", 0, NULL);

  g_string_append (out, joined);
  return FALSE;
}

/* What stands in letters of another kind: full width, without width, with dots between them, in base64 */
static void
unfold (GString    *out,
        const char *text)
{
  static GRegex *hidden = NULL, *coded = NULL, *dotted = NULL, *dots = NULL;
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  g_autofree char *visible = NULL;
  g_autofree char *plain = NULL;
  g_autoptr(GMatchInfo) match = NULL;

  if (hidden == NULL)
    {
      hidden = g_regex_new ("[\\x{00AD}\\x{200B}-\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{2064}\\x{FEFF}\\x{E0000}-\\x{E007F}]|<[^>\\n]{0,200}>|\\*\\*|`", 0, 0, NULL);
      coded = g_regex_new ("[A-Za-z0-9+/]{24,}={0,2}", 0, 0, NULL);
      dotted = g_regex_new ("(?<![\\p{L}\\p{N}.])\\p{L}(?:\\.\\p{L}(?!\\p{L})){2,}", 0, 0, NULL);
      dots = g_regex_new ("\\.", 0, 0, NULL);
    }
  visible = g_regex_replace_literal (hidden, normal != NULL ? normal : "", -1, 0, "", 0, NULL);
  plain = g_regex_replace_eval (dotted, visible, -1, 0, 0, join_letters, dots, NULL);
  g_string_append (out, plain);
  g_string_append_c (out, '\n');
  g_regex_match (coded, plain, 0, &match);
  while (g_match_info_matches (match))
    {
      g_autofree char *word = g_match_info_fetch (match, 0);
      gsize size;
      g_autofree guchar *bytes = g_base64_decode (word, &size);

      if (size > 12 && g_utf8_validate ((const char *) bytes, (gssize) size, NULL))
        g_string_append_printf (out, "%.*s\n", (int) size, bytes);
      g_match_info_next (match, NULL);
    }
}

/* "Never put a password into a reply" is no order to do so. */
static gboolean
is_denied (const char *sentence,
           int         start)
{
  static GRegex *denial = NULL;
  g_autofree char *before = g_strndup (sentence, (gsize) start);

  if (denial == NULL)
    denial = g_regex_new ("(?i:\\b(?:never|not|don['’]t|cannot|can['’]t|must not|nobody|nie|niemals|nicht|keinesfalls|unable to)\\b)[^,;]{0,30}$", 0, 0, NULL);
  return g_regex_match (denial, before, 0, NULL);
}

static gboolean
is_known (GPtrArray   *orders,
          MusterOrder *order)
{
  g_autofree char *args = muster_jo_text (order->args);

  for (guint i = 0; i < orders->len; i++)
    {
      MusterOrder *other = orders->pdata[i];
      g_autofree char *text = muster_jo_text (other->args);

      if (g_str_equal (other->tool, order->tool) && g_str_equal (text, args))
        return TRUE;
    }
  return FALSE;
}

static gboolean
names_nobody (JsonObject *args)
{
  const char *user = muster_jo_str (args, "user"), *mailbox = muster_jo_str (args, "mailbox");

  return (user != NULL && !is_somebody (user)) || (mailbox != NULL && !is_somebody (mailbox));
}

/* A rule that fills in what a sentence does not say holds only where no other of that tool has understood more of it. */
static gboolean
is_second_choice (GPtrArray   *orders,
                  MusterOrder *order,
                  const MusterOrderRule *rule)
{
  for (guint i = 0; rule->fixed != NULL && g_str_equal (rule->fixed, "mailbox=me") && i < orders->len; i++)
    {
      MusterOrder *other = orders->pdata[i];

      if (g_str_equal (other->tool, order->tool) && g_str_equal (other->sentence, order->sentence))
        return TRUE;
    }
  return FALSE;
}

static void
take (MusterTalk *talk,
      GPtrArray  *orders,
      const MusterOrderRule *rule,
      GMatchInfo *match,
      const char *sentence,
      const char *about)
{
  static const char *const names[] = { "user", "group", "mailbox", "to", "device", "client", "ticket", "article", "password", "query", "code", "sku" };
  MusterOrder *order = g_new0 (MusterOrder, 1);
  g_auto(GStrv) fixed = g_strsplit (rule->fixed != NULL ? rule->fixed : "", " ", -1);
  g_autofree char *words_matched = g_match_info_fetch (match, 0);

  order->aim = rule->aim;
  order->tool = rule->tool;
  order->args = json_object_new ();
  order->sentence = g_strdup (sentence);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *words = g_match_info_fetch_named (match, names[i]);

      if (words != NULL && *words != '\0')
        add_argument (talk, order->args, names[i], words, sentence);
    }
  for (guint i = 0; fixed[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (fixed[i], "=", 2);

      if (pair[0] != NULL && pair[1] != NULL && !json_object_has_member (order->args, pair[0]))
        add_argument (talk, order->args, pair[0], pair[1], sentence);
    }
  if (is_foreign (talk, order->args))
    order->aim = "cross-client";
  if (is_known (orders, order) || names_nobody (order->args) || is_second_choice (orders, order, rule))
    {
      order_free (order);
      return;
    }
  order->about = g_strdup (about);
  order->place = g_strdup (place_of (talk, sentence));
  if (order->place == NULL)
    order->place = g_strdup (place_of (talk, words_matched));
  if (order->place == NULL)
    order->place = g_strdup (g_str_equal (about, "prompt") ? "prompt" : "tool-answer");
  g_ptr_array_add (orders, order);
}

static gboolean
is_harmless (MusterTalk *talk,
             GMatchInfo *match)
{
  const char *baseline = muster_llm_box (talk->call->world)->baseline;
  g_autofree char *words = g_match_info_fetch (match, 0);
  g_autofree char *needle = bare (words);

  return baseline != NULL && strstr (baseline, needle) != NULL;
}

static void
read_text (MusterTalk *talk,
           GPtrArray  *orders,
           const char *text,
           const char *about)
{
  static GRegex *ends = NULL;
  g_autoptr(GString) unfolded = g_string_new (NULL);
  g_auto(GStrv) sentences = NULL;

  if (ends == NULL)
    ends = g_regex_new ("(?<=[.!?;])\\s+|\\n+| \\| ", 0, 0, NULL);
  unfold (unfolded, text);
  sentences = g_regex_split (ends, unfolded->str, 0);
  for (guint i = 0; sentences[i] != NULL; i++)
    for (guint r = 0; r < muster_order_rules_length (); r++)
      {
        g_autoptr(GMatchInfo) match = NULL;
        int start = 0;

        if (!g_regex_match (muster_order_regex (r), sentences[i], 0, &match) || !g_match_info_fetch_pos (match, 0, &start, NULL))
          continue;
        if (!is_denied (sentences[i], start) && !is_harmless (talk, match))
          take (talk, orders, muster_order_rule (r), match, sentences[i], about);
      }
}

static const char *
tool_answered (MusterTalk *talk,
               const char *call_id)
{
  for (guint i = 0; i < talk->messages->len; i++)
    {
      MusterTalkMessage *message = talk->messages->pdata[i];

      for (guint c = 0; c < message->calls->len; c++)
        if (g_strcmp0 (((MusterTalkCall *) message->calls->pdata[c])->id, call_id) == 0)
          return ((MusterTalkCall *) message->calls->pdata[c])->name;
    }
  return "tool";
}

/**
 * muster_orders_find:
 * @talk: a talk
 *
 * Returns: (transfer full) (element-type MusterOrder): all that any text in it tells the model to do, each once
 */
GPtrArray *
muster_orders_find (MusterTalk *talk)
{
  GPtrArray *orders = g_ptr_array_new_with_free_func (order_free);

  for (guint i = 0; i < talk->messages->len; i++)
    {
      MusterTalkMessage *message = talk->messages->pdata[i];

      /* what the program itself says stands before the ticket */
      if (g_str_equal (message->role, "user"))
        read_text (talk, orders, strstr (message->text, "<ticket>") != NULL ? strstr (message->text, "<ticket>") : message->text, "prompt");
      else if (g_str_equal (message->role, "tool"))
        read_text (talk, orders, message->text, tool_answered (talk, message->call_id));
    }
  return orders;
}

/* Is it for a tool that nobody has? */
gboolean
muster_order_is_outside (MusterOrder *order)
{
  return g_str_has_prefix (order->tool, "*:");
}

static void
collect (GString  *out,
         JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      collect (out, json_array_get_element (json_node_get_array (node), i));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr(GList) values = json_object_get_values (json_node_get_object (node));

      for (GList *l = values; l != NULL; l = l->next)
        collect (out, l->data);
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *plain = bare (json_node_get_string (node));

      g_string_append_printf (out, "%s\n", plain);
    }
}

/**
 * muster_llm_set_baseline:
 * @world: the world
 * @texts: (nullable): true: all texts of the world as it is now; texts: these; false or null: none
 *
 * Sentences that stand there are not obeyed: they are what honest people wrote.
 */
void
muster_llm_set_baseline (MusterWorld *world,
                         JsonNode    *texts)
{
  MusterLlmBox *box = muster_llm_box (world);
  g_autoptr(GString) out = g_string_new (NULL);
  g_autoptr(JsonNode) all = NULL;

  if (texts == NULL)
    return;
  g_clear_pointer (&box->baseline, g_free);
  if (JSON_NODE_HOLDS_ARRAY (texts))
    collect (out, texts);
  else if (JSON_NODE_HOLDS_VALUE (texts) && json_node_get_boolean (texts))
    {
      all = json_node_new (JSON_NODE_OBJECT);
      json_node_set_object (all, muster_world_get_root (world));
      collect (out, all);
    }
  if (out->len > 0)
    box->baseline = g_strdup (out->str);
}
