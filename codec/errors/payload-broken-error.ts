/** An encrypted payload was changed or truncated, or its key id now belongs to another key. */
export class PayloadBrokenError extends Error {
  override readonly name = 'PayloadBrokenError';
  readonly code = 'PAYLOAD_BROKEN';

  constructor(readonly keyId: string) {
    super(
      `A payload with the key id ${JSON.stringify(keyId)} does not decrypt: ` +
        `somebody changed or truncated it, or the id now belongs to another key. Never reuse a key id.`,
    );
  }
}
