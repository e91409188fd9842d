import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { asWritten, readCompose } from './compose-file.js';

const compose = readCompose({});
const services = Object.entries(compose.services);

test('docker-compose.yml conforms to the Compose specification', () => {
  const { $schema: _, ...schema } = JSON.parse(readFileSync('test/unit/compose/compose-spec.json', 'utf8')) as Record<
    string,
    unknown
  >;
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { duration: GO_DURATION } });
  const validate = ajv.compile(schema);
  validate(asWritten);
  expect(validate.errors ?? []).toEqual([]);
});

test('secrets and settings are in files that Git ignores', () => {
  const ignored = readFileSync('.gitignore', 'utf8').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['.env', 'secrets/']));
  expect(compose.secrets['postgres-password']).toEqual({ file: './secrets/postgres-password' });
});

test('one service builds the image, and no other pulls it', () => {
  const users = services.filter(([, { image }]) => image.startsWith('temporal-ecticket:'));
  expect(users.length).toBeGreaterThan(1);
  expect(users.filter(([, { build }]) => build !== undefined)).toHaveLength(1);
  for (const [, { pull_policy: policy }] of users) expect(policy).toBe('never');
});

test('PostgreSQL is reached by Temporal only, and reaches nothing outside', () => {
  expect(compose.networks['database']).toEqual({ internal: true });
  const reaching = services.filter(([, { networks = [] }]) => networks.includes('database')).map(([name]) => name);
  expect(reaching.sort()).toEqual(['postgres', 'temporal', 'temporal-schema']);
  expect(compose.services['postgres']?.networks).toEqual(['database']);
});

test('PostgreSQL is healthy when it listens on TCP', () => {
  const test = compose.services['postgres']?.healthcheck?.test ?? [];
  expect(test.join(' ')).toContain('pg_isready --host 127.0.0.1');
});

test('Temporal has the time that it needs to stop', () => {
  expect(Number.parseInt(compose.services['temporal']?.stop_grace_period ?? '', 10)).toBeGreaterThanOrEqual(20);
});

test("Temporal's own programs resolve its name without gRPC's DNS resolver", () => {
  for (const name of ['temporal-setup', 'temporal-ui'])
    expect(compose.services[name]?.environment['TEMPORAL_ADDRESS']).toBe('passthrough:///temporal:7233');
});

test('the Web UI works under both names of this machine', () => {
  const origins = 'http://127.0.0.1:8233,http://localhost:8233';
  expect(compose.services['temporal-ui']?.environment['TEMPORAL_CORS_ORIGINS']).toBe(origins);
  expect(compose.services['codec']?.environment['ECTICKET_CODEC_ORIGINS']).toBe(origins);
});

/** PostgreSQL starts as root, gives its volume to another user and goes on as that user. */
const CAPABILITIES: Readonly<Record<string, readonly string[]>> = {
  postgres: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
};

describe.each(services)('%s', (name, service) => {
  test('has a fixed image version', () => {
    expect(service.image).toMatch(/^[\w./-]+:\d+(\.\d+){0,2}$/);
  });

  test('is hardened and limited', () => {
    expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], read_only: true });
    expect(service.cap_add).toEqual(CAPABILITIES[name]);
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.pids_limit).toBeGreaterThan(0);
  });

  test('publishes ports on this machine only', () => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('contains no secret', () => {
    const written = Object.entries(asWritten.services[name]?.environment ?? {});
    const secrets = written.filter(([variable]) => /PASSWORD|PWD|SECRET|KEY|TOKEN|MERCHANTS/.test(variable));
    for (const [, value] of secrets) expect(value ?? '${').toMatch(/^(\$\{|\/run\/secrets\/)/);
  });

  test('starts after the services that it depends on', () => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const needed = asWritten.services[other];
      const endsByItself = needed !== undefined && needed.restart !== 'unless-stopped';
      expect(condition).toBe(endsByItself ? 'service_completed_successfully' : 'service_healthy');
      if (!endsByItself) expect(needed?.healthcheck).toBeDefined();
      expect(needed?.profiles).toBeUndefined();
    }
  });
});

test('services have no circular dependencies', () => {
  const started = new Set<string>();
  const waiting = new Map(services.map(([name, service]) => [name, Object.keys(service.depends_on ?? {})]));
  for (let before = -1; before !== started.size;) {
    before = started.size;
    for (const [name, needs] of waiting) if (needs.every((other) => started.has(other))) started.add(name);
  }
  expect([...waiting.keys()].filter((name) => !started.has(name))).toEqual([]);
});

/** A duration of Compose, such as `1m30s`. */
const GO_DURATION = /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;
