/** An encrypted payload was altered or cut, or its key id is another key's. Holds nothing of the payload. */
export class PayloadBrokenError extends Error {
  override readonly name = 'PayloadBrokenError';
  readonly code = 'PAYLOAD_BROKEN';

  constructor(readonly keyId: string) {
    super(
      `A payload encrypted under the key id ${JSON.stringify(keyId)} does not open: it was altered or cut, or that id now names another key. Ids are never reused.`,
    );
  }
}
