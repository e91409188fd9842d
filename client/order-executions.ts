import {
  QueryNotRegisteredError,
  QueryRejectedError,
  WithStartWorkflowOperation,
  WorkflowContinuedAsNewError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
  type WorkflowExecutionStatusName,
  type WorkflowStartOptions,
  type WorkflowUpdateHandle,
} from '@temporalio/client';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import {
  callbackReceived,
  orderQuery,
  paymentConfirmed,
  type Callback,
  type OrderSnapshot,
  type OrderStatus,
  type Payment,
} from '../workflows/messages.js';
import { TASK_QUEUE, TICKET_ORDER } from '../workflows/names.js';
import type { Adoption } from './adopt.js';
import { ISSUE_TYPE, STATUS } from '../workflows/search-attribute-keys.js';
import type { ticketOrder } from '../workflows/ticket-order.js';
import { OrderEndedError, type OrderEnd } from './errors/order-ended-error.js';
import { WorkerFailedError } from './errors/worker-failed-error.js';
import { WorkerUnavailableError } from './errors/worker-unavailable-error.js';
import { isFinalStatus, isOrderStatus } from './order-status.js';
import { CHANGED, retryOnChange } from './retry-on-change.js';
import {
  callTemporal,
  isClosedUnread,
  isNotFound,
  isWorkerSilence,
  typedError,
  type CallOptions,
} from './temporal-call.js';

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

export interface RunningExecution extends Execution {
  readonly state: 'running';
}

export interface ClosedExecution extends Execution {
  /** `broken`: the workflow was closed from outside, or failed; the order has no result. */
  readonly state: 'completed' | 'broken';
  readonly end: OrderEnd;
}

/** What became of a signal: the order has it, or has ended, or Temporal knows no such order. */
export type Delivery = 'accepted' | 'ended' | 'unknown';

type StartOptions = Omit<
  WorkflowStartOptions<typeof ticketOrder>,
  'taskQueue' | 'workflowIdReusePolicy' | 'workflowIdConflictPolicy'
>;

interface UpdateCall {
  readonly updateId: string;
  /** When nobody waits any more, in ms since the epoch. */
  readonly deadline: number;
}

/** An update that the order has accepted, or refused. */
export type AcceptedUpdate<Ret> = Pick<WorkflowUpdateHandle<Ret>, 'result'>;

/**
 * Orders as Temporal keeps them. Every method throws errors of this package only; TemporalUnavailableError where Temporal
 * does not answer. What takes two calls compares their answers: see docs/decisions/0027.
 */
export class OrderExecutions {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

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

  async describe(workflowId: string, timeoutMs?: number): Promise<OrderExecution | undefined> {
    try {
      const { runId, status, typedSearchAttributes, memo } = await this.#call(
        () => this.#client.workflow.getHandle(workflowId).describe(),
        { workflowId, timeoutMs, answers: [WorkflowNotFoundError] },
      );
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
      await this.#call(() => this.#client.workflow.getHandle(workflowId).signal(signal, ...args), {
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

  /**
   * Sends an update and waits until the order has accepted or refused it, which takes a worker. Undefined where no such
   * order runs: nothing was done.
   */
  async update<Ret, Args extends [unknown, ...unknown[]]>(
    workflowId: string,
    definition: UpdateDefinition<Ret, Args>,
    args: Args,
    call: UpdateCall,
  ): Promise<AcceptedUpdate<Ret> | undefined> {
    const { updateId } = call;
    const handle = this.#client.workflow.getHandle(workflowId);
    return await this.#update(workflowId, call, () =>
      handle.startUpdate(definition, { args, updateId, waitForStage: 'ACCEPTED' }),
    );
  }

