import type { FastifyInstance } from 'fastify';
import { type OrderView, toOrderView } from './controls/view.js';
import { DEFAULT_PORT, type SandboxOptions } from './options.js';
import type { Order } from './orders/order.js';
import { createServer } from './server.js';
import { createSandboxState } from './state.js';
import { assertOptions, oneOf, OPTIONAL, type OptionSchemas } from '../ecticket/options/check-options.js';
import type { Clock } from './time/clock.js';
import { formatDate } from './time/taipei.js';

/** A simulator of ECPay's ECTicket API in this process. */
export interface Sandbox {
  /**
   * Starts the server. Port 0 selects a free port.
   *
   * @returns The base URL, such as `http://127.0.0.1:4600`.
   * @throws The system's error, such as `EADDRINUSE`, if the port is taken.
   */
  listen(at?: { readonly port?: number; readonly host?: string }): Promise<string>;
  /** Closes every connection and cancels all scheduled jobs. */
  close(): Promise<void>;
  /** The sandbox's clock. `advance` lets time pass. */
  readonly clock: Pick<Clock, 'now' | 'advance' | 'advanceTo'>;
  /** Read access to the orders. */
  readonly book: {
    orders(): OrderView[];
    /** Returns the order with this trade number; of the first merchant that used it, unless `merchantId` is given. */
    order(tradeNo: string, merchantId?: string): OrderView | undefined;
  };
  /** The Fastify server, for `inject`. */
  readonly app: FastifyInstance;
}

const OPTIONS: OptionSchemas<SandboxOptions> = {
  merchants: OPTIONAL,
  platforms: OPTIONAL,
  stores: OPTIONAL,
  paymentMerchants: OPTIONAL,
  issueDelay: OPTIONAL,
  callbackDelay: OPTIONAL,
  duplicates: oneOf(['refuse', 'allow']).optional(),
  requirePayment: OPTIONAL,
  tradeInfo: OPTIONAL,
  urlEncoding: OPTIONAL,
};

/**
 * Creates a sandbox: ECPay's protocol for its public test merchants and the given ones, orders that can be issued,
 * redeemed and refunded, callbacks, and controls under `/_sandbox`.
 *
 * @throws InvalidOptionsError if an option is unknown.
 * @throws InvalidMerchantsError if a merchant's keys are invalid.
 *
 * @example
 * const sandbox = createSandbox({ issueDelay: 100 });
 * const url = await sandbox.listen({ port: 0 });
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  assertOptions('createSandbox', OPTIONS, options);
  const state = createSandboxState(options);
  const app = createServer(state);
  const view = (order: Order) => toOrderView(order, formatDate(state.clock.now()));
  return {
    app,
    clock: state.clock,
    book: {
      orders: () => state.orderRegistry.all().map(view),
      order: (tradeNo, merchantId) => {
        const isRequested = (order: Order) =>
          order.tradeNo === tradeNo && order.merchantId === (merchantId ?? order.merchantId);
        const order = state.orderRegistry.all().find(isRequested);
        return order && view(order);
      },
    },
    listen: ({ port = DEFAULT_PORT, host = '127.0.0.1' } = {}) => app.listen({ port, host }),
    close: async () => {
      state.closing.abort();
      state.clock.stop();
      await app.close();
    },
  };
}
