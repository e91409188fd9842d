/** Longest body in bytes. A callback of ECPay's has a few hundred, a payment's a thousand or two. */
export const BODY_LIMIT = 64 * 1024;

/** Milliseconds. ECPay is said to wait for 10 seconds; the rest is the network's. */
export const ANSWER_WITHIN = 8000;
