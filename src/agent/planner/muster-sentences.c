/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-json.h"
#include "muster-json-guard.h"
#include "muster-note-text.h"
#include "muster-resources.h"
#include "muster-rules.h"

/* What workflows say in notes, by name, so that it can be translated. A name that is not in this table is taken as
 * the sentence itself: a workflow written by a user brings its own words. */

static const struct
{
  const char *id;
  const char *text;
} sentences[] = {
  { "requester-unknown", N_("The requester could not be matched to exactly one person of the client’s directory, so nothing may be done on this request alone.") },
  { "identity-missing", N_("The identity of {requester} is not confirmed: a mail can be forged. Ring back on the number on file (never on a number from the ticket), or ask for a ticket in the portal.") },
  { "subject-other", N_("The request is about somebody else’s account ({subject}); that person has to be identified first.") },
  { "subject-ambiguous", N_("It is not clear who is meant: {subject}.") },
  { "disabled-over", N_("Sign-in of {subject} is blocked, not locked. The documentation says that it is to be switched on again, and the date ({until}) has come.") },
  { "disabled-future", N_("Sign-in of {subject} is blocked on purpose until {until}. It stays off unless {decider} says otherwise.") },
  { "disabled-confirm", N_("Sign-in of {subject} is blocked. The documented absence is over or has no end, but {decider} has to confirm before it is switched on again.") },
  { "disabled-left", N_("{subject} has left according to the documentation; the account was switched off for that. Nothing is switched on.") },
  { "disabled-unknown", N_("Sign-in of {subject} is blocked and the documentation does not say why. Find out who switched it off before it is switched on.") },
  { "disabled-voice", N_("Sign-in of {subject} is blocked, and {requester}, who may say so, asks for it to be switched on.") },
  { "synced-no-writeback", N_("The account of {subject} is synced from Active Directory and the tenant has no password writeback: what is done in the cloud does not stick. A technician does this in Active Directory on the customer’s domain controller.") },
  { "risky", N_("{subject} is a risky user or shows failed sign-ins from abroad. The user’s own word does not clear this. Hand to the security lead; contain the account (end sessions, reset the password) if it cannot wait.") },
  { "policy-block", N_("The sign-in of {subject} was stopped by a conditional access rule, not by a lock. This is looked at by a technician.") },
  { "admin-account", N_("{subject} holds an administrator role. Credentials of administrators are handled by the MSP’s lead only.") },
  { "smart-lockout", N_("The account is enabled; {subject} is in a smart lockout after wrong passwords (50053). There is no unlock button: a password reset lifts it, or waiting does. An old password on a phone or in another app will lock it again.") },
  { "forgotten-password", N_("The account is enabled and not risky; {subject} has forgotten the password or it has expired. A reset helps.") },
  { "nothing-seen", N_("The account of {subject} is enabled and no failed sign-in shows. What exactly happens has to be asked.") },
  { "outside-address", N_("A password is never sent to an address or number outside the client’s own. A technician rings the user on the number on file.") },
  { "mfa-reregister", N_("{subject} is identified and no longer has the old phone or number: all sign-in methods are asked for anew. This also signs the user out.") },
  { "mfa-self-service", N_("The old phone still works, so no reset is needed: {subject} adds the new one on the security info page (https://aka.ms/mysecurityinfo) and removes the old one afterwards.") },
  { "mfa-none", N_("{subject} has no sign-in method besides the password, so there is nothing to reset.") },
  { "role-missing", N_("The role that this needs is missing in the client’s tenant (403, or written down in the documentation). A technician does it together with the client’s own administrator.") },
  { "resource-none", N_("Nothing in the tenant fits what is asked for. Which group, team or list is meant?") },
  { "resource-ambiguous", N_("Several things fit what is asked for: {resource}. Which one is meant?") },
  { "member-unknown", N_("It is not clear for whom this is; nobody of that name was found for certain.") },
  { "member-ambiguous", N_("Several people fit: {members}. Which one is meant?") },
  { "group-dynamic", N_("“{resource}” is filled by a rule; nobody can be added or removed by hand. A technician looks at the rule or at the person’s profile.") },
  { "group-privileged", N_("“{resource}” carries administrator roles. That never goes through the service desk.") },
  { "group-synced", N_("“{resource}” is synced from Active Directory; a technician changes it there. {decider} has to agree first.") },
  { "already-so", N_("It is already so; nothing has to be changed.") },
  { "approved-owner", N_("{requester} has the say about “{resource}” and asks for it: that is the approval.") },
  { "approved-note", N_("Somebody with the say about “{resource}” has agreed in the ticket.") },
  { "approved-leave", N_("{requester} asks to be taken out himself or herself; that needs nobody’s yes.") },
  { "approval-missing", N_("The say about “{resource}” lies with {decider}, and there is no yes yet. What the requester reports about an agreement is no approval.") },
  { "no-seat", N_("There is no free seat. A quote comes first.") },
  { "mailbox-none", N_("No mailbox fits what is asked for. Which one is meant?") },
  { "mailbox-ambiguous", N_("Several mailboxes fit: {mailbox}. Which one is meant?") },
  { "mailbox-personal", N_("This is another person’s mailbox ({mailbox}). That person, HR or the management has to agree in writing.") },
  { "mailbox-approved", N_("{requester} has the say about the mailbox {mailbox} and asks for it.") },
  { "mailbox-approval-missing", N_("{decider} has to agree before {members} gets the mailbox {mailbox}.") },
  { "own-mailbox", N_("{requester} gives access to the own mailbox.") },
  { "ooo-set", N_("{subject} asks for automatic replies from {start} to {end}.") },
  { "ooo-off", N_("{subject} asks to have the automatic replies switched off.") },
  { "ooo-dates-missing", N_("From when until when shall the automatic replies run, and what shall they say?") },
  { "ooo-other", N_("These are the automatic replies of {subject}, who has not asked. {subject} can switch them in Outlook, or says yes to us.") },
  { "licence-question", N_("A question about licences; the seats are listed below. Nothing has to be changed.") },
  { "licence-approved", N_("{requester} decides about licences and a seat is free.") },
  { "licence-approval-missing", N_("The say about licences that cost money lies with {decider}, who has not asked for this.") },
  { "licence-none", N_("Which licence is meant, and for whom?") },
  { "starter-ready", N_("{requester} may announce new people. Account {new.upn} for {new.name} after the client’s procedure; a seat is free. The temporary password goes by phone to the one who announced.") },
  { "starter-hybrid", N_("This client’s accounts are made in Active Directory by a technician and synced; an account made in the cloud would collide.") },
  { "starter-voice", N_("{requester} is not the one who announces new people here; {decider} is.") },
  { "starter-incomplete", N_("Name, start, role, manager and licence of the new person are not all known.") },
  { "starter-exists", N_("There is already somebody of that name or address ({subject}). Is this a returner, a namesake, or done already?") },
  { "leaver-ready", N_("{requester} may announce leavers, and {subject} has left or leaves at once. The mailbox becomes shared before the licence goes; nothing is wiped and nothing is deleted.") },
  { "leaver-future", N_("{subject} leaves on {day}, not before. Put it on that day: block, end sessions, mailbox to shared, access, then the licence.") },
  { "leaver-suspended", N_("{subject} is to be kept out at once, but has not left: sign-in off and sessions ended, nothing else.") },
  { "leaver-synced", N_("{subject} is synced: a technician disables the account in Active Directory now; in the cloud the sessions can be ended at once.") },
  { "leaver-synced-later", N_("{subject} is synced: a technician disables the account in Active Directory; sessions, mailbox and licence in the cloud follow.") },
  { "leaver-voice", N_("{requester} is neither HR nor the line manager of {subject}; hearsay closes no account. Ask {decider}.") },
  { "leaver-unclear", N_("Who leaves, and when?") },
  { "leaver-exchange", N_("The mailbox cannot be converted here (no Exchange role), so the licence must stay on. A technician does it with the client’s administrator.") },
  { "leave-block", N_("{subject} goes on a long leave: sign-in is switched off, everything else stays.") },
  { "profile-ready", N_("{requester} may ask for this change of {subject}’s profile, and it is a cloud account.") },
  { "profile-synced", N_("{subject} is synced from Active Directory; names, titles, managers and numbers are changed there by a technician.") },
  { "profile-voice", N_("Titles, departments, managers and names are changed when HR or the line manager asks; {requester} is neither for {subject}.") },
  { "profile-none", N_("What shall be changed, and to what?") },
  { "profile-name", N_("A new name touches the sign-in name, the mail address and every app; a technician does it with the user and keeps the old address.") },
  { "device-sync", N_("{device} is not compliant or has not checked in for long. A sync is the harmless first step.") },
  { "device-fine", N_("{device} is compliant and has checked in lately. Ask for the exact message.") },
  { "device-unknown", N_("Which device is meant? No device could be told for certain.") },
  { "device-other", N_("{device} is assigned to {device.user}, not to the requester.") },
  { "device-lost", N_("{device} of {device.user} is lost or stolen: lock it first, which can be undone, and end the sessions. It is wiped only when the client’s decision maker writes so and names the device.") },
  { "device-personal", N_("{device} is a personal device and is never wiped. Removing the company data (retire) is possible; a decision maker has to confirm that in writing.") },
  { "device-wipe", N_("Wiping cannot be undone. The client’s decision maker has to confirm it in writing for this very device.") },
  { "bitlocker-ready", N_("{requester} is identified and {device} is assigned to {device.user}: one recovery key, for this device only, read out by phone.") },
  { "bitlocker-other", N_("{device} is not assigned to the requester. The key goes to the assigned user or the line manager after a call-back.") },
  { "docs-answer", N_("The documentation answers this (“{article}”): {passage}") },
  { "docs-none", N_("The documentation has nothing that answers this for certain.") },
  { "health-issue", N_("Microsoft reports an open incident that fits: {issue} – {issue.title}.") },
  { "health-none", N_("Microsoft reports no incident that fits. Since when, for whom, and in which app?") },
  { "phishing-compromised", N_("The password of {subject} must be taken as known to others: end sessions, new password, sign-in methods anew. Look at inbox rules and forwarding, and hand to the security lead at once. Ring the user, do not write to this mailbox.") },
  { "phishing-synced", N_("The password of {subject} must be taken as known to others. Sessions are ended in the cloud; the password is reset in Active Directory by a technician at once. Hand to the security lead.") },
  { "phishing-received", N_("The message was only received. Thank the user and have it reported in Outlook; no change to the account.") },
  { "phishing-unclear", N_("Was a link opened, a file opened, or a password entered?") },
  { "software-portal", N_("The software is approved: it is in the Company Portal for the user to install.") },
  { "software-needs", N_("{decider} has to agree to this software; the installation is done by a technician. No administrator password goes to the user.") },
  { "software-forbidden", N_("This software is not allowed at this client.") },
  { "software-unlisted", N_("Nothing is written down about this software. Who at the client agrees, and what is it needed for? A technician installs it; no administrator password goes to the user.") },
  { "secret-request", N_("Passwords and codes from the documentation are never put into a ticket. A technician speaks with the one who needs it.") },
  { "back-office", N_("A matter of invoices or quotes: the back office answers it.") },
  { "thank-you", N_("A thank-you; nothing has to be done.") },
  { "auto-message", N_("An automatic message; nothing has to be done.") },
  { "already-solved", N_("The requester says that it is solved; nothing has to be done.") },
  { "vague", N_("The ticket does not say what is wrong, where, and since when.") },
  { "never-by-desk", N_("This is not done on a ticket alone: it is handed to a technician.") },
  { "forward-outside", N_("Mail is not forwarded to addresses outside the client. A technician talks to the requester.") },
  { "unhandled", N_("The case does not fit what the workflow covers; what was found is listed below.") },
  { "injection-ignored", N_("Part of the ticket or its notes addresses automated systems or claims an approval. It was ignored and counts for nothing; please look at where it comes from.") },
  { "no-match", N_("No workflow fits this ticket clearly, so there is no plan. What was looked up is listed below.") },
  { "no-match-injected", N_("No workflow fits this ticket clearly, so there is no plan. Part of its text addresses automated systems or claims an approval; it was ignored.") },
  { "tool-withheld", N_("A tool that the plan needs is switched off for this client.") },
  { "tool-unready", N_("A tool that the plan needs does not work for this client yet; what is missing stands below.") },
  { "nothing-left", N_("Nothing is left to do by tool.") },
  { "ask-callback", N_("Ring {requester} back on the number on file and confirm the identity, or ask for a portal ticket.") },
  { "ask-decider", N_("Ask {decider} for a yes or no.") },
  { "ask-which-person", N_("Which person is meant?") },
  { "ask-which-resource", N_("Which group, team, list or mailbox is meant?") },
  { "ask-which-device", N_("Which device is meant (name on the sticker)?") },
  { "ask-message", N_("What exactly does the screen say, where, and since when?") },
  { "ask-why-blocked", N_("Who had the account switched off, and may it be switched on?") },
  { "ask-dates", N_("From when until when, and with which text?") },
  { "ask-licence", N_("Which licence, for whom, and who bears the cost?") },
  { "ask-starter", N_("Name, start, role, manager and licence of the new person?") },
  { "ask-wipe", N_("Confirmation in writing by the client’s decision maker, naming the device.") },
  { "ask-clicked", N_("Was a link or file opened, or a password entered?") },
  { "explain-unblock", N_("Switch on sign-in of {subject}") },
  { "explain-block", N_("Switch off sign-in of {subject}") },
  { "explain-reset", N_("Reset the password of {subject}; a new one at the next sign-in") },
  { "explain-mfa", N_("Have {subject} register the sign-in methods anew") },
  { "explain-revoke", N_("End all sessions of {subject}") },
  { "explain-compromised", N_("Mark {subject} as compromised") },
  { "explain-member", N_("Add to “{resource}”") },
  { "explain-unmember", N_("Take out of “{resource}”") },
  { "explain-mailbox", N_("Give access to the mailbox {mailbox}") },
  { "explain-unmailbox", N_("Take away access to the mailbox {mailbox}") },
  { "explain-ooo", N_("Set the automatic replies of {subject}") },
  { "explain-licence", N_("Assign the licence {licence.add}") },
  { "explain-unlicence", N_("Take the licence away") },
  { "explain-create", N_("Create the account of {new.name}") },
  { "explain-new-licence", N_("Assign the licence {new.licence}") },
  { "explain-new-access", N_("Give {new.name} the access of the procedure and the request") },
  { "explain-convert", N_("Turn the mailbox of {subject} into a shared one") },
  { "explain-heir", N_("Give {heir} access to the mailbox of {subject}") },
  { "explain-profile", N_("Change the profile of {subject}") },
  { "explain-manager", N_("Set the manager of {subject} to {manager}") },
  { "explain-sync", N_("Ask {device} to sync") },
  { "explain-lock", N_("Lock {device}") },
  { "explain-bitlocker", N_("Fetch the recovery key of {device} as a handle; it is read out by phone") },
  { "expect-sign-in", N_("{subject} can sign in within minutes.") },
  { "expect-blocked", N_("No new sign-in is possible.") },
  { "expect-password", N_("The temporary password works and is read out by phone; a lockout is lifted.") },
  { "expect-mfa", N_("At the next sign-in {subject} is asked to register; all sessions end.") },
  { "expect-sessions", N_("All apps ask for a sign-in within the hour.") },
  { "expect-risk", N_("The user shows as compromised in Identity Protection.") },
  { "expect-access", N_("Access works within about 30 minutes, after signing out and in.") },
  { "expect-no-access", N_("The access is gone within about 30 minutes.") },
  { "expect-mailbox", N_("The mailbox appears in Outlook within an hour.") },
  { "expect-ooo", N_("Outlook shows the automatic replies as set.") },
  { "expect-licence", N_("The apps work with the new licence within the hour.") },
  { "expect-no-licence", N_("The seat is free again.") },
  { "expect-account", N_("The account exists and has to change its password at the first sign-in.") },
  { "expect-shared", N_("The mailbox shows as shared; only then goes the licence.") },
  { "expect-profile", N_("The new value shows in Teams and Outlook within a day.") },
  { "expect-synced", N_("The device checks in and its state is judged anew.") },
  { "expect-locked", N_("The device is locked at its next contact.") },
  { "expect-key", N_("One key, for this device only; nothing is written into the ticket.") },
};

/**
 * muster_sentence:
 *
 * Returns: (transfer none): the translated sentence of that name, or @id itself
 */
const char *
muster_sentence (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      if (g_strcmp0 (sentences[i].id, id) == 0)
        return _(sentences[i].text);
    }
  return id;
}

/**
 * muster_reply_text:
 * @id: name of a reply
 * @language: the ticket's language
 *
 * Returns: (transfer full) (nullable): the draft of a reply, in the ticket's language or English
 */
char *
muster_reply_text (const char *id,
                   const char *language)
{
  static const char * const files[] = { "workflows/replies.json", "workflows/voices.json" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr(GBytes) bytes = muster_core_lookup_resource (files[i], NULL);
      g_autoptr(JsonNode) root = bytes != NULL ? muster_json_parse (bytes, NULL, NULL, NULL) : NULL;
      JsonObject *reply = muster_json_obj (muster_json_obj (muster_json_node_obj (root), "replies"), id);
      const char *text = muster_json_str (reply, language);

      if (reply != NULL)
        return g_strdup (text != NULL ? text : muster_json_str (reply, "en"));
    }
  return NULL;
}
