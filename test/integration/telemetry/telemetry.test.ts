/** Metrics, traces and logs of the processes, and that they contain no personal data. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { startTraces } from '../../../telemetry/start-traces.js';
import { callbackBody, ISSUE_ONLY, stageKeys } from '../../support/callback-requests.js';
import { workflowBundle } from '../../support/workflow-bundle.js';
import { electronicOrder } from '../../support/orders.js';
import { sdkMetricsInUse } from '../../support/metrics-in-use.js';
import { labelsOf, metricsIn, metricsInDocs, sample } from './scraped.js';
import { CODEC_KEY, eventually, EVENTS_SECRET, pathsFrom, startInstallation, type Watched } from './deployment.js';

const CUSTOMER = {
  customerName: '王珊珊',
  customerPhone: '0912345678',
  customerEmail: 'shanshan.wang@example.com',
  customerAddress: '臺北市南港區三重路19之2號6樓',
};
const ESCROW = '3362787';
const QUICK = { firstResultQuery: 0, resultQueryInterval: 200 };

let system: Awaited<ReturnType<typeof startInstallation>>;
let worker: Watched;
let receiver: Watched;

/** Places orders with every outcome, and sends callbacks of every kind. */
beforeAll(async () => {
  system = await startInstallation((url) => startTraces({ url }, 'shop', console));
  worker = await system.startWorker();
  receiver = await system.startReceiver();
  const place = async (tradeNo: string, changes = {}, timing = {}) => {
    const order = electronicOrder(tradeNo, { ...CUSTOMER, ...changes });
    return (await system.client.placeOrder({ order, payment: { paid: {} }, timing: { ...QUICK, ...timing } })).ref;
  };
  await system.control('faults', { on: '/api/issuance/issue', kind: 'http403', tradeNo: 'Throttled1' });
  await system.control('faults', { on: '/api/Ticket/QueryIssueResult', kind: 'html', tradeNo: 'Settled1' });
  await system.control('faults', { on: 'issuance', kind: 'never', tradeNo: 'Late1' });

  const settled = await place('Settled1');
  const late = await place('Late1', {}, { issuanceWindow: 300, lateResultQueryInterval: 300, issuanceLimit: 900_000 });
  const refused = await place('Refused1', { items: [{ itemNo: 'OFF00001', quantity: 1 }] });
  await system.client.waitForStatus(settled, 'active', { timeoutMs: 120_000 });
  await system.client.waitForStatus(refused, 'needsAttention', { timeoutMs: 120_000 });
  await eventually(async () => (await system.client.getOrder(late)).late || undefined);
  await system.control('orders/Settled1/redeem', { count: 2 });
  await system.client.waitForStatus(settled, 'settled', { timeoutMs: 120_000 });
  await place('Throttled1', { merchantId: ESCROW, paymentProvider: 'ecpay' });

  const post = (body: string) => fetch(`${system.receiverUrl}/ecpay/ticket/refund`, { method: 'POST', body });
  const known = { MerchantID: ISSUE_ONLY, MerchantTradeNo: 'Unknown1', CustomerName: CUSTOMER.customerName };
  await post(callbackBody(known));
  await post(callbackBody(known, { keys: stageKeys(ESCROW) }));
  await post(callbackBody(known, { merchantId: '9999999' }));
  await post('x'.repeat(70_000));
  await post(CUSTOMER.customerName);
});

afterAll(() => system.close());

