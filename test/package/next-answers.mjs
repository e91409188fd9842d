/** Starts the built Next.js application, and compares what its routes answer with and without a Temporal server. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { sampleOrder, signCallback, startDevServer } from 'temporal-ecticket/testing';

const callback = await signCallback({ kind: 'useStatus', order: sampleOrder('NEXT1') });
const temporal = await startDevServer();
const next = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', 'next', '--port', '0'], {
  env: { ...process.env, TEMPORAL_ADDRESS: temporal.address },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(next, 'exit');
let baseUrl;

try {
  try {
    baseUrl = await listening();
    await answersWithTemporal();
  } finally {
    await temporal.teardown();
  }
  await answersWithoutTemporal();
} finally {
  next.kill();
  await ended;
}

async function answersWithTemporal() {
  const unknown = await readOrder();
  assert.deepEqual([unknown.status, JSON.parse(unknown.body).code], [404, 'ORDER_NOT_FOUND']);
  const forged = callback.body.replace(/"Data":"./, '"Data":"x');
  assert.notEqual(forged, callback.body);
  for (const body of ['', forged]) {
    const refused = await postCallback(body);
    assert.deepEqual(refused, { status: 400, body: 'refused\n' });
  }

  // The order is unknown, and the callback genuine: it starts the order's workflow.
  assert.equal((await postCallback(callback.body)).status, 200);
  const { events } = await temporal.client.workflow.getHandle('ecticket/3085676/NEXT1').fetchHistory();
  const signal = events.find((event) => event.workflowExecutionSignaledEventAttributes);
  const { signalName, input } = signal.workflowExecutionSignaledEventAttributes;
  assert.equal(signalName, 'callbackReceived');
  assert.equal(Buffer.from(input.payloads[0].metadata.encoding).toString(), 'binary/encrypted');
}

async function answersWithoutTemporal() {
  const [order, delivery] = await Promise.all([readOrder(), postCallback(callback.body)]);
  const { code, message } = JSON.parse(order.body);
  assert.deepEqual([order.status, code, delivery.status], [503, 'TEMPORAL_UNAVAILABLE', 503]);
  // The package knows the address only if the application has one copy of the SDK.
  assert.ok(message.includes(temporal.address), message);
}

function readOrder() {
  return ask('/orders/NEXT1');
}

function postCallback(body) {
  return ask(callback.path, { ...callback, body });
}

async function ask(path, request) {
  const response = await fetch(baseUrl + path, request);
  return { status: response.status, body: await response.text() };
}

/** Returns the base URL that Next.js prints. */
async function listening() {
  for await (const line of createInterface({ input: next.stdout })) {
    const url = /http:\/\/localhost:\d+/.exec(line)?.[0];
    if (url) return url;
  }
  throw new Error('next start has ended without an address');
}
