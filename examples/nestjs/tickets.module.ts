/** The NestJS module of ticket orders. */
import { Module, type DynamicModule } from '@nestjs/common';
import type { Client } from '@temporalio/client';
import type { MerchantRegistry } from 'temporal-ecticket';
import { createReceiver, deliverToOrders } from 'temporal-ecticket/callbacks';
import { createEventHandler, type UnknownEvent } from 'temporal-ecticket/events';
import { EventsController } from './events.controller.js';
import { EVENTS, RECEIVER } from './tokens.js';

export interface TicketsOptions {
  readonly client: Client;
  readonly merchants: MerchantRegistry;
  /** The worker's `ECTICKET_EVENTS_SECRET`. */
  readonly eventsSecret: string;
  /** Handles every event. The worker delivers an event again if it rejects. */
  readonly onEvent: (event: UnknownEvent) => Promise<void> | void;
}

@Module({ controllers: [EventsController] })
export class TicketsModule {
  static forRoot({ client, merchants, eventsSecret, onEvent }: TicketsOptions): DynamicModule {
    return {
      module: TicketsModule,
      providers: [
        {
          provide: RECEIVER,
          useFactory: () => createReceiver({ merchants, deliver: deliverToOrders(client) }),
        },
        {
          provide: EVENTS,
          useFactory: () => createEventHandler({ secret: eventsSecret, on: {}, fallback: onEvent }),
        },
      ],
    };
  }
}
