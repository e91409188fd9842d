/** Orders on every road, and nobody of whom they are for in anything that is kept of them. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { CollectedData } from './collected-data.js';
import { INVALID_INPUT } from './invalid-input.js';
import { FAILED_ORDERS } from './failed-orders.js';
import { SHOP } from './keys.js';
import { decodeWithCodecServer } from './inspect-orders.js';
import { findSecrets } from './find-secrets.js';
import { Secrets, type SecretsByName } from './secrets.js';
import { startDeployment, type Deployment } from './deployment.js';
import { SUCCESSFUL_ORDERS } from './successful-orders.js';

/** One group after the other: more at once than a machine bears would only take longer. */
const SCENARIO_GROUPS = [SUCCESSFUL_ORDERS, FAILED_ORDERS, INVALID_INPUT];

/** Told by a test that fails. */
const seed = randomUUID();
const secrets = new Secrets(seed);
let encryptedData: CollectedData;
/** Of others, in a shop without codec keys. */
const plainSecrets = new Secrets(`${seed}, plain`);
let plainData: CollectedData;

beforeAll(async () => {
  [encryptedData, plainData] = await Promise.all([
    runDeployment(secrets, { encrypted: true }),
    runDeployment(plainSecrets, { encrypted: false }),
  ]);
}, 300_000);

/** The life of a shop, and what is left of it. */
async function runDeployment(recorded: Secrets, how: { readonly encrypted: boolean }): Promise<CollectedData> {
  const shop = await startDeployment(recorded, how);
  try {
    const [receiver] = await Promise.all([shop.startReceiver(), shop.startWorker()]);
    const context = { ...receiver, shop, secrets: recorded };
    for (const scenarios of SCENARIO_GROUPS) await Promise.all(scenarios.map((scenario) => scenario(context)));
    if (how.encrypted) await decodeWithCodecServer(context);
    addTicketNumbers(shop, recorded);
  } catch (error) {
    await shop.close().catch(() => undefined);
    throw error;
  }
  return await shop.close();
}

function addTicketNumbers({ sandbox }: Deployment, recorded: Secrets): void {
  for (const { tradeNo, tickets } of sandbox.book.orders()) {
    for (const [index, { ticketNo, writeOffNo }] of tickets.entries()) {
      recorded.add(`ticket ${index} of ${tradeNo}: number`, ticketNo);
      recorded.add(`ticket ${index} of ${tradeNo}: redemption number`, writeOffNo);
    }
  }
}

/** What of it is found where. */
function findIn(where: CollectedData, what: SecretsByName): string[] {
  return [...where].flatMap(([place, bytes]) => findSecrets(what, bytes).map((found) => `${place}: ${found}`));
}

function places(of: CollectedData, ...names: string[]): CollectedData {
  return new Map([...of].filter(([name]) => names.some((each) => name.startsWith(each))));
}

/** Where a page of the database ends, a text is cut in two. One half of it is whole. */
function isSplitIn(bytes: Buffer, secret: string): boolean {
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
    const silent = [...encryptedData].filter(([place, bytes]) => !bytes.includes(signs.get(place) ?? `ecticket/${SHOP}/`));
    expect(silent.map(([place]) => place)).toEqual([]);
    const wanted = [
      ...[DATABASE, 'the histories', 'the descriptions', 'the list', 'metrics', 'spans'],
      ...['temporal.log', 'worker.log', 'callbacks.log', 'codec.log'],
    ];
    expect([...encryptedData.keys()]).toEqual(expect.arrayContaining(wanted));
    // The visibility store is in the same file.
    expect(encryptedData.get(DATABASE)?.includes('executions_visibility')).toBe(true);
  });

  test('has nobody’s data and no key in any of it', () => {
    expect({ seed, found: findIn(encryptedData, secrets.all) }).toEqual({ seed, found: [] });
  });
});

describe('a shop without codec keys shows that the search finds what is there', () => {
  test('all that orders know is in its database, and in its histories', () => {
    for (const where of [DATABASE, 'the histories']) {
      const bytes = plainData.get(where) ?? Buffer.alloc(0);
      const found = findSecrets(plainSecrets.ofOrders, bytes).map((each) => each.replace(/ \([^)]*\)$/, ''));
      const missing = [...plainSecrets.ofOrders]
        .filter(([what, secret]) => !found.includes(what) && !isSplitIn(bytes, secret))
        .map(([what]) => what);
      expect({ seed, where, missing }).toEqual({ seed, where, missing: [] });
    }
  });

  test('words of failures are there too, which are not where there are keys', () => {
    // Of a local activity, and of a regular one.
    const failures = ['The merchant did not take event', 'ECPay refuses: RtnCode'];
    const words = new Map(failures.map((each) => [each, each]));
    expect(findSecrets(words, plainData.get('the histories') ?? Buffer.alloc(0))).toHaveLength(failures.length);
    expect(findIn(places(encryptedData, DATABASE, 'the '), words)).toEqual([]);
  });

  test('keys are in nothing of it either', () => {
    expect({ seed, found: findIn(plainData, plainSecrets.keys) }).toEqual({ seed, found: [] });
  });
});
