/**
 * The prebuilt workflow bundles of the installed package: workers start with them, histories replay with them and
 * without them, and workers do not use them once something has changed. It changes the installed package.
 */
import assert from 'node:assert/strict';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { ECTicketClient, MerchantRegistry, STAGE_MERCHANTS } from 'temporal-ecticket';
import { codecKey, encryptedDataConverter } from 'temporal-ecticket/codec';
import { createSandbox } from 'temporal-ecticket/sandbox';
import { TracePlugin } from 'temporal-ecticket/telemetry';
import { sampleOrder, startDevServer } from 'temporal-ecticket/testing';
import { createECTicketWorkers } from 'temporal-ecticket/worker';

const dist = join(dirname(createRequire(import.meta.url).resolve('temporal-ecticket/package.json')), 'dist');
const bundles = join(dist, 'workflow-bundles');
const workflowsPath = join(dist, 'workflows/index.js');
const codecKeys = [codecKey('a', Buffer.alloc(32, 7))];
const logged = [];
Runtime.install({ logger: new DefaultLogger('INFO', (entry) => logged.push(entry)) });
const temporal = await startDevServer();
const sandbox = createSandbox({ issueDelay: 100 });
const baseUrl = await sandbox.listen({ port: 0 });
const merchants = new MerchantRegistry(STAGE_MERCHANTS);
let lastNumber = 0;

