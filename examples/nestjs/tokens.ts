/** Tokens of the providers, which are functions and not classes. */

/** The receiver of ECPay's callbacks. */
export const RECEIVER = Symbol('RECEIVER');
/** The handler of the worker's events. */
export const EVENTS = Symbol('EVENTS');
