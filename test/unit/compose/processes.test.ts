import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readCommandLine } from '../../../sandbox/command-line.js';
import { readCodecServerSettings } from '../../../settings/codec-server.js';
import { readListenOptions } from '../../../settings/listen-options.js';
import { readSettings } from '../../../settings/read-settings.js';
import { SETTING_NAMES } from '../../../settings/setting-names.js';
import { asWritten, readCompose, type StartedService } from './compose-file.js';

const PROCESSES = ['worker', 'callbacks', 'codec', 'sandbox'] as const;
type Process = (typeof PROCESSES)[number];

/** How each program parses its command line. */
const LISTENS: Record<Process, (args: string[]) => { port: number; host?: string }> = {
  worker: (args) => readListenOptions(args, 4630),
  callbacks: (args) => readListenOptions(args, 4610),
  codec: (args) => readListenOptions(args, 4620),
  sandbox: (args) => {
    const line = readCommandLine(args);
    if (line === 'help') throw new Error('asks for help');
    return line;
  },
};

const HEALTH: Record<Process, string> = {
  worker: '/readyz',
  callbacks: '/readyz',
  codec: '/healthz',
  sandbox: '/_sandbox/orders',
};

function processes(shell: Record<string, string> = {}): Record<Process, StartedService> {
  return readCompose(shell).services as Record<Process, StartedService>;
}

describe.each(PROCESSES)('%s', (name) => {
  const service = processes()[name];
  const [program = '', file = '', ...args] = service.command ?? [];
  const { port, host } = LISTENS[name](args);

  test('runs a program that the build creates', () => {
    expect(program).toBe('node');
    expect(existsSync(file.replace('dist/', '').replace(/\.js$/, '.ts'))).toBe(true);
  });

  test('is published at the port it listens on', () => {
    const published = (service.ports ?? []).map((mapping) => Number(mapping.split(':')[2]));
    // The worker listens for its own health check only.
    expect(published).toEqual(name === 'worker' ? [] : [port]);
    if (name !== 'worker') expect(host).toBe('0.0.0.0');
  });

  test('has a health check at the address it listens on', () => {
    const healthUrl = /fetch\('([^']+)'\)/.exec(service.healthcheck?.test.at(-1) ?? '')?.[1] ?? '';
    const url = new URL(healthUrl);
    expect(url.host).toBe(`127.0.0.1:${port}`);
    expect(url.pathname).toBe(HEALTH[name]);
  });

  test('has no unknown setting', () => {
    const names = Object.keys(service.environment).filter((variable) => variable.startsWith('ECTICKET_'));
    expect(names.filter((variable) => !(SETTING_NAMES as readonly string[]).includes(variable))).toEqual([]);
  });
});

describe.each(['worker', 'callbacks'] as const)('the settings of %s', (name) => {
  test('are complete for the sandbox', () => {
    const settings = readSettings(processes()[name].environment);
    expect(settings.environment).toBe('sandbox');
    expect(settings.baseUrl).toBe('http://sandbox:4600');
    expect(settings.temporal).toMatchObject({ address: 'temporal:7233', namespace: 'default' });
  });

  test("can be set for ECPay's test system", () => {
    const settings = readSettings(
      processes({
        ECTICKET_ENV: 'stage',
        ECTICKET_BASE_URL: '',
        ECTICKET_CALLBACK_BASE_URL: 'https://shop.example',
        ECTICKET_CODEC_KEYS: `k1:${createHash('sha256').update('a codec key').digest('base64')}`,
        ECTICKET_MERCHANTS: JSON.stringify({
          '3085676': { profile: 'issueOnly', keys: [{ hashKey: '7b53896b742849d3', hashIv: '37a0ad3c6ffa428b' }] },
        }),
      })[name].environment,
    );
    expect(settings.environment).toBe('stage');
  });
});

test('check-settings has every setting of the processes that wait for it', () => {
  const { 'check-settings': check, ...others } = readCompose({}).services;
  const given = Object.keys(asWritten.services['check-settings']?.environment ?? {});
  const waiting = Object.entries(others).filter(([, { depends_on: needs = {} }]) => 'check-settings' in needs);
  expect(waiting.map(([name]) => name).sort()).toEqual(['callbacks', 'codec', 'worker']);
  for (const [name] of waiting)
    expect(given).toEqual(expect.arrayContaining(Object.keys(asWritten.services[name]?.environment ?? {})));
  expect(check?.restart).toBe('no');
});

