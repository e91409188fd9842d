/** The current workflow code replays the histories of every version (test/histories). */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { DataConverter, Payload } from '@temporalio/common';
import { bundleWorkflowCode, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { BENCH_CODEC_KEYS } from '../../bench/environment/environment.js';
import { ROADS, slugOf } from '../../bench/histories/roads.js';
import { encryptedDataConverter, EncryptionCodec } from '../../codec/index.js';
import packageJson from '../../package.json' with { type: 'json' };
import { CHANGED_ACTIVITIES } from '../support/one-more-activity.js';
import {
  historyFolders,
  patchIdsOf,
  readHistories,
  workflowTypeOf,
  type HistoryFile,
  type HistoryFolder,
} from '../support/recorded-histories.js';
import { silentLogger } from '../support/worker-logs.js';
import { workflowBundle } from '../support/workflow-bundle.js';
import { patchIds, WORKFLOW_TYPES } from '../support/workflow-sources.js';

Runtime.install({ logger: silentLogger() });

const folders = await historyFolders();

const converterFor = ({ kind }: HistoryFolder): { dataConverter?: DataConverter } =>
  kind === 'plain' ? {} : { dataConverter: encryptedDataConverter(BENCH_CODEC_KEYS) };

/** The bundles of workers, by the workers whose workflow types they contain. */
type Bundles = Readonly<Record<keyof typeof WORKFLOW_TYPES, WorkflowBundleWithSourceMap>>;

const pathOf = (module: string): string => fileURLToPath(new URL(`../../${module}`, import.meta.url));

/** Bundles a module of workflows as its workers do, or changed by interceptors. */
async function bundle(module: string, ...workflowInterceptorModules: string[]): Promise<WorkflowBundleWithSourceMap> {
  return await bundleWorkflowCode({
    workflowsPath: pathOf(module),
    workflowInterceptorModules,
    logger: silentLogger(),
  });
}

const ORDER_WORKFLOWS = 'workflows/index.ts';
const NEXUS_WORKFLOWS = 'nexus/workflows/wait-for-tickets.ts';

/** Replays every history of the folder. Returns the failures by the name of the file. */
async function replay(folder: HistoryFolder, bundles: Bundles): Promise<Map<string, string>> {
  const histories = await readHistories(folder);
  const failures = new Map<string, string>();
  const replayed: string[] = [];
  for (const workers of ['orders', 'nexus'] as const) {
    const files = histories.filter((file) => WORKFLOW_TYPES[workers].includes(workflowTypeOf(file)));
    if (files.length === 0) continue;
    const options = { workflowBundle: bundles[workers], ...converterFor(folder) };
    let index = 0;
    // The results come in the order of the histories.
    for await (const { error } of Worker.runReplayHistories(options, files)) {
      const name = files[index]?.name ?? '';
      if (error !== undefined) failures.set(name, error.message);
      replayed.push(name);
      index += 1;
    }
  }
  expect(replayed.sort()).toEqual(histories.map(({ name }) => name).sort());
  return failures;
}

describe.each(folders)('the $kind histories of version $version', (folder) => {
  test('replay', async () => {
    const bundles = { orders: await workflowBundle(), nexus: await bundle(NEXUS_WORKFLOWS) };
    expect(await replay(folder, bundles)).toEqual(new Map());
  });

  test('hold no personal data but the sample customer’s', async () => {
    const found = new Set<string>();
    for (const history of await readHistories(folder)) {
      for (const text of await payloadTexts(history)) for (const value of personalData(text)) found.add(value);
    }
    expect([...found].sort()).toEqual(['0912345678', 'customer@example.com', '王珊珊']);
  });

  test('name neither the machine that recorded them nor its folders', async () => {
    const texts = (await readHistories(folder)).map((history) => JSON.stringify(history));
    expect(texts.filter((text) => /"identity"|"stackTrace"|file:\/\/|node_modules/.test(text))).toEqual([]);
  });
});

describe.each(['plain', 'encrypted'] as const)('the %s histories', (kind) => {
  const readAll = async () =>
    (await Promise.all(folders.filter((folder) => folder.kind === kind).map(readHistories))).flat();

  test('of this version contain every road', async () => {
    const files = await readHistories({ version: packageJson.version, kind });
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(ROADS).map(slugOf)));
    expect(files.map(({ name }) => name)).toContain('continued-as-new-2');
  });

  test('contain an order that confirmed a refund before its record had it, as version 0.1.0 did first', async () => {
    expect((await readAll()).map(({ name }) => name)).toContain('refund-confirmed-beyond-the-record');
  });

  test('of all versions contain every workflow type', async () => {
    const recorded = new Set((await readAll()).map(workflowTypeOf));
    expect([...recorded].sort()).toEqual(Object.values(WORKFLOW_TYPES).flat().sort());
  });

  test('of all versions contain every change behind `patched`', async () => {
    const recorded = new Set((await readAll()).flatMap(patchIdsOf));
    expect([...recorded].sort()).toEqual(expect.arrayContaining(await patchIds()));
  });
});

test('one more activity is caught in every history that has the activity after it', async () => {
  const changed = pathOf('test/support/one-more-activity.ts');
  const bundles = { orders: await bundle(ORDER_WORKFLOWS, changed), nexus: await bundle(NEXUS_WORKFLOWS, changed) };
  for (const folder of folders) {
    const failures = await replay(folder, bundles);
    const affected = (await readHistories(folder)).filter(({ history }) => {
      const text = JSON.stringify(history);
      return CHANGED_ACTIVITIES.some((name) => text.includes(`"activityType":{"name":"${name}"}`));
    });
    expect([...failures.keys()].sort()).toEqual(affected.map(({ name }) => name).sort());
    for (const message of failures.values()) expect(message).toMatch(/\[TMPRL1100\] Nondeterminism error: Activity/);
    if (folder.version !== packageJson.version) continue;
    const types = new Set(affected.map(workflowTypeOf));
    expect([...types].sort()).toEqual(Object.values(WORKFLOW_TYPES).flat().sort());
  }
});

/** The decrypted JSON texts of every payload of a history. */
async function payloadTexts({ history }: HistoryFile): Promise<string[]> {
  const payloads: Payload[] = [];
  JSON.parse(JSON.stringify(history), (_key, value: unknown) => {
    if (isPayload(value)) payloads.push(fromJson(value));
    return value;
  });
  const decoded = await new EncryptionCodec(BENCH_CODEC_KEYS).decode(payloads);
  return decoded.map(({ data }) => Buffer.from(data ?? []).toString());
}

interface PayloadJson {
  readonly metadata: Readonly<Record<string, string>>;
  readonly data?: string;
}

function isPayload(value: unknown): value is PayloadJson {
  return typeof value === 'object' && value !== null && 'metadata' in value;
}

function fromJson({ metadata, data = '' }: PayloadJson): Payload {
  const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
  return {
    metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, bytes(value)])),
    data: bytes(data),
  };
}

/** Everything in a text that may belong to a customer: customer fields, e-mail addresses and mobile numbers. */
function personalData(text: string): string[] {
  const fields = [...text.matchAll(/"customer(?:Name|Phone|Email)":"([^"]*)"/g)].map(([, value = '']) => value);
  return [...fields, ...(text.match(/[\w.+-]+@[\w-]+\.[\w.]+|\b09\d{8}\b/g) ?? [])];
}
