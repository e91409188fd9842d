/** The setup failed. The message says why and how to fix it, and is printed without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
  code = 'SETUP_FAILED';
}
