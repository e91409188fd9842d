import { samePath, type Endpoint } from './endpoint.js';
import { outcome, type Outcome } from './outcome.js';
import type { TradeNumberData } from './query-issue-result.js';
import { byTradeNumber } from './request-fields.js';

/**
 * What a merchant prints on an order's unused paper tickets (developers.ecpay.com.tw/?p=29961). "By merchant order
 * number" is read as either of the two numbers; the names of the reply are not public and pass through.
 */
export const queryPrintData: Endpoint<TradeNumberData, Outcome> = {
  name: 'QueryPrintData',
  path: samePath('QueryPrintData'),
  request: byTradeNumber({}),
  reply: outcome,
};
