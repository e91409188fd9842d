/** Orders on every road, and nobody of whom they are for in anything that is kept of them. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Evidence } from './evidence.js';
import { GARBAGE } from './garbage.js';
import { GONE_WRONG } from './gone-wrong.js';
import { SHOP } from './keys.js';
import { lastQueriedAt } from './looked-at.js';
import { findSecrets } from './search.js';
import { Secrets, type SecretsByName } from './secrets.js';
import { openShop, type MerchantWebhook } from './shop.js';
import { SOLD_AND_USED } from './sold-and-used.js';

/** One group after the other: more at once than a machine bears would only take longer. */
const ROADS = [SOLD_AND_USED, GONE_WRONG, GARBAGE];

/** Told by a test that fails. */
const seed = randomUUID();
const secrets = new Secrets(seed);
let evidence: Evidence;
/** Of others, in a shop without codec keys. */
const plainSecrets = new Secrets(`${seed}, plain`);
let plainEvidence: Evidence;

beforeAll(async () => {
  [evidence, plainEvidence] = await Promise.all([
    live(secrets, { encrypted: true }),
    live(plainSecrets, { encrypted: false }),
  ]);
}, 300_000);

/** The life of a shop, and what is left of it. */
async function live(told: Secrets, how: { readonly encrypted: boolean }): Promise<Evidence> {
  const shop = await openShop(told, how);
  try {
    const [receiver] = await Promise.all([shop.startReceiver(), shop.startWorker()]);
    const around = { ...receiver, shop, secrets: told };
    for (const roads of ROADS) await Promise.all(roads.map((road) => road(around)));
    if (how.encrypted) await lastQueriedAt(around);
    learnTickets(shop, told);
  } catch (error) {
    await shop.close().catch(() => undefined);
    throw error;
  }
  return await shop.close();
}

function learnTickets({ sandbox }: MerchantWebhook, told: Secrets): void {
  for (const { tradeNo, tickets } of sandbox.book.orders()) {
    for (const [index, { ticketNo, writeOffNo }] of tickets.entries()) {
      told.learn(`ticket ${index} of ${tradeNo}: number`, ticketNo);
      told.learn(`ticket ${index} of ${tradeNo}: redemption number`, writeOffNo);
    }
  }
}

/** What of it is found where. */
function foundIn(where: Evidence, what: SecretsByName): string[] {
  return [...where].flatMap(([place, bytes]) => findSecrets(what, bytes).map((found) => `${place}: ${found}`));
}

function places(of: Evidence, ...names: string[]): Evidence {
  return new Map([...of].filter(([name]) => names.some((each) => name.startsWith(each))));
}

/** Where a page of the database ends, a text is cut in two. One half of it is whole. */
function isCutIn(bytes: Buffer, secret: string): boolean {
  const text = Buffer.from(secret);
  const middle = Math.floor(text.length / 2);
  return [text.subarray(0, middle), text.subarray(middle)].some((half) => bytes.includes(half));
}

const DATABASE = 'temporal.db';

describe('a shop with codec keys', () => {
  test('leaves a database, histories, logs, metrics and spans that tell of its orders', () => {
    const signs = new Map([
      ['temporal.log', 'level='],
      ['codec.log', '"operation":"decode"'],
      ['metrics', `merchant_id="${SHOP}"`],
    ]);
    const silent = [...evidence].filter(([place, bytes]) => !bytes.includes(signs.get(place) ?? `ecticket/${SHOP}/`));
    expect(silent.map(([place]) => place)).toEqual([]);
    const wanted = [
      ...[DATABASE, 'the histories', 'the descriptions', 'the list', 'metrics', 'spans'],
      ...['temporal.log', 'worker.log', 'callbacks.log', 'codec.log'],
    ];
    expect([...evidence.keys()]).toEqual(expect.arrayContaining(wanted));
    // The visibility store is in the same file.
    expect(evidence.get(DATABASE)?.includes('executions_visibility')).toBe(true);
  });

  test('has nobody’s data and no key in any of it', () => {
    expect({ seed, found: foundIn(evidence, secrets.all) }).toEqual({ seed, found: [] });
  });
});

describe('a shop without codec keys shows that the search finds what is there', () => {
  test('all that orders know is in its database, and in its histories', () => {
    for (const where of [DATABASE, 'the histories']) {
      const bytes = plainEvidence.get(where) ?? Buffer.alloc(0);
      const found = findSecrets(plainSecrets.ofOrders, bytes).map((each) => each.replace(/ \([^)]*\)$/, ''));
      const missing = [...plainSecrets.ofOrders]
        .filter(([what, secret]) => !found.includes(what) && !isCutIn(bytes, secret))
        .map(([what]) => what);
      expect({ seed, where, missing }).toEqual({ seed, where, missing: [] });
    }
  });

  test('words of failures are there too, which are not where there are keys', () => {
    // Of a local activity, and of a regular one.
    const failures = ['The merchant did not accept event', 'ECPay refused the request with RtnCode'];
    const words = new Map(failures.map((each) => [each, each]));
    expect(findSecrets(words, plainEvidence.get('the histories') ?? Buffer.alloc(0))).toHaveLength(failures.length);
    expect(foundIn(places(evidence, DATABASE, 'the '), words)).toEqual([]);
  });

  test('keys are in nothing of it either', () => {
    expect({ seed, found: foundIn(plainEvidence, plainSecrets.keys) }).toEqual({ seed, found: [] });
  });
});
