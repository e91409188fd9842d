import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import {
  ECTicketError,
  HashKeyPair,
  MerchantRegistry,
  verifyAndDecrypt,
  encryptAndSignText,
  encryptAndSign,
  type MerchantSettings,
  type TicketOrder,
} from '../../../ecticket/index.js';
import type { Answer } from './local-server.js';
import { apiAt, failureOf, serving } from './support.js';

const KEY = 'kEyKeYkEyKeYkEy1';
const IV = 'iViViViViViViVi2';
const PERSON = {
  customerName: '王珊珊',
  customerPhone: '0912345678',
  customerEmail: 'shan.shan@example.com.tw',
  customerAddress: '台北市中山北路九段一號',
};
const WRITE_OFF_NO = '202605180000000042';
const SECRETS = [KEY, IV, ...Object.values(PERSON), WRITE_OFF_NO];

const KEYS = new HashKeyPair(KEY, IV);
const SETTINGS: MerchantSettings = { profile: 'issueOnly', keys: [{ hashKey: KEY, hashIv: IV }] };
const merchants = new MerchantRegistry({ '3085676': SETTINGS });
const ORDER: TicketOrder = {
  merchantId: '3085676',
  merchantTradeNo: 'CBX20220302153064851',
  issueType: 'electronic',
  availability: 'immediate',
  operator: 'AngelaChan',
  items: [{ itemNo: 'VQT04959', quantity: 1 }],
  ...PERSON,
};

/** Every text in which a log or a debugger can show a value. */
function everyView(thing: unknown): string {
  const hidden = { showHidden: true, depth: Infinity, maxArrayLength: null, maxStringLength: null };
  const views = [inspect(thing), inspect(thing, hidden), String(thing), JSON.stringify(thing)];
  if (thing instanceof Error)
    views.push(thing.message, thing.stack ?? '', inspect(Object.getOwnPropertyDescriptors(thing), hidden));
  return views.join('\n');
}

function expectNoSecretIn(thing: unknown): void {
  const seen = everyView(thing);
  for (const secret of SECRETS) expect(seen).not.toContain(secret);
}

const refusal = (code: Record<string, unknown>) =>
  JSON.stringify({ TransCode: 1, ...encryptAndSign({ RtnCode: 7, ...code }, KEYS) });
/** A message in which ECPay repeats the customer's data. */
const GOSSIP =
  `客戶 ${PERSON.customerName} (${PERSON.customerEmail}, ${PERSON.customerPhone}) ` +
  `${PERSON.customerAddress} 不存在`;

describe('no error of a call shows a key or personal data', () => {
  const answers: Record<string, [code: string, answer: Answer]> = {
    'a time limit': ['TIMED_OUT', () => undefined],
    'a reset': ['TIMED_OUT', (_, { socket }) => socket.resetAndDestroy()],
    throttling: ['THROTTLED', (response) => response.writeHead(403).end(GOSSIP)],
    'a server error': ['SERVER_ERROR', (response) => response.writeHead(500).end(GOSSIP)],
    'an error page': ['NOT_AN_ECPAY_REPLY', (response) => response.end(`<html>${GOSSIP} ${KEY}</html>`)],
    'JSON of somebody else': ['NOT_AN_ECPAY_REPLY', (response) => response.end(JSON.stringify({ [KEY]: GOSSIP }))],
    'a request sent back': ['NOT_AN_ECPAY_REPLY', (response, { body }) => response.end(body)],
    'undecryptable Data': [
      'DATA_REJECTED',
      (response) => response.end(JSON.stringify({ TransCode: 1, Data: GOSSIP, CheckMacValue: KEY })),
    ],
    'encrypted text that is not JSON': [
      'DATA_REJECTED',
      (response) => response.end(JSON.stringify({ TransCode: 1, ...encryptAndSignText(GOSSIP, KEYS) })),
    ],
    'a refused envelope': [
      'ENVELOPE_REFUSED',
      (response) => response.end(JSON.stringify({ TransCode: 9, TransMsg: GOSSIP })),
    ],
    'a refusal': ['BUSINESS_REFUSAL', (response) => response.end(refusal({ RtnMsg: GOSSIP }))],
    'success of another shape': [
      'NOT_AN_ECPAY_REPLY',
      (response) => response.end(refusal({ RtnCode: 1, TicketTradeNo: { [KEY]: GOSSIP }, TicketData: GOSSIP })),
    ],
  };

  test.each(Object.entries(answers))('%s', async (_, [code, answer]) => {
    const server = await serving(answer);
    const logged: unknown[] = [];
    const api = apiAt(server.url, { merchants, timeouts: { response: 50 }, log: (...line) => logged.push(line) });

    const error = await failureOf(() => api.issue(ORDER));
    expect(error).toBeInstanceOf(ECTicketError);
    expect(error).toMatchObject({ code });
    expect((error as Error).cause).toBeUndefined();
    for (const thing of [error, api, merchants, logged]) expectNoSecretIn(thing);
  });

  test('no server listens', async () => {
    const server = await serving(() => undefined);
    await server.close();
    const api = apiAt(server.url, { merchants });
    const error = await failureOf(() => api.issue(ORDER));
    expect(error).toMatchObject({ code: 'CANNOT_CONNECT' });
    expectNoSecretIn(error);
  });

  test('of a refused redemption: the scanned number lets its bearer redeem', async () => {
    const server = await serving((response) => response.end(refusal({ RtnMsg: `${WRITE_OFF_NO} 已核銷` })));
    const api = apiAt(server.url, { merchants });
    const error = await failureOf(() =>
      api.writeOff({ merchantId: '3085676', writeOffNo: WRITE_OFF_NO, action: 'redeem' }),
    );
    expect(error).toMatchObject({ code: 'BUSINESS_REFUSAL', rtnMsg: '[hidden] 已核銷' });
    expectNoSecretIn(error);
  });
});

