/** The merchant's event handler: which requests it accepts, and which function it calls. */
import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { DeliverEvent } from '../../../activities/index.js';
import { createEventHandler, InvalidEventHandlerError, type EventReceipt } from '../../../events/index.js';

const SECRET = `whsec_${Buffer.from('a secret of the merchant').toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.from('another secret of the merchant').toString('base64')}`;
const EVENT = {
  id: 'ecticket/3085676/CX1/2-abc',
  sequence: 2,
  at: '2026-11-28T08:00:00.000Z',
  order: { merchantId: '3085676', merchantTradeNo: 'CX1' },
  type: 'attentionResolved',
  data: { reason: 'issueDelayed' },
} as const;

/** A request as the worker sends it. */
function request(body: string, { secret = SECRET, at = new Date(), id = EVENT.id } = {}) {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  return { headers, body };
}

/** A handler that records what it calls. */
function recorder(secret: string | string[] = SECRET) {
  const calls: unknown[][] = [];
  const events = createEventHandler({
    secret,
    on: { attentionResolved: ({ data }) => void calls.push(['attentionResolved', data.reason]) },
    fallback: ({ type, data }) => void calls.push(['fallback', type, data]),
  });
  return { events, calls };
}

describe('a signed request', () => {
  test.each([
    ['text', (body: string) => body],
    ['bytes', (body: string) => Buffer.from(body)],
  ])('as %s calls the function of its type', async (_, encode) => {
    const { events, calls } = recorder();
    const { headers, body } = request(JSON.stringify(EVENT));
    expect(await events.receive({ headers, body: encode(body) })).toEqual({ status: 204 });
    expect(calls).toEqual([['attentionResolved', 'issueDelayed']]);
  });

  test('may have the headers of Fetch or of Node, in any case', async () => {
    const { events, calls } = recorder();
    const { headers, body } = request(JSON.stringify(EVENT));
    await events.receive({ headers: new Headers(headers), body });
    await events.receive({ headers: { ...headers, 'x-list': ['a', 'b'], 'x-none': undefined }, body });
    const capitalized = Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value] as const);
    await events.receive({ headers: Object.fromEntries(capitalized), body });
    expect(calls).toHaveLength(3);
  });

  test.each([
    [
      'of a type without a function',
      { type: 'settled', data: { counts: { unused: 0, redeemed: 2, refunded: 0, expired: 0 } } },
    ],
    ['of a type that this version does not have', { type: 'giftWrapped', data: { colour: 'red' } }],
    ['with data that this version does not have', { type: 'attentionResolved', data: { reason: 'rain' } }],
    ['of a type that every object has', { type: 'constructor', data: {} }],
  ])('%s calls the fallback', async (_, change) => {
    const { events, calls } = recorder();
    const answer = await events.receive(request(JSON.stringify({ ...EVENT, ...change })));
    expect([answer, calls]).toEqual([{ status: 204 }, [['fallback', change.type, change.data]]]);
  });

  test.each(['', 'null', '[]', '{', '{"id":1}', JSON.stringify({ ...EVENT, id: undefined })])(
    'whose body is %p is no event',
    async (body) => {
      const { events, calls } = recorder();
      expect(await events.receive(request(body))).toMatchObject({ status: 400 });
      expect(calls).toEqual([]);
    },
  );

  test.each([
    ['a list', [OTHER_SECRET, SECRET]],
    ['the value of the setting', `${OTHER_SECRET},${SECRET}`],
    ['the value of the setting with a space', `${OTHER_SECRET}, ${SECRET}`],
  ])('is accepted with either secret while the secret is rotated, from %s', async (_, secrets) => {
    const { events, calls } = recorder(secrets);
    expect(await events.receive(request(JSON.stringify(EVENT)))).toEqual({ status: 204 });
    expect(await events.receive(request(JSON.stringify(EVENT), { secret: OTHER_SECRET }))).toEqual({ status: 204 });
    expect(calls).toHaveLength(2);
  });

  test('rejects with what the function throws, so that the worker delivers again', async () => {
    const events = createEventHandler({
      secret: SECRET,
      on: {},
      fallback: () => Promise.reject(new Error('the database is down')),
    });
    await expect(events.receive(request(JSON.stringify(EVENT)))).rejects.toThrow('the database is down');
  });
});

test('an event of the worker in the same process needs no signature', async () => {
  const { events, calls } = recorder();
  const onEvent: DeliverEvent = events.handle;
  await onEvent(EVENT);
  expect(calls).toEqual([['attentionResolved', 'issueDelayed']]);
});

describe('a request is refused', () => {
  const body = JSON.stringify(EVENT);
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  test.each<[string, { headers: Record<string, string>; body: string }]>([
    ['without headers', { headers: {}, body }],
    ['with another secret', request(body, { secret: OTHER_SECRET })],
    ['with a changed body', { ...request(body), body: body.replace('CX1', 'CX2') }],
    ['with another id', { headers: { ...request(body).headers, 'webhook-id': 'another' }, body }],
    ['that is replayed after six minutes', request(body, { at: minutesAgo(6) })],
    ['from the future', request(body, { at: minutesAgo(-6) })],
    ['with a signature of nothing', { headers: { ...request(body).headers, 'webhook-signature': 'v1,' }, body }],
  ])('%s', async (_, forged) => {
    const { events, calls } = recorder();
    const answer: EventReceipt = await events.receive(forged);
    expect(answer).toMatchObject({ status: 401, reason: expect.any(String) });
    expect(JSON.stringify(answer)).not.toMatch(/CX1|3085676/);
    expect(calls).toEqual([]);
  });
});

test('a body that a parser has read is a mistake of the route, and says so', async () => {
  const parsed = { ...request(JSON.stringify(EVENT)), body: EVENT as never };
  const received = recorder().events.receive(parsed);
  await expect(received).rejects.toThrow(InvalidEventHandlerError);
  await expect(received).rejects.toThrow(/before any JSON parser \(Express: express.raw\)/);
});

describe('options are refused', () => {
  const fallback = () => undefined;
  const options = { secret: SECRET, on: {}, fallback };
  test.each<[string, object, RegExp]>([
    ['a type that no event has', { on: { refund: fallback } }, /No event has the type refund in "on".*refunded/],
    ['no fallback', { fallback: undefined }, /needs the option fallback, which must be a function/],
    ['no secret', { secret: undefined }, /secret is empty.*ECTICKET_EVENTS_SECRET/],
    ['an empty secret', { secret: 'whsec_' }, /secret is empty/],
    ['an empty list of secrets', { secret: [] }, /secret is empty/],
    ['an empty second secret', { secret: `${SECRET},` }, /secret is empty/],
    ['a secret that is too short for any worker', { secret: 'whsec_aGVsbG8=' }, /secret has less than 24 bytes/],
    ['a secret that is not base64', { secret: 'whsec_%%%' }, /secret is not base64/],
  ])('%s', (_, change, message) => {
    const create = () => createEventHandler({ ...options, ...change });
    expect(create).toThrow(InvalidEventHandlerError);
    expect(create).toThrow(message);
    expect(create).not.toThrow(/%%%/);
  });
});
