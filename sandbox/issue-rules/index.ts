/**
 * The rules of the Issue page (developers.ecpay.com.tw, Ticket Issuance) as this sandbox reads them. It is a second
 * reading, made from the page alone: the client's rules in `ecticket/` are not used, so that a misreading shows as a
 * difference instead of agreeing with itself.
 */
import type { Profile } from '../../ecticket/index.js';
import type { Branches } from '../orders/branches.js';
import type { Catalogue } from '../orders/catalogue.js';
import type { IssueData } from '../orders/issue-data.js';
import { refuseUnless } from '../orders/refusals.js';
import { checkCustomer } from './customer-rules.js';
import { readIssueData } from './fields.js';
import { checkOrder } from './order-rules.js';
import { checkProducts, checkTickets } from './ticket-rules.js';

export interface IssueContext {
  /** Who the envelope says it is. */
  readonly merchantId: string;
  readonly profile: Profile;
  readonly catalogue: Catalogue;
  readonly branches: Branches;
  /** The sandbox's time, ms since the epoch. */
  readonly now: number;
}

/** @throws Refusal with the first rule that is broken, as a server would name one. */
export function checkIssueData(given: unknown, context: IssueContext): IssueData {
  const data = readIssueData(given);
  refuseUnless(data.MerchantID === context.merchantId, 'otherMerchant');
  checkOrder(data, context);
  checkCustomer(data);
  checkTickets(data, context.now);
  checkProducts(data, context.catalogue);
  return data;
}
