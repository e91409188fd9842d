/** Settings that are well-formed and that outside the sandbox nobody should have by accident. */
import { isLoopback, whyECPayCannotCall } from '../ecticket/callback-address.js';
import type { CodecKeys } from '../codec/index.js';
import type { Given } from './environment.js';
import type { FoundRisk } from './risks.js';
import { SHAPE } from './shape.js';
import type { TemporalConnection } from './temporal-connection.js';
import { weaknessOfBytes } from './weak-secrets.js';

/** Addresses that ECPay cannot call, and those to which people's data would go in plain text. */
export function riskyAddresses(given: Given, temporal: TemporalConnection | undefined): FoundRisk[] {
  const callback = readable('ECTICKET_CALLBACK_BASE_URL', given);
  const events = readable('ECTICKET_EVENTS_URL', given);
  const why = callback === undefined ? undefined : whyECPayCannotCall(callback);
  return [
    ...(why === undefined
      ? []
      : [
          {
            risk: 'private-callbacks',
            name: 'ECTICKET_CALLBACK_BASE_URL',
            problem: why,
            fix: 'Write a public address at port 80 or 443, such as https://shop.example',
          } as const,
        ]),
    ...(events !== undefined && isPlainHttp(events)
      ? [
          {
            risk: 'http-events',
            name: 'ECTICKET_EVENTS_URL',
            problem: 'is plain http to another machine',
            fix: 'Write https',
          } as const,
        ]
      : []),
    ...(temporal !== undefined && isPlainTemporal(temporal)
      ? [
          {
            risk: 'temporal-without-tls',
            name: 'TEMPORAL_ADDRESS',
            problem: 'is another machine, to which no TLS is configured',
            fix: 'Set TEMPORAL_TLS=true, the TEMPORAL_TLS settings of your server, or TEMPORAL_API_KEY',
          } as const,
        ]
      : []),
  ];
}

/** Codec keys and webhook secrets that are no secret. */
export function riskySecrets(given: Given): FoundRisk[] {
  const secrets = readable('ECTICKET_EVENTS_SECRET', given) ?? [];
  return [
    ...weakCodecKeys(readable('ECTICKET_CODEC_KEYS', given)),
    ...weakCodecKeys(readable('ECTICKET_CODE_KEYS', given), 'ECTICKET_CODE_KEYS'),
    ...secrets.flatMap((secret, index) => {
      const weakness = weaknessOfBytes(secret.export());
      return weakness === undefined
        ? []
        : [weak('ECTICKET_EVENTS_SECRET', `is weak: secret ${index + 1} ${weakness}`, 'openssl rand -base64 32')];
    }),
  ];
}

/** Keys that are no secret. */
export function weakCodecKeys(keys: CodecKeys | undefined, name = 'ECTICKET_CODEC_KEYS'): FoundRisk[] {
  return (keys ?? []).flatMap(({ key }, index) => {
    const weakness = weaknessOfBytes(key.export());
    return weakness === undefined
      ? []
      : [weak(name, `is weak: key ${index + 1} ${weakness}`, 'openssl rand -base64 32')];
  });
}

/** A secret of which `problem` says why it is none; `command` makes a better one. */
export function weak(name: string, problem: string, command: string): FoundRisk {
  return { risk: 'weak-secrets', name, problem, fix: `Make one with: ${command}` };
}

/** Plain http to somewhere else than this machine. */
export function isPlainHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname);
}

function isPlainTemporal({ address, options }: TemporalConnection): boolean {
  return !options.tls && !isLoopback(address.replace(/:\d+$/, ''));
}

/** A setting by itself; what cannot be read is told elsewhere. */
function readable<Name extends keyof typeof SHAPE.shape>(name: Name, given: Given) {
  return SHAPE.shape[name].safeParse(given[name]).data as ReturnType<(typeof SHAPE.shape)[Name]['parse']> | undefined;
}
