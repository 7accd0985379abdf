// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';

// @apigrate/autotask-restapi through Autotask's look-alike: zone, companies, tickets, notes, pages, errors.

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { AutotaskRestApi, AutotaskApiError, FilterOperators } = require('@apigrate/autotask-restapi');
const { ready, control, receiver, step, failure, walk } = require('./guide.js');

const keys = ready.autotask;
const options = { base_url: `${keys.zone}/ATServicesRest/` };
const api = new AutotaskRestApi(keys.userName, keys.secret, keys.integrationCode, options);
const all = { filter: [{ op: FilterOperators.gte, field: 'id', value: 0 }] };
let ticket;

step('the zone is found by itself', async () => {
  const usage = await api._get('/ThresholdInformation');

  assert.equal(usage.externalRequestThreshold, 10000);
  assert.ok(api.zoneInfo.url.endsWith('/'));
});

step('companies, contacts and people', async () => {
  const companies = await api.Companies.query(all);
  const contacts = await api.Contacts.query({ filter: [{ op: FilterOperators.endsWith, field: 'emailAddress', value: '@bramdale.example' }] });
  const own = await api.Resources.query({ filter: [{ op: FilterOperators.eq, field: 'userName', value: keys.userName }] });

  assert.deepEqual(companies.items.map(company => company.companyNumber), ['KLW', 'BRAMDALE', 'PKW']);
  assert.ok(contacts.items.length > 10);
  assert.equal(own.items.length, 1);
  assert.equal((await api.Companies.get(2101)).item.companyName, 'Kessler Lowe & Wray LLP');
});

step('pages by the last id, and the address of the next one', async () => {
  const count = await api.Tickets.count(all);
  const seen = [];

  for (let last = 0, page; page === undefined || page.items.length === 100;) {
    page = await api.Tickets.query({ MaxRecords: 100, IncludeFields: ['id'], filter: [{ op: FilterOperators.gt, field: 'id', value: last }] });
    seen.push(...page.items.map(row => row.id));
    last = seen.at(-1);
  }
  assert.equal(count.queryCount, 310);
  assert.equal(new Set(seen).size, 310);

  const first = await api.Tickets.query({ ...all, MaxRecords: 200 });
  const next = new URL(first.pageDetails.nextPageUrl);
  const second = await api._post(next.pathname.replace(/.*\/v1\.0/i, '') + next.search, { ...all, MaxRecords: 200 });

  assert.equal(first.items.length + second.items.length, 310);
  assert.equal(second.pageDetails.nextPageUrl, null);
});

step('fields and picklists', async () => {
  const info = await api.TicketNotes.info();
  const { fields } = await api.TicketNotes.fieldInfo();
  const publish = fields.find(field => field.name === 'publish');

  assert.equal(info.info.canDelete, false);
  assert.equal(publish.picklistValues.find(value => value.label === 'Internal Project Team').value, '2');
  assert.ok(Array.isArray((await api.Tickets.udfInfo()).fields));
});

step('a ticket is made, changed and replaced', async () => {
  const made = await api.Tickets.create({ companyID: 2101, contactID: 103006, title: 'Tour of the sandbox', status: 1, priority: 3, queueID: 11 });

  ticket = made.itemId;
  assert.deepEqual(Object.keys(made), ['itemId']);
  assert.deepEqual(await api.Tickets.update({ id: ticket, status: 17, description: 'Grüße' }), { itemId: ticket });
  assert.equal((await api.Tickets.get(ticket)).item.status, 17);
  await api.Tickets.replace({ id: ticket, companyID: 2101, title: 'Replaced', status: 17, priority: 3 });
  assert.equal((await api.Tickets.get(ticket)).item.description, null);
});

step('notes, below their ticket', async () => {
  const note = await api.TicketNotes.create(ticket, { title: 'Plan', description: 'Internal', noteType: 3, publish: 2 });

  await api.TicketNotes.update(ticket, { id: note.itemId, description: 'Internal, mended' });
  const found = await api.TicketNotes.query({ filter: [{ op: FilterOperators.eq, field: 'ticketID', value: ticket }] });

  assert.equal(found.items.length, 1);
  assert.equal(found.items[0].description, 'Internal, mended');
  assert.equal(found.items[0].publish, 2);
  assert.equal((await failure(api.TicketNotes.delete(ticket, note.itemId))).status, 405);
});

step('an impersonated note', async () => {
  await api.TicketNotes.create(ticket, { title: 'x', description: 'x', noteType: 3, publish: 2 }, { ImpersonationResourceId: 101 });
  const found = await api.TicketNotes.query({ filter: [{ op: FilterOperators.eq, field: 'creatorResourceID', value: 101 }] });

  assert.equal(found.items.length, 1);
  assert.equal(found.items[0].impersonatorCreatorResourceID, 190);
});

step('attachments come in the shape of a query', async () => {
  const { items } = await api.TicketAttachments.query({ filter: [{ op: FilterOperators.eq, field: 'parentID', value: 110023 }] });
  const one = await api.TicketAttachments.get(110023, items[0].id);

  assert.match(Buffer.from(one.items[0].data, 'base64').toString(), /^From: lheywood@/);
});

step('errors', async () => {
  const missing = await api.Tickets.get(1);
  const invalid = await failure(api.Tickets.update({ id: ticket, assignedResourceID: 102 }));
  const unfiltered = await failure(api.Tickets.query({}));
  const stranger = await failure(new AutotaskRestApi(keys.userName, 'wrong', keys.integrationCode, options).Tickets.get(ticket));

  assert.deepEqual(missing, { item: null });
  assert.ok(invalid instanceof AutotaskApiError);
  assert.equal(invalid.status, 500);
  assert.deepEqual(invalid.details, { errors: ['Data violation: you must assign both a assignedResourceID and assignedResourceRoleID.'] });
  assert.equal(unfiltered.status, 500);
  assert.equal(stranger.status, 401);
  assert.equal(await api._post('/TicketNotes', { description: 'x' }), null);
});

step('a throttled call', async () => {
  await control('POST', 'faults', { vendor: 'autotask', kind: '429' });
  assert.equal((await failure(api.Tickets.get(ticket))).status, 429);
});

step('a webhook, signed over the bytes as they came', async () => {
  const hooks = await receiver(), secret = 'a secret of more than thirty-two signs';
  const made = await api._post('/TicketWebhooks', {
    name: 'tour', webhookUrl: `${hooks.url}/in`, deactivationUrl: `${hooks.url}/off`, secretKey: secret, isActive: true,
    isSubscribedToCreateEvents: true, isSubscribedToUpdateEvents: true, isSubscribedToDeleteEvents: false, sendThresholdExceededNotification: false,
  });
  const { fields } = await api._get('/TicketWebhookFields/entityInformation/fields');
  const title = fields.find(field => field.name === 'fieldID').picklistValues.find(value => value.label === 'Title').value;

  await api._post(`/TicketWebhooks/${made.itemId}/Fields`, { fieldID: Number(title), isDisplayAlwaysField: true, isSubscribedField: true });
  await control('POST', `tickets/${ticket}`, { summary: 'Mühe & "Not"' });
  const delivery = await hooks.next();
  const signature = crypto.createHmac('sha1', secret).update(delivery.body).digest('base64');

  assert.equal(delivery.headers['x-hook-signature'], `sha1=${signature}`);
  assert.notEqual(JSON.stringify(JSON.parse(delivery.body)), delivery.body.toString());
  assert.equal(JSON.parse(delivery.body).Fields.Title, 'Mühe & "Not"');
  hooks.close();
});

walk();
