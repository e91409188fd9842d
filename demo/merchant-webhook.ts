/** The merchant's shop: a webhook that is told what happens to every order, and a ReturnURL of its own checkout. */
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { fastify, type FastifyInstance } from 'fastify';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { MerchantEvent } from '../index.js';
import { OwnCheckout } from './own-checkout.js';

export class MerchantWebhook {
  /** What the worker signs with, as Standard Webhooks writes a secret. */
  readonly secret = `whsec_${randomBytes(32).toString('base64')}`;
  readonly checkout = new OwnCheckout();
  readonly #server: FastifyInstance;
  readonly #told = new Map<string, MerchantEvent[]>();
  readonly #news = new EventEmitter().setMaxListeners(0);

  private constructor() {
    const webhook = new Webhook(this.secret);
    this.#server = fastify({ forceCloseConnections: true });
    // The signature is over the body as it came, so that it is verified before anything is parsed.
    const types = ['application/json', 'application/x-www-form-urlencoded'];
    this.#server.addContentTypeParser(types, { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
    this.#server.post<{ Body: string }>('/events', async (request, reply) => {
      const event = webhook.verify(request.body, request.headers as Record<string, string>);
      this.#hear(event as MerchantEvent);
      return reply.code(204).send();
    });
    this.#server.post<{ Body: string }>('/payment', async (request, reply) => {
      await this.checkout.take(request.body);
      return reply.type('text/plain').send('1|OK');
    });
    this.#server.setErrorHandler((error, _request, reply) =>
      reply.code(error instanceof WebhookVerificationError ? 401 : 500).send(),
    );
  }

  /** Opens a shop on any free port. */
  static async open(): Promise<MerchantWebhook> {
    const shop = new MerchantWebhook();
    await shop.#server.listen({ host: '127.0.0.1', port: 0 });
    return shop;
  }

  /** The webhook's address. */
  get url(): string {
    return `${this.#server.listeningOrigin}/events`;
  }

  /** Where ECPay notifies the shop of payments at its own checkout. */
  get paymentUrl(): string {
    return `${this.#server.listeningOrigin}/payment`;
  }

  /** Calls back with every event, in the order in which they came in. */
  onEvent(listener: (event: MerchantEvent) => void): void {
    this.#news.on('event', listener);
  }

  /** What the shop was told of an order so far. */
  told(tradeNo: string): readonly MerchantEvent[] {
    return this.#told.get(tradeNo) ?? [];
  }

  /** Waits for the next event of any order. Rejects with an AbortError when the signal is aborted. */
  async next(signal: AbortSignal): Promise<void> {
    await once(this.#news, 'event', { signal });
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  /** Events come at least once: one that comes again is known by its id. */
  #hear(event: MerchantEvent): void {
    const tradeNo = event.order.merchantTradeNo ?? event.order.freeTradeNo ?? '';
    const events = this.#told.get(tradeNo) ?? [];
    if (events.some(({ id }) => id === event.id)) return;
    this.#told.set(tradeNo, [...events, event]);
    this.#news.emit('event', event);
  }
}
