/** What can break in a run, and how often. */
import fc from 'fast-check';

export const ISSUE_ENDPOINTS = ['/api/Ticket/Issue', '/api/issuance/issue'] as const;

/** Endpoints that orders use, in both profiles of ECPay's contract. */
const ENDPOINTS = [
  ...ISSUE_ENDPOINTS,
  '/api/Ticket/QueryIssueResult',
  '/api/Ticket/QueryOrderInfo',
  '/api/Ticket/WriteOff',
  '/api/Ticket/Refund',
  '/api/issuance/Refund',
  '/api/Ticket/QueryRefundInfo',
] as const;

/** The endpoints for payments: the query of AIO, and the query and the token of the embedded checkout. */
const AIO_QUERY = '/Cashier/QueryTradeInfo/V5';
const EMBEDDED_QUERY = '/1.0.0/Cashier/QueryTrade';
const TOKEN_ENDPOINT = '/Merchant/GetTokenbyTrade';

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
  /** Cuts the connections, loses what is answered on them, or cuts each in the middle of a message. */
  | {
      readonly type:
        'cutTemporal' | 'cutWebhook' | 'loseTemporalAnswers' | 'loseWebhookAnswers' | 'halveTemporal' | 'halveWebhook';
      readonly ms: number;
    }
  | { readonly type: 'delayTemporal' | 'delayWebhook'; readonly delayMs: number; readonly ms: number }
  | ({ readonly type: 'sandbox' } & SandboxFault)
  /** ECPay throttles a caller at this endpoint; then the workers are replaced, and an operator retries what waits. */
  | { readonly type: 'throttle'; readonly on: string; readonly times: number; readonly ms: number }
  /** The order's callbacks arrive again, as often as this. */
  | { readonly type: 'replayCallbacks'; readonly times: number }
  /** The order's callbacks and their repeats are under way until ECPay has stopped repeating them. */
  | { readonly type: 'delayCallbacks' }
  | { readonly type: 'advanceClock'; readonly by: string }
  /** An operator resets the order's workflow to the workflow task at this share of them, or terminates it. */
  | { readonly type: 'resetOrder'; readonly share: number }
  | { readonly type: 'terminateOrder' };

const worker = fc.constantFrom(0 as const, 1 as const);
const seconds = (min: number, max: number) => fc.integer({ min, max }).map((value) => value * 1000);
const type = <T extends string>(...types: readonly [T, ...T[]]) => fc.constantFrom(...types);

/** Faults that stop a process or a connection. */
const anyOutage: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: type('killWorker'), worker, downMs: seconds(0, 5) }) },
  { weight: 1, arbitrary: fc.record({ type: type('killDuringIssue'), kind: type('resetAfter') }) },
  { weight: 1, arbitrary: fc.record({ type: type('restartWorker'), worker }) },
  { weight: 2, arbitrary: fc.record({ type: type('suspendWorker'), worker, ms: seconds(2, 30) }) },
  { weight: 2, arbitrary: fc.record({ type: type('killReceiver', 'killWebhook'), downMs: seconds(0, 8) }) },
  { weight: 1, arbitrary: fc.record({ type: type('restartReceiver') }) },
);

const anyNetworkFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ type: type('cutTemporal', 'cutWebhook'), ms: seconds(0, 8) }),
  fc.record({ type: type('loseTemporalAnswers', 'loseWebhookAnswers'), ms: seconds(1, 8) }),
  fc.record({ type: type('halveTemporal', 'halveWebhook'), ms: seconds(1, 8) }),
  fc.record({
    type: type('delayTemporal', 'delayWebhook'),
    delayMs: fc.integer({ min: 20, max: 400 }),
    ms: seconds(1, 8),
  }),
);

