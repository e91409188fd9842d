/** An order as a part of a merchant's own workflow. */
import { ApplicationFailure } from '@temporalio/common';
import type { CallbackAddresses } from '../../ecticket/callback-address.js';
import type { TicketOrder } from '../../ecticket/order.js';
import type { Violation } from '../../ecticket/violation.js';
import { checkChildOrder } from './validate.js';
import type { PaymentTerms } from '../messages/order.js';
import { callbackBase, withNotifyUrls } from '../messages/notify-urls.js';
import { startOptions } from '../messages/start-options.js';
import type { OrderTiming } from '../messages/timing.js';
import { isNoMoney, totalPrice } from '../messages/total-price.js';

export interface ChildOrder {
  readonly order: TicketOrder;
  /**
   * Left out: one of gift vouchers only is free; a serial-number order is paid first, the sum of its prices. An order of
   * catalogue products with pickup vouchers needs its `amount` here, unless it is paid already: a workflow cannot ask
   * ECPay's catalogue, as `ECTicketClient.placeOrder` does. With NT$0 nothing is due.
   */
  readonly payment?: PaymentTerms;
  /** Deviations from the default delays, in milliseconds. */
  readonly timing?: Partial<OrderTiming>;
  /**
   * Where ECPay reaches the callback receiver: its address without `/ecpay/…`, as `ECTicketClient` takes it. Left
   * out, the order names its own addresses, or hears nothing from ECPay until it asks.
   */
  readonly callbackBaseUrl?: string;
  /**
   * Whether addresses that ECPay cannot call are refused, as by `ECTicketClient`. Default: all of them but those of this
   * machine, which only a sandbox calls: a workflow does not know its environment. `public` refuses these too.
   */
  readonly callbacks?: CallbackAddresses;
}

/**
 * Options for `executeChild` and `startChild`. The order runs on our workers and outlives its parent, unless another
 * `parentClosePolicy` is set beside it. Its number, its amount, the addresses that ECPay calls and the fields that its kind
 * must have are checked here, before anything starts; all other rules, and what only ECPay's catalogue knows, are checked
 * where the order is issued, and an order that breaks one then waits for a person.
 *
 * @throws ApplicationFailure of type `INVALID_ORDER`, not retryable, with the list of violations (`path`, `rule`,
 *   `message`, `fix`) as its first detail. Nothing was started. Uncaught, it fails the parent workflow.
 *
 * @example
 * const callbackBaseUrl = 'https://shop.example.tw';
 * const payment = { due: 'beforeIssue', amount: 1360 } as const;
 * const tickets = await startChild<typeof ticketOrder>('ticketOrder', childOrder({ order, payment, callbackBaseUrl }));
 * await tickets.signal(paymentConfirmed, { amount: 1360 });
 * const { counts } = await tickets.result();
 */
export function childOrder(given: ChildOrder) {
  const violations = checkChildOrder(given);
  if (violations.length > 0) throw invalidOrder(violations);
  const { timing, callbackBaseUrl } = given;
  const base = callbackBaseUrl === undefined ? undefined : callbackBase(callbackBaseUrl);
  const order = withNotifyUrls(withoutBlanks(given.order), base);
  const input = { order, payment: termsOf(order, given.payment), ...(timing !== undefined && { timing }) };
  return { ...startOptions(input), parentClosePolicy: 'ABANDON' } as const;
}

function termsOf(order: TicketOrder, given: PaymentTerms = { due: 'beforeIssue' }): PaymentTerms {
  if (order.freeTradeNo !== undefined || given.due === 'nothing') return { due: 'nothing' };
  const amount = given.amount ?? totalPrice(order);
  // No checkout takes a payment of NT$0, so that none is waited for, or looked for at ECPay.
  if (amount === 0 && isNoMoney(given.paid)) return { due: 'nothing' };
  const { doubleCheck, ...terms } = given;
  return { ...terms, ...(amount !== undefined && { amount }), ...(doubleCheck && amount !== 0 && { doubleCheck }) };
}

/** As a client places it: a blank number beside the order's own would name another workflow. */
function withoutBlanks(order: TicketOrder): TicketOrder {
  const omitUndefined = Object.entries(order).filter(([, value]) => value !== '' && value !== undefined);
  return Object.fromEntries(omitUndefined) as unknown as TicketOrder;
}

function invalidOrder(violations: readonly Violation[]): ApplicationFailure {
  const list = violations.map(({ path, message, fix }) => `\n- ${path}: ${message} ${fix}`).join('');
  return ApplicationFailure.nonRetryable(
    `The order cannot be issued as it is; nothing was started.${list}`,
    'INVALID_ORDER',
    violations,
  );
}
