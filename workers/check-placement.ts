/**
 * The activity `checkPlacement`: what `ECTicketClient.placeOrder` checks before an order starts, for orders that a
 * workflow has started.
 */
import type { Client } from '@temporalio/client';
import { CatalogueReader } from '../client/catalogue/catalogue-reader.js';
import { checkCatalogue } from '../client/catalogue/check-catalogue.js';
import { claimNumber } from '../client/orders/number-case.js';
import { checkPaymentKeys } from '../client/payments/payment-keys.js';
import { OrderExecutions } from '../client/temporal/order-executions.js';
import { retryOnChange } from '../client/temporal/retry-on-change.js';
import {
  BusinessRefusalError,
  InvalidOrderError,
  validateOrder,
  type MerchantRegistry,
  type TicketApi,
  type TicketOrder,
} from '../ecticket/index.js';
import type { ProviderActivities } from '../workflows/messages/activities.js';

interface PlacementChecks {
  readonly api: TicketApi;
  readonly merchants: MerchantRegistry;
  /** Of the namespace in which the orders run, with their data converter. */
  readonly client: Client;
  /** The current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

export function makeCheckPlacement({
  api,
  merchants,
  client,
  now = Date.now,
}: PlacementChecks): ProviderActivities['checkPlacement'] {
  const catalogue = new CatalogueReader(api);
  const orders = new OrderExecutions(client);
  return async function checkPlacement(request) {
    const { order, amount } = request;
    if (request.mayBeIssued && (await isKnownToECPay(api, order))) return { outcome: 'valid' };
    try {
      const { profile } = await merchants.get(order.platformId ?? order.merchantId);
      // `childOrder` has checked the notify URLs.
      const { order: sent } = validateOrder(order, { profile, now: now(), callbacks: 'any' });
      const missingKeys = request.needsPaymentKeys ? await checkPaymentKeys(merchants, order) : [];
      if (missingKeys.length > 0) throw new InvalidOrderError(missingKeys);
      const payment = amount === undefined ? {} : { amount };
      if (request.checkCatalogue) await checkCatalogue(catalogue, sent, payment, false);
      await rejectOtherCase(orders, order);
      return { outcome: 'valid' };
    } catch (error) {
      if (!(error instanceof InvalidOrderError)) throw error;
      return { outcome: 'invalid', violations: error.violations };
    }
  };
}

async function isKnownToECPay(api: TicketApi, order: TicketOrder): Promise<boolean> {
  try {
    await api.queryIssueResult(order);
    return true;
  } catch (error) {
    if (error instanceof BusinessRefusalError) return false;
    throw error;
  }
}

async function rejectOtherCase(orders: OrderExecutions, order: TicketOrder): Promise<void> {
  const owner = await retryOnChange(() => claimNumber(orders, order));
  if (owner === undefined) return;
  throw new InvalidOrderError([
    {
      path: order.merchantTradeNo === undefined ? 'freeTradeNo' : 'merchantTradeNo',
      rule: 'differsInCaseOnly',
      message: `This number differs only in upper and lower case from that of another order, ${owner}.`,
      fix: 'Give the new order a number that differs in other characters.',
    },
  ]);
}
