/** Redeems or refunds tickets, or takes either back; however often it is tried, each ticket is acted on once. */
import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { BusinessRefusalError, ECTicketError, type OrderBook, type OrderRef } from '../ecticket/index.js';
import { isWhereMoved, type TicketToMove } from '../workflows/counter-messages.js';
import { Deadline } from './deadline.js';
import { readMoveProgress, type MoveProgress, type TicketMove } from './move-progress.js';
import { Pace } from './pace.js';
import { withProvider, type Call, type Keep, type Provider } from './provider-call.js';
import { sendMove, type MoveRequest } from './send-move.js';

/** What became of each ticket, in the order of the request, and ECPay's book afterwards, where it could be read. */
export interface MoveAnswer {
  readonly moves: readonly TicketMove[];
  readonly book?: OrderBook;
}

/** In ms: ECPay advises as much between two calls, and answers too many by half an hour of HTTP 403. */
const BETWEEN_SENDS = 200;

/** In ms before the activity's end: for the last ticket's answer, the book, and the way back to the order. */
const RESERVE = 10_000;

/**
 * Check and skip. Before the first send the book is read, and which tickets stood there as moved is kept: somebody else
 * moved them, and goods are not handed out for them. What an earlier attempt was answered stands; of the rest, a ticket
 * that was not moved then and is now is ours, and done. Any other is sent. A refusal of ECPay's is one ticket's own; the
 * others go on. Nothing is sent once the activity has nearly run out of time or is cancelled.
 */
export function makeMoveTickets(provider: Provider) {
  return async function moveTickets(request: MoveRequest): Promise<MoveAnswer> {
    const earlier = readMoveProgress(activityInfo().heartbeatDetails);
    const deadline = new Deadline(RESERVE);
    const pace = new Pace(BETWEEN_SENDS);
    return await withProvider(provider, request.ref, async (call, keep) => {
      const book = await readBook(call, request.ref);
      const { movedBefore, moves: answered } = earlier ?? begin(request, book, keep);
      const moves = [...answered];
      for (const ticket of request.tickets.slice(moves.length)) {
        if (isMoved(book, request, ticket) && !movedBefore.includes(ticket.ticketNo)) {
          moves.push({ ticketNo: ticket.ticketNo, result: 'done' });
        } else if (deadline.isNear()) {
          moves.push({ ticketNo: ticket.ticketNo, result: earlier === undefined ? 'notSent' : 'unknown' });
        } else {
          await pace.keep();
          moves.push(await move(call, request, ticket));
          keep({ movedBefore, moves } satisfies MoveProgress);
        }
      }
      return { moves, ...(await bookAfterwards(call, request.ref)) };
    });
  };
}

/**
 * An attempt that fails leaves its heartbeat's details to the next one for certain; a worker that is killed may have sent
 * a ticket before they were. The next attempt then begins anew, and what it finds moved is sent, which ECPay refuses:
 * rather a customer whose redemption must be looked up than goods that are handed out twice.
 */
function begin({ action, tickets }: MoveRequest, book: OrderBook, keep: Keep): MoveProgress {
  const moved = tickets.filter((ticket) => isMoved(book, { action }, ticket));
  const progress = { movedBefore: moved.map(({ ticketNo }) => ticketNo), moves: [] };
  keep(progress);
  return progress;
}

async function move(call: Call, request: MoveRequest, ticket: TicketToMove): Promise<TicketMove> {
  const { ticketNo } = ticket;
  cancellationSignal().throwIfAborted();
  try {
    await call((api, options) => sendMove(api, request, ticket, options));
    return { ticketNo, result: 'done' };
  } catch (error) {
    if (!(error instanceof BusinessRefusalError)) throw error;
    return { ticketNo, result: 'refused', code: String(error.rtnCode), words: error.rtnMsg };
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

function isMoved(book: OrderBook, { action }: Pick<MoveRequest, 'action'>, { ticketNo }: TicketToMove): boolean {
  return isWhereMoved(book.tickets.find((each) => each.ticketNo === ticketNo)?.state, action);
}
