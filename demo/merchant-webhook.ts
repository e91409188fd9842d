/**
 * The merchant's server: a webhook that receives every order's events, and the ReturnURL of the merchant's own
 * checkout.
 */
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { fastify, type FastifyInstance } from 'fastify';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { MerchantEvent } from '../index.js';
import { MerchantCheckout } from './merchant-checkout.js';

export class MerchantWebhook {
  /** The secret with which the worker signs events, in the notation of Standard Webhooks. */
  readonly secret = `whsec_${randomBytes(32).toString('base64')}`;
  readonly checkout = new MerchantCheckout();
  readonly #server: FastifyInstance;
  readonly #events = new Map<string, MerchantEvent[]>();
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  private constructor() {
    const webhook = new Webhook(this.secret);
    this.#server = fastify({ forceCloseConnections: true });
    // The signature covers the raw body, so the server verifies it before it parses the JSON.
    const types = ['application/json', 'application/x-www-form-urlencoded'];
    this.#server.addContentTypeParser(types, { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
    this.#server.post<{ Body: string }>('/events', async (request, reply) => {
      const event = webhook.verify(request.body, request.headers as Record<string, string>);
      this.#receive(event as MerchantEvent);
      return reply.code(204).send();
    });
    this.#server.post<{ Body: string }>('/payment', async (request, reply) => {
      await this.checkout.receiveNotification(request.body);
      return reply.type('text/plain').send('1|OK');
    });
    this.#server.setErrorHandler((error, _request, reply) =>
      reply.code(error instanceof WebhookVerificationError ? 401 : 500).send(),
    );
  }

  /** Starts the merchant's server on a free port. @param host The address that it listens on. */
  static async listen(host = '127.0.0.1'): Promise<MerchantWebhook> {
    const merchant = new MerchantWebhook();
    await merchant.#server.listen({ host, port: 0 });
    return merchant;
  }

  /** The URL to which the worker delivers events. */
  get url(): string {
    return `${this.#server.listeningOrigin}/events`;
  }

  /** The ReturnURL to which ECPay sends the payment notifications of the merchant's own checkout. */
  get paymentUrl(): string {
    return `${this.#server.listeningOrigin}/payment`;
  }

  /** Calls `listener` with every event, in the sequence of their arrival. */
  onEvent(listener: (event: MerchantEvent) => void): void {
    this.#emitter.on('event', listener);
  }

  /** Returns the events that the merchant has received for an order so far. */
  eventsOf(tradeNo: string): readonly MerchantEvent[] {
    return this.#events.get(tradeNo) ?? [];
  }

  /** Resolves when the next event of any order arrives. Rejects with an AbortError when the signal aborts. */
  async nextEvent(signal: AbortSignal): Promise<void> {
    await once(this.#emitter, 'event', { signal });
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  /** Stores an event. The worker delivers at least once, so an event whose id is already known is ignored. */
  #receive(event: MerchantEvent): void {
    const tradeNo = event.order.merchantTradeNo ?? event.order.freeTradeNo ?? '';
    const events = this.#events.get(tradeNo) ?? [];
    if (events.some(({ id }) => id === event.id)) return;
    this.#events.set(tradeNo, [...events, event]);
    this.#emitter.emit('event', event);
  }
}
