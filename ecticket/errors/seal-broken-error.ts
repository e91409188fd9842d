import { ECTicketError } from './ecticket-error.js';

/** Where the opening of a seal ended. */
export type SealBrokenReason = 'notBase64' | 'notDecryptable' | 'checksumDiffers' | 'notJson' | 'formChecksumDiffers';

const WORDS: Record<SealBrokenReason, string> = {
  notBase64: 'Data is not Base64: this is not what a holder of the keys has sent.',
  notDecryptable:
    'Data cannot be decrypted with any of the given key pairs. Check that HashKey and HashIV are this merchant’s, of this environment (stage or production).',
  checksumDiffers: 'Data decrypts, but its CheckMacValue is another: it was changed, or its HashKey is another.',
  notJson: 'Data decrypts and its CheckMacValue is right, but it is no JSON. Ask who sealed it.',
  formChecksumDiffers:
    'The form’s CheckMacValue is another. Check that HashKey and HashIV are those of this payment merchant (not of ECTicket), of this environment (stage or production).',
};

/**
 * Sealed Data, or a payment's form, is not what a holder of the keys has sealed. Nothing of it may be believed. A counterpart must not be told
 * the `reason`.
 */
export class SealBrokenError extends ECTicketError {
  override readonly name = 'SealBrokenError';
  readonly code = 'SEAL_BROKEN';

  constructor(readonly reason: SealBrokenReason) {
    super(WORDS[reason]);
  }
}
