// SPDX-License-Identifier: GPL-3.0-or-later
'use strict';

// What the tours share: the sandbox's ready line, its control interface, a receiver of webhooks,
// and steps that run one after the other.

const http = require('node:http');

const ready = JSON.parse(process.env.MUSTER_SANDBOX);
const steps = [];

/** One call to the control interface. */
async function control(method, path, body) {
  const response = await fetch(`${ready.control}/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();

  return text === '' ? null : JSON.parse(text);
}

/** A receiver on this machine: `url`, and `next()`, which waits for the delivery that nobody has taken yet. */
function receiver() {
  const waiting = [], come = [];
  const server = http.createServer((request, response) => {
    const parts = [];

    request.on('data', part => parts.push(part));
    request.on('end', () => {
      const delivery = { url: request.url, headers: request.headers, body: Buffer.concat(parts) };

      response.writeHead(204).end();
      if (waiting.length > 0)
        waiting.shift()(delivery);
      else
        come.push(delivery);
    });
  });

  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve({
    url: `http://127.0.0.1:${server.address().port}`,
    next: () => come.length > 0 ? Promise.resolve(come.shift()) : new Promise(taken => waiting.push(taken)),
    close: () => server.close(),
  })));
}

/** Adds a step to the tour. */
function step(name, walk) {
  steps.push({ name, walk });
}

/** What a call that must fail fails with. */
async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('this call was to fail');
}

/** Walks all steps; the first that fails ends the tour. */
async function walk() {
  for (const { name, walk: go } of steps) {
    try {
      await go();
    } catch (error) {
      console.log(`not ok - ${name}`);
      console.log(error);
      process.exit(1);
    }
    console.log(`ok - ${name}`);
  }
  process.exit(0);
}

module.exports = { ready, control, receiver, step, failure, walk };
