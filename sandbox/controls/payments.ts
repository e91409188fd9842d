import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { durationInWords } from '../time/duration.js';
import type { World } from '../world.js';
import { bodyOf } from './body.js';

const body = z.strictObject({
  kind: z.enum(['aio', 'embedded']),
  merchantTradeNo: z.string().regex(/^[0-9A-Za-z]{1,20}$/, '1 to 20 letters and digits'),
  /** NT$. */
  amount: z.int().min(1).max(999_999_999),
  notifyUrl: z.url({ protocol: /^https?$/, error: 'a URL that begins with http:// or https://' }).optional(),
  simulate: z.boolean().default(false),
  bookedAfter: durationInWords.default(0),
});

/** A payment, of which the merchant is told once if it can be; answers what it answered. */
export function registerPaymentControl(app: FastifyInstance, { checkout }: World): void {
  app.post('/_sandbox/payments', (request) => checkout.pay(bodyOf(request, body)));
}
