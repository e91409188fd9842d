/** Action of `ecticket keys new`. */
import { randomBytes } from 'node:crypto';
import { parseCodecKeys } from '../../codec/index.js';
import { taipeiDate } from '../../ecticket/taipei-date.js';
import { UsageError } from '../../settings/listen-options.js';
import type { CommandContext } from '../command-context.js';

/** The length of an AES-256 key. */
const KEY_BYTES = 32;

/** Prints a new payload codec key to stdout, in the form the setting takes, and instructions to stderr. */
export function printNewKey(context: CommandContext, { id = newKeyId() }: { readonly id?: string | undefined }): void {
  const key = randomBytes(KEY_BYTES).toString('base64');
  const entry = `${id}:${key}`;
  try {
    parseCodecKeys(entry);
  } catch {
    throw new UsageError('--id is not 1 to 64 letters, digits, dots, underscores or dashes.');
  }
  context.print({ id, key, entry }, () => entry);
  context.printNote(
    [
      'Store the key with your secrets. Without it, nothing that it encrypted can be read.',
      'First key:  ECTICKET_CODEC_KEYS=<this line>',
      'New key:    ECTICKET_CODEC_KEYS=<this line>,<current value>, in every worker, receiver and client.',
      'To rotate without downtime, first append the new key everywhere, then move it to the front everywhere.',
      'Never reuse an id for another key.',
    ].join('\n'),
  );
}

/** The date shows the age of the key; the random suffix distinguishes keys of the same day. */
function newKeyId(): string {
  return `${taipeiDate(Date.now())}-${randomBytes(2).toString('hex')}`;
}
