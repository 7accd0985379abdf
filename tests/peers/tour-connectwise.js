// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';

// connectwise-rest through ConnectWise's look-alike: companies, tickets, notes, pages, errors, callbacks.

const assert = require('node:assert/strict');
const { ManageAPI, utils } = require('connectwise-rest');
const { ready, control, receiver, step, failure, walk } = require('./guide.js');

const keys = ready.connectwise;
const options = {
  companyId: keys.companyId,
  companyUrl: new URL(keys.site).host,
  publicKey: keys.publicKey,
  privateKey: keys.privateKey,
  clientId: keys.clientId,
  logger: () => {},
};
const cwm = new ManageAPI(options);
let ticket;

step('the service and who we are', async () => {
  const info = await cwm.SystemAPI.getSystemInfo();
  const members = await cwm.SystemAPI.getSystemMembers({ conditions: 'licenseClass = "A"' });

  assert.match(info.version, /^v\d+\.\d+/);
  assert.equal(members.length, 1);
});

step('companies and contacts', async () => {
  const companies = await cwm.CompanyAPI.getCompanyCompanies({ conditions: 'deletedFlag = false', orderBy: 'name asc' });
  const contacts = await cwm.CompanyAPI.getCompanyContacts({
    conditions: `company/id = ${companies[0].id}`,
    childConditions: 'communicationItems/value like "%@bramdale.example"',
    pageSize: 1000,
  });

  assert.deepEqual(companies.map(company => company.identifier).sort(), ['BRAMDALE', 'KLW', 'PKW']);
  assert.equal(companies[0].name, 'Bramdale Fabrication Ltd');
  assert.ok(contacts.length > 10);
  assert.equal((await cwm.CompanyAPI.getCompanyCompaniesById(2101)).identifier, 'KLW');
});

step('pages', async () => {
  const count = await cwm.ServiceAPI.getServiceTicketsCount();
  const all = await cwm.paginate(cwm.ServiceAPI.getServiceTickets, { pageSize: 100 }, { orderBy: 'id asc' });
  const ids = all.map(row => row.id);

  assert.equal(count.count, 310);
  assert.equal(all.length, 310);
  assert.equal(new Set(ids).size, 310);
  assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
});

step('a search by conditions', async () => {
  const open = await cwm.ServiceAPI.getServiceTickets({ conditions: 'closedFlag = false and company/id = 2101', pageSize: 1000 });

  assert.ok(open.length > 0);
  assert.ok(open.every(row => row.company.id === 2101));
});

step('a ticket is made and changed', async () => {
  ticket = await cwm.ServiceAPI.postServiceTickets({
    summary: 'Tour of the sandbox',
    company: { id: 2101 },
    contact: { id: 103006 },
    initialDescription: 'Made by a client that nobody here wrote',
  });
  assert.equal(ticket.board.name, 'Service Desk');
  ticket = await cwm.ServiceAPI.patchServiceTicketsById(ticket.id, [
    { op: 'replace', path: 'status', value: { id: 17 } },
    { op: 'replace', path: 'priority', value: { id: 2 } },
  ]);
  assert.equal(ticket.status.name, 'In Progress');
  assert.equal((await cwm.ServiceAPI.getServiceTicketsById(ticket.id)).priority.id, 2);
});

step('notes', async () => {
  const made = await cwm.ServiceAPI.postServiceTicketsByParentIdNotes(ticket.id, { text: 'Internal', internalAnalysisFlag: true });
  const notes = await cwm.ServiceAPI.getServiceTicketsByParentIdNotes(ticket.id);

  assert.equal(made.internalAnalysisFlag, true);
  assert.equal(made.detailDescriptionFlag, false);
  assert.deepEqual(notes.map(note => note.text), ['Made by a client that nobody here wrote', 'Internal']);
  assert.ok((await cwm.ServiceAPI.getServiceTicketsByParentIdAllNotes(ticket.id)).length >= 2);
});

step('time', async () => {
  await cwm.TimeAPI.postTimeEntries({
    chargeToId: ticket.id, chargeToType: 'ServiceTicket', member: { id: 102 },
    timeStart: '2026-11-20T09:00:00Z', actualHours: 0.25, notes: 'Looked into it',
  });
  const entries = await cwm.TimeAPI.getTimeEntries({ conditions: `chargeToId = ${ticket.id}` });

  assert.equal(entries.length, 1);
  assert.equal(entries[0].actualHours, 0.25);
});

step('errors', async () => {
  const nothing = await failure(cwm.ServiceAPI.getServiceTicketsById(1));
  const wrong = await failure(cwm.ServiceAPI.getServiceTickets({ conditions: 'nonsense = 1' }));
  const empty = await failure(cwm.ServiceAPI.postServiceTickets({ summary: 'x' }));
  const stranger = await failure(new ManageAPI({ ...options, privateKey: 'wrong' }).ServiceAPI.getServiceBoards());
  const nobody = await failure(new ManageAPI({ ...options, clientId: 'wrong' }).ServiceAPI.getServiceBoards());

  assert.equal(nothing.status, 404);
  assert.equal(nothing.data.code, 'NotFound');
  assert.equal(wrong.status, 400);
  assert.equal(empty.status, 400);
  assert.equal(empty.data.errors[0].field, 'company');
  assert.equal(stranger.status, 404);
  assert.equal(nobody.status, 403);
});

step('a throttled call', async () => {
  await control('POST', 'faults', { vendor: 'connectwise', kind: '429', retryAfter: 1 });
  const throttled = await failure(cwm.ServiceAPI.getServiceBoards());

  assert.equal(throttled.status, 429);
  assert.equal((await cwm.ServiceAPI.getServiceBoards()).length, 3);
});

step('a callback, whose signature the client itself finds right', async () => {
  const hooks = await receiver();
  const made = await cwm.SystemAPI.postSystemCallbacks({
    description: 'tour', url: `${hooks.url}/in?recordId=`, objectId: 1, type: 'ticket', level: 'owner',
  });
  const again = await failure(cwm.SystemAPI.postSystemCallbacks({
    description: 'tour', url: `${hooks.url}/in?recordId=`, objectId: 1, type: 'ticket', level: 'owner',
  }));

  assert.equal(again.data.errors[0].code, 'ObjectExists');
  await control('POST', `tickets/${ticket.id}/notes`, { text: 'Danke für die Mühe', kind: 'reply', authorKind: 'contact', contactId: 103006 });
  const delivery = await hooks.next();
  const body = JSON.parse(delivery.body);
  const { signing_key: key } = await (await fetch(body.Metadata.key_url)).json();

  assert.equal(body.ID, ticket.id);
  assert.equal(body.Action, 'updated');
  assert.equal(delivery.url, `/in?recordId=${ticket.id}&action=updated`);
  assert.equal(utils.Callback.verifyMessage(body, delivery.headers['x-content-signature'], key), true);
  assert.equal(utils.Callback.verifyMessage({ ...body, ID: 1 }, delivery.headers['x-content-signature'], key), false);
  await cwm.SystemAPI.deleteSystemCallbacksById(made.id);
  assert.equal((await cwm.SystemAPI.getSystemCallbacks()).length, 0);
  hooks.close();
});

walk();
