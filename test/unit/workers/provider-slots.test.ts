import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { ProviderSlots } from '../../../workers/provider-slots.js';

const never = new AbortController().signal;

/** Reserves as many slots as there are. */
function reserveAll(slots: ProviderSlots): number {
  for (let count = 0; ; count += 1) if (slots.tryReserveSlot() === null) return count;
}

/** A request that hangs until `end`. */
function hangingRequest(slots: ProviderSlots): { readonly end: () => Promise<void> } {
  const answer = new AbortController();
  const request = slots.duringRequest(() => once(answer.signal, 'abort'));
  return {
    end: async () => {
      answer.abort();
      await request;
    },
  };
}

test('activities without a request leave the others on the server; each request under way lets one more come', async () => {
  const slots = new ProviderSlots({ running: 10, waiting: 3 });
  expect(reserveAll(slots)).toBe(3);
  const request = hangingRequest(slots);
  expect(reserveAll(slots)).toBe(1);
  await request.end();
  slots.releaseSlot();
  expect(reserveAll(slots)).toBe(0);
  slots.releaseSlot();
  expect(reserveAll(slots)).toBe(1);
});

test('requests that hang keep no other activity from starting, up to the limit of running activities', () => {
  const slots = new ProviderSlots({ running: 10, waiting: 3 });
  let reserved = 0;
  for (let request = 0; request < 20; request += 1) {
    reserved += reserveAll(slots);
    hangingRequest(slots);
  }
  expect(reserved).toBe(10);
});

test('a poll waits for its slot in turn, and a poll that is aborted takes none', async () => {
  const slots = new ProviderSlots({ running: 2, waiting: 2 });
  reserveAll(slots);
  const given: string[] = [];
  const abort = new AbortController();
  const [first, aborted, last] = [never, abort.signal, never].map((signal, index) =>
    slots.reserveSlot({}, signal).then(() => given.push(`poll ${index + 1}`)),
  );
  const reason = new Error('shutdown');
  abort.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  slots.releaseSlot();
  slots.releaseSlot();
  await Promise.all([first, last]);
  expect(given).toEqual(['poll 1', 'poll 3']);
  await expect(slots.reserveSlot({}, abort.signal)).rejects.toBe(reason);
  expect(reserveAll(slots)).toBe(0);
});
