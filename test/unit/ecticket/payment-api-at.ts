import { MerchantRegistry, PaymentApi, STAGE_MERCHANTS, type PaymentRef } from '../../../ecticket/index.js';
import type { Answer } from './local-server.js';
import { afterThisTest, NOW, serving } from './support.js';

/** A payment of the public stage merchants. */
export const REF: PaymentRef = { merchantId: '3085676', merchantTradeNo: 'CX20220222154056' };

/** The reply to a query of {@link REF} after its payment. */
export const PAYMENT = {
  paid: true,
  amount: 1360,
  reference: '2605181430000001',
  paidAt: '2026-05-18T14:30:00+08:00',
  method: 'creditOneTime',
};

/** For the running test, a payment API and the server that gives it `answer`. */
export async function paymentApi(answer: string | Answer, merchants = new MerchantRegistry(STAGE_MERCHANTS)) {
  const server = await serving(typeof answer === 'string' ? (response) => response.end(answer) : answer);
  const api = new PaymentApi({ merchants, baseUrl: server.url, now: () => NOW, timeouts: { response: 200 } });
  afterThisTest(() => api.close());
  return { api, server };
}
