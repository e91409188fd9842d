import type { UnknownEvent } from 'temporal-ecticket/events';

/** Prints an event. A merchant handles each event once, with an inbox in its database: docs/how-to/events.md. */
export function printEvent({ type, order: { merchantTradeNo, freeTradeNo } }: UnknownEvent): void {
  console.log(`${merchantTradeNo ?? freeTradeNo}: ${type}`);
}
