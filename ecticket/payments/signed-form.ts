/** Reads and verifies the forms of AIO: payment notifications and QueryTradeInfo's answer. */
import { equalCheckMacValues } from '../check-mac-value.js';
import { DataRejectedError } from '../errors/data-rejected-error.js';
import type { PaymentKeyPair } from '../key-pair.js';
import { withoutByteOrderMark } from '../reply.js';
import { aioCheckMacValue } from './aio-check-mac-value.js';
import { noticeAmbiguities, queryAmbiguities, readUnencodedForm, type Form } from './form-fields.js';

/** Parses a URL-encoded form. Returns undefined if a name occurs twice or the checksum is absent. */
export function readForm(text: string): Form | undefined {
  // Node garbles characters beyond Latin near a percent sign that encodes nothing, as in "10% off".
  const params = [...new URLSearchParams(text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'))];
  const form = Object.fromEntries(params);
  return params.length === Object.keys(form).length && form['CheckMacValue'] ? form : undefined;
}

/**
 * Verifies that a notification has a CheckMacValue of one of the key pairs, and that its fields cannot be split in
 * another way (`form-fields.ts`). It always runs both checks, so that the response time does not reveal which one
 * failed.
 *
 * @throws DataRejectedError (`formChecksumDiffers`, `formAmbiguous`).
 */
export function verifyNotice(form: Form, keys: readonly PaymentKeyPair[]): void {
  const isUnambiguous = noticeAmbiguities(form).length === 0;
  if (!hasValidChecksum(form, keys)) throw new DataRejectedError('formChecksumDiffers');
  if (!isUnambiguous) throw new DataRejectedError('formAmbiguous');
}

/**
 * Verifies QueryTradeInfo's answer. Its page does not say how the answer is encoded. ECPay's samples read it without
 * decoding, including `&` and `%` in item names. Other readers decode it as a URL-encoded form, with `+` for a plus
 * or for a space. This function tries every reading, and the checksum decides.
 *
 * @returns the form, or undefined if the text is not a form
 * @throws DataRejectedError (`formChecksumDiffers`, `formAmbiguous`).
 */
export function verifyReplyForm(text: string, keys: readonly PaymentKeyPair[]): Form | undefined {
  const body = withoutByteOrderMark(text).replace(/[\r\n]+$/, '');
  const readings = [readUnencodedForm(body), readForm(body.replaceAll('+', '%2B')), readForm(body)];
  const forms = readings.filter((form) => form?.['CheckMacValue'] !== undefined) as Form[];
  if (forms.length === 0) return undefined;
  const verified = forms.filter((each) => hasValidChecksum(each, keys));
  const form = verified.find((each) => queryAmbiguities(each).length === 0);
  if (form === undefined) throw new DataRejectedError(verified.length > 0 ? 'formAmbiguous' : 'formChecksumDiffers');
  return form;
}

/** Compares with every key pair, in constant time. */
function hasValidChecksum(form: Form, keys: readonly PaymentKeyPair[]): boolean {
  const { CheckMacValue = '' } = form;
  return keys.filter((pair) => equalCheckMacValues(aioCheckMacValue(form, pair), CheckMacValue)).length > 0;
}