describe('the metrics', () => {
  test('are those of the documentation, with their labels', async () => {
    const scraped = await eventually(async () => {
      const found = metricsIn((await worker.scrape()) + (await receiver.scrape()));
      return found.size >= metricsInDocs().size ? found : undefined;
    });
    expect(Object.fromEntries(scraped)).toEqual(Object.fromEntries(metricsInDocs()));
  });

  test('of the SDK include those of the alerts and the dashboard, with their labels', async () => {
    const scrape = await worker.scrape();
    // failing-tasks.test.ts has this one.
    const used = sdkMetricsInUse().filter(({ name }) => !name.endsWith('workflow_task_execution_failed'));
    for (const { name, labels } of used)
      expect({ name, labels: labelsOf(scrape, name) }).toEqual({ name, labels: expect.arrayContaining([...labels]) });
  });

  test('count the transitions of orders', async () => {
    const scrape = await worker.scrape();
    const merchant = { merchant_id: ISSUE_ONLY };
    const transitions = (from: string, to: string) =>
      sample(scrape, 'ecticket_order_transitions_total', { ...merchant, from, to });
    expect(transitions('none', 'issuing')).toBe(3);
    expect(transitions('awaitingIssuance', 'active')).toBe(1);
    expect(transitions('active', 'settled')).toBe(1);
    expect(transitions('issuing', 'needsAttention')).toBe(1);
    expect(sample(scrape, 'ecticket_orders_late_total', merchant)).toBe(1);
    expect(sample(scrape, 'ecticket_paid_to_issued_seconds_count', merchant)).toBe(1);
    expect(sample(scrape, 'ecticket_paid_to_issued_seconds_sum', merchant)).toBeGreaterThan(0.5);
    expect(sample(scrape, 'ecticket_issuance_polls_sum', { ...merchant, outcome: 'issued' })).toBeGreaterThanOrEqual(2);
  });

  test('count requests to ECPay, and show until when ECPay throttles', async () => {
    const scrape = await worker.scrape();
    const calls = (endpoint: string, result: string, merchant_id = ISSUE_ONLY) =>
      sample(scrape, 'ecticket_provider_calls_total', { merchant_id, endpoint, result });
    expect(calls('Issue', 'OK')).toBe(2);
    expect(calls('Issue', 'BUSINESS_REFUSAL')).toBe(1);
    expect(calls('QueryIssueResult', 'NOT_AN_ECPAY_REPLY')).toBe(1);
    expect(calls('Issue', 'THROTTLED', ESCROW)).toBe(1);
    const until = sample(scrape, 'ecticket_throttled_until_timestamp_seconds', { merchant_id: ESCROW });
    expect(until).toBeGreaterThan(Date.now() / 1000 + 25 * 60);
    expect(until).toBeLessThan(Date.now() / 1000 + 31 * 60);
  });

  test('count events that the webhook accepts or rejects', async () => {
    const scrape = await worker.scrape();
    const events = (result: string) => sample(scrape, 'ecticket_events_total', { type: 'paymentConfirmed', result });
    expect([events('notAccepted'), events('accepted')]).toEqual([1, 3]);
  });

  test('count the requests to the receiver', async () => {
    const scrape = await receiver.scrape();
    const results = [...scrape.matchAll(/^ecticket_callbacks_total\{(.*)\} (\d+)$/gm)].map(
      ([, labels, n]) => `${labels} ${n}`,
    );
    expect(results.sort()).toEqual([
      'kind="refund",merchant_id="3085676",result="accepted" 1',
      'kind="refund",merchant_id="3085676",result="dataRejected" 1',
      'kind="refund",merchant_id="unknown",result="malformed" 1',
      'kind="refund",merchant_id="unknown",result="tooLarge" 1',
      'kind="refund",merchant_id="unknown",result="unknownMerchant" 1',
      'kind="useStatus",merchant_id="3085676",result="accepted" 1',
    ]);
    // The body that was too large was not read completely, and its duration is not recorded.
    expect(sample(scrape, 'ecticket_callback_seconds_count', { kind: 'refund' })).toBe(4);
  });

  test('count the open orders, also after a restart', async () => {
    const oldestIn = (scrape: string, status: string) =>
      sample(scrape, 'ecticket_oldest_open_order_seconds', { status });
    const another = await system.startWorker();
    const counted = await eventually(async () => {
      const scrape = await another.scrape();
      return oldestIn(scrape, 'awaitingIssuance') === undefined ? undefined : scrape;
    });
    await another.end();
    const orders = (status: string) => sample(counted, 'ecticket_open_orders', { status });
    expect([orders('needsAttention'), orders('active'), orders('awaitingPayment')]).toEqual([1, 0, 0]);
    expect(sample(counted, 'ecticket_orders_with_failing_tasks', {})).toBe(0);
    // The ages since the tickets were due, and since the paid order was placed.
    for (const status of ['awaitingIssuance', 'issuing']) expect(oldestIn(counted, status)).toBeGreaterThan(0);
  });
});

