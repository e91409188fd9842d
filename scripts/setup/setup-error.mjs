/** Set-up cannot go on: the message says why and what to do about it, so it is shown without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
  code = 'SETUP_FAILED';
}
