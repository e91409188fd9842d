import { equalCheckMacValues } from '../check-mac-value.js';
import { DataRejectedError } from '../errors/data-rejected-error.js';
import { withoutByteOrderMark } from '../reply.js';
import { aioCheckMacValue } from './aio-check-mac-value.js';
import { noticeAmbiguities, queryAmbiguities, readUnencodedForm } from './form-fields.js';
import type { PaymentKeyPair } from '../key-pair.js';
import type { Form } from './form-fields.js';

/** A form as browsers and ECPay's notifications write it; undefined where a name stands twice or there is no checksum. */
export function readForm(text: string): Form | undefined {
  // Node garbles what is not Latin around a percent sign that encodes nothing, such as that of "10% off".
  const params = [...new URLSearchParams(text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'))];
  const form = Object.fromEntries(params);
  return params.length === Object.keys(form).length && form['CheckMacValue'] ? form : undefined;
}

/**
 * Takes a notice only with a CheckMacValue of one of the key pairs, and only where its fields cannot be split otherwise
 * (`form-fields.ts`). Both are always looked at, so that the time it takes does not tell which failed.
 *
 * @throws DataRejectedError (`formChecksumDiffers`, `formAmbiguous`).
 */
export function verifyNotice(form: Form, keys: readonly PaymentKeyPair[]): void {
  const isUnambiguous = noticeAmbiguities(form).length === 0;
  if (!isVerified(form, keys)) throw new DataRejectedError('formChecksumDiffers');
  if (!isUnambiguous) throw new DataRejectedError('formAmbiguous');
}

/**
 * QueryTradeInfo's answer, verified; undefined for what is no form. Its page does not say how it is encoded: ECPay's own
 * samples take it as it stands, a product's `&` and `%` included, and other readers as a URL-encoded form, with a `+` for a
 * plus or for a space. Every reading is tried, and the checksum tells which one holds.
 *
 * @throws DataRejectedError (`formChecksumDiffers`, `formAmbiguous`).
 */
export function verifyReplyForm(text: string, keys: readonly PaymentKeyPair[]): Form | undefined {
  const body = withoutByteOrderMark(text).replace(/[\r\n]+$/, '');
  const readings = [readUnencodedForm(body), readForm(body.replaceAll('+', '%2B')), readForm(body)];
  const forms = readings.filter((form) => form?.['CheckMacValue'] !== undefined) as Form[];
  if (forms.length === 0) return undefined;
  const verified = forms.filter((each) => isVerified(each, keys));
  const form = verified.find((each) => queryAmbiguities(each).length === 0);
  if (form === undefined) throw new DataRejectedError(verified.length > 0 ? 'formAmbiguous' : 'formChecksumDiffers');
  return form;
}

function isVerified(form: Form, keys: readonly PaymentKeyPair[]): boolean {
  const { CheckMacValue = '' } = form;
  return keys.filter((pair) => equalCheckMacValues(aioCheckMacValue(form, pair), CheckMacValue)).length > 0;
}
