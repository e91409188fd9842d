/** Credentials that cannot work are reported when a process starts, with the setting and without the secret. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { SettingsError, temporalConnection } from '../../../settings/index.js';
import { CertificateAuthority } from '../../support/certificates.js';

const directory = mkdtempSync(join(tmpdir(), 'ecticket-credentials-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const authority = new CertificateAuthority('Test authority');
const [first, second] = [authority.issue('first'), authority.issue('second')];
const expired = authority.issue('expired', Date.parse('2026-01-02T03:04:05Z'));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

const CERT = file('first.pem', first.cert);
const KEY = file('first.key', first.key);

function mistakesIn(env: Record<string, string>): string {
  try {
    temporalConnection(env);
    return 'none';
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
}

/** What is wrong, the settings, and the message. */
const CERTIFICATES: readonly (readonly [string, Record<string, string>, string])[] = [
  ['without a key', { TEMPORAL_TLS_CLIENT_CERT_PATH: CERT }, 'TEMPORAL_TLS_CLIENT_KEY_PATH is not set'],
  ['of which only the key is set', { TEMPORAL_TLS_CLIENT_KEY_PATH: KEY }, 'TEMPORAL_TLS_CLIENT_CERT_PATH is not set'],
  [
    'with the key of another',
    { TEMPORAL_TLS_CLIENT_CERT_PATH: CERT, TEMPORAL_TLS_CLIENT_KEY_PATH: file('second.key', second.key) },
    'TEMPORAL_TLS_CLIENT_KEY_PATH names a key that does not belong to the certificate',
  ],
  [
    'that is a key',
    { TEMPORAL_TLS_CLIENT_CERT_PATH: KEY, TEMPORAL_TLS_CLIENT_KEY_PATH: KEY },
    'TEMPORAL_TLS_CLIENT_CERT_PATH names a file that is not a certificate in PEM',
  ],
  [
    'whose key is a certificate',
    { TEMPORAL_TLS_CLIENT_CERT_PATH: CERT, TEMPORAL_TLS_CLIENT_KEY_PATH: CERT },
    'TEMPORAL_TLS_CLIENT_KEY_PATH names a file that is not a private key',
  ],
  [
    'that has expired',
    {
      TEMPORAL_TLS_CLIENT_CERT_PATH: file('expired.pem', expired.cert),
      TEMPORAL_TLS_CLIENT_KEY_PATH: file('expired.key', expired.key),
    },
    'TEMPORAL_TLS_CLIENT_CERT_PATH names a certificate that has expired: Jan  2 04:04:05 2026 GMT',
  ],
];

describe('a client certificate', () => {
  test('with its key is accepted', () => {
    expect(mistakesIn({ TEMPORAL_TLS_CLIENT_CERT_PATH: CERT, TEMPORAL_TLS_CLIENT_KEY_PATH: KEY })).toBe('none');
  });

  test.each(CERTIFICATES)('%s is refused', (_what, env, message) => {
    const mistakes = mistakesIn(env);
    expect(mistakes).toContain(message);
    expect(mistakes).not.toContain('-----');
  });
});

test('a certificate authority that is no certificate is refused', () => {
  expect(mistakesIn({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.pem', 'not a certificate') })).toContain(
    'TEMPORAL_TLS_SERVER_CA_CERT_PATH names a file that is not a certificate in PEM',
  );
});

test.each(['top secret', 'topsecret\n', ''])('an API key %j is refused and not shown', (key) => {
  const config = file('temporal.toml', `[profile.cloud]\napi_key = ${JSON.stringify(key)}\n`);
  const message = mistakesIn({ TEMPORAL_CONFIG_FILE: config, TEMPORAL_PROFILE: 'cloud' });
  expect(message).toContain('TEMPORAL_API_KEY is empty or contains a character that no API key has');
  expect(message).not.toContain('secret');
});

describe('an API key without TLS', () => {
  const withoutTls = (address: string) => {
    const profile = `[profile.default]\naddress = "${address}"\napi_key = "topsecret"\n`;
    return { TEMPORAL_CONFIG_FILE: file('plain.toml', `${profile}[profile.default.tls]\ndisabled = true\n`) };
  };

  test('is refused to another machine, and the setting that disables TLS is named', () => {
    const message = mistakesIn(withoutTls('temporal.example:7233'));
    expect(message).toContain(
      'TEMPORAL_CONFIG_FILE names a file whose profile disables TLS, so that the API key would be sent to another ' +
        'machine in plain text. Remove tls.disabled. Or set ECTICKET_ALLOW=temporal-without-tls',
    );
    expect(message).not.toContain('topsecret');
    expect(mistakesIn({ ...withoutTls('temporal.example:7233'), TEMPORAL_TLS: '0' })).toContain(
      'TEMPORAL_TLS disables TLS',
    );
  });

  test.each(['127.0.0.1:7233', 'localhost:7233', '[::1]:7233', '[::1]'])('is accepted for %s', (address) => {
    expect(mistakesIn(withoutTls(address))).toBe('none');
  });

  test('is accepted if the risk is, and with TLS', () => {
    const env = withoutTls('temporal.example:7233');
    expect(mistakesIn({ ...env, ECTICKET_ALLOW: 'temporal-without-tls' })).toBe('none');
    expect(mistakesIn({ ...env, TEMPORAL_TLS: 'true' })).toBe('none');
  });
});

test('the profile that docs/how-to/temporal-cloud.md shows is accepted', () => {
  const [, profile = ''] = /^```toml\n(.*?)^```$/ms.exec(readFileSync('docs/how-to/temporal-cloud.md', 'utf8')) ?? [];
  const TEMPORAL_CONFIG_FILE = file('shown.toml', profile);
  expect(temporalConnection({ TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE: 'cloud' })).toMatchObject({
    address: 'tickets.a1b2c.tmprl.cloud:7233',
    namespace: 'tickets.a1b2c',
    options: { tls: true, apiKey: '<key>' },
  });
});
