import { setTimeout as sleep } from 'node:timers/promises';
import type { CallbackAddresses } from '../../ecticket/callback-address.js';
import type { Environment } from '../../ecticket/environment.js';
import { InvalidOrderError } from '../../ecticket/errors/invalid-order-error.js';
import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import type { MerchantRegistry } from '../../ecticket/merchants.js';
import type { Profile } from '../../ecticket/merchant.js';
import type { OrderRef, TicketOrder } from '../../ecticket/order.js';
import { validateOrder } from '../../ecticket/validate-order.js';
import type { Violation } from '../../ecticket/violation.js';
import type { PaymentTerms } from '../../workflows/messages/order.js';
import { refOf, workflowIdOf } from '../../workflows/messages/names.js';
import { startOptions } from '../../workflows/messages/start-options.js';
import type { CatalogueReader } from '../catalogue/catalogue-reader.js';
import { CATALOGUE_RULES, checkCatalogue } from '../catalogue/check-catalogue.js';
import { InvalidPaymentError } from '../errors/invalid-payment-error.js';
import { OrderConflictError } from '../errors/order-conflict-error.js';
import { isUnknownExecution } from './unknown-orders.js';
import { withNotifyUrls } from '../notify-urls.js';
import { claimNumber } from './number-case.js';
import type { OrderExecution, OrderExecutions } from '../temporal/order-executions.js';
import { orderRefOf } from './order-ref.js';
import { checkTiming } from './order-timing.js';
import { paymentTerms } from '../payments/payment-terms.js';
import { fingerprintOf, confirmSameOrder, confirmExistingOrder } from './same-order.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';
import { ViolationList } from '../violation-list.js';
import type { OrderPlacement } from './order-placement.js';

export interface PlacedOrder {
  /** Names the order in every other call. */
  readonly ref: OrderRef;
  readonly workflowId: string;
  /** True where the same order had been placed before; it goes on, or has ended, as it was. */
  readonly existing: boolean;
  /** What the order loses as it stands: a notification, for one. Empty for an order that existed. */
  readonly warnings: readonly Violation[];
}

/** Milliseconds. ECPay answers within a second as a rule. */
const LOOK_UP_PATIENCE = 5000;
const LOOK_AGAIN_AFTER = 100;

interface Context {
  readonly orders: OrderExecutions;
  readonly merchants: MerchantRegistry;
  readonly callbackBase: string | undefined;
  readonly callbacks: CallbackAddresses;
  readonly now: () => number;
  readonly environment: Environment;
  /** Undefined where the check against ECPay's catalogue is switched off. */
  readonly catalogue: CatalogueReader | undefined;
}

/** See {@link ECTicketClient.placeOrder}. */
export async function placeOrder(placement: OrderPlacement, around: Context): Promise<PlacedOrder> {
  checkPlacement(placement);
  try {
    return await start(placement, await makeReady(placement, around), around.orders);
  } catch (error) {
    // What lay ahead, was on sale or was allowed when an order was placed may have passed when the call is repeated.
    const ref = isMatterOfTime(error) ? orderRefOf(placement.order) : undefined;
    if (ref === undefined || !(await confirmExistingOrder(ref, placement, around.orders))) throw error;
    return existing(ref);
  }
}

function checkPlacement(placement: OrderPlacement): void {
  const violations = new ViolationList();
  violations.checkFields(placement, '', ['order', 'payment', 'timing']);
  if (violations.all.length > 0) throw new InvalidRequestError('placeOrder', violations.all);
}

async function requirePaymentKeys({ merchantId }: TicketOrder, merchants: MerchantRegistry): Promise<void> {
  const violations = new ViolationList();
  violations.check(
    (await merchants.get(merchantId)).payment !== undefined,
    'payment.doubleCheck',
    'doubleCheckNeedsKeys',
    `A payment can be checked twice where merchant ${merchantId} has payment keys, and it has none.`,
    'Add "payment": {"keys": […]} to its settings, or leave doubleCheck out.',
  );
  if (violations.all.length > 0) throw new InvalidPaymentError(violations.all);
}

interface ValidatedOrder {
  readonly order: TicketOrder;
  readonly ref: OrderRef;
  readonly terms: PaymentTerms;
  readonly warnings: readonly Violation[];
}

