import type { IssueData } from '../book/issue-data.js';
import type { ProviderOrder } from '../book/order-book.js';
import type { Order } from '../book/order.js';
import { Refusal } from '../book/refusals.js';
import { alphanumeric } from '../issue-rules/characters.js';
import type { Call } from '../protocol/request.js';
import type { SandboxEndpoint } from './endpoint.js';
import { requestedTradeNo } from './requested.js';
import { tradeNumbers } from './told.js';

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