test('ECPay’s message without personal data is kept, up to 200 characters', async () => {
  const text = `訂單 CBX1 的商品編號錯誤 (10% off!) ${'長'.repeat(300)}`;
  const server = await serving((response) => response.end(refusal({ RtnMsg: text })));
  const api = apiAt(server.url, { merchants });
  expect(await failureOf(() => api.issue(ORDER))).toMatchObject({ rtnMsg: text.slice(0, 200) });
});

describe('no error shows an invalid value', () => {
  test('an order whose fields about the customer break rules', async () => {
    const api = apiAt('http://127.0.0.1:9', { merchants });
    const error = await failureOf(() =>
      api.issue({
        ...ORDER,
        customerName: `${PERSON.customerName} Shan`,
        customerPhone: `${PERSON.customerPhone}0`,
        customerEmail: `${PERSON.customerEmail}@`,
        customerAddress: PERSON.customerAddress.repeat(20),
      }),
    );
    expect(error).toMatchObject({ code: 'INVALID_ORDER' });
    expectNoSecretIn(error);
  });

  test('a redemption number that is too long', async () => {
    const api = apiAt('http://127.0.0.1:9', { merchants });
    const error = await failureOf(() =>
      api.writeOff({ merchantId: '3085676', writeOffNo: `${WRITE_OFF_NO}0`, action: 'redeem' }),
    );
    expect(error).toMatchObject({ code: 'INVALID_REQUEST' });
    expectNoSecretIn(error);
  });

  test('merchant settings with problems beside the keys', async () => {
    const settings = {
      profile: KEY,
      keys: [
        { hashKey: `${KEY}0`, hashIv: `${IV}\n` },
        { hashKey: KEY, iv: IV },
      ],
    };
    const error = await failureOf(() => new MerchantRegistry({ '3085676': settings as unknown as MerchantSettings }));
    expect(error).toMatchObject({ code: 'INVALID_MERCHANTS' });
    expectNoSecretIn(error);
  });

  test('half of a key pair', async () => {
    const error = await failureOf(() => new HashKeyPair(KEY, `${IV}0`));
    expect(error).toMatchObject({ code: 'INVALID_KEY_PAIR' });
    expectNoSecretIn(error);
  });
});

test('no public object shows a key', async () => {
  const fixed = new MerchantRegistry({ '3085676': SETTINGS });
  const asked = new MerchantRegistry(() => Promise.resolve(SETTINGS));
  const opened = verifyAndDecrypt(encryptAndSign({}, KEYS), [KEYS]);
  const things = [
    KEYS,
    { keys: [KEYS] },
    String(KEYS),
    fixed,
    asked,
    await fixed.get('3085676'),
    await asked.get('3085676'),
    opened,
  ];
  for (const thing of things) expectNoSecretIn(thing);
  expect(inspect(KEYS)).toBe('HashKeyPair [keys hidden]');
  expect(JSON.stringify({ keys: KEYS })).toBe('{"keys":"[keys hidden]"}');
  expect(Object.keys(KEYS)).toEqual([]);
});
