/** Operator decisions, and a second placement of the same order. */
import { expect } from '@jest/globals';
import fc from 'fast-check';
import {
  DecisionRefusedError,
  OrderEndedError,
  OrderNotFoundError,
  type OrderSnapshot,
} from '../../../client/index.js';
import { electronicOrder } from '../../support/orders.js';
import { awaitsPayment, type Model } from '../model.js';
import type { RealOrder } from '../real-order.js';
import { ModelCommand } from './step.js';

type Choice = 'resubmit' | 'abandon' | 'cancelOrder';

interface Attempt {
  readonly by: string;
  readonly why: string;
  /** The order before the decision. */
  readonly before: OrderSnapshot | undefined;
}

class Decide extends ModelCommand {
  constructor(readonly choice: Choice) {
    super();
  }

  protected async act(model: Model, real: RealOrder): Promise<void> {
    const before = await real.snapshot();
    const decision = { by: 'Ann', why: 'the customer called' };
    try {
      await real.whileTimePasses(this.#send(model, real, { ...decision, before }));
    } catch (error) {
      const after = await real.snapshot();
      expect([DecisionRefusedError, OrderEndedError, OrderNotFoundError]).toContain((error as Error).constructor);
      const offered = isOffered(this.choice, before) && isOffered(this.choice, after);
      expect({ refused: String(error), offered }).toMatchObject({ offered: false });
      return;
    }
    model.decisions += 1;
    if (this.choice === 'resubmit') model.resubmitted = true;
    if (this.choice === 'cancelOrder' && awaitsPayment(model)) model.cancelledUnpaid = true;
  }

  #send({ plan }: Model, { client, ref, order }: RealOrder, { before, ...decision }: Attempt) {
    if (this.choice !== 'resubmit') return client[this.choice](ref, decision);
    // The operator states what was paid: it may differ from the price.
    const { paid, amount = 0, due } = before?.payment ?? {};
    const stated = { ...decision, amount: due === 'nothing' ? 0 : (paid?.amount ?? amount) };
    if (plan.goods !== 'offSale') return client.resubmit(ref, stated);
    const corrected = { ...order, items: electronicOrder('').items } as typeof order;
    return client.resubmit(ref, { ...stated, order: corrected });
  }

  toString(): string {
    return this.choice;
  }
}

/** Whether the order offers this decision. */
function isOffered(choice: Choice, shown: OrderSnapshot | undefined): boolean {
  if (shown?.status === 'awaitingPayment') return choice === 'cancelOrder';
  return shown?.attention?.options.includes(choice) ?? false;
}

/** Places the same order again, with its payment. */
class PlaceAgain extends ModelCommand {
  override check({ plan }: Model): boolean {
    return plan.placed === 'byClient';
  }

  protected async act(_model: Model, real: RealOrder): Promise<void> {
    expect(await real.place()).toBe(true);
  }

  toString(): string {
    return 'placeAgain';
  }
}

export const decisions = [
  fc.constantFrom<Choice>('resubmit', 'resubmit', 'abandon', 'cancelOrder').map((choice) => new Decide(choice)),
  fc.constant(new PlaceAgain()),
];
