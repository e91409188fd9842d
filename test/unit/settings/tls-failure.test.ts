/** Why TLS to Temporal fails, for servers that answer in different ways. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import { findTlsFailure, TemporalConnection } from '../../../settings/index.js';
import { CertificateAuthority } from '../../support/certificates.js';

const authority = new CertificateAuthority('Test authority');
const client = authority.issue('client');
const clientCertPair = { crt: Buffer.from(client.cert), key: Buffer.from(client.key) };

const NO_HTTP2 = /^The server does not offer HTTP\/2/;
const OLD_TLS = /^The server does not offer TLS 1\.2 or later/;
const REFUSED_HANDSHAKE = /^The server refuses the TLS handshake\. .*TEMPORAL_TLS_SERVER_NAME/;
const REFUSED_CERTIFICATE = /^The server refuses the client certificate/;
const REQUIRED_CERTIFICATE = /^The server requires a client certificate/;

let server: Server;
afterEach(() => {
  server.close();
});

async function listen(started: Server): Promise<string> {
  server = started;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function tlsServer(options: TlsOptions, onConnection?: (socket: TLSSocket) => void): Promise<string> {
  const started = createTlsServer({ ...authority.issue('server'), ...options }, (socket) => {
    socket.on('error', () => undefined);
    onConnection?.(socket);
  });
  return listen(started.on('tlsClientError', () => undefined));
}

function findFailure(address: string, credentials: object = {}): Promise<string | undefined> {
  const tls = { serverRootCACertificate: Buffer.from(authority.cert), ...credentials };
  return findTlsFailure(new TemporalConnection({ address, tls }, 'default'));
}

test('a server without HTTP/2', async () => {
  expect(await findFailure(await tlsServer({ ALPNProtocols: ['http/1.1'] }))).toMatch(NO_HTTP2);
});

test('a server with TLS 1.1 at most', async () => {
  const address = await tlsServer({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
  expect(await findFailure(address)).toMatch(OLD_TLS);
});

test('a server that requires a client certificate', async () => {
  const address = await tlsServer({ ALPNProtocols: ['h2'], requestCert: true, ca: authority.cert });
  expect(await findFailure(address)).toMatch(REQUIRED_CERTIFICATE);
});

test('a server that ends the connection after the handshake', async () => {
  const address = await tlsServer({ ALPNProtocols: ['h2'] }, (socket) => socket.destroy());
  expect(await findFailure(address)).toBeUndefined();
  expect(await findFailure(address, { clientCertPair })).toMatch(/it is restarting, or refuses the client certificate/);
});

/** The alert of RFC 8446, and the reasons without and with a client certificate. */
test.each([
  ['handshake_failure', 40, REFUSED_HANDSHAKE, REFUSED_HANDSHAKE],
  ['bad_certificate', 42, REQUIRED_CERTIFICATE, REFUSED_CERTIFICATE],
  ['unsupported_certificate', 43, REQUIRED_CERTIFICATE, REFUSED_CERTIFICATE],
  ['certificate_revoked', 44, REQUIRED_CERTIFICATE, REFUSED_CERTIFICATE],
  ['certificate_expired', 45, REQUIRED_CERTIFICATE, REFUSED_CERTIFICATE],
  ['certificate_unknown', 46, REQUIRED_CERTIFICATE, REFUSED_CERTIFICATE],
  ['unknown_ca', 48, REQUIRED_CERTIFICATE, REFUSED_CERTIFICATE],
  ['protocol_version', 70, OLD_TLS, OLD_TLS],
  ['internal_error', 80, REFUSED_HANDSHAKE, REFUSED_HANDSHAKE],
  ['unrecognized_name', 112, REFUSED_HANDSHAKE, REFUSED_HANDSHAKE],
  ['certificate_required', 116, REQUIRED_CERTIFICATE, REFUSED_CERTIFICATE],
  ['no_application_protocol', 120, NO_HTTP2, NO_HTTP2],
])('the alert %s is explained', async (_name, alert, withoutCertificate, withCertificate) => {
  const address = await listen(
    createServer((socket) => socket.on('error', () => undefined).end(Buffer.from([21, 3, 3, 0, 2, 2, alert]))),
  );
  expect(await findFailure(address)).toMatch(withoutCertificate);
  expect(await findFailure(address, { clientCertPair })).toMatch(withCertificate);
});
