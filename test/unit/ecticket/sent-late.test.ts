/**
 * A request that waits before it is sent, such as for a rate limit, has the time at which it is sent, because ECPay
 * refuses old requests.
 */
import { expect, test } from '@jest/globals';
import {
  aioCheckMacValue,
  MerchantRegistry,
  PaymentApi,
  STAGE_MERCHANTS,
  type CallInterceptor,
} from '../../../ecticket/index.js';
import { PAYMENT_KEYS } from '../../support/payment-notices.js';
import { afterThisTest, apiAt, failureOf, NOW, REF, serving } from './support.js';

const A_QUARTER_OF_AN_HOUR = 15 * 60_000;
const sentAt = (NOW + A_QUARTER_OF_AN_HOUR - 900) / 1000;

function clockThatWaits() {
  let time = NOW;
  const interceptor: CallInterceptor = (_request, make) => {
    time += A_QUARTER_OF_AN_HOUR;
    return make();
  };
  return { now: () => time, interceptor };
}

test('a request for tickets', async () => {
  const { now, interceptor } = clockThatWaits();
  const server = await serving((response) => response.end());
  await failureOf(() => apiAt(server.url, { now }).queryIssueResult(REF, { interceptor }));
  expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ RqHeader: { Timestamp: sentAt } });
});

test('a request for a payment, which is signed with it', async () => {
  const { now, interceptor } = clockThatWaits();
  const server = await serving((response) => response.end());
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  const api = new PaymentApi({ merchants, baseUrl: server.url, now });
  afterThisTest(() => api.close());
  await failureOf(() =>
    api.queryTrade({ merchantId: '3085676', merchantTradeNo: 'CX20220222154056' }, { interceptor }),
  );
  const { CheckMacValue, ...form } = Object.fromEntries(new URLSearchParams(server.requests[0]?.body));
  expect(form).toMatchObject({ TimeStamp: String(sentAt) });
  expect(CheckMacValue).toBe(aioCheckMacValue(form, PAYMENT_KEYS));
});
