/**
 * That a refusal takes as long whatever is wrong. Where wrong padding is refused sooner than a wrong checksum, whoever
 * may send messages can decrypt any other, block by block.
 */
import { expect, test } from '@jest/globals';
import { verifyAndDecrypt, readEmbeddedNotice, encryptAndSignText, type SignedData } from '../../../ecticket/index.js';
import { embeddedBody, PAYMENT_KEYS } from '../../support/payment-notices.js';
import { VECTOR_KEYS } from './keys.js';

/**
 * How much longer one kind of refusal may take than another, by the quarter of their measurements that was quickest.
 */
const TOLERANCE = 1.5;
const ROUNDS = 300;
/** A machine under load may disturb a measurement; a difference in the work shows in every one. */
const ATTEMPTS = 5;

function changed(data: string, at: number): string {
  const bytes = Buffer.from(data, 'base64');
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return bytes.toString('base64');
}

function refused(act: () => unknown): void {
  try {
    act();
  } catch {
    return;
  }
  throw new Error('was not refused');
}

/** How long each takes, in microseconds, measured by turns. */
function measure(kinds: readonly (() => unknown)[]): number[] {
  const times = kinds.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    kinds.forEach((act, nth) => {
      const began = performance.now();
      refused(act);
      times[nth]?.push(performance.now() - began);
    });
  }
  return times.map((each) => (each.sort((one, other) => one - other)[ROUNDS / 4] ?? 0) * 1000);
}

function ratioOf(kinds: readonly (() => unknown)[]): number {
  let best = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && best > TOLERANCE; attempt += 1) {
    const times = measure(kinds);
    best = Math.min(best, Math.max(...times) / Math.min(...times));
  }
  return best;
}

const TEXT = JSON.stringify({
  MerchantTradeNo: 'CX1',
  TicketList: Array.from({ length: 400 }, (_, nth) => ({ TicketNo: String(10 ** 15 + nth), ItemName: '票券' })),
});

test('of 30 kB of Data with a checksum: wrong padding, a garbled block, a wrong checksum', () => {
  const good = encryptAndSignText(TEXT, VECTOR_KEYS);
  expect(good.Data.length).toBeGreaterThan(30_000);
  const open = (encrypted: SignedData) => () => verifyAndDecrypt(encrypted, [VECTOR_KEYS]);
  const ratio = ratioOf([
    open({ ...good, CheckMacValue: '0'.repeat(64) }),
    open({ ...good, Data: changed(good.Data, -17) }),
    open({ ...good, Data: changed(good.Data, 0) }),
    open({ ...good, Data: changed(good.Data, 12_000) }),
  ]);
  expect(ratio).toBeLessThan(TOLERANCE);
});

test('of a payment notification without a checksum: wrong padding, a garbled block, another merchant', () => {
  const notice = JSON.parse(embeddedBody({ data: { CustomField: '票券'.repeat(150) } })) as { Data: string };
  const other = JSON.parse(
    embeddedBody({ data: { CustomField: '票券'.repeat(150), MerchantID: '2000132' } }),
  ) as typeof notice;
  const open = (Data: string) => () => readEmbeddedNotice(JSON.stringify({ ...notice, Data }))?.verify([PAYMENT_KEYS]);
  const ratio = ratioOf([
    open(other.Data),
    open(changed(notice.Data, -17)),
    open(changed(notice.Data, 0)),
    open(changed(notice.Data, 1_600)),
  ]);
  expect(ratio).toBeLessThan(TOLERANCE);
});
