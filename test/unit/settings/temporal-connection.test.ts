import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { SettingsError, temporalConnection } from '../../../settings/index.js';

test('the default is the development server', () => {
  expect(temporalConnection({})).toMatchObject({ address: '127.0.0.1:7233', namespace: 'default' });
});

test('the environment overrides a profile of the configuration file', () => {
  const TEMPORAL_CONFIG_FILE = toml('[profile.shop]\naddress = "shop:7233"\nnamespace = "shop"\n');
  const connection = temporalConnection({
    TEMPORAL_CONFIG_FILE,
    TEMPORAL_PROFILE: 'shop',
    TEMPORAL_NAMESPACE: 'other',
  });
  expect(connection).toMatchObject({ address: 'shop:7233', namespace: 'other' });
});

test('a missing profile is reported', () => {
  expect(mistakeIn({ TEMPORAL_PROFILE: 'x', TEMPORAL_CONFIG_FILE: toml('[profile.y]') }).name).toBe('TEMPORAL_PROFILE');
});

test('a configuration file without profiles is reported', () => {
  expect(mistakeIn({ TEMPORAL_CONFIG_FILE: toml('') })).toMatchObject({
    name: 'TEMPORAL_CONFIG_FILE',
    problem: 'names a file without profiles',
  });
});

test('invalid TOML is reported with its line number and without its text', () => {
  const mistake = mistakeIn({ TEMPORAL_CONFIG_FILE: toml('[profile.default]\napi_key = topsecret\n') });
  expect(mistake).toMatchObject({
    name: 'TEMPORAL_CONFIG_FILE',
    problem: 'names a file that is not valid TOML in line 2',
  });
  expect(inspect(mistake)).not.toContain('topsecret');
});

test.each([
  ['TEMPORAL_TLS_SERVER_CA_CERT_PATH', '/nowhere/ca.pem', 'ENOENT'],
  ['TEMPORAL_TLS_SERVER_CA_CERT_PATH', tmpdir(), 'EISDIR'],
  ['TEMPORAL_TLS_CLIENT_CERT_PATH', tmpdir(), 'EISDIR'],
  ['TEMPORAL_TLS_CLIENT_KEY_PATH', tmpdir(), 'EISDIR'],
  ['TEMPORAL_CONFIG_FILE', '/nowhere/temporal.toml', 'ENOENT'],
  ['TEMPORAL_CONFIG_FILE', tmpdir(), 'EISDIR'],
])('%s=%s is reported as a file that cannot be read', (name, path, code) => {
  expect(mistakeIn({ [name]: path })).toMatchObject({ name, problem: `names a file that cannot be read (${code})` });
});

test('without TLS, the files of its settings are not read', () => {
  const env = { TEMPORAL_TLS: 'false', TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere/ca.pem' };
  expect(temporalConnection(env).options.tls).toBe(false);
});

test.each(['client_cert', 'client_key', 'server_ca_cert'])('%s as a path and as data is reported', (field) => {
  const TEMPORAL_CONFIG_FILE = toml(`[profile.default.tls]\n${field}_data = "topsecret"\n${field}_path = "/a.pem"\n`);
  const name = `TEMPORAL_TLS_${field.toUpperCase()}`;
  const mistake = mistakeIn({ TEMPORAL_CONFIG_FILE });
  expect(mistake).toMatchObject({ name: `${name}_PATH`, problem: `is set, and so is ${name}_DATA` });
  expect(inspect(mistake)).not.toContain('topsecret');
});

test.each(['TRUE', 'True', 'yes', 'on', ' true', 'false\n', 'topsecret'])('TEMPORAL_TLS=%j is refused', (tls) => {
  const mistake = mistakeIn({ TEMPORAL_TLS: tls, TEMPORAL_API_KEY: 'key' });
  expect(mistake).toEqual({
    name: 'TEMPORAL_TLS',
    problem: 'is not true, false, 1 or 0',
    fix: 'Write true or false',
  });
});

test.each([
  ['true', expect.anything()],
  ['1', expect.anything()],
  ['false', false],
  ['0', false],
  ['', undefined],
])('TEMPORAL_TLS=%j is accepted', (tls, option) => {
  expect(temporalConnection({ TEMPORAL_TLS: tls }).options.tls).toEqual(option);
});

test.each(['http://temporal:7233', 'temporal:port', 'temporal:0', 'temporal:65536', ':7233', 'a b:1', 'temporal/7233'])(
  '%s is not an address',
  (address) => {
    expect(mistakeIn({ TEMPORAL_ADDRESS: address }).name).toBe('TEMPORAL_ADDRESS');
  },
);

test.each(['temporal', 'temporal:7233', '[::1]:7233', '10.0.0.1:7233'])('%s is an address', (address) => {
  expect(temporalConnection({ TEMPORAL_ADDRESS: address }).options.address).toBe(address);
});

function mistakeIn(env: Record<string, string>): { name: string; problem: string } {
  try {
    temporalConnection(env);
  } catch (error) {
    if (error instanceof SettingsError && error.mistakes[0]) return error.mistakes[0];
    throw error;
  }
  throw new Error('the settings were accepted');
}

function toml(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'ecticket-toml-')), 'temporal.toml');
  writeFileSync(file, text);
  return file;
}
