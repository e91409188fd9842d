import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { World } from '../world.js';
import { bodyOf } from './body.js';

const body = z.strictObject({
  kind: z.enum(['aio', 'embedded']),
  merchantTradeNo: z.string().regex(/^[0-9A-Za-z]{1,20}$/, '1 to 20 letters and digits'),
  /** NT$. */
  amount: z.int().min(1).max(999_999_999),
  notifyUrl: z.url({ protocol: /^https?$/, error: 'a URL that begins with http:// or https://' }),
  simulate: z.boolean().default(false),
});

/** A signed payment notification, sent once; answers what the merchant answered. */
export function registerPaymentControl(app: FastifyInstance, { payments }: World): void {
  app.post('/_sandbox/payments', (request) => payments.notify(bodyOf(request, body)));
}
