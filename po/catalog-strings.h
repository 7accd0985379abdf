/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Written by build-aux/catalog-strings for xgettext; no program includes it.
 * Do not edit: change the JSON files of resources/ and run the script again. */

/* Translators: Form field of Autotask PSA */
N_("API User")

/* Translators: Form field “API User” of Autotask PSA, where its value is found */
N_("In Autotask: ☰ > Admin > Account Settings & Users > Resources/Users (HR) > Resources/Users > New > New API User. Choose the security level “API User (API-only)” or a copy of it, and copy the username (it looks like an e-mail address).")

/* Translators: Form field “API User” of Autotask PSA, when its value does not fit */
N_("The username of an API user looks like an e-mail address.")

/* Translators: Form field of Autotask PSA */
N_("Password (Secret)")

/* Translators: Form field “Password (Secret)” of Autotask PSA, where its value is found */
N_("On the same page: “Generate Secret” under Credentials. It is shown once.")

/* Translators: Form field “Password (Secret)” of Autotask PSA, when its value does not fit */
N_("Paste the whole secret, without spaces.")

/* Translators: Form field of Autotask PSA */
N_("Tracking Identifier")

/* Translators: Form field “Tracking Identifier” of Autotask PSA, where its value is found */
N_("On the same page, under API Tracking Identifier: choose the integration vendor, or “Custom (Internal Integration)” with a name such as Muster, and copy the code that is generated.")

/* Translators: Form field “Tracking Identifier” of Autotask PSA, when its value does not fit */
N_("The tracking identifier has letters and digits only.")

/* Translators: Right that the account at Autotask PSA needs (menu names as they stand there) */
N_("Service Desk > Tickets: View = All; Add and Edit = All")

/* Translators: Right that the account at Autotask PSA needs (menu names as they stand there) */
N_("Service Desk > Ticket Notes: View, Add and Edit (internal notes and notes for all Autotask users)")

/* Translators: Right that the account at Autotask PSA needs (menu names as they stand there) */
N_("CRM > Companies and Contacts: View = All")

/* Translators: Right that the account at Autotask PSA needs (menu names as they stand there) */
N_("Admin > Resources/Users and Roles: View")

/* Translators: Right that the account at Autotask PSA needs (menu names as they stand there) */
N_("Timesheets: may enter time for tickets, with a service desk role for the API user (only for time entries)")

/* Translators: Right that the account at Autotask PSA needs (menu names as they stand there) */
N_("Web Service API > Webhooks: may create webhooks (only for webhooks; polling needs nothing)")

/* Translators: Title of a tool of Autotask PSA */
N_("Add an internal note")

/* Translators: What a tool of Autotask PSA does; keep {ticket} as it stands */
N_("Add an internal note to ticket {ticket}")

/* Translators: Why a step at Autotask PSA cannot be undone */
N_("Autotask has no way to delete a note; it stays as an internal one.")

/* Translators: Title of a tool of Autotask PSA */
N_("Add a time entry")

/* Translators: What a tool of Autotask PSA does; keep {hours} and {ticket} as it stands */
N_("Add {hours} hours to ticket {ticket}")

/* Translators: Why a step at Autotask PSA cannot be undone */
N_("Muster cannot delete time entries; a technician can in Autotask.")

/* Translators: Title of a tool of Autotask PSA */
N_("Assign the ticket")

/* Translators: What a tool of Autotask PSA does; keep {member} and {ticket} as it stands */
N_("Assign ticket {ticket} to {member}")

/* Translators: Title of a tool of Autotask PSA */
N_("Create a ticket")

/* Translators: What a tool of Autotask PSA does; keep {summary} as it stands */
N_("Create the ticket “{summary}”")

/* Translators: Why a step at Autotask PSA cannot be undone */
N_("Autotask keeps the ticket; complete it there.")

/* Translators: Title of a tool of Autotask PSA */
N_("Switch a webhook on again")

/* Translators: What a tool of Autotask PSA does; keep {webhook} as it stands */
N_("Switch webhook {webhook} on again")

/* Translators: Title of a tool of Autotask PSA */
N_("Find similar tickets of this company")

/* Translators: What a tool of Autotask PSA does; keep {query} as it stands */
N_("Look for earlier tickets about {query}")

/* Translators: Title of a tool of Autotask PSA */
N_("Find a ticket by our reference")

/* Translators: What a tool of Autotask PSA does; keep {reference} as it stands */
N_("Look for the ticket with reference {reference}")

/* Translators: Title of a tool of Autotask PSA */
N_("Read a contact")

/* Translators: What a tool of Autotask PSA does; keep {contact} as it stands */
N_("Read contact {contact}")

/* Translators: Title of a tool of Autotask PSA */
N_("Read the ticket")

/* Translators: What a tool of Autotask PSA does; keep {ticket} as it stands */
N_("Read ticket {ticket}")

/* Translators: Title of a tool of Autotask PSA */
N_("Hand the ticket to a person")

/* Translators: What a tool of Autotask PSA does; keep {member} and {ticket} as it stands */
N_("Hand ticket {ticket} to {member}")

/* Translators: Why a step at Autotask PSA cannot be undone */
N_("The ticket belonged to nobody before; a technician can take it from its owner in the PSA.")

/* Translators: Title of a tool of Autotask PSA */
N_("Read queues, statuses, priorities, sources and types")

/* Translators: What a tool of Autotask PSA does */
N_("Read what the fields of tickets can be")

/* Translators: Title of a tool of Autotask PSA */
N_("Read closed tickets")

/* Translators: What a tool of Autotask PSA does; keep {from} and {to} as it stands */
N_("Read the tickets that were closed between {from} and {to}")

/* Translators: Title of a tool of Autotask PSA */
N_("List all companies")

/* Translators: What a tool of Autotask PSA does */
N_("List the companies")

/* Translators: Title of a tool of Autotask PSA */
N_("List this company’s tickets")

/* Translators: What a tool of Autotask PSA does */
N_("List the company’s latest tickets")

