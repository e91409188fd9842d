/** The routes. Codes and ticket numbers are in the bodies of forms only: URLs are logged. */
import type { FastifyBaseLogger, FastifyError, FastifyInstance } from 'fastify';
import type { OrderRef } from 'temporal-ecticket';
import type { ECTicketClient } from 'temporal-ecticket/client';
import type { Html } from '../shared/html.js';
import { createWebServer, sendPage } from '../shared/web-server.js';
import {
  describeError,
  describeOutcome,
  describeScan,
  isOutcomeOpen,
  type CounterAction,
  type Notice,
} from './notices.js';
import { codePage, retryPage, voucherPage } from './pages.js';

export interface CounterOptions {
  readonly ecticket: ECTicketClient;
  readonly merchantId: string;
  /** The store in ECPay's records: 2 to 20 letters and digits. */
  readonly storeId: string;
  /** How long a clerk waits until the page says that the outcome is unknown, in milliseconds. Default: 30_000. */
  readonly timeoutMs?: number;
  readonly logger?: FastifyBaseLogger;
}

const ACTIONS = { '/redeem': 'redeem', '/undo': 'cancelRedemption' } as const satisfies Record<string, CounterAction>;

interface Form {
  Body: URLSearchParams;
}

const UNEXPECTED = { kind: 'problem', text: 'That did not work. Scan the ticket again to see its state.' } as const;

/** Creates the counter's web server. It has no sign-in: put one in front of it (README.md). */
export function createCounter({
  ecticket,
  merchantId,
  storeId,
  timeoutMs = 30_000,
  logger,
}: CounterOptions): FastifyInstance {
  const app = createWebServer({ folder: import.meta.url, ...(logger && { logger }) });
  app.get('/', async (_request, reply) => sendPage(reply, codePage()));
  app.post<Form>('/voucher', async ({ body }, reply) => sendPage(reply, await findVoucher(body.get('code') ?? '')));
  app.post<Form>('/redeem', async ({ body }, reply) => sendPage(reply, await act('/redeem', body)));
  app.post<Form>('/undo', async ({ body }, reply) => sendPage(reply, await act('/undo', body)));

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    request.log.error(error);
    return sendPage(reply, codePage(UNEXPECTED), error.statusCode ?? 500);
  });

  /** Finds the order of a code. Changes nothing. */
  async function findVoucher(code: string): Promise<Html> {
    try {
      const { ref, ticketNo } = await ecticket.findByCode({ merchantId, code });
      const order = await ecticket.getOrder(ref);
      const notice = describeScan(order, ticketNo);
      return voucherPage(order, { scanned: ticketNo, ...(notice && { notice }) });
    } catch (error) {
      return codePage(describeError(error));
    }
  }

  /** Redeems tickets, or cancels their redemption. The update id makes a repeated form one action. */
  async function act(path: keyof typeof ACTIONS, form: URLSearchParams): Promise<Html> {
    const [tradeNo, updateId] = [form.get('tradeNo') ?? '', form.get('updateId') ?? ''];
    const ticketNos = form.getAll('ticketNo');
    try {
      const ref = (await ecticket.findRef({ merchantId, tradeNo })) ?? { merchantId, merchantTradeNo: tradeNo };
      const notice = await actOn(ref, ACTIONS[path], ticketNos, updateId);
      return voucherPage(await ecticket.getOrder(ref), { notice });
    } catch (error) {
      const notice = describeError(error);
      return isOutcomeOpen(error) ? retryPage({ path, tradeNo, ticketNos, updateId, notice }) : codePage(notice);
    }
  }

  /** @throws an error after which the outcome is open */
  async function actOn(
    ref: OrderRef,
    action: CounterAction,
    ticketNos: readonly string[],
    updateId: string,
  ): Promise<Notice> {
    if (ticketNos.length === 0) return { kind: 'problem', text: 'Choose at least one ticket.' };
    try {
      const request = { tickets: { ticketNos }, storeId };
      return describeOutcome(action, await ecticket[action](ref, request, { updateId, timeoutMs }));
    } catch (error) {
      if (isOutcomeOpen(error)) throw error;
      return describeError(error);
    }
  }

  return app;
}
