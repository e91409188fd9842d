import { setTimeout as sleep } from 'node:timers/promises';
import type { AllowedCallbackAddresses } from '../../ecticket/callback-address.js';
import type { Environment } from '../../ecticket/environment.js';
import { InvalidOrderError } from '../../ecticket/errors/invalid-order-error.js';
import type { Profile } from '../../ecticket/merchant.js';
import type { MerchantRegistry } from '../../ecticket/merchants.js';
import type { OrderRef, TicketOrder } from '../../ecticket/order.js';
import { validateOrder } from '../../ecticket/validate-order.js';
import type { Violation } from '../../ecticket/violation.js';
import { refOf, workflowIdOf } from '../../workflows/messages/names.js';
import type { PaymentTerms } from '../../workflows/messages/order.js';
import { toMilliseconds } from '../../workflows/messages/timing.js';
import { startOptions } from '../../workflows/messages/start-options.js';
import type { CatalogueReader } from '../catalogue/catalogue-reader.js';
import { CATALOGUE_RULES, checkCatalogue } from '../catalogue/check-catalogue.js';
import { InvalidPaymentError } from '../errors/invalid-payment-error.js';
import { OrderConflictError } from '../errors/order-conflict-error.js';
import { withNotifyUrls } from '../notify-urls.js';
import { checkPaymentKeys } from '../payments/payment-keys.js';
import { paymentTerms } from '../payments/payment-terms.js';
import type { OrderExecution, OrderExecutions } from '../temporal/order-executions.js';
import { CHANGED, retryOnChange } from '../temporal/retry-on-change.js';
import { checkPlacement, checkTiming, type OrderPlacement } from './order-placement.js';
import { claimNumber, reservationOwner } from './number-case.js';
import { orderRefOf } from './order-ref.js';
import { confirmExistingOrder, confirmSameOrder, fingerprintOf } from './same-order.js';
import { isUnknownExecution } from './unknown-orders.js';

/** Result of `placeOrder`. */
export interface PlacedOrder {
  /** The order's reference for all other calls. */
  readonly ref: OrderRef;
  readonly workflowId: string;
  /** True if the same order was placed before. It continues, or has ended, unchanged. */
  readonly existing: boolean;
  /** What works less well with this order, such as a notification that is not sent. Empty for an existing order. */
  readonly warnings: readonly Violation[];
}

/** How long to wait until a running lookup of the number ends. ECPay usually answers within a second. */
const LOOKUP_TIMEOUT_MS = 5000;
const LOOKUP_POLL_INTERVAL_MS = 100;

interface PlacementContext {
  readonly orders: OrderExecutions;
  readonly merchants: MerchantRegistry;
  readonly callbackBase: string | undefined;
  readonly callbacks: AllowedCallbackAddresses;
  readonly now: () => number;
  readonly environment: Environment;
  /** Undefined if the check of ECPay's catalogue is switched off. */
  readonly catalogue: CatalogueReader | undefined;
}

/** Places an order. Documented at `ECTicketClient.placeOrder`. */
export async function placeOrder(placement: OrderPlacement, context: PlacementContext): Promise<PlacedOrder> {
  checkPlacement(placement);
  try {
    return await startOrder(placement, await validatePlacement(placement, context), context.orders);
  } catch (error) {
    // A repeated call may break a rule that the first call did not, because time has passed or settings have changed.
    const ref = mayHaveBeenValidBefore(error) ? orderRefOf(placement.order) : undefined;
    if (ref === undefined || !(await confirmExistingOrder(ref, placement, context.orders))) throw error;
    return existingOrder(ref);
  }
}

interface ValidatedPlacement {
  readonly order: TicketOrder;
  readonly ref: OrderRef;
  readonly terms: PaymentTerms;
  readonly warnings: readonly Violation[];
}

async function validatePlacement(
  { order: placedOrder, payment = {}, timing = {} }: OrderPlacement,
  { merchants, callbackBase, callbacks, now, environment, catalogue }: PlacementContext,
): Promise<ValidatedPlacement> {
  const profile = await findProfile(placedOrder, merchants);
  const { order, warnings } = validateOrder(withNotifyUrls(placedOrder, callbackBase), {
    profile,
    now: now(),
    callbacks,
  });
  checkTiming(timing);
  const statedTerms = paymentTerms(order, payment, now());
  const { total, warnings: catalogueWarnings } =
    catalogue === undefined
      ? { total: undefined, warnings: [] }
      : await checkCatalogue(catalogue, order, payment, environment === 'sandbox');
  const terms = total === undefined ? statedTerms : paymentTerms(order, payment, now(), total);
  // Checked last, because only the catalogue may show whether anything is due.
  const missingKeys = terms.due === 'beforeIssue' && terms.doubleCheck ? await checkPaymentKeys(merchants, order) : [];
  if (missingKeys.length > 0) throw new InvalidPaymentError(missingKeys);
  return { order, ref: refOf(order), terms, warnings: [...warnings, ...catalogueWarnings] };
}