describe('the traces', () => {
  /** Returns the paths from the span of that name in the order's trace, once one of them ends in `last`. */
  function findPaths(name: string, order: string, last: string): Promise<string[][]> {
    return eventually(() => {
      const spans = system.collector.spans();
      const traces = spans.filter(({ attributes }) => attributes['temporalWorkflowId'] === `ecticket/${order}`);
      const from = spans.find((span) => span.name === name && traces.some(({ traceId }) => traceId === span.traceId));
      const found = from === undefined ? [] : pathsFrom(spans, from);
      return found.some((path) => path.at(-1) === last) ? found : undefined;
    });
  }

  test('lead from the merchant’s process that places an order through workflow and activities to ECPay', async () => {
    const found = await findPaths(
      'StartWorkflow:ticketOrder',
      `${ISSUE_ONLY}/Settled1`,
      'ecticket-worker: ECPay QueryOrderInfo',
    );
    const placed = 'shop: StartWorkflow:ticketOrder';
    expect(found).toContainEqual([placed, 'ecticket-worker: RunWorkflow:ticketOrder']);
    expect(found).toContainEqual([placed, 'ecticket-worker: RunActivity:issue', 'ecticket-worker: ECPay Issue']);
    expect(found).toContainEqual([placed, 'ecticket-worker: RunActivity:deliverEvents']);
  });

  test('lead from a callback of ECPay through its signal to the order, and back to ECPay', async () => {
    const found = await findPaths(
      'ECPay callback useStatus',
      `${ISSUE_ONLY}/Settled1`,
      'ecticket-worker: ECPay QueryOrderInfo',
    );
    const signal = [
      'ecticket-callbacks: ECPay callback useStatus',
      'ecticket-callbacks: SignalWorkflow:callbackReceived',
    ];
    expect(found).toContainEqual([...signal, 'ecticket-worker: HandleSignal:callbackReceived']);
    expect(found).toContainEqual([
      ...signal,
      'ecticket-worker: RunActivity:fetchOrder',
      'ecticket-worker: ECPay QueryOrderInfo',
    ]);
    expect(found).toContainEqual([...signal, 'ecticket-worker: RunActivity:deliverEvents']);
  });

  test('reach the merchant’s webhook', async () => {
    const [callback] = await eventually(() => {
      const found = system.collector.spans().filter(({ name }) => name === 'ECPay callback useStatus');
      return found.length > 0 ? found : undefined;
    });
    expect(system.webhook.traceparents.some((each) => each.includes(callback?.traceId ?? '-'))).toBe(true);
  });
});

describe('the logs', () => {
  const linesOf = (process: Watched) =>
    process
      .written()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  test('name an order by its workflow id in every process', () => {
    const workflowId = `ecticket/${ISSUE_ONLY}/Settled1`;
    expect(linesOf(receiver)).toContainEqual(
      expect.objectContaining({ workflowId, msg: 'delivered a callback to its order' }),
    );
    expect(linesOf(worker)).toContainEqual(expect.objectContaining({ workflowId, activityType: 'pollIssuance' }));
    const linesAboutOrder = [...linesOf(worker), ...linesOf(receiver)].filter((line) =>
      JSON.stringify(line).includes('Settled1'),
    );
    expect(linesAboutOrder.filter((line) => line['workflowId'] !== workflowId)).toEqual([]);
  });

  test('also name the order whose request was throttled', () => {
    const line = { workflowId: `ecticket/${ESCROW}/Throttled1`, merchantId: ESCROW };
    expect(linesOf(worker)).toContainEqual(expect.objectContaining(line));
  });
});

test('orders that ran with traces replay without traces', async () => {
  const options = { workflowBundle: await workflowBundle(), dataConverter: system.dataConverter };
  let replayed = 0;
  for await (const { error } of Worker.runReplayHistories(options, system.histories())) {
    expect(error).toBeUndefined();
    replayed += 1;
  }
  expect(replayed).toBe(5);
});

test('no log, metric or trace contains personal data or a key', async () => {
  const keys = Object.values(STAGE_MERCHANTS).flatMap(({ keys: [{ hashKey, hashIv }] }) => [hashKey, hashIv]);
  const secrets = [...Object.values(CUSTOMER), ...keys, CODEC_KEY, EVENTS_SECRET];
  const outputs = {
    workerLog: worker.written(),
    receiverLog: receiver.written(),
    workerMetrics: await worker.scrape(),
    receiverMetrics: await receiver.scrape(),
    traces: system.collector.text(),
  };
  // Each output mentions an order. The check below would pass on empty outputs.
  for (const text of Object.values(outputs)) expect(text).toContain('3085676');
  const found = Object.entries(outputs).flatMap(([where, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${where}: ${secret}`),
  );
  expect(found).toEqual([]);
  expect(outputs.workerMetrics + outputs.receiverMetrics).not.toContain('Settled1');
});
