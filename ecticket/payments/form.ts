import { sameCheckMacValue } from '../check-mac-value.js';
import { SealBrokenError } from '../errors/seal-broken-error.js';
import { aioCheckMacValue } from './aio-check-mac-value.js';
import type { PaymentKeyPair } from './payment-key-pair.js';

/** The fields of a form, every value a text. */
export type Form = Readonly<Record<string, string>>;

/** A form as browsers and ECPay's notifications write it; undefined where a name stands twice or there is no checksum. */
export function readForm(text: string): Form | undefined {
  // Node garbles what is not Latin around a percent sign that encodes nothing, such as that of "10% off".
  const params = [...new URLSearchParams(text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'))];
  const form = Object.fromEntries(params);
  return params.length === Object.keys(form).length && form['CheckMacValue'] ? form : undefined;
}

/** @throws SealBrokenError where none of the key pairs gives the form's CheckMacValue. Compares in constant time. */
export function verifyForm(form: Form, keys: readonly PaymentKeyPair[]): void {
  if (!isVerified(form, keys)) throw new SealBrokenError('formChecksumDiffers');
}

/**
 * A form as ECPay's payment API answers it, verified; undefined for what is no form. ECPay's own samples take a `+` in it
 * for a plus and a space for itself, its page says nothing: both readings are tried, and the checksum tells.
 *
 * @throws SealBrokenError
 */
export function openReplyForm(text: string, keys: readonly PaymentKeyPair[]): Form | undefined {
  const forms = [text.replaceAll('+', '%2B'), text].map(readForm).filter((form) => form !== undefined);
  if (forms.length === 0) return undefined;
  const form = forms.find((each) => isVerified(each, keys));
  if (form === undefined) throw new SealBrokenError('formChecksumDiffers');
  return form;
}

function isVerified(form: Form, keys: readonly PaymentKeyPair[]): boolean {
  const { CheckMacValue = '' } = form;
  return keys.some((pair) => sameCheckMacValue(aioCheckMacValue(form, pair), CheckMacValue));
}
