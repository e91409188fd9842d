import { setImmediate as yieldToOtherRequests } from 'node:timers/promises';
import { HttpError } from './http-errors.js';
import type { JsonPayload } from './json-payload.js';

/** The limits of one request. */
const LIMITS = {
  /** Number of payloads. A page of a history has about a thousand events. */
  payloads: 5000,
  /** Characters of the answer's payloads, in Base64. Decryption can make small payloads large. */
  characters: 32 * 1024 * 1024,
  /** Milliseconds. */
  time: 5000,
} as const;

/** Number of payloads per batch. Between batches, the server handles other requests. */
const BATCH_SIZE = 50;

/**
 * Processes payloads in order, within the limits of one request.
 *
 * @throws HttpError with 413 for too many payloads or too large an answer, with 503 if it takes too long.
 */
export async function processInBatches<T extends { readonly payload: JsonPayload }>(
  payloads: readonly JsonPayload[],
  process: (payload: JsonPayload) => Promise<T>,
): Promise<T[]> {
  if (payloads.length > LIMITS.payloads) {
    throw new HttpError(
      413,
      `The request has ${payloads.length} payloads: send at most ${LIMITS.payloads} per request.`,
    );
  }
  const deadline = performance.now() + LIMITS.time;
  const results: T[] = [];
  let characters = 0;
  for (const payload of payloads) {
    if (performance.now() > deadline) {
      const seconds = LIMITS.time / 1000;
      throw new HttpError(503, `The request takes longer than ${seconds} s: send fewer payloads, or retry.`);
    }
    const result = await process(payload);
    results.push(result);
    characters += sizeOf(result.payload);
    if (characters > LIMITS.characters) {
      const mebibytes = LIMITS.characters / 1024 / 1024;
      throw new HttpError(413, `The answer is larger than ${mebibytes} MiB: send fewer payloads per request.`);
    }
    if (results.length % BATCH_SIZE === 0) await yieldToOtherRequests();
  }
  return results;
}

function sizeOf({ metadata, data }: JsonPayload): number {
  return Object.values(metadata).reduce((sum, value) => sum + value.length, data.length);
}
