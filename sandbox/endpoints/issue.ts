import { isAlphanumeric } from '../issue-rules/fields.js';
import type { IssueData } from '../orders/issue-data.js';
import type { OrderRegistry } from '../orders/order-registry.js';
import type { Order } from '../orders/order.js';
import { Refusal } from '../orders/refusals.js';
import type { Call } from '../protocol/request.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { issueStatus, tradeNumbers } from './reply-fields.js';
import { findOrder, readTradeNo } from './request-fields.js';

/** Issues tickets (developers.ecpay.com.tw, Ticket Issuance). RtnCode 1 means only that ECPay has accepted the data. */
export const issue: SandboxEndpoint = {
  name: 'Issue',
  paths: { issueOnly: '/api/Ticket/Issue', escrow: '/api/issuance/issue' },

  recordCall(call, { orderRegistry }) {
    const order = findOrCreateOrder(call, orderRegistry);
    if (order) order.issueCalls += 1;
  },

  answer(call, { orderRegistry, issuing }) {
    try {
      const order = issuing.acceptIssueRequest(call.data, call);
      const TicketData = order.data && ticketData(order.data);
      return { ...tradeNumbers(order), TicketTradeNo: order.ticketTradeNo, TicketData };
    } catch (error) {
      const order = findOrCreateOrder(call, orderRegistry);
      if (error instanceof Refusal && order) recordRefusal(order, error);
      throw error;
    }
  },
};

/** Returns the order of a request. Refused orders are stored too, so that tests can count their Issue requests. */
function findOrCreateOrder({ merchantId, data }: Call, orderRegistry: OrderRegistry): Order | undefined {
  const number = readTradeNo(data);
  const isValid = number && isAlphanumeric(number.tradeNo, 1, 25);
  return isValid ? orderRegistry.findOrCreate(merchantId, number.tradeNo, number.field) : undefined;
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

/** Returns whether the tickets exist (developers.ecpay.com.tw/?p=32186). */
export const queryIssueResult: SandboxEndpoint = {
  name: 'QueryIssueResult',
  paths: samePath('QueryIssueResult'),
  answer(call, state) {
    const order = findOrder(call, state);
    return { ...tradeNumbers(order), Status: issueStatus(order.status), Remark: order.remark };
  },
};
