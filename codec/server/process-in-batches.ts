import { setImmediate as others } from 'node:timers/promises';
import type { JsonPayload } from './payload-json.js';
import { Refusal } from './refusal.js';

/** What one request may cost. */
const WORK = {
  /** A page of a history has some thousand events. */
  payloads: 5000,
  /** Characters of the answer's payloads, in Base64: what is small when it comes may be large when it is decrypted. */
  characters: 32 * 1024 * 1024,
  /** Milliseconds. */
  time: 5000,
} as const;

/** Payloads between two pauses, in which other requests are served. */
const TOGETHER = 50;

/**
 * What `work` makes of the payloads, one after the other.
 *
 * @throws Refusal with 413 for too many payloads or too large an answer, with 503 where it takes too long.
 */
export async function workThrough<T extends { readonly payload: JsonPayload }>(
  payloads: readonly JsonPayload[],
  work: (payload: JsonPayload) => Promise<T>,
): Promise<T[]> {
  if (payloads.length > WORK.payloads) {
    throw new Refusal(413, `There are ${payloads.length} payloads: send at most ${WORK.payloads} at once.`);
  }
  const latest = performance.now() + WORK.time;
  const done: T[] = [];
  let characters = 0;
  for (const payload of payloads) {
    if (performance.now() > latest) {
      throw new Refusal(503, `It takes longer than ${WORK.time / 1000} s: send fewer payloads at once, or try again.`);
    }
    const one = await work(payload);
    done.push(one);
    characters += sizeOf(one.payload);
    if (characters > WORK.characters) {
      const most = WORK.characters / 1024 / 1024;
      throw new Refusal(413, `The answer is larger than ${most} MiB: send fewer payloads at once.`);
    }
    if (done.length % TOGETHER === 0) await others();
  }
  return done;
}

function sizeOf({ metadata, data }: JsonPayload): number {
  return Object.values(metadata).reduce((sum, value) => sum + value.length, data.length);
}