const sandboxFault = (
  kinds: fc.Arbitrary<string>,
  on: fc.Arbitrary<string>,
  times: fc.Arbitrary<number>,
  ms: fc.Arbitrary<number> = seconds(1, 8),
): fc.Arbitrary<Fault> => fc.record({ type: type('sandbox'), on, kind: kinds, times, ms });
const once = fc.constant(1);
const burst = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 12 }));

/** Faults of ECPay and of the way to it. An answer that is clear, such as `rtnCode`, comes less often. */
const anySandboxFault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 8,
    arbitrary: sandboxFault(
      type('http500', 'hang', 'reset', 'resetAfter', 'truncated', 'badMac', 'badData', 'html', 'slow'),
      type(...ENDPOINTS),
      burst,
    ),
  },
  {
    weight: 4,
    arbitrary: sandboxFault(
      type('resetAfter', 'truncated', 'slow', 'badMac'),
      type(...ISSUE_ENDPOINTS, '/api/Ticket/WriteOff', '/api/Ticket/Refund'),
      burst,
    ),
  },
  {
    weight: 2,
    arbitrary: sandboxFault(type('rtnCode', 'transCode'), type(...ENDPOINTS), fc.integer({ min: 1, max: 2 })),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      sandboxFault(type('http500', 'hang', 'truncated', 'badMac', 'html'), type(AIO_QUERY), burst),
      sandboxFault(type('http500', 'hang', 'truncated', 'badData', 'html'), type(EMBEDDED_QUERY), burst),
      // ECPay has used up the number of a payment whose token was lost: the merchant needs another order.
      sandboxFault(type('http500', 'reset', 'html'), type(TOKEN_ENDPOINT), burst),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(
      sandboxFault(type('fails', 'late'), type('issuance'), once),
      sandboxFault(type('never'), type('issuance'), once),
      // Hours by ECPay's clock.
      sandboxFault(type('late'), type('issuance'), once, seconds(3600, 7200)),
    ),
  },
  {
    weight: 4,
    arbitrary: sandboxFault(type('drop', 'duplicate', 'reorder'), type('callbacks'), fc.integer({ min: 1, max: 8 })),
  },
);

const replayCallbacks = (min: number, max: number): fc.Arbitrary<Fault> =>
  fc.record({ type: type('replayCallbacks'), times: fc.integer({ min, max }) });

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

const throttle: fc.Arbitrary<Fault> = fc.record({
  type: type('throttle'),
  on: type('*', AIO_QUERY, ...ENDPOINTS),
  times: fc.integer({ min: 1, max: 3 }),
  ms: seconds(4, 12),
});

/** How many orders there are per fault of a kind. */
export const ORDERS_PER_FAULT: readonly (readonly [fc.Arbitrary<Fault>, number])[] = [
  [anyOutage, 8],
  [fc.record({ type: type('killDuringIssue'), kind: type('slow') }), 20],
  [fc.record({ type: type('killTemporal'), downMs: seconds(1, 6) }), 30],
  [anyNetworkFault, 12],
  [anySandboxFault, 3],
  [replayCallbacks(20, 200), 20],
  [replayCallbacks(1000, 2000), 125],
  [fc.record({ type: type('delayCallbacks') }), 50],
  [anyOperation, 10],
  [fc.record({ type: type('killWebhook'), downMs: seconds(20, 40) }), 100],
  [fc.record({ type: type('killWebhook'), downMs: seconds(90, 180) }), 500],
  [fc.record({ type: type('suspendWorker'), worker, ms: seconds(60, 75) }), 250],
  [throttle, 50],
];

/** A fault that concerns one order. */
export type OrderFault = Extract<Fault, { type: (typeof ORDER_FAULTS)[number] }>;

const ORDER_FAULTS = [
  'killDuringIssue',
  'replayCallbacks',
  'delayCallbacks',
  'resetOrder',
  'terminateOrder',
] as const satisfies readonly Fault['type'][];

export function concernsAnOrder(fault: Fault): fault is OrderFault {
  return ORDER_FAULTS.some((each) => each === fault.type);
}