try {
  for (const encrypted of [false, true])
    for (const traced of [false, true]) {
      const settings = { encrypted, traced };
      const name = `orders${encrypted ? '-encrypted' : ''}${traced ? '-traced' : ''}.js`;
      const workflowBundle = { codePath: join(bundles, name) };
      const prebuilt = await startsWithBundle(settings, async () => {
        await failureIsReadable(settings);
        return sell(settings);
      });
      assert.equal(hasTraces(prebuilt.history), traced);
      await replays(prebuilt, { ...settings, code: { workflowsPath } });
      const bundledAtStart = await withoutBundles(() =>
        bundlesAtStart(settings, 'there is no prebuilt bundle', () => sell(settings)),
      );
      await replays(bundledAtStart, { ...settings, code: { workflowBundle } });
    }
  const plugins = [{ name: 'other', configureWorker: (options) => options }];
  await bundlesAtStart({ plugins }, 'a plugin or interceptor may add to it');

  const manifest = join(bundles, 'manifest.json');
  const original = await readFile(manifest, 'utf8');
  await replace(manifest, original.replace(/("@temporalio\/workflow": )"[^"]+"/, '$1"1.0.0"'));
  await bundlesAtStart({}, /^it was built with @temporalio\/workflow 1\.0\.0, and 1\.\d+\.\d+ is installed$/);
  await replace(manifest, original);
  await startsWithBundle({});

  const added = "\nexport async function added() { return 'the changed code runs'; }\n";
  await replace(workflowsPath, (await readFile(workflowsPath, 'utf8')) + added);
  await bundlesAtStart({}, 'the workflows have changed since it was built', async () => {
    const options = { taskQueue: 'ecticket', workflowId: 'added', workflowExecutionTimeout: '60 seconds' };
    const client = new Client({ connection: temporal.connection });
    assert.equal(await client.workflow.execute('added', options), 'the changed code runs');
  });
} finally {
  await sandbox.close();
  await temporal.teardown();
}

async function startsWithBundle(settings, run) {
  const { messages, result } = await runWorkers(settings, run);
  assert.deepEqual(messages, []);
  return result;
}

async function bundlesAtStart(settings, reason, run) {
  const { messages, reasons, result } = await runWorkers(settings, run);
  assert.deepEqual(messages, [
    'the worker bundles its workflows, and does not use the prebuilt bundle',
    'Workflow bundle created',
  ]);
  assert.match(String(reasons[0]), reason instanceof RegExp ? reason : new RegExp(`^${reason}$`));
  return result;
}

/** Runs the workers of ticket orders, and returns what they have logged about bundles. */
async function runWorkers({ encrypted, traced, plugins = [] }, run = async () => undefined) {
  logged.length = 0;
  const { address } = temporal;
  const connection = await NativeConnection.connect({ address, plugins: traced ? [new TracePlugin()] : plugins });
  try {
    const workers = await createECTicketWorkers({
      ...{ merchants, baseUrl, environment: 'sandbox', connection },
      ...(encrypted && { codecKeys }),
    });
    const running = workers.run();
    const result = await run().finally(() => {
      workers.shutdown();
      return running;
    });
    const aboutBundles = logged.filter(({ message }) => /bundle|Ignoring/i.test(message) && !/^asset/.test(message));
    return {
      messages: aboutBundles.map(({ message }) => message),
      reasons: aboutBundles.map(({ meta }) => meta?.reason),
      result,
    };
  } finally {
    await connection.close();
  }
}

function clientFor({ encrypted, traced }) {
  return new Client({
    connection: temporal.connection,
    plugins: traced ? [new TracePlugin()] : [],
    ...(encrypted && { dataConverter: encryptedDataConverter(codecKeys) }),
  });
}

/** A failure of workflow code names functions, files and lines of the sources. It is encrypted if payloads are. */
async function failureIsReadable(settings) {
  const client = clientFor(settings);
  const options = { taskQueue: 'ecticket', workflowId: `failing-${JSON.stringify(settings)}`, args: [{}] };
  const handle = await client.workflow.start('ticketOrder', options);
  let failed;
  while (failed === undefined) {
    const { events } = await handle.fetchHistory();
    failed = events.find((event) => event.workflowTaskFailedEventAttributes)?.workflowTaskFailedEventAttributes;
  }
  await handle.terminate();
  const { message, stackTrace, encodedAttributes } = failed.failure;
  assert.equal(encodedAttributes !== null && encodedAttributes !== undefined, settings.encrypted);
  if (settings.encrypted) assert.equal(message, 'Encoded failure');
  else assert.match(stackTrace, /^ +at refOf \(temporal-ecticket\/workflows\/messages\/names\.ts:\d+:\d+\)$/m);
}

/** Whether an activity has received a trace from its workflow. */
function hasTraces({ events }) {
  return events.some((event) => event.activityTaskScheduledEventAttributes?.header?.fields?.['_tracer-data']);
}

/** Sells an order from payment to its end, and returns its history. */
async function sell(settings) {
  const client = clientFor(settings);
  const ecticket = new ECTicketClient({ client, merchants, baseUrl, environment: 'sandbox' });
  lastNumber += 1;
  const { ref, workflowId } = await ecticket.placeOrder({
    order: sampleOrder(`PREBUILT${lastNumber}`),
    payment: { paid: { amount: 1360 } },
    timing: { firstResultQuery: 100, resultQueryInterval: 200 },
  });
  await ecticket.waitForStatus(ref, 'active', { timeoutMs: 240_000 });
  await ecticket.redeem(ref, { tickets: { count: 2 } });
  await ecticket.waitForStatus(ref, 'settled', { timeoutMs: 240_000 });
  return { workflowId, history: await client.workflow.getHandle(workflowId).fetchHistory() };
}

async function replays({ workflowId, history }, { encrypted, traced, code }) {
  await Worker.runReplayHistory(
    {
      ...code,
      ...(encrypted && { dataConverter: encryptedDataConverter(codecKeys) }),
      ...(traced && { plugins: [new TracePlugin()] }),
    },
    history,
    workflowId,
  );
}

/** A new file: pnpm links the old one from its store. */
async function replace(file, text) {
  await rm(file);
  await writeFile(file, text);
}

async function withoutBundles(run) {
  await rename(bundles, `${bundles}-away`);
  return await run().finally(() => rename(`${bundles}-away`, bundles));
}
