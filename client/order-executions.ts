import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionStatusName,
  type WorkflowStartOptions,
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
import { STATUS } from '../workflows/search-attribute-keys.js';
import type { ticketOrder } from '../workflows/ticket-order.js';
import { WorkerUnavailableError } from './errors/worker-unavailable-error.js';
import { isOrderStatus } from './order-status.js';
import { callTemporal, isWorkerSilence } from './temporal-call.js';

/** What Temporal itself knows of an order, without a worker's help. */
export interface OrderExecution {
  readonly runId: string;
  /** `broken`: a person ended the workflow, or it failed; the order has no result. */
  readonly state: 'running' | 'completed' | 'broken';
  /** Where the order rested last. */
  readonly status: OrderStatus | undefined;
  readonly memo: Readonly<Record<string, unknown>>;
}

/** What became of a signal: the order has it, or has ended, or Temporal knows no such order. */
export type Delivery = 'accepted' | 'ended' | 'unknown';

type StartOptions = Omit<
  WorkflowStartOptions<typeof ticketOrder>,
  'taskQueue' | 'workflowIdReusePolicy' | 'workflowIdConflictPolicy'
>;

/** Orders as Temporal keeps them. Every method throws TemporalUnavailableError where Temporal does not answer. */
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

  /** Starts an order that is taken up, unless it runs. */
  async takeUp(adoption: Adoption): Promise<'started' | 'exists'> {
    return await this.#start(adoption, 'ALLOW_DUPLICATE');
  }

  async describe(workflowId: string, timeoutMs?: number): Promise<OrderExecution | undefined> {
    try {
      const { runId, status, typedSearchAttributes, memo } = await this.#call(
        () => this.#client.workflow.getHandle(workflowId).describe(),
        timeoutMs,
      );
      const shown = typedSearchAttributes.get(STATUS);
      return {
        runId,
        state: stateOf(status.name),
        status: isOrderStatus(shown) ? shown : undefined,
        memo: memo ?? {},
      };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /** Needs no worker: Temporal keeps the signal for one. */
  async signal<Args extends unknown[]>(
    workflowId: string,
    signal: SignalDefinition<Args>,
    args: Args,
    timeoutMs?: number,
  ): Promise<Delivery> {
    try {
      await this.#call(() => this.#client.workflow.getHandle(workflowId).signal(signal, ...args), timeoutMs);
      return 'accepted';
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      return (await this.describe(workflowId, timeoutMs)) === undefined ? 'unknown' : 'ended';
    }
  }

  /** Hands a callback to the order, which is taken up for it where it does not run. Needs no worker. */
  async callBackWithStart(adoption: Adoption, callback: Callback, timeoutMs?: number): Promise<void> {
    await this.#signalWithStart(adoption, { signal: callbackReceived, signalArgs: [callback] }, timeoutMs);
  }

  /** The same with a payment. */
  async payWithStart(adoption: Adoption, payment: Payment, timeoutMs?: number): Promise<void> {
    await this.#signalWithStart(adoption, { signal: paymentConfirmed, signalArgs: [payment] }, timeoutMs);
  }

  /** As {@link update}, for an order that is taken up for it where it does not run. */
  async updateWithStart<Ret, Args extends [unknown, ...unknown[]]>(
    adoption: Adoption,
    definition: UpdateDefinition<Ret, Args>,
    args: Args,
    { updateId, timeoutMs }: { readonly updateId: string; readonly timeoutMs: number },
  ): Promise<Ret> {
    const startWorkflowOperation = new WithStartWorkflowOperation<typeof ticketOrder>(TICKET_ORDER, {
      ...adoption,
      taskQueue: TASK_QUEUE,
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    return await this.#call(
      () => this.#client.workflow.executeUpdateWithStart(definition, { startWorkflowOperation, args, updateId }),
      timeoutMs,
    );
  }

  /**
   * Takes a worker, and its answer. Undefined where no such order runs.
   *
   * @throws WorkflowUpdateFailedError; TemporalUnavailableError also where the answer takes too long.
   */
  async update<Ret, Args extends [unknown, ...unknown[]]>(
    workflowId: string,
    definition: UpdateDefinition<Ret, Args>,
    args: Args,
    { updateId, timeoutMs }: { readonly updateId: string; readonly timeoutMs: number },
  ): Promise<Ret | undefined> {
    try {
      const handle = this.#client.workflow.getHandle(workflowId);
      return await this.#call(() => handle.executeUpdate(definition, { args, updateId }), timeoutMs);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /**
   * The whole order. One that ended by itself is read from that run's result, whatever has begun since; any other takes a
   * worker.
   *
   * @throws WorkerUnavailableError
   */
  async read(workflowId: string, { state, runId }: OrderExecution, timeoutMs?: number): Promise<OrderSnapshot> {
    if (state === 'completed') {
      const ended = this.#client.workflow.getHandle<typeof ticketOrder>(workflowId, runId);
      return await this.#call(() => ended.result(), timeoutMs);
    }
    const handle = this.#client.workflow.getHandle<typeof ticketOrder>(workflowId);
    return await this.#call(async () => {
      try {
        return await handle.query(orderQuery);
      } catch (error) {
        throw isWorkerSilence(error) ? new WorkerUnavailableError(workflowId) : error;
      }
    }, timeoutMs);
  }

  async #start(
    options: StartOptions,
    workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE',
  ): Promise<'started' | 'exists'> {
    try {
      await this.#call(() =>
        this.#client.workflow.start<typeof ticketOrder>(TICKET_ORDER, {
          ...options,
          taskQueue: TASK_QUEUE,
          workflowIdReusePolicy,
          workflowIdConflictPolicy: 'FAIL',
        }),
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
    const options = { ...adoption, taskQueue: TASK_QUEUE, ...signal };
    await this.#call(() => this.#client.workflow.signalWithStart(TICKET_ORDER, options), timeoutMs);
  }

  async #call<T>(call: () => Promise<T>, timeoutMs?: number): Promise<T> {
    return await callTemporal(this.#client, call, timeoutMs);
  }
}

function stateOf(name: WorkflowExecutionStatusName): OrderExecution['state'] {
  if (name === 'COMPLETED') return 'completed';
  return name === 'RUNNING' || name === 'PAUSED' ? 'running' : 'broken';
}
