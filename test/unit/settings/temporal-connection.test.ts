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

test('a missing certificate is reported', () => {
  expect(mistakeIn({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere/ca.pem' }).problem).toBe(
    'names a file that cannot be read (ENOENT)',
  );
});

test.each(['http://temporal:7233', 'temporal:port', ':7233', 'a b:1', 'temporal/7233'])(
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
