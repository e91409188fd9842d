/** Calls every method of the client on a server that fails. */
import { ECTicketClient } from '../../client/index.js';
import { MerchantRegistry, STAGE_MERCHANTS, type OrderRef } from '../../ecticket/index.js';
import { paperOrder } from './orders.js';
import { stubTemporal, type StubServer } from './stub-temporal.js';

export const ref: OrderRef = { merchantId: '3085676', merchantTradeNo: 'Stub1' };
const one = { tickets: { ticketNo: 'T1' } };
const chan = { by: 'Chan', why: 'as the customer asks' };
const merchants = new MerchantRegistry(STAGE_MERCHANTS);

export function clientOn(server: StubServer): ECTicketClient {
  return new ECTicketClient({
    client: stubTemporal(server),
    merchants,
    environment: 'sandbox',
    callbackBaseUrl: 'https://shop.example.tw',
    checkCatalogue: false,
  });
}

export type Method = Exclude<keyof ECTicketClient, 'constructor' | (typeof ECPAY_METHODS)[number]>;

/** Methods that call ECPay only, not Temporal. */
export const ECPAY_METHODS = [
  'queryItemInfo',
  'batchQueryItemInfo',
  'escrowDays',
  'queryPrintData',
] as const satisfies readonly (keyof ECTicketClient)[];

const CALLS: Readonly<Record<Method, (client: ECTicketClient) => unknown>> = {
  placeOrder: (client) => client.placeOrder({ order: paperOrder('Stub1') }),
  createPayment: (client) =>
    client.createPayment(ref, { kind: 'aio', itemName: '雙人下午茶券', tradeDescription: '電子票券' }),
  confirmPayment: (client) => client.confirmPayment(ref, { reference: 'R1' }),
  redeem: (client) => client.redeem(ref, one, { updateId: 'pos-1' }),
  findByCode: (client) => client.findByCode({ merchantId: '3085676', code: '775711655722270689' }),
  redeemByCode: (client) => client.redeemByCode({ merchantId: '3085676', code: '775711655722270689' }),
  cancelRedemption: (client) => client.cancelRedemption(ref, { ...one, reason: 'by mistake' }),
  refund: (client) => client.refund(ref, one),
  cancelRefund: (client) => client.cancelRefund(ref, { ...one, reason: 'by mistake' }),
  resubmit: (client) => client.resubmit(ref, { ...chan, order: paperOrder('Stub1') }),
  abandon: (client) => client.abandon(ref, chan),
  cancelOrder: (client) => client.cancelOrder(ref, chan),
  adoptOrder: (client) => client.adoptOrder(ref),
  findRef: (client) => client.findRef({ merchantId: '3085676', tradeNo: 'Stub1' }),
  getOrder: (client) => client.getOrder(ref),
  waitForStatus: (client) => client.waitForStatus(ref, 'active', { timeoutMs: 1 }),
  listOrders: async (client) => {
    await client.listOrders()[Symbol.asyncIterator]().next();
  },
};
export const METHODS = Object.keys(CALLS) as Method[];

/** Returns the error of the call, or undefined if it succeeds. */
export async function failureOf(method: Method, server: StubServer): Promise<unknown> {
  try {
    await CALLS[method](clientOn(server));
    return undefined;
  } catch (error) {
    return error;
  }
}