describe.each([
  ['ECTICKET_MERCHANTS_FILE', 'merchants', ['worker', 'callbacks', 'sandbox']],
  ['ECTICKET_CODEC_KEYS_FILE', 'codec-keys', ['worker', 'callbacks', 'codec']],
  ['ECTICKET_CODE_KEYS_FILE', 'code-keys', ['worker']],
  ['ECTICKET_CODEC_TOKEN_FILE', 'codec-token', ['codec']],
  ['ECTICKET_EVENTS_SECRET_FILE', 'events-secret', ['worker']],
] as const)('%s', (setting, secret, readers) => {
  const path = './secrets/a-file';
  const given = readCompose({ [setting]: path });
  const has = (name: string) => given.services[name]?.secrets?.includes(secret) ?? false;

  test('is the file of a secret, which the processes that need it read', () => {
    expect(given.secrets[secret]).toEqual({ file: path });
    for (const name of [...readers, 'check-settings']) {
      expect(given.services[name]?.environment[setting]).toBe(`/run/secrets/${secret}`);
    }
    expect(PROCESSES.filter(has)).toEqual(PROCESSES.filter((name) => (readers as readonly string[]).includes(name)));
    expect(has('check-settings')).toBe(true);
  });

  test('may be omitted: no process then reads an empty file', () => {
    const without = readCompose({});
    expect(without.secrets[secret]).toEqual({ file: '/dev/null' });
    for (const name of readers) expect(without.services[name]?.environment[setting]).toBe('');
  });
});

test("the sandbox's callback address is refused outside the sandbox", () => {
  const { environment } = processes({ ECTICKET_ENV: 'stage' }).worker;
  expect(environment['ECTICKET_CALLBACK_BASE_URL']).toBe('http://callbacks:4610');
  expect(() => readSettings(environment)).toThrow('ECTICKET_CALLBACK_BASE_URL');
});

describe('the settings of codec', () => {
  test('are complete for the sandbox and allow the Web UI', () => {
    const settings = readCodecServerSettings(processes().codec.environment);
    expect(settings).toMatchObject({
      environment: 'sandbox',
      origins: ['http://127.0.0.1:8233', 'http://localhost:8233'],
    });
  });

  test("can be set for ECPay's test system and contain no merchant's keys", () => {
    const { environment } = processes({
      ECTICKET_ENV: 'stage',
      ECTICKET_CODEC_KEYS: `k1:${createHash('sha256').update('a codec key').digest('base64')}`,
      ECTICKET_CODEC_TOKEN: createHash('sha256').update('a token').digest('hex'),
      ECTICKET_MERCHANTS: '{}',
    }).codec;
    expect(readCodecServerSettings(environment)).toMatchObject({ environment: 'stage', encode: 'refuse' });
    expect(environment).not.toHaveProperty('ECTICKET_MERCHANTS');
  });
});

describe('the image', () => {
  const dockerfile = readFileSync('Dockerfile', 'utf8');

  test('has the version of package.json', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    for (const name of PROCESSES) expect(processes()[name].image).toBe(`temporal-ecticket:${version}`);
  });

  test('contains glibc, which the worker needs', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:\d+-bookworm-slim$/m);
  });

  test('does not run as root', () => {
    expect(dockerfile.match(/^USER .*$/gm)).toEqual(['USER node']);
  });

  test('has the command line on PATH', () => {
    expect(dockerfile).toContain('chmod +x dist/cli/main.js');
    expect(dockerfile).toContain('ln -s /app/dist/cli/main.js /usr/local/bin/ecticket');
  });

  test('is built with every file that the build reads', () => {
    const kept = readFileSync('.dockerignore', 'utf8').match(/(?<=^!).+$/gm) ?? [];
    const { include } = JSON.parse(readFileSync('tsconfig.build.json', 'utf8')) as { include: string[] };
    expect(kept).toEqual(expect.arrayContaining([...include, 'tsconfig.json', 'tsconfig.build.json', 'scripts']));
    expect(kept.filter((path) => !existsSync(path))).toEqual([]);
  });
});

test('Temporal schedules merchants fairly', () => {
  const { 'dynamic-config': dynamicConfig } = readCompose({}).configs;
  expect(parse(readFileSync(dynamicConfig?.file ?? '', 'utf8'))).toMatchObject({
    'matching.enableFairness': [{ value: true }],
  });
});
