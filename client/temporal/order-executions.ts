import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionStatusName,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import { TASK_QUEUE, TICKET_ORDER } from '../../workflows/messages/names.js';
import type { Callback, OrderStatus, Payment } from '../../workflows/messages/order.js';
import { ISSUE_TYPE, STATUS } from '../../workflows/messages/search-attribute-keys.js';
import {
  callbackReceived,
  paymentConfirmed,
  type TicketOrderInput,
  type TicketOrderWorkflow,
} from '../../workflows/messages/workflow.js';
import type { OrderEnd } from '../errors/order-ended-error.js';
import { isFinalStatus, isOrderStatus } from '../order-status.js';
import { CHANGED } from './retry-on-change.js';
import { callTemporal, type CallOptions } from './temporal-call.js';

/** What Temporal has about an order's newest run, without a worker. All fields come from one answer. */
export type OrderExecution = RunningExecution | ClosedExecution;

interface Execution {
  readonly runId: string;
  /** The workflow type: a workflow that somebody started by hand under an order's id may have another than orders. */
  readonly type: string;
  /** The last status that the order published in its search attributes. */
  readonly status: OrderStatus | undefined;
  /** Unset in the first moments of an adopted order, until it has read ECPay's order record. */
  readonly issueType: string | undefined;
  readonly memo: Readonly<Record<string, unknown>>;
}

interface RunningExecution extends Execution {
  readonly state: 'running';
}

export interface ClosedExecution extends Execution {
  /** `broken`: the workflow failed, or was terminated or cancelled in Temporal, so the order has no result. */
  readonly state: 'completed' | 'broken';
  readonly end: OrderEnd;
}

/** Start options for the workflow that adopts an order. */
export interface Adoption {
  readonly workflowId: string;
  readonly args: [TicketOrderInput];
  readonly memo: Readonly<Record<string, unknown>>;
  readonly priority: { readonly fairnessKey: string };
}

/** An order that does not run, and how it is adopted. All fields come from answers that belong together. */
export interface AdoptableOrder {
  /** How the order's last run closed; undefined if Temporal has no run. */
  readonly execution: ClosedExecution | undefined;
  /** Undefined if the order must not be adopted. */
  readonly adoption: Adoption | undefined;
  /** False if neither Temporal nor ECPay had such an order. */
  readonly isKnown: boolean;
}

/** The workflow type that blocks a number in another case; see `orders/number-case.ts`. */
export const NUMBER_RESERVATION = 'orderNumberReservation';

/** A reservation of this number by an order that writes it in another case. */
export interface NumberReservation {
  readonly runId: string;
  readonly number: string;
  readonly startedAt: Date;
}

/** The result of a signal: the order accepted it, or has ended, or Temporal has no such order. */
export type Delivery = 'accepted' | 'ended' | 'unknown';

type StartOptions = Omit<
  WorkflowStartOptions<TicketOrderWorkflow>,
  'taskQueue' | 'workflowIdReusePolicy' | 'workflowIdConflictPolicy'
>;

/**
 * Starts, describes and signals the workflow executions of orders. Every method throws only errors of this package, and
 * TemporalUnavailableError if Temporal does not answer. Methods that make two calls compare the answers: see
 * docs/decisions/0027.
 */
export class OrderExecutions {
  constructor(readonly client: Client) {}

  /** Starts an order unless its number was used before. Of several concurrent calls, one starts the order. */
  async start(options: StartOptions): Promise<'started' | 'exists'> {
    return await this.#start(options, 'REJECT_DUPLICATE');
  }

  /** Starts an order with a number that only unknown orders used before, unless such an order runs. */
  async startAgain(options: StartOptions): Promise<'started' | 'exists'> {
    return await this.#start(options, 'ALLOW_DUPLICATE');
  }

  /** Starts the workflow that adopts an order, unless the order runs. */
  async adopt(adoption: Adoption): Promise<'started' | 'exists'> {
    return await this.#start(adoption, 'ALLOW_DUPLICATE');
  }

  /** Describes the order's newest run; undefined if Temporal has none. Needs no worker. */
  async describe(workflowId: string, timeoutMs?: number): Promise<OrderExecution | undefined> {
    const found = await this.find(workflowId, timeoutMs);
    return found !== undefined && 'state' in found ? found : undefined;
  }

  /** The reservation of this number for an order in another case, if there is one. */
  async reservation(workflowId: string): Promise<NumberReservation | undefined> {
    const found = await this.find(workflowId);
    return found !== undefined && 'number' in found ? found : undefined;
  }

  /** What has this id, in one call: the newest run of an order, or a reservation for an order in another case. */
  async find(workflowId: string, timeoutMs?: number): Promise<OrderExecution | NumberReservation | undefined> {
    try {
      const { runId, status, type, startTime, typedSearchAttributes, memo } = await this.#call(
        () => this.client.workflow.getHandle(workflowId).describe(),
        { workflowId, timeoutMs, expectedErrors: [WorkflowNotFoundError] },
      );
      if (type === NUMBER_RESERVATION) return { runId, number: reservedFor(memo), startedAt: startTime };
      const statusAttribute = typedSearchAttributes.get(STATUS);
      const execution = {
        runId,
        type,
        status: isOrderStatus(statusAttribute) ? statusAttribute : undefined,
        issueType: typedSearchAttributes.get(ISSUE_TYPE),
        memo: memo ?? {},
      };
      const state = stateOf(status.name);
      if (state === 'running') return { ...execution, state };
      const finalStatus = isFinalStatus(statusAttribute) ? statusAttribute : undefined;
      const end = { status: finalStatus, workflowStatus: status.name };
      return { ...execution, state, end };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /**
   * Sends a signal to the order. Needs no worker: Temporal stores the signal until one runs.
   *
   * @returns How the order ended if it does not run; {@link CHANGED} if it started after the signal found no run.
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
        expectedErrors: [WorkflowNotFoundError],
      });
      return 'accepted';
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    const execution = await this.describe(workflowId, timeoutMs);
    if (execution === undefined) return 'unknown';
    return execution.state === 'running' ? CHANGED : execution;
  }

  /** Signals a callback to the order, and adopts the order if it does not run. Needs no worker. */
  async adoptWithCallback(adoption: Adoption, callback: Callback, timeoutMs?: number): Promise<void> {
    await this.#signalWithStart(adoption, { signal: callbackReceived, signalArgs: [callback] }, timeoutMs);
  }

  /** Signals a payment to the order, and adopts the order if it does not run. Needs no worker. */
  async adoptWithPayment(adoption: Adoption, payment: Payment, timeoutMs?: number): Promise<void> {
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
        { workflowId: options.workflowId, expectedErrors: [WorkflowExecutionAlreadyStartedError] },
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

/** The number of the order that made a reservation, from the reservation's memo. */
export function reservedFor(memo: Readonly<Record<string, unknown>> | undefined): string {
  return String(memo?.['reservedFor']);
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
      // An unknown name of a later server does not mean that the run is closed.
      return 'running';
  }
}