/* Translators: Title of a tool of Autotask PSA */
N_("List a company’s contacts")

/* Translators: What a tool of Autotask PSA does; keep {company} as it stands */
N_("List the contacts of company {company}")

/* Translators: Title of a tool of Autotask PSA */
N_("Read the latest tickets")

/* Translators: Title of a tool of Autotask PSA */
N_("List the roles of a resource")

/* Translators: What a tool of Autotask PSA does; keep {member} as it stands */
N_("List the roles of resource {member}")

/* Translators: Title of a tool of Autotask PSA */
N_("List all resources")

/* Translators: What a tool of Autotask PSA does */
N_("List the resources")

/* Translators: Title of a tool of Autotask PSA */
N_("Read who can see notes")

/* Translators: What a tool of Autotask PSA does */
N_("Read which visibilities notes can have")

/* Translators: Title of a tool of Autotask PSA */
N_("Read open tickets")

/* Translators: What a tool of Autotask PSA does */
N_("Read the open tickets")

/* Translators: Title of a tool of Autotask PSA */
N_("Read the ticket’s notes")

/* Translators: What a tool of Autotask PSA does; keep {ticket} as it stands */
N_("Read the notes of ticket {ticket}")

/* Translators: Title of a tool of Autotask PSA */
N_("List the webhooks")

/* Translators: What a tool of Autotask PSA does */
N_("List the ticket webhooks of Autotask")

/* Translators: Title of a tool of Autotask PSA */
N_("Move the ticket to another queue")

/* Translators: What a tool of Autotask PSA does; keep {board} and {ticket} as it stands */
N_("Move ticket {ticket} to queue {board}")

/* Translators: Title of a tool of Autotask PSA */
N_("Read changed tickets")

/* Translators: What a tool of Autotask PSA does; keep {since} as it stands */
N_("Read the tickets that changed since {since}")

/* Translators: Title of a tool of Autotask PSA */
N_("Read a ticket’s notes for intake")

/* Translators: Title of a tool of Autotask PSA */
N_("Read a ticket for intake")

/* Translators: Title of a tool of Autotask PSA */
N_("Register a webhook")

/* Translators: What a tool of Autotask PSA does; keep {url} as it stands */
N_("Register a ticket webhook that calls {url}")

/* Translators: Title of a tool of Autotask PSA */
N_("Make a note of our own internal")

/* Translators: What a tool of Autotask PSA does; keep {note} and {ticket} as it stands */
N_("Make note {note} of ticket {ticket} internal")

/* Translators: Title of a tool of Autotask PSA */
N_("Remove a webhook")

/* Translators: What a tool of Autotask PSA does; keep {webhook} as it stands */
N_("Remove webhook {webhook}")

/* Translators: Why a step at Autotask PSA cannot be undone */
N_("Register the webhook again.")

/* Translators: Title of a tool of Autotask PSA */
N_("Publish a reply in the client portal")

/* Translators: What a tool of Autotask PSA does; keep {ticket} as it stands */
N_("Publish a reply to the requester of ticket {ticket} in the client portal (Autotask mails nobody by itself)")

/* Translators: Why a step at Autotask PSA cannot be undone */
N_("The requester may have read the reply in the client portal.")

/* Translators: Title of a tool of Autotask PSA */
N_("Set the ticket’s priority")

/* Translators: What a tool of Autotask PSA does; keep {priority} and {ticket} as it stands */
N_("Set the priority of ticket {ticket} to {priority}")

/* Translators: Title of a tool of Autotask PSA */
N_("Set the ticket’s status")

/* Translators: What a tool of Autotask PSA does; keep {status} and {ticket} as it stands */
N_("Set the status of ticket {ticket} to {status}")

/* Translators: Title of a tool of Autotask PSA */
N_("Set the ticket’s type")

/* Translators: What a tool of Autotask PSA does; keep {ticket} and {type} as it stands */
N_("Set the type of ticket {ticket} to {type}")

/* Translators: Title of a tool of Autotask PSA */
N_("Read how much the API is used")

/* Translators: What a tool of Autotask PSA does */
N_("Read how much of the API’s allowance is used")

/* Translators: Title of a tool of Autotask PSA */
N_("Who this connection is")

/* Translators: What a tool of Autotask PSA does */
N_("Ask Autotask which resource the API user is")

/* Translators: Title of a tool of Autotask PSA */
N_("Find the zone")

/* Translators: What a tool of Autotask PSA does */
N_("Ask which zone the user’s database lives in")

/* Translators: Form field of ConnectWise PSA */
N_("Site")

/* Translators: Form field “Site” of ConnectWise PSA, a choice */
N_("North America (na.myconnectwise.net)")

/* Translators: Form field “Site” of ConnectWise PSA, a choice */
N_("Europe (eu.myconnectwise.net)")

/* Translators: Form field “Site” of ConnectWise PSA, a choice */
N_("Australia (au.myconnectwise.net)")

/* Translators: Form field “Site” of ConnectWise PSA, a choice */
N_("South Africa (za.myconnectwise.net)")

/* Translators: Form field “Site” of ConnectWise PSA, a choice */
N_("Staging (staging.connectwisedev.com)")

/* Translators: Form field “Site” of ConnectWise PSA, a choice */
N_("Own Server")

/* Translators: Form field “Site” of ConnectWise PSA, where its value is found */
N_("The address that you open in the browser to sign in to ConnectWise. For a server of your own choose “Own Server” and enter its host name.")

/* Translators: Form field “Site” of ConnectWise PSA, when its value does not fit */
N_("Enter a host name such as na.myconnectwise.net.")

/* Translators: Form field of ConnectWise PSA */
N_("Company ID")

/* Translators: Form field “Company ID” of ConnectWise PSA, where its value is found */
N_("The company that you type on the ConnectWise sign-in page, above user name and password.")

/* Translators: Form field “Company ID” of ConnectWise PSA, when its value does not fit */
N_("The company ID has letters, digits, dots, dashes and underscores only.")

/* Translators: Form field of ConnectWise PSA */
N_("Public Key")

