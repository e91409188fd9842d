import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { aioNotification } from '../payments/aio.js';
import type { SettledPayment } from '../payments/checkout.js';
import { embeddedEnvelope, embeddedNotification } from '../payments/embedded.js';
import { formOf, isSentAs } from '../protocol/request-checks.js';
import type { SandboxState } from '../state.js';
import { NUMBER_USED, readAioForm } from './aio-form.js';
import { checkoutPage, returnToMerchantPage, notFoundPage, refusalPage, resultPage } from './page.js';
import { type CheckoutSession, openSession } from './sessions.js';

const FORM = 'application/x-www-form-urlencoded';

/** Registers AIO's address and the checkout page of each session. */
export function registerCheckout(app: FastifyInstance, state: SandboxState): void {
  app.get('/Cashier/AioCheckOut/V5', (request, reply) =>
    showAioCheckout(new URL(request.url, 'http://sandbox').search.slice(1), reply, state),
  );
  app.post('/Cashier/AioCheckOut/V5', (request, reply) =>
    isSentAs(FORM, request)
      ? showAioCheckout(request.body, reply, state)
      : html(reply, refusalPage([{ note: 'Content-Type Error.', problem: `The content type is not ${FORM}.` }]), 400),
  );
  app.get('/_sandbox/checkout/:id', async (request, reply) => {
    const session = sessionOf(request, state);
    if (!session) return notFound(reply);
    const settled = await session.payment;
    return html(reply, settled ? resultPage(session, settled) : checkoutPage(session));
  });
  app.post('/_sandbox/checkout/:id', (request, reply) => handleButton(request, reply, state));
}

/** Creates the order of a merchant's form (developers.ecpay.com.tw/?p=2862, ?p=2864) and shows its checkout page. */
function showAioCheckout(form: unknown, reply: FastifyReply, state: SandboxState): FastifyReply {
  const parsed = readAioForm(formOf(form), state.paymentMerchants);
  if (!('order' in parsed)) return html(reply, refusalPage(parsed), 400);
  const session = openSession(parsed, state);
  return session ? html(reply, checkoutPage(session)) : html(reply, refusalPage([NUMBER_USED]), 400);
}

const params = z.object({ id: z.string() });
const outcome = z.enum(['pay', 'refuse', 'simulate']);
const OUTCOMES = { pay: 'paid', refuse: 'refused', simulate: 'simulated' } as const;

function sessionOf(request: FastifyRequest, { checkoutSessions }: SandboxState): CheckoutSession | undefined {
  return checkoutSessions.findById(params.parse(request.params).id);
}

/** Handles a pressed button. A paid order stays paid, whichever button is pressed afterwards. */
async function handleButton(request: FastifyRequest, reply: FastifyReply, state: SandboxState): Promise<FastifyReply> {
  const session = sessionOf(request, state);
  if (!session) return notFound(reply);
  const choice = outcome.safeParse(formOf(request.body)?.['outcome']);
  if (!choice.success) return html(reply, checkoutPage(session, 'Press one of the buttons.'), 400);
  const settle = () => state.checkout.settle(session.order, OUTCOMES[choice.data], session.payee);
  if (choice.data === 'pay') session.payment ??= settle();
  return showResult(session, await (session.payment ?? settle()), reply, state);
}

/**
 * Shows the result: ECPay posts it to OrderResultURL, or shows its own page with a link to ClientBackURL
 * (developers.ecpay.com.tw/?p=2878). Simulated payments always end on ECPay's page, because ECPay simulates them in its
 * back office, without a customer's browser.
 */
function showResult(
  session: CheckoutSession,
  settled: SettledPayment,
  reply: FastifyReply,
  state: SandboxState,
): FastifyReply {
  const { orderResultUrl: url } = session;
  if (url === undefined || settled.payment.outcome === 'simulated') return html(reply, resultPage(session, settled));
  const nonce = randomBytes(16).toString('base64');
  const fields = resultFields(session, settled, state);
  return html(reply, returnToMerchantPage(session, settled, { url, fields, nonce }), 200, nonce);
}

/**
 * Returns the fields that the consumer's browser posts to the merchant's page (developers.ecpay.com.tw/?p=2878,
 * ?p=22772).
 */
function resultFields(
  { payee }: CheckoutSession,
  { payment }: SettledPayment,
  { encryptData }: SandboxState,
): Readonly<Record<string, string>> {
  const { kind, merchant } = payee;
  if (kind === 'aio') return aioNotification(payment, merchant);
  return {
    ResultData: JSON.stringify(embeddedEnvelope(embeddedNotification(payment, merchant), merchant, encryptData)),
  };
}

function notFound(reply: FastifyReply): FastifyReply {
  return html(reply, notFoundPage(), 404);
}

function html(reply: FastifyReply, body: string, status = 200, nonce?: string): FastifyReply {
  const scripts = nonce === undefined ? '' : `; script-src 'nonce-${nonce}'`;
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-security-policy', `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'${scripts}`)
    .type('text/html; charset=utf-8')
    .send(body);
}
