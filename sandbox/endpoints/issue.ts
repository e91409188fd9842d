import { isAlphanumeric } from '../issue-rules/fields.js';
import type { IssueData } from '../orders/issue-data.js';
import type { OrderStore } from '../orders/order-store.js';
import type { Order } from '../orders/order.js';
import { Refusal } from '../orders/refusals.js';
import type { Call } from '../protocol/request.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { issueStatus, tradeNumbers } from './reply-fields.js';
import { findOrder, readTradeNo } from './request-fields.js';

/** Ticket issuance (developers.ecpay.com.tw, Ticket Issuance): RtnCode 1 says that the data was received, no more. */
export const issue: SandboxEndpoint = {
  name: 'Issue',
  paths: { issueOnly: '/api/Ticket/Issue', escrow: '/api/issuance/issue' },

  recordCall(call, { orderStore }) {
    const order = findOrCreateOrder(call, orderStore);
    if (order) order.issueCalls += 1;
  },

  answer(call, { orderStore, issuing }) {
    try {
      const order = issuing.acceptIssueRequest(call.data, call);
      const TicketData = order.data && ticketData(order.data);
      return { ...tradeNumbers(order), TicketTradeNo: order.ticketTradeNo, TicketData };
    } catch (error) {
      const order = findOrCreateOrder(call, orderStore);
      if (error instanceof Refusal && order) recordRefusal(order, error);
      throw error;
    }
  },
};

/** Refused orders stand in the book too, so that one can look up how often Issue was called for them. */
function findOrCreateOrder({ merchantId, data }: Call, orderStore: OrderStore): Order | undefined {
  const number = readTradeNo(data);
  const isValid = number && isAlphanumeric(number.tradeNo, 1, 25);
  return isValid ? orderStore.findOrCreate(merchantId, number.tradeNo, number.field) : undefined;
}

function recordRefusal(order: Order, { message }: Refusal): void {
  if (order.status !== 'called' && order.status !== 'refused') return;
  order.status = 'refused';
  order.remark = message;
}

function ticketData({ IssueType, TicketInfo }: IssueData) {
  return TicketInfo.map(({ ItemNo, ItemName, TicketPrice, TicketAmount }) =>
    IssueType === '4' ? { ItemName, TicketPrice, TicketAmount } : { ItemNo, TicketAmount },
  );
}

/** Whether the tickets exist by now (developers.ecpay.com.tw/?p=32186). */
export const queryIssueResult: SandboxEndpoint = {
  name: 'QueryIssueResult',
  paths: samePath('QueryIssueResult'),
  answer(call, state) {
    const order = findOrder(call, state);
    return { ...tradeNumbers(order), Status: issueStatus(order.status), Remark: order.remark };
  },
};
