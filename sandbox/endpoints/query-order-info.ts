import type { Order } from '../book/order.js';
import { totalsOf } from '../book/totals.js';
import { day, moment } from '../time/taipei.js';
import { samePath, type SandboxEndpoint } from './endpoint.js';
import { requestedOrder, requestedPage } from './requested.js';
import { issueStatus, ticketListItem, tradeNumbers } from './told.js';

const TICKETS_A_PAGE = 200;

/** An order with its totals, and one page of its tickets (developers.ecpay.com.tw/?p=37942, ?p=42704). */
export const queryOrderInfo: SandboxEndpoint = {
  name: 'QueryOrderInfo',
  paths: samePath('QueryOrderInfo'),
  answer(call, world) {
    const order = requestedOrder(call, world);
    const first = (requestedPage(call.data) - 1) * TICKETS_A_PAGE;
    const today = day(world.clock.now());
    return {
      MerchantID: order.merchantId,
      ...tradeNumbers(order),
      TicketTradeNo: order.ticketTradeNo,
      ...aboutPayment(order),
      Status: issueStatus(order.status),
      Remark: order.remark,
      IssueDate: order.issuedAt === undefined ? '' : moment(order.issuedAt),
      ...asIssued(order),
      EscrowExpiredDate: order.escrowEndsOn ?? '',
      ...totalsOf(order, today),
      TicketList: order.tickets.slice(first, first + TICKETS_A_PAGE).map((ticket) => ticketListItem(ticket, today)),
    };
  },
};

/** One-time credit card is the only way to pay for tickets; gift vouchers are not paid for. The words are a choice. */
function aboutPayment({ tradeNumberField, data }: Order) {
  const paid = tradeNumberField === 'MerchantTradeNo';
  return { PaymentProvider: paid ? (data?.PaymentProvider ?? '1') : '', PaymentType: paid ? 'Credit' : '' };
}

function asIssued({ data }: Order) {
  return {
    IssueType: data?.IssueType,
    PrintType: data?.PrintType ?? '',
    CustomerName: data?.CustomerName ?? '',
    CustomerPhone: data?.CustomerPhone ?? '',
    CustomerEmail: data?.CustomerEmail ?? '',
  };
}
