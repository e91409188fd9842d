import { InvalidBaseUrlError } from '../errors/invalid-base-url-error.js';

/** ECPay's hosts (developers.ecpay.com.tw, Ticket Issuance, API URLs). */
export const STAGE_URL = 'https://ecticket-stage.ecpay.com.tw';
export const PRODUCTION_URL = 'https://ecticket.ecpay.com.tw';

/** A base URL as given, checked, without its closing slash. @throws InvalidBaseUrlError */
export function checkedBaseUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const usable =
    url !== undefined &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    `${url.username}${url.password}${url.search}${url.hash}` === '';
  if (!usable) throw new InvalidBaseUrlError();
  return url.href.replace(/\/+$/, '');
}
