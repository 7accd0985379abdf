/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "muster-access.h"
#include "muster-doc-facts.h"
#include "muster-docs-terms.h"
#include "muster-facts.h"
#include "muster-json.h"
#include "muster-note-text.h"
#include "muster-words.h"

/* Facts about access: what to, for whom, who has agreed. */

static const MusterPlace *
the_place (MusterInquiry *self)
{
  GPtrArray *slot = muster_slot (self, "resource");
  GPtrArray *places = muster_inquiry_places (self);
  const MusterSlotValue *value = slot != NULL && slot->len == 1 ? g_ptr_array_index (slot, 0) : NULL;

  for (guint i = 0; value != NULL && places != NULL && i < places->len; i++)
    {
      const MusterPlace *place = g_ptr_array_index (places, i);

      if (g_str_equal (place->ref, value->ref))
        return place;
    }
  return NULL;
}

static char *
resource (MusterInquiry *self)
{
  MusterWant want = muster_inquiry_says (self, "list-word") ? MUSTER_WANT_LIST
                    : muster_inquiry_says (self, "team-word") ? MUSTER_WANT_TEAM : MUSTER_WANT_ANY;
  g_autoptr(GPtrArray) found = muster_match_places (self, want);
  GPtrArray *slot;

  if (found == NULL)
    return NULL;
  if (found->len == 0)
    return g_strdup ("none");
  slot = muster_slot_new ();
  for (guint i = 0; i < found->len; i++)
    {
      const MusterPlace *place = g_ptr_array_index (found, i);

      muster_slot_add (slot, place->ref, place->name);
    }
  muster_slot_set (self, "resource", slot);
  if (found->len == 1)
    {
      const MusterPlace *place = g_ptr_array_index (found, 0);
      g_autofree char *team = g_strconcat ("team:", place->id, NULL);

      muster_slot_set_one (self, "team", team, place->name);
      /* Translators: a group’s name, then what it is, such as “a team” */
      muster_inquiry_note (self, "microsoft365:find-groups", place->synced ? _("“%s” is %s, synced from Active Directory") :
                           place->dynamic ? _("“%s” is %s, filled by a rule") : _("“%s” is %s"), place->name,
                           place->is_team ? _("a team") : place->kind == MUSTER_PLACE_DISTRIBUTION ? _("a distribution list") :
                           place->kind == MUSTER_PLACE_MAIL_ENABLED ? _("a mail-enabled security group") :
                           place->kind == MUSTER_PLACE_MICROSOFT365 ? _("a Microsoft 365 group") : _("a security group"));
    }
  return g_strdup (found->len == 1 ? "found" : "ambiguous");
}

static char *
resource_kind (MusterInquiry *self)
{
  const MusterPlace *place = muster_fact_is (self, "resource", "found") ? the_place (self) : NULL;

  if (place == NULL)
    return NULL;
  if (place->dynamic)
    return g_strdup ("dynamic");
  if (place->privileged)
    return g_strdup ("role-assignable");
  if (place->synced)
    return g_strdup ("synced");
  if (place->kind == MUSTER_PLACE_DISTRIBUTION || place->kind == MUSTER_PLACE_MAIL_ENABLED)
    return g_strdup ("distribution");
  return g_strdup (place->is_team ? "team" : "group");
}

static char *
action (MusterInquiry *self)
{
  return g_strdup (muster_inquiry_says (self, "remove") ? "remove" : "add");
}

