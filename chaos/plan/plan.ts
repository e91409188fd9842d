/** The plan of a run: what breaks, and when. The same seed and number of orders give the same plan. */
import fc from 'fast-check';
import { isIssuedAtOnce } from '../orders/kinds.js';

/** Endpoints that orders use, in both profiles of ECPay's contract, and the query of a payment. */
const ENDPOINTS = [
  '/api/Ticket/Issue',
  '/api/issuance/issue',
  '/api/Ticket/QueryIssueResult',
  '/api/Ticket/QueryOrderInfo',
  '/api/Ticket/WriteOff',
  '/api/Ticket/Refund',
  '/api/issuance/Refund',
  '/api/Ticket/QueryRefundInfo',
] as const;
export const ISSUE_ENDPOINTS = ['/api/Ticket/Issue', '/api/issuance/issue'] as const;

/** A fault of the sandbox, as its control takes it. */
interface SandboxFault {
  readonly on: string;
  readonly kind: string;
  readonly times: number;
  readonly ms?: number;
}

export type Fault =
  | { readonly type: 'killWorker'; readonly worker: 0 | 1; readonly downMs: number }
  | { readonly type: 'restartWorker'; readonly worker: 0 | 1 }
  /** SIGSTOP: the worker wakes up late. */
  | { readonly type: 'suspendWorker'; readonly worker: 0 | 1; readonly ms: number }
  /** ECPay acts on the order's Issue and answers late or never. The workers are killed before the answer. */
  | { readonly type: 'killDuringIssue'; readonly kind: 'slow' | 'resetAfter' }
  | { readonly type: 'killReceiver' | 'killWebhook' | 'killTemporal'; readonly downMs: number }
  | { readonly type: 'restartReceiver' }
  /** Cuts the connections, or loses what is answered on them. */
  | { readonly type: 'cutTemporal' | 'cutWebhook' | 'loseTemporalAnswers' | 'loseWebhookAnswers'; readonly ms: number }
  | { readonly type: 'delayTemporal' | 'delayWebhook'; readonly delayMs: number; readonly ms: number }
  | ({ readonly type: 'sandbox' } & SandboxFault)
  /** ECPay throttles every merchant; then the workers are replaced, and an operator retries what waits. */
  | { readonly type: 'throttle' }
  /** The order's callbacks arrive again, as often as this. */
  | { readonly type: 'replayCallbacks'; readonly times: number }
  | { readonly type: 'advanceClock'; readonly by: string }
  /** An operator resets the order's workflow to the workflow task at this share of them, or terminates it. */
  | { readonly type: 'resetOrder'; readonly share: number }
  | { readonly type: 'terminateOrder' };

/** A fault of the plan. */
export type PlanEntry = Fault & {
  /** It begins when as many orders have begun. */
  readonly after: number;
  /** The index of the order that it concerns, if it concerns one. */
  readonly order: number;
};

const worker = fc.constantFrom(0 as const, 1 as const);
const seconds = (min: number, max: number) => fc.integer({ min, max }).map((value) => value * 1000);
const type = <T extends string>(...types: readonly [T, ...T[]]) => fc.constantFrom(...types);

/** Faults that stop a process or a connection. */
const anyOutage: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: type('killWorker'), worker, downMs: seconds(0, 5) }) },
  { weight: 1, arbitrary: fc.record({ type: type('killDuringIssue'), kind: type('resetAfter') }) },
  { weight: 1, arbitrary: fc.record({ type: type('restartWorker'), worker }) },
  { weight: 2, arbitrary: fc.record({ type: type('suspendWorker'), worker, ms: seconds(2, 60) }) },
  { weight: 2, arbitrary: fc.record({ type: type('killReceiver', 'killWebhook'), downMs: seconds(0, 8) }) },
  { weight: 1, arbitrary: fc.record({ type: type('restartReceiver') }) },
);

const anyNetworkFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ type: type('cutTemporal', 'cutWebhook'), ms: seconds(0, 8) }),
  fc.record({ type: type('loseTemporalAnswers', 'loseWebhookAnswers'), ms: seconds(1, 8) }),
  fc.record({
    type: type('delayTemporal', 'delayWebhook'),
    delayMs: fc.integer({ min: 20, max: 400 }),
    ms: seconds(1, 8),
  }),
);

const endpointFault = (kinds: fc.Arbitrary<string>, on: fc.Arbitrary<string>, times: fc.Arbitrary<number>) =>
  fc.record({ type: type('sandbox'), on, kind: kinds, times, ms: seconds(1, 8) });
const burst = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 12 }));

