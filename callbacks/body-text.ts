/** A body's text; undefined for what is no UTF-8. */
export function bodyText(body: Uint8Array | string): string | undefined {
  if (typeof body === 'string') return body;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