static char *
member (MusterInquiry *self)
{
  g_autoptr(GPtrArray) people = NULL;
  g_autofree char *label = NULL;
  MusterMemberState state;
  GPtrArray *slot;

  muster_inquiry_requester (self);
  state = muster_access_members (self, &people, &label);
  if (self->waiting)
    return NULL;
  slot = muster_slot_new ();
  for (guint i = 0; i < people->len; i++)
    {
      const MusterPerson *person = g_ptr_array_index (people, i);
      g_autofree char *name = state == MUSTER_MEMBER_AMBIGUOUS ? g_strdup_printf ("%s (%s)", person->name, person->upn) : g_strdup (person->name);

      muster_slot_add (slot, person->ref, name);
    }
  if (slot->len == 0 && label != NULL)
    muster_slot_add (slot, "", label);
  muster_slot_set (self, "members", slot);
  switch (state)
    {
    case MUSTER_MEMBER_SELF: return g_strdup ("self");
    case MUSTER_MEMBER_OTHERS: return g_strdup ("others");
    case MUSTER_MEMBER_AMBIGUOUS: return g_strdup ("ambiguous");
    case MUSTER_MEMBER_UNKNOWN:
    default: return g_strdup ("unknown");
    }
}

static GPtrArray *
member_people (MusterInquiry *self)
{
  GPtrArray *slot = muster_slot (self, "members");
  GPtrArray *people = g_ptr_array_new ();

  for (guint i = 0; slot != NULL && i < slot->len; i++)
    {
      const MusterSlotValue *value = g_ptr_array_index (slot, i);
      const MusterPerson *person = g_str_has_prefix (value->ref, "user:") ? muster_inquiry_person (self, value->ref + 5) : NULL;

      if (person != NULL)
        g_ptr_array_add (people, (gpointer) person);
    }
  return people;
}

/* Takes out of the request who has it already; “all” when nobody is left. */
static char *
already (MusterInquiry *self)
{
  gboolean removing = muster_fact_is (self, "action", "remove");
  const MusterPlace *place;
  g_autoptr(GPtrArray) members = NULL;
  g_autoptr(GPtrArray) people = NULL;
  GPtrArray *slot;

  if (muster_fact (self, "resource") == NULL || muster_fact (self, "member") == NULL)
    return NULL;
  place = the_place (self);
  if (place == NULL || (members = muster_inquiry_members (self, place)) == NULL)
    return NULL;
  people = member_people (self);
  slot = muster_slot_new ();
  for (guint i = 0; i < people->len; i++)
    {
      const MusterPerson *person = g_ptr_array_index (people, i);
      gboolean inside = g_ptr_array_find (members, person, NULL);

      if (inside == removing)
        muster_slot_add (slot, person->ref, person->name);
      /* Translators: a person, then a group */
      muster_inquiry_note (self, "microsoft365:list-group-members", inside ? _("%s is a member of “%s”") : _("%s is not a member of “%s”"), person->name, place->name);
    }
  if (people->len > 0 && slot->len == 0)
    {
      g_ptr_array_unref (slot);
      return g_strdup ("all");
    }
  muster_slot_set (self, "members", slot);
  return g_strdup ("no");
}

static gboolean
manages_all (MusterInquiry *self,
             GPtrArray     *people)
{
  gboolean all = people->len > 0;

  for (guint i = 0; i < people->len; i++)
    all = muster_inquiry_manager (self, g_ptr_array_index (people, i)) == self->requester && all;
  return all && self->requester != NULL && !self->waiting;
}

static void
name_deciders (MusterInquiry *self,
               GPtrArray     *owners,
               GPtrArray     *named)
{
  GPtrArray *from = named != NULL && named->len > 0 ? named : owners;
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; from != NULL && i < from->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const MusterPerson *) g_ptr_array_index (from, i))->name);
  muster_slot_set_one (self, "decider", "", names->len > 0 ? names->str : N_("the owner or the line manager"));
}

