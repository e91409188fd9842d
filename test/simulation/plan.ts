/** What fast-check chooses: an order, and the steps that happen to it. */
import fc from 'fast-check';
import type { TicketAction } from '../../workflows/messages/ticket-actions.js';
import type { TaskFate } from './server.js';

/** The order and its surroundings. */
export interface Plan {
  readonly start: 'placed' | 'placedByWorkflow' | 'adopted';
  readonly goods: 'electronic' | 'paper' | 'gift';
  /** Paid orders: when the payment is reported. A gift order is never paid. */
  readonly paid: 'before' | 'later';
  readonly knowsAmount: boolean;
  readonly doubleCheck: boolean;
  /** The merchant trusts AIO notifications: no query to ECPay's payment system. */
  readonly trustsNotices: boolean;
  /** Payment deadline, in minutes after the start. */
  readonly deadline: number | undefined;
  readonly hasEscrow: boolean;
  /** The merchant keeps half the price of a refunded ticket. */
  readonly hasRefundFee: boolean;
  /** What ECPay has under the order's number before. */
  readonly numberAtECPay: 'free' | 'ofAnotherOrder' | 'ofThisOrder';
  /** ECPay refuses to issue the order, until an operator resubmits it. */
  readonly isRefused: boolean;
  /** The number of workflow tasks after which the server suggests to continue as new. */
  readonly tasksPerRun: number;
}

/** How an activity ends. A choice that is not possible counts as `answer`. `variant` chooses among answers. */
export interface ActivityEnd {
  readonly how: 'answer' | 'fails' | 'failsByConfiguration' | 'cancelled' | 'failsAfterCancellation' | 'neverStarts';
  /** An attempt that ends without an answer has reached ECPay or the merchant nevertheless. */
  readonly hasActed: boolean;
  readonly variant: number;
}

export type Happening =
  | {
      readonly type: 'pay';
      readonly amount: 'right' | 'wrong' | 'unknown';
      readonly reference: number | undefined;
      readonly source: 'aioNotice' | 'embeddedNotice' | undefined;
      readonly method: 'creditOneTime' | 'other' | undefined;
      /** ECPay's payment system has the payment. */
      readonly isReal: boolean;
    }
  | { readonly type: 'callBack' | 'requestCancel' | 'evict' | 'query' | 'issuingEnds' | 'issuingFails' | 'bankPays' }
  | { readonly type: 'change'; readonly action: TicketAction; readonly ticket: number }
  /** A clerk refunds a ticket, the bank confirms it, and the clerk cancels the refund, without a callback. */
  | { readonly type: 'mistakenRefund'; readonly ticket: number }
  | {
      readonly type: 'act';
      readonly action: TicketAction;
      readonly tickets: readonly number[];
      readonly id: number;
    }
  | {
      readonly type: 'decide';
      readonly decision: 'resubmit' | 'abandon' | 'cancelOrder' | 'replace';
      readonly id: number;
    }
  /** An attempt of an activity acts, and its result gets lost: the activity is attempted again. */
  | { readonly type: 'attempt'; readonly which: number; readonly variant: number }
  | { readonly type: 'end'; readonly which: number; readonly end: ActivityEnd }
  | { readonly type: 'startChild'; readonly exists: boolean }
  /** Time passes until the next timer or timeout, or for some minutes. */
  | { readonly type: 'wait'; readonly minutes: number | undefined };

export function describeHappening({ type, ...details }: Happening): string {
  return `${type} ${JSON.stringify(details)}`;
}

export interface Step {
  readonly happening: Happening;
  /** The workflow task that follows. Left out: the next task brings what follows as well. */
  readonly task: TaskFate | undefined;
}

const anyAction = fc.constantFrom<TicketAction[]>('redeem', 'cancelRedemption', 'refund', 'cancelRefund');
const which = fc.nat(5);
const variant = fc.nat(59);
const anyEnd: fc.Arbitrary<ActivityEnd> = fc.record({
  how: fc.oneof(
    { weight: 12, arbitrary: fc.constant('answer' as const) },
    { weight: 3, arbitrary: fc.constantFrom('cancelled' as const, 'failsAfterCancellation' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('fails' as const, 'failsByConfiguration' as const, 'neverStarts' as const),
    },
  ),
  hasActed: fc.boolean(),
  variant,
});

const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ type: fc.constant('end' as const), which, end: anyEnd }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('attempt' as const), which, variant }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('pay' as const),
      amount: fc.constantFrom('right', 'right', 'right', 'wrong', 'unknown'),
      reference: fc.constantFrom(1, 1, 2, undefined),
      source: fc.constantFrom(undefined, 'aioNotice', 'embeddedNotice'),
      method: fc.constantFrom(undefined, 'creditOneTime', 'other'),
      isReal: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('callBack' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom('issuingEnds', 'issuingEnds', 'issuingFails', 'bankPays', 'requestCancel'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('evict', 'query') }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('change' as const), action: anyAction, ticket: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('mistakenRefund' as const), ticket: fc.nat(1) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('act' as const),
      action: anyAction,
      tickets: fc.constantFrom([0], [1], [0, 1]),
      id: fc.nat(5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('decide' as const),
      decision: fc.constantFrom('resubmit', 'abandon', 'cancelOrder', 'replace'),
      id: fc.nat(3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('startChild' as const), exists: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('wait' as const),
      minutes: fc.constantFrom(undefined, undefined, 0.02, 1, 90, 60 * 24 * 4, 60 * 24 * 40),
    }),
  },
);

const anyStep: fc.Arbitrary<Step> = fc.record({
  happening: anyHappening,
  task: fc.oneof(
    { weight: 12, arbitrary: fc.constant('completes' as const) },
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('crashes' as const, 'overtaken' as const) },
  ),
});

/** Most steps end an activity, so that an order gets far. */
export const anySteps = fc.array(anyStep, { maxLength: 40, size: 'max' });

export const anyPlan: fc.Arbitrary<Plan> = fc.record({
  start: fc.constantFrom('placed', 'placed', 'placed', 'placed', 'placedByWorkflow', 'adopted'),
  goods: fc.constantFrom('electronic', 'electronic', 'paper', 'gift'),
  paid: fc.constantFrom('later', 'before'),
  knowsAmount: fc.boolean(),
  doubleCheck: fc.boolean(),
  trustsNotices: fc.boolean(),
  deadline: fc.constantFrom(undefined, 30, 3001),
  hasEscrow: fc.boolean(),
  hasRefundFee: fc.boolean(),
  numberAtECPay: fc.constantFrom('free', 'free', 'free', 'free', 'free', 'ofAnotherOrder', 'ofThisOrder'),
  isRefused: fc.constantFrom(false, false, false, false, true),
  tasksPerRun: fc.constantFrom(1000, 1000, 5, 8, 13),
});
