/** Actions of `ecticket events`. */
import { UsageError } from '../../settings/listen-options.js';
import type { CommandContext } from '../command-context.js';
import { findOrder, formatOrderName } from '../order-name.js';
import type { Texts } from '../texts/index.js';

/**
 * Sends an order's events to the webhook again, in order, with the ids that they had. Stops at the first event that the
 * webhook does not accept.
 *
 * @throws UsageError, OrderNotFoundError, EventNotAcceptedError
 */
export async function resendEvents(
  context: CommandContext,
  name: string,
  { since = 1 }: { readonly since?: number | undefined },
): Promise<void> {
  const { events: target } = await context.settings();
  if (target === undefined)
    throw new UsageError('No webhook is set. Set ECTICKET_EVENTS_URL and ECTICKET_EVENTS_SECRET as for the worker.');
  const order = await findOrder(context, name);
  const client = await context.temporal();
  const { readEvents } = await import('../read-events.js');
  const { webhook } = await import('../../workers/webhook.js');
  const deliver = webhook(target);
  const { texts } = context;
  const events = (await readEvents(client, order)).filter(({ sequence }) => sequence >= since);
  for (const [index, event] of events.entries()) {
    await deliver(event).catch((error: unknown) => {
      const { sequence, type } = event;
      context.printNote(texts.events.stopped(index, events.length, sequence, type));
      throw error;
    });
  }
  const sent = events.map(({ id, sequence, type }) => ({ id, sequence, type }));
  context.print({ order, sent }, () => summary(texts, formatOrderName(order), sent));
}

function summary(
  texts: Texts,
  order: string,
  sent: readonly { readonly sequence: number; readonly type: string }[],
): string {
  if (sent.length === 0) return texts.events.none(order);
  const events = sent.map(({ sequence, type }) => `${sequence} ${type}`).join(', ');
  return texts.events.accepted(sent.length, order, events);
}
