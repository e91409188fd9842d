/** A merchant's website: a customer buys there, pays at the sandbox's checkout, and returns. */
import { fastify } from 'fastify';
import { ECTicketClient } from '../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type CheckoutForm, type OrderRef } from '../../ecticket/index.js';
import { PROMPT, type DevWorld } from '../support/dev-world.js';
import { patientClient } from '../support/temporal-servers.js';
import { electronicOrder } from '../support/orders.js';

export interface MerchantSite {
  readonly url: string;
  readonly tickets: ECTicketClient;
  readonly close: () => Promise<void>;
}

const PAYMENT_DETAILS = { itemName: '雙人下午茶券 x 2', tradeDescription: '電子票券' };

/**
 * Starts a website that sells two afternoon teas. Its pages are `/aio/<trade number>` and `/embedded/<trade number>`.
 */
export async function openMerchantSite({
  environment,
  sandboxUrl: baseUrl,
  receiverUrl,
}: DevWorld): Promise<MerchantSite> {
  const tickets = new ECTicketClient({
    environment: 'sandbox',
    client: patientClient(environment),
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    baseUrl,
    callbackBaseUrl: receiverUrl,
  });
  const app = fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const placeOrder = async (number: string) =>
    (await tickets.placeOrder({ order: electronicOrder(number), timing: PROMPT })).ref;
  const html = (body: string) => `<!DOCTYPE html><html lang="en"><title>Merchant</title><main>${body}</main></html>`;
  app.addHook('onSend', async (_request, reply) => void reply.type('text/html; charset=utf-8'));

  app.get('/:checkout/:number', () => html(`<h1>Afternoon tea</h1><form method="post"><button>Buy</button></form>`));
  app.post<{ Params: { number: string } }>('/aio/:number', async ({ params: { number } }) => {
    const returnUrls = { orderResultUrl: `${siteUrl()}/orders/${number}` };
    const form = await tickets.createPayment(await placeOrder(number), {
      kind: 'aio',
      ...PAYMENT_DETAILS,
      ...returnUrls,
    });
    return html(formOf(form));
  });
  app.post<{ Params: { number: string } }>('/embedded/:number', async ({ params: { number } }) => {
    const { token } = await tickets.createPayment(await placeOrder(number), { kind: 'embedded', ...PAYMENT_DETAILS });
    return html(
      '<h1>Payment</h1>' +
        `<iframe title="ECPay" width="700" height="900" src="${baseUrl}/_sandbox/checkout/${token}"></iframe>`,
    );
  });
  app.route<{ Params: { number: string } }>({
    method: ['GET', 'POST'],
    url: '/orders/:number',
    handler: async ({ params: { number } }) => {
      const order = await tickets.getOrder(orderOf(number));
      const numbers = order.tickets.map(({ ticketNo }) => `<li>${ticketNo}</li>`).join('');
      return html(`<h1>Order ${number}: ${order.status}</h1><ul>${numbers}</ul>`);
    },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const siteUrl = () => app.listeningOrigin;
  return { url: siteUrl(), tickets, close: () => app.close() };
}

export function orderOf(number: string): OrderRef {
  return { merchantId: '3085676', merchantTradeNo: number };
}

/** Renders the form that sends a customer to ECPay. Values are escaped because they may contain any character. */
function formOf({ action, fields }: CheckoutForm): string {
  const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${attribute(value)}">`,
  );
  return `<form method="post" action="${attribute(action)}">${inputs.join('')}<button>Go to ECPay</button></form>`;
}
