/** How a change of an order becomes news for the merchant. Pure. */
import { attentionFor } from './attention.js';
import { numbered, type News } from './merchant-events.js';
import type { Attention } from './messages.js';
import type { OrderState, Stage } from './order-state.js';

/** The order needs a person from `now` (ms) on; `said` is ECPay's or an error's own. */
export function askPerson(
  state: OrderState,
  reason: Attention['reason'],
  now: number,
  said: { code?: string; words?: string } = {},
): OrderState {
  const attention = attentionFor(reason, new Date(now).toISOString(), said, state.decisions.length);
  const accepted =
    state.stage.status === 'awaitingIssuance' || state.stage.status === 'needsAttention'
      ? state.stage.issueAcceptedAt
      : undefined;
  const stage: Stage = {
    status: 'needsAttention',
    attention,
    ...(accepted !== undefined && { issueAcceptedAt: accepted }),
  };
  return tell({ ...state, stage }, now, { type: 'needsAttention', data: { attention } });
}

/** The news of `now` (ms), numbered and put into the outbox. */
export function tell(state: OrderState, now: number, ...news: News[]): OrderState {
  const events = numbered(news, state.ref, state.lastSequence, now);
  return { ...state, lastSequence: state.lastSequence + events.length, outbox: [...state.outbox, ...events] };
}
