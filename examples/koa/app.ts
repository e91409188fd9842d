/** A Koa application that receives ECPay's callbacks and the worker's events. */
import type { Client } from '@temporalio/client';
import Koa from 'koa';
import getRawBody from 'raw-body';
import type { MerchantRegistry } from 'temporal-ecticket';
import { createReceiver, deliverToOrders, toNodeHandler } from 'temporal-ecticket/callbacks';
import { createEventHandler, type UnknownEvent } from 'temporal-ecticket/events';

export interface AppOptions {
  readonly client: Client;
  readonly merchants: MerchantRegistry;
  /** The worker's `ECTICKET_EVENTS_SECRET`. */
  readonly eventsSecret: string;
  /** Handles every event. The worker delivers an event again if it rejects. */
  readonly onEvent: (event: UnknownEvent) => Promise<void> | void;
}

export function createApp({ client, merchants, eventsSecret, onEvent }: AppOptions): Koa {
  const handleCallback = toNodeHandler(createReceiver({ merchants, deliver: deliverToOrders(client) }));
  const events = createEventHandler({ secret: eventsSecret, on: {}, fallback: onEvent });
  const app = new Koa();

  // Both come before any body parser: a signature is that of the raw body.
  app.use(async (context, next) => {
    if (!context.path.startsWith('/ecpay/')) {
      await next();
      return;
    }
    // The handler answers, and Koa does not.
    context.respond = false;
    await handleCallback(context.req, context.res);
  });

  app.use(async (context, next) => {
    if (context.method !== 'POST' || context.path !== '/ecticket/events') {
      await next();
      return;
    }
    const body = await getRawBody(context.req, { limit: '100kb' });
    const { status } = await events.receive({ headers: context.headers, body });
    context.status = status;
  });
  return app;
}
