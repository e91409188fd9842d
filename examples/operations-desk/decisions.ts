/** The decisions that an order accepts, and how the desk sends them. */
import type { Attention, ECTicketClient, OrderSnapshot } from 'temporal-ecticket/client';
import type { OrderRef, TicketOrder } from 'temporal-ecticket';

type DecisionName = Attention['options'][number];

export interface Decision {
  readonly name: DecisionName;
  readonly button: string;
  /** What happens after the confirmation. */
  readonly consequence: string;
  /** ECPay has used up the number of the order, so it is issued under a new one. */
  readonly needsNewNumber: boolean;
}

/** What an operator fills in. The update id is made with the form: the form sent twice is one decision. */
export interface DecisionForm {
  readonly by?: string;
  readonly why?: string;
  readonly newNumber?: string;
  readonly updateId: string;
}

const TEXTS: Readonly<Record<DecisionName, Pick<Decision, 'button' | 'consequence'>>> = {
  resubmit: {
    button: 'Resubmit',
    consequence: 'The worker sends the order to ECPay again. Correct the cause first, or ECPay refuses it again.',
  },
  abandon: {
    button: 'Abandon',
    consequence:
      'The order ends without tickets. If ECPay may have tickets, the order queries ECPay first. ' +
      'When it has ended, you must return any money that was paid.',
  },
  cancelOrder: {
    button: 'Cancel order',
    consequence: 'The order ends without tickets. You must return any money that was paid.',
  },
};

const USED_UP: readonly Attention['reason'][] = ['issuanceFailed', 'numberTaken'];

/** Returns the decisions that the order accepts now. */
export function decisionsOf({ attention }: OrderSnapshot): readonly Decision[] {
  if (attention === undefined) return [];
  return attention.options.map((name) => ({
    name,
    ...TEXTS[name],
    needsNewNumber: name === 'resubmit' && USED_UP.includes(attention.reason),
  }));
}

export function findDecision(order: OrderSnapshot, name: string): Decision | undefined {
  return decisionsOf(order).find((decision) => decision.name === name);
}

/**
 * Sends a decision to the order.
 *
 * @throws an ECTicketError, with a message for the operator, if the order does not accept it or nothing answers
 */
export async function decide(
  ecticket: ECTicketClient,
  order: OrderSnapshot,
  name: string,
  { by = '', why = '', newNumber = '', updateId }: DecisionForm,
): Promise<void> {
  const ref = refOf(order);
  const decision = { by, why };
  if (name === 'abandon') await ecticket.abandon(ref, decision, { updateId });
  else if (name === 'cancelOrder') await ecticket.cancelOrder(ref, decision, { updateId });
  else if (newNumber === '' || order.order === undefined) await ecticket.resubmit(ref, decision, { updateId });
  else await ecticket.resubmit(ref, { ...decision, order: withNumber(order.order, newNumber) }, { updateId });
}

function withNumber(order: TicketOrder, number: string): TicketOrder {
  return order.freeTradeNo === undefined ? { ...order, merchantTradeNo: number } : { ...order, freeTradeNo: number };
}

function refOf({ merchantId, platformId, merchantTradeNo, freeTradeNo }: OrderSnapshot): OrderRef {
  const number = freeTradeNo === undefined ? { merchantTradeNo: merchantTradeNo ?? '' } : { freeTradeNo };
  return { merchantId, ...(platformId !== undefined && { platformId }), ...number };
}
