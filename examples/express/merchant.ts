/** The smallest backend of a merchant: sells tickets, receives ECPay's callbacks and the worker's events. */
import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import express, { type Express } from 'express';
import type { MerchantRegistry } from 'temporal-ecticket';
import { createReceiver, deliverToOrders, toExpressHandler } from 'temporal-ecticket/callbacks';
import { ECTicketClient, ECTicketError, type OrderPlacement } from 'temporal-ecticket/client';
import { createEventHandler, type UnknownEvent } from 'temporal-ecticket/events';
import { html, type Html } from '../shared/html.js';

export interface MerchantOptions {
  readonly client: Client;
  readonly merchants: MerchantRegistry;
  /** The backend's own address, at which ECPay calls back. */
  readonly url: string;
  /** The worker's `ECTICKET_EVENTS_SECRET`. */
  readonly eventsSecret: string;
  readonly sandboxUrl?: string;
  /** Shorter intervals, for tests. */
  readonly timing?: NonNullable<OrderPlacement['timing']>;
}

const MERCHANT_ID = '3085676';

export function createMerchant({ client, merchants, url, eventsSecret, sandboxUrl, timing }: MerchantOptions): Express {
  const app = express();
  const ecticket = new ECTicketClient({
    client,
    merchants,
    environment: 'sandbox',
    callbackBaseUrl: url,
    ...(sandboxUrl !== undefined && { baseUrl: sandboxUrl }),
  });

  // ECPay's callbacks and payment notifications: /ecpay/…, before any body parser.
  app.use(toExpressHandler(createReceiver({ merchants, deliver: deliverToOrders(client) })));

  // The worker's events. A real backend stores them in its database, each once: docs/how-to/events.md.
  const eventTypes = new Map<string, string[]>();
  const remember = ({ order: { merchantTradeNo = '' }, type }: UnknownEvent) => {
    eventTypes.set(merchantTradeNo, [...(eventTypes.get(merchantTradeNo) ?? []), type]);
  };
  const events = createEventHandler({
    secret: eventsSecret,
    on: {
      needsAttention: (event) => {
        remember(event);
        console.warn(`${event.order.merchantTradeNo} needs attention: ${event.data.attention.explanation}`);
      },
    },
    fallback: remember,
  });
  app.post('/ecticket/events', express.raw({ type: 'application/json' }), async (request, response) => {
    const { status } = await events.receive({ headers: request.headers, body: request.body as Buffer });
    response.status(status).end();
  });

  // The number is made with the page: a form that is sent twice is one order.
  app.get('/', (_request, response) => {
    const number = `SHOP${randomBytes(6).toString('hex')}`;
    const body = html`<h1>Afternoon tea for two</h1>
      <form method="post" action="/orders/${number}/checkout"><button>Buy for NT$1,360</button></form>`;
    response.send(page('Tickets', body));
  });

  app.post('/orders/:number/checkout', async ({ params: { number } }, response) => {
    const { ref } = await ecticket.placeOrder({
      order: {
        merchantId: MERCHANT_ID,
        merchantTradeNo: number,
        operator: 'WebShop',
        issueType: 'electronic',
        availability: 'immediate',
        customerName: '王珊珊',
        customerPhone: '0912345678',
        customerEmail: 'customer@example.com',
        items: [{ itemNo: 'VQT04959', quantity: 2 }],
      },
      payment: { amount: 1360, deadline: new Date(Date.now() + 30 * 60_000) },
      ...(timing && { timing }),
    });
    const { action, fields } = await ecticket.createPayment(ref, {
      kind: 'aio',
      itemName: 'Afternoon tea x 2',
      tradeDescription: 'Tickets',
      orderResultUrl: `${url}/orders/${number}`,
    });
    const inputs = Object.entries(fields).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    );
    const body = html`<h1>Order ${number}</h1>
      <form method="post" action="${action}">${inputs}<button>Pay at ECPay</button></form>`;
    response.send(page('Payment', body));
  });

  // ECPay's checkout returns the customer here with POST.
  app.all('/orders/:number', async ({ params: { number } }, response) => {
    const { status, tickets } = await ecticket.getOrder({ merchantId: MERCHANT_ID, merchantTradeNo: number });
    const received = eventTypes.get(number) ?? [];
    const body = html`<h1>Order ${number}: ${status}</h1>
      <p>Tickets: ${tickets.map(({ ticketNo }) => ticketNo).join(', ') || 'none yet'}</p>
      <p>Events: ${received.join(', ') || 'none yet'}</p>
      <p><a href="/orders/${number}">Reload</a></p>`;
    response.send(page('Order', body));
  });

  app.use((error: unknown, _request: express.Request, response: express.Response, next: express.NextFunction) => {
    if (!(error instanceof ECTicketError)) {
      next(error);
      return;
    }
    const failure = error.code.endsWith('UNAVAILABLE') ? 503 : 400;
    response.status(error.code === 'ORDER_NOT_FOUND' ? 404 : failure);
    response.type('text').send(error.message);
  });
  return app;
}

function page(title: string, body: Html): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <title>${title}</title>
      </head>
      <body>
        ${body}
      </body>
    </html>`.text;
}
