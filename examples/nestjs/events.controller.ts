/** The webhook that receives the worker's events. */
import { Controller, Inject, Post, Req, Res, type RawBodyRequest } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { EventHandler } from 'temporal-ecticket/events';
import { EVENTS } from './tokens.js';

@Controller('ecticket')
export class EventsController {
  // Named, so that it needs no metadata of types, which tsx and esbuild do not write.
  constructor(@Inject(EVENTS) private readonly events: EventHandler) {}

  /** `rawBody` is there because the application is created with `rawBody: true`. */
  @Post('events')
  async receive(@Req() request: RawBodyRequest<Request>, @Res() response: Response): Promise<void> {
    const { status } = await this.events.receive({ headers: request.headers, body: request.rawBody ?? '' });
    response.status(status).end();
  }
}
