/** Runs an order as a child of a merchant's own workflow. */
import { ApplicationFailure } from '@temporalio/common';
import type { AllowedCallbackAddresses } from '../../ecticket/callback-address.js';
import type { TicketOrder } from '../../ecticket/order.js';
import type { Violation } from '../../ecticket/violation.js';
import { withoutBlankFields } from '../messages/blank-fields.js';
import { asRecord } from '../runtime/as-record.js';
import { checkChildOrder } from '../runtime/check-order.js';
import type { PaymentTerms } from '../messages/order.js';
import { callbackBase, withNotifyUrls } from '../messages/notify-urls.js';
import { INVALID_ORDER, listViolations } from '../messages/invalid-order.js';
import { startOptions } from '../messages/start-options.js';
import { toMilliseconds, type TimingOverrides } from '../messages/timing.js';
import { isNoMoney, totalPrice } from '../messages/total-price.js';

/** The order to run, and its terms. */
export interface ChildOrder {
  readonly order: TicketOrder;
  /**
   * Whether the order must be paid before it is issued. Default: nothing is due for an order with a `freeTradeNo`; a
   * serial-number order is paid the sum of its prices. An order of catalogue items with pickup vouchers needs its
   * `amount`: no payment may be accepted before its price has been read.
   * With an amount of NT$0, nothing is due.
   */
  readonly payment?: PaymentTerms;
  /** Overrides of `DEFAULT_TIMING`: `'5 minutes'` or milliseconds. */
  readonly timing?: TimingOverrides;
  /**
   * The base URL of the callback receiver, without `/ecpay/…`, as for `ECTicketClient`. Left out: the order uses its
   * own notify URLs. Without any, it receives no callbacks and reconciles on schedule only.
   */
  readonly callbackBaseUrl?: string;
  /**
   * Which notify URLs are accepted. `public`: only those that ECPay can call. `any`: all, for a sandbox. Default: those
   * that ECPay can call and those of this machine, because a workflow cannot read its environment.
   */
  readonly callbacks?: AllowedCallbackAddresses;
  /** Whether the order checks products, prices and voucher kinds in ECPay's catalogue. Default: true. */
  readonly checkCatalogue?: boolean;
}

/**
 * Creates the options for `executeChild` and `startChild`. The order runs on the workers of this package. It outlives
 * its parent, unless you set another `parentClosePolicy`.
 *
 * This function validates the number, the amount, the notify URLs, and the fields that the issue type requires. Once
 * started, the order first checks everything else, as `ECTicketClient.placeOrder` does: the other rules of ECPay's
 * Issue page, ECPay's catalogue, and that no other order's number differs only in case. An order that breaks such a
 * rule is `cancelled`, with `violations` in its result; one that is already paid needs attention.
 *
 * A result that is `abandoned` may have `replacedBy`: an operator placed the order again under a new number. The money
 * belongs to that order, so do not return it.
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
export function childOrder(request: ChildOrder) {
  const given = withoutBlankFields(asRecord(request)['order']);
  const violations = checkChildOrder({ ...request, order: given });
  if (violations.length > 0) throw invalidOrder(violations);
  const { timing, callbackBaseUrl, checkCatalogue } = request;
  const base = callbackBaseUrl === undefined ? undefined : callbackBase(callbackBaseUrl);
  const order = withNotifyUrls(given as TicketOrder, base);
  const input = {
    order,
    payment: termsOf(order, request.payment),
    ...(timing !== undefined && { timing: toMilliseconds(timing) }),
    ...(checkCatalogue === false && { checkCatalogue }),
  };
  return { ...startOptions(input), parentClosePolicy: 'ABANDON' } as const;
}

function termsOf(order: TicketOrder, payment: PaymentTerms = { due: 'beforeIssue' }): PaymentTerms {
  if (order.freeTradeNo !== undefined || payment.due === 'nothing') return { due: 'nothing' };
  const amount = payment.amount ?? totalPrice(order);
  // No checkout accepts a payment of NT$0, so do not wait for one.
  if (amount === 0 && isNoMoney(payment.paid)) return { due: 'nothing' };
  const { doubleCheck, paidChecked: _internal, ...terms } = payment;
  return { ...terms, ...(amount !== undefined && { amount }), ...(doubleCheck && amount !== 0 && { doubleCheck }) };
}

function invalidOrder(violations: readonly Violation[]): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The order is invalid and was not started.${listViolations(violations)}`,
    INVALID_ORDER,
    violations,
  );
}
