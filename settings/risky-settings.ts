/** Finds settings that are well-formed and risky outside the sandbox. */
import { isLoopback, whyECPayCannotCall } from '../ecticket/callback-address.js';
import type { CodecKeys } from '../codec/index.js';
import type { SetVariables } from './environment.js';
import type { FoundRisk } from './risks.js';
import { SETTINGS_SCHEMA } from './schema.js';
import type { TemporalConnection } from './temporal-connection.js';
import { isPlainTemporal } from './temporal-credentials.js';
import { weaknessOfBytes } from './weak-secrets.js';

/** Finds addresses that ECPay cannot call, and addresses that would receive personal data in plain text. */
export function riskyAddresses(variables: SetVariables, temporal: TemporalConnection | undefined): FoundRisk[] {
  const callback = parseSetting('ECTICKET_CALLBACK_BASE_URL', variables);
  const events = parseSetting('ECTICKET_EVENTS_URL', variables);
  const why = callback === undefined ? undefined : whyECPayCannotCall(callback);
  return [
    ...(why === undefined
      ? []
      : [
          {
            risk: 'private-callbacks',
            name: 'ECTICKET_CALLBACK_BASE_URL',
            problem: why,
            fix: 'Write a public address with port 80 or 443, such as https://shop.example',
          } as const,
        ]),
    ...(events !== undefined && isPlainHttp(events)
      ? [
          {
            risk: 'http-events',
            name: 'ECTICKET_EVENTS_URL',
            problem: 'is a plain http address on another machine',
            fix: 'Write an https address',
          } as const,
        ]
      : []),
    ...(temporal !== undefined && isPlainTemporal(temporal.options)
      ? [
          {
            risk: 'temporal-without-tls',
            name: 'TEMPORAL_ADDRESS',
            problem: 'is another machine, and no TLS is configured',
            fix: 'Set TEMPORAL_TLS=true, the TEMPORAL_TLS settings of your server, or TEMPORAL_API_KEY',
          } as const,
        ]
      : []),
  ];
}

/** Finds weak codec keys and webhook secrets. */
export function riskySecrets(variables: SetVariables): FoundRisk[] {
  const secrets = parseSetting('ECTICKET_EVENTS_SECRET', variables) ?? [];
  return [
    ...weakCodecKeys(parseSetting('ECTICKET_CODEC_KEYS', variables)),
    ...weakCodecKeys(parseSetting('ECTICKET_CODE_KEYS', variables), 'ECTICKET_CODE_KEYS'),
    ...secrets.flatMap((secret, index) => {
      const weakness = weaknessOfBytes(secret.export());
      return weakness === undefined
        ? []
        : [weakSecret('ECTICKET_EVENTS_SECRET', `is weak: secret ${index + 1} ${weakness}`, 'openssl rand -base64 32')];
    }),
  ];
}

/** Finds weak keys. */
export function weakCodecKeys(keys: CodecKeys | undefined, name = 'ECTICKET_CODEC_KEYS'): FoundRisk[] {
  return (keys ?? []).flatMap(({ key }, index) => {
    const weakness = weaknessOfBytes(key.export());
    return weakness === undefined
      ? []
      : [weakSecret(name, `is weak: key ${index + 1} ${weakness}`, 'openssl rand -base64 32')];
  });
}

/** Creates the risk of a weak secret. @param command a command that generates a strong one */
export function weakSecret(name: string, problem: string, command: string): FoundRisk {
  return { risk: 'weak-secrets', name, problem, fix: `Generate one with: ${command}` };
}

/** Whether the URL is plain http to another machine. */
export function isPlainHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname);
}

/** Parses one setting. Undefined if it is invalid, which `readSettings` reports. */
function parseSetting<Name extends keyof typeof SETTINGS_SCHEMA.shape>(name: Name, variables: SetVariables) {
  return SETTINGS_SCHEMA.shape[name].safeParse(variables[name]).data as
    ReturnType<(typeof SETTINGS_SCHEMA.shape)[Name]['parse']> | undefined;
}
