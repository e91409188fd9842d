/**
 * Validates Issue requests by the rules of the Issue page (developers.ecpay.com.tw, Ticket Issuance). The rules are
 * implemented from the page alone, without the client's rules in `ecticket/`, so that a misreading shows as a
 * difference between both.
 */
import type { Profile } from '../../ecticket/index.js';
import type { Stores } from '../orders/stores.js';
import type { Catalogue } from '../orders/catalogue.js';
import type { IssueData } from '../orders/issue-data.js';
import { refuseUnless } from '../orders/refusals.js';
import { checkCustomer } from './customer-rules.js';
import { readIssueData } from './fields.js';
import { checkOrder } from './order-rules.js';
import { checkItems, checkTickets } from './ticket-rules.js';

export interface IssueContext {
  /** The MerchantID of the envelope. */
  readonly merchantId: string;
  readonly profile: Profile;
  readonly catalogue: Catalogue;
  readonly stores: Stores;
  /** The sandbox's time, in milliseconds since the epoch. */
  readonly now: number;
}

/** Validates the Data of an Issue request. @throws Refusal for the first broken rule, as a server would name one */
export function checkIssueData(input: unknown, context: IssueContext): IssueData {
  const data = readIssueData(input);
  refuseUnless(data.MerchantID === context.merchantId, 'otherMerchant');
  checkOrder(data, context);
  checkCustomer(data);
  checkTickets(data, context.now);
  checkItems(data, context.catalogue);
  return data;
}
