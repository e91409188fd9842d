/**
 * A fault found nothing to act on: its order has no workflow or was not issued in time, or nobody called its endpoint.
 * The fault is not carried out. Its injector works.
 */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
  readonly code = 'NOT_READY';
}