  /** As {@link update}, for an order that is adopted for it where it does not run. */
  async updateWithStart<Ret, Args extends [unknown, ...unknown[]]>(
    adoption: Adoption,
    definition: UpdateDefinition<Ret, Args>,
    args: Args,
    call: UpdateCall,
  ): Promise<AcceptedUpdate<Ret> | undefined> {
    const { updateId } = call;
    const startWorkflowOperation = new WithStartWorkflowOperation<typeof ticketOrder>(TICKET_ORDER, {
      ...adoption,
      taskQueue: TASK_QUEUE,
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    return await this.#update(adoption.workflowId, call, () =>
      this.#client.workflow.startUpdateWithStart(definition, {
        startWorkflowOperation,
        args,
        updateId,
        waitForStage: 'ACCEPTED',
      }),
    );
  }

  /**
   * What became of an accepted update.
   *
   * @throws WorkflowUpdateFailedError with the order's own failure.
   */
  async outcome<Ret>(
    workflowId: string,
    update: AcceptedUpdate<Ret>,
    { updateId, deadline }: UpdateCall,
  ): Promise<Ret> {
    const timeoutMs = deadline - Date.now();
    const answers = [WorkflowUpdateFailedError, WorkflowNotFoundError];
    return await this.#call(() => update.result(), { workflowId, updateId, timeoutMs, answers });
  }

  /** The whole order as it is now. Undefined where Temporal knows of none. @throws as {@link read}. */
  async snapshot(workflowId: string): Promise<OrderSnapshot | undefined> {
    return await retryOnChange(async () => {
      const execution = await this.describe(workflowId);
      return execution && (await this.read(workflowId, execution));
    });
  }

  /**
   * The whole order. One that ended by itself is read from that run's result, whatever has begun since; any other takes a
   * worker. {@link CHANGED} where the order is not as `execution` has it any more, and cannot be read for it.
   *
   * @throws WorkerUnavailableError, WorkerFailedError, OrderStuckError; OrderEndedError where its workflow was closed so
   *   that nothing can be read.
   */
  async read(
    workflowId: string,
    execution: OrderExecution,
    timeoutMs?: number,
  ): Promise<OrderSnapshot | typeof CHANGED> {
    return execution.state === 'completed'
      ? await this.result(workflowId, execution, timeoutMs)
      : await this.#query(workflowId, execution, timeoutMs);
  }

  /** How the order was when this run ended; {@link CHANGED} where Temporal keeps that run no longer. */
  async result(
    workflowId: string,
    { runId }: ClosedExecution,
    timeoutMs?: number,
  ): Promise<OrderSnapshot | typeof CHANGED> {
    const answers = [WorkflowNotFoundError, WorkflowFailedError, WorkflowContinuedAsNewError];
    const ended = this.#client.workflow.getHandle<typeof ticketOrder>(workflowId, runId, { followRuns: false });
    try {
      return await this.#call(() => ended.result(), { workflowId, timeoutMs, answers });
    } catch (error) {
      if (answers.some((answer) => error instanceof answer)) return CHANGED;
      throw error;
    }
  }

  async #query(
    workflowId: string,
    execution: OrderExecution,
    timeoutMs?: number,
  ): Promise<OrderSnapshot | typeof CHANGED> {
    const handle = this.#client.workflow.getHandle<typeof ticketOrder>(workflowId);
    try {
      return await this.#call(() => handle.query(orderQuery), { timeoutMs, answers: [Error] });
    } catch (error) {
      if (error instanceof QueryNotRegisteredError) throw new WorkerFailedError(workflowId, orderQuery.name);
      const cannotAnswer = error instanceof QueryRejectedError || isClosedUnread(error);
      const mayHaveChanged = cannotAnswer || isWorkerSilence(error) || isNotFound(error);
      if (!mayHaveChanged) throw typedError(error, { workflowId });
      const now = await this.describe(workflowId, timeoutMs);
      if (now?.runId !== execution.runId || now.state !== execution.state) return CHANGED;
      if (isWorkerSilence(error)) throw new WorkerUnavailableError(workflowId);
      if (now.state === 'running') return CHANGED;
      throw new OrderEndedError(workflowId, now.end, 'nothing of it can be read.');
    }
  }

  async #update<Ret>(
    workflowId: string,
    { updateId, deadline }: UpdateCall,
    send: () => Promise<AcceptedUpdate<Ret>>,
  ): Promise<AcceptedUpdate<Ret> | undefined> {
    try {
      return await this.#call(send, { timeoutMs: deadline - Date.now(), answers: [Error] });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw typedError(error, { workflowId, updateId });
    }
  }

  async #start(
    options: StartOptions,
    workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE',
  ): Promise<'started' | 'exists'> {
    try {
      await this.#call(
        () =>
          this.#client.workflow.start<typeof ticketOrder>(TICKET_ORDER, {
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
    await this.#call(() => this.#client.workflow.signalWithStart(TICKET_ORDER, options), { workflowId, timeoutMs });
  }

  async #call<T>(call: () => Promise<T>, options: CallOptions): Promise<T> {
    return await callTemporal(this.#client, call, options);
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