async function makeReady(
  { order: given, payment = {}, timing = {} }: OrderPlacement,
  { merchants, callbackBase, callbacks, now, environment, catalogue }: Context,
): Promise<ValidatedOrder> {
  const profile = await profileFor(given, merchants);
  const circumstances = { profile, now: now(), callbacks };
  const { order, warnings } = validateOrder(withNotifyUrls(given, callbackBase), circumstances);
  checkTiming(timing);
  const stated = paymentTerms(order, payment, now());
  const { total, warnings: unchecked } =
    catalogue === undefined
      ? { total: undefined, warnings: [] }
      : await checkCatalogue(catalogue, order, payment, environment === 'sandbox');
  const terms = total === undefined ? stated : paymentTerms(order, payment, now(), total);
  // Whether anything is due, the catalogue may tell.
  if (terms.due === 'beforeIssue' && terms.doubleCheck) await requirePaymentKeys(order, merchants);
  return { order, ref: refOf(order), terms, warnings: [...warnings, ...unchecked] };
}

async function start(
  placement: OrderPlacement,
  { order, ref, terms, warnings }: ValidatedOrder,
  orders: OrderExecutions,
): Promise<PlacedOrder> {
  const { memo, ...options } = startOptions({
    order,
    payment: terms,
    ...(placement.timing && { timing: placement.timing }),
  });
  const { workflowId } = options;
  const marked = { ...options, memo: { ...memo, orderFingerprint: fingerprintOf(placement) } };
  const started = { ref, workflowId, existing: false, warnings };
  const patience = performance.now() + LOOK_UP_PATIENCE;
  return await retryOnChange(async () => {
    const owner = await claimNumber(orders, ref);
    if (owner === CHANGED) return CHANGED;
    if (owner === undefined && (await orders.start(marked)) === 'started') return started;
    const last = await seenThrough(orders, workflowId, patience);
    if (last === undefined) {
      // No order has the id, but a reservation: of another order, or one that no longer counts.
      const reservedBy = owner ?? (await claimNumber(orders, ref));
      if (typeof reservedBy === 'string') throw new OrderConflictError(workflowId, 'differsInCaseOnly', reservedBy);
      return reservedBy !== CHANGED && (await orders.startAnew(marked)) === 'started' ? started : CHANGED;
    }
    if (await confirmSameOrder(last, { ref, placement, orders })) return existing(ref);
    const isFree = await isUnknownExecution(orders, workflowId, last);
    if (isFree === CHANGED) return CHANGED;
    if (isFree && owner !== undefined) throw new OrderConflictError(workflowId, 'differsInCaseOnly', owner);
    if (isFree) return (await orders.startAnew(marked)) === 'started' ? started : CHANGED;
    throw new OrderConflictError(workflowId, isBeingLookedUp(last) ? 'beingLookedUp' : 'differentOrder');
  });
}

/** The order's last run; one that only finds out whether ECPay knows the number is waited for, since it ends soon. */
async function seenThrough(
  orders: OrderExecutions,
  workflowId: string,
  patience: number,
): Promise<OrderExecution | undefined> {
  for (;;) {
    const last = await orders.describe(workflowId);
    if (last === undefined || !isBeingLookedUp(last) || performance.now() > patience) return last;
    await sleep(LOOK_AGAIN_AFTER);
  }
}

/** Nobody has placed it here, and nobody knows yet what it is: ECPay is asked, also while that needs attention. */
function isBeingLookedUp({ state, memo, status, issueType }: OrderExecution): boolean {
  const isOpen = status === undefined || status === 'awaitingIssuance' || status === 'needsAttention';
  return state === 'running' && memo['orderFingerprint'] === undefined && isOpen && issueType === undefined;
}

function existing(ref: OrderRef): PlacedOrder {
  return { ref, workflowId: workflowIdOf(ref), existing: true, warnings: [] };
}

/** An order that names nobody is validated all the same, so that its violations are told. */
async function profileFor(order: Partial<TicketOrder> | undefined, merchants: MerchantRegistry): Promise<Profile> {
  const acting: unknown = order?.platformId || order?.merchantId;
  return typeof acting === 'string' ? (await merchants.get(acting)).profile : 'issueOnly';
}

/** Nothing is wrong but a date, what the catalogue says, or what this client's settings refuse, which was right once. */
function isMatterOfTime(error: unknown): boolean {
  const rules = [
    ...['startDateAfterIssue', 'expireDateNotBeforeStart', 'deadlineAhead'],
    ...['refundNotifyUrlCallable', 'useStatusNotifyUrlCallable'],
    ...CATALOGUE_RULES,
  ];
  const isRefusal = error instanceof InvalidOrderError || error instanceof InvalidPaymentError;
  return isRefusal && error.violations.every(({ rule }) => rules.includes(rule));
}
