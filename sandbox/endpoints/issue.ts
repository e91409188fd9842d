import { alphanumeric } from '../issue-rules/fields.js';
import type { IssueData } from '../orders/issue-data.js';
import type { ProviderOrder } from '../orders/order-store.js';
import type { Order } from '../orders/order.js';
import { Refusal } from '../orders/refusals.js';
import type { Call } from '../protocol/request.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { issueStatus, tradeNumbers } from './reply-fields.js';
import { requestedOrder, requestedTradeNo } from './request-fields.js';

/** Ticket issuance (developers.ecpay.com.tw, Ticket Issuance): RtnCode 1 says that the data was received, no more. */
export const issue: SandboxEndpoint = {
  name: 'Issue',
  paths: { issueOnly: '/api/Ticket/Issue', escrow: '/api/issuance/issue' },

  noteCall(call, { book }) {
    const entry = entryOf(call, book);
    if (entry) entry.issueCalls += 1;
  },

  answer(call, { book, issuing }) {
    try {
      const order = issuing.receive(call.data, call);
      const TicketData = order.data && ticketData(order.data);
      return { ...tradeNumbers(order), TicketTradeNo: order.ticketTradeNo, TicketData };
    } catch (error) {
      const entry = entryOf(call, book);
      if (error instanceof Refusal && entry) noteRefusal(entry, error);
      throw error;
    }
  },
};

/** Refused orders stand in the book too, so that one can look up how often Issue was called for them. */
function entryOf({ merchantId, data }: Call, book: ProviderOrder): Order | undefined {
  const number = requestedTradeNo(data);
  const usable = number && alphanumeric(number.tradeNo, 1, 25);
  return usable ? book.entry(merchantId, number.tradeNo, number.field) : undefined;
}

function noteRefusal(entry: Order, { message }: Refusal): void {
  if (entry.status !== 'called' && entry.status !== 'refused') return;
  entry.status = 'refused';
  entry.remark = message;
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
  answer(call, world) {
    const order = requestedOrder(call, world);
    return { ...tradeNumbers(order), Status: issueStatus(order.status), Remark: order.remark };
  },
};
