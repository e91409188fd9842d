/** Action of `ecticket keys new`. */
import { randomBytes } from 'node:crypto';
import { parseCodecKeys } from '../../codec/index.js';
import { taipeiDate } from '../../ecticket/taipei-date.js';
import { UsageError } from '../../settings/listen-options.js';
import type { CommandContext } from '../command-context.js';

/** The length of an AES-256 key. */
const KEY_BYTES = 32;

/** What a key is for, with its setting. */
const SETTINGS = { codec: 'ECTICKET_CODEC_KEYS', codes: 'ECTICKET_CODE_KEYS' } as const;

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
  const setting = SETTINGS[purpose];
  const { keys: texts } = context.texts;
  context.print({ id, key, entry, setting }, () => entry);
  context.printNote(texts.note(setting, texts.loss[purpose]));
}

/** The date shows the age of the key; the random suffix distinguishes keys of the same day. */
function newKeyId(): string {
  return `${taipeiDate(Date.now())}-${randomBytes(2).toString('hex')}`;
}
