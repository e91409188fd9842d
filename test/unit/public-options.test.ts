/** Wrong options of every public function and class, from callers that no compiler checks. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createCallbackServer, createReceiver, deliverToOrders } from '../../callbacks/index.js';
import { toExpressHandler, toFastifyPlugin, toNodeHandler, toWebHandler } from '../../callbacks/index.js';
import { ECTicketClient, ECTicketClientPlugin } from '../../client/index.js';
import { createCodecServer, jsonWebToken } from '../../codec/server/index.js';
import { CheckoutApi, MerchantRegistry, PaymentApi, STAGE_MERCHANTS, TicketApi } from '../../ecticket/index.js';
import { createEventHandler } from '../../events/index.js';
import { ECTicketNexusPlugin } from '../../nexus/worker/index.js';
import { createSandbox } from '../../sandbox/index.js';
import { createReadModel } from '../../sync/index.js';
import { ECTicketTestEnvironment } from '../../testing/index.js';
import { createECTicketWorkers, ECTicketPlugin } from '../../workers/index.js';

interface Entry {
  /** Calls the function or class as JavaScript can. */
  readonly call: (options?: unknown) => unknown;
  /** Options that it cannot do without. */
  readonly required: readonly string[];
  /** Its interface of options in the API reports, if it has a name. */
  readonly options?: string;
}

/** A class as a function of whatever JavaScript passes. */
function construct(Class: unknown): Entry['call'] {
  return (options) => Reflect.construct(Class as new () => object, [options]) as unknown;
}

/** A function, or a static method of the test environment, as a function of whatever JavaScript passes. */
function invoke(method: unknown): Entry['call'] {
  return (options) => Reflect.apply(method as () => unknown, ECTicketTestEnvironment, [options]) as unknown;
}

const ENTRIES: Readonly<Record<string, Entry>> = {
  ECTicketClient: {
    call: construct(ECTicketClient),
    required: ['client', 'merchants', 'environment'],
    options: 'ECTicketClientOptions',
  },
  ECTicketClientPlugin: { call: construct(ECTicketClientPlugin), required: [] },
  ECTicketPlugin: {
    call: construct(ECTicketPlugin),
    required: ['merchants', 'environment'],
    options: 'ECTicketOptions',
  },
  createECTicketWorkers: {
    call: invoke(createECTicketWorkers),
    required: ['merchants', 'environment', 'connection'],
    options: 'ECTicketOptions',
  },
  ECTicketNexusPlugin: {
    call: construct(ECTicketNexusPlugin),
    required: ['tickets', 'environment'],
    options: 'ECTicketNexusOptions',
  },
  createReceiver: { call: invoke(createReceiver), required: ['merchants', 'deliver'], options: 'ReceiverOptions' },
  createCallbackServer: {
    call: invoke(createCallbackServer),
    required: ['receiver', 'isReady'],
    options: 'CallbackServerOptions',
  },
  createEventHandler: {
    call: invoke(createEventHandler),
    required: ['on', 'fallback'],
    options: 'EventHandlerOptions',
  },
  createReadModel: { call: invoke(createReadModel), required: [], options: 'ReadModelOptions' },
  createCodecServer: { call: invoke(createCodecServer), required: ['authorize'], options: 'CodecServerOptions' },
  jsonWebToken: {
    call: invoke(jsonWebToken),
    required: ['issuer', 'audience', 'jwksUrl'],
    options: 'JsonWebTokenOptions',
  },
  TicketApi: { call: construct(TicketApi), required: ['merchants'], options: 'TicketApiOptions' },
  PaymentApi: { call: construct(PaymentApi), required: ['merchants'], options: 'PaymentApiOptions' },
  CheckoutApi: { call: construct(CheckoutApi), required: ['merchants', 'aioUrl'], options: 'CheckoutApiOptions' },
  createSandbox: { call: invoke(createSandbox), required: [], options: 'SandboxOptions' },
  'ECTicketTestEnvironment.createLocal': {
    call: invoke(Reflect.get(ECTicketTestEnvironment, 'createLocal')),
    required: [],
    options: 'TestEnvironmentOptions',
  },
  'ECTicketTestEnvironment.createTimeSkipping': {
    call: invoke(Reflect.get(ECTicketTestEnvironment, 'createTimeSkipping')),
    required: [],
  },
};

/** Options of calls, and of what others check. A wrong name in them changes one call, not a process. */
const OTHER_OPTIONS = [
  'BackfillOptions', // test/unit/sync
  'CallOptions',
  'DeliveryOptions', // below
  'DevServerOptions', // of the SDK
  'HandlerOptions', // below
  'TimeSkippingServerOptions', // of the SDK
  'UpdateOptions',
  'VerificationOptions',
  'WaitOptions',
];

