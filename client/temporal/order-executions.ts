import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionStatusName,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import { type Callback, type OrderStatus, type Payment } from '../../workflows/messages/order.js';
import { callbackReceived, paymentConfirmed } from '../../workflows/messages/workflow.js';
import { TASK_QUEUE, TICKET_ORDER } from '../../workflows/messages/names.js';
import type { Adoption } from './adoption-start.js';
import { ISSUE_TYPE, STATUS } from '../../workflows/messages/search-attribute-keys.js';
import type { TicketOrderWorkflow } from '../../workflows/messages/workflow.js';
import type { OrderEnd } from '../errors/order-ended-error.js';
import { isFinalStatus, isOrderStatus } from '../orders/order-status.js';
import { CHANGED } from './retry-on-change.js';
import { callTemporal, type CallOptions } from './temporal-call.js';

/** What Temporal itself knows of an order's newest run, without a worker's help: one answer, of one moment. */
export type OrderExecution = RunningExecution | ClosedExecution;

interface Execution {
  readonly runId: string;
  /** Where the order rested last. */
  readonly status: OrderStatus | undefined;
  /** Unset in the first moments of an order that is adopted: nobody knows yet what it is. */
  readonly issueType: string | undefined;
  readonly memo: Readonly<Record<string, unknown>>;
}

interface RunningExecution extends Execution {
  readonly state: 'running';
}

export interface ClosedExecution extends Execution {
  /** `broken`: the workflow was closed from outside, or failed; the order has no result. */
  readonly state: 'completed' | 'broken';
  readonly end: OrderEnd;
}

/** The workflow type that blocks a number in another case; see `orders/number-case.ts`. */
export const NUMBER_RESERVATION = 'orderNumberReservation';

/** The number of an order that reserved this number in another case. */
export interface NumberReservation {
  readonly number: string;
  readonly startedAt: Date;
}

/** What became of a signal: the order has it, or has ended, or Temporal knows no such order. */
export type Delivery = 'accepted' | 'ended' | 'unknown';

type StartOptions = Omit<
  WorkflowStartOptions<TicketOrderWorkflow>,
  'taskQueue' | 'workflowIdReusePolicy' | 'workflowIdConflictPolicy'
>;

/**
 * Orders as Temporal keeps them. Every method throws errors of this package only; TemporalUnavailableError where
 * Temporal does not answer. What takes two calls compares their answers: see docs/decisions/0027.
 */
export class OrderExecutions {
  constructor(readonly client: Client) {}

  /** Starts an order unless its number was ever used. Of several at once, one starts. */
  async start(options: StartOptions): Promise<'started' | 'exists'> {
    return await this.#start(options, 'REJECT_DUPLICATE');
  }

  /** Starts an order whose number was only ever asked about, unless it runs. Of several at once, one starts. */
  async startAnew(options: StartOptions): Promise<'started' | 'exists'> {
    return await this.#start(options, 'ALLOW_DUPLICATE');
  }

  /** Starts an order that is adopted, unless it runs. */
  async adopt(adoption: Adoption): Promise<'started' | 'exists'> {
    return await this.#start(adoption, 'ALLOW_DUPLICATE');
  }

  /** The order's newest run; undefined where Temporal knows no order under this id. */
  async describe(workflowId: string, timeoutMs?: number): Promise<OrderExecution | undefined> {
    const found = await this.#find(workflowId, timeoutMs);
    return found !== undefined && 'state' in found ? found : undefined;
  }

  /** The reservation of this number for an order in another case, if there is one. */
  async reservation(workflowId: string): Promise<NumberReservation | undefined> {
    const found = await this.#find(workflowId);
    return found !== undefined && 'number' in found ? found : undefined;
  }

  async #find(workflowId: string, timeoutMs?: number): Promise<OrderExecution | NumberReservation | undefined> {
    try {
      const { runId, status, type, startTime, typedSearchAttributes, memo } = await this.#call(
        () => this.client.workflow.getHandle(workflowId).describe(),
        { workflowId, timeoutMs, answers: [WorkflowNotFoundError] },
      );
      if (type === NUMBER_RESERVATION) return { number: String(memo?.['reservedFor']), startedAt: startTime };
      const shown = typedSearchAttributes.get(STATUS);
      const execution = {
        runId,
        status: isOrderStatus(shown) ? shown : undefined,
        issueType: typedSearchAttributes.get(ISSUE_TYPE),
        memo: memo ?? {},
      };
      const state = stateOf(status.name);
      if (state === 'running') return { ...execution, state };
      const end = { status: isFinalStatus(shown) ? shown : undefined, workflowStatus: status.name };
      return { ...execution, state, end };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /**
   * Needs no worker: Temporal keeps the signal for one. Answers how the order ended where it does not run;
   * {@link CHANGED} where it was started after the signal had found nothing.
   */
  async signal<Args extends unknown[]>(
    workflowId: string,
    signal: SignalDefinition<Args>,
    args: Args,
    timeoutMs?: number,
  ): Promise<'accepted' | 'unknown' | ClosedExecution | typeof CHANGED> {
    try {
      await this.#call(() => this.client.workflow.getHandle(workflowId).signal(signal, ...args), {
        workflowId,
        timeoutMs,
        answers: [WorkflowNotFoundError],
      });
      return 'accepted';
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    const execution = await this.describe(workflowId, timeoutMs);
    if (execution === undefined) return 'unknown';
    return execution.state === 'running' ? CHANGED : execution;
  }

  /** Hands a callback to the order, which is adopted for it where it does not run. Needs no worker. */
  async callBackWithStart(adoption: Adoption, callback: Callback, timeoutMs?: number): Promise<void> {
    await this.#signalWithStart(adoption, { signal: callbackReceived, signalArgs: [callback] }, timeoutMs);
  }

  /** The same with a payment. */
  async payWithStart(adoption: Adoption, payment: Payment, timeoutMs?: number): Promise<void> {
    await this.#signalWithStart(adoption, { signal: paymentConfirmed, signalArgs: [payment] }, timeoutMs);
  }

  async #start(
    options: StartOptions,
    workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE',
  ): Promise<'started' | 'exists'> {
    try {
      await this.#call(
        () =>
          this.client.workflow.start<TicketOrderWorkflow>(TICKET_ORDER, {
            ...options,
            taskQueue: TASK_QUEUE,
            workflowIdReusePolicy,
            workflowIdConflictPolicy: 'FAIL',
          }),
        { workflowId: options.workflowId, answers: [WorkflowExecutionAlreadyStartedError] },
      );
      return 'started';
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'exists';
      throw error;
    }
  }

  async #signalWithStart<Arg>(
    adoption: Adoption,
    signal: { readonly signal: SignalDefinition<[Arg?]>; readonly signalArgs: [Arg] },
    timeoutMs?: number,
  ): Promise<void> {
    const { workflowId } = adoption;
    const options = { ...adoption, taskQueue: TASK_QUEUE, ...signal };
    await this.#call(() => this.client.workflow.signalWithStart(TICKET_ORDER, options), { workflowId, timeoutMs });
  }

  async #call<T>(call: () => Promise<T>, options: CallOptions): Promise<T> {
    return await callTemporal(this.client, call, options);
  }
}

function stateOf(name: WorkflowExecutionStatusName): OrderExecution['state'] {
  switch (name) {
    case 'COMPLETED':
      return 'completed';
    case 'FAILED':
    case 'CANCELLED':
    case 'TERMINATED':
    case 'TIMED_OUT':
      return 'broken';
    default:
      // A name that a later server adds does not say that the run is closed.
      return 'running';
  }
}