/** Faults of ECPay and of the way to it. An answer that is clear, such as `rtnCode`, comes less often. */
const anySandboxFault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 8,
    arbitrary: endpointFault(
      type('http500', 'hang', 'reset', 'resetAfter', 'truncated', 'badMac', 'badData', 'html', 'slow'),
      fc.constantFrom(...ENDPOINTS),
      burst,
    ),
  },
  {
    weight: 4,
    arbitrary: endpointFault(
      type('resetAfter', 'truncated', 'slow', 'badMac'),
      fc.constantFrom(...ISSUE_ENDPOINTS, '/api/Ticket/WriteOff', '/api/Ticket/Refund'),
      burst,
    ),
  },
  {
    weight: 2,
    arbitrary: endpointFault(
      type('rtnCode', 'transCode'),
      fc.constantFrom(...ENDPOINTS),
      fc.integer({ min: 1, max: 2 }),
    ),
  },
  {
    weight: 1,
    arbitrary: endpointFault(type('http500', 'hang', 'truncated', 'badMac'), type('/Cashier/QueryTradeInfo/V5'), burst),
  },
  {
    weight: 1,
    arbitrary: endpointFault(type('fails', 'late'), type('issuance'), fc.constant(1)),
  },
  {
    weight: 4,
    arbitrary: endpointFault(type('drop', 'duplicate', 'reorder'), type('callbacks'), fc.integer({ min: 1, max: 8 })),
  },
);

const anyCallbackFault: fc.Arbitrary<Fault> = fc.record({
  type: type('replayCallbacks'),
  times: fc.integer({ min: 20, max: 300 }),
});

const anyOperation: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: type('resetOrder'),
      share: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: type('terminateOrder') }) },
  // ECPay's gift vouchers expire after thirty days.
  { weight: 1, arbitrary: fc.record({ type: type('advanceClock'), by: type('20 minutes', '1 hour', '1 day') }) },
);

/** How many orders there are per fault of a kind. */
const ORDERS_PER_FAULT: readonly (readonly [fc.Arbitrary<Fault>, number])[] = [
  [anyOutage, 8],
  [fc.record({ type: type('killDuringIssue'), kind: type('slow') }), 20],
  [fc.record({ type: type('killTemporal'), downMs: seconds(1, 6) }), 30],
  [anyNetworkFault, 15],
  [anySandboxFault, 3],
  [anyCallbackFault, 15],
  [anyOperation, 10],
  [fc.record({ type: type('killWebhook'), downMs: seconds(20, 40) }), 50],
  [fc.constant({ type: 'throttle' }), 100],
];

/** Returns the faults of a run, in the sequence in which they begin. */
export function samplePlan(orders: number, seed: number): readonly PlanEntry[] {
  const faults = ORDERS_PER_FAULT.map(([anyFault, ordersPerFault]) => {
    const count = Math.floor(orders / ordersPerFault);
    const entry = fc.record({ fault: anyFault, after: fc.nat(orders), order: fc.nat(orders - 1) });
    return fc.array(entry, { minLength: count, maxLength: count });
  });
  const [sampled = []] = fc.sample(fc.noBias(fc.tuple(...faults)), { seed, numRuns: 1 });
  return sampled
    .flat()
    .map(({ fault, after, order }) => ({ ...fault, ...aim(fault, after, order, orders) }))
    .sort((a, b) => a.after - b.after);
}

/** A fault that concerns an order concerns one that has begun, and is issued if the fault needs its tickets. */
function aim({ type: name }: Fault, after: number, order: number, orders: number): Omit<PlanEntry, keyof Fault> {
  if (!CONCERN_AN_ORDER.includes(name)) return { after, order };
  if (name === 'killDuringIssue') {
    const target = nextIssued(order, orders);
    return { after: target + 1, order: target };
  }
  const begun = Math.max(after, 1);
  return { after: begun, order: name === 'resetOrder' ? order % begun : nextIssued(order % begun, begun) };
}

/** The first order from this index on, in a circle, that ECPay issues without an operator. */
function nextIssued(from: number, orders: number): number {
  const indices = Array.from({ length: orders }, (_, index) => (from + index) % orders);
  return indices.find(isIssuedAtOnce) ?? from;
}

/** Describes an entry in one line, such as `after 12 orders: killWorker {"worker":1,"downMs":2000}`. */
export function describeEntry({ after, order, type: name, ...details }: PlanEntry): string {
  const concerns = CONCERN_AN_ORDER.includes(name) ? ` order ${order + 1}` : '';
  const text = Object.keys(details).length > 0 ? ` ${JSON.stringify(details)}` : '';
  return `after ${after} orders: ${name}${concerns}${text}`;
}

/** The faults that concern one order. */
export const CONCERN_AN_ORDER: readonly Fault['type'][] = [
  'killDuringIssue',
  'replayCallbacks',
  'resetOrder',
  'terminateOrder',
];
