/** Orders between the last fault and their comparison. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CheckedOrders } from '../../../chaos/checks/checked-orders.js';
import { kindOf } from '../../../chaos/orders/kinds.js';
import { OrderJourney, type JourneyParts } from '../../../chaos/orders/order-journey.js';
import type { PlanRun } from '../../../chaos/plan/plan-run.js';
import { SandboxControl } from '../../../chaos/system/sandbox-control.js';
import type { OrderView } from '../../../sandbox/index.js';

const TRADE_NO = 'C00013';
const corrected = kindOf(12);
const TICKET = { ticketNo: 'T1', state: 'unused' };
const REFUSED = { reason: 'issueRefused', code: '10200134', since: '2026-12-01T12:00:00+08:00', options: ['resubmit'] };
const ISSUED = { useStatus: 1, ticketType: '1', price: 680, refundFee: 0 };
const planRun = { treatmentOf: () => ({ isOperated: false, deliveryWaitMs: 0, explains: () => false }) };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ecticket-checked-orders-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** An order that ECPay refuses until `resubmit` corrects it. Its journey is over. */
class RefusedOrder extends SandboxControl {
  readonly decisions: object[] = [];
  readonly #eventsFile = join(directory, 'events.jsonl');

  constructor(private readonly error?: Error) {
    super('http://stub');
  }

  override orders(): Promise<readonly OrderView[]> {
    const isIssued = this.decisions.length > 0;
    const tickets = isIssued ? [{ ...TICKET, ...ISSUED }] : [];
    return Promise.resolve([{ tradeNo: TRADE_NO, issuances: isIssued ? 1 : 0, tickets } as unknown as OrderView]);
  }

  async checked(): Promise<CheckedOrders> {
    await this.#receive('paymentConfirmed');
    const ecticket = { getOrder: () => this.#read(), resubmit: (_ref: object, made: object) => this.#resubmit(made) };
    const system = { ecticket, eventsFile: this.#eventsFile };
    const parts = { orders: 1, system, sandbox: this } as unknown as JourneyParts;
    const journey = new OrderJourney(TRADE_NO, corrected, {} as ConstructorParameters<typeof OrderJourney>[2], parts);
    journey.isPlaced = true;
    return new CheckedOrders([journey], planRun as unknown as PlanRun, parts);
  }

  #read(): Promise<object> {
    const { decisions } = this;
    const events = { last: 1 + decisions.length, undelivered: 0 };
    const order = { order: {}, amounts: { refundConfirmed: 0 }, decisions, events };
    if (decisions.length > 0) return Promise.resolve({ ...order, status: 'active', tickets: [TICKET] });
    return Promise.resolve({ ...order, status: 'needsAttention', tickets: [], attention: REFUSED });
  }

  async #resubmit(decision: object): Promise<void> {
    if (this.error !== undefined) throw this.error;
    this.decisions.push(decision);
    await this.#receive('paymentConfirmed', 'issued');
  }

  async #receive(...types: string[]): Promise<void> {
    const at = '2026-12-01T12:00:00+08:00';
    const event = { at, order: { merchantTradeNo: TRADE_NO }, data: { tickets: [TICKET] } };
    const lines = types.map((type, index) => JSON.stringify({ ...event, type, id: type, sequence: index + 1 }));
    await writeFile(this.#eventsFile, lines.join('\n'));
  }
}

test('an order that needs attention after its journey is corrected, once', async () => {
  const order = new RefusedOrder();
  const checked = await order.checked();
  expect(await checked.waitUntilAtRest(60_000, () => undefined)).toBe(true);
  expect(order.decisions).toEqual([expect.objectContaining({ why: 'two digits were swapped', amount: 680 })]);
  expect((await checked.check()).flatMap(({ findings }) => findings)).toEqual([]);
});

test('a decision that fails is reported', async () => {
  const checked = await new RefusedOrder(new Error('no such order')).checked();
  expect(await checked.waitUntilAtRest(0, () => undefined)).toBe(false);
  const texts = (await checked.check()).flatMap(({ findings }) => findings.map(({ text }) => text));
  expect(texts).toContainEqual(expect.stringContaining('its journey ended with Error: no such order'));
});
