import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ECTicketClient } from '../client/index.js';
import type { MerchantRegistry } from '../ecticket/merchants.js';
import { assertOptions, OPTIONAL, type OptionSchemas } from '../ecticket/options/check-options.js';
import type { Sandbox } from '../sandbox/index.js';
import { Closers } from './closers.js';
import type { EventRecorder } from './event-recorder.js';
import { control } from './sandbox-control.js';
import {
  ENVIRONMENT_OPTIONS,
  startParts,
  startWorkers,
  type Parts,
  type TestEnvironmentOptions,
} from './start-parts.js';
import {
  ensureSearchAttributes,
  startDevServer,
  startTimeSkippingServer,
  type DevServerOptions,
  type TimeSkippingServerOptions,
} from './temporal-servers.js';

const WITH_SERVER: OptionSchemas<TestEnvironmentOptions & { readonly server?: unknown }> = {
  ...ENVIRONMENT_OPTIONS,
  server: OPTIONAL,
};

/**
 * Everything that a test of ticket orders needs, in this process: a Temporal server with the search attributes, the
 * sandbox, the workers, the receiver, and a recorder of the events that the merchant receives. Nothing is mocked.
 *
 * Orders are prompt: tickets are issued within about a second, unless an order states its own timing. ECPay's
 * callbacks go to the environment's receiver, whatever addresses an order names.
 *
 * @example
 * const environment = await ECTicketTestEnvironment.createLocal({ worker: { workflowsPath } });
 * const order = sampleOrder('SALE1');
 * const { client, taskQueue } = environment;
 * const handle = await client.workflow.start(sale, { workflowId: 'sale-1', taskQueue, args: [order] });
 * await environment.events.waitFor(order, 'issued');
 * await environment.control('orders/SALE1/redeem', { count: 2 });
 * console.log(await handle.result());
 * await environment.close();
 */
export class ECTicketTestEnvironment {
  /** The Temporal server, from `@temporalio/testing`. Its `client` skips time on the time-skipping server. */
  readonly temporal: TestWorkflowEnvironment;
  /** A Temporal client that never skips time. */
  readonly client: Client;
  /** The client of the merchant's backend. */
  readonly ecticket: ECTicketClient;
  /** The merchants, for your own client or receiver. */
  readonly merchants: MerchantRegistry;
  readonly sandbox: Sandbox;
  /** The sandbox's address: the `baseUrl` of your own client. */
  readonly sandboxUrl: string;
  /** The receiver's address: the `callbackBaseUrl` of your own client. */
  readonly callbackBaseUrl: string;
  /** The events that the merchant has received. */
  readonly events: EventRecorder;
  /** The task queue of your own workflows. */
  readonly taskQueue: string;
  readonly #close: () => Promise<void>;

  private constructor(parts: Parts, close: () => Promise<void>) {
    this.temporal = parts.temporal;
    this.client = parts.client;
    this.ecticket = parts.ecticket;
    this.merchants = parts.merchants;
    this.sandbox = parts.sandbox;
    this.sandboxUrl = parts.sandboxUrl;
    this.callbackBaseUrl = parts.callbackBaseUrl;
    this.events = parts.events;
    this.taskQueue = parts.taskQueue;
    this.#close = close;
  }

  /**
   * Starts an environment on Temporal's development server. Time is real.
   *
   * @param options parts of the environment; `server` has options of the server, see {@link startDevServer}
   * @throws InvalidOptionsError if an option is unknown
   */
  static async createLocal(
    options: TestEnvironmentOptions & { readonly server?: DevServerOptions } = {},
  ): Promise<ECTicketTestEnvironment> {
    assertOptions('ECTicketTestEnvironment.createLocal', WITH_SERVER, options);
    const temporal = await startDevServer(options.server);
    return await this.#create(temporal, options, () => temporal.teardown());
  }

  /**
   * Starts an environment on Temporal's time-skipping server. Await a result through `temporal.client`, or call
   * `temporal.sleep('30 days')`: time is skipped, also in the sandbox. Without a timer to wait for, awaiting a result
   * skips up to ten years.
   *
   * @param options parts of the environment; `server` has options of the server, see {@link startTimeSkippingServer}
   * @throws InvalidOptionsError if an option is unknown
   */
  static async createTimeSkipping(
    options: TestEnvironmentOptions & { readonly server?: TimeSkippingServerOptions } = {},
  ): Promise<ECTicketTestEnvironment> {
    assertOptions('ECTicketTestEnvironment.createTimeSkipping', WITH_SERVER, options);
    const temporal = await startTimeSkippingServer(options.server);
    return await this.#create(temporal, options, () => temporal.teardown());
  }

  /**
   * Starts an environment on a server that you have started with `@temporalio/testing`, and that you tear down. Adds
   * the search attributes that its namespace lacks.
   *
   * @throws InvalidOptionsError if an option is unknown
   * @throws SearchAttributesMissingError if they cannot be added
   */
  static async createOn(
    temporal: TestWorkflowEnvironment,
    options: TestEnvironmentOptions = {},
  ): Promise<ECTicketTestEnvironment> {
    assertOptions('ECTicketTestEnvironment.createOn', ENVIRONMENT_OPTIONS, options);
    await ensureSearchAttributes(temporal);
    return await this.#create(temporal, options, () => Promise.resolve());
  }

  static async #create(
    temporal: TestWorkflowEnvironment,
    options: TestEnvironmentOptions,
    tearDown: () => Promise<void>,
  ): Promise<ECTicketTestEnvironment> {
    const closers = new Closers(tearDown);
    try {
      const parts = await startParts(temporal, options, closers);
      await startWorkers(parts, options.worker, closers);
      return new ECTicketTestEnvironment(parts, () => closers.close());
    } catch (error) {
      await closers.close();
      throw error;
    }
  }

  /**
   * Calls a control of the sandbox: what a clerk, a customer or ECPay does.
   *
   * @param path below `/_sandbox/`; docs/reference/sandbox.md lists the controls
   * @throws SandboxControlError
   *
   * @example
   * await environment.control('orders/SALE1/redeem', { count: 1 });
   * await environment.control('faults', { on: '/api/Ticket/Issue', kind: 'http500', times: 2 });
   */
  async control(path: string, body: object = {}): Promise<unknown> {
    return await control(this.sandboxUrl, path, body);
  }

  /** Ends everything that the environment has started. Rejects if a Worker failed. */
  async close(): Promise<void> {
    await this.#close();
  }
}
