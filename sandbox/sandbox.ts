import type { FastifyInstance } from 'fastify';
import { type OrderView, toOrderView } from './controls/view.js';
import { DEFAULT_PORT, type SandboxOptions } from './options.js';
import type { Order } from './orders/order.js';
import { createServer } from './server.js';
import { createSandboxState } from './state.js';
import type { Clock } from './time/clock.js';
import { formatDate } from './time/taipei.js';

/** A stand-in for ECPay's ECTicket API in this process. */
export interface Sandbox {
  /**
   * Starts to serve; port 0 takes any free one. Answers the base URL, such as `http://127.0.0.1:4600`. Rejects with the
   * system's error (`EADDRINUSE`) if the port is taken.
   */
  listen(at?: { readonly port?: number; readonly host?: string }): Promise<string>;
  /** Cuts every connection, drops every job that waits. */
  close(): Promise<void>;
  /** The sandbox's time: `advance` lets it pass. */
  readonly clock: Pick<Clock, 'now' | 'advance' | 'advanceTo'>;
  /** The order book, to read. */
  readonly book: {
    orders(): OrderView[];
    /** Of the first merchant that has used this number, unless one is named. */
    order(tradeNo: string, merchantId?: string): OrderView | undefined;
  };
  /** The server itself, for `inject`. */
  readonly app: FastifyInstance;
}

/**
 * Makes a sandbox: ECPay's protocol for its public test merchants and those given, an order book that issues, redeems,
 * refunds and calls back, and controls under `/_sandbox`.
 *
 * @throws InvalidMerchantsError for a merchant whose keys cannot be used.
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const state = createSandboxState(options);
  const app = createServer(state);
  const view = (order: Order) => toOrderView(order, formatDate(state.clock.now()));
  return {
    app,
    clock: state.clock,
    book: {
      orders: () => state.orderStore.all().map(view),
      order: (tradeNo, merchantId) => {
        const isMeant = (order: Order) =>
          order.tradeNo === tradeNo && order.merchantId === (merchantId ?? order.merchantId);
        const order = state.orderStore.all().find(isMeant);
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
