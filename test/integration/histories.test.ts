/** The current workflow code replays the histories of every version (test/histories). */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { DataConverter, Payload } from '@temporalio/common';
import { bundleWorkflowCode, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { BENCH_CODEC_KEYS } from '../../bench/environment/environment.js';
import { PARALLEL_ROADS, SKIPPING_ROADS, slugOf } from '../../bench/histories/roads.js';
import { encryptedDataConverter, EncryptionCodec } from '../../codec/index.js';
import packageJson from '../../package.json' with { type: 'json' };
import { historyFolders, readHistories, type HistoryFile, type HistoryFolder } from '../support/recorded-histories.js';
import { silentLogger } from '../support/worker-logs.js';
import { workflowBundle } from '../support/workflow-bundle.js';

Runtime.install({ logger: silentLogger() });

const folders = await historyFolders();

const converterFor = ({ kind }: HistoryFolder): { dataConverter?: DataConverter } =>
  kind === 'plain' ? {} : { dataConverter: encryptedDataConverter(BENCH_CODEC_KEYS) };

/** Replays every history of the folder. Returns the failures by the name of the file. */
async function replay(folder: HistoryFolder, bundle: WorkflowBundleWithSourceMap): Promise<Map<string, string>> {
  const files = await readHistories(folder);
  const failures = new Map<string, string>();
  const options = { workflowBundle: bundle, ...converterFor(folder) };
  let replayed = 0;
  // The results come in the order of the histories.
  for await (const { error } of Worker.runReplayHistories(options, files)) {
    const name = files[replayed]?.name ?? '';
    if (error !== undefined) failures.set(name, error.message);
    replayed += 1;
  }
  expect(replayed).toBe(files.length);
  return failures;
}

describe.each(folders)('the $kind histories of version $version', (folder) => {
  test('replay', async () => {
    expect(await replay(folder, await workflowBundle())).toEqual(new Map());
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

test.each(['plain', 'encrypted'] as const)('this version has a %s history of every road', async (kind) => {
  const files = await readHistories({ version: packageJson.version, kind });
  const roads = Object.keys({ ...PARALLEL_ROADS, ...SKIPPING_ROADS }).map(slugOf);
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(roads));
  expect(files.map(({ name }) => name)).toContain('continued-as-new-2');
});

test('one more activity before Issue is caught in the history of every order that was sent to ECPay', async () => {
  const modules = ['../../workflows/index.ts', '../support/one-more-activity.ts'];
  const [workflowsPath = '', changed = ''] = modules.map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const bundle = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [changed],
    logger: silentLogger(),
  });
  for (const folder of folders) {
    const failures = await replay(folder, bundle);
    const histories = await readHistories(folder);
    const sent = histories.filter(({ history }) => JSON.stringify(history).includes('"activityType":{"name":"issue"}'));
    expect([...failures.keys()]).toEqual(sent.map(({ name }) => name));
    for (const message of failures.values()) expect(message).toMatch(/\[TMPRL1100\] Nondeterminism error: Activity/);
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