/* Translators: Form field “Public Key” of ConnectWise PSA, where its value is found */
N_("In ConnectWise: System > Members > API Members > your API member > API Keys. Make a key for Muster alone. The member’s security role needs the rights listed below.")

/* Translators: Form field “Public Key” of ConnectWise PSA, when its value does not fit */
N_("Paste the whole public key, without spaces.")

/* Translators: Form field of ConnectWise PSA */
N_("Private Key")

/* Translators: Form field “Private Key” of ConnectWise PSA, where its value is found */
N_("Shown once when the key pair is made (same page). If it is lost, make a new pair.")

/* Translators: Form field “Private Key” of ConnectWise PSA, when its value does not fit */
N_("Paste the whole private key, without spaces.")

/* Translators: Form field of ConnectWise PSA */
N_("Client ID")

/* Translators: Form field “Client ID” of ConnectWise PSA, where its value is found */
N_("Identifies the program, not your company: developer.connectwise.com > ClientID. Sign in with your ConnectWise account and create one for Muster.")

/* Translators: Form field “Client ID” of ConnectWise PSA, when its value does not fit */
N_("A client ID has the form 00000000-0000-0000-0000-000000000000.")

/* Translators: Right that the account at ConnectWise PSA needs (menu names as they stand there) */
N_("Service Desk > Service Tickets: Inquire, Add and Edit = All")

/* Translators: Right that the account at ConnectWise PSA needs (menu names as they stand there) */
N_("Service Desk > Service Tickets: Delete = All (only to take back a note of Muster’s own that became visible)")

/* Translators: Right that the account at ConnectWise PSA needs (menu names as they stand there) */
N_("Companies > Company Maintenance: Inquire = All")

/* Translators: Right that the account at ConnectWise PSA needs (menu names as they stand there) */
N_("Companies > Contacts: Inquire = All")

/* Translators: Right that the account at ConnectWise PSA needs (menu names as they stand there) */
N_("System > Table Setup: Inquire = All for Service Board and Priority")

/* Translators: Right that the account at ConnectWise PSA needs (menu names as they stand there) */
N_("System > Member Maintenance: Inquire = All")

/* Translators: Right that the account at ConnectWise PSA needs (menu names as they stand there) */
N_("Time & Expense > Time Entry: Add and Inquire = All (only for time entries)")

/* Translators: Right that the account at ConnectWise PSA needs (menu names as they stand there) */
N_("System > Table Setup: Add, Edit and Inquire = All for Manage Hosted API (only for webhooks; polling needs nothing)")

/* Translators: Why a step at ConnectWise PSA cannot be undone */
N_("Muster cannot delete time entries; a technician can in ConnectWise.")

/* Translators: Title of a tool of ConnectWise PSA */
N_("Find the server’s code base")

/* Translators: What a tool of ConnectWise PSA does */
N_("Ask the server which code base it runs")

/* Translators: Why a step at ConnectWise PSA cannot be undone */
N_("ConnectWise keeps the ticket; close or delete it there.")

/* Translators: Title of a tool of ConnectWise PSA */
N_("Switch a callback on again")

/* Translators: What a tool of ConnectWise PSA does; keep {webhook} as it stands */
N_("Switch callback {webhook} on again")

/* Translators: Title of a tool of ConnectWise PSA */
N_("Read a board’s statuses, types and teams")

/* Translators: What a tool of ConnectWise PSA does; keep {board} as it stands */
N_("Read the statuses, types and teams of board {board}")

/* Translators: Title of a tool of ConnectWise PSA */
N_("List service boards")

/* Translators: What a tool of ConnectWise PSA does */
N_("List the service boards")

/* Translators: Title of a tool of ConnectWise PSA */
N_("Read boards and priorities")

/* Translators: What a tool of ConnectWise PSA does */
N_("Read the boards and priorities")

/* Translators: Title of a tool of ConnectWise PSA */
N_("List all members")

/* Translators: What a tool of ConnectWise PSA does */
N_("List the members")

/* Translators: Title of a tool of ConnectWise PSA */
N_("List ticket priorities")

/* Translators: What a tool of ConnectWise PSA does */
N_("List the priorities")

/* Translators: Title of a tool of ConnectWise PSA */
N_("List a board’s statuses")

/* Translators: What a tool of ConnectWise PSA does; keep {board} as it stands */
N_("List the statuses of board {board}")

/* Translators: Title of a tool of ConnectWise PSA */
N_("List the callbacks")

/* Translators: What a tool of ConnectWise PSA does */
N_("List the callbacks that ConnectWise has registered")

/* Translators: Title of a tool of ConnectWise PSA */
N_("Move the ticket to another board")

/* Translators: What a tool of ConnectWise PSA does; keep {board} and {ticket} as it stands */
N_("Move ticket {ticket} to board {board}")

/* Translators: Title of a tool of ConnectWise PSA */
N_("Give the ticket to a team")

/* Translators: What a tool of ConnectWise PSA does; keep {team} and {ticket} as it stands */
N_("Give ticket {ticket} to team {team}")

/* Translators: Why a step at ConnectWise PSA cannot be undone */
N_("The ticket had no team before; a technician can take it from its team in the PSA.")

/* Translators: Title of a tool of ConnectWise PSA */
N_("Read the key of a callback")

/* Translators: What a tool of ConnectWise PSA does */
N_("Read the key that callbacks are signed with")

/* Translators: Title of a tool of ConnectWise PSA */
N_("Register a callback")

/* Translators: What a tool of ConnectWise PSA does; keep {url} as it stands */
N_("Register a ticket callback to {url}")

/* Translators: Title of a tool of ConnectWise PSA */
N_("Remove a note of our own")

/* Translators: What a tool of ConnectWise PSA does; keep {note} and {ticket} as it stands */
N_("Remove note {note} from ticket {ticket}")

/* Translators: Why a step at ConnectWise PSA cannot be undone */
N_("The text of a removed note is not kept by ConnectWise.")

/* Translators: Title of a tool of ConnectWise PSA */
N_("Remove a callback")

