/**
 * Hostile requests to the callback receiver, a process as `npm run callbacks` starts it, with Temporal's development
 * server behind it. Settings: `ECTICKET_HOSTILE_RUNS` and `ECTICKET_HOSTILE_SEED`.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import { BODY_LIMIT } from '../../../callbacks/index.js';
import { ECTicketClient } from '../../../client/index.js';
import { CALLBACK_PATHS } from '../../../client/notify-urls.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';
import { callbackBody, postUntilAnswered } from '../../support/callback-requests.js';
import { freePort } from '../../../demo/parts/ports.js';
import { electronicOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';
import { untilListed } from '../../support/until-passes.js';
import { announce, flood, RUNS, TIME_LIMIT } from './flood.js';
import { receiverBodies, TRADE_NO } from './receiver-bodies.js';
import { hostileRequests } from './requests.js';
import { startServer, type ServerProcess } from './server-process.js';

let temporal: TestWorkflowEnvironment;
let receiver: ServerProcess;
let metricsUrl: string;

beforeAll(async () => {
  temporal = await startDevServer();
  const metrics = `127.0.0.1:${await freePort()}`;
  metricsUrl = `http://${metrics}/metrics`;
  receiver = await startServer('callbacks/main', {
    TEMPORAL_ADDRESS: temporal.address,
    ECTICKET_METRICS: `prometheus://${metrics}`,
    ECTICKET_TRUSTED_PROXIES: '127.0.0.1',
  });
});

afterAll(async () => {
  receiver.kill();
  await temporal.teardown();
});

/** The order to which every body refers that names one. No worker runs it, so that its history has only what arrives. */
const order = electronicOrder(TRADE_NO);

/** Half of the callers are known by their address: each of these is limited after a hundred refusals. */
const callers = fc.oneof(
  fc.constant([]),
  fc.ipV4().map((address) => [`X-Forwarded-For: ${address}`]),
);

/** Everything that Temporal lists: each workflow with the length of its history, which the list itself shows late. */
async function contentsOfTemporal(): Promise<Record<string, number>> {
  const contents: Record<string, number> = {};
  for await (const { workflowId } of temporal.client.workflow.list())
    contents[workflowId] = (await temporal.client.workflow.getHandle(workflowId).describe()).historyLength;
  return contents;
}

/** The number of callbacks by result, as the receiver's metrics count them. */
async function results(): Promise<Record<string, number>> {
  const text = await (await fetch(metricsUrl)).text();
  const counts: Record<string, number> = {};
  for (const [, labels = '', value] of text.matchAll(/^ecticket_callbacks_total\{(.*)\} (\d+)$/gm)) {
    const [, result = ''] = /result="(\w+)"/.exec(labels) ?? [];
    counts[result] = (counts[result] ?? 0) + Number(value);
  }
  return counts;
}

announce('Hostile requests to the receiver');
test(
  `${RUNS} hostile requests to the receiver: none is accepted, and its memory returns`,
  async () => {
    const merchants = new MerchantRegistry(STAGE_MERCHANTS);
    const client = new ECTicketClient({
      checkCatalogue: false,
      environment: 'sandbox',
      client: temporal.client,
      merchants,
    });
    await client.placeOrder({ order, payment: { amount: 1360 } });
    // The order, and the workflow that reserved its number in any case: the server lists each a moment later.
    const names = [TRADE_NO, TRADE_NO.toLowerCase()].map((number) =>
      workflowIdOf({ ...order, merchantTradeNo: number }),
    );
    await untilListed(temporal.client, `WorkflowId IN ('${names.join("', '")}')`, names.length);
    const before = await contentsOfTemporal();

    const paths = Object.values(CALLBACK_PATHS);
    const requests = hostileRequests({ paths, bodies: receiverBodies(BODY_LIMIT), headers: callers });
    const slowHeads = [[`POST ${CALLBACK_PATHS.useStatus} HTTP/1.1`], ['POST / HTTP/1.1']];
    await flood(receiver, { requests, slowHeads }, ({ status, text }) => {
      expect(text).not.toMatch(/1\|OK|"TransCode"/);
      // Node answers 501 and 505 to an unknown method or version.
      expect([undefined, 400, 404, 405, 408, 411, 413, 414, 417, 429, 431, 501, 505]).toContain(status);
    });

    expect(await contentsOfTemporal()).toEqual(before);
    const counts = await results();
    // The requests have reached every check.
    for (const result of ['malformed', 'unknownMerchant', 'dataRejected', 'tooLarge', 'brokenOff'])
      expect([result, counts[result]]).toEqual([result, expect.any(Number)]);
    for (const result of ['accepted', 'repeated', 'ended', 'unknown', 'deferred', 'failed', 'notPaid', 'simulated'])
      expect([result, counts[result]]).toEqual([result, undefined]);

    // Afterwards, a callback of ECPay is accepted.
    const callback = callbackBody({ MerchantTradeNo: TRADE_NO });
    const answer = await postUntilAnswered(receiver.url + CALLBACK_PATHS.useStatus, callback);
    expect(answer.status).toBe(200);
    expect(await contentsOfTemporal()).not.toEqual(before);
    expect(await receiver.stop()).toBe(0);
  },
  TIME_LIMIT,
);
