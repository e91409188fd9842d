/** A flood of refused requests does not fill the log. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { callbackBody } from '../../support/callback-requests.js';
import { recordingReceiver } from '../../support/callback-receiver.js';

const MINUTE = 60_000;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test('each reason has ten lines per minute, then one line with the number of the others', async () => {
  const receiver = recordingReceiver();
  for (let n = 0; n < 500; n += 1) await receiver.receive({ kind: 'refund', body: 'no' });
  await receiver.receive({ kind: 'aioPayment', body: 'x'.repeat(70_000) });
  expect(receiver.lines.map(({ refusal }) => refusal)).toEqual([...Array<string>(10).fill('malformed'), 'tooLarge']);
  await jest.advanceTimersByTimeAsync(MINUTE);
  expect(receiver.lines.slice(11)).toEqual([
    { level: 'warn', message: expect.stringContaining('more'), refusal: 'malformed', more: 490 },
  ]);
  await receiver.receive({ kind: 'refund', body: 'no' });
  expect(receiver.lines.at(-1)).toMatchObject({ level: 'warn', kind: 'refund', refusal: 'malformed' });
});

test('deferred callbacks are sampled too, because whoever can sign one can send any number', async () => {
  const receiver = recordingReceiver({ deliver: () => Promise.resolve('deferred') });
  for (let n = 0; n < 12; n += 1) {
    const body = callbackBody({ MerchantTradeNo: `Order${n}` });
    expect(await receiver.receive({ kind: 'refund', body })).toMatchObject({ status: 503 });
  }
  expect(receiver.lines).toHaveLength(10);
  expect(receiver.lines[0]).toMatchObject({ level: 'warn', merchantId: '3085676', refusal: 'deferred' });
});

test('genuine callbacks are all logged', async () => {
  const receiver = recordingReceiver({ deliver: () => Promise.resolve('unknown') });
  for (let n = 0; n < 4; n += 1) {
    const body = callbackBody({ MerchantTradeNo: `Order${n}` });
    for (let time = 0; time < 5; time += 1) await receiver.receive({ kind: 'refund', body });
  }
  expect(receiver.lines).toHaveLength(20);
});
