import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { NativeConnection } from '@temporalio/worker';
import { parseCodecKeys } from '../../../codec/index.js';
import { MerchantRegistry, PRODUCTION_URL, STAGE_MERCHANTS } from '../../../ecticket/index.js';
import { ECTicketPlugin, type ECTicketOptions } from '../../../workers/index.js';

const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const codecKeys = parseCodecKeys(`a:${Buffer.alloc(32, 7).toString('base64')}`);
/** Configuring a Worker does not use its connection. */
const connection = Object.create(NativeConnection.prototype) as NativeConnection;

describe('the options of the plugin', () => {
  test('require codec keys outside the sandbox', () => {
    for (const environment of ['stage', 'production'] as const) {
      expect(mistakeOf({ merchants, environment })).toMatchObject({ code: 'CODEC_KEYS_NEEDED', environment });
    }
    expect(new ECTicketPlugin({ merchants, environment: 'production', codecKeys })).toBeDefined();
    expect(new ECTicketPlugin({ merchants, environment: 'sandbox' })).toBeDefined();
  });

  test('reject a base URL outside the sandbox, and ECPay’s address in the sandbox', () => {
    expect(mistakeOf({ merchants, environment: 'stage', codecKeys, baseUrl: 'http://127.0.0.1:4600' })).toMatchObject({
      code: 'INVALID_OPTIONS',
    });
    expect(mistakeOf({ merchants, environment: 'sandbox', baseUrl: PRODUCTION_URL })).toMatchObject({
      code: 'INVALID_OPTIONS',
    });
    expect(mistakeOf({ merchants, environment: 'sandbox', baseUrl: 'localhost' })).toMatchObject({
      code: 'INVALID_BASE_URL',
    });
  });

  test.each([0, -1, NaN, Infinity])('reject a provider rate of %d', (providerRate) => {
    expect(mistakeOf({ merchants, environment: 'sandbox', providerRate })).toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  test.each([
    { deploymentName: 'shop.tickets', buildId: '7' },
    { deploymentName: '', buildId: '7' },
    { deploymentName: 'tickets', buildId: '__7' },
    { deploymentName: 'tickets', buildId: '' },
  ])('reject the version %j', (deploymentVersion) => {
    expect(mistakeOf({ merchants, environment: 'sandbox', deploymentVersion })).toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  });

  test('are not shown when the plugin is printed', () => {
    const plugin = new ECTicketPlugin({ merchants, environment: 'sandbox', codecKeys });
    const shown = inspect(plugin, { showHidden: true, depth: 9 }) + JSON.stringify(plugin);
    expect(shown).not.toContain(Buffer.alloc(32, 7).toString('base64'));
    expect(shown).not.toContain(STAGE_MERCHANTS['3085676'].keys[0].hashKey);
  });
});

describe('on a merchant’s own Worker, the plugin', () => {
  const plugin = new ECTicketPlugin({ merchants, environment: 'sandbox', codecKeys });

  test('sets the data converter and leaves workflows, activities and task queue unchanged', () => {
    const options = {
      taskQueue: 'shop',
      connection,
      workflowsPath: '/shop/workflows.js',
      activities: { pack: () => 1 },
    };
    const configured = plugin.configureWorker(options);
    expect(configured).toMatchObject(options);
    expect(Object.keys(configured.activities ?? {})).toEqual(['pack']);
    expect(configured.dataConverter?.payloadCodecs).toHaveLength(1);
  });

  test.each(['ecticket', 'ecticket-provider'])('rejects the task queue %s', (taskQueue) => {
    expect(thrownBy(() => plugin.configureWorker({ taskQueue, connection }))).toMatchObject({
      code: 'TASK_QUEUE_TAKEN',
      taskQueue,
    });
  });

  test('rejects a Worker without a connection', () => {
    expect(thrownBy(() => plugin.configureWorker({ taskQueue: 'shop' }))).toMatchObject({ code: 'CONNECTION_NEEDED' });
  });

  test('rejects another data converter and recognizes its own', () => {
    const dataConverter = { payloadConverterPath: '/shop/converter.js' };
    for (const each of [plugin, new ECTicketPlugin({ merchants, environment: 'sandbox' })]) {
      expect(thrownBy(() => each.configureWorker({ taskQueue: 'shop', connection, dataConverter }))).toMatchObject({
        code: 'DATA_CONVERTER_CONFLICT',
      });
    }
    const once = plugin.configureWorker({ taskQueue: 'shop', connection });
    expect(plugin.configureWorker(once).dataConverter).toEqual(once.dataConverter);
  });
});

describe('on a Client, the plugin', () => {
  test('sets the data converter and rejects another', () => {
    const plugin = new ECTicketPlugin({ merchants, environment: 'sandbox', codecKeys });
    const { dataConverter } = plugin.configureClient({});
    expect(dataConverter).toHaveProperty('payloadCodecs');
    const foreign = { payloadCodecs: dataConverter?.payloadCodecs?.slice() ?? [] };
    expect(thrownBy(() => plugin.configureClient({ dataConverter: foreign }))).toMatchObject({
      code: 'DATA_CONVERTER_CONFLICT',
      on: 'Client',
    });
  });

  test('changes nothing without codec keys', () => {
    const plugin = new ECTicketPlugin({ merchants, environment: 'sandbox' });
    expect(plugin.configureClient({}).dataConverter).toBeUndefined();
  });
});

function mistakeOf(options: ECTicketOptions): unknown {
  return thrownBy(() => new ECTicketPlugin(options));
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
