/** The order of a sequence: placed by the client or issued in ECPay's back office. */
import fc from 'fast-check';
import type { PlacedPayment } from '../../client/index.js';
import type { TicketOrder } from '../../ecticket/index.js';
import {
  convenienceStoreOrder,
  dayInTaipei,
  electronicOrder,
  giftOrder,
  mixedOrder,
  paperOrder,
  serialNumberOrder,
} from '../support/orders.js';

const MINUTE = 60_000;

const GOODS = ['electronic', 'convenienceStore', 'paper', 'serialNumber', 'gift', 'mixed', 'offSale'] as const;

export interface Plan {
  readonly placed: 'byClient' | 'inBackOffice';
  /** The merchants 3085676, 3362787, and 3085672 on behalf of the first. */
  readonly merchant: 'issueOnly' | 'escrow' | 'platform';
  /** ECPay refuses `offSale` until an operator corrects it. */
  readonly goods: (typeof GOODS)[number];
  /** Days from placement to the last day of a gift voucher. */
  readonly giftValidDays: number;
  readonly paid: 'before' | 'later';
  readonly knowsAmount: boolean;
  /** Payment deadline, in minutes after placement. */
  readonly deadline: number | undefined;
}

const anyClientPlan: fc.Arbitrary<Plan> = fc.record({
  placed: fc.constant('byClient' as const),
  merchant: fc.constantFrom('issueOnly', 'escrow', 'platform'),
  goods: fc.constantFrom(...GOODS),
  giftValidDays: fc.constantFrom(0, 2, 30),
  paid: fc.constantFrom('later', 'before'),
  knowsAmount: fc.boolean(),
  deadline: fc.option(fc.constantFrom(101, 3001), { nil: undefined }),
});

const anyBackOfficePlan: fc.Arbitrary<Plan> = fc.record({
  placed: fc.constant('inBackOffice' as const),
  merchant: fc.constantFrom('issueOnly', 'escrow'),
  goods: fc.constantFrom('electronic', 'paper', 'gift', 'mixed'),
  giftValidDays: fc.constantFrom(0, 2, 30),
  paid: fc.constant('before' as const),
  knowsAmount: fc.constant(false),
  deadline: fc.constant(undefined),
});

export const anyPlan = fc.oneof({ weight: 6, arbitrary: anyClientPlan }, { weight: 1, arbitrary: anyBackOfficePlan });

/** Amounts in NT$. Gift vouchers are free. */
export const AMOUNTS = {
  electronic: 1360,
  convenienceStore: 2040,
  paper: 2400,
  serialNumber: 6400,
  gift: 0,
  mixed: 300,
  offSale: 1360,
} as const satisfies Record<Plan['goods'], number>;

export const TICKETS = {
  electronic: 2,
  convenienceStore: 3,
  paper: 2,
  serialNumber: 2,
  gift: 2,
  mixed: 3,
  offSale: 2,
} as const satisfies Record<Plan['goods'], number>;

/** The payment terms of an order placed at `now` (ms). */
export function termsOf({ placed, goods, paid, knowsAmount, deadline }: Plan, now: number): PlacedPayment {
  if (placed === 'inBackOffice' || goods === 'gift') return {};
  return {
    ...(knowsAmount && { amount: AMOUNTS[goods] }),
    ...(deadline !== undefined && { deadline: new Date(now + deadline * MINUTE) }),
    ...(paid === 'before' && { paid: { amount: AMOUNTS[goods], reference: 'P1' } }),
  };
}

/** The order under this trade number, placed at `now` (ms). */
export function orderOf({ merchant, ...plan }: Plan, number: string, now: number): TicketOrder {
  const order = goodsOf(plan, number, dayInTaipei(now, plan.giftValidDays));
  switch (merchant) {
    case 'issueOnly':
      return order;
    case 'escrow':
      return { ...order, merchantId: '3362787', paymentProvider: 'ecpay' };
    case 'platform':
      return { ...order, platformId: '3085672' };
  }
}

function goodsOf({ goods }: Pick<Plan, 'goods'>, number: string, expireDate: string): TicketOrder {
  switch (goods) {
    case 'electronic':
      return electronicOrder(number);
    case 'convenienceStore':
      return convenienceStoreOrder(number);
    case 'paper':
      return paperOrder(number);
    case 'serialNumber':
      return serialNumberOrder(number);
    case 'gift':
      return giftOrder(number, expireDate);
    case 'mixed':
      return mixedOrder(number, expireDate);
    case 'offSale':
      return electronicOrder(number, { items: [{ itemNo: 'OFF00001', quantity: 2 }] });
  }
}
