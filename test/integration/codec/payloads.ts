/** Finds every payload of a history, at any depth. */
import type { Payload } from '@temporalio/common';

export interface FoundPayload {
  /** `7.activityTaskCompletedEventAttributes.result.payloads.0` */
  readonly place: string;
  readonly payload: Payload;
}

/** Returns the payloads that pass through the codec. */
export function payloadsOf({ events }: { events?: object[] | null }): FoundPayload[] {
  return (events ?? []).flatMap((event, index) => found(event, String(index + 1)));
}

/** Search attributes, and the SDK's marker of when a local activity ended. Neither passes through a codec. */
const NOT_FOR_CODECS = /searchAttributes$|markerRecordedEventAttributes\.details\.data$/i;

function found(value: unknown, place: string): FoundPayload[] {
  if (typeof value !== 'object' || value === null || NOT_FOR_CODECS.test(place)) return [];
  if (isPayload(value)) return [{ place, payload: value }];
  return Object.entries(value).flatMap(([key, part]) => found(part, `${place}.${key}`));
}

function isPayload(value: object): value is Payload {
  return 'metadata' in value && (value.metadata as Payload['metadata'])?.['encoding'] instanceof Uint8Array;
}

export function textIn({ metadata }: Payload, key: string): string | undefined {
  const bytes = metadata?.[key];
  return bytes ? Buffer.from(bytes).toString('utf8') : undefined;
}
