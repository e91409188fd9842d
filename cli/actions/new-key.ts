import { randomBytes } from 'node:crypto';
import { parseCodecKeys } from '../../codec/index.js';
import { UsageError } from '../../settings/listen-options.js';
import { taipeiDate } from '../../ecticket/taipei-date.js';
import type { Shell } from '../shell.js';

/** The length of an AES-256 key, in bytes. */
const KEY_BYTES = 32;

/** A key of the payload codec: on stdout as the setting takes it, on stderr what to do with it. */
export function newKey(shell: Shell, { id = freshId() }: { readonly id?: string | undefined }): void {
  const key = randomBytes(KEY_BYTES).toString('base64');
  const entry = `${id}:${key}`;
  try {
    parseCodecKeys(entry);
  } catch {
    throw new UsageError('--id is not 1 to 64 letters, digits, dots, underscores or dashes.');
  }
  shell.tell({ id, key, entry }, () => entry);
  shell.remark(
    [
      'Keep it where your secrets are; without it nobody reads what it encrypted.',
      'The first key:  ECTICKET_CODEC_KEYS=<this line>',
      'A new key:      ECTICKET_CODEC_KEYS=<this line>,<what is there>, in every worker, receiver and client.',
      'To change keys without a gap, put the new one last everywhere first, and then first.',
      'An id is never used for a second key.',
    ].join('\n'),
  );
}

/** The day tells people how old a key is; the rest tells two keys of a day apart. */
function freshId(): string {
  return `${taipeiDate(Date.now())}-${randomBytes(2).toString('hex')}`;
}
