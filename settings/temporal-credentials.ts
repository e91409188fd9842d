/** Checks the credentials for Temporal before a connection is made: gRPC's clients report a wrong one in no useful way. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { ClientConfigProfile, ClientConnectConfig } from '@temporalio/envconfig';
import type { SettingMistake } from './settings-error.js';

const CERTIFICATE = 'TEMPORAL_TLS_CLIENT_CERT_PATH';
const KEY = 'TEMPORAL_TLS_CLIENT_KEY_PATH';

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
    return notPem('TEMPORAL_TLS_SERVER_CA_CERT_PATH', 'certificate');
  }
  return clientCertPair && clientCertificateMistake(clientCertPair);
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
