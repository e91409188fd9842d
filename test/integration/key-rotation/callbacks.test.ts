/** The sandbox and the receiver while ECPay replaces a merchant's keys: over HTTP, into an order on a real server. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  HashKeyPair,
  MerchantRegistry,
  STAGE_MERCHANTS,
  verifyAndDecrypt,
  type OrderRef,
  type SignedData,
} from '../../../ecticket/index.js';
import { startReceiverServer, type ReceiverServer } from '../../../testing/receiver-server.js';
import { callbackBody, postUntilAnswered } from '../../support/callback-requests.js';
import { PROMPT } from '../../support/dev-world.js';
import { startOrderWorld, type OrderWorld } from '../../support/order-world.js';
import { paperOrder } from '../../support/orders.js';
import { startDevServer } from '../../support/temporal-servers.js';

const MERCHANT = '3085676';
type Pair = (typeof STAGE_MERCHANTS)[typeof MERCHANT]['keys'][0];
const [OLD] = STAGE_MERCHANTS[MERCHANT].keys;
const NEW: Pair = { hashKey: 'NewHashKey123456', hashIv: 'NewHashIv1234567' };

let receiverKeys: readonly [Pair, ...Pair[]] = [OLD];
let receiver: ReceiverServer;
let world: OrderWorld;

beforeAll(async () => {
  const environment = await startDevServer();
  const lookUp = (keys: readonly [Pair, ...Pair[]]) => async (id: string) =>
    await Promise.resolve(id === MERCHANT ? { ...STAGE_MERCHANTS[MERCHANT], keys } : undefined);
  const merchants = new MerchantRegistry((id) => lookUp(receiverKeys)(id));
  receiver = await startReceiverServer(environment.client, merchants);
  world = await startOrderWorld(environment, {
    callbackBaseUrl: receiver.url,
    sandbox: { issueDelay: 100 },
    changeApi: (options) => ({ ...options, merchants: new MerchantRegistry(lookUp([NEW, OLD])) }),
  });
});
afterAll(async () => {
  await world.close();
  await receiver.close();
  await world.environment.teardown();
});

const ecpayHas = (...keys: Pair[]) => world.control(`merchants/${MERCHANT}/keys`, { keys });

async function issued(tradeNo: string): Promise<OrderRef> {
  const { client } = world;
  const { ref } = await client.placeOrder({ order: paperOrder(tradeNo, 4), payment: { paid: {} }, timing: PROMPT });
  await client.waitForStatus(ref, 'active', { timeoutMs: 120_000 });
  return ref;
}

/** Redeems a ticket at ECPay and runs its daily job. */
async function redeemAtECPay({ merchantTradeNo = '' }: OrderRef): Promise<void> {
  await world.control(`orders/${merchantTradeNo}/redeem`, { count: 1 });
  await world.control('callbacks/run', {});
}

/** How the receiver answered each attempt of each callback. */
const answersTo = ({ merchantTradeNo = '' }: OrderRef) =>
  world.sandbox.book
    .order(merchantTradeNo)
    ?.callbacks.map(({ attempts }) => attempts.map(({ result, httpStatus }) => `${result} ${httpStatus}`));

const redeemed = (ref: OrderRef, count: number) =>
  world.passTimeUntil(ref, ({ counts }) => counts.redeemed === count, { step: '50 milliseconds', limit: 2400 });

/** Posts a callback that ECPay signed earlier with these keys. */
async function postLate({ merchantTradeNo }: OrderRef, { hashKey, hashIv }: Pair) {
  const keys = new HashKeyPair(hashKey, hashIv);
  const body = callbackBody({ MerchantTradeNo: merchantTradeNo }, { keys });
  const response = await postUntilAnswered(`${receiver.url}/ecpay/ticket/use-status`, body);
  const text = await response.text();
  return {
    status: response.status,
    text,
    decrypt: () => verifyAndDecrypt(JSON.parse(text) as SignedData, [keys]).value,
  };
}

test('with both pairs, ECPay understands every answer, before and after the change', async () => {
  await ecpayHas(OLD);
  receiverKeys = [NEW, OLD];
  const ref = await issued('Both1');
  await redeemAtECPay(ref);
  expect(answersTo(ref)).toEqual([['answered 200']]);
  await ecpayHas(NEW);
  await redeemAtECPay(ref);
  expect(answersTo(ref)).toEqual([['answered 200'], ['answered 200']]);
  await redeemed(ref, 2);

  // A callback with the old keys that arrives late is answered with the old keys, as long as the receiver has them.
  const late = await postLate(ref, OLD);
  expect([late.status, late.decrypt()]).toMatchObject([200, { RtnCode: 1 }]);
  receiverKeys = [NEW];
  expect(await postLate(ref, OLD)).toMatchObject({ status: 400, text: 'refused\n' });
});

test('a receiver that lacks the new pair refuses, and accepts ECPay’s repeat when it has the pair', async () => {
  await ecpayHas(OLD);
  receiverKeys = [OLD];
  const ref = await issued('Late1');
  await ecpayHas(NEW);
  await redeemAtECPay(ref);
  expect(answersTo(ref)).toEqual([['notAnswered 400']]);
  expect((await world.client.getOrder(ref)).callbacks.received).toBe(0);

  receiverKeys = [NEW, OLD];
  await world.control('clock', { advance: '10 minutes' });
  expect(answersTo(ref)).toEqual([['notAnswered 400', 'answered 200']]);
  await redeemed(ref, 1);
});
