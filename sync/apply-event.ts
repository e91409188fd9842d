import type { UnknownEvent } from '../events/event-handler.js';
import { merchantEventSchema, unknownEventSchema } from '../events/merchant-event-schema.js';
import { isOrderRef } from '../client/orders/order-ref.js';
import type { Database } from './database.js';
import { InvalidEventError } from './errors.js';
import { changesByEvent, keptData } from './event-changes.js';
import { toTimestamp } from './order-changes.js';
import { storeChanges, versionOf } from './store-changes.js';

/**
 * What became of an event.
 *
 * - `applied`: the event is stored, and the rows have what it says unless something newer is known.
 * - `repeated`: the event was stored before. Nothing changed.
 * - `unknown`: this version of the package lacks the event's type, or its data. The event is stored without its data.
 *   Nothing else changed. After an update of the package, `backfill` writes what such events have changed.
 * - `forgotten`: the data of this order was deleted with `forgetOrder`. Nothing was stored.
 */
export type EventResult = 'applied' | 'repeated' | 'unknown' | 'forgotten';

/** Documented at `ReadModel.applyEvent`. */
export async function applyEvent(database: Database, schema: string, event: UnknownEvent): Promise<EventResult> {
  const { id, sequence, type, order, at } = checkEvent(event);
  const known = merchantEventSchema.safeParse(event).data;
  const { isForgotten, isNew } = await storeChanges(database, schema, {
    ...{ ref: order, at, version: versionOf(at, sequence, id) },
    changes: known === undefined ? {} : changesByEvent(known),
    event: {
      ...{ event_id: id, sequence, type, understood: known !== undefined },
      data: known === undefined ? null : keptData(known),
    },
  });
  if (isForgotten) return 'forgotten';
  if (!isNew) return 'repeated';
  return known === undefined ? 'unknown' : 'applied';
}

/** What every event has. @throws InvalidEventError */
function checkEvent(event: UnknownEvent): UnknownEvent {
  const { data, error } = unknownEventSchema.safeParse(event);
  if (error !== undefined) {
    const [issue] = error.issues;
    throw new InvalidEventError(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
  }
  if (!isOrderRef(data.order)) throw new InvalidEventError('order has no merchantTradeNo and no freeTradeNo');
  const at = toTimestamp(data.at);
  if (at === null) throw new InvalidEventError('at is not a time');
  return { ...data, at };
}
