import { InvalidBaseUrlError } from '../errors/invalid-base-url-error.js';

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
