/** Redeems or refunds tickets, or takes either back; however often it is tried, each ticket is acted on once. */
import { activityInfo } from '@temporalio/activity';
import {
  BusinessRefusalError,
  ECTicketError,
  type CallOptions,
  type OrderBook,
  type OrderRef,
  type TicketApi,
} from '../ecticket/index.js';
import { isWhereMoved, type TicketAction, type TicketToMove } from '../workflows/counter-messages.js';
import { withProvider, type Call, type Provider } from './provider-call.js';

/** `tickets` were all in the state that `action` takes them from when the order was last read. */
export interface MoveRequest {
  readonly ref: OrderRef;
  readonly action: TicketAction;
  readonly tickets: readonly TicketToMove[];
  readonly storeId?: string;
  readonly operator?: string;
  readonly reason?: string;
  /** NT$ that the merchant keeps of each ticket's money. */
  readonly fee?: number;
}

/** What became of each ticket, and ECPay's book afterwards, where it could be read. */
export interface MoveAnswer {
  readonly moves: readonly TicketMove[];
  readonly book?: OrderBook;
}

export type TicketMove = { readonly ticketNo: string } & (
  { readonly result: 'done' } | { readonly result: 'refused'; readonly code: string; readonly words: string }
);

/**
 * Check and skip: what an earlier attempt was answered stands; where it was not answered the book is read first, and a
 * ticket that stands where it should is done. A refusal of ECPay's is one ticket's own; the others go on.
 */
export function makeMoveTickets(provider: Provider) {
  return async function moveTickets(request: MoveRequest): Promise<MoveAnswer> {
    const { attempt } = activityInfo();
    const kept = activityInfo().heartbeatDetails as TicketMove[] | undefined;
    return await withProvider(provider, request.ref, async (call, keep) => {
      const moves: TicketMove[] = [...(kept ?? [])];
      const before = attempt > 1 ? await readBook(call, request.ref) : undefined;
      for (const ticket of request.tickets.slice(moves.length)) {
        moves.push(isMoved(before, ticket, request.action) ? done(ticket) : await move(call, request, ticket));
        keep(moves);
      }
      return { moves, ...(await bookAfterwards(call, request.ref)) };
    });
  };
}

async function move(call: Call, request: MoveRequest, ticket: TicketToMove): Promise<TicketMove> {
  try {
    await call((api, options) => send(api, request, ticket, options));
    return done(ticket);
  } catch (error) {
    if (!(error instanceof BusinessRefusalError)) throw error;
    return { ticketNo: ticket.ticketNo, result: 'refused', code: String(error.rtnCode), words: error.rtnMsg };
  }
}

/** A redemption is known by the number that is scanned (p=32164), a refund by the ticket's own (p=32165). */
function send(
  api: TicketApi,
  { ref, action, storeId, operator, reason, fee }: MoveRequest,
  { ticketNo, writeOffNo = '' }: TicketToMove,
  options: CallOptions,
): Promise<void> {
  const { merchantId, platformId } = ref;
  const counter = {
    merchantId,
    ...(platformId !== undefined && { platformId }),
    ...(storeId !== undefined && { storeId }),
    ...(operator !== undefined && { operator }),
  };
  const cancelReason = reason !== undefined && { cancelReason: reason };
  switch (action) {
    case 'redeem':
      return api.writeOff({ ...counter, writeOffNo, action: 'redeem' }, options);
    case 'cancelRedemption':
      return api.writeOff({ ...counter, ...cancelReason, writeOffNo, action: 'cancel' }, options);
    case 'refund':
      return api.refund({ ...counter, ticketNo, action: 'refund', ...(fee !== undefined && { fee }) }, options);
    case 'cancelRefund':
      return api.refund({ ...counter, ...cancelReason, ticketNo, action: 'cancel' }, options);
  }
}

function readBook(call: Call, ref: OrderRef): Promise<OrderBook> {
  return call((api, options) => api.queryOrder(ref, options));
}

/** The tickets have been moved: that the book cannot be read now must not make it seem otherwise. */
async function bookAfterwards(call: Call, ref: OrderRef): Promise<{ book?: OrderBook }> {
  try {
    return { book: await readBook(call, ref) };
  } catch (error) {
    if (!(error instanceof ECTicketError)) throw error;
    return {};
  }
}

function isMoved(book: OrderBook | undefined, { ticketNo }: TicketToMove, action: TicketAction): boolean {
  return isWhereMoved(book?.tickets.find((each) => each.ticketNo === ticketNo)?.state, action);
}

function done({ ticketNo }: TicketToMove): TicketMove {
  return { ticketNo, result: 'done' };
}
