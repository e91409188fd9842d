/**
 * The order of a fault was not as far as the fault needs it: without a workflow, or not issued in time. The fault is
 * not carried out. Its injector works.
 */
export class OrderNotReadyError extends Error {
  override readonly name = 'OrderNotReadyError';
  readonly code = 'ORDER_NOT_READY';
}
