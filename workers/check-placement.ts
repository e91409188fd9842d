/**
 * The activity `checkPlacement`: what `ECTicketClient.placeOrder` checks before an order starts, for orders that a
 * workflow has started.
 */
import type { Client } from '@temporalio/client';
import { CatalogueReader } from '../client/catalogue/catalogue-reader.js';
import { checkCatalogue } from '../client/catalogue/check-catalogue.js';
import { claimNumber } from '../client/orders/number-case.js';
import { OrderExecutions } from '../client/temporal/order-executions.js';
import { retryOnChange } from '../client/temporal/retry-on-change.js';
import {
  InvalidOrderError,
  validateOrder,
  type MerchantRegistry,
  type TicketApi,
  type TicketOrder,
} from '../ecticket/index.js';
import type { CheckPlacementRequest, ProviderActivities } from '../workflows/messages/activities.js';

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
    try {
      const { profile } = await merchants.get(request.order.platformId ?? request.order.merchantId);
      // `childOrder` has checked the notify URLs.
      validateOrder(request.order, { profile, now: now(), callbacks: 'any' });
      const total = request.checkCatalogue ? await readTotal(catalogue, request) : undefined;
      await rejectOtherCase(orders, request.order);
      return { outcome: 'valid', ...(total !== undefined && { total }) };
    } catch (error) {
      if (!(error instanceof InvalidOrderError)) throw error;
      return { outcome: 'invalid', violations: error.violations, words: error.message };
    }
  };
}

async function readTotal(
  catalogue: CatalogueReader,
  { order, amount }: CheckPlacementRequest,
): Promise<number | undefined> {
  // An order without an amount is paid already, or nothing is due.
  const payment = amount === undefined ? { paid: {} } : { amount };
  return (await checkCatalogue(catalogue, order, payment, false)).total;
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
