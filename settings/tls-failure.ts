/**
 * Finds out why TLS to Temporal fails. gRPC's client for Node reports a deadline only, and that of the workers reports
 * in the words of its TLS library, so this module makes a handshake of its own.
 */
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { TemporalConnection } from './temporal-connection.js';

const HANDSHAKE_TIMEOUT_MS = 3000;

/** With TLS 1.3, a server refuses a client certificate after the client's side of the handshake has succeeded. */
const REFUSAL_TIMEOUT_MS = 1000;

/** By the error code of Node or OpenSSL. Each names the setting to correct. */
const PROBLEMS: readonly (readonly [code: RegExp, reason: string])[] = [
  [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    "The server's certificate has expired or is not valid yet. Check the clock of this machine and TEMPORAL_ADDRESS.",
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    "The server's certificate is for another name. " +
      'Check TEMPORAL_ADDRESS, or set TEMPORAL_TLS_SERVER_NAME to a name in the certificate.',
  ],
  [
    /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|INVALID_CA)/,
    "The server's certificate is not trusted. Check TEMPORAL_ADDRESS, " +
      'or set TEMPORAL_TLS_SERVER_CA_CERT_PATH to the certificate of its authority.',
  ],
  [
    /_ALERT_NO_APPLICATION_PROTOCOL$/,
    'The server does not offer HTTP/2, which Temporal uses. Check that TEMPORAL_ADDRESS is that of gRPC.',
  ],
  [
    /_ALERT_PROTOCOL_VERSION$|_UNSUPPORTED_PROTOCOL$/,
    'The server does not offer TLS 1.2 or later. Check TEMPORAL_ADDRESS, and update the server or its proxy.',
  ],
  [
    /_ALERT_|_UNRECOGNIZED_NAME$/,
    'The server refuses the TLS handshake. Check TEMPORAL_ADDRESS and TEMPORAL_TLS_SERVER_NAME, ' +
      'and whether the server requires a client certificate.',
  ],
];

/** Alerts about the client certificate. */
const CLIENT_CERTIFICATE_ALERT = /_ALERT_(\w*CERTIFICATE|UNKNOWN_CA)/;

const CERTIFICATE_REQUIRED =
  'The server requires a client certificate. ' +
  'Set TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH, or tls in the profile.';

const CERTIFICATE_REFUSED =
  'The server refuses the client certificate. Check that TEMPORAL_TLS_CLIENT_CERT_PATH has not expired, ' +
  'and that the namespace accepts the authority that has signed it.';

const CLIENT_CERTIFICATE_UNCLEAR =
  'The server ends the connection after the TLS handshake: it is restarting, or refuses the client certificate. ' +
  'If this does not pass, check TEMPORAL_TLS_CLIENT_CERT_PATH and which authorities the namespace accepts.';

const NO_TLS =
  'The server does not answer with TLS. Check TEMPORAL_ADDRESS, or set TEMPORAL_TLS=false for a server without TLS.';

const TLS_REQUIRED =
  'The server requires TLS. Set TEMPORAL_TLS=true, the TEMPORAL_TLS_… settings, or TEMPORAL_API_KEY.';

/**
 * Returns why a TLS connection to Temporal fails and which setting to correct. Returns undefined if TLS is not the
 * reason, or if no server answers. Sends no API key, and the reason contains no secret.
 */
export async function findTlsFailure({ address, options: { tls } }: TemporalConnection): Promise<string | undefined> {
  if (tls === undefined || tls === false || tls === null) return await findTlsServer(address);
  const { serverNameOverride, serverRootCACertificate, clientCertPair } = tls === true ? {} : tls;
  const socket = open(address, {
    ...(serverNameOverride && { servername: serverNameOverride }),
    ...(serverRootCACertificate && { ca: Buffer.from(serverRootCACertificate) }),
    ...(clientCertPair && { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
  });
  const outcome = await tryHandshake(socket);
  if (typeof outcome === 'string') return undefined;
  const { code, answersTls } = outcome;
  if (CLIENT_CERTIFICATE_ALERT.test(code)) {
    return clientCertPair === undefined ? CERTIFICATE_REQUIRED : CERTIFICATE_REFUSED;
  }
  const problem = PROBLEMS.find(([pattern]) => pattern.test(code))?.[1];
  if (problem !== undefined) return problem;
  // Without an alert. Some servers refuse a client certificate so; a missing one causes an alert.
  if (answersTls) return clientCertPair === undefined ? undefined : CLIENT_CERTIFICATE_UNCLEAR;
  return /^(ECONNRESET|EPROTO|ERR_SSL_)/.test(code) ? NO_TLS : undefined;
}

/** Whether a server that is called without TLS expects it. Nothing is sent, so that its certificate does not matter. */
async function findTlsServer(address: string): Promise<string | undefined> {
  const outcome = await tryHandshake(open(address, { rejectUnauthorized: false }));
  const answersTls = typeof outcome === 'string' ? outcome === 'open' : outcome.answersTls;
  return answersTls ? TLS_REQUIRED : undefined;
}

function open(address: string, options: ConnectionOptions): TLSSocket {
  const [, host = '', port = '7233'] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(address) ?? [];
  const names = isIP(host) === 0 && { servername: host };
  return connect({ host, port: Number(port), ALPNProtocols: ['h2'], ...names, ...options });
}

interface Failure {
  readonly code: string;
  /** The server has sent an alert, or ended the connection after the handshake. */
  readonly answersTls: boolean;
}

/** Returns `open` if the server keeps the connection after the handshake, and `silent` if it does not answer. */
async function tryHandshake(socket: TLSSocket): Promise<Failure | 'open' | 'silent'> {
  let isSecured = false;
  const ended = new Promise<Failure>((resolve) => {
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      resolve({ code, answersTls: isSecured || code.includes('ALERT') });
    });
    socket.on('close', () => resolve({ code: 'ECONNRESET', answersTls: isSecured }));
  });
  const secured = new Promise<'secured'>((resolve) => {
    socket.on('secureConnect', () => {
      isSecured = true;
      resolve('secured');
    });
  });
  try {
    const first = await Promise.race([secured, ended, sleep(HANDSHAKE_TIMEOUT_MS, 'silent' as const, { ref: false })]);
    if (first !== 'secured') return first;
    // An unread socket does not notice that the server ends it.
    socket.resume();
    return await Promise.race([ended, sleep(REFUSAL_TIMEOUT_MS, 'open' as const, { ref: false })]);
  } finally {
    socket.destroy();
  }
}
