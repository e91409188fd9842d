/** Delivers events to the merchant: at least once, in order. */
import { ApplicationFailure } from '@temporalio/activity';
import type { MerchantEvent } from '../workflows/merchant-events.js';

/** The merchant's own function; an event is delivered when it resolves. The same event may come again. */
export type DeliverEvent = (event: MerchantEvent) => Promise<void>;

export function makeTellMerchant(deliver: DeliverEvent) {
  return async function tellMerchant(events: readonly MerchantEvent[]): Promise<void> {
    for (const event of events) await tell(deliver, event);
  };
}

/** Whatever the merchant's code throws, the event is tried again: an order's news is not lost over it. */
async function tell(deliver: DeliverEvent, event: MerchantEvent): Promise<void> {
  try {
    await deliver(event);
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw ApplicationFailure.create({
      type: 'EVENT_NOT_TAKEN',
      message: `The merchant did not take event ${event.id} (${event.type}): ${said}`,
    });
  }
}
