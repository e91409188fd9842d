import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { toExpressHandler, type Receiver } from 'temporal-ecticket/callbacks';
import { TicketsModule, type TicketsOptions } from './tickets.module.js';
import { RECEIVER } from './tokens.js';

/** Creates the NestJS application. A real one imports `TicketsModule.forRoot(…)` into its own root module. */
export async function createApp(options: TicketsOptions): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(TicketsModule.forRoot(options), {
    rawBody: true,
    logger: ['warn', 'error', 'fatal'],
  });
  // NestJS adds its body parsers later, in `init` or `listen`: the receiver verifies the raw body.
  app.use(toExpressHandler(app.get<Receiver>(RECEIVER)));
  return app;
}