/** What the call throws, or rejects with. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const CODES = ['INVALID_OPTIONS', 'INVALID_EVENT_HANDLER', 'INVALID_READ_MODEL_OPTION'];

describe.each(Object.entries(ENTRIES))('%s', (name, { call, required }) => {
  test('names an option that it does not have, and lists those that it has', async () => {
    const error = await thrownBy(() => call({ enviroment: 'stage' }));
    expect(CODES).toContain((error as { code?: string }).code);
    expect(String(error)).toContain(`${name} has no option "enviroment". Its options are: `);
  });

  test('names every option that is missing', async () => {
    for (const missing of required)
      expect(String(await thrownBy(() => call({})))).toContain(`${name} needs the option ${missing}, which must`);
  });

  test.each([[null], ['stage'], [7]])('refuses %j instead of options', async (options) => {
    const error = await thrownBy(() => call(options));
    expect(CODES).toContain((error as { code?: string }).code);
    expect(String(error)).toContain(`${name} takes an object with these options: `);
  });
});

test('every interface of options in the API reports is checked here, or named as one that is not', () => {
  const reports = readdirSync('api').map((file) => readFileSync(`api/${file}`, 'utf8'));
  const found = reports.flatMap((report) => [...report.matchAll(/export (?:interface|type) (\w+Options)\b/g)]);
  const names = new Set(found.map(([, name = '']) => name));
  const checked = Object.values(ENTRIES).flatMap(({ options }) => options ?? []);
  expect([...names].sort()).toEqual([...new Set([...checked, ...OTHER_OPTIONS])].sort());
});

test.each([
  ['ECTicketPlugin', { merchants: { 3085676: {} }, environment: 'prod', onEvent: 'https://shop.example' }],
  ['ECTicketClient', { client: 'localhost:7233', merchants: [], environment: 'Stage', callbacks: 'publik' }],
  ['createReceiver', { merchants: {}, deliver: {}, simulatedPayments: true, log: () => undefined }],
  ['createCodecServer', { authorize: 'token', encode: true }],
  ['jsonWebToken', { issuer: '', audience: ['a'], jwksUrl: 'keys', claim: { name: 'role', value: 'admin' } }],
  ['createEventHandler', { on: { issued: 'sendTickets' }, fallback: null, inbox: [] }],
])('%s names every option of another kind, without its value', async (name, options) => {
  const message = String(await thrownBy(() => ENTRIES[name]?.call(options)));
  for (const option of Object.keys(options)) expect(message).toContain(`The option ${option} of ${name} must`);
  expect(message).not.toMatch(/localhost|prod\b|publik|shop\.example|sendTickets/);
});

test('createReceiver takes a log that is a function with methods', () => {
  const nothing = () => undefined;
  const log = Object.assign(() => undefined, { info: nothing, warn: nothing, error: nothing });
  const merchants = new MerchantRegistry(STAGE_MERCHANTS);
  expect(createReceiver({ merchants, deliver: async () => 'accepted', log })).toHaveProperty('receive');
});

describe('what takes its options one by one', () => {
  test.each([
    ['toExpressHandler', toExpressHandler],
    ['toFastifyPlugin', toFastifyPlugin],
    ['toNodeHandler', toNodeHandler],
    ['toWebHandler', toWebHandler],
  ])('%s needs a receiver', async (name, adapter) => {
    for (const receiver of [undefined, {}, () => undefined]) {
      const error = await thrownBy(() => Reflect.apply(adapter, undefined, [receiver]));
      expect(error).toMatchObject({ name: 'InvalidOptionsError' });
      expect(String(error)).toMatch(new RegExp(`receiver.*${name}|${name}.*receiver`));
    }
  });

  test.each([
    ['toNodeHandler', toNodeHandler],
    ['toWebHandler', toWebHandler],
  ])('%s names an option that it does not have', async (name, adapter) => {
    const receiver = { receive: () => undefined };
    const error = await thrownBy(() => Reflect.apply(adapter, undefined, [receiver, { basepath: '/shop' }]));
    expect(String(error)).toContain(`${name} has no option "basepath"`);
  });

  test('deliverToOrders needs a client, and names an option that it does not have', async () => {
    const deliver = (...options: unknown[]) => thrownBy(() => Reflect.apply(deliverToOrders, undefined, options));
    expect(String(await deliver())).toContain('deliverToOrders needs the option client');
    expect(String(await deliver({ workflow: {} }, { payment: {} }))).toContain(
      'deliverToOrders has no option "payment"',
    );
  });
});