/* Translators: What a tool of ConnectWise PSA does; keep {webhook} as it stands */
N_("Remove callback {webhook}")

/* Translators: Why a step at ConnectWise PSA cannot be undone */
N_("Register the callback again.")

/* Translators: Title of a tool of ConnectWise PSA */
N_("Reply to the requester")

/* Translators: What a tool of ConnectWise PSA does; keep {ticket} as it stands */
N_("Reply to the requester of ticket {ticket}")

/* Translators: Why a step at ConnectWise PSA cannot be undone */
N_("ConnectWise may have mailed the reply to the requester.")

/* Translators: What a tool of ConnectWise PSA does */
N_("Ask ConnectWise who this key belongs to")

/* Translators: Form field of HaloPSA */
N_("Instance")

/* Translators: Form field “Instance” of HaloPSA, where its value is found */
N_("The address that you open in the browser to sign in to Halo, such as example.halopsa.com or a domain of your own.")

/* Translators: Form field “Instance” of HaloPSA, when its value does not fit */
N_("Enter an address such as example.halopsa.com.")

/* Translators: Form field of HaloPSA */
N_("Tenant")

/* Translators: Form field “Tenant” of HaloPSA, where its value is found */
N_("Configuration > Integrations > HaloPSA API shows it beside the resource server and the authorisation server. Leave it empty when none is shown there: Muster asks the instance.")

/* Translators: Form field “Tenant” of HaloPSA, when its value does not fit */
N_("A tenant has letters, digits, dots, dashes and underscores only.")

/* Translators: Form field of HaloPSA */
N_("Sign in as")

/* Translators: Form field “Sign in as” of HaloPSA, a choice */
N_("Service Account")

/* Translators: Form field “Sign in as” of HaloPSA, a choice */
N_("My Own Account")

/* Translators: Form field “Sign in as” of HaloPSA, where its value is found */
N_("A service account is an agent of Muster’s own: make an API-only agent in Configuration > Teams & Agents > Agents, so that it takes no licence and notes carry its name. With your own account everything Muster writes carries your name.")

/* Translators: Form field “Sign in as” of HaloPSA, when its value does not fit */
N_("Choose how Muster signs in.")

/* Translators: Form field “Client ID” of HaloPSA, where its value is found */
N_("Configuration > Integrations > HaloPSA API > View applications > New. For a service account choose the method “Client ID and Secret (Services)”, the login type “Agent” and Muster’s agent; for your own account “Authorisation Code (Native Application)” with the redirect address http://127.0.0.1:28416/halopsa. On the Permissions tab allow read:tickets, edit:tickets and read:customers.")

/* Translators: Form field “Client ID” of HaloPSA, when its value does not fit */
N_("Paste the whole client ID, without spaces.")

/* Translators: Form field of HaloPSA */
N_("Client Secret")

/* Translators: Form field “Client Secret” of HaloPSA, where its value is found */
N_("Shown once when the application is saved. If it is lost, open the application and generate a new one.")

/* Translators: Form field “Client Secret” of HaloPSA, when its value does not fit */
N_("Paste the whole client secret, without spaces.")

/* Translators: Right that the account at HaloPSA needs (menu names as they stand there) */
N_("Application > Permissions: read:tickets and edit:tickets (read tickets, write notes, set status)")

/* Translators: Right that the account at HaloPSA needs (menu names as they stand there) */
N_("Application > Permissions: read:customers (companies and contacts)")

/* Translators: Right that the account at HaloPSA needs (menu names as they stand there) */
N_("The agent’s roles: see tickets of all customers and agents, add and edit tickets and actions")

/* Translators: Right that the account at HaloPSA needs (menu names as they stand there) */
N_("The agent may use one outcome that cannot send mail (such as Private Note) and the one that mails the user")

/* Translators: Right that the account at HaloPSA needs (menu names as they stand there) */
N_("The agent’s roles: delete actions (only to take back a note of Muster’s own that became visible)")

/* Translators: Right that the account at HaloPSA needs (menu names as they stand there) */
N_("Application > Permissions: admin (only to show whether the webhook is there and switched on)")

/* Translators: Title of a tool of HaloPSA */
N_("Find the sign-in server")

/* Translators: What a tool of HaloPSA does */
N_("Ask the instance where to sign in")

/* Translators: Why a step at HaloPSA cannot be undone */
N_("HaloPSA keeps the ticket; close or delete it there.")

/* Translators: Title of a tool of HaloPSA */
N_("List teams, statuses, priorities and ticket types")

/* Translators: What a tool of HaloPSA does */
N_("List what the fields of a ticket can be")

/* Translators: What a tool of HaloPSA does; keep {from} and {to} as it stands */
N_("Read the tickets closed between {from} and {to}")

/* Translators: Title of a tool of HaloPSA */
N_("Read the newest tickets")

/* Translators: Title of a tool of HaloPSA */
N_("List all agents")

/* Translators: What a tool of HaloPSA does */
N_("List the agents")

/* Translators: Title of a tool of HaloPSA */
N_("List the outcomes of actions")

/* Translators: What a tool of HaloPSA does */
N_("List the outcomes")

/* Translators: Why a step at HaloPSA cannot be undone */
N_("The text of a removed action is not kept by HaloPSA.")

/* Translators: Why a step at HaloPSA cannot be undone */
N_("HaloPSA may have mailed the reply to the requester.")

/* Translators: What a tool of HaloPSA does */
N_("Ask HaloPSA which agent this connection is")

/* Translators: Form field of Hudu */
N_("Hudu Address")

/* Translators: Form field “Hudu Address” of Hudu, where its value is found */
N_("The address of your Hudu as you open it in the browser, such as https://docs.example.com.")

/* Translators: Form field “Hudu Address” of Hudu, when its value does not fit */
N_("Enter the address with https:// in front.")

/* Translators: Form field of Hudu */
N_("API Key")

/* Translators: Form field “API Key” of Hudu, where its value is found */
N_("In Hudu, as an administrator: Admin > Basic Information > API Keys > New. Leave password access and deletion switched off unless a tool that you enable needs them.")

