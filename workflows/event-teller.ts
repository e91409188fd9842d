/** Tells the merchant what happened, beside the order's story, so that a merchant's outage holds up nothing. */
import {
  CancellationScope,
  condition,
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { MerchantActivities } from '../activities/index.js';
import type { OrderInput } from './order-input.js';
import type { OrderState } from './order-state.js';

interface Told {
  readonly state: OrderState;
  apply(input: OrderInput): void;
}

/** A local activity is one event of history, a regular one three and a task: the short way first, the patient one after. */
const shortWay = proxyLocalActivities<MerchantActivities>({
  startToCloseTimeout: '2 seconds',
  retry: { maximumAttempts: 1 },
});
const patientWay = proxyActivities<MerchantActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', maximumInterval: '10 minutes' },
});

export class EventTeller {
  readonly #order: Told;
  readonly #scope = new CancellationScope();
  readonly #telling: Promise<void>;

  constructor(order: Told) {
    this.#order = order;
    this.#telling = this.#scope.run(() => this.#tell());
  }

  /** Ends at once; what was being told when it ended stays in the outbox and is told again. */
  async stop(): Promise<void> {
    this.#scope.cancel();
    await this.#telling;
  }

  async #tell(): Promise<void> {
    try {
      for (;;) {
        await condition(() => this.#order.state.outbox.length > 0);
        const events = this.#order.state.outbox;
        await deliver(events);
        this.#order.apply({ type: 'eventsDelivered', upTo: events.at(-1)?.sequence ?? 0 });
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }
}

async function deliver(events: OrderState['outbox']): Promise<void> {
  try {
    await shortWay.tellMerchant(events);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('the merchant did not take an event at once; trying on', { events: events.map(({ id }) => id) });
    await patientWay.tellMerchant(events);
  }
}