/* Who has agreed: the owner or the one the documentation names asks himself, or says so in the ticket; everything else is hearsay. */
static char *
approval (MusterInquiry *self)
{
  const MusterPlace *place = muster_fact_is (self, "resource", "found") ? the_place (self) : NULL;
  g_autoptr(GPtrArray) owners = NULL;
  g_autoptr(GPtrArray) people = NULL;
  g_autoptr(MusterVoices) voices = NULL;
  gboolean removing = muster_fact_is (self, "action", "remove");

  if (place == NULL || muster_inquiry_requester (self) == NULL || muster_fact (self, "member") == NULL)
    return NULL;
  owners = muster_inquiry_owners (self, place);
  voices = muster_docs_place_voices (self, place);
  if (owners == NULL || voices == NULL)
    return NULL;
  people = member_people (self);
  name_deciders (self, owners, voices->people);
  if (owners->len > 0)
    {
      g_autoptr(GString) names = g_string_new (NULL);

      for (guint i = 0; i < owners->len; i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const MusterPerson *) g_ptr_array_index (owners, i))->name);
      /* Translators: a group, then the names of its owners */
      muster_inquiry_note (self, "microsoft365:get-group", _("Owner of “%s”: %s"), place->name, names->str);
    }
  if (voices->sentence != NULL)
    {
      /* Translators: an article’s title, then a sentence of it */
      muster_inquiry_note (self, muster_docs_terms_source (self, MUSTER_DOCS_SEARCH), _("Documentation (“%s”): %s"), voices->source, voices->sentence);
      muster_inquiry_note_doubts (self, voices->source);
    }

  if (removing && muster_fact_is (self, "member", "self"))
    return g_strdup ("leave");
  if (g_ptr_array_find (voices->people, self->requester, NULL))
    return g_strdup ("named");
  if (g_ptr_array_find (owners, self->requester, NULL) && !(voices->only && voices->people->len > 0))
    return g_strdup ("owner");
  if ((place->kind == MUSTER_PLACE_DISTRIBUTION || voices->manager) && !(voices->only && !voices->manager) && manages_all (self, people))
    return g_strdup ("manager");
  if (self->waiting)
    return NULL;
  if (muster_access_note_yes (self, voices->people->len > 0 ? voices->people : owners))
    return g_strdup ("note");
  return g_strdup ("none");
}

/* A group that gives a licence has no more places than the licence has seats. */
static char *
group_seats (MusterInquiry *self)
{
  const MusterPlace *place = muster_fact_is (self, "resource", "found") ? the_place (self) : NULL;
  g_autoptr(GPtrArray) words = NULL;
  g_autoptr(GPtrArray) members = NULL;
  JsonObject *result;
  JsonArray *skus;
  gboolean gives_licence;

  if (place == NULL)
    return NULL;
  words = muster_words_split (place->description != NULL ? place->description : "");
  {
    g_autoptr(GPtrArray) name_words = muster_words_split (place->name);

    gives_licence = muster_words_has (name_words, "lic|lics|licence*|license*|lizenz*|licencia*|licentie*") ||
                    muster_words_has (words, "assigns|licence*|license*|lizenz*|licencia*|licentie*|seats|platze|plazas|asigna*|attribue*|kent|weist");
  }
  if (!gives_licence)
    return g_strdup ("ok");

  result = muster_inquiry_read (self, NULL, "microsoft365:list-subscribed-skus", NULL);
  members = muster_inquiry_members (self, place);
  if (self->waiting || members == NULL)
    return NULL;
  skus = muster_json_arr (result, "skus");
  for (guint i = 0; skus != NULL && i < json_array_get_length (skus); i++)
    {
      JsonObject *sku = muster_json_arr_obj (skus, i);
      const char *part = muster_json_str (sku, "skuPartNumber");
      GPtrArray *names = part != NULL ? muster_lexicon_licence_names (self->lexicon, part) : NULL;
      gint64 enabled = muster_json_int (sku, "enabled", 0);
      gint64 used = MAX (muster_json_int (sku, "consumedUnits", 0), (gint64) members->len);
      g_autoptr(GPtrArray) name_words = muster_words_split (place->name);

      for (guint k = 0; names != NULL && k < names->len; k++)
        {
          if (muster_words_has (name_words, g_ptr_array_index (names, k)) || muster_words_has (words, g_ptr_array_index (names, k)))
            {
              /* Translators: the name of a licence, then counts */
              muster_inquiry_note (self, "microsoft365:list-subscribed-skus", _("%s: %d seats, at least %d in use (members of the group: %u)"), part, (int) enabled, (int) used, members->len);
              return g_strdup (used < enabled ? "ok" : "none");
            }
        }
    }
  return g_strdup ("ok");
}

