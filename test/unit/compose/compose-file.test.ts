import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { asWritten, readCompose } from './compose-file.js';

const PASSWORD = { POSTGRES_PASSWORD: 'a test' };
const services = Object.entries(readCompose(PASSWORD).services);

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

test('without a password for the database, nothing starts and the error says so', () => {
  expect(() => readCompose({})).toThrow('set POSTGRES_PASSWORD to a password of your own');
});

describe.each(services)('%s', (name, service) => {
  test('has a fixed image version', () => {
    expect(service.image).toMatch(/^[\w./-]+:\d+(\.\d+){0,2}$/);
  });

  test('publishes ports on this machine only', () => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('contains no secret', () => {
    const written = Object.entries(asWritten.services[name]?.environment ?? {});
    const secrets = written.filter(([variable]) => /PASSWORD|PWD|SECRET|KEY|MERCHANTS/.test(variable));
    for (const [, value] of secrets) expect(value ?? '${').toMatch(/^\$\{/);
  });

  test('starts after the services that it depends on', () => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const needed = asWritten.services[other];
      const endsByItself = needed?.restart.startsWith('on-failure');
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
