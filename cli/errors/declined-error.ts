/** A person was asked and said no. Nothing was done. */
export class DeclinedError extends Error {
  override readonly name = 'DeclinedError';
  readonly code = 'DECLINED';

  constructor() {
    super('Nothing was done.');
  }
}