/* Translators: Form field “API Key” of Hudu, when its value does not fit */
N_("Paste the whole key, without spaces.")

/* Translators: Right that the account at Hudu needs (menu names as they stand there) */
N_("An API key for all companies (articles, assets, procedures)")

/* Translators: Right that the account at Hudu needs (menu names as they stand there) */
N_("Password access (only for finding and fetching stored passwords)")

/* Translators: Title of a tool of Hudu */
N_("Read the version")

/* Translators: What a tool of Hudu does */
N_("Ask Hudu for its version")

/* Translators: Title of a tool of Hudu */
N_("Archive an article")

/* Translators: What a tool of Hudu does; keep {article} as it stands */
N_("Archive the article {article}")

/* Translators: Title of a tool of Hudu */
N_("Write an article")

/* Translators: What a tool of Hudu does; keep {name} as it stands */
N_("Write the article {name}")

/* Translators: Title of a tool of Hudu */
N_("Record an asset")

/* Translators: What a tool of Hudu does; keep {name} as it stands */
N_("Record the asset {name}")

/* Translators: Why a step at Hudu cannot be undone */
N_("Muster does not delete assets; archive it in Hudu.")

/* Translators: Title of a tool of Hudu */
N_("Find passwords by name")

/* Translators: What a tool of Hudu does; keep {query} as it stands */
N_("Look for stored passwords named {query} (names only)")

/* Translators: Title of a tool of Hudu */
N_("Read an article")

/* Translators: What a tool of Hudu does; keep {article} as it stands */
N_("Read article {article}")

/* Translators: Title of a tool of Hudu */
N_("Read an asset")

/* Translators: What a tool of Hudu does; keep {asset} as it stands */
N_("Read asset {asset}")

/* Translators: Title of a tool of Hudu */
N_("Read one stored password")

/* Translators: What a tool of Hudu does; keep {password} as it stands */
N_("Fetch the stored password {password}")

/* Translators: Title of a tool of Hudu */
N_("Read a procedure")

/* Translators: What a tool of Hudu does; keep {procedure} as it stands */
N_("Read procedure {procedure}")

/* Translators: Title of a tool of Hudu */
N_("List assets")

/* Translators: What a tool of Hudu does; keep {query} as it stands */
N_("Look for assets named {query}")

/* Translators: Title of a tool of Hudu */
N_("Read all article folders")

/* Translators: What a tool of Hudu does */
N_("Read all folders")

/* Translators: Title of a tool of Hudu */
N_("List procedures")

/* Translators: What a tool of Hudu does */
N_("List the procedures")

/* Translators: Title of a tool of Hudu */
N_("Take an article out of the archive")

/* Translators: What a tool of Hudu does; keep {article} as it stands */
N_("Take the article {article} out of the archive")

/* Translators: Title of a tool of Hudu */
N_("Search the documentation")

/* Translators: What a tool of Hudu does; keep {query} as it stands */
N_("Search the documentation for {query}")

/* Translators: Title of a tool of Hudu */
N_("Read all articles for the index")

/* Translators: What a tool of Hudu does */
N_("Read all articles")

/* Translators: Title of a tool of Hudu */
N_("Change an article")

/* Translators: What a tool of Hudu does; keep {article} as it stands */
N_("Change the article {article}")

/* Translators: Title of a tool of Hudu */
N_("Read a company’s procedures for the index")

/* Translators: What a tool of Hudu does */
N_("Read the procedures")

/* Translators: Form field of IT Glue */
N_("Region")

/* Translators: Form field “Region” of IT Glue, a choice */
N_("United States")

/* Translators: Form field “Region” of IT Glue, a choice */
N_("Europe")

/* Translators: Form field “Region” of IT Glue, a choice */
N_("Australia")

/* Translators: Form field “Region” of IT Glue, where its value is found */
N_("Where your account is: the address that you open in the browser ends in eu.itglue.com in Europe and in au.itglue.com in Australia.")

/* Translators: Form field “Region” of IT Glue, when its value does not fit */
N_("Choose the region of your account.")

/* Translators: Form field “API Key” of IT Glue, where its value is found */
N_("In IT Glue, as an administrator: Account > Settings > API Keys > Generate API Key. Tick Password Access only if Muster is to fetch stored passwords for technicians.")

/* Translators: Right that the account at IT Glue needs (menu names as they stand there) */
N_("An API key (organizations, documents, flexible assets, configurations, contacts); your plan has to include the API")

/* Translators: Right that the account at IT Glue needs (menu names as they stand there) */
N_("Password Access for the key (only for fetching stored passwords)")

/* Translators: Title of a tool of IT Glue */
N_("Find the own organization")

/* Translators: What a tool of IT Glue does */
N_("Ask IT Glue for the organization of its owner")

/* Translators: Title of a tool of IT Glue */
N_("Archive a document")

/* Translators: What a tool of IT Glue does; keep {document} as it stands */
N_("Archive the document {document}")

/* Translators: Title of a tool of IT Glue */
N_("Write a document")

/* Translators: What a tool of IT Glue does; keep {name} as it stands */
N_("Write the document {name}")

/* Translators: Title of a tool of IT Glue */
N_("Record a flexible asset")

/* Translators: What a tool of IT Glue does; keep {type} as it stands */
N_("Record a flexible asset of type {type}")

/* Translators: Why a step at IT Glue cannot be undone */
N_("Muster does not delete records; archive it in IT Glue.")

/* Translators: Title of a tool of IT Glue */
N_("Find an organization by its company in the PSA")

/* Translators: What a tool of IT Glue does; keep {company} as it stands */
N_("Find the organization that belongs to company {company} of the PSA")

/* Translators: Title of a tool of IT Glue */
N_("Read a configuration")

/* Translators: What a tool of IT Glue does; keep {configuration} as it stands */
N_("Read configuration {configuration}")

/* Translators: Title of a tool of IT Glue */
N_("Read a document")

/* Translators: What a tool of IT Glue does; keep {document} as it stands */
N_("Read document {document}")

