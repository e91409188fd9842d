/** `ecticket setup` and `ecticket doctor`. */
import { describe, expect, test } from '@jest/globals';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { createCallbackServer, createReceiver } from '../../../callbacks/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { paperOrder } from '../../support/orders.js';
import type { CliInput } from '../../support/run-cli.js';
import { useCliWorld } from './cli-world.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;

/** No worker runs at first, so that doctor finds a problem. */
const world = useCliWorld({ worker: false });

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly message: string;
}

async function runDoctor(around?: CliInput) {
  const { status, json } = await world().run(['doctor', '--json'], around);
  const { findings } = json() as { findings: Finding[] };
  return { status, findingOf: (check: string) => findings.find((finding) => finding.check === check) };
}

async function newNamespace(namespace: string): Promise<void> {
  await world().server.connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
}

describe('ecticket setup', () => {
  test('adds missing search attributes once', async () => {
    await newNamespace('fresh');
    const env = { TEMPORAL_NAMESPACE: 'fresh' };
    const first = await world().run(['setup', '--json'], { env });
    expect(first.status).toBe(0);
    expect(first.json()).toMatchObject({ namespace: 'fresh', gaps: [] });
    expect((first.json() as { added: string[] }).added).toHaveLength(5);
    const second = await world().run(['setup'], { env });
    expect(second.status).toBe(0);
    expect(second.out.match(/already registered/g)).toHaveLength(5);
    expect((await runDoctor({ env })).findingOf('search attributes')).toMatchObject({ state: 'ok' });
  });

  test('adds the code index if its keys are set, and suggests it otherwise', async () => {
    await newNamespace('indexed');
    const env = { TEMPORAL_NAMESPACE: 'indexed' };
    expect((await world().run(['setup'], { env })).err).toContain('set ECTICKET_CODE_KEYS and run this command again');
    const withKeys = { ...env, ECTICKET_CODE_KEYS: (await world().run(['keys', 'new'])).out.trim() };
    expect((await runDoctor({ env: withKeys })).findingOf('search attributes')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('--name ECTicketCodes --type KeywordList'),
    });
    const { status, err, out } = await world().run(['setup'], { env: withKeys });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/ECTicketCodes +added/);
    expect((await runDoctor({ env: withKeys })).findingOf('search attributes')).toMatchObject({
      message: 'all 6 are registered',
    });
  });

  test('says what it cannot fix and how to fix it', async () => {
    await newNamespace('mistyped');
    await world().server.connection.operatorService.addSearchAttributes({
      namespace: 'mistyped',
      searchAttributes: { ECTicketUnused: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD },
    });
    const env = { TEMPORAL_NAMESPACE: 'mistyped' };
    const { status, out, err } = await world().run(['setup'], { env });
    expect(status).toBe(1);
    expect(out).toMatch(/ECTicketUnused +has type Keyword, not Int/);
    expect(err).toContain('The type of a search attribute cannot be changed (ECTicketUnused)');
    expect((await runDoctor({ env })).findingOf('search attributes')).toMatchObject({ state: 'failed' });
  });

  test('rejects a missing namespace', async () => {
    const { status, err } = await world().run(['setup'], { env: { TEMPORAL_NAMESPACE: 'nowhere' } });
    expect(status).toBe(2);
    expect(err).toContain('has no namespace "nowhere"');
  });
});

describe('ecticket doctor', () => {
  test('finds problems and says how to fix them', async () => {
    const { status, findingOf } = await runDoctor();
    expect(status).toBe(1);
    expect(findingOf('temporal')).toMatchObject({ state: 'ok' });
    expect(findingOf('workers')).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/ecticket and ecticket-provider.*Start a worker/),
    });
    expect(findingOf('receiver')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('npm run callbacks'),
    });
    expect(findingOf('ECPay')).toMatchObject({ state: 'ok' });
  });

  test('finds that another server answers at the receiver’s address', async () => {
    const env = { ECTICKET_CALLBACK_BASE_URL: world().env['ECTICKET_BASE_URL'] ?? '' };
    expect((await runDoctor({ env })).findingOf('receiver')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('answers 404'),
    });
  });

  test('reports invalid settings or an unreachable server, and still runs the other checks', async () => {
    const invalidSettings = await runDoctor({ env: { ECTICKET_CODEC_KEYS: 'k1:short' } });
    expect(invalidSettings.status).toBe(1);
    expect(invalidSettings.findingOf('settings')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('not the Base64 of 32 bytes'),
    });
    expect(invalidSettings.findingOf('temporal')).toMatchObject({ state: 'skipped' });

    const unreachable = await runDoctor({ env: { TEMPORAL_ADDRESS: '127.0.0.1:1' } });
    expect(unreachable.findingOf('temporal')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('127.0.0.1:1'),
    });
    expect(unreachable.findingOf('ECPay')).toMatchObject({ state: 'ok' });
  });

  test('finds that the codec keys cannot decrypt the orders', async () => {
    await newNamespace('encrypted');
    const env = { TEMPORAL_NAMESPACE: 'encrypted' };
    const { run } = world();
    await run(['setup'], { env });
    const keys = (await run(['keys', 'new', '--id', 'k1'])).out.trim();
    const stdin = JSON.stringify(paperOrder('Encrypted1'));
    expect((await run(['order', 'place', '-'], { stdin, env: { ...env, ECTICKET_CODEC_KEYS: keys } })).status).toBe(0);

    const codecKeyFinding = async (more: Record<string, string>) => {
      for (;;) {
        const found = (await runDoctor({ env: { ...env, ...more } })).findingOf('codec keys');
        if (found?.message !== 'there are no orders yet') return found;
      }
    };
    expect(await codecKeyFinding({ ECTICKET_CODEC_KEYS: keys })).toMatchObject({ state: 'ok' });
    expect(await codecKeyFinding({})).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('ECTICKET_CODEC_KEYS is not set'),
    });
    const others = (await run(['keys', 'new', '--id', 'k2'])).out.trim();
    expect(await codecKeyFinding({ ECTICKET_CODEC_KEYS: others })).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('"k1"'),
    });
    // Every command reports this and exits with 2.
    expect(await run(['order', 'list'], { env })).toMatchObject({
      status: 2,
      err: expect.stringContaining('ECTICKET_CODEC_KEYS is not set'),
    });
  });

  test('passes every check on a complete installation', async () => {
    await world().startWorker();
    const receiver = createReceiver({
      merchants: new MerchantRegistry(STAGE_MERCHANTS),
      deliver: async () => 'accepted',
    });
    const server = createCallbackServer({ receiver, isReady: async () => true });
    const ECTICKET_CALLBACK_BASE_URL = await server.listen({ port: 0, host: '127.0.0.1' });
    const { status, out } = await world().run(['doctor'], { env: { ECTICKET_CALLBACK_BASE_URL } });
    await server.close();
    expect(out).not.toMatch(/^failed/m);
    expect(out.match(/^ok/gm)).toHaveLength(9);
    expect(status).toBe(0);
  });
});
