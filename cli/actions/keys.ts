/** Action of `ecticket keys new`. */
import { randomBytes } from 'node:crypto';
import { parseCodecKeys } from '../../codec/index.js';
import { taipeiDate } from '../../ecticket/taipei-date.js';
import { UsageError } from '../../settings/listen-options.js';
import type { CommandContext } from '../command-context.js';

/** The length of an AES-256 key. */
const KEY_BYTES = 32;

/** What a key is for, with its setting. */
const SETTINGS = {
  codec: { name: 'ECTICKET_CODEC_KEYS', loss: 'Without it, nothing that it encrypted can be read.' },
  codes: { name: 'ECTICKET_CODE_KEYS', loss: 'Without it, orders that it indexed are not found by a scanned code.' },
} as const;

type KeyPurpose = keyof typeof SETTINGS;

interface NewKeyOptions {
  readonly id?: string | undefined;
  readonly for: KeyPurpose;
}

/** Prints a new key to stdout, in the form the setting takes, and instructions to stderr. */
export function printNewKey(context: CommandContext, { id = newKeyId(), for: purpose }: NewKeyOptions): void {
  const key = randomBytes(KEY_BYTES).toString('base64');
  const entry = `${id}:${key}`;
  try {
    parseCodecKeys(entry);
  } catch {
    throw new UsageError('--id is not 1 to 64 letters, digits, dots, underscores or dashes.');
  }
  const { name, loss } = SETTINGS[purpose];
  context.print({ id, key, entry, setting: name }, () => entry);
  context.printNote(
    [
      `Store the key with your secrets. ${loss}`,
      `The first key:       ${name}=<this line>, in every worker, receiver and client.`,
      `To replace a key:    1. ${name}=<current value>,<this line> in all of them, and restart them.`,
      `                     2. ${name}=<this line>,<current value> in all of them.`,
      'Never reuse an id for another key, and never use a key for two settings.',
    ].join('\n'),
  );
}

/** The date shows the age of the key; the random suffix distinguishes keys of the same day. */
function newKeyId(): string {
  return `${taipeiDate(Date.now())}-${randomBytes(2).toString('hex')}`;
}
