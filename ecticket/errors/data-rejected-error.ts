import { ECTicketError } from './ecticket-error.js';

/** Where the opening of a seal ended. */
export type DataRejectedReason =
  | 'dataTooLong'
  | 'notBase64'
  | 'notDecryptable'
  | 'checksumDiffers'
  | 'notJson'
  | 'formChecksumDiffers'
  | 'formAmbiguous';

const WORDS: Record<DataRejectedReason, string> = {
  dataTooLong: 'Data is longer than any that ECPay sends: it is not looked at.',
  notBase64: 'Data is not Base64: this is not what a holder of the keys has sent.',
  notDecryptable:
    'Data cannot be decrypted with any of the given key pairs. Check that HashKey and HashIV are this merchant’s, of this environment (stage or production).',
  checksumDiffers: 'Data decrypts, but its CheckMacValue is another: it was changed, or its HashKey is another.',
  notJson: 'Data decrypts and its CheckMacValue is right, but it is no JSON. Ask who sealed it.',
  formChecksumDiffers:
    'The form’s CheckMacValue is another. Check that HashKey and HashIV are those of this payment merchant (not of ECTicket), of this environment (stage or production).',
  formAmbiguous:
    'The form’s CheckMacValue is right, but its fields can be read in more than one way, as that of a forged form can. Look at the payment in ECPay’s back office, and confirm it from code if it is there.',
};

/**
 * SignedData Data, or a payment's form, is not what a holder of the keys has sealed. Nothing of it may be believed. A counterpart must not be told
 * the `reason`.
 */
export class DataRejectedError extends ECTicketError {
  override readonly name = 'DataRejectedError';
  readonly code = 'DATA_REJECTED';

  constructor(readonly reason: DataRejectedReason) {
    super(WORDS[reason]);
  }
}
