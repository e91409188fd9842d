/** Delivers events to the merchant: at least once, in order. */
import { ApplicationFailure, metricMeter } from '@temporalio/activity';
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
    measure(event, 'notTaken');
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw ApplicationFailure.create({
      type: 'EVENT_NOT_TAKEN',
      message: `The merchant did not take event ${event.id} (${event.type}): ${said}`,
    });
  }
  measure(event, 'taken');
}

function measure({ type, at, order: { merchantId } }: MerchantEvent, result: 'taken' | 'notTaken'): void {
  metricMeter
    .createCounter('ecticket_events_total', '', 'Events brought to the merchant, by whether they were taken')
    .add(1, { merchant_id: merchantId, type, result });
  if (result === 'notTaken') return;
  metricMeter
    .createHistogram('ecticket_event_lag_seconds', 'float', '', 'From what happened to the merchant having its event')
    .record(Math.max(Date.now() - Date.parse(at), 0) / 1000);
}