/* Translators: Title of a tool of IT Glue */
N_("Read a flexible asset")

/* Translators: What a tool of IT Glue does; keep {asset} as it stands */
N_("Read flexible asset {asset}")

/* Translators: Title of a tool of IT Glue */
N_("List all organizations")

/* Translators: What a tool of IT Glue does */
N_("List the organizations")

/* Translators: Title of a tool of IT Glue */
N_("List configurations")

/* Translators: What a tool of IT Glue does; keep {query} as it stands */
N_("Look for configurations named {query}")

/* Translators: Title of a tool of IT Glue */
N_("List contacts")

/* Translators: What a tool of IT Glue does; keep {query} as it stands */
N_("Look for contacts named {query}")

/* Translators: Title of a tool of IT Glue */
N_("List flexible assets")

/* Translators: What a tool of IT Glue does; keep {query} as it stands */
N_("Look for flexible assets named {query}")

/* Translators: Title of a tool of IT Glue */
N_("Read the document folders of an organization")

/* Translators: What a tool of IT Glue does */
N_("Read the folders")

/* Translators: Title of a tool of IT Glue */
N_("Take a document out of the archive")

/* Translators: What a tool of IT Glue does; keep {document} as it stands */
N_("Take the document {document} out of the archive")

/* Translators: Title of a tool of IT Glue */
N_("Read one document for the index")

/* Translators: Title of a tool of IT Glue */
N_("Read the documents of an organization for the index")

/* Translators: What a tool of IT Glue does */
N_("Read the documents")

/* Translators: Title of a tool of IT Glue */
N_("Change a document")

/* Translators: What a tool of IT Glue does; keep {document} as it stands */
N_("Change the document {document}")

/* Translators: Form field of Microsoft 365 */
N_("Cloud")

/* Translators: Form field “Cloud” of Microsoft 365, a choice */
N_("Worldwide")

/* Translators: Form field “Cloud” of Microsoft 365, a choice */
N_("US Government (GCC High)")

/* Translators: Form field “Cloud” of Microsoft 365, a choice */
N_("US Government (DoD)")

/* Translators: Form field “Cloud” of Microsoft 365, a choice */
N_("China (21Vianet)")

/* Translators: Form field “Cloud” of Microsoft 365, where its value is found */
N_("Where your tenant and those of your customers live. Sign-ins and app registrations hold in one cloud only; GCC is part of the worldwide one.")

/* Translators: Form field “Cloud” of Microsoft 365, when its value does not fit */
N_("Choose a cloud.")

/* Translators: Form field of Microsoft 365 */
N_("Sign in with")

/* Translators: Form field “Sign in with” of Microsoft 365, a choice */
N_("App with a Client Secret")

/* Translators: Form field “Sign in with” of Microsoft 365, a choice */
N_("App with a Certificate")

/* Translators: Form field “Sign in with” of Microsoft 365, a choice */
N_("A Technician’s Account (GDAP)")

/* Translators: Form field “Sign in with” of Microsoft 365, where its value is found */
N_("An app works on its own, with the permissions that each customer’s administrator accepted. A technician’s sign-in works through GDAP: it may do what the technician’s roles allow, and the customer’s audit log names them.")

/* Translators: Form field of Microsoft 365 */
N_("Directory (tenant) ID")

/* Translators: Form field “Directory (tenant) ID” of Microsoft 365, where its value is found */
N_("Of your own (partner) tenant. In entra.microsoft.com: Identity > Applications > App registrations > your app > Overview.")

/* Translators: Form field “Directory (tenant) ID” of Microsoft 365, when its value does not fit */
N_("The directory ID has the form 00000000-0000-0000-0000-000000000000.")

/* Translators: Form field of Microsoft 365 */
N_("Application (client) ID")

/* Translators: Form field “Application (client) ID” of Microsoft 365, where its value is found */
N_("On the same Overview page. The steps for registering the app name the permissions that it gets. Your own tenant and every customer’s have to consent to them.")

/* Translators: Form field “Application (client) ID” of Microsoft 365, when its value does not fit */
N_("The client ID has the form 00000000-0000-0000-0000-000000000000.")

/* Translators: Form field “Client Secret” of Microsoft 365, where its value is found */
N_("The same app > Certificates & secrets > New client secret: copy the column “Value” (shown once), not “Secret ID”. For a technician’s account only if the app’s redirect address is on the Web platform; leave it empty otherwise.")

/* Translators: Form field “Client Secret” of Microsoft 365, when its value does not fit */
N_("Paste the secret’s value, without spaces.")

/* Translators: Form field of Microsoft 365 */
N_("Certificate")

/* Translators: Form field “Certificate” of Microsoft 365, where its value is found */
N_("The public part, which you upload in the same app > Certificates & secrets > Certificates. Muster can make one.")

/* Translators: Form field “Certificate” of Microsoft 365, when its value does not fit */
N_("Paste the certificate in PEM form, from BEGIN CERTIFICATE to END CERTIFICATE.")

/* Translators: Form field “Private Key” of Microsoft 365, where its value is found */
N_("The certificate’s private key in PEM form, without a password. It is kept in the keyring only.")

/* Translators: Form field “Private Key” of Microsoft 365, when its value does not fit */
N_("Paste the private key in PEM form, from BEGIN PRIVATE KEY to END PRIVATE KEY.")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read sign-ins")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read BitLocker recovery keys")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read which customers gave you delegated administration")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read local administrator passwords")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Sync, restart, lock, retire and wipe devices")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read Intune devices")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read the directory, roles and the list of customers")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read the customers’ domains")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read and change mailboxes (Office 365 Exchange Online; the app also needs the role Exchange Administrator in each customer’s tenant)")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read mailboxes and change who sends on behalf (Office 365 Exchange Online; the app also needs the role Exchange Administrator in each customer’s tenant)")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read groups and their members")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Change group members")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read sign-in risk")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Dismiss or confirm risk")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read licences")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Assign and remove licences")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read automatic replies")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Set automatic replies")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read service health")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read teams")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read team members")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Change team members")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Reset passwords")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Delete and restore users")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Block and allow sign-in")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read users")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Create and change users")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Sign people out")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Read sign-in methods")

