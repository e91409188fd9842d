/**
 * Checks the operations on one ticket against a register: there must be a sequence of them, each within the time of its
 * call, that explains every answer and ends in the state of ECPay's record (linearizability).
 */
import type { TicketAction } from '../../client/index.js';
import type { TicketState } from '../../ecticket/index.js';
import type { TicketOperation } from '../orders/ticket-history.js';

const TRANSITIONS: Readonly<Record<TicketAction, { readonly from: TicketState; readonly to: TicketState }>> = {
  redeem: { from: 'unused', to: 'redeemed' },
  cancelRedemption: { from: 'redeemed', to: 'unused' },
  refund: { from: 'unused', to: 'refunded' },
  cancelRefund: { from: 'refunded', to: 'unused' },
};

/** Whether the operations explain that an unused ticket now has this state. */
export function isLinearizable(operations: readonly TicketOperation[], finalState: TicketState): boolean {
  // A request without an answer may take effect at any later time.
  const calls = mergeRepeats(operations)
    .filter(({ outcome }) => outcome !== 'none')
    .map((call) => (call.outcome === 'maybe' ? { ...call, endedAt: Infinity } : call));
  const seen = new Set<string>();

  const canFinish = (pending: readonly TicketOperation[], state: TicketState): boolean => {
    if (state === finalState && pending.every(({ outcome }) => outcome === 'maybe')) return true;
    const key = `${state} ${pending.map((call) => calls.indexOf(call)).join()}`;
    if (seen.has(key)) return false;
    seen.add(key);
    const firstEnd = Math.min(...pending.map(({ endedAt }) => endedAt));
    return pending.some((call) => {
      const { from, to } = TRANSITIONS[call.action];
      const isNext = call.startedAt <= firstEnd && from === state;
      return (
        isNext &&
        canFinish(
          pending.filter((each) => each !== call),
          to,
        )
      );
    });
  };
  return canFinish(calls, 'unused');
}

/** A call that is repeated under its update id is one operation, which takes effect before its first `done`. */
export function mergeRepeats(operations: readonly TicketOperation[]): readonly TicketOperation[] {
  const merged = new Map<string, TicketOperation>();
  for (const [index, operation] of operations.entries()) {
    const { by, action, outcome } = operation;
    const key = by.startsWith('update ') ? `${by} ${action}` : String(index);
    const before = merged.get(key);
    if (before === undefined || before.outcome === 'none') merged.set(key, operation);
    else if (before.outcome === 'maybe' && outcome === 'done')
      merged.set(key, { ...operation, startedAt: before.startedAt });
  }
  return [...merged.values()];
}
