/**
 * Orders of one merchant whose numbers differ only in case. ECPay's checksum of a payment notification ignores case, so
 * only one of them may exist (docs/decisions/0034). The client looks a number in one case up in the other case. A
 * number that mixes cases also reserves its lower-case form.
 *
 * A reservation is a closed execution without workflow code. It blocks the workflow id and receives no signals.
 */
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowIdReusePolicy,
} from '@temporalio/client';
import type { OrderRef } from '../../ecticket/order.js';
import { tradeNoOf, workflowIdOf } from '../../workflows/messages/names.js';
import { NUMBER_RESERVATION, type OrderExecutions } from '../temporal/order-executions.js';
import { CHANGED } from '../temporal/retry-on-change.js';
import { callTemporal } from '../temporal/temporal-call.js';
import { isUnknownExecution } from './unknown-orders.js';

/** Milliseconds within which a client that reserved a number starts its order, or has failed to. */
const RESERVATION_GRACE_MS = 3_600_000;

/** No worker polls it. */
const TASK_QUEUE = 'ecticket-number-reservations';

/** Longer than the two calls that make a reservation; limits one whose client stops between them. */
const OPEN_AT_MOST = '1 minute';

/**
 * Claims the number of an order that is about to start.
 *
 * @returns the workflow id of the order that has the number in another case; undefined where the number is free, and
 *   `CHANGED` where another client acts on the same number
 */
export async function claimNumber(
  orders: OrderExecutions,
  order: OrderRef,
): Promise<string | undefined | typeof CHANGED> {
  const number = tradeNoOf(order);
  const [lower, upper] = [number.toLowerCase(), number.toUpperCase()];
  if (lower === upper) return undefined;
  const claim = new NumberClaim(orders, order.merchantId, number);
  if (number === upper) return await claim.ownerOf(lower);
  // A reservation of the lower-case form makes the order's own start fail: see `reservationOwner`.
  if (number === lower) return await claim.ownerOf(upper);
  const owner = await claim.reserve(lower);
  return owner === undefined ? await claim.ownerOf(upper) : owner;
}

/**
 * Finds out whose reservation made the start of an order fail.
 *
 * @returns the workflow id of the other order; undefined if no reservation that counts has the order's id
 */
export async function reservationOwner(orders: OrderExecutions, order: OrderRef): Promise<string | undefined> {
  const number = tradeNoOf(order);
  return await new NumberClaim(orders, order.merchantId, number).ownerOf(number);
}

/** The workflow id of the order that has this number in another case. Reserves nothing. */
export async function ownerInOtherCase(orders: OrderExecutions, order: OrderRef): Promise<string | undefined> {
  const number = tradeNoOf(order);
  const claim = new NumberClaim(orders, order.merchantId, number);
  return (await claim.ownerOf(number.toLowerCase())) ?? (await claim.ownerOf(number.toUpperCase()));
}

class NumberClaim {
  constructor(
    private readonly orders: OrderExecutions,
    private readonly merchantId: string,
    private readonly number: string,
  ) {}

  /** The other order that has the number in this form; undefined if none has. */
  async ownerOf(form: string): Promise<string | undefined> {
    const workflowId = this.#idOf(form);
    const found = await this.orders.find(workflowId);
    if (found === undefined) return undefined;
    if ('number' in found) return await this.#reservedBy(found);
    if (form === this.number) return undefined;
    return (await isUnknownExecution(this.orders, workflowId, found)) === true ? undefined : workflowId;
  }

  /** Of several clients at once, one reserves. */
  async reserve(form: string): Promise<string | undefined | typeof CHANGED> {
    if (await this.#start(form, 'REJECT_DUPLICATE')) return undefined;
    const own = await this.orders.reservation(this.#idOf(form));
    if (own?.number === this.number) return undefined;
    const owner = await this.ownerOf(form);
    if (owner !== undefined) return owner;
    return (await this.#start(form, 'ALLOW_DUPLICATE')) ? undefined : CHANGED;
  }

  /** A reservation counts while Temporal has its order, and while its client may still start the order. */
  async #reservedBy({ number, startedAt }: { number: string; startedAt: Date }): Promise<string | undefined> {
    if (number === this.number) return undefined;
    const workflowId = this.#idOf(number);
    if (Date.now() - startedAt.getTime() < RESERVATION_GRACE_MS) return workflowId;
    return (await this.orders.describe(workflowId)) === undefined ? undefined : workflowId;
  }

  /** @returns false where an execution has this id already */
  async #start(form: string, workflowIdReusePolicy: WorkflowIdReusePolicy): Promise<boolean> {
    const { client } = this.orders;
    const workflowId = this.#idOf(form);
    const start = () =>
      client.workflow.start(NUMBER_RESERVATION, {
        workflowId,
        taskQueue: TASK_QUEUE,
        startDelay: OPEN_AT_MOST,
        workflowExecutionTimeout: OPEN_AT_MOST,
        workflowIdReusePolicy,
        workflowIdConflictPolicy: 'FAIL',
        memo: { reservedFor: this.number },
        priority: { fairnessKey: this.merchantId },
      });
    try {
      const handle = await callTemporal(client, start, {
        workflowId,
        expectedErrors: [WorkflowExecutionAlreadyStartedError],
      });
      const close = () => handle.terminate(`reserved for order ${this.number}`);
      await callTemporal(client, close, { workflowId, expectedErrors: [WorkflowNotFoundError] });
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      if (error instanceof WorkflowNotFoundError) return true;
      throw error;
    }
  }

  #idOf(merchantTradeNo: string): string {
    return workflowIdOf({ merchantId: this.merchantId, merchantTradeNo });
  }
}
