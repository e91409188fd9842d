import type { Ticket } from '../book/order.js';

/** A notification of ECPay's to a merchant, and what became of it. Times are ms since the epoch. */
export interface Callback {
  /** `useStatus` goes to UseStatusNotifyURL (p=46921), `refund` to RefundNotifyURL (p=32228). */
  readonly kind: 'useStatus' | 'refund';
  readonly url: string;
  /** Which tickets it is about; more may come to it as long as it was not sent. */
  readonly tickets: Set<Ticket>;
  /** What is sealed: settled when it is first sent, and the same every time. */
  data?: Readonly<Record<string, unknown>>;
  /** When it goes out, or again. */
  dueAt: number;
  /** `sending` from the beginning of an attempt to its end. `givenUp` is for good. */
  state: 'waiting' | 'sending' | 'answered' | 'givenUp';
  readonly attempts: Attempt[];
  /** Held back on request, to be overtaken by what comes after it. */
  stayedBack?: true;
}

export interface Attempt {
  readonly at: number;
  readonly result: 'answered' | 'notAnswered' | 'dropped';
  /** Sent once more than it should have been, on request. */
  readonly duplicate?: true;
  readonly httpStatus?: number;
  /** The answer's body as it came, cut at 500 characters. */
  readonly answer?: string;
  /** Why the answer does not count. */
  readonly problem?: string;
}
