/**
 * Runs orders through every scenario and searches everything that is stored or exposed for personal data and keys:
 * database, histories, logs, metrics, spans.
 */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { CollectedData } from './collected-data.js';
import { INVALID_INPUT } from './invalid-input.js';
import { FAILED_ORDERS } from './failed-orders.js';
import { ISSUE_ONLY } from './keys.js';
import { decodeWithCodecServer } from './inspect-orders.js';
import { findSecrets } from './find-secrets.js';
import { Secrets, type SecretsByName } from './secrets.js';
import { startDeployment, type Deployment } from './deployment.js';
import { SUCCESSFUL_ORDERS } from './successful-orders.js';

/** The groups run one after the other, since all at once would overload the machine. */
const SCENARIO_GROUPS = [SUCCESSFUL_ORDERS, FAILED_ORDERS, INVALID_INPUT];

/** A failing test shows the seed. */
const seed = randomUUID();
const secrets = new Secrets(seed);
let encryptedData: CollectedData;
/** Secrets of the deployment without codec keys. */
const plainSecrets = new Secrets(`${seed}, plain`);
let plainData: CollectedData;

beforeAll(async () => {
  [encryptedData, plainData] = await Promise.all([
    runDeployment(secrets, { encrypted: true }),
    runDeployment(plainSecrets, { encrypted: false }),
  ]);
}, 300_000);

/** Runs a deployment through all scenarios and returns its data. */
async function runDeployment(recorded: Secrets, how: { readonly encrypted: boolean }): Promise<CollectedData> {
  const deployment = await startDeployment(recorded, how);
  try {
    const [receiver] = await Promise.all([deployment.startReceiver(), deployment.startWorker()]);
    const context = { ...receiver, deployment, secrets: recorded };
    for (const scenarios of SCENARIO_GROUPS) await Promise.all(scenarios.map((scenario) => scenario(context)));
    if (how.encrypted) await decodeWithCodecServer(context);
    addTicketNumbers(deployment, recorded);
  } catch (error) {
    await deployment.close().catch(() => undefined);
    throw error;
  }
  return await deployment.close();
}

function addTicketNumbers({ sandbox }: Deployment, recorded: Secrets): void {
  for (const { tradeNo, tickets } of sandbox.book.orders()) {
    for (const [index, { ticketNo, writeOffNo }] of tickets.entries()) {
      recorded.add(`ticket ${index} of ${tradeNo}: number`, ticketNo);
      recorded.add(`ticket ${index} of ${tradeNo}: redemption number`, writeOffNo);
    }
  }
}

/** Lists the secrets that occur in the data, with their location. */
function findIn(where: CollectedData, what: SecretsByName): string[] {
  return [...where].flatMap(([place, bytes]) => findSecrets(what, bytes).map((found) => `${place}: ${found}`));
}

function places(of: CollectedData, ...names: string[]): CollectedData {
  return new Map([...of].filter(([name]) => names.some((each) => name.startsWith(each))));
}

/** Whether a page boundary of the database splits the text. One of its halves is then complete. */
function isSplitIn(bytes: Buffer, secret: string): boolean {
  const text = Buffer.from(secret);
  const middle = Math.floor(text.length / 2);
  return [text.subarray(0, middle), text.subarray(middle)].some((half) => bytes.includes(half));
}

const DATABASE = 'temporal.db';

describe('a deployment with codec keys', () => {
  test('leaves a database, histories, logs, metrics and spans about its orders', () => {
    const signs = new Map([
      ['temporal.log', 'level='],
      ['codec.log', '"operation":"decode"'],
      ['metrics', `merchant_id="${ISSUE_ONLY}"`],
    ]);
    const silent = [...encryptedData].filter(
      ([place, bytes]) => !bytes.includes(signs.get(place) ?? `ecticket/${ISSUE_ONLY}/`),
    );
    expect(silent.map(([place]) => place)).toEqual([]);
    const wanted = [
      ...[DATABASE, 'the histories', 'the descriptions', 'the list', 'metrics', 'spans'],
      ...['temporal.log', 'worker.log', 'callbacks.log', 'codec.log'],
    ];
    expect([...encryptedData.keys()]).toEqual(expect.arrayContaining(wanted));
    // The visibility store is in the same file.
    expect(encryptedData.get(DATABASE)?.includes('executions_visibility')).toBe(true);
  });

  test('has no personal data and no key in any of them', () => {
    expect({ seed, found: findIn(encryptedData, secrets.all) }).toEqual({ seed, found: [] });
  });
});

describe('a deployment without codec keys, as a check of the search', () => {
  test('has all personal data of its orders in database and histories', () => {
    for (const where of [DATABASE, 'the histories']) {
      const bytes = plainData.get(where) ?? Buffer.alloc(0);
      const found = findSecrets(plainSecrets.ofOrders, bytes).map((each) => each.replace(/ \([^)]*\)$/, ''));
      const missing = [...plainSecrets.ofOrders]
        .filter(([what, secret]) => !found.includes(what) && !isSplitIn(bytes, secret))
        .map(([what]) => what);
      expect({ seed, where, missing }).toEqual({ seed, where, missing: [] });
    }
  });

  test('has failure messages in its histories, which a deployment with keys does not have', () => {
    // A failure of deliverEvents, and one of Issue.
    const failures = ['The merchant did not accept event', 'ECPay refused the request with RtnCode'];
    const text = new Map(failures.map((each) => [each, each]));
    expect(findSecrets(text, plainData.get('the histories') ?? Buffer.alloc(0))).toHaveLength(failures.length);
    expect(findIn(places(encryptedData, DATABASE, 'the '), text)).toEqual([]);
  });

  test('has no key in any of them either', () => {
    expect({ seed, found: findIn(plainData, plainSecrets.keys) }).toEqual({ seed, found: [] });
  });
});
