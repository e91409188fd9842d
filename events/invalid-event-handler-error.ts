/** The options of `createEventHandler` cannot work. */
export class InvalidEventHandlerError extends Error {
  override readonly name = 'InvalidEventHandlerError';
  readonly code = 'INVALID_EVENT_HANDLER';
}