/* Translators: Right that the account at Microsoft 365 needs (menu names as they stand there) */
N_("Delete sign-in methods, make access passes")

/* Translators: Title of a tool of Microsoft 365 */
N_("Add to a distribution list")

/* Translators: What a tool of Microsoft 365 does; keep {group} and {user} as it stands */
N_("Add {user} to the distribution list {group}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Add to a group")

/* Translators: What a tool of Microsoft 365 does; keep {group} and {user} as it stands */
N_("Add {user} to {group}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Add to a team")

/* Translators: What a tool of Microsoft 365 does; keep {team} and {user} as it stands */
N_("Add {user} to the team {team}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Assign a licence")

/* Translators: What a tool of Microsoft 365 does; keep {sku} and {user} as it stands */
N_("Give {user} the licence {sku}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Block sign-in")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Block {user} from signing in")

/* Translators: Title of a tool of Microsoft 365 */
N_("Confirm as compromised")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Mark {user} as compromised")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("Microsoft keeps the decision in its history. The risk can be dismissed afterwards.")

/* Translators: Title of a tool of Microsoft 365 */
N_("Consent to the app in a customer’s tenant")

/* Translators: What a tool of Microsoft 365 does; keep {customer} and {graph} as it stands */
N_("Consent to {graph} in the tenant {customer}")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("An administrator of the customer removes the app under Enterprise applications.")

/* Translators: Title of a tool of Microsoft 365 */
N_("Convert to a shared mailbox")

/* Translators: What a tool of Microsoft 365 does; keep {mailbox} as it stands */
N_("Convert {mailbox} to a shared mailbox; above 50 GB, with an archive or on hold it keeps needing its licence")

/* Translators: Title of a tool of Microsoft 365 */
N_("Convert to a personal mailbox")

/* Translators: What a tool of Microsoft 365 does; keep {mailbox} as it stands */
N_("Convert {mailbox} back to a person’s mailbox")