/** Finds the acting merchant's profile. An order without a merchant is validated anyway, to report its violations. */
async function findProfile(order: Partial<TicketOrder> | undefined, merchants: MerchantRegistry): Promise<Profile> {
  const actingId: unknown = order?.platformId || order?.merchantId;
  return typeof actingId === 'string' ? (await merchants.get(actingId)).profile : 'issueOnly';
}

async function startOrder(
  placement: OrderPlacement,
  { order, ref, terms, warnings }: ValidatedPlacement,
  orders: OrderExecutions,
): Promise<PlacedOrder> {
  const { memo, ...options } = startOptions({
    order,
    payment: terms,
    ...(placement.timing && { timing: toMilliseconds(placement.timing) }),
  });
  const { workflowId } = options;
  const start = { ...options, memo: { ...memo, orderFingerprint: fingerprintOf(placement) } };
  const startedOrder = { ref, workflowId, existing: false, warnings };
  const lookupDeadline = performance.now() + LOOKUP_TIMEOUT_MS;
  return await retryOnChange(async () => {
    const owner = await claimNumber(orders, ref);
    if (owner === CHANGED) return CHANGED;
    if (owner === undefined && (await orders.start(start)) === 'started') return startedOrder;
    const latest = await waitForLookup(orders, workflowId, lookupDeadline);
    if (latest === undefined) {
      // No order has the id, but a reservation: of another order, or one that no longer counts.
      const reservedBy = owner ?? (await reservationOwner(orders, ref));
      if (reservedBy !== undefined) throw new OrderConflictError(workflowId, 'differsInCaseOnly', reservedBy);
      return (await orders.startAgain(start)) === 'started' ? startedOrder : CHANGED;
    }
    if (await confirmSameOrder(latest, { ref, placement, orders })) return existingOrder(ref);
    const isFree = await isUnknownExecution(orders, workflowId, latest);
    if (isFree === CHANGED) return CHANGED;
    if (isFree && owner !== undefined) throw new OrderConflictError(workflowId, 'differsInCaseOnly', owner);
    if (isFree) return (await orders.startAgain(start)) === 'started' ? startedOrder : CHANGED;
    throw new OrderConflictError(workflowId, isBeingLookedUp(latest) ? 'beingLookedUp' : 'differentOrder');
  });
}

/**
 * Describes the order's latest run. A run that only queries ECPay for the number ends soon, so it is awaited.
 *
 * @param deadline When to stop waiting, by `performance.now()`.
 */
async function waitForLookup(
  orders: OrderExecutions,
  workflowId: string,
  deadline: number,
): Promise<OrderExecution | undefined> {
  for (;;) {
    const latest = await orders.describe(workflowId);
    if (latest === undefined || !isBeingLookedUp(latest) || performance.now() > deadline) return latest;
    await sleep(LOOKUP_POLL_INTERVAL_MS);
  }
}

/** Whether the run adopted the number and has not read ECPay's order record yet, possibly because that failed. */
function isBeingLookedUp({ state, memo, status, issueType }: OrderExecution): boolean {
  const isOpen = status === undefined || status === 'awaitingIssuance' || status === 'needsAttention';
  return state === 'running' && memo['orderFingerprint'] === undefined && isOpen && issueType === undefined;
}

function existingOrder(ref: OrderRef): PlacedOrder {
  return { ref, workflowId: workflowIdOf(ref), existing: true, warnings: [] };
}

/** Whether all violations are of rules about dates, the catalogue or this client's settings. */
function mayHaveBeenValidBefore(error: unknown): boolean {
  const rules = [
    ...['startDateAfterIssue', 'expireDateNotBeforeStart', 'deadlineAhead'],
    ...['refundNotifyUrlCallable', 'useStatusNotifyUrlCallable'],
    ...CATALOGUE_RULES,
  ];
  const isRefusal = error instanceof InvalidOrderError || error instanceof InvalidPaymentError;
  return isRefusal && error.violations.every(({ rule }) => rules.includes(rule));
}
