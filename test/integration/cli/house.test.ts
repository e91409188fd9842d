/** `ecticket setup` and `doctor`. */
import { describe, expect, test } from '@jest/globals';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { createCallbackServer, createReceiver } from '../../../callbacks/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { paperOrder } from '../../support/orders.js';
import type { RunOptions } from '../../support/run-cli.js';
import { useCliWorld } from './cli-world.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;

/** Without a worker at first: doctor has something to find. */
const world = useCliWorld({ worker: false });

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly words: string;
}

async function examined(around?: RunOptions) {
  const { status, json } = await world().run(['doctor', '--json'], around);
  const { findings } = json() as { findings: Finding[] };
  return { status, of: (check: string) => findings.find((finding) => finding.check === check) };
}

async function newNamespace(namespace: string): Promise<void> {
  await world().server.connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
}

describe('setup', () => {
  test('adds what is missing, once', async () => {
    await newNamespace('fresh');
    const env = { TEMPORAL_NAMESPACE: 'fresh' };
    const first = await world().run(['setup', '--json'], { env });
    expect(first.status).toBe(0);
    expect(first.json()).toMatchObject({ namespace: 'fresh', gaps: [] });
    expect((first.json() as { added: string[] }).added).toHaveLength(5);
    const second = await world().run(['setup'], { env });
    expect(second.status).toBe(0);
    expect(second.out.match(/there already/g)).toHaveLength(5);
    expect((await examined({ env })).of('search attributes')).toMatchObject({ state: 'ok' });
  });

  test('adds the index of codes where there are keys for it, and offers it where there are none', async () => {
    await newNamespace('indexed');
    const env = { TEMPORAL_NAMESPACE: 'indexed' };
    expect((await world().run(['setup'], { env })).err).toContain('Set ECTICKET_CODE_KEYS and run this again');
    const withKeys = { ...env, ECTICKET_CODE_KEYS: (await world().run(['keys', 'new'])).out.trim() };
    expect((await examined({ env: withKeys })).of('search attributes')).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('--name ECTicketCodes --type KeywordList'),
    });
    const { status, err, out } = await world().run(['setup'], { env: withKeys });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/ECTicketCodes +added/);
    expect((await examined({ env: withKeys })).of('search attributes')).toMatchObject({ words: 'all 6 are there' });
  });

  test('says what it cannot do, and how to', async () => {
    await newNamespace('mistyped');
    await world().server.connection.operatorService.addSearchAttributes({
      namespace: 'mistyped',
      searchAttributes: { ECTicketUnused: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD },
    });
    const env = { TEMPORAL_NAMESPACE: 'mistyped' };
    const { status, out, err } = await world().run(['setup'], { env });
    expect(status).toBe(1);
    expect(out).toMatch(/ECTicketUnused +is of type Keyword, not Int/);
    expect(err).toContain('A type cannot be changed (ECTicketUnused)');
    expect((await examined({ env })).of('search attributes')).toMatchObject({ state: 'failed' });
  });

  test('of a namespace that is not there is refused', async () => {
    const { status, err } = await world().run(['setup'], { env: { TEMPORAL_NAMESPACE: 'nowhere' } });
    expect(status).toBe(2);
    expect(err).toContain('has no namespace "nowhere"');
  });
});

describe('doctor', () => {
  test('finds what is missing, and says how to fix it', async () => {
    const { status, of } = await examined();
    expect(status).toBe(1);
    expect(of('temporal')).toMatchObject({ state: 'ok' });
    expect(of('workers')).toMatchObject({
      state: 'failed',
      words: expect.stringMatching(/ecticket and ecticket-provider.*Start a worker/),
    });
    expect(of('receiver')).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('npm run callbacks'),
    });
    expect(of('ECPay')).toMatchObject({ state: 'ok' });
  });

  test('finds a receiver that is another server', async () => {
    const env = { ECTICKET_CALLBACK_BASE_URL: world().env['ECTICKET_BASE_URL'] ?? '' };
    expect((await examined({ env })).of('receiver')).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('answers 404'),
    });
  });

  test('finds settings and a server that are no use, and looks at the rest all the same', async () => {
    const wrong = await examined({ env: { ECTICKET_CODEC_KEYS: 'k1:short' } });
    expect(wrong.status).toBe(1);
    expect(wrong.of('settings')).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('not the Base64 of 32 bytes'),
    });
    expect(wrong.of('temporal')).toMatchObject({ state: 'skipped' });

    const alone = await examined({ env: { TEMPORAL_ADDRESS: '127.0.0.1:1' } });
    expect(alone.of('temporal')).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('127.0.0.1:1'),
    });
    expect(alone.of('ECPay')).toMatchObject({ state: 'ok' });
  });

  test('finds that keys do not open what was written', async () => {
    await newNamespace('sealed');
    const env = { TEMPORAL_NAMESPACE: 'sealed' };
    const { run } = world();
    await run(['setup'], { env });
    const keys = (await run(['keys', 'new', '--id', 'k1'])).out.trim();
    const stdin = JSON.stringify(paperOrder('Sealed1'));
    expect((await run(['order', 'place', '-'], { stdin, env: { ...env, ECTICKET_CODEC_KEYS: keys } })).status).toBe(0);

    const look = async (more: Record<string, string>) => {
      for (;;) {
        const found = (await examined({ env: { ...env, ...more } })).of('codec keys');
        if (found?.words !== 'there are no orders yet') return found;
      }
    };
    expect(await look({ ECTICKET_CODEC_KEYS: keys })).toMatchObject({ state: 'ok' });
    expect(await look({})).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('ECTICKET_CODEC_KEYS is not set'),
    });
    const others = (await run(['keys', 'new', '--id', 'k2'])).out.trim();
    expect(await look({ ECTICKET_CODEC_KEYS: others })).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('"k1"'),
    });
    // Any command says so, and ends with 2.
    expect(await run(['order', 'list'], { env })).toMatchObject({
      status: 2,
      err: expect.stringContaining('ECTICKET_CODEC_KEYS is not set'),
    });
  });

  test('finds nothing where all is well', async () => {
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
