import { ECTicketError } from './ecticket-error.js';

/** The check that failed. */
export type DataRejectedReason =
  | 'dataTooLong'
  | 'notBase64'
  | 'notDecryptable'
  | 'checksumDiffers'
  | 'notJson'
  | 'formChecksumDiffers'
  | 'formAmbiguous';

const MESSAGES: Record<DataRejectedReason, string> = {
  dataTooLong: 'Data is longer than anything that ECPay sends, so it was not decrypted.',
  notBase64: 'Data is not Base64. Check who sent it: ECPay always sends Base64.',
  notDecryptable:
    'None of the given key pairs decrypts Data. ' +
    'Check that HashKey and HashIV belong to this merchant and to this environment (stage or production).',
  checksumDiffers:
    'Data decrypts, but its CheckMacValue does not match: somebody changed it, or the HashKey differs. ' +
    'Check the HashKey.',
  notJson: 'Data decrypts and its CheckMacValue matches, but the content is not JSON. Ask the sender.',
  formChecksumDiffers:
    'The form’s CheckMacValue does not match. Check that HashKey and HashIV belong to this payment merchant ' +
    '(not to ECTicket) and to this environment (stage or production).',
  formAmbiguous:
    'The form’s CheckMacValue matches, but its fields can be split in more than one way, as in a forged form. ' +
    'Find the payment in ECPay’s back office, and confirm it from code if it exists.',
};

/**
 * Data or a payment form was not written by a holder of the keys. Do not use its contents, and do not reveal the
 * `reason` to the sender.
 */
export class DataRejectedError extends ECTicketError {
  override readonly name = 'DataRejectedError';
  readonly code = 'DATA_REJECTED';

  constructor(readonly reason: DataRejectedReason) {
    super(MESSAGES[reason]);
  }
}
