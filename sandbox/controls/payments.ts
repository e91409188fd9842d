import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { paymentMethod } from '../payments/payment.js';
import type { SandboxState } from '../state.js';
import { durationSchema } from '../time/duration.js';
import { bodyOf, ControlError } from './control-request.js';

const body = z.strictObject({
  kind: z.enum(['aio', 'embedded']),
  merchantTradeNo: z.string().regex(/^[0-9A-Za-z]{1,20}$/, '1 to 20 letters and digits'),
  /** NT$. */
  amount: z.int().min(1).max(999_999_999),
  notifyUrl: z.url({ protocol: /^https?$/, error: 'a URL that begins with http:// or https://' }).optional(),
  simulate: z.boolean().default(false),
  /** Whether the bank refuses the payment. */
  refuse: z.boolean().default(false),
  method: paymentMethod.default('credit'),
  /** Selects the payment merchant if several are known. */
  paymentMerchantId: z.string().optional(),
  itemName: z.string().min(1).max(400).optional(),
  bookedAfter: durationSchema.default(0),
});

/** Registers the control that makes a payment and notifies the merchant once. It answers the merchant's answer. */
export function registerPaymentControl(app: FastifyInstance, { checkout, paymentMerchants }: SandboxState): void {
  app.post('/_sandbox/payments', async (request) => {
    const { kind, notifyUrl, simulate, refuse, bookedAfter, paymentMerchantId, ...order } = bodyOf(request, body);
    if (simulate && refuse) {
      throw new ControlError(
        400,
        'INVALID_BODY',
        'Use either simulate or refuse: a simulated payment cannot be refused.',
      );
    }
    const [merchant] =
      paymentMerchantId === undefined ? [paymentMerchants.defaults[kind]] : paymentMerchants.withId(paymentMerchantId);
    if (!merchant) {
      throw new ControlError(400, 'NO_SUCH_MERCHANT', 'No payment merchant has this paymentMerchantId.');
    }
    const payee = { kind, merchant, notifyUrl };
    const outcome = simulate ? 'simulated' : refuse ? 'refused' : 'paid';
    const { payment, notification } = await checkout.settle(
      checkout.createOrder(order, payee),
      outcome,
      payee,
      bookedAfter,
    );
    return { tradeNo: payment.tradeNo, ...notification };
  });
}