/* Translators: Title of a tool of Microsoft 365 */
N_("Create a temporary access pass")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Make a one-time access pass for {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Create a user")

/* Translators: What a tool of Microsoft 365 does; keep {displayName} and {upn} as it stands */
N_("Create the user {displayName} ({upn})")

/* Translators: Title of a tool of Microsoft 365 */
N_("Delete a sign-in method")

/* Translators: What a tool of Microsoft 365 does; keep {method} and {user} as it stands */
N_("Delete the {method} sign-in method of {user}")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("The person has to register the method again; nobody else can.")

/* Translators: Title of a tool of Microsoft 365 */
N_("Delete a user")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Delete {user}; Microsoft keeps the account for 30 days")

/* Translators: Title of a tool of Microsoft 365 */
N_("Dismiss the risk")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Mark the risk of {user} as dismissed")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("Microsoft keeps the decision in its history. The person can be marked as compromised afterwards.")

/* Translators: Title of a tool of Microsoft 365 */
N_("Find devices")

/* Translators: What a tool of Microsoft 365 does; keep {name} as it stands */
N_("Look for the device {name}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Find distribution lists")

/* Translators: What a tool of Microsoft 365 does; keep {query} as it stands */
N_("Look for mail-enabled groups named {query}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Find groups")

/* Translators: What a tool of Microsoft 365 does; keep {query} as it stands */
N_("Look for groups named {query}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Find mailboxes")

/* Translators: What a tool of Microsoft 365 does; keep {query} as it stands */
N_("Look for mailboxes named {query}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Find whose a domain is")

/* Translators: What a tool of Microsoft 365 does; keep {domain} as it stands */
N_("Ask Microsoft which tenant {domain} belongs to")

/* Translators: Title of a tool of Microsoft 365 */
N_("Find users")

/* Translators: What a tool of Microsoft 365 does; keep {mail} and {query} as it stands */
N_("Look for users matching {query}{mail}")

/* Translators: What a tool of Microsoft 365 does; keep {mail} as it stands */
N_("Look for users with the address {mail}")

/* Translators: What a tool of Microsoft 365 does; keep {query} as it stands */
N_("Look for users matching {query}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read a BitLocker recovery key")

/* Translators: What a tool of Microsoft 365 does; keep {device} as it stands */
N_("Read the BitLocker recovery key of {device}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read a device")

/* Translators: What a tool of Microsoft 365 does; keep {device} as it stands */
N_("Read the device {device}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read a group")

/* Translators: What a tool of Microsoft 365 does; keep {group} as it stands */
N_("Read the group {group}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read a local administrator password")

/* Translators: What a tool of Microsoft 365 does; keep {device} as it stands */
N_("Read the local administrator password of {device}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read a mailbox")

/* Translators: What a tool of Microsoft 365 does; keep {mailbox} as it stands */
N_("Read the mailbox {mailbox}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read automatic replies and time zone")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Read the mailbox settings of {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read a user’s manager")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Read the manager of {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read the tenant")

/* Translators: What a tool of Microsoft 365 does */
N_("Read the customer’s tenant")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read what the app was given")

/* Translators: What a tool of Microsoft 365 does; keep {app} as it stands */
N_("Read which permissions and roles the app {app} has at the customer")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read Microsoft’s service health")

/* Translators: What a tool of Microsoft 365 does */
N_("Read the current incidents at Microsoft")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read a user")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Read the profile of {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read a user’s risk")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Read the sign-in risk of {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Give access to a mailbox")

/* Translators: What a tool of Microsoft 365 does; keep {mailbox} and {right} and {user} as it stands */
N_("Give {user} the right {right} on {mailbox}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read who has which rights at a customer")

/* Translators: What a tool of Microsoft 365 does; keep {relationship} as it stands */
N_("Read which of our security groups has which roles in the relationship {relationship}")

/* Translators: Title of a tool of Microsoft 365 */
N_("List a user’s sign-in methods")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("List the sign-in methods of {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("List the customers")

/* Translators: What a tool of Microsoft 365 does */
N_("List the customers that gave delegated administration rights")

/* Translators: Title of a tool of Microsoft 365 */
N_("List the tenant’s domains")

/* Translators: What a tool of Microsoft 365 does */
N_("List the domains of the customer")

/* Translators: Title of a tool of Microsoft 365 */
N_("List a group’s members")

/* Translators: What a tool of Microsoft 365 does; keep {group} as it stands */
N_("List the members of {group}")

/* Translators: Title of a tool of Microsoft 365 */
N_("List who may open a mailbox")

/* Translators: What a tool of Microsoft 365 does; keep {mailbox} as it stands */
N_("List who may open or send for {mailbox}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Read the groups of who signed in")

/* Translators: What a tool of Microsoft 365 does */
N_("Read which groups the signed-in technician is in")

/* Translators: Title of a tool of Microsoft 365 */
N_("List what the bought licences contain")

/* Translators: What a tool of Microsoft 365 does */
N_("List which services the customer’s licences contain")

/* Translators: Title of a tool of Microsoft 365 */
N_("List a user’s sign-ins")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("List the recent sign-ins of {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("List the licences bought")

/* Translators: What a tool of Microsoft 365 does */
N_("List the licences that the customer has bought")

/* Translators: Title of a tool of Microsoft 365 */
N_("List a team’s members")

/* Translators: What a tool of Microsoft 365 does; keep {team} as it stands */
N_("List the members of the team {team}")

/* Translators: Title of a tool of Microsoft 365 */
N_("List the teams")

/* Translators: Title of a tool of Microsoft 365 */
N_("List the customers’ tenants")

/* Translators: What a tool of Microsoft 365 does */
N_("List the customers’ tenants and until when they gave delegated administration rights")

/* Translators: Title of a tool of Microsoft 365 */
N_("List a user’s devices")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("List the devices of {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("List a user’s groups and roles")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("List the groups of {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("List a user’s licences")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("List the licences of {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Lock a device")

/* Translators: What a tool of Microsoft 365 does; keep {device} as it stands */
N_("Lock {device}")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("The person unlocks the device with its own code.")

/* Translators: Title of a tool of Microsoft 365 */
N_("Restart a device")

/* Translators: What a tool of Microsoft 365 does; keep {device} as it stands */
N_("Restart {device}")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("Unsaved work on the device is lost.")

/* Translators: Title of a tool of Microsoft 365 */
N_("Take back the app’s consent in a customer’s tenant")

/* Translators: What a tool of Microsoft 365 does; keep {customer} as it stands */
N_("Take back the app’s consent in the tenant {customer}")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("Consent again with the permissions that are needed.")

/* Translators: Title of a tool of Microsoft 365 */
N_("Remove from a distribution list")

/* Translators: What a tool of Microsoft 365 does; keep {group} and {user} as it stands */
N_("Remove {user} from the distribution list {group}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Remove from a group")

/* Translators: What a tool of Microsoft 365 does; keep {group} and {user} as it stands */
N_("Remove {user} from {group}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Remove a licence")

/* Translators: What a tool of Microsoft 365 does; keep {sku} and {user} as it stands */
N_("Take the licence {sku} from {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Take away access to a mailbox")

/* Translators: What a tool of Microsoft 365 does; keep {mailbox} and {right} and {user} as it stands */
N_("Take the right {right} on {mailbox} from {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Remove from a team")

/* Translators: What a tool of Microsoft 365 does; keep {team} and {user} as it stands */
N_("Remove {user} from the team {team}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Require new sign-in methods")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Delete all sign-in methods of {user} but the password and sign them out, so that they register again")

/* Translators: Title of a tool of Microsoft 365 */
N_("Reset the password")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Set a new temporary password for {user}, to be changed at the next sign-in")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("The old password is not known to anybody but its owner and cannot be put back.")

/* Translators: Title of a tool of Microsoft 365 */
N_("Restore a deleted user")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Restore {user} from the recycle bin")

/* Translators: Title of a tool of Microsoft 365 */
N_("Retire a device")

/* Translators: What a tool of Microsoft 365 does; keep {device} as it stands */
N_("Remove company data and management from {device}")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("The device has to be enrolled again.")

/* Translators: Title of a tool of Microsoft 365 */
N_("Sign out everywhere")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Sign {user} out on all devices")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("People have to sign in again; sessions cannot be given back.")

/* Translators: What a tool of Microsoft 365 does; keep {status} and {user} as it stands */
N_("Set the automatic replies of {user} to {status}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Forward a mailbox")

/* Translators: What a tool of Microsoft 365 does; keep {mailbox} and {to} as it stands */
N_("Forward mail of {mailbox} to {to}")

/* Translators: What a tool of Microsoft 365 does; keep {mailbox} as it stands */
N_("End the forwarding of {mailbox}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Set the manager")

/* Translators: What a tool of Microsoft 365 does; keep {manager} and {user} as it stands */
N_("Make {manager} the manager of {user}")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Take the manager from {user}")

/* Translators: Title of a tool of Microsoft 365 */
N_("Sync a device")

/* Translators: What a tool of Microsoft 365 does; keep {device} as it stands */
N_("Make {device} check in with Intune")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("A check-in changes nothing that could be put back.")

/* Translators: Title of a tool of Microsoft 365 */
N_("Allow sign-in")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Allow {user} to sign in again")

/* Translators: Title of a tool of Microsoft 365 */
N_("Change profile fields")

/* Translators: What a tool of Microsoft 365 does; keep {user} as it stands */
N_("Change the profile of {user}")

/* Translators: What a tool of Microsoft 365 does */
N_("Read the partner’s own tenant")

/* Translators: Title of a tool of Microsoft 365 */
N_("Wipe a device")

/* Translators: What a tool of Microsoft 365 does; keep {device} as it stands */
N_("Reset {device} to factory settings")

/* Translators: Why a step at Microsoft 365 cannot be undone */
N_("Everything on the device is erased.")
