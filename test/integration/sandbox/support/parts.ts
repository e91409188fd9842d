/** A sandbox over HTTP, a client for it, and its controls. */
import {
  HashKeyPair,
  MerchantRegistry,
  verifyAndDecrypt,
  requestEnvelope,
  STAGE_MERCHANTS,
  TicketApi,
  type OrderRef,
  type SignedData,
  type TicketOrder,
} from '../../../../ecticket/index.js';
import { createSandbox, type OrderView, type Sandbox, type SandboxOptions } from '../../../../sandbox/index.js';
import { nextHour } from '../../../../sandbox/time/taipei.js';
import { sampleOrder } from '../../../../testing/sample-order.js';

export const ISSUE_ONLY = '3085676';
export const ESCROW = '3362787';
export const PLATFORM = '3085672';

const [{ hashKey, hashIv }] = STAGE_MERCHANTS[ISSUE_ONLY].keys;
const ISSUE_ONLY_KEYS = new HashKeyPair(hashKey, hashIv);

interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface Parts {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly api: TicketApi;
  /** Calls a control. An object is sent as JSON, a string unchanged. */
  control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<ControlAnswer>;
  /** Calls an endpoint as the issue-only merchant with any Data, and returns the decrypted Data of the reply. */
  call(path: string, data: object): Promise<unknown>;
  /** The order as its control shows it. */
  order(tradeNo: string): OrderView;
  close(): Promise<void>;
}

/**
 * Starts a sandbox whose clock is one second past noon in Taipei. No test then runs into a change of date, the daily
 * job or the five-minute job by accident.
 */
export async function startParts(options: SandboxOptions = {}): Promise<Parts> {
  const sandbox = createSandbox(options);
  const url = await sandbox.listen({ port: 0 });
  await sandbox.clock.advanceTo(nextHour(sandbox.clock.now(), 12) + 1_000);
  const merchants = new MerchantRegistry({ ...STAGE_MERCHANTS, ...options.merchants });
  const api = new TicketApi({ merchants, baseUrl: url });
  return {
    ...{ sandbox, url, api },
    control: async (method, path, body) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const init = body === undefined ? { method } : { method, body: text };
      const answer = await fetch(`${url}/_sandbox${path}`, init);
      return { status: answer.status, body: await answer.json() };
    },
    call: async (path, data) => {
      const envelope = requestEnvelope({ merchantId: ISSUE_ONLY, data, keys: ISSUE_ONLY_KEYS, now: Date.now() });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(envelope) });
      return verifyAndDecrypt((await answer.json()) as SignedData, [ISSUE_ONLY_KEYS]).value;
    },
    order: (tradeNo) => {
      const order = sandbox.book.order(tradeNo);
      if (!order) throw new Error(`the sandbox has no order ${tradeNo}`);
      return order;
    },
    close: async () => {
      api.close();
      await sandbox.close();
    },
  };
}

let orders = 0;

/** Returns a trade number that no other test uses. */
export function newTradeNo(): string {
  orders += 1;
  return `T${Date.now()}N${orders}`;
}

type Electronic = Extract<TicketOrder, { issueType: 'electronic'; merchantTradeNo: string }>;

/** Two tea vouchers at NT$680, valid immediately. */
export function electronicOrder(changes: Partial<Electronic> = {}): Electronic {
  return sampleOrder(newTradeNo(), changes);
}

export function refOf({ merchantId, platformId, ...order }: TicketOrder): OrderRef {
  const who = { merchantId, ...(platformId !== undefined && { platformId }) };
  return order.merchantTradeNo === undefined
    ? { ...who, freeTradeNo: order.freeTradeNo }
    : { ...who, merchantTradeNo: order.merchantTradeNo };
}

/** Issues an order and runs the scheduled job. */
export async function issued({ api, sandbox }: Parts, order: TicketOrder): Promise<OrderRef> {
  await api.issue(order);
  await sandbox.clock.advance(5 * 60_000);
  return refOf(order);
}
