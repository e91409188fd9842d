/** Checks the credentials for Temporal before a connection is made: gRPC's clients report a wrong one in no useful way. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ClientConfigProfile, ClientConnectConfig } from '@temporalio/envconfig';
import { isLoopback } from '../ecticket/callback-address.js';
import type { SetVariables } from './environment.js';
import { weighRisks } from './risks.js';
import { SETTINGS_SCHEMA } from './schema.js';
import type { SettingMistake } from './settings-error.js';

const CERTIFICATE = 'TEMPORAL_TLS_CLIENT_CERT_PATH';
const KEY = 'TEMPORAL_TLS_CLIENT_KEY_PATH';
const AUTHORITY = 'TEMPORAL_TLS_SERVER_CA_CERT_PATH';

/** Finds what is wrong with an API key or a client certificate. Messages contain neither. */
export function credentialMistake(
  profile: ClientConfigProfile,
  { tls, apiKey }: Pick<ClientConnectConfig['connectionOptions'], 'tls' | 'apiKey'>,
): SettingMistake | undefined {
  if (typeof apiKey === 'string' && !/^[\x21-\x7e]+$/.test(apiKey)) {
    const problem = 'is empty or contains a character that no API key has, such as a space or a line break';
    return { name: 'TEMPORAL_API_KEY', problem, fix: 'Write the key alone' };
  }
  // The SDK ignores either without the other.
  const { clientCert, clientKey } = profile.tls ?? {};
  if (clientCert !== undefined && clientKey === undefined) return missing(KEY, CERTIFICATE);
  if (clientCert === undefined && clientKey !== undefined) return missing(CERTIFICATE, KEY);
  if (typeof tls !== 'object' || tls === null) return undefined;
  const { serverRootCACertificate, clientCertPair } = tls;
  if (serverRootCACertificate && parseCertificate(serverRootCACertificate) === undefined) {
    return notPem(AUTHORITY, 'certificate');
  }
  return clientCertPair && clientCertificateMistake(clientCertPair);
}

/** Finds the first file of the TLS settings that cannot be read. */
export function unreadableTlsFile({ tls }: ClientConfigProfile): SettingMistake | undefined {
  const files = [
    [AUTHORITY, tls?.serverCACert],
    [CERTIFICATE, tls?.clientCert],
    [KEY, tls?.clientKey],
  ] as const;
  for (const [name, source] of files) {
    if (source === undefined || !('path' in source)) continue;
    try {
      readFileSync(source.path);
    } catch (error) {
      const problem = `names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`;
      return { name, problem, fix: 'Check path and permissions' };
    }
  }
  return undefined;
}

/** Refuses an API key that would cross the network in plain text, in the sandbox too: the key is real there. */
export function plainApiKeyMistakes(
  { TEMPORAL_TLS, ECTICKET_ALLOW }: SetVariables,
  options: Pick<ClientConnectConfig['connectionOptions'], 'tls' | 'apiKey'> & { readonly address: string },
): readonly SettingMistake[] {
  if (options.apiKey === undefined || !isPlainTemporal(options)) return [];
  const effect = 'disables TLS, so that the API key would be sent to another machine in plain text';
  const found =
    TEMPORAL_TLS === undefined
      ? { name: 'TEMPORAL_CONFIG_FILE', problem: `names a file whose profile ${effect}`, fix: 'Remove tls.disabled' }
      : { name: 'TEMPORAL_TLS', problem: effect, fix: 'Write true' };
  const allowed = SETTINGS_SCHEMA.shape.ECTICKET_ALLOW.safeParse(ECTICKET_ALLOW).data ?? [];
  return weighRisks([{ risk: 'temporal-without-tls', ...found }], allowed).mistakes;
}

/** Whether Temporal is another machine and is called without TLS. */
export function isPlainTemporal({
  address,
  tls,
}: Pick<ClientConnectConfig['connectionOptions'], 'tls'> & { readonly address: string }): boolean {
  return !tls && !isLoopback(address.replace(/:\d+$/, ''));
}

function clientCertificateMistake(pair: { readonly crt: Uint8Array; readonly key: Uint8Array }) {
  const certificate = parseCertificate(pair.crt);
  if (certificate === undefined) return notPem(CERTIFICATE, 'certificate');
  const key = parseKey(pair.key);
  if (key === undefined) return notPem(KEY, 'private key without a passphrase');
  if (!certificate.checkPrivateKey(key)) {
    const problem = `names a key that does not belong to the certificate of ${CERTIFICATE}`;
    return { name: KEY, problem, fix: 'Write the two files that were issued together' };
  }
  if (Date.parse(certificate.validTo) < Date.now()) {
    const problem = `names a certificate that has expired: ${certificate.validTo}`;
    return { name: CERTIFICATE, problem, fix: 'Install a new certificate, and check the clock of this machine' };
  }
  return undefined;
}

function missing(name: string, other: string): SettingMistake {
  return { name, problem: `is not set, and ${other} is`, fix: 'Set both, here or in the profile' };
}

function notPem(name: string, what: string): SettingMistake {
  return { name, problem: `names a file that is not a ${what} in PEM`, fix: 'Check the file' };
}

function parseCertificate(pem: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function parseKey(pem: Uint8Array): KeyObject | undefined {
  try {
    return createPrivateKey(Buffer.from(pem));
  } catch {
    return undefined;
  }
}