static char *
mailbox (MusterInquiry *self)
{
  gboolean forbidden = FALSE;
  g_autoptr(GPtrArray) found = muster_match_mailboxes (self, self->text->words, &forbidden);
  g_autoptr(GPtrArray) people = NULL;
  GPtrArray *mentions = muster_people_mentions (self);
  const MusterPerson *target = NULL;

  muster_inquiry_requester (self);
  if (found == NULL || mentions == NULL || self->waiting)
    return NULL;
  if (forbidden)
    return g_strdup ("forbidden");
  if (found->len > 0)
    {
      GPtrArray *slot = muster_slot_new ();

      for (guint i = 0; i < found->len; i++)
        {
          const MusterPlace *place = g_ptr_array_index (found, i);

          muster_slot_add (slot, place->ref, place->name);
        }
      muster_slot_set (self, "mailbox", slot);
      return g_strdup (found->len == 1 ? "shared" : "ambiguous");
    }
  if (self->requester != NULL && muster_inquiry_says (self, "own-mail"))
    {
      muster_slot_set_one (self, "mailbox", self->requester->ref, self->requester->name);
      return g_strdup ("own");
    }
  for (guint i = 0; i < mentions->len && target == NULL; i++)
    {
      const MusterPerson *person = muster_mention_person (g_ptr_array_index (mentions, i));

      if (person != self->requester)
        target = person;
    }
  if (target == NULL)
    return g_strdup ("none");
  muster_slot_set_one (self, "mailbox", target->ref, target->name);
  muster_slot_set_one (self, "decider", "", target->name);
  return g_strdup ("personal");
}

static const char *
mailbox_address (MusterInquiry *self)
{
  GPtrArray *slot = muster_slot (self, "mailbox");
  const MusterSlotValue *value = slot != NULL && slot->len == 1 ? g_ptr_array_index (slot, 0) : NULL;
  const MusterPerson *person;

  if (value == NULL)
    return NULL;
  if (g_str_has_prefix (value->ref, "mailbox:"))
    return value->ref + strlen ("mailbox:");
  person = muster_slot_person (self, "mailbox");
  return person != NULL ? person->mail : NULL;
}

/* Which rights are asked for and not held yet. */
static char *
rights (MusterInquiry *self)
{
  static const char * const names[] = { "full-access", "send-as", "send-on-behalf" };
  gboolean removing = muster_fact_is (self, "action", "remove");
  gboolean wanted[3];
  const char *address;
  g_autoptr(MusterHolders) holders = NULL;
  g_autoptr(GPtrArray) people = NULL;
  GPtrArray *slot;

  if (muster_fact (self, "mailbox") == NULL || muster_fact (self, "member") == NULL)
    return NULL;
  address = mailbox_address (self);
  if (address == NULL || (holders = muster_access_holders (self, address)) == NULL)
    return NULL;
  people = member_people (self);
  wanted[2] = muster_inquiry_says (self, "on-behalf");
  wanted[1] = !wanted[2] && muster_inquiry_says (self, "send-as");
  wanted[0] = !muster_inquiry_says (self, "only-send");

  slot = muster_slot_new ();
  for (guint r = 0; r < G_N_ELEMENTS (names); r++)
    {
      GPtrArray *list = r == 0 ? holders->full_access : r == 1 ? holders->send_as : holders->send_on_behalf;
      gboolean held = people->len == 1 && g_ptr_array_find (list, g_ptr_array_index (people, 0), NULL);

      if (removing ? held : wanted[r] && !held)
        muster_slot_add (slot, names[r], names[r]);
    }
  muster_slot_set (self, "rights", slot);
  return g_strdup (people->len != 1 ? "unclear" : slot->len > 0 ? "open" : "held");
}

/* Who has a say about a mailbox: who holds it and stands above the one who gets it, the line manager, or whose it is. */
static char *
mailbox_approval (MusterInquiry *self)
{
  const char *kind = muster_fact (self, "mailbox");
  const char *address;
  g_autoptr(MusterHolders) holders = NULL;
  g_autoptr(GPtrArray) people = NULL;
  gboolean for_self;

  if (kind == NULL || muster_inquiry_requester (self) == NULL || muster_fact (self, "member") == NULL)
    return NULL;
  if (g_str_equal (kind, "own"))
    return g_strdup ("own");
  address = mailbox_address (self);
  if (address == NULL || (holders = muster_access_holders (self, address)) == NULL)
    return NULL;
  people = member_people (self);
  for_self = muster_fact_is (self, "member", "self");

  if (g_str_equal (kind, "personal"))
    {
      const MusterPerson *whose = muster_slot_person (self, "mailbox");
      static const char * const topics[] = { "hr-topic", "leaver-topic", NULL };
      g_autoptr(MusterVoices) voices = muster_docs_topic_voices (self, topics);

      if (voices == NULL)
        return NULL;
      if (for_self || whose == NULL)
        return g_strdup ("none");
      if (g_ptr_array_find (voices->people, self->requester, NULL))
        return g_strdup ("named");
      return g_strdup (muster_is_board (self->requester) && !g_ptr_array_find (people, self->requester, NULL) ? "board" : "none");
    }

  {
    g_autoptr(GString) names = g_string_new (NULL);
    GPtrArray *slot = muster_slot (self, "mailbox");
    const MusterSlotValue *value = slot != NULL && slot->len > 0 ? g_ptr_array_index (slot, 0) : NULL;
    MusterPlace place = { .kind = MUSTER_PLACE_MAILBOX, .id = (char *) address, .address = (char *) address, .name = value != NULL ? value->name : (char *) address };
    g_autoptr(GPtrArray) tokens = g_ptr_array_new ();
    g_autoptr(GPtrArray) words = muster_words_split (place.name);
    g_autoptr(MusterVoices) voices = NULL;

    for (guint i = 0; i < words->len; i++)
      g_ptr_array_add (tokens, ((MusterWord *) g_ptr_array_index (words, i))->text);
    place.tokens = tokens;
    voices = muster_docs_place_voices (self, &place);
    if (voices == NULL)
      return NULL;
    for (guint i = 0; i < holders->full_access->len; i++)
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const MusterPerson *) g_ptr_array_index (holders->full_access, i))->name);
    /* Translators: a mailbox, then who may open it */
    muster_inquiry_note (self, "microsoft365:list-mailbox-permissions", _("Full access to %s: %s"), address, names->len > 0 ? names->str : _("nobody"));
    {
      g_autofree char *hr = muster_docs_hr (self);

      muster_slot_set_one (self, "decider", "", names->len > 0 ? names->str : hr);
    }
    if (muster_fact_is (self, "action", "remove") && for_self)
      return g_strdup ("leave");
    if (g_ptr_array_find (voices->people, self->requester, NULL))
      return g_strdup ("named");
  }
  if (for_self)
    return g_strdup (muster_access_note_yes (self, holders->full_access) ? "note" : "none");
  if (manages_all (self, people))
    return g_strdup ("manager");
  if (self->waiting)
    return NULL;
  if (g_ptr_array_find (holders->full_access, self->requester, NULL) && people->len > 0)
    {
      int mine = muster_inquiry_depth (self, self->requester);
      int theirs = muster_inquiry_depth (self, g_ptr_array_index (people, 0));

      if (self->waiting)
        return NULL;
      if (mine < theirs)
        return g_strdup ("holder");
    }
  return g_strdup (muster_access_note_yes (self, holders->full_access) ? "note" : "none");
}

const MusterFactRow muster_facts_access[] = {
  { "resource", resource },
  { "resource.kind", resource_kind },
  { "action", action },
  { "member", member },
  { "already", already },
  { "approval", approval },
  { "seats", group_seats },
  { "mailbox", mailbox },
  { "rights", rights },
  { "mailbox.approval", mailbox_approval },
  { NULL, NULL },
};
